/* A PIR motion sensor (HC-SR501, AM312 and relatives). Active = something warm moves.
 *
 * While it warms up it goes high for nothing, so it has no word until then. Pulses nearer than
 * `coalesce` are one motion: level 0 is decided that long after the last fall. After a fall the
 * sensor is blind for a while (`blind`, about 2.5 s on an HC-SR501): low during that time is not
 * "nobody", so a level 0 never comes earlier than that, whatever `coalesce` says. How long a
 * room counts as occupied after motion is the estimator's business, not the board's. */
#include "hw/driver.h"

#include <string.h>

struct pir_config {
    int64_t warm_up_ms;
    int64_t coalesce_ms;
    int64_t blind_ms;
};

struct pir_state {
    int64_t quiet_ms; /* low this long = no motion */
    int64_t warm_ms;  /* when the warm-up ends; DRIVER_NEVER once it has */
    int raw;
    int value;
    int64_t fell_ms; /* the last fall, where value 1 stands over a low line */
    bool has_since;
    int64_t since_ms;
};

_Static_assert(sizeof(struct pir_config) <= DRIVER_CONFIG_MAX, "config too large");
_Static_assert(sizeof(struct pir_state) <= DRIVER_STATE_MAX, "state too large");

static const struct driver_key pir_keys[] = {
    {"warm_up", DRIVER_KEY_DURATION_MS, offsetof(struct pir_config, warm_up_ms), 0, 600000, 60000},
    {"coalesce", DRIVER_KEY_DURATION_MS, offsetof(struct pir_config, coalesce_ms), 0, 60000, 10000},
    {"blind", DRIVER_KEY_DURATION_MS, offsetof(struct pir_config, blind_ms), 0, 60000, 2500},
};

static const char *pir_fails_free(bool active_high, const char *bias)
{
    /* The sensor drives its output both ways, hence a pull only speaks when the wire is cut. */
    if (active_high && bias && strcmp(bias, "pull-down") == 0)
        return "an unplugged sensor reads low, as nobody moving: set bias: pull-up";
    if (!active_high && bias && strcmp(bias, "pull-up") == 0)
        return "an unplugged sensor reads high, as nobody moving: set bias: pull-down";
    return NULL;
}

static const char *pir_check(const void *config)
{
    const struct pir_config *self = config;
    if (self->coalesce_ms < self->blind_ms)
        return "coalesce is shorter than blind: the sensor cannot see so soon after a fall; make "
               "coalesce at least as long";
    return NULL;
}

static void pir_decide(struct pir_state *self, int value, int64_t t_ms,
                       const struct driver_sink *sink)
{
    const struct driver_event event = {.kind = DRIVER_LEVEL, .t_ms = t_ms, .value = value};
    self->value = value;
    sink->emit(sink->context, &event);
}

static int64_t pir_deadline(const void *state)
{
    const struct pir_state *self = state;
    if (self->warm_ms != DRIVER_NEVER)
        return self->warm_ms;
    return self->value && !self->raw ? self->fell_ms + self->quiet_ms : DRIVER_NEVER;
}

static void pir_tick(void *state, int64_t t_ms, const struct driver_sink *sink)
{
    struct pir_state *self = state;
    if (t_ms < pir_deadline(self))
        return;
    if (self->warm_ms != DRIVER_NEVER) {
        self->warm_ms = DRIVER_NEVER;
        pir_decide(self, self->raw, t_ms, sink);
        return;
    }
    self->has_since = true;
    self->since_ms = t_ms;
    pir_decide(self, 0, t_ms, sink);
}

static void pir_start(void *state, const void *config, const int *levels, int64_t in, int64_t out,
                      int64_t t_ms, const struct driver_sink *sink)
{
    (void)in, (void)out;
    const struct pir_config *keys = config;
    struct pir_state *self = state;
    *self = (struct pir_state){
        .quiet_ms = keys->coalesce_ms > keys->blind_ms ? keys->coalesce_ms : keys->blind_ms,
        .warm_ms = t_ms + keys->warm_up_ms,
        .raw = levels[0],
    };
    pir_tick(self, t_ms, sink); /* warm_up: 0s is warm at once */
}

static void pir_edge(void *state, size_t line, int level, int64_t t_ms,
                     const struct driver_sink *sink)
{
    (void)line;
    struct pir_state *self = state;
    self->raw = level;
    if (self->warm_ms != DRIVER_NEVER)
        return;
    if (level && !self->value) {
        self->has_since = true;
        self->since_ms = t_ms;
        pir_decide(self, 1, t_ms, sink);
    } else if (!level) {
        self->fell_ms = t_ms;
        pir_tick(self, t_ms, sink); /* coalesce: 0s and blind: 0s decide at once */
    }
}

static void pir_word(const void *state, struct driver_word *word)
{
    const struct pir_state *self = state;
    if (self->warm_ms != DRIVER_NEVER) {
        *word = (struct driver_word){.faults = {"warm-up"}, .fault_count = 1};
        return;
    }
    *word = (struct driver_word){
        .has_value = true,
        .value = self->value,
        .has_since = self->has_since,
        .since_ms = self->since_ms,
    };
}

const struct driver driver_pir = {
    .kind = "pir",
    .lines = {"line"},
    .line_count = 1,
    .keys = pir_keys,
    .key_count = sizeof pir_keys / sizeof *pir_keys,
    /* The output is driven and does not bounce; 20 ms keeps out radio spikes and is far below
     * the shortest pulse (300 ms). */
    .debounce_ms = 20,
    /* The output is driven; the pull-up speaks when it is unplugged, and says motion. */
    .bias = LINE_BIAS_PULL_UP,
    .config_size = sizeof(struct pir_config),
    .state_size = sizeof(struct pir_state),
    .fails_free = pir_fails_free,
    .check = pir_check,
    .start = pir_start,
    .edge = pir_edge,
    .tick = pir_tick,
    .deadline = pir_deadline,
    .word = pir_word,
};
