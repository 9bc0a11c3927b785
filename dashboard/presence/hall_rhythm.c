#include "dashboard/presence/hall_rhythm.h"

#include <math.h>
#include <string.h>

#define CYCLES_MIN 2.5
#define KEEP 0.95f
#define HOURS_PRIOR 4.0 /* person-hours at the usual rate, before the slot speaks for itself */

void hall_rhythm_pass(struct hall_rhythm *self, int64_t came, int64_t left, int64_t now_ms)
{
    int64_t slot = now_ms / RHYTHM_SLOT_MS;
    if (!self->first)
        self->first = slot;
    if (slot < self->first || slot >= self->first + RHYTHM_SLOTS) {
        self->too_long = true;
        return;
    }
    uint16_t *came_now = &self->came_now[slot - self->first];
    uint16_t *left_now = &self->left_now[slot - self->first];
    *came_now = (uint16_t)(*came_now + came < UINT16_MAX ? *came_now + came : UINT16_MAX);
    *left_now = (uint16_t)(*left_now + left < UINT16_MAX ? *left_now + left : UINT16_MAX);
}

static void learn(struct hall_rhythm *self, const struct hall_learned *learned,
                  const struct hall_cycle *cycle, double began_people)
{
    double off = hall_learned_gain(learned, cycle) - cycle->gained;
    struct hall_cycle part = {0};
    double before = began_people;
    for (int i = 0; i < RHYTHM_SLOTS; i++) {
        part.ins += self->came_now[i];
        part.outs += self->left_now[i];
        double share = (part.ins + part.outs) / (cycle->ins + cycle->outs);
        double after = began_people + hall_learned_gain(learned, &part) - share * off;
        int slot = (int)((self->first + i) % RHYTHM_SLOTS);
        self->left[slot] = KEEP * self->left[slot] + (float)self->left_now[i];
        self->hours[slot] = KEEP * self->hours[slot] + (float)fmax((before + after) / 2 / 4, 0);
        before = after;
    }
    self->cycles = self->cycles * (double)KEEP + 1;
}

void hall_rhythm_end(struct hall_rhythm *self, const struct hall_learned *learned,
                     const struct hall_cycle *cycle, double began_people)
{
    if (cycle && self->first && !self->too_long && cycle->ins + cycle->outs > 0)
        learn(self, learned, cycle, began_people);
    self->first = 0;
    self->too_long = false;
    memset(self->came_now, 0, sizeof self->came_now);
    memset(self->left_now, 0, sizeof self->left_now);
}

double hall_rhythm_rate(const struct hall_rhythm *self, int64_t now_ms)
{
    double left = 0, hours = 0, all_left = 0, all_hours = 0;
    if (self->cycles < CYCLES_MIN)
        return 0;
    for (int i = 0; i < RHYTHM_SLOTS; i++) {
        all_left += (double)self->left[i];
        all_hours += (double)self->hours[i];
    }
    if (all_hours <= 0)
        return 0;
    int64_t slot = now_ms / RHYTHM_SLOT_MS;
    for (int i = -1; i <= 1; i++) { /* neighbours count half */
        int at = (int)((slot + i + RHYTHM_SLOTS) % RHYTHM_SLOTS);
        left += (double)self->left[at] * (i ? 0.5 : 1);
        hours += (double)self->hours[at] * (i ? 0.5 : 1);
    }
    return (left + HOURS_PRIOR * all_left / all_hours) / (hours + HOURS_PRIOR);
}
