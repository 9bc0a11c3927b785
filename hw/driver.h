/* The driver contract: a kind of sensor is a pure state machine.
 *
 * A driver gets the debounced, *logical* levels of its lines (1 = active: somebody sits,
 * something moves, a beam is broken) and says what it concludes through `emit`. It does no
 * I/O, allocates nothing, never guesses: what it cannot decide becomes a DRIVER_FAULT.
 *
 * Times are milliseconds of one monotonic clock. The caller promises that they never go back
 * over all calls on one state, that an `edge` is a change, and that it calls `tick` at
 * `deadline` before any `edge` at that time or later; therefore a result does not depend on how
 * late the process was scheduled. Events carry the time of the decision (the `t_ms` of the call
 * that emitted them).
 *
 * Adding a kind: one file under hw/drivers/ (named in hw/meson.build), one line in hw/drivers.c,
 * one trace with its expected events under tests/traces/. */
#ifndef LAMPION_HW_DRIVER_H
#define LAMPION_HW_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hw/lines.h"

#define DRIVER_NEVER INT64_MAX
#define DRIVER_LINES_MAX 4
#define DRIVER_CONFIG_MAX 64 /* bytes of any driver's configuration */
#define DRIVER_STATE_MAX 256 /* bytes of any driver's state */
#define DRIVER_FAULTS_MAX 4

enum driver_event_kind {
    DRIVER_LEVEL, /* value 0 or 1 */
    DRIVER_PASS,  /* direction, count, in, out */
    DRIVER_RESET, /* somebody said: nobody is inside now; the totals go on */
    DRIVER_FAULT, /* why */
};

enum driver_direction { DRIVER_IN, DRIVER_OUT };

struct driver_event {
    enum driver_event_kind kind;
    int64_t t_ms;
    int value;
    enum driver_direction direction;
    int count;       /* people in this passage, >= 1 */
    int64_t in, out; /* running totals after this event */
    const char *why; /* DRIVER_FAULT: one of the driver's `faults`, static */
};

struct driver_sink {
    void (*emit)(void *context, const struct driver_event *event);
    void *context;
};

/* What is true now, for the `state` message. Fields that do not apply are absent. */
struct driver_word {
    bool has_value;   /* false while unknown (warming up) */
    int value;        /* with totals: people since the last reset, >= 0 */
    bool has_since;   /* false when the level has not changed since the driver started */
    int64_t since_ms; /* with totals: of the last reset */
    bool has_totals;
    int64_t in, out;
    const char *faults[DRIVER_FAULTS_MAX]; /* standing now, static texts */
    size_t fault_count;
};

enum driver_key_type { DRIVER_KEY_DURATION_MS, DRIVER_KEY_INT };

/* A key of the sensor's mapping in agent.yaml, beyond the common ones (id, kind, line or
 * lines, active, bias, debounce). The value lands as int64_t at `offset` of the driver's
 * configuration. */
struct driver_key {
    const char *name;
    enum driver_key_type type;
    size_t offset;
    int64_t minimum, maximum, standard; /* `standard` where the file says nothing */
};

struct driver {
    const char *kind;                    /* "beam-pair" */
    const char *lines[DRIVER_LINES_MAX]; /* names in `lines: {...}`; {"line"} alone = `line:` */
    size_t line_count;
    const struct driver_key *keys;
    size_t key_count;
    /* Standards of the common keys, for the usual way to wire it. */
    int64_t debounce_ms; /* of each line */
    bool active_low;
    enum line_bias bias;
    size_t config_size, state_size;
    /* NULL, or why these wirings would fail free: static text. `active_high`, as wired. */
    const char *(*fails_free)(bool active_high, const char *bias);
    /* NULL, or why these keys contradict each other, each within its range: static text, or NULL
     * if they do not. */
    const char *(*check)(const void *config);
    /* A new state at `t_ms` with the lines' levels. Running totals continue from `in`/`out`. */
    void (*start)(void *state, const void *config, const int *levels, int64_t in, int64_t out,
                  int64_t t_ms, const struct driver_sink *sink);
    void (*edge)(void *state, size_t line, int level, int64_t t_ms, const struct driver_sink *sink);
    void (*tick)(void *state, int64_t t_ms, const struct driver_sink *sink);
    int64_t (*deadline)(const void *state); /* when to tick next, or DRIVER_NEVER */
    void (*word)(const void *state, struct driver_word *word);
};

/* The table of kinds. NULL when there is no such kind. */
const struct driver *driver_find(const char *kind);
/* The i-th kind, NULL past the end: for lists in help and errors. */
const struct driver *driver_at(size_t i);

#endif
