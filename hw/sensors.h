/* All sensors of one board: lines → debounce → drivers → events, in order of time.
 *
 * Pure: edges and `now` come in, events go out through a callback. Whatever the order in which
 * a process wakes up, the same edges give the same events, because every deadline that lies
 * at or before an edge is handled first, at its own time. Times out of order are lifted to the
 * latest seen (an edge's or the `now` of an advance), so that event times never go back: read
 * every edge that waits before advancing. */
#ifndef LAMPION_HW_SENSORS_H
#define LAMPION_HW_SENSORS_H

#include "hw/driver.h"
#include "hw/lines.h"

#define SENSOR_ID_MAX 33

/* One sensor as configured. Lines are indices into the board's line requests. */
struct sensor_config {
    char id[SENSOR_ID_MAX];
    const struct driver *driver;
    size_t lines[DRIVER_LINES_MAX];
    bool active_low;
    enum line_bias bias;
    int64_t debounce_ms;
    _Alignas(max_align_t) unsigned char driver_config[DRIVER_CONFIG_MAX];
    int64_t start_in, start_out; /* totals to continue from */
};

struct sensors;

/* An event of sensor number `sensor` (its index in the configuration). */
typedef void sensors_emit(void *context, size_t sensor, const struct driver_event *event);

/* Copies the configuration. `levels` are the electrical levels of all line requests at `t_ms`, -1
 * for one the chip of which is not there: its sensor is "unplugged" until LINE_BACK.
 * The drivers start at once, so events may be emitted during the call. NULL when out of memory. */
struct sensors *sensors_new(const struct sensor_config *configs, size_t count, size_t line_count,
                            const int *levels, int64_t t_ms, sensors_emit *emit, void *context);
void sensors_free(struct sensors *self);

/* A raw edge of a line, or what else its source says of it; deadlines up to its time are handled
 * first. Faults that no driver knows: "edges-lost", "frozen" (of its edges only the level is
 * ever heard), "unplugged" (a chip is gone) and "chattering" (chatter.h). During the last two the
 * sensor has no value, its driver rests, and begins anew with the levels and its totals. */
void sensors_edge(struct sensors *self, const struct line_edge *edge);

/* Handles every deadline up to and including `now_ms`. */
void sensors_advance(struct sensors *self, int64_t now_ms);

/* The next deadline, or DRIVER_NEVER. */
int64_t sensors_deadline(const struct sensors *self);

size_t sensors_count(const struct sensors *self);
const struct sensor_config *sensors_config(const struct sensors *self, size_t sensor);
void sensors_word(const struct sensors *self, size_t sensor, struct driver_word *word);

#endif
