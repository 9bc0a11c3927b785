/* An mmWave presence radar (LD2410 and relatives) on its OUT pin. Active = somebody is there.
 *
 * It sees people who sit still, and holds OUT by itself until it has seen no one for its own delay.
 * `no_one` says what that delay is set to in the module (5 s as it comes): nothing is held longer
 * here, but OUT cannot fall sooner after a rise. When it does (loose wire, brown-out, a module set
 * otherwise), that is the fault "too-short", and level 0 waits until `no_one` after the rise. More
 * than `flutter` changes a minute say nothing: fault "flutter", no value until 10 s of stillness.
 *
 * Until `warm_up` after the start it has no word: the module boots and takes its bearings. */
#include "hw/driver.h"
#include "hw/flutter.h"

#include <string.h>

struct mmwave_config {
    int64_t warm_up_ms;
    int64_t no_one_ms;
    int64_t flutter;
};

struct mmwave_state {
    struct flutter flutter;
    int64_t no_one_ms;
    int64_t warm_ms; /* when the warm-up ends; DRIVER_NEVER once it has */
    int raw;
    int value;
    bool rise_seen;
    int64_t rose_ms;
    bool has_since;
    int64_t since_ms;
};

_Static_assert(sizeof(struct mmwave_config) <= DRIVER_CONFIG_MAX, "config too large");
_Static_assert(sizeof(struct mmwave_state) <= DRIVER_STATE_MAX, "state too large");

/* The module rounds its delay to seconds and its clock is none of the best. */
#define TOLERANCE_PERCENT 20

static const struct driver_key mmwave_keys[] = {
    {"warm_up", DRIVER_KEY_DURATION_MS, offsetof(struct mmwave_config, warm_up_ms), 0, 600000,
     10000},
    {"no_one", DRIVER_KEY_DURATION_MS, offsetof(struct mmwave_config, no_one_ms), 0, 600000, 5000},
    {"flutter", DRIVER_KEY_INT, offsetof(struct mmwave_config, flutter), 0, 1000, 30},
};

static const char *mmwave_fails_free(bool active_high, const char *bias)
{
    /* OUT is driven both ways, hence a pull only speaks when the wire is cut. */
    if (active_high && bias && strcmp(bias, "pull-down") == 0)
        return "an unplugged sensor reads low, as nobody there: set bias: pull-up";
    if (!active_high && bias && strcmp(bias, "pull-up") == 0)
        return "an unplugged sensor reads high, as nobody there: set bias: pull-down";
    if (!bias || strcmp(bias, "disabled") == 0 || strcmp(bias, "as-is") == 0)
        return "without a pull an unplugged sensor floats and may read nobody there: set bias: "
               "pull-up";
    return NULL;
}

static void mmwave_fault(const char *why, int64_t t_ms, const struct driver_sink *sink)
{
    const struct driver_event event = {.kind = DRIVER_FAULT, .t_ms = t_ms, .why = why};
    sink->emit(sink->context, &event);
}

static void mmwave_say(struct mmwave_state *self, int value, int64_t t_ms,
                       const struct driver_sink *sink)
{
    const struct driver_event event = {.kind = DRIVER_LEVEL, .t_ms = t_ms, .value = value};
    self->value = value;
    sink->emit(sink->context, &event);
}

static void mmwave_change(struct mmwave_state *self, int64_t t_ms, const struct driver_sink *sink)
{
    self->has_since = true;
    self->since_ms = t_ms;
    mmwave_say(self, self->raw, t_ms, sink);
}

static bool mmwave_is_warm(const struct mmwave_state *self)
{
    return self->warm_ms == DRIVER_NEVER;
}

static int64_t mmwave_deadline(const void *state)
{
    const struct mmwave_state *self = state;
    if (!mmwave_is_warm(self))
        return self->warm_ms;
    if (self->flutter.standing)
        return flutter_deadline(&self->flutter);
    return self->value && !self->raw ? self->rose_ms + self->no_one_ms : DRIVER_NEVER;
}

static void mmwave_tick(void *state, int64_t t_ms, const struct driver_sink *sink)
{
    struct mmwave_state *self = state;
    if (t_ms < mmwave_deadline(self))
        return;
    if (!mmwave_is_warm(self)) {
        self->warm_ms = DRIVER_NEVER;
        mmwave_say(self, self->raw, t_ms, sink);
    } else if (flutter_tick(&self->flutter, t_ms)) {
        self->rise_seen = false;
        mmwave_change(self, t_ms, sink);
    } else {
        mmwave_change(self, t_ms, sink);
    }
}

static void mmwave_start(void *state, const void *config, const int *levels, int64_t in,
                         int64_t out, int64_t t_ms, const struct driver_sink *sink)
{
    (void)in, (void)out;
    const struct mmwave_config *keys = config;
    struct mmwave_state *self = state;
    *self = (struct mmwave_state){
        .no_one_ms = keys->no_one_ms, .warm_ms = t_ms + keys->warm_up_ms, .raw = levels[0]};
    flutter_start(&self->flutter, keys->flutter, t_ms);
    mmwave_tick(self, t_ms, sink); /* warm_up: 0s is warm at once */
}

static void mmwave_fall(struct mmwave_state *self, int64_t t_ms, const struct driver_sink *sink)
{
    int64_t least_ms = self->no_one_ms * (100 - TOLERANCE_PERCENT) / 100;
    if (!self->rise_seen || t_ms - self->rose_ms >= least_ms) {
        mmwave_change(self, t_ms, sink);
        return;
    }
    mmwave_fault("too-short", t_ms, sink);
}

static void mmwave_edge(void *state, size_t line, int level, int64_t t_ms,
                        const struct driver_sink *sink)
{
    (void)line;
    struct mmwave_state *self = state;
    self->raw = level;
    if (!mmwave_is_warm(self))
        return;
    if (flutter_edge(&self->flutter, t_ms))
        mmwave_fault("flutter", t_ms, sink);
    if (self->flutter.standing)
        return;
    if (!level) {
        mmwave_fall(self, t_ms, sink);
        return;
    }
    self->rise_seen = true;
    self->rose_ms = t_ms;
    if (!self->value)
        mmwave_change(self, t_ms, sink);
}

static void mmwave_word(const void *state, struct driver_word *word)
{
    const struct mmwave_state *self = state;
    *word = (struct driver_word){.has_value = true,
                                 .value = self->value,
                                 .has_since = self->has_since,
                                 .since_ms = self->since_ms};
    if (!mmwave_is_warm(self))
        *word = (struct driver_word){.faults = {"warm-up"}, .fault_count = 1};
    else if (self->flutter.standing)
        *word = (struct driver_word){.faults = {"flutter"}, .fault_count = 1};
}

const struct driver driver_mmwave = {
    .kind = "mmwave",
    .lines = {"line"},
    .line_count = 1,
    .keys = mmwave_keys,
    .key_count = sizeof mmwave_keys / sizeof *mmwave_keys,
    /* Driven, no bounce; spikes of the supply stay out. */
    .debounce_ms = 50,
    /* The pull-up speaks when it is unplugged, and says somebody is there. */
    .bias = LINE_BIAS_PULL_UP,
    .config_size = sizeof(struct mmwave_config),
    .state_size = sizeof(struct mmwave_state),
    .fails_free = mmwave_fails_free,
    .start = mmwave_start,
    .edge = mmwave_edge,
    .tick = mmwave_tick,
    .deadline = mmwave_deadline,
    .word = mmwave_word,
};
