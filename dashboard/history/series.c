#include "dashboard/history/series.h"

#include <errno.h>
#include <string.h>

struct walk {
    struct slots *slots;
    series_each *each;
    void *context;
    struct series_row row;
    struct why *why;
    int error;
};

static bool take(void *context, const struct slot *slot, int64_t local)
{
    struct walk *walk = context;
    walk->row.slot = *slot;
    walk->row.local = local;
    if (walk->row.revision.id != slot->revision)
        walk->error =
            slots_revision_read(walk->slots, slot->revision, &walk->row.revision, walk->why);
    return !walk->error && walk->each(walk->context, &walk->row);
}

int series_read(struct store *store, const char *zone, enum slot_step step, int64_t from_s,
                int64_t to_s, series_each *each, void *context, struct why *why)
{
    int64_t id;
    struct walk walk = {.each = each, .context = context, .why = why};
    walk.slots = slots_open(store, why);
    if (walk.slots == NULL)
        return -EIO;
    int error = slots_zone_find(walk.slots, zone, &id, why);
    if (!error && id == 0)
        error = why_set(why, ENOENT, "the history has nothing of a zone %s", zone);
    if (!error)
        error = slots_read(walk.slots, step, id, from_s, to_s, take, &walk, why);
    slots_close(walk.slots);
    return error ? error : walk.error;
}

int series_step(const char *text, enum slot_step *step)
{
    static const char *const steps[STEPS] = {"15m", "1h", "1d"};
    for (int i = 0; i < STEPS; i++)
        if (strcmp(text, steps[i]) == 0) {
            *step = (enum slot_step)i;
            return 0;
        }
    return -EINVAL;
}

const char *series_sum_name(enum slot_sum sum)
{
    static const char *const names[SLOT_SUMS] = {
        "sensors", "silent",    "seats",  "seats_unknown", "used", "held", "in_use", "use_unknown",
        "full",    "uncounted", "person", "raw",           "low",  "high", "in",     "out"};
    return names[sum];
}
