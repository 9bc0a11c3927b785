/* One collector a history, and how the last one ended: the file PATH.lock beside the database.
 *
 * Held with flock, so that it goes with the process, however that ends. It says "open PID" while
 * a collector runs and "clean SIZE MTIME" (of the database) after one that stopped well; a line
 * "damaged" is added by whoever meets damage, and stays until the database was looked at. Other
 * commands do not need it: they share the database as SQLite allows. */
#ifndef LAMPION_HISTORY_LOCK_H
#define LAMPION_HISTORY_LOCK_H

#include "agent/common/why.h"
#include <stdbool.h>

enum store_past {
    STORE_PAST_NONE,    /* no collector was here before */
    STORE_PAST_CLEAN,   /* stopped well, and the database is as it was left */
    STORE_PAST_UNCLEAN, /* killed, or damage was met, or the database was changed since */
};

struct store_lock;

/* NULL with why: another collector has it (named by its pid), or the file cannot be made. */
struct store_lock *store_lock_take(const char *path, struct why *why);
enum store_past store_lock_past(const struct store_lock *self);
/* The database was looked at: what was noted of it does not hold any more. */
void store_lock_checked(struct store_lock *self);
/* Frees it. `clean`: the database was closed and is whole. NULL is allowed. */
void store_lock_release(struct store_lock *self, bool clean);

/* For the next start to look at; nothing happens where no collector was. */
void store_note_damage(const char *path);

#endif
