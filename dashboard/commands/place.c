#include "agent/common/command.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/open.h"
#include "dashboard/describe.h"
#include "dashboard/history/description.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int apply(struct opened *opened, const char *path)
{
    struct why why;
    int64_t version, now_ms = clock_wall_ms(&opened->clock);
    if (describe_apply(opened->store, path, now_ms, now_ms, &version, &why)) {
        fprintf(stderr, "lampion place apply: %s\n", why.text);
        return EXIT_USAGE;
    }
    printf("version %lld of the description holds from now on; restart lampion serve to use it\n",
           (long long)version);
    return EXIT_DONE;
}

static int show(struct opened *opened)
{
    struct why why;
    struct store_description description = {0};
    int error =
        store_description_get(opened->store, clock_wall_ms(&opened->clock), &description, &why);
    if (error == -ENOENT)
        why_set(&why, ENOENT, "the store has no description yet; lampion place apply FILE");
    if (error) {
        fprintf(stderr, "lampion place show: %s\n", why.text);
        return EXIT_FAILED;
    }
    printf("# version %lld\n%s", (long long)description.version, description.text);
    store_description_clear(&description);
    return EXIT_DONE;
}

int command_place(int argc, char **argv)
{
    const char *config_path = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, true}, {0}};
    int count;
    int shown =
        command_options(options, "--config lampion.yaml apply FILE | show", argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    bool applies = count == 2 && !strcmp(argv[1], "apply");
    if (!applies && !(count == 1 && !strcmp(argv[1], "show"))) {
        fprintf(stderr, "lampion place: say what: apply FILE, or show; see lampion place --help\n");
        return EXIT_USAGE;
    }
    struct opened opened;
    int code = open_store(&opened, "place", config_path, NULL);
    if (code)
        return code;
    code = applies ? apply(&opened, argv[2]) : show(&opened);
    close_store(&opened);
    return code;
}
