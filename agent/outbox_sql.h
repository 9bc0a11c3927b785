/* What outbox_file.c and outbox_rows.c share about SQLite. Not for others. */
#ifndef LAMPION_AGENT_OUTBOX_SQL_H
#define LAMPION_AGENT_OUTBOX_SQL_H

#include "agent/outbox_file.h"
#include <sqlite3.h>

enum outbox_statement {
    OUTBOX_BEGIN,
    OUTBOX_COMMIT,
    OUTBOX_ROLLBACK,
    OUTBOX_PAGES,
    OUTBOX_FREE_PAGES,
    OUTBOX_STREAM_ADD,
    OUTBOX_STREAM_SAVE,
    OUTBOX_STREAM_LIST,
    OUTBOX_STREAM_DROP,
    OUTBOX_TOTALS_DROP,
    OUTBOX_EVENT_ADD,
    OUTBOX_EVENT_READ,
    OUTBOX_EVENT_DELETE,
    OUTBOX_EVENT_FIRST,
    OUTBOX_EVENT_LAST,
    OUTBOX_EVENT_HAS,
    OUTBOX_EVENT_FLOOR,
    OUTBOX_TOTAL_PUT,
    OUTBOX_TOTAL_GET,
    OUTBOX_STATEMENTS,
};

struct outbox_file {
    sqlite3 *db;
    char *path; /* NULL: in memory */
    int64_t page_bytes;
    sqlite3_stmt *statements[OUTBOX_STATEMENTS]; /* made when first used */
};

/* The statement, reset and ready to be bound; NULL when it cannot be made. */
sqlite3_stmt *outbox_sql(struct outbox_file *self, enum outbox_statement which);
/* Runs it to its end (NULL: fails) and resets it. */
int outbox_sql_run(struct outbox_file *self, sqlite3_stmt *statement);
/* The number in the first column of its first row; `otherwise` where there is no row or a NULL. */
int outbox_sql_number(struct outbox_file *self, sqlite3_stmt *statement, int64_t otherwise,
                      int64_t *number);
/* -errno of the last failure. */
int outbox_sql_error(const struct outbox_file *self);

#endif
