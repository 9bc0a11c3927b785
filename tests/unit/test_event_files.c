/* Files of events read as one: order, what is refused and where, bounded lines. */
#include "tests/unit/test.h"

#include "dashboard/event_files.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 5, LINES = 400, ROUNDS = 20 };

static char folder[64], paths[FILES][96];
static char *names[FILES];
static struct why why;

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/lampion-events-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    for (int i = 0; i < FILES; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%c.jsonl", folder, 'a' + i);
        names[i] = paths[i];
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (int i = 0; i < FILES; i++)
        unlink(paths[i]);
    return rmdir(folder);
}

static void put(int file, const char *text, size_t length)
{
    FILE *to = fopen(paths[file], "w");
    assert_non_null(to);
    assert_int_equal(fwrite(text, 1, length, to), length);
    fclose(to);
}
#define PUT(file, text) put(file, text, sizeof(text) - 1)

#define BEAT(agent, second)                                                                        \
    "{\"at\":\"2026-10-05T06:00:" second "Z\",\"agent\":\"" agent "\",\"k\":\"beat\"}"
#define ORIGIN_MS 1791180000000

/* "a1 b1 a2": agents and lines in the order in which they come; the result of the last call. */
static int read_all(size_t count, char *order, size_t size)
{
    const struct event_files_row *row;
    struct event_files *files = event_files_open(names, count, &why);
    assert_non_null(files);
    int more;
    size_t used = 0;
    *order = 0;
    while ((more = event_files_next(files, &row, &why)) > 0) {
        assert_string_equal(event_files_name(files, row->file), paths[row->file]);
        used += (size_t)snprintf(order + used, size - used, "%s%s%lu", used ? " " : "",
                                 row->message.agent, row->line);
    }
    event_files_close(files);
    return more;
}

static void expect(size_t count, const char *expected)
{
    char order[512];
    if (read_all(count, order, sizeof order) != 0)
        fail_msg("%s", why.text);
    assert_string_equal(order, expected);
}

/* What came before it, and what is said of which line. */
static void expect_refused(size_t count, const char *before, int file, const char *what)
{
    char order[512], at[160];
    assert_int_equal(read_all(count, order, sizeof order), -EINVAL);
    assert_string_equal(order, before);
    snprintf(at, sizeof at, "%s:%s", paths[file], what);
    if (strncmp(why.text, at, strlen(at)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", why.text, at);
}

static void test_merged_by_time(void **state)
{
    (void)state;
    PUT(0, BEAT("a", "01") "\n" BEAT("a", "04") "\n" BEAT("a", "04") "\n");
    PUT(1, BEAT("b", "02") "\n" BEAT("b", "04") "\n" BEAT("b", "09") "\n");
    PUT(2, "");
    PUT(3, BEAT("d", "00") "\n");
    expect(4, "d1 a1 b1 a2 a3 b2 b3");
    expect(1, "a1 a2 a3");
}

static void test_blank_lines_and_ends(void **state)
{
    (void)state;
    PUT(0, "\n\r\n" BEAT("a", "01") "\r\n  \n" BEAT("a", "02"));
    expect(1, "a3 a5");
    PUT(0, "\n\n");
    expect(1, "");
}

static void test_wrong_lines_are_told(void **state)
{
    (void)state;
    PUT(0, BEAT("a", "01") "\n" BEAT("a", "03") "\n");
    PUT(1, BEAT("b", "02") "\n\nbeat\n");
    expect_refused(2, "a1 b1", 1, "3: this is no event (not_json)");
    PUT(1, BEAT("b", "02") "\n{\"at\":\"2026-10-05T06:00:02Z\",\"agent\":\"b\"}\n");
    expect_refused(2, "a1 b1", 1, "2: this is no event (missing_field)");
    PUT(1, BEAT("b", "02") "\n" BEAT("b", "02") "\n" BEAT("b", "01.999") "\n");
    expect_refused(2, "a1 b1 b2", 1, "3: lines must not go back in time");
    PUT(1, BEAT("b", "02") "\n{\"at\":\"2026-10-05T06:0");
    expect_refused(2, "a1 b1", 1, "2: this is no event (not_json)");
    PUT(1, BEAT("b", "02") "\n\0" BEAT("b", "02") "\n");
    expect_refused(2, "a1 b1", 1, "2: this is no event (not_json)");
}

static void test_lines_are_bounded(void **state)
{
    (void)state;
    static const char beat[] = BEAT("a", "01");
    char line[MESSAGE_LINE_MAX + 2];
    memset(line, ' ', sizeof line);
    memcpy(line, beat, sizeof beat - 1);
    line[MESSAGE_LINE_MAX] = '\n';
    put(0, line, MESSAGE_LINE_MAX + 1);
    expect(1, "a1");
    line[MESSAGE_LINE_MAX] = ' ';
    line[MESSAGE_LINE_MAX + 1] = '\n';
    put(0, line, MESSAGE_LINE_MAX + 2);
    expect_refused(1, "", 0, "1: longer than 1024 bytes");
}

static void test_what_cannot_be_opened(void **state)
{
    (void)state;
    char *missing[] = {paths[4]};
    assert_null(event_files_open(missing, 1, &why));
    assert_non_null(strstr(why.text, "e.jsonl: cannot be opened: No such file"));
    char *twice[] = {"-", "-"};
    assert_null(event_files_open(twice, 2, &why));
    char *many[EVENT_FILES_MAX + 1] = {0};
    assert_null(event_files_open(many, EVENT_FILES_MAX + 1, &why));
    const struct event_files_row *row;
    char *directory[] = {folder};
    struct event_files *files = event_files_open(directory, 1, &why);
    assert_int_equal(event_files_next(files, &row, &why), -EIO);
    event_files_close(files);
}

/* Random files; each event says by its count which it is. */
static void make_files(uint64_t *seed, int written[FILES])
{
    for (int i = 0; i < FILES; i++) {
        FILE *to = fopen(paths[i], "w");
        int64_t t_ms = ORIGIN_MS + test_between(seed, 0, 100);
        written[i] = (int)test_between(seed, 0, LINES);
        for (int n = 0; n < written[i]; n++) {
            struct line_message message = {
                "x",
                {.sensor = "s", .kind = EVENT_COUNT, .value = n, .ttl_ms = 1000, .t_ms = t_ms}};
            size_t length;
            char *text = line_encode(&message, &length);
            fprintf(to, "%s\n", text);
            free(text);
            t_ms += test_between(seed, 0, 3);
        }
        fclose(to);
    }
}

static void test_all_come_once_and_in_order(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int round = 0; round < ROUNDS; round++) {
        int written[FILES], seen[FILES] = {0};
        const struct event_files_row *row;
        int64_t last_ms = 0;
        size_t last_file = 0;
        make_files(&seed, written);
        struct event_files *files = event_files_open(names, FILES, &why);
        while (event_files_next(files, &row, &why) > 0) {
            int64_t t_ms = row->message.event.t_ms;
            assert_int_equal(row->message.event.value, seen[row->file]++);
            assert_int_equal(row->line, seen[row->file]);
            assert_true(t_ms > last_ms || (t_ms == last_ms && row->file >= last_file));
            last_ms = t_ms;
            last_file = row->file;
        }
        event_files_close(files);
        for (int i = 0; i < FILES; i++)
            assert_int_equal(seen[i], written[i]);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_merged_by_time),        TEST(test_blank_lines_and_ends),
        TEST(test_wrong_lines_are_told),  TEST(test_lines_are_bounded),
        TEST(test_what_cannot_be_opened), TEST(test_all_come_once_and_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
