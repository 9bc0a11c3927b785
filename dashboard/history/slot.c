#include "dashboard/history/slot.h"

#include <string.h>

void slot_start(struct slot *self, int64_t start_s)
{
    memset(self, 0, sizeof *self);
    self->start_s = start_s;
    self->peak = SLOT_NO_PEAK;
}

void slot_add(struct slot *self, const struct slot *more)
{
    self->length_s += more->length_s;
    self->open_s += more->open_s;
    self->open_unknown_s += more->open_unknown_s;
    for (int i = 0; i < SLOT_SUMS; i++) {
        self->all[i] += more->all[i];
        self->open[i] += more->open[i];
    }
    bool first = more->peak == self->peak && more->peak_at_s < self->peak_at_s;
    if (more->peak > self->peak || first) {
        self->peak = more->peak;
        self->peak_at_s = more->peak_at_s;
    }
    if (more->revision > self->revision)
        self->revision = more->revision;
    self->flags |= more->flags;
}

bool slot_same(const struct slot *a, const struct slot *b)
{
    bool peak = a->peak == b->peak && (a->peak == SLOT_NO_PEAK || a->peak_at_s == b->peak_at_s);
    return a->start_s == b->start_s && a->length_s == b->length_s && a->open_s == b->open_s &&
           a->open_unknown_s == b->open_unknown_s && !memcmp(a->all, b->all, sizeof a->all) &&
           !memcmp(a->open, b->open, sizeof a->open) && peak && a->revision == b->revision &&
           a->flags == b->flags;
}

/* `part_s` of the slot's `whole_s`, of what is `counted_s` of it. */
static int64_t share(int64_t people, int64_t part_s, int64_t counted_s, int64_t whole_s)
{
    return whole_s > 0 ? people * part_s * counted_s / whole_s : 0;
}

static void correct(int64_t sums[SLOT_SUMS], int64_t more)
{
    static const enum slot_sum corrected[] = {SLOT_PERSON, SLOT_LOW, SLOT_HIGH};
    for (int i = 0; i < 3; i++) {
        int64_t *sum = &sums[corrected[i]];
        *sum = *sum + more > 0 ? *sum + more : 0;
    }
}

bool slot_correct(struct slot *self, int64_t from_s, int64_t until_s, int64_t people)
{
    int64_t end_s = self->start_s + self->length_s;
    int64_t first_s = from_s > self->start_s ? from_s : self->start_s;
    int64_t part_s = (until_s < end_s ? until_s : end_s) - first_s;
    int64_t counted_s = self->length_s - self->all[SLOT_UNCOUNTED];
    if (part_s <= 0 || people == 0 || counted_s <= 0)
        return false;
    correct(self->all, share(people, part_s, counted_s, self->length_s));
    /* Of the open time the same share as of the whole. */
    int64_t open_s = self->open_s - self->open[SLOT_UNCOUNTED];
    if (open_s > 0)
        correct(self->open, share(people, part_s, open_s, self->length_s));
    if (self->peak != SLOT_NO_PEAK && self->peak_at_s >= from_s && self->peak_at_s < until_s)
        self->peak = self->peak + people > 0 ? self->peak + people : 0;
    self->flags |= SLOT_CORRECTED;
    return true;
}
