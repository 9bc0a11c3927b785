/* The verdict finds what is not as it should be: a history is made from a journal, and spoilt. */
#include "tests/unit/test.h"

#include "tests/faults/verdict.h"
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define EVENTS 20
#define OFFSET_MS 1790000000000

static const char schema[] =
    "CREATE TABLE stream (id INTEGER PRIMARY KEY, name TEXT, durable INTEGER);"
    "CREATE TABLE boot (id INTEGER PRIMARY KEY, name TEXT);"
    "CREATE TABLE clock (boot INTEGER, offset_ms INTEGER);"
    "CREATE TABLE part (stream INTEGER, first INTEGER, boot INTEGER, t0_ms INTEGER);"
    "CREATE TABLE sensor (id INTEGER PRIMARY KEY, name TEXT);"
    "CREATE TABLE event (stream INTEGER, seq INTEGER, sensor INTEGER, t INTEGER, kind INTEGER, "
    "value INTEGER, value2 INTEGER, value3 INTEGER);"
    "CREATE TABLE fault (id INTEGER PRIMARY KEY, why TEXT);"
    "CREATE TABLE loss (stream INTEGER, first INTEGER, last INTEGER);"
    "INSERT INTO stream VALUES (1, 'abc', 20); INSERT INTO boot VALUES (1, 'b00');"
    "INSERT INTO clock VALUES (1, 1790000000000); INSERT INTO part VALUES (1, 1, 1, 1000);"
    "INSERT INTO sensor VALUES (1, 'seat');";

struct spoilt {
    const char *what; /* statement */
    struct tally tally;
    bool losses;
};

static const struct spoilt cases[] = {
    {"SELECT 1", {.events = 20}},
    {"DELETE FROM event WHERE seq = 7", {.events = 19, .lost = 1}},
    {"DELETE FROM event WHERE seq = 7; INSERT INTO loss VALUES (1, 7, 7)",
     {.events = 19, .lost = 1}},
    {"DELETE FROM event WHERE seq = 7; INSERT INTO loss VALUES (1, 7, 7)",
     {.events = 19, .declared = 1},
     true},
    {"INSERT INTO loss VALUES (1, 7, 7)", {.events = 20, .wrong = 1}, true},
    {"DELETE FROM event WHERE seq > 18", {.events = 18, .in_hand = 2}},
    {"UPDATE event SET value = 1 - value WHERE seq = 7", {.events = 19, .lost = 1, .wrong = 1}},
    {"UPDATE event SET t = t + 1 WHERE seq = 7", {.events = 19, .lost = 1, .wrong = 1}},
    {"UPDATE event SET value = NULL WHERE seq = 1", {.events = 19, .lost = 1, .wrong = 1}},
    {"INSERT INTO event SELECT 1, 21, sensor, t, kind, value, value2, value3 FROM event WHERE "
     "seq = 7",
     {.events = 20, .doubled = 1}},
    {"INSERT INTO event VALUES (1, 21, 1, 12345, 0, 1, NULL, NULL)", {.events = 20, .wrong = 1}},
    {"UPDATE clock SET offset_ms = offset_ms + 2000", {.wrong = 20}},
    {"UPDATE clock SET offset_ms = NULL", {.wrong = 20}},
    {"UPDATE boot SET name = 'b01'", {.lost = 18, .wrong = 20, .in_hand = 2}},
};

static void write_journal(const char *path)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fprintf(file, "{\"stream\":\"abc\",\"opens\":1,\"boot\":\"b00\"}\n"
                  "{\"stream\":\"abc\",\"seq\":1,\"event\":{\"k\":\"beat\",\"v\":1,\"t\":1000}}\n");
    for (int seq = 2; seq <= EVENTS; seq++) {
        fprintf(file,
                "{\"stream\":\"abc\",\"seq\":%d,\"event\":{\"s\":\"seat\",\"k\":\"level\",\"v\":%d,"
                "\"t\":%d}}\n",
                seq, seq % 2, 1000 + seq);
        if (seq == EVENTS - 2)
            fprintf(file, "{\"stream\":\"abc\",\"kept\":%d}\n", seq);
    }
    fprintf(file, "{\"stream\":\"abc\",\"se"); /* just being written */
    fclose(file);
}

static void write_history(const char *path, const char *spoil)
{
    sqlite3 *db;
    char row[160];
    assert_int_equal(sqlite3_open(path, &db), 0);
    assert_int_equal(sqlite3_exec(db, schema, NULL, NULL, NULL), 0);
    sqlite3_exec(db, "INSERT INTO event VALUES (1, 1, NULL, 0, 1, 1, NULL, NULL)", NULL, NULL,
                 NULL);
    for (int seq = 2; seq <= EVENTS; seq++) {
        snprintf(row, sizeof row, "INSERT INTO event VALUES (1, %d, 1, %d, 0, %d, NULL, NULL)", seq,
                 seq, seq % 2);
        assert_int_equal(sqlite3_exec(db, row, NULL, NULL, NULL), 0);
    }
    assert_int_equal(sqlite3_exec(db, spoil, NULL, NULL, NULL), 0);
    sqlite3_close(db);
}

static void the_verdict_finds_what_is_spoilt(void **state)
{
    (void)state;
    char folder[] = "/tmp/lampion-verdict.XXXXXX", journal[64], history[64];
    assert_non_null(mkdtemp(folder));
    snprintf(journal, sizeof journal, "%s/journal", folder);
    snprintf(history, sizeof history, "%s/history.db", folder);
    write_journal(journal);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct spoilt *spoilt = &cases[i];
        const struct verdict_rule rule = {OFFSET_MS, 1000, spoilt->losses};
        struct truth truth = {0};
        printf("%s\n", spoilt->what);
        write_history(history, spoilt->what);
        truth_read(&truth, journal, 0);
        truth_sort(&truth);
        struct tally tally = verdict_give(&truth, history, rule);
        tally.error_ms = 0;
        assert_memory_equal(&tally, &spoilt->tally, sizeof tally);
        truth_free(&truth);
        unlink(history);
    }
    unlink(journal);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_verdict_finds_what_is_spoilt)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
