/* Two light beams across a doorway, a few centimetres apart. Active = broken.
 *
 * States are bits, outer = 1 and inner = 2. Somebody enters by 0 1 3 2 0 and leaves by 0 2 3 1 0;
 * a passage counts only on the return to 0. Between two zeros a body can only move along the
 * line 1-3-2, so the first and the last state of the path say where it came from and where it
 * went, however it dithered in between: 0 1 3 1 3 2 0 counts once, turning back (0 1 3 1 0) not
 * at all.
 *
 * What cannot be decided is a fault and counts nowhere:
 *   jump        both beams changed in one millisecond: the order is not known
 *   obstructed  not clear for longer than `obstructed` (a bag, a chat in the doorway, a cut wire)
 *   too-fast    a passage in less than `min`: a swinging bag, something thrown
 *   unclear     it began before this driver did, or the gap was too long (below)
 *   two-people  the first beam was broken again while the second still was: two or more in a
 *               row, or one with a long stride; the path still counts for one
 *
 * Beams wider apart than a body show 0 1 0 2 0. That counts when the clear gap is under `gap`,
 * is unclear from there to twice `gap`, and beyond that it is two people who looked in.
 *
 * An instant is complete when the next millisecond begins, hence events come 1 ms after the edge
 * that decided them. */
#include "hw/driver.h"

enum { CLEAR = 0, OUTER = 1, INNER = 2, BOTH = 3 };

struct beam_config {
    int64_t obstructed_ms;
    int64_t min_ms;
    int64_t gap_ms;
};

struct beam_state {
    struct beam_config keys;
    int64_t in, out;
    int raw;            /* the lines now */
    int64_t raw_at_ms;  /* when they became so; looked at 1 ms later */
    int at;             /* the state as of the last complete instant */
    int first;          /* the first state since clear */
    int64_t left_at_ms; /* when it stopped being clear */
    bool reached_both;
    bool again;      /* the first beam rose twice: two people */
    bool void_path;  /* this excursion counts for nothing: already a fault, or not seen whole */
    bool unseen;     /* it began before the driver did */
    bool obstructed; /* standing */
    /* The last excursion, if it touched one beam only: OUTER or INNER, else CLEAR. */
    int half;
    int64_t half_left_at_ms, half_back_at_ms;
};

_Static_assert(sizeof(struct beam_config) <= DRIVER_CONFIG_MAX, "config too large");
_Static_assert(sizeof(struct beam_state) <= DRIVER_STATE_MAX, "state too large");

static const struct driver_key beam_keys[] = {
    {"obstructed", DRIVER_KEY_DURATION_MS, offsetof(struct beam_config, obstructed_ms), 3000, 10000,
     5000},
    {"min", DRIVER_KEY_DURATION_MS, offsetof(struct beam_config, min_ms), 0, 1000, 80},
    {"gap", DRIVER_KEY_DURATION_MS, offsetof(struct beam_config, gap_ms), 0, 2000, 400},
};

static const char *beam_fails_free(bool active_high, const char *bias)
{
    /* The usual receiver pulls low when broken, so its cut wire looks like a clear beam and no
     * wiring can help; a door that stays still too long is found by the collector. */
    (void)active_high, (void)bias;
    return NULL;
}

static void beam_fault(const char *why, int64_t t_ms, const struct driver_sink *sink)
{
    const struct driver_event event = {.kind = DRIVER_FAULT, .t_ms = t_ms, .why = why};
    sink->emit(sink->context, &event);
}

/* A passage that began at `first` and took `took_ms`: towards the side it did not come from. */
static void beam_pass(struct beam_state *self, int first, int64_t took_ms, int64_t t_ms,
                      const struct driver_sink *sink)
{
    if (took_ms < self->keys.min_ms) {
        beam_fault("too-fast", t_ms, sink);
        return;
    }
    struct driver_event event = {.kind = DRIVER_PASS, .t_ms = t_ms, .count = 1};
    event.direction = first == OUTER ? DRIVER_IN : DRIVER_OUT;
    *(first == OUTER ? &self->in : &self->out) += 1;
    event.in = self->in;
    event.out = self->out;
    sink->emit(sink->context, &event);
    if (self->again)
        beam_fault("two-people", t_ms, sink);
}

/* One beam was touched alone; together with the other one, touched just before, it is a passage
 * through widely spaced beams. */
static void beam_touch(struct beam_state *self, int64_t t_ms, const struct driver_sink *sink)
{
    int64_t gap_ms = self->left_at_ms - self->half_back_at_ms;
    int before = self->half;
    self->half = CLEAR;
    if (before == (BOTH ^ self->first) && gap_ms < 2 * self->keys.gap_ms) {
        if (gap_ms < self->keys.gap_ms)
            beam_pass(self, before, self->raw_at_ms - self->half_left_at_ms, t_ms, sink);
        else
            beam_fault("unclear", t_ms, sink);
        return;
    }
    self->half = self->first;
    self->half_left_at_ms = self->left_at_ms;
    self->half_back_at_ms = self->raw_at_ms;
}

/* Back to clear from state `last`. */
static void beam_back(struct beam_state *self, int last, int64_t t_ms,
                      const struct driver_sink *sink)
{
    self->obstructed = false;
    if (self->void_path) {
        self->half = CLEAR;
        if (self->unseen)
            beam_fault("unclear", t_ms, sink);
    } else if (!self->reached_both) {
        beam_touch(self, t_ms, sink);
    } else {
        self->half = CLEAR;
        if (last != self->first)
            beam_pass(self, self->first, self->raw_at_ms - self->left_at_ms, t_ms, sink);
        else if (self->again)
            beam_fault("two-people", t_ms, sink);
    }
    self->void_path = self->unseen = false;
}

static void beam_leave_clear(struct beam_state *self)
{
    self->first = self->raw;
    self->left_at_ms = self->raw_at_ms;
    self->reached_both = self->again = self->void_path = self->unseen = false;
}

/* The instant `raw_at_ms` is complete: moves from `at` to `raw`. */
static void beam_move(struct beam_state *self, int64_t t_ms, const struct driver_sink *sink)
{
    int last = self->at;
    self->at = self->raw;
    if (self->at == last)
        return;
    if (last == CLEAR)
        beam_leave_clear(self);
    if ((self->at ^ last) == BOTH) {
        if (!self->void_path || self->unseen)
            beam_fault("jump", t_ms, sink);
        self->void_path = true;
        self->unseen = false;
    }
    if (self->at == BOTH) {
        self->again |= self->reached_both && last == (BOTH ^ self->first);
        self->reached_both = true;
    }
    if (self->at == CLEAR)
        beam_back(self, last, t_ms, sink);
}

static int64_t beam_obstructed_at(const struct beam_state *self)
{
    bool open = self->at != CLEAR && !self->obstructed;
    return open ? self->left_at_ms + self->keys.obstructed_ms : DRIVER_NEVER;
}

static int64_t beam_deadline(const void *state)
{
    const struct beam_state *self = state;
    int64_t obstructed_ms = beam_obstructed_at(self);
    int64_t complete_ms = self->raw != self->at ? self->raw_at_ms + 1 : DRIVER_NEVER;
    return complete_ms < obstructed_ms ? complete_ms : obstructed_ms;
}

static void beam_tick(void *state, int64_t t_ms, const struct driver_sink *sink)
{
    struct beam_state *self = state;
    if (t_ms > self->raw_at_ms)
        beam_move(self, t_ms, sink);
    if (t_ms >= beam_obstructed_at(self)) {
        self->obstructed = true;
        self->void_path = true;
        self->unseen = false;
        beam_fault("obstructed", t_ms, sink);
    }
}

static void beam_start(void *state, const void *config, const int *levels, int64_t in, int64_t out,
                       int64_t t_ms, const struct driver_sink *sink)
{
    (void)sink;
    struct beam_state *self = state;
    *self = (struct beam_state){.keys = *(const struct beam_config *)config, .in = in, .out = out};
    self->raw = self->at = (levels[0] ? OUTER : 0) | (levels[1] ? INNER : 0);
    self->raw_at_ms = self->left_at_ms = t_ms;
    self->first = self->at;
    self->void_path = self->unseen = self->at != CLEAR;
}

static void beam_edge(void *state, size_t line, int level, int64_t t_ms,
                      const struct driver_sink *sink)
{
    (void)sink;
    struct beam_state *self = state;
    int bit = line == 0 ? OUTER : INNER;
    self->raw = level ? self->raw | bit : self->raw & ~bit;
    self->raw_at_ms = t_ms;
}

static void beam_word(const void *state, struct driver_word *word)
{
    const struct beam_state *self = state;
    *word = (struct driver_word){.has_totals = true, .in = self->in, .out = self->out};
    if (self->obstructed)
        word->faults[word->fault_count++] = "obstructed";
}

const struct driver driver_beam_pair = {
    .kind = "beam-pair",
    .lines = {"outer", "inner"},
    .line_count = 2,
    .keys = beam_keys,
    .key_count = sizeof beam_keys / sizeof *beam_keys,
    /* A walker crosses the two beams 50-150 ms apart: 10 ms at most, or paths get lost. */
    .debounce_ms = 5,
    /* The usual receiver is an open collector that conducts while its beam is broken. */
    .active_low = true,
    .bias = LINE_BIAS_PULL_UP,
    .config_size = sizeof(struct beam_config),
    .state_size = sizeof(struct beam_state),
    .fails_free = beam_fails_free,
    .start = beam_start,
    .edge = beam_edge,
    .tick = beam_tick,
    .deadline = beam_deadline,
    .word = beam_word,
};
