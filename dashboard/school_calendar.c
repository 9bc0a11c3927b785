#include "dashboard/school_calendar.h"

#include "dashboard/history/school.h"
#include <errno.h>
#include <stdlib.h>

struct ranges {
    struct holidays_range *all;
    size_t count;
    bool failed;
};

static void add(void *context, const struct school_holiday *holiday)
{
    struct ranges *self = context;
    struct holidays_range *grown = reallocarray(self->all, self->count + 1, sizeof *grown);
    if (!grown) {
        self->failed = true;
        return;
    }
    self->all = grown;
    self->all[self->count++] = (struct holidays_range){holiday->first, holiday->last};
}

int school_calendar_read(struct opening *opening, struct store *store, struct why *why)
{
    struct ranges ranges = {0};
    const char *zone = opening->place->school_holidays;
    int error = zone ? store_school_each(store, zone, add, &ranges, why) : 0;
    if (!error && zone && (ranges.failed || opening_school(opening, ranges.all, ranges.count) != 0))
        error = why_set(why, ENOMEM, "out of memory");
    free(ranges.all);
    return error;
}
