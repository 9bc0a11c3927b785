/* A table from (scope, text) to a small record: streams, agents, sensors by name.
 *
 * Grows as needed, keeps the order of adding, forgets only all at once. Records are plain
 * bytes of a size told at the start. A pointer to a record holds until the next names_add. */
#ifndef LAMPION_DASHBOARD_NAMES_H
#define LAMPION_DASHBOARD_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define NAMES_TEXT_MAX 40 /* longest text with its end; callers check what comes from outside */

struct names;

/* NULL when out of memory. */
struct names *names_new(size_t record_size);
void names_free(struct names *self); /* NULL is allowed */

/* The record, or NULL. */
void *names_find(const struct names *self, int64_t scope, const char *text);
/* A new record, all zero, for a name that is not there yet; NULL when out of memory. */
void *names_add(struct names *self, int64_t scope, const char *text);
void names_clear(struct names *self);

size_t names_count(const struct names *self);
/* By order of adding. */
void *names_at(const struct names *self, size_t i);
const char *names_text(const struct names *self, size_t i);

#endif
