#include "dashboard/settle_offset.h"
#include "dashboard/history/calendar.h"
#include "dashboard/history/offsets.h"
#include "dashboard/settle_rows.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define LONGEST_S 86400
#define SLOTS_MAX (LONGEST_S / SLOT_S + 2)

struct work {
    struct store *store;
    struct slots *slots;
    const struct settle_day *day;
    int64_t before_s;
    struct why *why;
};

struct found {
    struct slot slots[SLOTS_MAX];
    size_t count;
};

static bool keep(void *context, const struct slot *slot, int64_t local)
{
    struct found *found = context;
    (void)local;
    found->slots[found->count++] = *slot;
    return found->count < SLOTS_MAX;
}

static int64_t slot_of(int64_t at_s)
{
    return at_s / SLOT_S * SLOT_S;
}

static int read_slots(struct work *self, int64_t zone, int64_t from_s, int64_t to_s,
                      struct found *found)
{
    found->count = 0;
    return slots_read(self->slots, STEP_SLOT, zone, slot_of(from_s), to_s, keep, found, self->why);
}

int64_t settle_offset_until(const struct slot *slots, size_t count, int64_t from_s,
                            int64_t day_end_s)
{
    bool was_peopled = false;
    for (size_t i = 0; i < count; i++) {
        const struct slot *slot = &slots[i];
        bool counted = slot->length_s > slot->all[SLOT_UNCOUNTED];
        bool empty = counted && !slot->all[SLOT_UNCOUNTED] && !slot->all[SLOT_HIGH];
        if (slot->start_s > from_s && empty && (was_peopled || slot->start_s >= day_end_s))
            return slot->start_s;
        if (counted)
            was_peopled = slot->all[SLOT_HIGH] > 0;
    }
    return from_s + LONGEST_S;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A new offset. Where there is no slot of ours any more, or never was one, there is none. */
static int add(struct work *self, const struct offset_news *news, int64_t zone)
{
    struct found found;
    struct calendar_span span;
    struct slot_revision revision;
    struct offset offset = {.fact = news->fact,
                            .from_s = news->from_ms / 1000,
                            .counted = news->counted,
                            .people = news->retracted ? -news->people : news->people};
    int error = read_slots(self, zone, offset.from_s, offset.from_s + LONGEST_S, &found);
    if (error || !found.count || found.slots[0].start_s != slot_of(offset.from_s))
        return error;
    error = slots_revision_read(self->slots, found.slots[0].revision, &revision, self->why);
    if (error || revision.source != SLOT_MEASURED)
        return error;
    calendar_day(settle_rows_zone_at(self->day, offset.from_s), slot_of(offset.from_s), &span);
    offset.until_s = least(settle_offset_until(found.slots, found.count, offset.from_s, span.end_s),
                           self->before_s);
    if (!news->counted && news->to_ms / 1000 < offset.until_s)
        offset.until_s = news->to_ms / 1000;
    return offsets_put(self->store, zone, &offset, self->why);
}

/* The slots as they were settled, of all that the offsets touch. */
static int keep_before(struct work *self, int64_t zone, const struct offset *offsets, size_t count)
{
    int error = 0;
    for (size_t i = 0; !error && i < count; i++) {
        struct found found;
        error = read_slots(self, zone, offsets[i].from_s, offsets[i].until_s, &found);
        for (size_t s = 0; !error && s < found.count; s++)
            error = offsets_before_keep(self->store, zone, &found.slots[s], self->why);
    }
    return error;
}

/* People that a slot is thought to have held, or -1. */
static int64_t people_in(const struct slot *slot)
{
    int64_t counted_s = slot->length_s - slot->all[SLOT_UNCOUNTED];
    return counted_s > 0 ? llround((double)slot->all[SLOT_PERSON] / (double)counted_s) : -1;
}

static void put_on(const struct offset *offset, struct slot *slots, size_t count)
{
    int64_t people = offset->people;
    for (size_t i = 0; offset->counted && i < count; i++)
        if (slots[i].start_s == slot_of(offset->from_s))
            people = people_in(&slots[i]) < 0 ? 0 : offset->people - people_in(&slots[i]);
    for (size_t i = 0; i < count; i++)
        slot_correct(&slots[i], offset->from_s, offset->until_s, people);
}

/* One slot as it shall be, where it is another. `is` tells whether it was. */
static int write_slot(struct work *self, int64_t zone, const struct slot *slot,
                      const struct slot *before, bool *changed)
{
    struct found found;
    *changed = false;
    int error = read_slots(self, zone, slot->start_s, slot->start_s + SLOT_S, &found);
    if (!error && found.count && !slot_same(&found.slots[0], slot)) {
        *changed = true;
        error = slots_put(self->slots, STEP_SLOT, zone, slot, 0, self->why);
    }
    if (!error && (!found.count || slot_same(before, slot)))
        error = offsets_before_forget(self->store, zone, slot->start_s, self->why);
    return error;
}

static int write_all(struct work *self, int64_t zone, const struct slot *slots,
                     const struct slot *before, size_t count)
{
    int64_t *changed = calloc(count + 1, sizeof *changed);
    size_t changes = 0;
    int error = changed ? 0 : why_set(self->why, EIO, "out of memory");
    for (size_t i = 0; !error && i < count; i++) {
        bool is;
        error = write_slot(self, zone, &slots[i], &before[i], &is);
        if (is)
            changed[changes++] = slots[i].start_s;
    }
    if (!error)
        error = settle_rows_sums(self->store, self->slots, self->day, zone, changed, changes,
                                 self->why);
    free(changed);
    return error;
}

/* All offsets of a zone put on anew. */
static int renew(struct work *self, int64_t zone)
{
    struct offset *offsets;
    struct slot *before = NULL, *slots = NULL;
    size_t count, slot_count = 0;
    int error = offsets_read(self->store, zone, &offsets, &count, self->why);
    if (!error)
        error = keep_before(self, zone, offsets, count);
    if (!error)
        error = offsets_before_read(self->store, zone, &before, &slot_count, self->why);
    if (!error && slot_count && !(slots = calloc(slot_count, sizeof *slots)))
        error = why_set(self->why, EIO, "out of memory");
    for (size_t i = 0; !error && i < slot_count; i++)
        slots[i] = before[i];
    for (size_t i = 0; !error && i < count; i++)
        put_on(&offsets[i], slots, slot_count);
    if (!error)
        error = write_all(self, zone, slots, before, slot_count);
    free(slots);
    free(before);
    free(offsets);
    return error;
}

static int take(struct work *self, const struct offset_news *news)
{
    int64_t zone;
    int error = slots_zone_find(self->slots, news->zone, &zone, self->why);
    if (error || !zone)
        return error;
    if (news->applied && news->retracted)
        error = offsets_remove(self->store, news->fact, self->why);
    else if (!news->retracted || (news->settled && !news->counted))
        error = add(self, news, zone);
    return error ? error : renew(self, zone);
}

int settle_offsets(struct store *store, struct slots *slots, const struct settle_day *day,
                   int64_t before_ms, struct why *why)
{
    struct work self = {store, slots, day, before_ms / 1000, why};
    struct offset_news *news;
    size_t count;
    if (!day->version_count)
        return 0;
    int error = offsets_news(store, before_ms, &news, &count, why);
    for (size_t i = 0; !error && i < count; i++)
        error = take(&self, &news[i]);
    free(news);
    return error;
}
