#include "tests/replay/history.h"

#include "agent/common/time.h"
#include "tests/unit/test.h"
#include <sqlite3.h>
#include <string.h>

#define BEAT_MS 60000

/* Every event belongs to the last part that begins at or before it. */
#define PLACED                                                                                     \
    "FROM event e JOIN part p ON p.stream = e.stream AND p.first = (SELECT max(first) FROM part "  \
    "WHERE stream = e.stream AND first <= e.seq) JOIN clock c ON c.boot = p.boot "                 \
    "WHERE e.stream = (SELECT id FROM stream WHERE name = ?1) "

static const char rows_query[] =
    "SELECT e.seq, p.t0_ms + e.t + c.offset_ms, e.kind, coalesce((SELECT name FROM sensor WHERE "
    "id = e.sensor), ''), e.value, e.value2, e.value3, CASE e.kind WHEN 5 THEN (SELECT why FROM "
    "fault WHERE id = e.value) ELSE '' END " PLACED "ORDER BY e.seq";
static const char newest_query[] =
    "SELECT p.t0_ms + e.t + c.offset_ms " PLACED "ORDER BY e.seq DESC LIMIT 1";
static const char stream_query[] =
    "SELECT durable, (SELECT count(*) FROM event WHERE stream = id), (SELECT count(*) FROM loss) "
    "FROM stream WHERE name = ?1";

static sqlite3 *open_file(const char *path)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL)) {
        sqlite3_close(db);
        return NULL;
    }
    sqlite3_busy_timeout(db, 5000);
    return db;
}

static sqlite3_stmt *ask(sqlite3 *db, const char *query, const char *stream)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(db, query, -1, &statement, NULL))
        return NULL;
    sqlite3_bind_text(statement, 1, stream, -1, SQLITE_STATIC);
    return statement;
}

static struct history_row read_row(sqlite3_stmt *from)
{
    struct history_row row = {.seq = sqlite3_column_int64(from, 0),
                              .at_ms = sqlite3_column_int64(from, 1),
                              .kind = (enum row_kind)sqlite3_column_int(from, 2),
                              .value = sqlite3_column_int64(from, 4),
                              .value2 = sqlite3_column_int64(from, 5),
                              .value3 = sqlite3_column_int64(from, 6)};
    if (sqlite3_column_type(from, 1) == SQLITE_NULL)
        fail_msg("event %lld has no place in time", (long long)row.seq);
    snprintf(row.sensor, sizeof row.sensor, "%s", sqlite3_column_text(from, 3));
    snprintf(row.why, sizeof row.why, "%s", sqlite3_column_text(from, 7));
    return row;
}

static size_t read_stream(struct history *self, sqlite3 *db, const char *stream)
{
    sqlite3_stmt *from = ask(db, stream_query, stream);
    if (sqlite3_step(from) != SQLITE_ROW)
        fail_msg("the history knows no stream %s", stream);
    self->durable = sqlite3_column_int64(from, 0);
    size_t count = (size_t)sqlite3_column_int64(from, 1);
    self->losses = sqlite3_column_int64(from, 2);
    sqlite3_finalize(from);
    return count;
}

void history_read(struct history *self, const char *path, const char *stream)
{
    sqlite3 *db = open_file(path);
    *self = (struct history){0};
    assert_non_null(db);
    size_t count = read_stream(self, db, stream);
    self->rows = calloc(count + 1, sizeof *self->rows);
    assert_non_null(self->rows);
    sqlite3_stmt *from = ask(db, rows_query, stream);
    assert_non_null(from);
    while (self->count < count && sqlite3_step(from) == SQLITE_ROW)
        self->rows[self->count++] = read_row(from);
    sqlite3_finalize(from);
    sqlite3_close(db);
    assert_int_equal(self->count, count); /* each has a part and a boot */
}

void history_free(struct history *self)
{
    free(self->rows);
}

int64_t history_newest_ms(const char *path, const char *stream)
{
    int64_t newest_ms = INT64_MIN;
    sqlite3 *db = open_file(path);
    sqlite3_stmt *from = db ? ask(db, newest_query, stream) : NULL;
    if (from && sqlite3_step(from) == SQLITE_ROW)
        newest_ms = sqlite3_column_int64(from, 0);
    sqlite3_finalize(from);
    sqlite3_close(db);
    return newest_ms;
}

void history_check_whole(const struct history *self)
{
    assert_int_equal(self->losses, 0);
    assert_true(self->count > 0);
    assert_int_equal(self->durable, self->count);
    for (size_t i = 0; i < self->count; i++) {
        assert_int_equal(self->rows[i].seq, i + 1);
        if (i > 0)
            assert_true(self->rows[i].at_ms >= self->rows[i - 1].at_ms);
    }
}

size_t history_check_beats(const struct history *self, int64_t origin_ms, int64_t end_ms)
{
    size_t beats = 0, before_end = 0;
    assert_int_equal(self->rows[0].kind, ROW_BEAT);
    for (size_t i = 0; i < self->count; i++) {
        if (self->rows[i].kind != ROW_BEAT)
            continue;
        assert_int_equal(self->rows[i].at_ms, origin_ms + (int64_t)beats * BEAT_MS);
        before_end += self->rows[i].at_ms < end_ms;
        beats++;
    }
    return before_end;
}

static void write_details(const struct history_row *row, char *text, size_t size)
{
    long long value = row->value;
    *text = 0;
    if (row->kind == ROW_LEVEL || (row->kind == ROW_BEAT && value)) /* a beat that opens */
        snprintf(text, size, ",\"v\":%lld", value);
    else if (row->kind == ROW_PASS)
        snprintf(text, size, ",\"dir\":\"%s\",\"n\":%lld,\"in\":%lld,\"out\":%lld",
                 value > 0 ? "in" : "out", value > 0 ? value : -value, (long long)row->value2,
                 (long long)row->value3);
    else if (row->kind == ROW_FAULT)
        snprintf(text, size, ",\"why\":\"%s\"", row->why);
}

void history_line(const struct history_row *row, const char *agent, char *text, size_t size)
{
    static const char *const kinds[] = {"level", "beat", "pass", "count", "reset", "fault"};
    char at[TIME_TEXT_MAX], sensor[64] = "", details[160];
    time_format_ms(row->at_ms, at);
    if (row->sensor[0])
        snprintf(sensor, sizeof sensor, "\"s\":\"%s\",", row->sensor);
    write_details(row, details, sizeof details);
    snprintf(text, size, "{\"at\":\"%s\",\"agent\":\"%s\",%s\"k\":\"%s\"%s}", at, agent, sensor,
             kinds[row->kind], details);
}
