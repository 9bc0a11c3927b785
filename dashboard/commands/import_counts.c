#include "dashboard/commands/import_counts.h"

#include "agent/common/command.h"
#include "dashboard/civil.h"
#include "dashboard/describe.h"
#include "dashboard/imported.h"
#include <errno.h>
#include <stdio.h>

/* A zone that the place never had is a slip of the pen. */
static int check_zones(const struct counts_file *file, const struct place *place, struct why *why)
{
    for (size_t i = 0; i < file->count; i++)
        if (place_find_zone(place, file->rows[i].zone) == ZONE_NONE)
            return why_set(why, EINVAL, "%s:%d: the place has no zone \"%s\"", file->path,
                           file->rows[i].line, file->rows[i].zone);
    return 0;
}

static void say(const struct imported_sums *sums)
{
    struct civil from = civil_from_days(sums->first), to = civil_from_days(sums->last);
    printf("%zu days of zones, %04d-%02d-%02d to %04d-%02d-%02d: %zu new or changed", sums->days,
           from.year, from.month, from.day, to.year, to.month, to.day, sums->changed);
    if (sums->measured)
        printf(", %zu measured and left as they are", sums->measured);
    printf("\n");
}

static int put(const struct import_counts *self, struct opened *opened,
               const struct counts_file *file, struct why *why)
{
    int64_t now_ms = clock_wall_ms(&opened->clock);
    struct place *place = describe_open(opened->config, opened->store, now_ms, why);
    if (!place)
        return -EINVAL;
    struct zonetime *zonetime = zonetime_load(place->timezone, why);
    int error = zonetime ? check_zones(file, place, why) : -EINVAL;
    struct imported_request request = {file, zonetime, now_ms, self->skip_measured,
                                       self->author ? self->author : ""};
    struct imported_sums sums;
    if (!error)
        error = imported_put(opened->store, &request, &sums, why);
    if (!error)
        say(&sums);
    zonetime_free(zonetime);
    place_free(place);
    return error;
}

int import_counts(const struct import_counts *self)
{
    struct counts_file file;
    struct opened opened;
    struct why why;
    int error = counts_file_read(&file, self->path, &why);
    int code = EXIT_DONE;
    if (!error)
        code = open_store(&opened, "import", self->config_path, self->clock);
    if (!error && code == EXIT_DONE) {
        error = put(self, &opened, &file, &why);
        close_store(&opened);
    }
    counts_file_clear(&file);
    if (error)
        fprintf(stderr, "lampion import: %s\n", why.text);
    return !error ? code : error == -EIO ? EXIT_FAILED : EXIT_USAGE;
}
