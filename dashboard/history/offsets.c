#include "dashboard/history/offsets.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A statement with numbers bound; NULL with why. */
static sqlite3_stmt *ask(struct store *store, const char *sql, const int64_t *numbers, int count,
                         struct why *why)
{
    sqlite3_stmt *statement = sql_prepare(store, sql, why);
    for (int i = 0; statement && i < count; i++)
        sqlite3_bind_int64(statement, i + 1, numbers[i]);
    return statement;
}

static int run(struct store *store, sqlite3_stmt *statement, struct why *why)
{
    if (!statement)
        return -EIO;
    int error = sql_run(statement) == SQLITE_OK ? 0 : sql_failed(store, "corrections", why);
    sqlite3_finalize(statement);
    return error;
}

/* Rows into an array of `size`; `take` fills one. */
static int collect(struct store *store, sqlite3_stmt *rows, size_t size,
                   bool (*take)(sqlite3_stmt *, void *), void **array, size_t *count,
                   struct why *why)
{
    int rc = SQLITE_ERROR, error = 0;
    *array = NULL;
    *count = 0;
    if (!rows)
        return -EIO;
    while (!error && (rc = sqlite3_step(rows)) == SQLITE_ROW) {
        char *more = reallocarray(*array, *count + 1, size);
        if (!more) {
            error = why_set(why, EIO, "out of memory");
            break;
        }
        *array = more;
        if (!take(rows, more + *count * size))
            error = why_set(why, EIO, "history %s: a slot of before a correction cannot be read",
                            store->path);
        ++*count;
    }
    if (!error && rc != SQLITE_DONE)
        error = sql_failed(store, "corrections", why);
    sqlite3_finalize(rows);
    if (error) {
        free(*array);
        *array = NULL;
    }
    return error;
}

static bool take_news(sqlite3_stmt *row, void *to)
{
    struct offset_news *news = to;
    *news = (struct offset_news){.fact = sqlite3_column_int64(row, 0),
                                 .from_ms = sqlite3_column_int64(row, 2),
                                 .to_ms = sqlite3_column_int64(row, 3),
                                 .people = (int64_t)sqlite3_column_double(row, 4),
                                 .counted = sqlite3_column_int(row, 5),
                                 .retracted = sqlite3_column_int(row, 6),
                                 .settled = sqlite3_column_int(row, 7),
                                 .applied = sqlite3_column_int(row, 8)};
    snprintf(news->zone, sizeof news->zone, "%s", (const char *)sqlite3_column_text(row, 1));
    return true;
}

int offsets_news(struct store *store, int64_t before_ms, struct offset_news **news, size_t *count,
                 struct why *why)
{
    static const char sql[] =
        "SELECT f.id, f.zone, f.from_ms, f.to_ms, f.value, f.kind = 'count', "
        "r.fact IS NOT NULL, s.fact IS NOT NULL AND o.fact IS NULL, o.fact IS NOT NULL "
        "FROM fact f LEFT JOIN retraction r ON r.fact = f.id "
        "LEFT JOIN settled_fact s ON s.fact = f.id LEFT JOIN slot_offset o ON o.fact = f.id "
        "WHERE f.kind IN ('count', 'correction') AND f.from_ms < ?1 "
        "AND s.retracted IS NOT (r.fact IS NOT NULL) ORDER BY f.id";
    void *array;
    int error = collect(store, ask(store, sql, &before_ms, 1, why), sizeof **news, take_news,
                        &array, count, why);
    *news = array;
    return error;
}

int offsets_put(struct store *store, int64_t zone, const struct offset *offset, struct why *why)
{
    const int64_t numbers[] = {offset->fact,    zone,          offset->from_s, offset->until_s,
                               offset->counted, offset->people};
    return run(store,
               ask(store,
                   "INSERT OR REPLACE INTO slot_offset (fact, zone, from_s, until_s, counted, "
                   "people) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   numbers, 6, why),
               why);
}

int offsets_remove(struct store *store, int64_t fact, struct why *why)
{
    return run(store, ask(store, "DELETE FROM slot_offset WHERE fact = ?1", &fact, 1, why), why);
}

static bool take_offset(sqlite3_stmt *row, void *to)
{
    *(struct offset *)to = (struct offset){.fact = sqlite3_column_int64(row, 0),
                                           .from_s = sqlite3_column_int64(row, 1),
                                           .until_s = sqlite3_column_int64(row, 2),
                                           .counted = sqlite3_column_int(row, 3),
                                           .people = sqlite3_column_int64(row, 4)};
    return true;
}

int offsets_read(struct store *store, int64_t zone, struct offset **offsets, size_t *count,
                 struct why *why)
{
    void *array;
    int error = collect(store,
                        ask(store,
                            "SELECT fact, from_s, until_s, counted, people FROM slot_offset "
                            "WHERE zone = ?1 ORDER BY from_s, fact",
                            &zone, 1, why),
                        sizeof **offsets, take_offset, &array, count, why);
    *offsets = array;
    return error;
}

/* A slot as numbers: those of the struct, in their order. Never to be changed. */
#define SLOT_NUMBERS (7 + 2 * SLOT_SUMS)

static void slot_to_numbers(const struct slot *slot, int64_t numbers[SLOT_NUMBERS])
{
    const int64_t head[] = {slot->length_s,  slot->open_s,   slot->open_unknown_s, slot->peak,
                            slot->peak_at_s, slot->revision, slot->flags};
    memcpy(numbers, head, sizeof head);
    memcpy(numbers + 7, slot->all, sizeof slot->all);
    memcpy(numbers + 7 + SLOT_SUMS, slot->open, sizeof slot->open);
}

static void slot_from_numbers(const int64_t numbers[SLOT_NUMBERS], struct slot *slot)
{
    slot->length_s = numbers[0];
    slot->open_s = numbers[1];
    slot->open_unknown_s = numbers[2];
    slot->peak = numbers[3];
    slot->peak_at_s = numbers[4];
    slot->revision = numbers[5];
    slot->flags = (unsigned)numbers[6];
    memcpy(slot->all, numbers + 7, sizeof slot->all);
    memcpy(slot->open, numbers + 7 + SLOT_SUMS, sizeof slot->open);
}

int offsets_before_keep(struct store *store, int64_t zone, const struct slot *slot, struct why *why)
{
    int64_t numbers[SLOT_NUMBERS];
    char text[SLOT_NUMBERS * 21 + 1];
    size_t length = 0;
    slot_to_numbers(slot, numbers);
    for (int i = 0; i < SLOT_NUMBERS; i++)
        length += (size_t)snprintf(text + length, sizeof text - length,
                                   i ? " %" PRId64 : "%" PRId64, numbers[i]);
    const int64_t key[] = {zone, slot->start_s / SLOT_S};
    sqlite3_stmt *keep =
        ask(store, "INSERT OR IGNORE INTO slot_before (zone, start, slot) VALUES (?1, ?2, ?3)", key,
            2, why);
    if (keep)
        sqlite3_bind_text(keep, 3, text, (int)length, SQLITE_STATIC);
    return run(store, keep, why);
}

static bool take_before(sqlite3_stmt *row, void *to)
{
    struct slot *slot = to;
    int64_t numbers[SLOT_NUMBERS];
    const char *text = (const char *)sqlite3_column_text(row, 1);
    char *rest = (char *)text;
    for (int i = 0; i < SLOT_NUMBERS; i++) {
        numbers[i] = strtoll(text, &rest, 10);
        if (rest == text)
            return false;
        text = rest;
    }
    slot_start(slot, sqlite3_column_int64(row, 0) * SLOT_S);
    slot_from_numbers(numbers, slot);
    return true;
}

int offsets_before_read(struct store *store, int64_t zone, struct slot **slots, size_t *count,
                        struct why *why)
{
    void *array;
    int error =
        collect(store,
                ask(store, "SELECT start, slot FROM slot_before WHERE zone = ?1 ORDER BY start",
                    &zone, 1, why),
                sizeof **slots, take_before, &array, count, why);
    *slots = array;
    return error;
}

int offsets_before_forget(struct store *store, int64_t zone, int64_t start_s, struct why *why)
{
    const int64_t key[] = {zone, start_s / SLOT_S};
    return run(store,
               ask(store, "DELETE FROM slot_before WHERE zone = ?1 AND start = ?2", key, 2, why),
               why);
}
