/* A seat: a switch, reed or mat under somebody who sits. Active = taken.
 *
 * A new level counts after it has stood for `confirm`: people shift, get up to take off a coat,
 * brush past a chair. The event carries the time of that decision. Whether a seat left a moment
 * ago is "held" is the estimator's business, not the board's. */
#include "hw/driver.h"

#include <string.h>

struct seat_config {
    int64_t confirm_ms;
};

struct seat_state {
    int64_t confirm_ms;
    int value; /* decided */
    int raw;   /* the line's level */
    int64_t raw_at_ms;
    bool has_since;
    int64_t since_ms;
};

_Static_assert(sizeof(struct seat_config) <= DRIVER_CONFIG_MAX, "config too large");
_Static_assert(sizeof(struct seat_state) <= DRIVER_STATE_MAX, "state too large");

static const struct driver_key seat_keys[] = {
    {"confirm", DRIVER_KEY_DURATION_MS, offsetof(struct seat_config, confirm_ms), 0, 60000, 2000},
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
        .confirm_ms = ((const struct seat_config *)config)->confirm_ms,
        .value = levels[0],
        .raw = levels[0],
        .raw_at_ms = t_ms,
    };
    seat_emit(self, t_ms, sink);
}

static int64_t seat_deadline(const void *state)
{
    const struct seat_state *self = state;
    return self->raw == self->value ? DRIVER_NEVER : self->raw_at_ms + self->confirm_ms;
}

static void seat_tick(void *state, int64_t t_ms, const struct driver_sink *sink)
{
    struct seat_state *self = state;
    if (t_ms < seat_deadline(self))
        return;
    self->value = self->raw;
    self->has_since = true;
    self->since_ms = t_ms;
    seat_emit(self, t_ms, sink);
}

static void seat_edge(void *state, size_t line, int level, int64_t t_ms,
                      const struct driver_sink *sink)
{
    (void)line;
    struct seat_state *self = state;
    self->raw = level;
    self->raw_at_ms = t_ms;
    seat_tick(self, t_ms, sink); /* confirm: 0s decides at once */
}

static void seat_word(const void *state, struct driver_word *word)
{
    const struct seat_state *self = state;
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
    .config_size = sizeof(struct seat_config),
    .state_size = sizeof(struct seat_state),
    .fails_free = seat_fails_free,
    .start = seat_start,
    .edge = seat_edge,
    .tick = seat_tick,
    .deadline = seat_deadline,
    .word = seat_word,
};
