#include "dashboard/presence/health_subject.h"

#include <string.h>

#define LONGEST_MAX_MS (24 * 3600000LL)
#define LONGEST_KEEP 0.98 /* of the longest, a use: a shorter habit is learned in some weeks */
#define MOTION_LEAK_MS 2000

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

bool marks_has(const struct marks *self, enum health_kind kind)
{
    return self->standing & 1u << kind;
}

void marks_set(struct marks *self, enum health_kind kind, bool stands, int64_t since_ms)
{
    if (stands == marks_has(self, kind))
        return;
    self->standing ^= 1u << kind;
    if (stands)
        self->since_ms[kind] = since_ms;
}

static void leak(struct subject *self, int64_t now_ms)
{
    int64_t leak_ms = self->role == SUBJECT_SEAT ? HEALTH_CHATTER_LEAK_MS : MOTION_LEAK_MS;
    if (now_ms > self->bucket_ms) /* a clock that was set back leaks nothing */
        self->bucket -= (double)(now_ms - self->bucket_ms) / (double)leak_ms;
    if (self->bucket < 0)
        self->bucket = 0;
    self->bucket_ms = now_ms;
}

static void rise(struct subject *self, struct subject_news *news, int64_t now_ms)
{
    news->use = self->freed_ms && now_ms - self->freed_ms >= self->gap_ms;
    self->high_ms = now_ms;
}

static void fall(struct subject *self, int64_t now_ms)
{
    int64_t stay_ms = now_ms - self->high_ms;
    self->longest_ms = (int64_t)((double)self->longest_ms * LONGEST_KEEP);
    if (self->high_ms && stay_ms <= LONGEST_MAX_MS)
        self->longest_ms = later(self->longest_ms, stay_ms);
    self->freed_ms = now_ms;
    self->high_ms = 0;
}

static void read_value(struct subject *self, const struct reading *reading,
                       struct subject_news *news, int64_t now_ms)
{
    bool value = reading->value != 0, first = !self->freed_ms && !self->high_ms;
    int64_t since_ms = reading->has_since ? reading->since_ms : now_ms;
    if (first && !value)
        self->freed_ms = reading->has_since ? since_ms : now_ms - self->gap_ms;
    else if (first)
        self->high_ms = since_ms;
    else if (value && !self->high_ms)
        rise(self, news, now_ms);
    else if (!value && self->high_ms)
        fall(self, now_ms);
    if (!first && value != self->value) {
        leak(self, now_ms);
        self->bucket++;
    }
    self->value = value;
}

/* A new epoch, or totals that go back, are a new beginning. */
static void read_totals(struct subject *self, const struct reading *reading,
                        struct subject_news *news)
{
    bool same = self->has_totals && !strcmp(self->epoch, reading->epoch);
    if (same && reading->in >= self->in && reading->out >= self->out) {
        news->in = reading->in - self->in;
        news->out = reading->out - self->out;
        self->day_in += news->in;
        self->day_out += news->out;
    }
    self->has_totals = true;
    self->in = reading->in;
    self->out = reading->out;
    memcpy(self->epoch, reading->epoch, sizeof self->epoch);
}

struct subject_news subject_read(struct subject *self, const struct reading *reading,
                                 int64_t now_ms)
{
    struct subject_news news = {0};
    bool known = reading->reason == READING_KNOWN;
    if (!known) {
        if (self->known || !self->unknown_ms)
            self->unknown_ms = now_ms;
        self->known = false;
        return news;
    }
    self->known = true;
    if (!self->begun_ms)
        self->begun_ms = now_ms;
    if (self->role == SUBJECT_DOOR && reading->has_totals)
        read_totals(self, reading, &news);
    else if (self->role != SUBJECT_DOOR && reading->has_count) {
        self->counts = true;
        self->value = reading->count > 0;
    } else if (self->role != SUBJECT_DOOR && reading->has_value)
        read_value(self, reading, &news, now_ms);
    return news;
}

bool subject_is_free(const struct subject *self, int64_t now_ms)
{
    return self->known && !self->value && self->freed_ms && now_ms - self->freed_ms >= self->gap_ms;
}

static void update_chatter(struct subject *self, int64_t now_ms)
{
    int most = self->role == SUBJECT_SEAT ? HEALTH_CHATTER_SEAT : HEALTH_CHATTER_MOTION;
    leak(self, now_ms);
    if (self->bucket > 1.5 * most) /* it is forgiven in the same time, however bad it was */
        self->bucket = 1.5 * most;
    if (self->bucket >= most)
        marks_set(&self->marks, HEALTH_CHATTERING, true, now_ms);
    else if (self->bucket == 0)
        marks_set(&self->marks, HEALTH_CHATTERING, false, now_ms);
}

/* Both end with the use that they are about, and begin in their own half of the day only. */
static void update_long(struct subject *self, int64_t open_ms, int64_t closed_ms, int64_t now_ms)
{
    struct marks *marks = &self->marks;
    if (!self->high_ms) {
        marks_set(marks, HEALTH_STUCK, false, now_ms);
        marks_set(marks, HEALTH_TAKEN_CLOSED, false, now_ms);
        return;
    }
    int64_t least_ms = self->role == SUBJECT_SEAT ? HEALTH_STUCK_SEAT_MS : HEALTH_STUCK_MOTION_MS;
    int64_t usual_ms = later(least_ms, HEALTH_STUCK_TIMES * self->longest_ms);
    if (self->known && open_ms && now_ms - self->high_ms >= usual_ms)
        marks_set(marks, HEALTH_STUCK, true, self->high_ms);
    if (self->known && closed_ms && now_ms - later(self->high_ms, closed_ms) >= HEALTH_CLOSED_MS)
        marks_set(marks, HEALTH_TAKEN_CLOSED, true, self->high_ms);
}

void subject_update(struct subject *self, int64_t open_ms, int64_t closed_ms, int64_t now_ms)
{
    if (self->role == SUBJECT_NONE)
        return;
    if (!self->known && !self->unknown_ms)
        self->unknown_ms = now_ms;
    if (self->known)
        marks_set(&self->marks, HEALTH_SILENT, false, now_ms);
    else if (open_ms && now_ms - later(self->unknown_ms, open_ms) >= HEALTH_SILENT_MS)
        marks_set(&self->marks, HEALTH_SILENT, true, self->unknown_ms);
    if (self->role == SUBJECT_DOOR)
        return;
    update_chatter(self, now_ms);
    update_long(self, open_ms, closed_ms, now_ms);
}

void subject_end_day(struct subject *self, int64_t now_ms)
{
    int64_t most = later(self->day_in, self->day_out);
    bool both = self->day_in && self->day_out;
    if (both)
        marks_set(&self->marks, HEALTH_ONE_WAY, false, now_ms);
    else if (most >= HEALTH_ONE_WAY_PASSES && (self->only_door || self->has_both))
        marks_set(&self->marks, HEALTH_ONE_WAY, true, now_ms);
    self->has_both = self->has_both || both;
    self->day_in = self->day_out = 0;
}
