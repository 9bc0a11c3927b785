/* The audit log: who did what to what, and when. Nothing of it is ever changed. And the bracket
 * around a change and its entry, which are one or nothing. */
#ifndef LAMPION_HISTORY_AUDIT_H
#define LAMPION_HISTORY_AUDIT_H

#include "agent/common/topic.h"
#include "dashboard/history/store.h"
#include <stdbool.h>
#include <stddef.h>

#define AUDIT_CONSOLE "console" /* `who` of commands on the machine itself */
#define AUDIT_OBJECT_MAX 128

struct audit_entry {
    int64_t id, at_ms;
    char who[ID_MAX], what[48], object[AUDIT_OBJECT_MAX];
};

/* A change begins, and ends: kept when `error` is 0. Ending gives `error`, or what went wrong. */
int change_begin(struct store *store, struct why *why);
int change_end(struct store *store, int error, struct why *why);

/* Within a change. `what` is of a small vocabulary: "user-add", "sign-in". 0 or -EIO with why. */
int audit_put(struct store *store, int64_t now_ms, const char *who, const char *what,
              const char *object, struct why *why);

/* The newest before `before` (INT64_MAX: all), at most `room` of them, newest first. How many, or
 * -EIO with why. */
int audit_list(struct store *store, int64_t before, struct audit_entry *entries, size_t room,
               struct why *why);

#endif
