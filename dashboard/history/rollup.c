#include "dashboard/history/rollup.h"

#include <assert.h>

/* As the indicators have it: at or above 80 % of the seats in service, or of the capacity. */
static bool is_full(const struct rollup_word *word)
{
    if (word->seats > 0)
        return (word->used + word->held) * 5 >= word->seats * 4;
    return word->capacity > 0 && word->best * 5 >= word->capacity * 4;
}

static bool is_counted(const struct rollup_word *word)
{
    return word->low >= 0 && word->best >= 0 && word->high >= 0;
}

/* What is added for each unit of time. */
static void rates(const struct rollup_word *word, int64_t rate[SLOT_SUMS])
{
    bool counted = is_counted(word);
    bool in_use = word->used + word->held > 0 || word->low > 0 || (counted && word->best > 0);
    for (int i = 0; i < SLOT_SUMS; i++)
        rate[i] = 0;
    rate[SLOT_SENSORS] = word->sensors;
    rate[SLOT_SILENT] = word->silent;
    rate[SLOT_SEATS] = word->seats;
    rate[SLOT_SEATS_UNKNOWN] = word->seats_unknown;
    rate[SLOT_USED] = word->used;
    rate[SLOT_HELD] = word->held;
    rate[SLOT_IN_USE] = in_use;
    rate[SLOT_USE_UNKNOWN] = !in_use && (!counted || word->seats_unknown > 0);
    rate[SLOT_UNCOUNTED] = !counted;
    if (!counted)
        return;
    rate[SLOT_FULL] = is_full(word);
    rate[SLOT_PERSON] = word->best;
    rate[SLOT_RAW] = word->raw >= 0 ? word->raw : word->best;
    rate[SLOT_LOW] = word->low;
    rate[SLOT_HIGH] = word->high;
}

static int64_t slot_end_ms(const struct rollup *self)
{
    return (self->slot.start_s + SLOT_S) * 1000;
}

static int64_t seconds(int64_t ms)
{
    return (ms + 500) / 1000;
}

/* All of `self->slot` from ms to s, once. A part is never more than the whole it is of. */
static void finish(struct rollup *self)
{
    struct slot slot = self->slot;
    slot.length_s = seconds(slot.length_s);
    slot.open_s = seconds(slot.open_s);
    slot.open_unknown_s = seconds(slot.open_unknown_s);
    for (int i = 0; i < SLOT_IN; i++) {
        slot.all[i] = seconds(slot.all[i]);
        slot.open[i] = seconds(slot.open[i]);
    }
    slot.revision = self->revision;
    self->emit(self->context, &slot);
    slot_start(&self->slot, self->slot.start_s + SLOT_S);
}

/* A peak is what was so for some time, however short: a word that another follows in the same
 * millisecond never was. */
static void peak(struct slot *slot, const struct rollup_word *word, int64_t at_ms)
{
    if (!is_counted(word) || word->best <= slot->peak)
        return;
    slot->peak = word->best;
    slot->peak_at_s = at_ms / 1000;
}

static void integrate(struct rollup *self, int64_t until_ms)
{
    struct slot *slot = &self->slot;
    int64_t span_ms = until_ms - self->at_ms, rate[SLOT_SUMS];
    if (span_ms <= 0)
        return;
    rates(&self->word, rate);
    slot->length_s += span_ms;
    slot->open_s += self->word.open == ROLLUP_OPEN ? span_ms : 0;
    slot->open_unknown_s += self->word.open == ROLLUP_OPEN_UNKNOWN ? span_ms : 0;
    for (int i = 0; i < SLOT_IN; i++) {
        slot->all[i] += rate[i] * span_ms;
        slot->open[i] += self->word.open == ROLLUP_OPEN ? rate[i] * span_ms : 0;
    }
    peak(slot, &self->word, self->at_ms);
    self->at_ms = until_ms;
}

void rollup_start(struct rollup *self, const struct rollup_word *word, int64_t revision,
                  int64_t at_ms, rollup_emit *emit, void *context)
{
    assert(at_ms % SLOT_MS == 0);
    *self = (struct rollup){
        .word = *word, .at_ms = at_ms, .revision = revision, .emit = emit, .context = context};
    slot_start(&self->slot, at_ms / 1000);
}

void rollup_advance(struct rollup *self, int64_t at_ms)
{
    assert(at_ms >= self->at_ms);
    while (at_ms >= slot_end_ms(self)) {
        integrate(self, slot_end_ms(self));
        finish(self);
    }
    integrate(self, at_ms);
}

void rollup_say(struct rollup *self, const struct rollup_word *word, int64_t at_ms)
{
    rollup_advance(self, at_ms);
    self->word = *word;
}

void rollup_pass(struct rollup *self, int64_t in, int64_t out)
{
    self->slot.all[SLOT_IN] += in;
    self->slot.all[SLOT_OUT] += out;
    if (self->word.open != ROLLUP_OPEN)
        return;
    self->slot.open[SLOT_IN] += in;
    self->slot.open[SLOT_OUT] += out;
}
