/* One who looks at the page all the while: notes when the live stream said how many seats of
 * the zone "desks" are free. */
#ifndef LAMPION_TESTS_STORM_WATCH_H
#define LAMPION_TESTS_STORM_WATCH_H

#include <stddef.h>
#include <stdint.h>

struct watch;

struct watch *watch_start(int http_port);
/* Ends it; what was seen can still be asked. */
void watch_stop(struct watch *self);
void watch_free(struct watch *self);

/* When, at `from_ms` or later, a number of free seats came of `value` came; -1: never. */
int64_t watch_find(const struct watch *self, int64_t from_ms, int value);
/* The first word that differs from the one before it, at `from_ms` or later; -1: none. */
int64_t watch_change(const struct watch *self, int64_t from_ms);
size_t watch_count(const struct watch *self);

#endif
