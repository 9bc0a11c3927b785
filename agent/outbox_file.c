#include "agent/outbox_sql.h"

#include "agent/common/outbox_format.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 1000           /* a process just killed lets go in less */
#define CHECKED_MAX_BYTES (16LL << 20) /* a larger file is not read whole at the start */
#define DAMAGED_MAX 100

static int error_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return 0;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return -EBUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_CONSTRAINT: /* we write what we read back: only damage breaks a rule */
    case SQLITE_ERROR:      /* a table that is not there */
    case SQLITE_MISMATCH:
        return -EUCLEAN;
    case SQLITE_FULL:
        return -ENOSPC;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return -EROFS;
    case SQLITE_NOMEM:
        return -ENOMEM;
    default:
        return -EIO;
    }
}

int outbox_sql_error(const struct outbox_file *self)
{
    int error = error_of(sqlite3_extended_errcode(self->db));
    return error ? error : -EIO;
}

static const char *const statements[OUTBOX_STATEMENTS] = {
    [OUTBOX_BEGIN] = "BEGIN IMMEDIATE",
    [OUTBOX_COMMIT] = "COMMIT",
    [OUTBOX_ROLLBACK] = "ROLLBACK",
    [OUTBOX_PAGES] = "PRAGMA page_count",
    [OUTBOX_FREE_PAGES] = "PRAGMA freelist_count",
    [OUTBOX_STREAM_ADD] =
        "INSERT INTO stream (born, name, boot, mono_ms, wall_ms, quality, suspended_ms, "
        "acknowledged, lost, lost_first, lost_last, conn) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    /* Not the name (?2), which never changes: its index would be written with every event. */
    [OUTBOX_STREAM_SAVE] =
        "UPDATE stream SET born = ?1, boot = ?3, mono_ms = ?4, wall_ms = ?5, "
        "quality = ?6, suspended_ms = ?7, acknowledged = ?8, lost = ?9, lost_first = ?10, "
        "lost_last = ?11, conn = ?12 WHERE id = ?13",
    [OUTBOX_STREAM_LIST] =
        "SELECT id, born, name, boot, mono_ms, wall_ms, quality, suspended_ms, acknowledged, "
        "lost, lost_first, lost_last, conn FROM stream ORDER BY born, id",
    [OUTBOX_STREAM_DROP] = "DELETE FROM stream WHERE id = ?1",
    [OUTBOX_TOTALS_DROP] = "DELETE FROM total WHERE stream = ?1",
    [OUTBOX_EVENT_ADD] =
        "INSERT OR REPLACE INTO event (stream, seq, sensor, kind, t_ms, asleep_ms, value, value2, "
        "value3, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [OUTBOX_EVENT_READ] =
        "SELECT seq, sensor, kind, t_ms, asleep_ms, value, value2, value3, why FROM event "
        "WHERE stream = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq",
    [OUTBOX_EVENT_DELETE] = "DELETE FROM event WHERE stream = ?1 AND seq BETWEEN ?2 AND ?3",
    [OUTBOX_EVENT_FIRST] = "SELECT min(seq) FROM event WHERE stream = ?1",
    [OUTBOX_EVENT_LAST] = "SELECT max(seq) FROM event WHERE stream = ?1",
    [OUTBOX_EVENT_HAS] = "SELECT 1 FROM event WHERE stream = ?1 AND seq = ?2",
    /* Down from the top to the first whose predecessor is not there. */
    [OUTBOX_EVENT_FLOOR] =
        "SELECT seq FROM event AS held WHERE stream = ?1 AND seq <= ?2 AND NOT EXISTS "
        "(SELECT 1 FROM event WHERE stream = ?1 AND seq = held.seq - 1) ORDER BY seq DESC LIMIT 1",
    [OUTBOX_TOTAL_PUT] = "INSERT OR REPLACE INTO total (stream, sensor, total_in, total_out) "
                         "VALUES (?1, ?2, ?3, ?4)",
    [OUTBOX_TOTAL_GET] = "SELECT total_in, total_out FROM total WHERE stream = ?1 AND sensor = ?2",
};

sqlite3_stmt *outbox_sql(struct outbox_file *self, enum outbox_statement which)
{
    sqlite3_stmt **statement = &self->statements[which];
    if (*statement)
        sqlite3_reset(*statement);
    else
        sqlite3_prepare_v3(self->db, statements[which], -1, SQLITE_PREPARE_PERSISTENT, statement,
                           NULL);
    return *statement;
}

int outbox_sql_run(struct outbox_file *self, sqlite3_stmt *statement)
{
    int rc;
    if (!statement)
        return outbox_sql_error(self);
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
        ;
    sqlite3_reset(statement);
    return error_of(rc);
}

int outbox_sql_number(struct outbox_file *self, sqlite3_stmt *statement, int64_t otherwise,
                      int64_t *number)
{
    if (!statement)
        return outbox_sql_error(self);
    int rc = sqlite3_step(statement);
    bool there = rc == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL;
    *number = there ? sqlite3_column_int64(statement, 0) : otherwise;
    sqlite3_reset(statement);
    return error_of(rc);
}

static int pragma_number(struct outbox_file *self, const char *sql, int64_t *number)
{
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(self->db, sql, -1, &statement, NULL);
    int result = rc == SQLITE_OK ? outbox_sql_number(self, statement, 0, number) : error_of(rc);
    sqlite3_finalize(statement);
    return result;
}

static bool owner_is(struct outbox_file *self, const struct outbox_owner *owner)
{
    sqlite3_stmt *statement = NULL;
    bool same = false;
    if (sqlite3_prepare_v2(self->db, "SELECT place, agent FROM board", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        const char *place = (const char *)sqlite3_column_text(statement, 0);
        const char *agent = (const char *)sqlite3_column_text(statement, 1);
        same = place && agent && !strcmp(place, owner->place) && !strcmp(agent, owner->agent);
    }
    sqlite3_finalize(statement);
    return same;
}

/* A file that is there: ours, of this form, whole. */
static int check(struct outbox_file *self, const struct outbox_owner *owner)
{
    int64_t application = 0, version = 0;
    struct stat status;
    int result = pragma_number(self, "PRAGMA application_id", &application);
    if (result == 0)
        result = pragma_number(self, "PRAGMA user_version", &version);
    if (result < 0)
        return result;
    if (application != OUTBOX_APPLICATION_ID || version != OUTBOX_FORMAT_VERSION ||
        !owner_is(self, owner))
        return -EUCLEAN;
    if (!self->path || stat(self->path, &status) < 0 || status.st_size > CHECKED_MAX_BYTES)
        return 0;
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(self->db, "PRAGMA quick_check(1)", -1, &statement, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(statement);
    const char *text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : "";
    result = text && strcmp(text, "ok") == 0 ? 0 : rc == SQLITE_ROW ? -EUCLEAN : error_of(rc);
    sqlite3_finalize(statement);
    return result;
}

static int create(struct outbox_file *self, const struct outbox_owner *owner)
{
    char text[256];
    snprintf(text, sizeof text,
             "INSERT INTO board (place, agent) VALUES ('%s', '%s');"
             "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
             owner->place, owner->agent, OUTBOX_APPLICATION_ID, OUTBOX_FORMAT_VERSION);
    int rc = sqlite3_exec(self->db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(self->db, outbox_schema, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(self->db, text, NULL, NULL, NULL);
    return error_of(rc);
}

static int prepare(struct outbox_file *self, bool safe, const struct outbox_owner *owner)
{
    /* Exclusive before the first access: then the journal's index stands in memory, not in a
     * file of its own, and the lock is taken once. Disks get fewer, larger checkpoints. */
    const char *pragmas =
        safe ? "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -256;"
               "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
               "PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 4194304"
             : "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -256;"
               "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
               "PRAGMA wal_autocheckpoint = 64; PRAGMA journal_size_limit = 262144";
    int64_t tables = 0;
    sqlite3_extended_result_codes(self->db, 1);
    sqlite3_busy_timeout(self->db, BUSY_TIMEOUT_MS);
    int result = error_of(sqlite3_exec(self->db, pragmas, NULL, NULL, NULL));
    if (result == 0)
        result = pragma_number(self, "SELECT count(*) FROM sqlite_schema", &tables);
    if (result == 0)
        result = tables ? check(self, owner) : create(self, owner);
    if (result == 0)
        result = pragma_number(self, "PRAGMA page_size", &self->page_bytes);
    /* Nothing may be written yet: say so now, not at the first event. */
    if (result == 0)
        result = outbox_file_begin(self);
    return result == 0 ? outbox_file_commit(self) : result;
}

static int refuse(const char *path, int error, struct why *why)
{
    const char *reason = error == -EBUSY     ? "another process has it; two agents never share an "
                                               "outbox: stop the other, or give this one a name "
                                               "or folder of its own"
                         : error == -EUCLEAN ? "damaged, or not this agent's"
                         : error == -EROFS   ? "cannot be opened for writing"
                                             : strerror(-error);
    return why_set(why, -error, "outbox %s: %s", path ? path : "in memory", reason);
}

int outbox_file_open(struct outbox_file **file, const char *path, bool safe,
                     const struct outbox_owner *owner, struct why *why)
{
    struct outbox_file *self = calloc(1, sizeof *self);
    int result = self && (!path || (self->path = strdup(path))) ? 0 : -ENOMEM;
    *file = NULL;
    if (result == 0)
        result = error_of(sqlite3_open_v2(
            path ? path : ":memory:", &self->db,
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL));
    if (result == 0)
        result = prepare(self, safe, owner);
    if (result == 0) {
        *file = self;
        return 0;
    }
    outbox_file_close(self);
    return refuse(path, result, why);
}

void outbox_file_close(struct outbox_file *self)
{
    if (!self)
        return;
    for (int i = 0; i < OUTBOX_STATEMENTS; i++)
        sqlite3_finalize(self->statements[i]);
    sqlite3_close(self->db);
    free(self->path);
    free(self);
}

void outbox_file_remove(struct outbox_file *self)
{
    char journal[4096], *path = self->path;
    self->path = NULL;
    outbox_file_close(self);
    if (!path)
        return;
    /* The file first: a journal without one is thrown away. A full disk leaves it behind. */
    unlink(path);
    snprintf(journal, sizeof journal, "%s-wal", path);
    unlink(journal);
    free(path);
}

const char *outbox_file_path(const struct outbox_file *self)
{
    return self->path ? self->path : "memory";
}

int outbox_file_set_aside(const char *path, char *name, size_t size)
{
    char journal[4096], journal_name[4096];
    int i = 1;
    do
        snprintf(name, size, "%s.damaged-%d", path, i);
    while (access(name, F_OK) == 0 && ++i < DAMAGED_MAX);
    snprintf(journal, sizeof journal, "%s-wal", path);
    snprintf(journal_name, sizeof journal_name, "%s.damaged-%d-wal", path, i);
    if (i == DAMAGED_MAX)
        return -EEXIST;
    if (rename(path, name) < 0)
        return -errno;
    return rename(journal, journal_name) < 0 && errno != ENOENT ? -errno : 0;
}

int outbox_file_begin(struct outbox_file *self)
{
    return outbox_sql_run(self, outbox_sql(self, OUTBOX_BEGIN));
}

int outbox_file_commit(struct outbox_file *self)
{
    return outbox_sql_run(self, outbox_sql(self, OUTBOX_COMMIT));
}

int outbox_file_end(struct outbox_file *self, int result)
{
    if (result >= 0)
        result = outbox_file_commit(self);
    if (result < 0 && !sqlite3_get_autocommit(self->db))
        outbox_sql_run(self, outbox_sql(self, OUTBOX_ROLLBACK));
    return result;
}

int64_t outbox_file_bytes(struct outbox_file *self)
{
    int64_t pages = 0, free_pages = 0;
    if (outbox_sql_number(self, outbox_sql(self, OUTBOX_PAGES), 0, &pages) < 0 ||
        outbox_sql_number(self, outbox_sql(self, OUTBOX_FREE_PAGES), 0, &free_pages) < 0)
        return 0;
    return (pages - free_pages) * self->page_bytes;
}
