/* Buttons for places that count by hand: one for each who comes in, one for each who goes out, one
 * to say "nobody is inside". Active = pressed.
 *
 * A press counts when the button is let go. No press, but a fault that counts nowhere:
 *   held           in or out longer than `held` (something leans on it); stands until let go
 *   both-pressed   another button went down before the first was up: which one was meant?
 *   too-short      reset let go before `reset_hold`: nothing is reset by brushing past it
 *   nobody-inside  out, and by the last reset nobody is left: somebody was not counted in
 *   unclear        it was down already when this driver began
 *
 * Reset acts once `reset_hold` is reached, while the finger is still down, so that a light or the
 * page can confirm it. It does not touch the running totals: it is an event of its own, and from
 * then on the word carries the people inside as `v`, since the reset. */
#include "hw/driver.h"

enum { IN, OUT, RESET, BUTTONS };

struct tally_config {
    int64_t held_ms;
    int64_t reset_hold_ms;
};

struct tally_state {
    struct tally_config keys;
    int64_t in, out;
    bool is_reset; /* once at least: the people inside are known */
    int64_t people, reset_ms;
    unsigned down;   /* bits of the buttons */
    unsigned spent;  /* down, and has had its effect */
    unsigned unseen; /* down since before the start */
    unsigned held;   /* down too long */
    bool together;   /* told of both-pressed, until all are up */
    int64_t down_ms[BUTTONS];
};

_Static_assert(sizeof(struct tally_config) <= DRIVER_CONFIG_MAX, "config too large");
_Static_assert(sizeof(struct tally_state) <= DRIVER_STATE_MAX, "state too large");

static const struct driver_key tally_keys[] = {
    {"held", DRIVER_KEY_DURATION_MS, offsetof(struct tally_config, held_ms), 500, 60000, 3000},
    {"reset_hold", DRIVER_KEY_DURATION_MS, offsetof(struct tally_config, reset_hold_ms), 500, 30000,
     2000},
};

static void tally_fault(const char *why, int64_t t_ms, const struct driver_sink *sink)
{
    const struct driver_event event = {.kind = DRIVER_FAULT, .t_ms = t_ms, .why = why};
    sink->emit(sink->context, &event);
}

static void tally_count(struct tally_state *self, int button, int64_t t_ms,
                        const struct driver_sink *sink)
{
    if (button == OUT && self->is_reset && self->people == 0) {
        tally_fault("nobody-inside", t_ms, sink);
        return;
    }
    *(button == IN ? &self->in : &self->out) += 1;
    self->people += button == IN ? 1 : -1;
    const struct driver_event event = {
        .kind = DRIVER_PASS,
        .t_ms = t_ms,
        .direction = button == IN ? DRIVER_IN : DRIVER_OUT,
        .count = 1,
        .in = self->in,
        .out = self->out,
    };
    sink->emit(sink->context, &event);
}

static void tally_reset(struct tally_state *self, int64_t t_ms, const struct driver_sink *sink)
{
    const struct driver_event event = {.kind = DRIVER_RESET, .t_ms = t_ms};
    self->is_reset = true;
    self->people = 0;
    self->reset_ms = t_ms;
    sink->emit(sink->context, &event);
}

static void tally_press(struct tally_state *self, int button, int64_t t_ms,
                        const struct driver_sink *sink)
{
    unsigned bit = 1u << button;
    self->down |= bit;
    self->down_ms[button] = t_ms;
    if (self->down == bit)
        return;
    self->spent = self->down;
    if (!self->together)
        tally_fault("both-pressed", t_ms, sink);
    self->together = true;
}

static void tally_let_go(struct tally_state *self, int button, int64_t t_ms,
                         const struct driver_sink *sink)
{
    unsigned bit = 1u << button;
    bool counts = !(self->spent & bit);
    bool unseen = self->unseen & ~self->held & bit;
    self->down &= ~bit;
    self->spent &= ~bit;
    self->unseen &= ~bit;
    self->held &= ~bit;
    if (unseen)
        tally_fault("unclear", t_ms, sink);
    else if (counts && button == RESET)
        tally_fault("too-short", t_ms, sink);
    else if (counts)
        tally_count(self, button, t_ms, sink);
    if (!self->down)
        self->together = false;
}

static bool tally_is(unsigned bits, int button)
{
    return bits >> button & 1;
}

/* When this button that is down has been so for too long. */
static int64_t tally_held_at(const struct tally_state *self, int button)
{
    if (!tally_is(self->down & ~self->held, button))
        return DRIVER_NEVER;
    int64_t extra_ms = button == RESET ? self->keys.reset_hold_ms : 0;
    return self->down_ms[button] + self->keys.held_ms + extra_ms;
}

static int64_t tally_reset_at(const struct tally_state *self)
{
    return tally_is(self->down & ~self->spent, RESET)
               ? self->down_ms[RESET] + self->keys.reset_hold_ms
               : DRIVER_NEVER;
}

static int64_t tally_deadline(const void *state)
{
    const struct tally_state *self = state;
    int64_t deadline_ms = tally_reset_at(self);
    for (int i = 0; i < BUTTONS; i++)
        if (tally_held_at(self, i) < deadline_ms)
            deadline_ms = tally_held_at(self, i);
    return deadline_ms;
}

static void tally_tick(void *state, int64_t t_ms, const struct driver_sink *sink)
{
    struct tally_state *self = state;
    if (t_ms >= tally_reset_at(self)) {
        self->spent |= 1u << RESET;
        tally_reset(self, t_ms, sink);
    }
    for (int i = 0; i < BUTTONS; i++)
        if (t_ms >= tally_held_at(self, i)) {
            self->held |= 1u << i;
            self->spent |= 1u << i;
            tally_fault("held", t_ms, sink);
        }
}

static void tally_start(void *state, const void *config, const int *levels, int64_t in, int64_t out,
                        int64_t t_ms, const struct driver_sink *sink)
{
    (void)sink;
    struct tally_state *self = state;
    *self =
        (struct tally_state){.keys = *(const struct tally_config *)config, .in = in, .out = out};
    for (int i = 0; i < BUTTONS; i++) {
        self->down |= levels[i] ? 1u << i : 0;
        self->down_ms[i] = t_ms;
    }
    self->spent = self->unseen = self->down;
}

static void tally_edge(void *state, size_t line, int level, int64_t t_ms,
                       const struct driver_sink *sink)
{
    if (level)
        tally_press(state, (int)line, t_ms, sink);
    else
        tally_let_go(state, (int)line, t_ms, sink);
}

static void tally_word(const void *state, struct driver_word *word)
{
    const struct tally_state *self = state;
    *word = (struct driver_word){.has_totals = true, .in = self->in, .out = self->out};
    if (self->held) {
        word->faults[word->fault_count++] = "held";
        return;
    }
    word->has_value = word->has_since = self->is_reset;
    word->value = self->is_reset ? (int)self->people : 0;
    word->since_ms = self->reset_ms;
}

const struct driver driver_tally = {
    .kind = "tally",
    .lines = {"in", "out", "reset"},
    .line_count = BUTTONS,
    .keys = tally_keys,
    .key_count = sizeof tally_keys / sizeof *tally_keys,
    .debounce_ms = 30, /* buttons bounce for 5-20 ms */
    /* To ground with a pull-up: a cut wire is a button that nobody presses. */
    .active_low = true,
    .bias = LINE_BIAS_PULL_UP,
    .config_size = sizeof(struct tally_config),
    .state_size = sizeof(struct tally_state),
    .start = tally_start,
    .edge = tally_edge,
    .tick = tally_tick,
    .deadline = tally_deadline,
    .word = tally_word,
};
