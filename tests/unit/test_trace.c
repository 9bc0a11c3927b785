#include "tests/unit/test.h"

#include "hw/lines.h"
#include "hw/trace.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static char why[LINES_WHY_MAX];
static size_t failed;

/* Every row of a text as "line=level@t ", or the refusal. */
static const char *rows(const char *text, size_t length)
{
    static char result[2048];
    FILE *file = fmemopen((void *)(uintptr_t)text, length, "r");
    assert_non_null(file);
    struct trace trace;
    struct trace_row row;
    size_t used = 0;
    int more;
    *result = 0;
    trace_start(&trace, file, "T.csv");
    while ((more = trace_next(&trace, &row, why)) > 0 && used < sizeof result)
        used += (size_t)snprintf(result + used, sizeof result - used, "%s=%d@%lld ", row.line,
                                 row.level, (long long)row.t_ms);
    fclose(file);
    assert_true(more == 0 || more == -EINVAL);
    return more < 0 ? why : result;
}

static const char *read_text(const char *text)
{
    return rows(text, strlen(text));
}

static void test_rows_in_seconds(void **state)
{
    (void)state;
    assert_string_equal(read_text("t,line,level\n0,GPIO17,1\n12.345678,a b,0\n12.3459,x,1"),
                        "GPIO17=1@0 a b=0@12345 x=1@12345 ");
    assert_string_equal(read_text("# a comment that is long ....................................."
                                  "......................................................."
                                  "......................................................\r\n"
                                  "\n  t,line,level  # why\r\n 7,x,1 # here\r\n#\n"),
                        "x=1@7000 ");
    assert_string_equal(read_text("\xef\xbb\xbft,line,level\n1,x,0\n"), "x=0@1000 ");
    assert_string_equal(read_text("t,line,level\n"), "");
}

static void test_rows_in_utc(void **state)
{
    (void)state;
    assert_string_equal(read_text("t,line,level\n2026-02-28T23:59:59.75Z,x,1\n"
                                  "2026-03-01T00:00:00Z,x,0\n2027-03-01T00:00:00.001Z,x,1\n"),
                        "x=1@0 x=0@250 x=1@31536000251 ");
    FILE *file = fmemopen("t,line,level\n2026-09-21T14:13:20.123Z,x,1\n", 44, "r");
    struct trace trace;
    struct trace_row row;
    trace_start(&trace, file, "T.csv");
    assert_int_equal(trace_next(&trace, &row, why), 1);
    assert_int_equal(trace.form, TRACE_FORM_WALL);
    assert_true(trace.origin_wall_ms == 1790000000123);
    fclose(file);
}

static void test_wrong_rows_are_refused_with_their_number(void **state)
{
    (void)state;
    const struct {
        const char *rows, *why;
    } wrong[] = {
        {"1,x\n", "T.csv:2: want three fields"},
        {"1,x,1,1\n", "T.csv:2: want three fields"},
        {"0,x,1\n\n1,x,2\n", "T.csv:4: level is \"2\""},
        {"0,x, 1\n", "T.csv:2: level is \" 1\""},
        {"0,,1\n", "T.csv:2: line is \"\""},
        {"2,x,1\n1,x,0\n", "T.csv:3: t is \"1\": rows must not go back"},
        {"-1,x,1\n", "T.csv:2: t is \"-1\": write seconds"},
        {"1.,x,1\n", "T.csv:2: t is"},
        {"1e3,x,1\n", "T.csv:2: t is"},
        {"99999999999999999999,x,1\n", "T.csv:2: t is"},
        {"nan,x,1\n", "T.csv:2: t is"},
        {"2026-02-29T00:00:00Z,x,1\n", "T.csv:2: t is"},
        {"2026-02-28T24:00:00Z,x,1\n", "T.csv:2: t is"},
        {"2026-02-28T00:00:00+01:00,x,1\n", "T.csv:2: t is"},
        {"2026-02-28T00:00:00,x,1\n", "T.csv:2: t is"},
        {"1,x,1\n2026-02-28T00:00:00Z,x,0\n", "T.csv:3: t is \"2026-02-28T00:00:00Z\": one file"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[256];
        snprintf(text, sizeof text, "t,line,level\n%s", wrong[i].rows);
        if (strncmp(read_text(text), wrong[i].why, strlen(wrong[i].why)) != 0)
            fail_msg("\"%s\" gave \"%s\"", wrong[i].rows, read_text(text));
    }
    assert_non_null(strstr(read_text("0,x,1\n"), "T.csv:1: want the header"));
    assert_non_null(strstr(read_text("# empty\n"), "want the header"));
    assert_non_null(strstr(rows("t,line,level\n0,x\0y,1\n", 21), "T.csv:2: a zero byte"));
}

static void test_a_long_row_is_refused(void **state)
{
    (void)state;
    static char text[1000000];
    memset(text, 'x', sizeof text);
    memcpy(text, "t,line,level\n", 13);
    assert_non_null(strstr(rows(text, sizeof text), "T.csv:2: row longer than"));
    assert_non_null(strstr(read_text("t,line,level\n0,"
                                     "0123456789012345678901234567890123456789012345678901234567890"
                                     "123,1\n"),
                           "T.csv:2: line is"));
}

/* Any bytes: rows or a refusal, never anything else. */
static void test_any_bytes(void **state)
{
    (void)state;
    static const char letters[] = "t,linevl\n\n0011..--::TZ#x \r\xef";
    uint64_t seed = test_seed();
    for (int round = 0; round < 20000; round++) {
        char text[300] = "t,line,level\n0,x,1\n";
        size_t length = round % 2 ? 0 : strlen(text);
        for (int64_t n = test_between(&seed, 1, 200); n > 0; n--)
            text[length++] = letters[test_random(&seed) % sizeof letters];
        rows(text, length);
    }
}

/* --- the source of lines ------------------------------------------------------------------ */

static char path[] = "/tmp/lampion-trace-XXXXXX";

static struct lines *play(const char *text, const struct line_request *requests, size_t count)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    const struct lines_config config = {.source = "trace",
                                        .file = path,
                                        .requests = requests,
                                        .request_count = count,
                                        .start_mono_ms = 1000};
    return lines_open(&config, &failed, why);
}

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static void test_edges_come_when_they_are_due(void **state)
{
    (void)state;
    const struct line_request requests[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
    struct lines *lines =
        play("t,line,level\n0,a,0\n0,a,1\n1,b,0\n2,c,1\n2,a,0\n3,b,1\n", requests, 3);
    assert_non_null(lines);
    assert_string_equal(why, "");
    assert_int_equal(lines_fd(lines), -1);
    assert_int_equal(lines_level(lines, 0), 1); /* its last row at t 0 */
    assert_int_equal(lines_level(lines, 1), 1); /* the opposite of its first edge */
    assert_int_equal(lines_level(lines, 2), 0);
    assert_int_equal(lines_level(lines, 3), -EINVAL);
    assert_int_equal(lines_deadline(lines), 2000);
    struct line_edge edges[8];
    assert_int_equal(lines_read(lines, 1999, edges, 8), 0);
    assert_int_equal(lines_read(lines, 3000, edges, 2), 2);
    assert_true(edges[0].line == 1 && edges[0].level == 0 && edges[0].t_ms == 2000);
    assert_true(edges[1].line == 2 && edges[1].level == 1 && edges[1].t_ms == 3000);
    assert_int_equal(lines_level(lines, 0), 1);
    assert_int_equal(lines_read(lines, 3000, edges, 2), 1);
    assert_true(edges[0].line == 0 && edges[0].level == 0 && edges[0].t_ms == 3000);
    assert_int_equal(lines_level(lines, 0), 0);
    assert_int_equal(lines_read(lines, INT64_MAX, edges, 8), 1);
    assert_int_equal(lines_deadline(lines), LINES_NEVER);
    assert_int_equal(lines_read(lines, INT64_MAX, edges, 8), 0);
    lines_close(lines);
}

static void test_strangers_are_skipped_and_told(void **state)
{
    (void)state;
    const struct line_request requests[] = {{.name = "a"}};
    struct lines *lines = play("t,line,level\n1,b,1\n2,a,1\n3,c,0\n", requests, 1);
    assert_non_null(lines);
    assert_non_null(strstr(why, "2 rows skipped"));
    assert_non_null(strstr(why, "\"b\""));
    assert_int_equal(lines_deadline(lines), 3000);
    lines_close(lines);
}

static void test_what_cannot_be_played_is_refused(void **state)
{
    (void)state;
    const struct line_request requests[] = {{.name = "a"}, {.name = "b"}};
    assert_null(play("t,line,level\n1,B,1\n2,a,1\n", requests, 2));
    assert_non_null(strstr(why, "no row names line \"b\""));
    assert_non_null(strstr(why, "\"B\""));
    assert_null(play("t,line,level\n1,b,1\n2,a,1\n1,a,0\n", requests, 2));
    assert_non_null(strstr(why, ":4: "));
    struct lines_config config = {.source = "trace", .file = "/nowhere/T.csv"};
    assert_null(lines_open(&config, &failed, why));
    assert_non_null(strstr(why, "/nowhere/T.csv: cannot be opened"));
    config.file = NULL;
    assert_null(lines_open(&config, &failed, why));
    assert_non_null(strstr(why, "file:"));
    config.source = "sonar";
    assert_null(lines_open(&config, &failed, why));
    assert_non_null(strstr(why, "sonar"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_in_seconds),
        cmocka_unit_test(test_rows_in_utc),
        cmocka_unit_test(test_wrong_rows_are_refused_with_their_number),
        cmocka_unit_test(test_a_long_row_is_refused),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_edges_come_when_they_are_due),
        cmocka_unit_test(test_strangers_are_skipped_and_told),
        cmocka_unit_test(test_what_cannot_be_played_is_refused),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
