#include "dashboard/presence/hall_state.h"

#include <string.h>

static void heads_saved(struct heads *self, struct saved *saved)
{
    saved_int(saved, &self->base);
    saved_int_within(saved, &self->low, 0, HEADS_BINS);
    saved_int_within(saved, &self->high, 0, HEADS_BINS);
    if (saved->failed || self->low > self->high || self->base < 0) {
        saved->failed = true;
        return;
    }
    if (saved->reading) /* outside of low to high nothing is kept, and nothing must be there */
        memset(self->p, 0, sizeof self->p);
    saved_doubles(saved, self->p + self->low, (size_t)(self->high - self->low));
}

static void cycle_saved(struct hall_cycle *self, struct saved *saved)
{
    saved_double(saved, &self->ins);
    saved_double(saved, &self->outs);
    saved_double(saved, &self->gained);
}

static void learned_saved(struct hall_learned *self, struct saved *saved)
{
    saved_double(saved, &self->ins);
    saved_double(saved, &self->outs);
    saved_double(saved, &self->scatter);
    saved_double(saved, &self->cycles);
}

static void night_saved(struct hall_night *self, struct saved *saved)
{
    saved_floats(saved, self->active, NIGHT_SLOTS);
    saved_int_within(saved, &self->days, 0, 1000000);
    saved_int(saved, &self->day);
    for (int i = 0; i < NIGHT_SLOTS; i++)
        saved_bool(saved, &self->passed[i]);
    saved_bool(saved, &self->begun);
    saved_bool(saved, &self->broken);
    saved_int_within(saved, &self->start, 0, NIGHT_SLOTS - 1);
    saved_int_within(saved, &self->length, 0, NIGHT_SLOTS);
}

static void rhythm_saved(struct hall_rhythm *self, struct saved *saved)
{
    saved_floats(saved, self->left, RHYTHM_SLOTS);
    saved_floats(saved, self->hours, RHYTHM_SLOTS);
    saved_double(saved, &self->cycles);
    saved_int(saved, &self->first);
    saved_bool(saved, &self->too_long);
    for (int i = 0; i < RHYTHM_SLOTS; i++) {
        int came = self->came_now[i], left = self->left_now[i];
        saved_int_within(saved, &came, 0, UINT16_MAX);
        saved_int_within(saved, &left, 0, UINT16_MAX);
        self->came_now[i] = (uint16_t)came;
        self->left_now[i] = (uint16_t)left;
    }
}

static void seen_saved(struct hall_seen *self, struct saved *saved)
{
    saved_doubles(saved, &self->products[0][0], (size_t)VIEW_COUNT * VIEW_COUNT);
    saved_doubles(saved, self->with_people, VIEW_COUNT);
    saved_doubles(saved, self->unseen, SEEN_HOURS);
    saved_doubles(saved, self->unseen_weight, SEEN_HOURS);
    saved_double(saved, &self->excess);
    saved_double(saved, &self->people);
    saved_doubles(saved, self->each, VIEW_COUNT);
    saved_int_within(saved, &self->count, 0, SEEN_SAMPLES);
    for (int i = 0; i < self->count && !saved->failed; i++) {
        saved_doubles(saved, self->samples[i].view.of, VIEW_COUNT);
        saved_double(saved, &self->samples[i].people);
        saved_double(saved, &self->samples[i].variance);
        saved_int(saved, &self->samples[i].at_ms);
    }
}

static void inside_saved(struct hall_inside *self, struct saved *saved)
{
    saved_int(saved, &self->at_least);
    saved_bool(saved, &self->empty);
    saved_bool(saved, &self->whole);
    saved_doubles(saved, self->view.of, VIEW_COUNT);
}

static void count_saved(struct hall *self, struct saved *saved)
{
    heads_saved(&self->belief.doors, saved);
    heads_saved(&self->belief.drawn, saved);
    saved_double(saved, &self->belief.trust);
    saved_int(saved, &self->minute);
    saved_int(saved, &self->came);
    saved_int(saved, &self->left);
    saved_int(saved, &self->came_lately);
    saved_int(saved, &self->left_lately);
    saved_int(saved, &self->slack);
    inside_saved(&self->inside, saved);
    saved_int(saved, &self->bound_before);
    saved_int(saved, &self->raw);
    cycle_saved(&self->cycle, saved);
    saved_double(saved, &self->began_people);
    saved_double(saved, &self->began_variance);
    saved_bool(saved, &self->whole_cycle);
    saved_bool(saved, &self->at_zero);
    saved_int(saved, &self->quiet_since_ms);
    saved_double(saved, &self->kept);
}

void hall_saved(struct hall *self, struct saved *saved)
{
    struct hall copy = *self;
    count_saved(&copy, saved);
    learned_saved(&copy.learned, saved);
    night_saved(&copy.night, saved);
    rhythm_saved(&copy.rhythm, saved);
    seen_saved(&copy.seen, saved);
    if (saved->reading && !saved->failed)
        *self = copy;
}

static void anchor_saved(struct door_fact *self, struct saved *saved)
{
    saved_word(saved, self->epoch, sizeof self->epoch);
    saved_int(saved, &self->in);
    saved_int(saved, &self->out);
    saved_int(saved, &self->carried);
    saved_int(saved, &self->slack);
    saved_int(saved, &self->at_ms);
}

void door_saved(struct door *self, struct saved *saved)
{
    struct door copy = *self;
    saved_bool(saved, &copy.known);
    saved_bool(saved, &copy.anchored);
    saved_bool(saved, &copy.heard);
    saved_bool(saved, &copy.doubtful);
    saved_bool(saved, &copy.anchor_news);
    anchor_saved(&copy.anchor, saved);
    saved_word(saved, copy.epoch, sizeof copy.epoch);
    saved_int(saved, &copy.began_board_ms);
    saved_int(saved, &copy.in);
    saved_int(saved, &copy.out);
    saved_int(saved, &copy.word_ms);
    saved_int(saved, &copy.pass_ms);
    saved_int(saved, &copy.came);
    saved_int(saved, &copy.left);
    saved_int(saved, &copy.slack);
    saved_bool(saved, &copy.was_reset);
    saved_int(saved, &copy.reset_net);
    saved_int(saved, &copy.certain_ms);
    if (saved->reading && !saved->failed)
        *self = copy;
}

void hall_take_learned(struct hall *self, const struct hall *from)
{
    self->learned = from->learned;
    self->night = from->night;
    self->rhythm = from->rhythm;
    self->seen = from->seen;
    /* The stretch that was under way goes on without us. */
    self->night.broken = true;
    hall_rhythm_end(&self->rhythm, &self->learned, NULL, 0);
    hall_seen_forget(&self->seen);
}
