/* A seat: a switch, reed or mat under somebody who sits. Active = taken.
 *
 * A new level counts after it has stood for `confirm`: people shift, get up to take off a coat,
 * brush past a chair. The event carries the time of that decision. Whether a seat left a moment
 * ago is "held" is the estimator's business, not the board's.
 *
 * A contact that does not stand for `confirm` would keep its last word, which may be "free". So a
 * free seat that has not stood still for twice `confirm` is taken: who sits down and goes on
 * shifting is not overlooked. After `restless` of that it has no word at all: fault "restless",
 * until a level has stood. */
#include "hw/driver.h"

#include <string.h>

struct seat_config {
    int64_t confirm_ms;
    int64_t restless_ms;
};

struct seat_state {
    struct seat_config keys;
    int value; /* decided */
    int raw;   /* the line's level */
    int64_t raw_at_ms;
    bool stirs; /* no level has stood for `confirm` since stirred_ms */
    int64_t stirred_ms;
    bool restless; /* standing */
    bool has_since;
    int64_t since_ms;
};

_Static_assert(sizeof(struct seat_config) <= DRIVER_CONFIG_MAX, "config too large");
_Static_assert(sizeof(struct seat_state) <= DRIVER_STATE_MAX, "state too large");

static const struct driver_key seat_keys[] = {
    {"confirm", DRIVER_KEY_DURATION_MS, offsetof(struct seat_config, confirm_ms), 0, 60000, 2000},
    {"restless", DRIVER_KEY_DURATION_MS, offsetof(struct seat_config, restless_ms), 1000, 600000,
     30000},
};

static const char *seat_fails_free(bool active_high, const char *bias)
{
    /* An open circuit reads what the bias says; free is the inactive level. */
    if (bias && strcmp(bias, "pull-up") == 0)
        return active_high ? NULL
                           : "a cut wire reads high, which is free here: wire the contact normally "
                             "closed to ground and set active: high with bias: pull-up";
    if (bias && strcmp(bias, "pull-down") == 0)
        return active_high ? "a cut wire reads low, which is free here: wire the contact normally "
                             "closed to 3.3 V and set active: low, or to ground with active: high "
                             "and bias: pull-up"
                           : NULL;
    return "without a pull a cut wire floats and may read free: wire the contact normally closed "
           "to ground and set active: high with bias: pull-up";
}

static const char *seat_check(const void *config)
{
    const struct seat_config *self = config;
    if (self->restless_ms <= self->confirm_ms)
        return "restless is not longer than confirm: every change would be a fault; make restless "
               "several times confirm";
    return NULL;
}

static void seat_emit(const struct seat_state *self, int64_t t_ms, const struct driver_sink *sink)
{
    const struct driver_event event = {.kind = DRIVER_LEVEL, .t_ms = t_ms, .value = self->value};
    sink->emit(sink->context, &event);
}

static void seat_start(void *state, const void *config, const int *levels, int64_t in, int64_t out,
                       int64_t t_ms, const struct driver_sink *sink)
{
    (void)in, (void)out;
    struct seat_state *self = state;
    *self = (struct seat_state){
        .keys = *(const struct seat_config *)config,
        .value = levels[0],
        .raw = levels[0],
        .raw_at_ms = t_ms,
    };
    seat_emit(self, t_ms, sink);
}

static int64_t seat_settles_at(const struct seat_state *self)
{
    return self->stirs ? self->raw_at_ms + self->keys.confirm_ms : DRIVER_NEVER;
}

/* When doubt ends in "taken". */
static int64_t seat_doubted_at(const struct seat_state *self)
{
    bool may = self->stirs && !self->value && !self->restless;
    return may ? self->stirred_ms + 2 * self->keys.confirm_ms : DRIVER_NEVER;
}

static int64_t seat_restless_at(const struct seat_state *self)
{
    bool may = self->stirs && !self->restless;
    return may ? self->stirred_ms + self->keys.restless_ms : DRIVER_NEVER;
}

static int64_t seat_deadline(const void *state)
{
    int64_t next_ms = seat_settles_at(state), doubted_ms = seat_doubted_at(state);
    int64_t restless_ms = seat_restless_at(state);
    next_ms = doubted_ms < next_ms ? doubted_ms : next_ms;
    return restless_ms < next_ms ? restless_ms : next_ms;
}

static void seat_decide(struct seat_state *self, int value, int64_t t_ms,
                        const struct driver_sink *sink)
{
    self->value = value;
    self->has_since = true;
    self->since_ms = t_ms;
    seat_emit(self, t_ms, sink);
}

static void seat_settle(struct seat_state *self, int64_t t_ms, const struct driver_sink *sink)
{
    bool news = self->raw != self->value || self->restless;
    self->stirs = self->restless = false;
    if (news)
        seat_decide(self, self->raw, t_ms, sink);
}

static void seat_tick(void *state, int64_t t_ms, const struct driver_sink *sink)
{
    struct seat_state *self = state;
    if (t_ms >= seat_settles_at(self)) {
        seat_settle(self, t_ms, sink);
    } else if (t_ms >= seat_doubted_at(self)) {
        seat_decide(self, 1, t_ms, sink);
    } else if (t_ms >= seat_restless_at(self)) {
        const struct driver_event fault = {.kind = DRIVER_FAULT, .t_ms = t_ms, .why = "restless"};
        self->restless = true;
        sink->emit(sink->context, &fault);
    }
}

static void seat_edge(void *state, size_t line, int level, int64_t t_ms,
                      const struct driver_sink *sink)
{
    (void)line;
    struct seat_state *self = state;
    if (!self->stirs)
        self->stirred_ms = t_ms;
    self->stirs = true;
    self->raw = level;
    self->raw_at_ms = t_ms;
    seat_tick(self, t_ms, sink); /* confirm: 0s decides at once */
}

static void seat_word(const void *state, struct driver_word *word)
{
    const struct seat_state *self = state;
    if (self->restless) {
        *word = (struct driver_word){.faults = {"restless"}, .fault_count = 1};
        return;
    }
    *word = (struct driver_word){
        .has_value = true,
        .value = self->value,
        .has_since = self->has_since,
        .since_ms = self->since_ms,
    };
}

const struct driver driver_seat = {
    .kind = "seat",
    .lines = {"line"},
    .line_count = 1,
    .keys = seat_keys,
    .key_count = sizeof seat_keys / sizeof *seat_keys,
    /* Reeds and buttons bounce for 5-20 ms, mats for 50-200 ms; confirm covers the rest. */
    .debounce_ms = 100,
    /* Normally closed to ground: taken, a cut wire and a pulled plug all read high. */
    .bias = LINE_BIAS_PULL_UP,
    .config_size = sizeof(struct seat_config),
    .state_size = sizeof(struct seat_state),
    .fails_free = seat_fails_free,
    .check = seat_check,
    .start = seat_start,
    .edge = seat_edge,
    .tick = seat_tick,
    .deadline = seat_deadline,
    .word = seat_word,
};
