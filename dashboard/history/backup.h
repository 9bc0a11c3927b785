/* Backups of a history: whole copies in one file each, taken while the collector writes.
 *
 * A copy is made beside its name as NAME.part, read again whole (check.h), and only then renamed:
 * what has a name is a backup. Functions return 0 or -errno with why. */
#ifndef LAMPION_HISTORY_BACKUP_H
#define LAMPION_HISTORY_BACKUP_H

#include "dashboard/history/lock.h"
#include "dashboard/history/store.h"
#include <stdbool.h>
#include <stddef.h>

/* Copies the history `path` as it is now into the new file `name`, which must not be there. */
int backup_write(const char *path, const char *name, struct why *why);

/* Puts the backup `name` in the place of the history `path`, which `lock` keeps from collectors.
 * The backup is checked first and stays as it is. What was at `path` is kept as
 * PATH.before-restore-DATE: `kept`, empty when there was nothing. */
int backup_restore(const char *name, const char *path, const struct store_lock *lock,
                   int64_t now_ms, char *kept, size_t kept_size, struct why *why);

/* What a whole history holds; -EUCLEAN with why for a damaged one. */
struct backup_sums {
    int64_t version, events, losses, slots;
    int64_t first_ms, last_ms; /* UTC of the first and the last slot; 0: none */
};
int backup_check(const char *path, struct backup_sums *sums, struct why *why);

/* Backups in a folder, named lampion-PLACE-20261005T060000Z.db; times come from the names. */
#define BACKUP_NAME_MAX 80
void backup_name(const char *place, int64_t at_ms, char name[BACKUP_NAME_MAX]);
/* Their times in order, at most `max`; how many there are, or -errno. */
int backup_list(const char *folder, const char *place, int64_t *times_ms, int max);
/* The time of the newest; 0: there is none, or the folder cannot be read. */
int64_t backup_newest(const char *folder, const char *place);

/* Pure. Marks which of `count` times (in order) to take away: of the last 7 days every one stays,
 * before that the first of each week for 8 weeks, before that the first of each month; beyond
 * `keep` the oldest go. Weeks and months are UTC's. The newest always stays. */
void backup_thin(const int64_t *times_ms, size_t count, size_t keep, bool *drop);

#endif
