/* CalIt2.data (UCI #156, Hutchins, Ihler, Smyth, CC BY 4.0): people through the main door of a
 * building, by half hour.
 *
 * Rows are `flow,MM/DD/YY,HH:MM:SS,count`; flow 7 is out, 9 is in. By CalIt2.names a count is of
 * the half hour *before* the time of its row. The file has the clock on the wall, 48 half hours
 * every day; here it is taken for UTC. */
#ifndef LAMPION_TESTS_DOOR_COUNTS_H
#define LAMPION_TESTS_DOOR_COUNTS_H

#include <stddef.h>
#include <stdint.h>

#define DOOR_SLOT_MS 1800000

struct door_slot {
    int64_t start_ms; /* UTC */
    int64_t in, out;
};

struct door_counts {
    struct door_slot *slots; /* without a gap, in order */
    size_t count;
};

/* Fails the test where the file is not as described. */
void door_counts_read(struct door_counts *self, const char *path);
void door_counts_free(struct door_counts *self);

struct door_slot door_counts_sum(const struct door_counts *self);
size_t door_counts_busiest(const struct door_counts *self);
/* The fewest people who must be inside at the start so that never less than nobody is. */
int64_t door_counts_inside_before(const struct door_counts *self);

/* Writes slots as rows `t_seconds,direction,n` for lampion-place --passages; t 0 is the start of
 * the first of them. */
void door_counts_write(const struct door_slot *slots, size_t count, const char *path);

#endif
