#include "dashboard/history/care.h"

#include "agent/common/log.h"
#include "dashboard/history/aside.h"
#include "dashboard/history/check.h"
#include "dashboard/history/identity.h"
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* An opened database that is only looked at: its log stays as it is. */
static int look(struct store *store)
{
    int rc = sqlite3_open_v2(store->path, &store->db, SQLITE_OPEN_READWRITE, NULL);
    if (rc != SQLITE_OK)
        return rc;
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, 5000);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return sqlite3_exec(store->db, "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF", NULL,
                        NULL, NULL);
}

/* Of a file that is not empty. 0: to be opened; -EUCLEAN: to be put aside; else to be refused. */
static int examine_file(const char *path, enum store_past past, struct why *why)
{
    struct store store = {.path = (char *)path};
    int64_t version = 0;
    int error = 0;
    enum check_result result = CHECK_WHOLE;
    if (look(&store) != SQLITE_OK && !sql_is_damage(sqlite3_extended_errcode(store.db)))
        error = sql_failed(&store, "cannot be opened", why);
    if (!error)
        error = identity_refuse(&store, identity_of(&store, &version), version, why);
    if (!error && past == STORE_PAST_UNCLEAN && version > 0)
        result = store_check(&store, why);
    sqlite3_close(store.db);
    if (error)
        return error == -EUCLEAN && past == STORE_PAST_NONE ? -EINVAL : error;
    return result == CHECK_WHOLE ? 0 : result == CHECK_DAMAGED ? -EUCLEAN : -EIO;
}

/* SQLite throws the log away when the database is gone or empty; it may be all there is. */
static int examine(const char *path, enum store_past past, struct why *why)
{
    int64_t size = aside_size(path, ""), log_size = aside_size(path, "-wal");
    if (size > 0)
        return examine_file(path, past, why);
    if (log_size > 0)
        return why_set(why, EUCLEAN, "history %s: it is %s, and its log is there", path,
                       size < 0 ? "gone" : "empty");
    if (size == 0 && past != STORE_PAST_NONE)
        return why_set(why, EUCLEAN, "history %s: it is empty", path);
    return 0;
}

static int put_aside(const char *path, int64_t now_ms, const struct why *reason, struct why *why)
{
    char name[ASIDE_PATH_MAX];
    int error = aside_move(path, "damaged", now_ms, name, sizeof name);
    if (error)
        return why_set(why, -error, "%s; it cannot be put aside: %s", reason->text,
                       strerror(-error));
    log_error("history",
              "%s: damaged, put aside as %s; a new history begins, the agents send again what they "
              "still hold. Restore a backup, or look at the file, then move it away",
              reason->text, name);
    return 0;
}

struct store *store_open_with_care(const char *path, struct store_lock *lock, int64_t now_ms,
                                   struct why *aside, struct why *why)
{
    aside->text[0] = '\0';
    int error = examine(path, store_lock_past(lock), why);
    if (error == -EUCLEAN) {
        *aside = *why;
        error = put_aside(path, now_ms, aside, why);
    }
    if (error)
        return NULL;
    store_lock_checked(lock);
    return store_open(path, STORE_WRITE, why);
}

void store_each_aside(const char *path, void (*each)(void *context, const char *name),
                      void *context)
{
    char pattern[ASIDE_PATH_MAX];
    glob_t found = {0};
    snprintf(pattern, sizeof pattern, "%s.damaged-*", path);
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++) {
            const char *name = found.gl_pathv[i];
            size_t length = strlen(name);
            if (length < 4 || strcmp(name + length - 4, "-wal") != 0)
                each(context, strrchr(name, '/') ? strrchr(name, '/') + 1 : name);
        }
    globfree(&found);
}
