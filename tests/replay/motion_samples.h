/* Occupancy_Estimation.csv (UCI #864, Singh et al., CC BY 4.0): two PIRs of a room, looked at
 * about every 30 s: the columns S6_PIR and S7_PIR (0 or 1) of rows that begin with Date and Time.
 *
 * The file has the clock on the wall; here it is taken for UTC. Between two samples a line keeps
 * its level. A time without any for an hour or more was not observed: what lies between two such
 * is a stretch. */
#ifndef LAMPION_TESTS_MOTION_SAMPLES_H
#define LAMPION_TESTS_MOTION_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MOTION_SENSORS 2
#define MOTION_GAP_MS 3600000

extern const char *const motion_names[MOTION_SENSORS]; /* "s6", "s7": lines and sensors */

struct motion_sample {
    int64_t t_ms; /* UTC */
    bool level[MOTION_SENSORS];
    int people; /* truly in the room: the last column, Room_Occupancy_Count */
};

struct motion_samples {
    struct motion_sample *samples;
    size_t count;
};

/* Fails the test where the file is not as described. */
void motion_samples_read(struct motion_samples *self, const char *path);
void motion_samples_free(struct motion_samples *self);

/* How many samples from `first` on belong to its stretch; 0 at the end. */
size_t motion_stretch(const struct motion_samples *self, size_t first);

/* The samples of one stretch as the rows of a trace (malloc'ed), t 0 at the first. */
char *motion_trace(const struct motion_sample *samples, size_t count);

/* What a PIR's driver makes of a line by its documentation: one motion from the rise until the
 * line was low for `quiet_ms`; a change is heard `debounce_ms` after it, but for the level at the
 * start. */
struct motion_rule {
    int64_t debounce_ms, quiet_ms;
};

struct motion_total {
    size_t periods;
    int64_t ms;          /* of those that ended */
    bool open;           /* the last one did not end */
    size_t high_samples; /* what they come from */
};

struct motion_total motion_total(const struct motion_sample *samples, size_t count, int sensor,
                                 struct motion_rule rule);

#endif
