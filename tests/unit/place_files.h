/* Runs the simulated place into a folder of its own and reads its files back. */
#ifndef LAMPION_TESTS_UNIT_PLACE_FILES_H
#define LAMPION_TESTS_UNIT_PLACE_FILES_H

#include "tests/unit/test.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "tests/place/options.h"
#include "tests/place/place.h"

#define HOUR_MS 3600000
#define DAY_MS (24 * HOUR_MS)
#define SEEDS 4

/* From opening on, so that no passage is cut in two by the trace's start. */
#define FROM_OPENING "--start 2026-10-05T06:00:00Z --day-start 2026-10-05T06:00:00Z --hours 20 "

struct row {
    int64_t t_ms;
    char kind[12], name[12], value[28]; /* of a trace: no kind */
};

struct table {
    struct row *rows;
    size_t count;
};

static const char *const files[] = {"desks.csv", "meeting.csv", "entrance.csv", "truth.csv"};

static inline void *enter_dir(void)
{
    static char dir[] = "/tmp/lampion-place-XXXXXX";

    memcpy(dir + sizeof dir - 7, "XXXXXX", 6);
    return mkdtemp(dir);
}

static inline int setup(void **state)
{
    *state = enter_dir();
    return *state ? 0 : -1;
}

static inline int teardown(void **state)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[100];

        snprintf(path, sizeof path, "%s/%s", (char *)*state, files[i]);
        unlink(path);
    }
    return rmdir(*state);
}

/* Runs the program's inside with "--out DIR --seed SEED" and the words of `more`. */
static inline int run(const char *dir, uint64_t seed, const char *more, char *why, size_t why_size)
{
    char words[300], number[24], *argv[40] = {"lampion-place", "--out", (char *)dir, "--seed"};
    int argc = 5, err;
    struct options options;

    snprintf(number, sizeof number, "%llu", (unsigned long long)seed);
    snprintf(words, sizeof words, "%s", more);
    argv[4] = number;
    for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    options_default(&options);
    err = options_parse(&options, argc, argv, why, why_size);
    return err ? err : place_write(&options, why, why_size);
}

static inline void make(const char *dir, uint64_t seed, const char *more)
{
    char why[300] = "";
    int err = run(dir, seed, more, why, sizeof why);

    if (err)
        fail_msg("%s: %s", more, why);
}

static inline FILE *open_file(const char *dir, const char *file)
{
    char path[100];
    FILE *stream;

    snprintf(path, sizeof path, "%s/%s", dir, file);
    stream = fopen(path, "r");
    assert_non_null(stream);
    return stream;
}

static inline bool parse(const char *line, bool truth, struct row *row)
{
    long long s, ms;
    int length = 0;

    memset(row, 0, sizeof *row);
    if (sscanf(line, "%lld.%3lld,%n", &s, &ms, &length) != 2 || !length)
        return false;
    row->t_ms = s * 1000 + ms;
    return truth ? sscanf(line + length, "%11[^,],%11[^,],%27[^,\n]", row->kind, row->name,
                          row->value) == 3
                 : sscanf(line + length, "%11[^,],%27[^,\n]", row->name, row->value) == 2;
}

/* Reads a file, and checks what is the same in all: notes, header, rows that do not go back. */
static inline struct table load(const char *dir, const char *file)
{
    bool truth = strcmp(file, "truth.csv") == 0, header = false;
    struct table table = {NULL, 0};
    FILE *stream = open_file(dir, file);
    char line[200];
    int64_t last_ms = 0;

    while (fgets(line, sizeof line, stream)) {
        if (!header) {
            if (*line == '#')
                continue;
            assert_string_equal(line, truth ? "t,kind,subject,value\n" : "t,line,level\n");
            header = true;
            continue;
        }
        if (table.count % 1024 == 0)
            table.rows = realloc(table.rows, (table.count + 1024) * sizeof *table.rows);
        if (!parse(line, truth, &table.rows[table.count]))
            fail_msg("%s: not a row: %s", file, line);
        assert_true(table.rows[table.count].t_ms >= last_ms);
        last_ms = table.rows[table.count++].t_ms;
    }
    assert_true(header);
    fclose(stream);
    return table;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
