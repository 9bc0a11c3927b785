#include "agent/outbox_sql.h"

#include "agent/common/outbox_format.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static void bind_stream(sqlite3_stmt *statement, const struct outbox_stream *stream)
{
    const struct message_clock *clock = &stream->clock;
    sqlite3_bind_int64(statement, 1, stream->born);
    sqlite3_bind_text(statement, 2, stream->name, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, clock->boot, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 4, clock->mono_ms);
    if (clock->has_wall)
        sqlite3_bind_int64(statement, 5, clock->wall_ms);
    else
        sqlite3_bind_null(statement, 5);
    sqlite3_bind_int(statement, 6, clock->quality == CLOCK_SYNCED);
    sqlite3_bind_int64(statement, 7, clock->suspended_ms);
    sqlite3_bind_int64(statement, 8, (int64_t)stream->acknowledged);
    sqlite3_bind_int64(statement, 9, (int64_t)stream->lost);
    sqlite3_bind_int64(statement, 10, (int64_t)stream->lost_first);
    sqlite3_bind_int64(statement, 11, (int64_t)stream->lost_last);
    sqlite3_bind_int64(statement, 12, (int64_t)stream->conn);
}

int outbox_file_put_stream(struct outbox_file *self, const struct outbox_stream *stream,
                           int64_t *id)
{
    sqlite3_stmt *statement = outbox_sql(self, *id ? OUTBOX_STREAM_SAVE : OUTBOX_STREAM_ADD);
    if (!statement)
        return outbox_sql_error(self);
    bind_stream(statement, stream);
    if (*id)
        sqlite3_bind_int64(statement, 13, *id);
    int result = outbox_sql_run(self, statement);
    if (result == 0 && !*id)
        *id = sqlite3_last_insert_rowid(self->db);
    return result;
}

static void column_text(sqlite3_stmt *row, int column, char *text, size_t size)
{
    const char *value = (const char *)sqlite3_column_text(row, column);
    snprintf(text, size, "%s", value ? value : "");
}

static uint64_t column_number(sqlite3_stmt *row, int column)
{
    int64_t value = sqlite3_column_int64(row, column);
    return value < 0 || value > MESSAGE_SEQ_MAX ? 0 : (uint64_t)value;
}

static struct outbox_stream read_stream(sqlite3_stmt *row)
{
    struct outbox_stream stream = {.born = sqlite3_column_int64(row, 1)};
    struct message_clock *clock = &stream.clock;
    column_text(row, 2, stream.name, sizeof stream.name);
    column_text(row, 3, clock->boot, sizeof clock->boot);
    clock->mono_ms = sqlite3_column_int64(row, 4);
    clock->has_wall = sqlite3_column_type(row, 5) != SQLITE_NULL;
    clock->wall_ms = sqlite3_column_int64(row, 5);
    clock->quality = sqlite3_column_int(row, 6) ? CLOCK_SYNCED : CLOCK_UNSYNCED;
    clock->suspended_ms = sqlite3_column_int64(row, 7);
    stream.acknowledged = column_number(row, 8);
    stream.lost = column_number(row, 9);
    stream.lost_first = column_number(row, 10);
    stream.lost_last = column_number(row, 11);
    stream.conn = column_number(row, 12);
    return stream;
}

int outbox_file_streams(struct outbox_file *self,
                        int (*each)(void *context, int64_t id, const struct outbox_stream *stream),
                        void *context)
{
    sqlite3_stmt *list = outbox_sql(self, OUTBOX_STREAM_LIST);
    int rc = SQLITE_ERROR, result = 0;
    if (!list)
        return outbox_sql_error(self);
    while (result == 0 && (rc = sqlite3_step(list)) == SQLITE_ROW) {
        struct outbox_stream stream = read_stream(list);
        result = each(context, sqlite3_column_int64(list, 0), &stream);
    }
    if (result == 0 && rc != SQLITE_DONE)
        result = outbox_sql_error(self);
    sqlite3_reset(list);
    return result;
}

int outbox_file_drop_stream(struct outbox_file *self, int64_t id)
{
    sqlite3_stmt *totals = outbox_sql(self, OUTBOX_TOTALS_DROP);
    int result = outbox_file_delete(self, id, 0, MESSAGE_SEQ_MAX);
    if (totals)
        sqlite3_bind_int64(totals, 1, id);
    if (result == 0)
        result = outbox_sql_run(self, totals);
    sqlite3_stmt *drop = outbox_sql(self, OUTBOX_STREAM_DROP);
    if (drop)
        sqlite3_bind_int64(drop, 1, id);
    return result == 0 ? outbox_sql_run(self, drop) : result;
}

static void bind_optional_text(sqlite3_stmt *statement, int column, const char *text)
{
    if (text)
        sqlite3_bind_text(statement, column, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, column);
}

int outbox_file_add(struct outbox_file *self, int64_t id, uint64_t seq, int64_t asleep_ms,
                    const struct event *event)
{
    sqlite3_stmt *add = outbox_sql(self, OUTBOX_EVENT_ADD);
    struct outbox_row row = outbox_row_of(event);
    if (!add)
        return outbox_sql_error(self);
    sqlite3_bind_int64(add, 1, id);
    sqlite3_bind_int64(add, 2, (int64_t)seq);
    bind_optional_text(add, 3, row.sensor);
    sqlite3_bind_int(add, 4, row.kind);
    sqlite3_bind_int64(add, 5, row.t_ms);
    sqlite3_bind_int64(add, 6, asleep_ms);
    for (int i = 0; i < OUTBOX_VALUES; i++) {
        if (row.has[i])
            sqlite3_bind_int64(add, 7 + i, row.values[i]);
        else
            sqlite3_bind_null(add, 7 + i);
    }
    bind_optional_text(add, 10, row.why);
    return outbox_sql_run(self, add);
}

static int read_event(sqlite3_stmt *at, struct event *event)
{
    struct outbox_row row = {.sensor = (const char *)sqlite3_column_text(at, 1),
                             .kind = sqlite3_column_int(at, 2),
                             .t_ms = sqlite3_column_int64(at, 3),
                             .why = (const char *)sqlite3_column_text(at, 8)};
    for (int i = 0; i < OUTBOX_VALUES; i++) {
        row.has[i] = sqlite3_column_type(at, 5 + i) != SQLITE_NULL;
        row.values[i] = sqlite3_column_int64(at, 5 + i);
    }
    return outbox_row_event(&row, event) < 0 ? -EUCLEAN : 0;
}

int outbox_file_read(struct outbox_file *self, int64_t id, uint64_t from, uint64_t to,
                     struct event *events, size_t capacity, uint64_t *first, int64_t *asleep_ms)
{
    sqlite3_stmt *read = outbox_sql(self, OUTBOX_EVENT_READ);
    int rc = SQLITE_DONE, result = 0;
    size_t count = 0;
    if (!read)
        return outbox_sql_error(self);
    sqlite3_bind_int64(read, 1, id);
    sqlite3_bind_int64(read, 2, (int64_t)from);
    sqlite3_bind_int64(read, 3, (int64_t)to);
    while (count < capacity && (rc = sqlite3_step(read)) == SQLITE_ROW) {
        uint64_t seq = (uint64_t)sqlite3_column_int64(read, 0);
        int64_t asleep = sqlite3_column_int64(read, 4);
        if (count == 0) {
            *first = seq;
            *asleep_ms = asleep;
        } else if (seq != *first + count || asleep != *asleep_ms) {
            break;
        }
        if ((result = read_event(read, &events[count])) < 0)
            break;
        count++;
    }
    if (result == 0 && rc != SQLITE_ROW && rc != SQLITE_DONE)
        result = outbox_sql_error(self);
    sqlite3_reset(read);
    return result < 0 ? result : (int)count;
}

int outbox_file_delete(struct outbox_file *self, int64_t id, uint64_t first, uint64_t last)
{
    sqlite3_stmt *delete = outbox_sql(self, OUTBOX_EVENT_DELETE);
    if (!delete)
        return outbox_sql_error(self);
    sqlite3_bind_int64(delete, 1, id);
    sqlite3_bind_int64(delete, 2, (int64_t)first);
    sqlite3_bind_int64(delete, 3, (int64_t)last);
    return outbox_sql_run(self, delete);
}

/* The number that a statement on a stream (and a number) gives; 0: none. */
static int find_seq(struct outbox_file *self, enum outbox_statement which, int64_t id, uint64_t seq,
                    uint64_t *found)
{
    sqlite3_stmt *find = outbox_sql(self, which);
    int64_t number = 0;
    if (!find)
        return outbox_sql_error(self);
    sqlite3_bind_int64(find, 1, id);
    if (seq)
        sqlite3_bind_int64(find, 2, (int64_t)seq);
    int result = outbox_sql_number(self, find, 0, &number);
    *found = (uint64_t)number;
    return result < 0 ? result : number < 0 || number > MESSAGE_SEQ_MAX ? -EUCLEAN : 0;
}

int outbox_file_range(struct outbox_file *self, int64_t id, uint64_t *first, uint64_t *last)
{
    int result = find_seq(self, OUTBOX_EVENT_FIRST, id, 0, first);
    return result < 0 ? result : find_seq(self, OUTBOX_EVENT_LAST, id, 0, last);
}

int outbox_file_floor(struct outbox_file *self, int64_t id, uint64_t top, uint64_t *floor)
{
    uint64_t has = 0;
    *floor = 0;
    int result = top ? find_seq(self, OUTBOX_EVENT_HAS, id, top, &has) : 0;
    return result < 0 || !has ? result : find_seq(self, OUTBOX_EVENT_FLOOR, id, top, floor);
}

int outbox_file_put_total(struct outbox_file *self, int64_t id, const char *sensor, int64_t in,
                          int64_t out)
{
    sqlite3_stmt *put = outbox_sql(self, OUTBOX_TOTAL_PUT);
    if (!put)
        return outbox_sql_error(self);
    sqlite3_bind_int64(put, 1, id);
    sqlite3_bind_text(put, 2, sensor, -1, SQLITE_STATIC);
    sqlite3_bind_int64(put, 3, in);
    sqlite3_bind_int64(put, 4, out);
    return outbox_sql_run(self, put);
}

int outbox_file_get_total(struct outbox_file *self, int64_t id, const char *sensor, int64_t *in,
                          int64_t *out)
{
    sqlite3_stmt *get = outbox_sql(self, OUTBOX_TOTAL_GET);
    *in = *out = 0;
    if (!get)
        return outbox_sql_error(self);
    sqlite3_bind_int64(get, 1, id);
    sqlite3_bind_text(get, 2, sensor, -1, SQLITE_STATIC);
    int rc = sqlite3_step(get);
    if (rc == SQLITE_ROW) {
        *in = sqlite3_column_int64(get, 0);
        *out = sqlite3_column_int64(get, 1);
    }
    sqlite3_reset(get);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : outbox_sql_error(self);
}
