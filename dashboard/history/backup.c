#include "dashboard/history/backup.h"

#include "agent/common/file.h"
#include "dashboard/history/aside.h"
#include "dashboard/history/check.h"
#include "dashboard/history/identity.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int no_copy(sqlite3 *to, const char *name, struct why *why)
{
    return why_set(why, EIO, "backup %s: %s; is there room, and may this user write there?", name,
                   sqlite3_errmsg(to));
}

/* All pages in one step: others may write meanwhile, and the copy is of one moment. A copy has no
 * log, so it is one file wherever it is carried. */
static int copy_pages(sqlite3 *from, const char *name, struct why *why)
{
    sqlite3 *to = NULL;
    int error = 0;
    if (sqlite3_open_v2(name, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
        error = no_copy(to, name, why);
    sqlite3_backup *backup = error ? NULL : sqlite3_backup_init(to, "main", from, "main");
    if (!error && !backup)
        error = no_copy(to, name, why);
    if (backup)
        sqlite3_backup_step(backup, -1);
    if (backup && sqlite3_backup_finish(backup) != SQLITE_OK)
        error = no_copy(to, name, why);
    if (!error && sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
        error = no_copy(to, name, why);
    sqlite3_close(to);
    return error;
}

/* Opens what is ours and of a version that is known. The caller closes store->db. */
static int open_ours(struct store *store, int64_t *version, struct why *why)
{
    int error = 0;
    if (access(store->path, R_OK) != 0)
        return why_set(why, errno, "%s: %s", store->path, strerror(errno));
    if (sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK &&
        sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return sql_failed(store, "cannot be opened", why);
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, 5000);
    enum store_identity identity = identity_of(store, version);
    error = identity_refuse(store, identity, *version, why);
    if (!error && identity == IDENTITY_EMPTY)
        error = why_set(why, EINVAL, "%s: there is no history in it", store->path);
    return error;
}

static int check_file(const char *path, struct store *store, int64_t *version, struct why *why)
{
    *store = (struct store){.path = (char *)path};
    int error = open_ours(store, version, why);
    if (error)
        return error;
    enum check_result result = store_check(store, why);
    return result == CHECK_WHOLE ? 0 : result == CHECK_DAMAGED ? -EUCLEAN : -EIO;
}

/* Copies to NAME.part, looks at it, gives it its name. */
static int copy_checked(sqlite3 *from, const char *name, struct why *why)
{
    char part[ASIDE_PATH_MAX + 8];
    struct store copy;
    int64_t version = 0;
    snprintf(part, sizeof part, "%s.part", name);
    unlink(part);
    int error = copy_pages(from, part, why);
    if (!error) {
        error = check_file(part, &copy, &version, why);
        sqlite3_close(copy.db);
    }
    if (!error && rename(part, name) != 0)
        error = why_set(why, errno, "%s: %s", name, strerror(errno));
    if (!error && (error = file_sync_folder(name)))
        error = why_set(why, -error, "the folder of %s: %s", name, strerror(-error));
    if (error)
        unlink(part);
    return error;
}

int backup_write(const char *path, const char *name, struct why *why)
{
    struct store store = {.path = (char *)path};
    int64_t version = 0;
    if (access(name, F_OK) == 0)
        return why_set(why, EEXIST, "%s is there already: name a new file", name);
    int error = open_ours(&store, &version, why);
    if (!error)
        error = copy_checked(store.db, name, why);
    sqlite3_close(store.db);
    return error;
}

static int keep_old(const char *path, int64_t now_ms, char *kept, size_t size, struct why *why)
{
    bool found = aside_size(path, "") >= 0;
    int error = aside_move(path, "before-restore", now_ms, kept, size);
    if (error)
        return why_set(why, -error, "%s cannot be put aside: %s", path, strerror(-error));
    if (!found)
        kept[0] = '\0';
    return 0;
}

int backup_restore(const char *name, const char *path, const struct store_lock *lock,
                   int64_t now_ms, char *kept, size_t kept_size, struct why *why)
{
    char fresh[ASIDE_PATH_MAX + 16];
    struct store backup;
    int64_t version = 0;
    (void)lock; /* held: no collector runs */
    kept[0] = '\0';
    snprintf(fresh, sizeof fresh, "%s.restored", path);
    unlink(fresh);
    int error = check_file(name, &backup, &version, why);
    if (!error)
        error = copy_checked(backup.db, fresh, why);
    sqlite3_close(backup.db);
    if (!error)
        error = keep_old(path, now_ms, kept, kept_size, why);
    if (!error && rename(fresh, path) != 0)
        error = why_set(why, errno, "%s: %s", path, strerror(errno));
    if (!error && (error = file_sync_folder(path)))
        error = why_set(why, -error, "the folder of %s: %s", path, strerror(-error));
    if (error)
        unlink(fresh);
    return error;
}

static int64_t number_or(sqlite3 *db, const char *sql, int64_t otherwise)
{
    int64_t number = otherwise;
    sql_number(db, sql, &number);
    return number;
}

int backup_check(const char *path, struct backup_sums *sums, struct why *why)
{
    struct store store;
    *sums = (struct backup_sums){0};
    int error = check_file(path, &store, &sums->version, why);
    if (!error) {
        sums->events = number_or(store.db, "SELECT count(*) FROM event", 0);
        sums->losses =
            number_or(store.db, "SELECT coalesce(sum(last - first + 1), 0) FROM loss", 0);
        sums->slots =
            number_or(store.db, "SELECT count(*) FROM slot", 0); /* none before schema 3 */
        sums->first_ms =
            900000 * number_or(store.db, "SELECT coalesce(min(start), 0) FROM slot", 0);
        sums->last_ms = 900000 * number_or(store.db, "SELECT coalesce(max(start), 0) FROM slot", 0);
    }
    sqlite3_close(store.db);
    return error;
}
