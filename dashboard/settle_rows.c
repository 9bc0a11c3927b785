#include "dashboard/settle_rows.h"
#include "dashboard/history/calendar.h"
#include "dashboard/history/settled.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROWS_AT_ONCE 400 /* of a transaction: about 5 ms */
#define DAY_SLOTS (2 * 96 + 8)

void settle_rows_add(void *context, const char *zone, const struct slot_revision *revision,
                     const struct slot *slot)
{
    struct settle_rows *self = context;
    if (self->count == self->room) {
        size_t room = self->room ? self->room * 2 : 128;
        struct settle_row *rows = reallocarray(self->rows, room, sizeof *rows);
        self->failed = self->failed || !rows;
        if (!rows)
            return;
        self->rows = rows;
        self->room = room;
    }
    struct settle_row *row = &self->rows[self->count++];
    *row = (struct settle_row){.revision = *revision, .slot = *slot};
    strcpy(row->zone, zone);
}

void settle_rows_clear(struct settle_rows *self)
{
    free(self->rows);
    *self = (struct settle_rows){0};
}

struct put {
    struct store *store;
    struct slots *slots;
    const struct settle_day *day;
    struct why *why;
    int64_t pause_ms;
    int written;
    bool whole_only; /* a sum never loses what its slots, gone by now, held */
};

/* Between rows: what was written so far is committed, and others get their turn. */
static int breathe(struct put *self)
{
    if (++self->written % ROWS_AT_ONCE)
        return 0;
    int error = settled_commit(self->store, self->why);
    if (self->pause_ms)
        usleep((useconds_t)self->pause_ms * 1000);
    return error ? error : settled_begin(self->store, self->why);
}

struct found {
    struct slot slots[DAY_SLOTS];
    int64_t locals[DAY_SLOTS];
    size_t count;
};

static bool keep(void *context, const struct slot *slot, int64_t local)
{
    struct found *found = context;
    found->slots[found->count] = *slot;
    found->locals[found->count++] = local;
    return found->count < DAY_SLOTS;
}

static int read_range(struct put *self, enum slot_step step, int64_t zone, int64_t from_s,
                      int64_t to_s, struct found *found)
{
    found->count = 0;
    return slots_read(self->slots, step, zone, from_s, to_s, keep, found, self->why);
}

static int put_one(struct put *self, enum slot_step step, int64_t zone, const struct slot *slot,
                   int64_t local)
{
    int error = slots_put(self->slots, step, zone, slot, local, self->why);
    return error ? error : breathe(self);
}

/* An hour or a day as the sum of the slots that are there. */
static int put_sum(struct put *self, enum slot_step step, int64_t zone,
                   const struct calendar_span *span)
{
    struct found parts, known;
    struct slot sum;
    int error = read_range(self, STEP_SLOT, zone, span->start_s, span->end_s, &parts);
    if (!error)
        error = read_range(self, step, zone, span->start_s, span->end_s, &known);
    if (error)
        return error;
    slot_start(&sum, span->start_s);
    for (size_t i = 0; i < parts.count; i++)
        slot_add(&sum, &parts.slots[i]);
    if (self->whole_only && known.count == 1 && sum.length_s < known.slots[0].length_s)
        return 0;
    if (known.count == 1 && parts.count && slot_same(&known.slots[0], &sum) &&
        known.locals[0] == span->local)
        return 0;
    error = known.count == 0
                ? 0
                : slots_remove(self->slots, step, zone, span->start_s, span->end_s, self->why);
    return error || !parts.count ? error : put_one(self, step, zone, &sum, span->local);
}

const struct zonetime *settle_rows_zone_at(const struct settle_day *day, int64_t at_s)
{
    const struct zonetime *zone = day->versions[0].opening.zonetime;
    for (size_t i = 0; i < day->version_count; i++)
        if (day->versions[i].from_ms <= at_s * 1000)
            zone = day->versions[i].opening.zonetime;
    return zone;
}

static int put_sums(struct put *self, int64_t zone, const int64_t *changed, size_t count)
{
    struct calendar_span hour = {0}, day = {0};
    int error = 0;
    for (size_t i = 0; !error && i < count; i++) {
        if (changed[i] >= hour.end_s) {
            calendar_hour(settle_rows_zone_at(self->day, changed[i]), changed[i], &hour);
            error = put_sum(self, STEP_HOUR, zone, &hour);
        }
        if (!error && changed[i] >= day.end_s) {
            calendar_day(settle_rows_zone_at(self->day, changed[i]), changed[i], &day);
            error = put_sum(self, STEP_DAY, zone, &day);
        }
    }
    return error;
}

int settle_rows_sums(struct store *store, struct slots *slots, const struct settle_day *day,
                     int64_t zone, const int64_t *changed, size_t count, struct why *why)
{
    struct put put = {.store = store, .slots = slots, .day = day, .why = why, .whole_only = true};
    return put_sums(&put, zone, changed, count);
}

/* The rows of one zone, by time, against what is stored. */
static int put_zone(struct put *self, int64_t zone, struct settle_row *const *rows, size_t count)
{
    struct found stored;
    int64_t changed[2 * DAY_SLOTS];
    size_t changes = 0, s = 0, r = 0;
    int error = read_range(self, STEP_SLOT, zone, self->day->start_ms / 1000,
                           self->day->until_ms / 1000, &stored);
    while (!error && (s < stored.count || r < count)) {
        const struct slot *old = s < stored.count ? &stored.slots[s] : NULL;
        const struct slot *new = r < count ? &rows[r]->slot : NULL;
        if (!new || (old && old->start_s < new->start_s)) {
            changed[changes++] = old->start_s;
            error = slots_remove(self->slots, STEP_SLOT, zone, old->start_s, old->start_s + SLOT_S,
                                 self->why);
            s++;
            continue;
        }
        bool both = old && old->start_s == new->start_s;
        if (!both || !slot_same(old, new)) {
            changed[changes++] = new->start_s;
            error = put_one(self, STEP_SLOT, zone, new, 0);
        }
        s += both;
        r++;
    }
    return error ? error : put_sums(self, zone, changed, changes);
}

static int compare_rows(const void *a, const void *b)
{
    const struct settle_row *left = *(struct settle_row *const *)a;
    const struct settle_row *right = *(struct settle_row *const *)b;
    if (left->zone_id != right->zone_id)
        return left->zone_id < right->zone_id ? -1 : 1;
    return left->slot.start_s < right->slot.start_s ? -1 : 1;
}

/* Zones and revisions get their ids in the order in which they were met. */
static int name_rows(struct put *self, struct settle_rows *rows, struct settle_row **sorted,
                     int64_t *last_zone)
{
    int error = 0;
    for (size_t i = 0; !error && i < rows->count; i++) {
        struct settle_row *row = sorted[i] = &rows->rows[i];
        error = slots_zone(self->slots, row->zone, &row->zone_id, self->why);
        if (!error)
            error = slots_revision(self->slots, row->zone_id, &row->revision, self->why);
        row->slot.revision = row->revision.id;
    }
    if (!error && rows->count)
        qsort(sorted, rows->count, sizeof *sorted, compare_rows);
    return error ? error : slots_last_zone(self->slots, last_zone, self->why);
}

int settle_rows_put(struct settle_rows *self, struct store *store, struct slots *slots,
                    const struct settle_day *day, struct why *why)
{
    struct put put = {store, slots, day, why, self->pause_ms, 0, false};
    struct settle_row **sorted = calloc(self->count + 1, sizeof *sorted);
    int64_t last_zone = 0;
    size_t first = 0;
    if (!sorted || self->failed) {
        free(sorted);
        return why_set(why, EIO, "out of memory");
    }
    int error = settled_begin(store, why);
    if (!error)
        error = name_rows(&put, self, sorted, &last_zone);
    for (int64_t zone = 1; !error && zone <= last_zone; zone++) {
        size_t end = first;
        while (end < self->count && sorted[end]->zone_id == zone)
            end++;
        error = put_zone(&put, zone, sorted + first, end - first);
        first = end;
    }
    if (!error)
        error = settled_commit(store, why);
    if (error)
        settled_undo(store);
    free(sorted);
    return error;
}
