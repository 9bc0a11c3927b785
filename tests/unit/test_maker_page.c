/* The page of `watch`, as a terminal would show it. */
#include "tests/unit/test.h"

#include "agent/maker/page.h"
#include <string.h>

enum { NOW = 3600000 };

#define SENSORS 4

struct stage {
    struct agent_config config;
    struct sensor_config configs[SENSORS];
    struct line_request requests[5];
    struct page_line lines[5];
    struct page_sensor sensors[SENSORS];
    struct page page;
    struct page_style style;
};

static void add_sensor(struct stage *stage, const char *id, const char *kind, const char *lines)
{
    struct sensor_config *sensor = &stage->configs[stage->config.sensor_count++];
    snprintf(sensor->id, sizeof sensor->id, "%s", id);
    sensor->driver = driver_find(kind);
    assert_non_null(sensor->driver);
    for (size_t k = 0; k < sensor->driver->line_count; k++) {
        size_t request = stage->config.request_count++;
        sensor->lines[k] = request;
        snprintf(stage->requests[request].name, LINES_NAME_MAX, "%s%zu", lines, k);
        strip_start(&stage->lines[request].strip, false, NOW - 20000);
        strip_go(&stage->lines[request].strip, false, NOW - 1);
    }
}

static void set_stage(struct stage *stage)
{
    *stage = (struct stage){.style = {.wide = true, .columns = 80, .rows = 24}};
    strcpy(stage->config.place, "gare");
    strcpy(stage->config.agent, "entrance");
    stage->config.sensors = stage->configs;
    stage->config.requests = stage->requests;
    add_sensor(stage, "door", "beam-pair", "B");
    add_sensor(stage, "seat-01", "seat", "S");
    add_sensor(stage, "meeting", "pir", "P");
    stage->sensors[0].word = (struct sensor_word){.has_totals = true, .in = 812, .out = 790};
    stage->sensors[1].word = (struct sensor_word){
        .has_value = true, .value = 1, .has_since = true, .since_ms = NOW - 240000};
    stage->page = (struct page){.config = &stage->config,
                                .lines = stage->lines,
                                .sensors = stage->sensors,
                                .now_ms = NOW,
                                .began_ms = NOW - 20000,
                                .clock = "21:04:17",
                                .source = "raspberry-pi-4",
                                .edges_a_second = 3.25};
}

/* Without what ends a row. */
static char *draw(const struct stage *stage, int first)
{
    char *text = NULL, *to;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    page_draw(&stage->page, &stage->style, first, out);
    fclose(out);
    to = text;
    for (char *at = text; *at; at++) {
        if (strncmp(at, "\033[K", 3) == 0)
            at += 2;
        else if (*at != '\r')
            *to++ = *at;
    }
    *to = 0;
    return text;
}

static char *row_of(char *text, int row)
{
    static char copy[1024];
    while (row-- > 0)
        text = strchr(text, '\n') + 1;
    snprintf(copy, sizeof copy, "%.*s", (int)strcspn(text, "\n"), text);
    size_t length = strlen(copy);
    while (length && copy[length - 1] == ' ')
        copy[--length] = 0;
    return copy;
}

static char *read_readme(void)
{
    enum { MOST = 200000 };
    FILE *file = fopen(TESTS_SOURCE_DIR "/../README.md", "r");
    char *text = calloc(1, MOST);
    assert_true(file && text);
    assert_true(fread(text, 1, MOST - 1, file) < MOST - 1);
    fclose(file);
    return text;
}

static void it_shows_what_is_there(void **state)
{
    (void)state;
    struct stage stage;
    set_stage(&stage);
    char *text = draw(&stage, 0);
    assert_string_equal(row_of(text, 0),
                        " gare/entrance   21:04:17   raspberry-pi-4   3.2 edges/s");
    assert_string_equal(row_of(text, 2),
                        " door     beam-pair                               in 812  out 790");
    assert_string_equal(row_of(text, 3), "   outer  B0    0                     ▁▁▁▁▁▁▁▁▁▁");
    assert_string_equal(row_of(text, 5),
                        " seat-01  S0    0                     ▁▁▁▁▁▁▁▁▁▁  taken for 4 min");
    assert_string_equal(row_of(text, 6),
                        " meeting  P0    0                     ▁▁▁▁▁▁▁▁▁▁  not known");
    assert_string_equal(row_of(text, 23), " q quits   █ active  ▁ at rest");
    free(text);
}

static void in_french_and_in_ascii(void **state)
{
    (void)state;
    struct stage stage;
    set_stage(&stage);
    stage.style.tongue = TONGUE_FR;
    stage.style.wide = false;
    strip_go(&stage.lines[2].strip, true, NOW - 1);
    strip_go(&stage.lines[2].strip, true, NOW + 4999);
    stage.sensors[0].word.fault_count = 1;
    strcpy(stage.sensors[0].word.faults[0], "obstructed");
    char *text = draw(&stage, 0);
    assert_non_null(strstr(row_of(text, 0), "3,2 fronts/s"));
    assert_non_null(strstr(row_of(text, 0), "! 1 defaut"));
    assert_non_null(strstr(row_of(text, 2), "entres 812  sortis 790"));
    assert_string_equal(row_of(text, 5),
                        "   ! obstructed: passage bloque : qu'y a-t-il dans le faisceau ?");
    assert_non_null(strstr(row_of(text, 6), "__:##"));
    assert_non_null(strstr(row_of(text, 6), "occupe depuis 4 min"));
    for (const char *at = text; *at; at++)
        assert_true((unsigned char)*at < 0x80);
    free(text);
}

/* A passage that could not be decided is still to be seen when one looks up. */
static void a_fault_that_has_passed_stays_a_minute(void **state)
{
    (void)state;
    struct stage stage;
    set_stage(&stage);
    strcpy(stage.sensors[0].news, "two-people");
    stage.sensors[0].news_ms = NOW - 12000;
    assert_int_equal(page_height(&stage.page), 6);
    char *text = draw(&stage, 0);
    assert_string_equal(row_of(text, 5),
                        "   ! two-people, 12 s ago: two people at once, not decided");
    free(text);
    stage.sensors[0].news_ms = NOW - PAGE_NEWS_MS;
    assert_int_equal(page_height(&stage.page), 5);
}

/* Whatever the size: as many rows as the terminal has, none broader, and the scrolled ones there.
 */
static void it_fits_any_terminal(void **state)
{
    (void)state;
    struct stage stage;
    set_stage(&stage);
    stage.style.colour = true;
    for (int rows = 1; rows < 30; rows++)
        for (int columns = 10; columns < 140; columns++) {
            stage.style.rows = rows;
            stage.style.columns = columns;
            char *text = draw(&stage, 0);
            int lines = 1, width = 0;
            for (const char *at = text; *at; at++) {
                if (*at == '\033') {
                    at += strcspn(at, "m");
                    continue;
                }
                width = *at == '\n' ? 0 : width + (((unsigned char)*at & 0xc0) != 0x80);
                lines += *at == '\n';
                if (width > columns)
                    fail_msg("%d x %d: %s", columns, rows, text);
            }
            if (lines > rows)
                fail_msg("%d x %d: %d rows", columns, rows, lines);
            free(text);
        }
    stage.style = (struct page_style){.wide = true, .columns = 80, .rows = 6};
    char *text = draw(&stage, 2);
    assert_non_null(strstr(row_of(text, 2), "inner"));
    assert_non_null(strstr(row_of(text, 3), "seat-01"));
    assert_non_null(strstr(row_of(text, 5), "3-5/5"));
    free(text);
}

static void without_colour_there_is_none(void **state)
{
    (void)state;
    struct stage stage;
    set_stage(&stage);
    char *text = draw(&stage, 0);
    assert_null(strchr(text, '\033'));
    free(text);
    stage.style.colour = true;
    text = draw(&stage, 0);
    assert_non_null(strchr(text, '\033'));
    free(text);
}

/* The screen in the README is what the page shows of these lines: in, out, somebody stays in the
 * doorway. */
static void it_is_the_screen_of_the_readme(void **state)
{
    (void)state;
    static const struct {
        size_t line;
        int from_s, to_s;
    } active[] = {{3, 0, 79},  {4, 9, 12},  {0, 14, 15}, {1, 14, 15}, {2, 20, 42},
                  {4, 26, 31}, {1, 33, 34}, {0, 33, 34}, {4, 43, 49}, {0, 51, 79}};
    static const char *const names[] = {"GPIO17", "GPIO27", "GPIO22", "GPIO23", "GPIO5"};
    static const char *const rows[] = {"door",    "outer",   "inner",  "obstructed",    "seat-01",
                                       "seat-02", "meeting", "sensor", "gare/entrance", "quits"};
    struct stage stage;
    set_stage(&stage);
    stage.config.sensor_count = stage.config.request_count = 0;
    add_sensor(&stage, "door", "beam-pair", "");
    add_sensor(&stage, "seat-01", "seat", "");
    add_sensor(&stage, "seat-02", "seat", "");
    add_sensor(&stage, "meeting", "pir", "");
    for (size_t i = 0; i < 5; i++) {
        snprintf(stage.requests[i].name, LINES_NAME_MAX, "%s", names[i]);
        stage.lines[i].level = i != 4 && i != 2 && i != 0; /* beams are active low */
        strip_start(&stage.lines[i].strip, false, 0);
        for (size_t k = 0; k < sizeof active / sizeof *active; k++) {
            if (active[k].line != i)
                continue;
            strip_go(&stage.lines[i].strip, true, active[k].from_s * 1000);
            strip_go(&stage.lines[i].strip, false, active[k].to_s * 1000);
        }
        strip_go(&stage.lines[i].strip, false, 79000);
    }
    stage.page.now_ms = 79000;
    stage.page.began_ms = 0;
    stage.page.clock = "08:04:36";
    stage.page.edges_a_second = 0;
    stage.sensors[0].word =
        (struct sensor_word){.has_totals = true, .in = 1, .out = 1, .fault_count = 1};
    strcpy(stage.sensors[0].word.faults[0], "obstructed");
    stage.sensors[1].word =
        (struct sensor_word){.has_value = true, .has_since = true, .since_ms = 44000};
    stage.sensors[2].word = (struct sensor_word){.has_value = true, .value = 1};
    stage.sensors[3].word =
        (struct sensor_word){.has_value = true, .has_since = true, .since_ms = 59000};
    char *text = draw(&stage, 0), *readme = read_readme();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *row = NULL;
        for (int k = 0; k < 24 && (!row || !strstr(row, rows[i])); k++)
            row = row_of(text, k);
        if (!strstr(readme, row))
            fail_msg("the README's screen has not:\n%s\nof:\n%s", row, text);
    }
    free(text);
    free(readme);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_shows_what_is_there),
        cmocka_unit_test(in_french_and_in_ascii),
        cmocka_unit_test(a_fault_that_has_passed_stays_a_minute),
        cmocka_unit_test(it_is_the_screen_of_the_readme),
        cmocka_unit_test(it_fits_any_terminal),
        cmocka_unit_test(without_colour_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
