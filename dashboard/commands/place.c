#include "agent/common/command.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/dates.h"
#include "dashboard/commands/open.h"
#include "dashboard/describe.h"
#include "dashboard/history/description.h"
#include "dashboard/place_diff.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* 0, or -errno with why: the moment that --from names; now without it. */
static int read_from(struct opened *opened, const char *from, int64_t *from_ms, struct why *why)
{
    *from_ms = clock_wall_ms(&opened->clock);
    if (!from)
        return 0;
    struct zonetime *zone = dates_zone(opened->store, why);
    int error = zone ? dates_read(zone, from, from_ms, why) : -EINVAL;
    zonetime_free(zone);
    return error;
}

static int apply(struct opened *opened, const char *path, const char *from, struct why *why)
{
    int64_t version, from_ms, now_ms = clock_wall_ms(&opened->clock);
    int error = read_from(opened, from, &from_ms, why);
    if (!error)
        error = describe_apply(opened->store, path, from_ms, now_ms, &version, why);
    if (error)
        return error;
    char text[TIME_TEXT_MAX];
    time_format_s(from_ms, text);
    printf("version %lld of the description holds from %s on; restart lampion serve%s to use it\n",
           (long long)version, from ? text : "now", from_ms > now_ms ? " then" : "");
    return 0;
}

static int in_force(struct opened *opened, int64_t at_ms, struct store_description *description,
                    struct why *why)
{
    int error = store_description_get(opened->store, at_ms, description, why);
    if (error == -ENOENT)
        why_set(why, ENOENT, "the store has no description %s; lampion place apply FILE",
                at_ms < clock_wall_ms(&opened->clock) - 1000 ? "of that time" : "yet");
    return error;
}

static int show(struct opened *opened, const char *from, struct why *why)
{
    struct store_description description = {0};
    int64_t at_ms = clock_wall_ms(&opened->clock);
    struct zonetime *zone = from ? dates_zone(opened->store, why) : NULL;
    int error = !from ? 0 : zone ? dates_read(zone, from, &at_ms, why) : -EINVAL;
    zonetime_free(zone);
    if (!error)
        error = in_force(opened, at_ms, &description, why);
    if (error)
        return error;
    printf("# version %lld\n%s", (long long)description.version, description.text);
    store_description_clear(&description);
    return 0;
}

static void say(void *context, const char *line)
{
    (void)context;
    puts(line);
}

/* The file against what is in force. */
static int diff(struct opened *opened, const char *path, struct why *why)
{
    struct store_description description = {0};
    struct place *old = NULL, *now = place_read(path, why);
    int error = now ? in_force(opened, clock_wall_ms(&opened->clock), &description, why) : -EINVAL;
    if (!error)
        old = place_parse("description in the store", description.text, strlen(description.text),
                          why);
    if (!error && !old)
        error = -EINVAL;
    if (!error && place_diff(old, now, say, NULL) == 0)
        printf("no difference to version %lld\n", (long long)description.version);
    store_description_clear(&description);
    place_free(old);
    place_free(now);
    return error;
}

enum verb { APPLY, DIFF, SHOW, VERBS };

/* The word and its file; VERBS: neither of them. */
static enum verb read_verb(int count, char **argv)
{
    static const struct {
        const char *name;
        int count;
    } verbs[VERBS] = {{"apply", 2}, {"diff", 2}, {"show", 1}};
    int i = 0;
    while (i < VERBS && !(count == verbs[i].count && !strcmp(argv[1], verbs[i].name)))
        i++;
    return (enum verb)i;
}

int command_place(int argc, char **argv)
{
    const char *config_path = NULL, *from = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, true},
        {"from", "DATE",
         "apply: in force from that day on (or UTC like 2026-10-05T06:00:00Z); "
         "show: what was in force then",
         &from},
        {0}};
    int count;
    int shown = command_options(options,
                                "--config lampion.yaml apply FILE [--from DATE] | diff FILE | "
                                "show [--from DATE]",
                                argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    enum verb verb = read_verb(count, argv);
    if (verb == VERBS) {
        fprintf(stderr, "lampion place: say what: apply FILE, diff FILE, or show; see lampion "
                        "place --help\n");
        return EXIT_USAGE;
    }
    struct opened opened;
    struct why why;
    int code = open_store(&opened, "place", config_path, NULL);
    if (code)
        return code;
    int error = verb == APPLY  ? apply(&opened, argv[2], from, &why)
                : verb == DIFF ? diff(&opened, argv[2], &why)
                               : show(&opened, from, &why);
    if (error)
        fprintf(stderr, "lampion place %s: %s\n", argv[1], why.text);
    close_store(&opened);
    return !error ? EXIT_DONE : verb == SHOW || error == -EIO ? EXIT_FAILED : EXIT_USAGE;
}
