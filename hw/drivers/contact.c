/* A contact: the leaf of a door, or the switch that says "we are open". Active = open.
 *
 * A level counts when it has stood for the debounce. A contact that changes oftener than a hand
 * can (`flutter` times a minute) says nothing: fault "flutter" and no value until it has been still
 * for 10 s.
 *
 * Standard: active low with a pull-up, the switch closed to ground = "we are open", so that a cut
 * wire reads closed. A reed at a door leaf, closed by its magnet while the door is, wants
 * `active: high`; its cut wire reads an open door. */
#include "hw/driver.h"
#include "hw/flutter.h"

#include <string.h>

struct contact_config {
    int64_t flutter;
};

struct contact_state {
    struct flutter flutter;
    int raw;
    int value;
    bool has_since;
    int64_t since_ms;
};

_Static_assert(sizeof(struct contact_config) <= DRIVER_CONFIG_MAX, "config too large");
_Static_assert(sizeof(struct contact_state) <= DRIVER_STATE_MAX, "state too large");

static const struct driver_key contact_keys[] = {
    {"flutter", DRIVER_KEY_INT, offsetof(struct contact_config, flutter), 0, 1000, 30},
};

static const char *contact_fails_free(bool active_high, const char *bias)
{
    /* What "open" costs depends on the use; a level nobody chose is wrong for each. */
    (void)active_high;
    if (bias && (strcmp(bias, "pull-up") == 0 || strcmp(bias, "pull-down") == 0))
        return NULL;
    return "without a pull a cut wire floats and may read open: wire the contact to ground and set "
           "bias: pull-up";
}

static void contact_say(struct contact_state *self, int64_t t_ms, const struct driver_sink *sink)
{
    const struct driver_event event = {.kind = DRIVER_LEVEL, .t_ms = t_ms, .value = self->raw};
    self->value = self->raw;
    sink->emit(sink->context, &event);
}

static void contact_start(void *state, const void *config, const int *levels, int64_t in,
                          int64_t out, int64_t t_ms, const struct driver_sink *sink)
{
    (void)in, (void)out;
    struct contact_state *self = state;
    *self = (struct contact_state){.raw = levels[0]};
    flutter_start(&self->flutter, ((const struct contact_config *)config)->flutter, t_ms);
    contact_say(self, t_ms, sink);
}

static void contact_edge(void *state, size_t line, int level, int64_t t_ms,
                         const struct driver_sink *sink)
{
    (void)line;
    struct contact_state *self = state;
    const struct driver_event fault = {.kind = DRIVER_FAULT, .t_ms = t_ms, .why = "flutter"};
    self->raw = level;
    self->has_since = true;
    self->since_ms = t_ms;
    if (flutter_edge(&self->flutter, t_ms))
        sink->emit(sink->context, &fault);
    else if (!self->flutter.standing)
        contact_say(self, t_ms, sink);
}

static int64_t contact_deadline(const void *state)
{
    return flutter_deadline(&((const struct contact_state *)state)->flutter);
}

static void contact_tick(void *state, int64_t t_ms, const struct driver_sink *sink)
{
    struct contact_state *self = state;
    if (flutter_tick(&self->flutter, t_ms))
        contact_say(self, t_ms, sink);
}

static void contact_word(const void *state, struct driver_word *word)
{
    const struct contact_state *self = state;
    if (self->flutter.standing) {
        *word = (struct driver_word){.faults = {"flutter"}, .fault_count = 1};
        return;
    }
    *word = (struct driver_word){.has_value = true,
                                 .value = self->value,
                                 .has_since = self->has_since,
                                 .since_ms = self->since_ms};
}

const struct driver driver_contact = {
    .kind = "contact",
    .lines = {"line"},
    .line_count = 1,
    .keys = contact_keys,
    .key_count = sizeof contact_keys / sizeof *contact_keys,
    /* Reeds and switches bounce for 5-20 ms; a leaf that falls shut does so for longer. */
    .debounce_ms = 50,
    .active_low = true,
    .bias = LINE_BIAS_PULL_UP,
    .config_size = sizeof(struct contact_config),
    .state_size = sizeof(struct contact_state),
    .fails_free = contact_fails_free,
    .start = contact_start,
    .edge = contact_edge,
    .tick = contact_tick,
    .deadline = contact_deadline,
    .word = contact_word,
};
