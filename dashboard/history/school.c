#include "dashboard/history/school.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static int clear_zone(struct store *store, const struct school_holiday *all, size_t count,
                      const char *zone, struct why *why)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].zone, zone) != 0)
            continue;
        first = all[i].first < first ? all[i].first : first;
        last = all[i].last > last ? all[i].last : last;
    }
    sqlite3_stmt *clear = sql_prepare(
        store, "DELETE FROM school_holiday WHERE zone = ?1 AND last >= ?2 AND first <= ?3", why);
    if (clear == NULL)
        return -EIO;
    sqlite3_bind_text(clear, 1, zone, -1, SQLITE_STATIC);
    sqlite3_bind_int64(clear, 2, first);
    sqlite3_bind_int64(clear, 3, last);
    int error = sql_run(clear) == SQLITE_OK ? 0 : sql_failed(store, "cannot be written", why);
    sqlite3_finalize(clear);
    return error;
}

static int clear_zones(struct store *store, const struct school_holiday *all, size_t count,
                       struct why *why)
{
    int error = 0;
    for (size_t i = 0; !error && i < count; i++) {
        size_t seen = 0;
        while (strcmp(all[seen].zone, all[i].zone) != 0)
            seen++;
        if (seen == i)
            error = clear_zone(store, all, count, all[i].zone, why);
    }
    return error;
}

static int insert_all(struct store *store, const struct school_holiday *all, size_t count,
                      struct why *why)
{
    sqlite3_stmt *insert = sql_prepare(
        store,
        "INSERT OR REPLACE INTO school_holiday (zone, first, last, name) VALUES (?1, ?2, ?3, ?4)",
        why);
    int error = insert == NULL ? -EIO : 0;
    for (size_t i = 0; !error && i < count; i++) {
        sqlite3_bind_text(insert, 1, all[i].zone, -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 2, all[i].first);
        sqlite3_bind_int64(insert, 3, all[i].last);
        sqlite3_bind_text(insert, 4, all[i].name, -1, SQLITE_STATIC);
        if (sql_run(insert) != SQLITE_OK)
            error = sql_failed(store, "cannot be written", why);
    }
    sqlite3_finalize(insert);
    return error;
}

int store_school_put(struct store *store, const struct school_holiday *all, size_t count,
                     struct why *why)
{
    if (sqlite3_exec(store->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return sql_failed(store, "cannot be written", why);
    int error = clear_zones(store, all, count, why);
    if (!error)
        error = insert_all(store, all, count, why);
    if (!error && sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        error = sql_failed(store, "cannot be written", why);
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return error;
}

int store_school_each(struct store *store, const char *zone,
                      void (*each)(void *context, const struct school_holiday *), void *context,
                      struct why *why)
{
    sqlite3_stmt *walk = sql_prepare(store,
                                     "SELECT zone, first, last, name FROM school_holiday "
                                     "WHERE ?1 IS NULL OR zone = ?1 ORDER BY zone, first",
                                     why);
    int rc;
    if (walk == NULL)
        return -EIO;
    if (zone)
        sqlite3_bind_text(walk, 1, zone, -1, SQLITE_STATIC);
    while ((rc = sqlite3_step(walk)) == SQLITE_ROW) {
        struct school_holiday holiday = {.first = sqlite3_column_int64(walk, 1),
                                         .last = sqlite3_column_int64(walk, 2)};
        snprintf(holiday.zone, sizeof holiday.zone, "%s", sqlite3_column_text(walk, 0));
        snprintf(holiday.name, sizeof holiday.name, "%s", sqlite3_column_text(walk, 3));
        each(context, &holiday);
    }
    int error = rc == SQLITE_DONE ? 0 : sql_failed(store, "cannot be read", why);
    sqlite3_finalize(walk);
    return error;
}

int store_school_mark(struct store *store, int64_t *mark, struct why *why)
{
    if (sql_number(store->db,
                   "SELECT count(*) * 1000003 + coalesce(sum(first * 31 + last), 0) "
                   "FROM school_holiday",
                   mark) == SQLITE_OK)
        return 0;
    return sql_failed(store, "cannot be read", why);
}
