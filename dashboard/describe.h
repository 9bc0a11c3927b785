/* The description in force: what the store has, or place.yaml for an empty store. */
#ifndef LAMPION_DESCRIBE_H
#define LAMPION_DESCRIBE_H

#include "dashboard/config.h"
#include "dashboard/history/store.h"
#include "dashboard/place.h"

/* The place at `now_ms`. An empty store gets the place.yaml beside lampion.yaml as its first
 * version. NULL with why; freed by place_free. */
struct place *describe_open(const struct config *config, struct store *store, int64_t now_ms,
                            struct why *why);

/* The same without writing: neither a store nor a version is made. For commands that only look. */
struct place *describe_look(const struct config *config, int64_t now_ms, struct why *why);

/* Reads and checks a description and puts it in as the next version from `from_ms` on.
 * 0 with *version, or -errno with why. */
int describe_apply(struct store *store, const char *path, int64_t from_ms, int64_t now_ms,
                   int64_t *version, struct why *why);

/* The same with a text; `name` is what it is called in complaints. */
int describe_put(struct store *store, const char *name, const char *text, int64_t from_ms,
                 int64_t now_ms, int64_t *version, struct why *why);

/* A description that the daemon can open; NULL with why. Freed by place_free. */
struct place *describe_check(const char *name, const char *text, struct why *why);

#endif
