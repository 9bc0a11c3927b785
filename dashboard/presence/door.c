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
    self->has_anchor = anchor->epoch[0] != 0;
    self->in = anchor->in;
    self->out = anchor->out;
    self->word_ms = anchor->at_ms;
    self->pass_ms = anchor->at_ms;
}

static int64_t counted(const struct door *self)
{
    return self->anchor.carried + (self->in - self->anchor.in) - (self->out - self->anchor.out);
}

int64_t door_net(const struct door *self)
{
    return self->sign * counted(self);
}

void door_anchor(struct door *self, int64_t net, int64_t slack, int64_t now_ms)
{
    self->anchor.in = self->in;
    self->anchor.out = self->out;
    self->anchor.carried = self->sign * net;
    self->anchor.slack = slack;
    self->anchor.at_ms = now_ms;
    self->anchored = true;
    self->anchor_news = true;
}

/* Totals start anew: what was counted before is carried, what was not seen is slack. */
static void begin_epoch(struct door *self, const struct reading *reading, int64_t now_ms)
{
    int64_t carried = counted(self);
    int64_t slack = self->anchor.slack;
    if (self->has_anchor)
        slack += 1 + (now_ms - self->word_ms) / DOOR_SLACK_STEP_MS;
    self->anchor = (struct door_fact){
        .sensor = self->sensor, .carried = carried, .slack = slack, .at_ms = now_ms};
    memcpy(self->anchor.epoch, reading->epoch, sizeof self->anchor.epoch);
    self->has_anchor = true;
    self->anchor_news = self->anchored;
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
static void widen(struct door *self, int64_t began_ms, int64_t now_ms)
{
    bool anchored = self->anchored;
    int64_t gap_ms = began_ms > self->word_ms ? began_ms - self->word_ms : 0;
    int64_t slack = 1 + gap_ms / DOOR_SLACK_STEP_MS;
    door_anchor(self, door_net(self), self->anchor.slack + slack, now_ms);
    self->anchored = anchored;
}

/* Somebody said at the door (buttons, kind tally) that nobody is inside; the value is what it has
 * counted since. Newer than what the count rested on before. */
static void read_reset(struct door *self, const struct reading *reading, int64_t anchored_ms,
                       int64_t now_ms)
{
    if (!reading->has_value || !reading->has_since)
        return;
    if (self->anchored && reading->since_ms <= anchored_ms)
        return;
    door_anchor(self, self->sign * reading->value, 0, now_ms);
    self->was_reset = true;
}

void door_read(struct door *self, const struct reading *reading, int64_t now_ms)
{
    int64_t anchored_ms = self->anchor.at_ms;
    self->known = reading->reason == READING_KNOWN && reading->has_totals;
    if (!self->known)
        return;
    if (!self->has_anchor || strcmp(self->anchor.epoch, reading->epoch) != 0)
        begin_epoch(self, reading, now_ms);
    else if (is_another_process(self, reading))
        widen(self, reading->began_ms, now_ms);
    self->began_board_ms = reading->began_board_ms;
    if (self->in != reading->in || self->out != reading->out)
        self->pass_ms = now_ms;
    self->in = reading->in;
    self->out = reading->out;
    self->word_ms = now_ms;
    read_reset(self, reading, anchored_ms, now_ms);
}
