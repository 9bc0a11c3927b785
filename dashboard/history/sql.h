/* What the files of this room share about SQLite. Not for other rooms. */
#ifndef LAMPION_HISTORY_SQL_H
#define LAMPION_HISTORY_SQL_H

#include "dashboard/history/store.h"
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

#define SQL_PART_T_MAX_MS ((1 << 23) - 1) /* of event.t: SQLite stores it in 3 bytes */

#define SQL_TEXT(number) SQL_TEXT_OF(number)
#define SQL_TEXT_OF(number) #number

/* 2020-01-01: no board of ours could have run before; a clock that says so is a guess. */
#define STORE_EPOCH_MS 1577836800000

struct store {
    sqlite3 *db;
    char *path;
};

/* A prepared statement, NULL with why. Ended by sqlite3_finalize. */
sqlite3_stmt *sql_prepare(struct store *store, const char *sql, struct why *why);
/* Runs a statement that gives no row, and resets it. SQLITE_OK or an error code. */
int sql_run(sqlite3_stmt *statement);
/* Copies the text of a column, cut to `size`; nothing for NULL. */
void sql_copy(sqlite3_stmt *row, int column, char *text, size_t size);
/* The number a statement gives as its only row; 0 or an SQLite error code. */
int sql_number(sqlite3 *db, const char *sql, int64_t *number);
/* Whether a result code says that the file itself is damaged. */
bool sql_is_damage(int rc);
/* "history PATH: what: SQLite's words" into why; returns -EIO. Damage is noted (see lock.h). */
int sql_failed(struct store *store, const char *what, struct why *why);

#endif
