#include "dashboard/imported.h"

#include "dashboard/civil.h"
#include "dashboard/history/calendar.h"
#include "dashboard/history/facts.h"
#include "dashboard/history/settled.h"
#include "dashboard/history/slots.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOURS_MAX 32 /* of a day, jumps of the clock included */
#define DAY_MS 86400000LL

/* A day of a zone: what the file says, or the history. */
struct day {
    struct slot slot;
    int64_t local;
    struct slot hours[HOURS_MAX];
    int64_t locals[HOURS_MAX];
    size_t hour_count;
    bool is, measured;
};

struct importing {
    const struct imported_request *request;
    struct imported_sums *sums;
    struct store *store;
    struct slots *slots;
    struct day *found; /* while one is read */
    bool hours;
    int error;
    struct why *why;
};

static void set_open(struct slot *slot)
{
    slot->open_unknown_s = slot->length_s;
}

/* A row over its time. Its sensor is whoever counted at the line. */
static struct slot make_slot(const struct counts_row *row, const struct calendar_span *span)
{
    struct slot slot;
    bool by_hour = row->hour != COUNTS_WHOLE_DAY, present = row->present >= 0;
    int64_t length_s = span->end_s - span->start_s;
    slot_start(&slot, span->start_s);
    slot.length_s = length_s;
    set_open(&slot);
    slot.all[SLOT_SENSORS] = length_s;
    slot.all[SLOT_SILENT] = row->in < 0 && row->out < 0 ? length_s : 0;
    slot.all[SLOT_IN] = row->in > 0 ? row->in : 0;
    slot.all[SLOT_OUT] = row->out > 0 ? row->out : 0;
    slot.all[SLOT_UNCOUNTED] = slot.all[SLOT_USE_UNKNOWN] = by_hour && present ? 0 : length_s;
    if (present) {
        slot.peak = row->present;
        slot.peak_at_s = span->start_s;
    }
    if (present && by_hour) {
        slot.all[SLOT_IN_USE] = row->present > 0 ? length_s : 0;
        for (int sum = SLOT_PERSON; sum <= SLOT_HIGH; sum++)
            slot.all[sum] = row->present * length_s;
    }
    return slot;
}

/* The hour of the wall; where it comes twice the first. */
static int find_hour(const struct importing *self, const struct counts_row *row,
                     const struct calendar_span *day, struct calendar_span *span)
{
    for (int64_t at_s = day->start_s; at_s < day->end_s; at_s = span->end_s) {
        calendar_hour(self->request->zonetime, at_s, span);
        if (span->local % 100 == row->hour)
            return 0;
    }
    return why_set(self->why, EINVAL,
                   "%s:%d: that day had no hour %d: clocks were put forward; leave the line out",
                   self->request->file->path, row->line, row->hour);
}

static int make_day(struct importing *self, const struct counts_row *rows, size_t count,
                    struct day *day, struct calendar_span *span)
{
    const struct zonetime *zone = self->request->zonetime;
    int64_t start_ms = zonetime_day_start_ms(zone, rows->day);
    int64_t slot_s = (start_ms / 1000 + SLOT_S - 1) / SLOT_S * SLOT_S;
    calendar_day(zone, slot_s, span);
    memset(day, 0, sizeof *day);
    day->is = true;
    day->local = span->local;
    if (rows->hour == COUNTS_WHOLE_DAY) {
        day->slot = make_slot(rows, span);
        return 0;
    }
    slot_start(&day->slot, span->start_s);
    for (size_t i = 0; i < count; i++) {
        struct calendar_span hour;
        int error = find_hour(self, &rows[i], span, &hour);
        if (error)
            return error;
        day->hours[i] = make_slot(&rows[i], &hour);
        day->locals[i] = hour.local;
        slot_add(&day->slot, &day->hours[i]);
    }
    day->hour_count = count;
    return 0;
}

/* ---- What is there */

static bool take(void *context, const struct slot *slot, int64_t local)
{
    struct importing *self = context;
    struct slot_revision revision;
    self->error = slots_revision_read(self->slots, slot->revision, &revision, self->why);
    self->found->measured = self->found->measured || revision.source != SLOT_IMPORTED;
    if (self->hours && self->found->hour_count < HOURS_MAX) {
        self->found->hours[self->found->hour_count++] = *slot;
    } else if (!self->hours) {
        self->found->slot = *slot;
        self->found->is = true;
    }
    (void)local;
    return !self->error;
}

/* Slots are never imported, so that one of them is a measured day. */
static int find_day(struct importing *self, int64_t zone, const struct calendar_span *span,
                    struct day *found)
{
    static const enum slot_step steps[] = {STEP_SLOT, STEP_HOUR, STEP_DAY};
    memset(found, 0, sizeof *found);
    self->found = found;
    self->error = 0;
    for (int i = 0; i < 3; i++) {
        self->hours = steps[i] == STEP_HOUR;
        int error = slots_read(self->slots, steps[i], zone, span->start_s, span->end_s, take, self,
                               self->why);
        if (error || self->error)
            return error ? error : self->error;
    }
    return 0;
}

static bool same(const struct day *a, const struct day *b)
{
    if (!a->is || !b->is || a->hour_count != b->hour_count || !slot_same(&a->slot, &b->slot))
        return false;
    for (size_t i = 0; i < a->hour_count; i++)
        if (!slot_same(&a->hours[i], &b->hours[i]))
            return false;
    return true;
}

static int write_day(struct importing *self, int64_t zone, const struct calendar_span *span,
                     const struct day *day)
{
    int error = slots_remove(self->slots, STEP_HOUR, zone, span->start_s, span->end_s, self->why);
    for (size_t i = 0; !error && i < day->hour_count; i++)
        error = slots_put(self->slots, STEP_HOUR, zone, &day->hours[i], day->locals[i], self->why);
    if (!error)
        error = slots_put(self->slots, STEP_DAY, zone, &day->slot, day->local, self->why);
    return error;
}

static int refuse_measured(const struct importing *self, const struct counts_row *row)
{
    struct civil date = civil_from_days(row->day);
    return why_set(self->why, EINVAL,
                   "%s:%d: %s was measured on %04d-%02d-%02d; take the line out, or leave measured "
                   "days as they are with --skip-measured",
                   self->request->file->path, row->line, row->zone, date.year, date.month,
                   date.day);
}

static void set_revision(struct day *day, int64_t revision)
{
    day->slot.revision = revision;
    for (size_t i = 0; i < day->hour_count; i++)
        day->hours[i].revision = revision;
}

static int put_day(struct importing *self, const struct counts_row *rows, size_t count)
{
    struct day day, found;
    struct calendar_span span;
    int64_t zone;
    struct slot_revision revision = {.source = SLOT_IMPORTED, .sensors = 1};
    int error = make_day(self, rows, count, &day, &span);
    if (!error && span.end_s * 1000 > self->request->now_ms)
        error = why_set(self->why, EINVAL, "%s:%d: this day is not over", self->request->file->path,
                        rows->line);
    if (!error)
        error = slots_zone(self->slots, rows->zone, &zone, self->why);
    if (!error)
        error = slots_revision(self->slots, zone, &revision, self->why);
    if (!error)
        error = find_day(self, zone, &span, &found);
    if (error)
        return error;
    set_revision(&day, revision.id);
    self->sums->days++;
    if (found.measured) {
        self->sums->measured++;
        return self->request->skip_measured ? 0 : refuse_measured(self, rows);
    }
    if (same(&day, &found))
        return 0;
    self->sums->changed++;
    return write_day(self, zone, &span, &day);
}

static int put_days(struct importing *self)
{
    const struct counts_file *file = self->request->file;
    struct imported_sums *sums = self->sums;
    *sums = (struct imported_sums){.first = INT64_MAX, .last = INT64_MIN};
    for (size_t i = 0, n; i < file->count; i = n) {
        const struct counts_row *rows = &file->rows[i];
        for (n = i + 1; n < file->count && file->rows[n].day == rows->day &&
                        strcmp(file->rows[n].zone, rows->zone) == 0;)
            n++;
        int error = put_day(self, rows, n - i);
        if (error)
            return error;
        sums->first = rows->day < sums->first ? rows->day : sums->first;
        sums->last = rows->day > sums->last ? rows->day : sums->last;
    }
    return 0;
}

/* Who did it, and when. */
static int note(struct importing *self)
{
    const struct imported_request *request = self->request;
    struct fact fact = {
        .kind = FACT_NOTE,
        .from_ms = zonetime_day_start_ms(request->zonetime, self->sums->first),
        .to_ms = zonetime_day_start_ms(request->zonetime, self->sums->last + 1),
        .made_ms = request->now_ms,
    };
    const char *name = strrchr(request->file->path, '/');
    int64_t id;
    snprintf(fact.author, sizeof fact.author, "%s", request->author);
    snprintf(fact.text, sizeof fact.text, "counts imported: %zu days of zones, from %.80s",
             self->sums->changed, name ? name + 1 : request->file->path);
    int error = fact_check(&fact, self->why);
    return error ? error : store_fact_put(self->store, &fact, &id, self->why);
}

int imported_put(struct store *store, const struct imported_request *request,
                 struct imported_sums *sums, struct why *why)
{
    struct importing self = {.request = request, .sums = sums, .store = store, .why = why};
    int error = settled_begin(store, why);
    if (error)
        return error;
    self.slots = slots_open(store, why);
    error = self.slots ? put_days(&self) : -EIO;
    if (!error && sums->changed > 0)
        error = note(&self);
    slots_close(self.slots);
    if (!error)
        error = settled_commit(store, why);
    if (error)
        settled_undo(store);
    return error;
}
