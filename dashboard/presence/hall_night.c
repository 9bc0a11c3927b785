#include "dashboard/presence/hall_night.h"

#include <string.h>

#define DAY_MS (NIGHT_SLOTS * (int64_t)NIGHT_SLOT_MS)
#define QUIET 0.101f
#define NEWEST 0.08f /* what the newest day counts at least */
#define LENGTH_MIN 8 /* two hours */

static int slot_of(int64_t now_ms)
{
    return (int)(now_ms % DAY_MS / NIGHT_SLOT_MS);
}

void hall_night_find(struct hall_night *self)
{
    self->length = 0;
    int run = 0;
    for (int i = 0; i < 2 * NIGHT_SLOTS && run < NIGHT_SLOTS; i++) {
        run = self->active[i % NIGHT_SLOTS] <= QUIET ? run + 1 : 0;
        if (run > self->length) {
            self->length = run;
            self->start = (i + 1 - run) % NIGHT_SLOTS;
        }
    }
    if (self->days < NIGHT_DAYS_MIN || self->length < LENGTH_MIN || self->length == NIGHT_SLOTS)
        self->length = 0;
}

static void end_day(struct hall_night *self)
{
    bool any = false;
    for (int i = 0; i < NIGHT_SLOTS; i++)
        any = any || self->passed[i];
    if (self->broken || !any) /* a closed day says nothing of when people go */
        return;
    float weight = 1 / (float)(self->days + 1);
    if (weight < NEWEST)
        weight = NEWEST;
    for (int i = 0; i < NIGHT_SLOTS; i++)
        self->active[i] += weight * ((float)self->passed[i] - self->active[i]);
    self->days++;
    hall_night_find(self);
}

void hall_night_at(struct hall_night *self, bool known, int64_t now_ms)
{
    int64_t day = now_ms / DAY_MS;
    if (!self->begun) { /* the rest of a day is no day */
        self->begun = self->broken = true;
        self->day = day;
    } else if (day != self->day) {
        end_day(self);
        self->broken = day != self->day + 1;
        self->day = day;
        memset(self->passed, 0, sizeof self->passed);
    }
    self->broken = self->broken || !known;
}

void hall_night_pass(struct hall_night *self, int64_t now_ms)
{
    self->passed[slot_of(now_ms)] = true;
}

bool hall_night_known(const struct hall_night *self)
{
    return self->days >= NIGHT_DAYS_MIN;
}

bool hall_night_is(const struct hall_night *self, int64_t now_ms)
{
    int after = (slot_of(now_ms) - self->start + NIGHT_SLOTS) % NIGHT_SLOTS;
    return after < self->length;
}

int64_t hall_night_next(const struct hall_night *self, int64_t now_ms)
{
    if (!self->length)
        return INT64_MAX;
    if (hall_night_is(self, now_ms))
        return now_ms;
    int wait = (self->start - slot_of(now_ms) + NIGHT_SLOTS) % NIGHT_SLOTS;
    return now_ms - now_ms % NIGHT_SLOT_MS + wait * (int64_t)NIGHT_SLOT_MS;
}
