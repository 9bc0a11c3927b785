/* A people counter of somebody else's, with an output for each direction: a pulse is a person.
 * Active = the pulse.
 *
 * A pulse counts when it was at least `min` long and its line then rested for `gap`. What belongs
 * together (pulses nearer than `gap`) has one verdict, and what is not one good pulse counts
 * nowhere: too-short  shorter than `min`: a spike on the wire chatter    several pulses nearer than
 * `gap`: a bouncing relay, or two people in one? stuck      no rest for `max`; stands until the
 * line has rested unclear    it began before this driver did */
#include "hw/driver.h"

enum { LINES = 2 }; /* in, out */

struct pulse_config {
    int64_t min_ms;
    int64_t gap_ms;
    int64_t max_ms;
};

/* One line; a bunch is what happens between two rests. */
struct pulse_line {
    bool active, bunch;
    bool stuck;       /* told, standing */
    int64_t began_ms; /* of the bunch */
    int64_t rose_ms, fell_ms;
    const char *why; /* it counts for nothing; NULL: it may be a person */
};

struct pulse_state {
    struct pulse_config keys;
    int64_t in, out;
    struct pulse_line lines[LINES];
};

_Static_assert(sizeof(struct pulse_config) <= DRIVER_CONFIG_MAX, "config too large");
_Static_assert(sizeof(struct pulse_state) <= DRIVER_STATE_MAX, "state too large");

static const struct driver_key pulse_keys[] = {
    {"min", DRIVER_KEY_DURATION_MS, offsetof(struct pulse_config, min_ms), 0, 1000, 20},
    {"gap", DRIVER_KEY_DURATION_MS, offsetof(struct pulse_config, gap_ms), 1, 2000, 50},
    {"max", DRIVER_KEY_DURATION_MS, offsetof(struct pulse_config, max_ms), 100, 60000, 3000},
};

static const char *pulse_check(const void *config)
{
    const struct pulse_config *self = config;
    if (self->max_ms <= self->min_ms + self->gap_ms)
        return "max is not longer than min and gap together: every pulse would be stuck; make max "
               "several times the counter's pulse";
    return NULL;
}

static void pulse_fault(const char *why, int64_t t_ms, const struct driver_sink *sink)
{
    const struct driver_event event = {.kind = DRIVER_FAULT, .t_ms = t_ms, .why = why};
    sink->emit(sink->context, &event);
}

static void pulse_count(struct pulse_state *self, int line, int64_t t_ms,
                        const struct driver_sink *sink)
{
    *(line == 0 ? &self->in : &self->out) += 1;
    const struct driver_event event = {
        .kind = DRIVER_PASS,
        .t_ms = t_ms,
        .direction = line == 0 ? DRIVER_IN : DRIVER_OUT,
        .count = 1,
        .in = self->in,
        .out = self->out,
    };
    sink->emit(sink->context, &event);
}

static int64_t pulse_rests_at(const struct pulse_state *self, const struct pulse_line *line)
{
    return line->bunch && !line->active ? line->fell_ms + self->keys.gap_ms : DRIVER_NEVER;
}

static int64_t pulse_stuck_at(const struct pulse_state *self, const struct pulse_line *line)
{
    return line->bunch && !line->stuck ? line->began_ms + self->keys.max_ms : DRIVER_NEVER;
}

static int64_t pulse_deadline(const void *state)
{
    const struct pulse_state *self = state;
    int64_t deadline_ms = DRIVER_NEVER;
    for (int i = 0; i < LINES; i++) {
        int64_t rests_ms = pulse_rests_at(self, &self->lines[i]);
        int64_t stuck_ms = pulse_stuck_at(self, &self->lines[i]);
        int64_t first_ms = rests_ms < stuck_ms ? rests_ms : stuck_ms;
        deadline_ms = first_ms < deadline_ms ? first_ms : deadline_ms;
    }
    return deadline_ms;
}

static void pulse_tick(void *state, int64_t t_ms, const struct driver_sink *sink)
{
    struct pulse_state *self = state;
    for (int i = 0; i < LINES; i++) {
        struct pulse_line *line = &self->lines[i];
        if (t_ms >= pulse_rests_at(self, line)) {
            if (!line->why)
                pulse_count(self, i, t_ms, sink);
            else if (!line->stuck)
                pulse_fault(line->why, t_ms, sink);
            *line = (struct pulse_line){0};
        } else if (t_ms >= pulse_stuck_at(self, line)) {
            line->stuck = true;
            line->why = "stuck";
            pulse_fault(line->why, t_ms, sink);
        }
    }
}

static void pulse_start(void *state, const void *config, const int *levels, int64_t in, int64_t out,
                        int64_t t_ms, const struct driver_sink *sink)
{
    (void)sink;
    struct pulse_state *self = state;
    *self =
        (struct pulse_state){.keys = *(const struct pulse_config *)config, .in = in, .out = out};
    for (int i = 0; i < LINES; i++)
        if (levels[i])
            self->lines[i] = (struct pulse_line){
                .active = true, .bunch = true, .began_ms = t_ms, .rose_ms = t_ms, .why = "unclear"};
}

static void pulse_edge(void *state, size_t at, int level, int64_t t_ms,
                       const struct driver_sink *sink)
{
    (void)sink;
    struct pulse_state *self = state;
    struct pulse_line *line = &self->lines[at];
    line->active = level;
    if (!level) {
        line->fell_ms = t_ms;
        if (!line->why && t_ms - line->rose_ms < self->keys.min_ms)
            line->why = "too-short";
        return;
    }
    line->rose_ms = t_ms;
    if (line->bunch)
        line->why = "chatter";
    else
        *line =
            (struct pulse_line){.active = true, .bunch = true, .began_ms = t_ms, .rose_ms = t_ms};
}

static void pulse_word(const void *state, struct driver_word *word)
{
    const struct pulse_state *self = state;
    *word = (struct driver_word){.has_totals = true, .in = self->in, .out = self->out};
    if (self->lines[0].stuck || self->lines[1].stuck)
        word->faults[word->fault_count++] = "stuck";
}

const struct driver driver_pulse = {
    .kind = "pulse",
    .lines = {"in", "out"},
    .line_count = LINES,
    .keys = pulse_keys,
    .key_count = sizeof pulse_keys / sizeof *pulse_keys,
    .debounce_ms = 2, /* `min` and `gap` judge; what is swallowed here is judged by nobody */
    /* Counters offer an open collector or a relay, to ground. A cut wire is a counter that rests.
     */
    .active_low = true,
    .bias = LINE_BIAS_PULL_UP,
    .config_size = sizeof(struct pulse_config),
    .state_size = sizeof(struct pulse_state),
    .check = pulse_check,
    .start = pulse_start,
    .edge = pulse_edge,
    .tick = pulse_tick,
    .deadline = pulse_deadline,
    .word = pulse_word,
};
