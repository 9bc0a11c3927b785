#include "tests/place/seat.h"

#include <assert.h>
#include <stdio.h>

#define HOUR_MS 3600000.0

struct seat seat_make(struct sheet *trace, struct truth *truth, const struct seat_habits *habits,
                      struct random random, int index)
{
    struct seat self = {.trace = trace, .truth = truth, .habits = *habits, .random = random};
    char name[20];

    snprintf(name, sizeof name, "seat-%02d,", index + 1);
    self.index = index;
    self.line = sheet_key(trace, name, "", 0);
    self.free_ms = INT64_MIN;
    return self;
}

/* An edge of the contact, with its bounces. */
static void edge(struct seat *self, int64_t t, bool pressed)
{
    int pairs;
    int64_t span_ms;

    sheet_put(self->trace, self->line, t, pressed);
    if (!random_chance(&self->random, self->habits.bounce))
        return;
    pairs = (int)random_between(&self->random, 1, 3);
    span_ms = random_between(&self->random, 5, 20);
    if (pairs * 2 > span_ms)
        pairs = (int)span_ms / 2;
    for (int i = 1; i <= pairs * 2; i++)
        sheet_put(self->trace, self->line, t + span_ms * i / (pairs * 2),
                  i % 2 ? !pressed : pressed);
}

/* The short releases between two times, written when they are over: rows are sorted later. */
static void wriggle(struct seat *self, int64_t from_ms, int64_t to_ms)
{
    double mean_ms;

    if (self->habits.wriggle <= 0)
        return;
    mean_ms = HOUR_MS / self->habits.wriggle;
    for (int64_t t = from_ms;;) {
        int64_t length_ms = random_between(&self->random, 40, 270);

        t += (int64_t)random_exponential(&self->random, mean_ms);
        if (t + length_ms > to_ms)
            return;
        edge(self, t, false);
        edge(self, t + length_ms, true);
        t += length_ms + 500;
    }
}

bool seat_is_free(const struct seat *self, int64_t now_ms)
{
    return !self->claimed && now_ms >= self->free_ms;
}

void seat_sit(struct seat *self, int64_t now_ms)
{
    assert(!self->sat_on && now_ms >= self->free_ms);
    if (self->object) {
        int64_t lifted = now_ms - random_between(&self->random, 400, 1500);

        edge(self, lifted, false);
        truth_object(self->truth, lifted, self->index, false);
        self->object = false;
    }
    edge(self, now_ms, true);
    truth_seat(self->truth, now_ms, self->index, true);
    truth_claim(self->truth, now_ms, self->index, true);
    self->sat_on = self->claimed = true;
    self->sat_ms = now_ms;
}

void seat_rise(struct seat *self, int64_t now_ms, bool keep, bool coat)
{
    assert(self->sat_on && now_ms >= self->sat_ms + 5000 && (keep || !coat));
    wriggle(self, self->sat_ms + 2000, now_ms - 1000);
    edge(self, now_ms, false);
    truth_seat(self->truth, now_ms, self->index, false);
    if (coat) {
        int64_t laid = now_ms + random_between(&self->random, 300, 1500);

        edge(self, laid, true);
        truth_object(self->truth, laid, self->index, true);
        self->object = true;
    }
    if (!keep)
        truth_claim(self->truth, now_ms, self->index, false);
    self->sat_on = false;
    self->claimed = keep;
    self->free_ms = now_ms + 5000;
}
