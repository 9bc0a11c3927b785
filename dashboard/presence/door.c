#include "dashboard/presence/door.h"

#include <string.h>

void door_start(struct door *self, size_t sensor, int sign)
{
    *self = (struct door){.sensor = sensor, .sign = sign, .anchor = {.sensor = sensor}};
}

void door_restore(struct door *self, const struct door_fact *anchor)
{
    self->anchor = *anchor;
    self->anchored = true;
    self->heard = anchor->epoch[0] != 0;
    memcpy(self->epoch, anchor->epoch, sizeof self->epoch);
    self->in = anchor->in;
    self->out = anchor->out;
    self->word_ms = anchor->at_ms;
    self->pass_ms = anchor->at_ms;
    self->certain_ms = anchor->at_ms;
}

void door_anchor(struct door *self, int64_t net, int64_t slack, int64_t now_ms)
{
    self->anchor = (struct door_fact){.sensor = self->sensor,
                                      .in = self->in,
                                      .out = self->out,
                                      .carried = self->sign * net,
                                      .slack = slack,
                                      .at_ms = now_ms};
    memcpy(self->anchor.epoch, self->epoch, sizeof self->anchor.epoch);
    self->anchor_news = true;
}

/* Totals start anew: what was not seen in between is slack. */
static void begin_epoch(struct door *self, const struct reading *reading, int64_t now_ms)
{
    if (self->heard)
        self->slack += 1 + (now_ms - self->word_ms) / DOOR_SLACK_STEP_MS;
    memcpy(self->epoch, reading->epoch, sizeof self->epoch);
    self->heard = true;
    self->in = self->out = 0;
    self->pass_ms = now_ms;
}

static bool is_another_process(const struct door *self, const struct reading *reading)
{
    if (!self->began_board_ms)
        return reading->began_ms > self->word_ms + DOOR_RESTART_MS;
    return reading->began_board_ms > self->began_board_ms;
}

/* One process of the board ended and another began: the totals go on, but nobody looked between
 * the newest word and its beginning. */
static void widen(struct door *self, int64_t began_ms)
{
    int64_t gap_ms = began_ms > self->word_ms ? began_ms - self->word_ms : 0;
    self->slack += 1 + gap_ms / DOOR_SLACK_STEP_MS;
}

/* Totals that went back within their epoch are no passages. */
static int64_t more(int64_t now, int64_t before)
{
    return now > before ? now - before : 0;
}

static void count(struct door *self, const struct reading *reading, int64_t now_ms)
{
    int64_t in = more(reading->in, self->in), out = more(reading->out, self->out);
    if (in || out)
        self->pass_ms = now_ms;
    self->came += self->sign > 0 ? in : out;
    self->left += self->sign > 0 ? out : in;
    if (self->doubtful)
        self->slack += in + out;
    self->doubtful = false;
    self->in = reading->in;
    self->out = reading->out;
}

/* Somebody said at the door (buttons, kind tally) that nobody is inside; the value is what it has
 * counted since. Newer than what the count rested on before. */
static void read_reset(struct door *self, const struct reading *reading)
{
    if (!reading->has_value || !reading->has_since)
        return;
    if (self->anchored && reading->since_ms <= self->certain_ms)
        return;
    self->reset_net = self->sign * reading->value;
    self->was_reset = true;
}

void door_read(struct door *self, const struct reading *reading, int64_t now_ms)
{
    self->known = reading->reason == READING_KNOWN && reading->has_totals;
    if (!self->known)
        return;
    if (!self->heard || strcmp(self->epoch, reading->epoch) != 0)
        begin_epoch(self, reading, now_ms);
    else if (is_another_process(self, reading))
        widen(self, reading->began_ms);
    self->began_board_ms = reading->began_board_ms;
    count(self, reading, now_ms);
    self->word_ms = now_ms;
    read_reset(self, reading);
}

void door_taken(struct door *self)
{
    self->came = self->left = self->slack = 0;
}
