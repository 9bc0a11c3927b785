/* Tables that nobody can compute, from files into the history. */
#include "agent/common/command.h"
#include "dashboard/civil.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/import_counts.h"
#include "dashboard/commands/open.h"
#include "dashboard/school_file.h"

#include <stdio.h>
#include <string.h>

/* A line a zone: from when until when it is known now. */
static void say_zones(const struct school_file *file)
{
    for (size_t i = 0; i < file->count; i++) {
        const struct school_holiday *one = &file->all[i];
        int64_t first = one->first, last = one->last;
        size_t seen = 0, count = 0;
        while (strcmp(file->all[seen].zone, one->zone) != 0)
            seen++;
        if (seen < i)
            continue;
        for (size_t n = i; n < file->count; n++) {
            if (strcmp(file->all[n].zone, one->zone) != 0)
                continue;
            count++;
            first = file->all[n].first < first ? file->all[n].first : first;
            last = file->all[n].last > last ? file->all[n].last : last;
        }
        struct civil from = civil_from_days(first), to = civil_from_days(last);
        printf("%s: %zu holidays, %04d-%02d-%02d to %04d-%02d-%02d\n", one->zone, count, from.year,
               from.month, from.day, to.year, to.month, to.day);
    }
}

static int import_holidays(struct opened *opened, const struct school_file *file)
{
    struct why why;
    if (store_school_put(opened->store, file->all, file->count, &why)) {
        fprintf(stderr, "lampion import: %s\n", why.text);
        return EXIT_FAILED;
    }
    say_zones(file);
    return EXIT_DONE;
}

static int read_and_import(const char *config_path, const char *path)
{
    struct opened opened;
    struct school_file file;
    struct why why;
    int code = EXIT_USAGE;
    if (school_file_read(&file, path, &why))
        fprintf(stderr, "lampion import: %s\n", why.text);
    else if ((code = open_store(&opened, "import", config_path, NULL)) == EXIT_DONE) {
        code = import_holidays(&opened, &file);
        close_store(&opened);
    }
    school_file_clear(&file);
    return code;
}

int command_import(int argc, char **argv)
{
    struct import_counts counts = {0};
    const char *skip = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &counts.config_path, true},
        {"by", "NAME", "counts: your short account name", &counts.author},
        {"skip-measured", NULL, "counts: leave days that were measured as they are", &skip},
        {"clock", "REAL_MS,WALL_MS,SPEED", "simulated time, for demos and tests", &counts.clock},
        {0},
    };
    int given;
    int shown = command_options(
        options, "--config lampion.yaml counts FILE.csv | holidays FILE.csv", argc, argv, &given);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    counts.skip_measured = skip != NULL;
    counts.path = given == 2 ? argv[2] : NULL;
    if (given == 2 && strcmp(argv[1], "counts") == 0)
        return import_counts(&counts);
    if (given == 2 && strcmp(argv[1], "holidays") == 0)
        return read_and_import(counts.config_path, counts.path);
    fprintf(stderr, "lampion import: say what, and from which file: import counts FILE.csv, or "
                    "import holidays FILE.csv\n");
    return EXIT_USAGE;
}
