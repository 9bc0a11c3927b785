/* Golden: every trace of tests/traces gives the events written beside it. */
#include "tests/unit/test.h"

#include "hw/sensors.h"

#include <glob.h>
#include <string.h>

static void write_seconds(FILE *out, int64_t t_ms)
{
    fprintf(out, "%lld.%03lld", (long long)(t_ms / 1000), (long long)(t_ms % 1000));
}

static void write_event(void *context, size_t sensor, const struct driver_event *event)
{
    FILE *out = context;
    (void)sensor;
    write_seconds(out, event->t_ms);
    if (event->kind == DRIVER_LEVEL)
        fprintf(out, " level %d\n", event->value);
    else if (event->kind == DRIVER_PASS)
        fprintf(out, " pass %s %d %lld %lld\n", event->direction == DRIVER_IN ? "in" : "out",
                event->count, (long long)event->in, (long long)event->out);
    else if (event->kind == DRIVER_RESET)
        fputs(" reset\n", out);
    else
        fprintf(out, " fault %s\n", event->why);
}

static void write_word(FILE *out, const struct driver_word *word)
{
    fputs("word", out);
    if (word->has_value)
        fprintf(out, " value %d", word->value);
    if (word->has_since) {
        fputs(" since ", out);
        write_seconds(out, word->since_ms);
    }
    if (word->has_totals)
        fprintf(out, " in %lld out %lld", (long long)word->in, (long long)word->out);
    for (size_t i = 0; i < word->fault_count; i++)
        fprintf(out, " %s", word->faults[i]);
    fputc('\n', out);
}

static struct sensor_config standard_config(const struct driver *driver,
                                            struct line_request *requests)
{
    struct sensor_config config = {
        .id = "one", .driver = driver, .debounce_ms = driver->debounce_ms};
    for (size_t i = 0; i < driver->line_count; i++) {
        config.lines[i] = i;
        snprintf(requests[i].name, sizeof requests[i].name, "%s", driver->lines[i]);
    }
    for (size_t i = 0; i < driver->key_count; i++)
        memcpy(config.driver_config + driver->keys[i].offset, &driver->keys[i].standard,
               sizeof(int64_t));
    return config;
}

/* Plays the trace in virtual time until nothing is due any more. */
static void play(const struct driver *driver, const char *path, FILE *out)
{
    char why[LINES_WHY_MAX];
    size_t failed;
    struct line_request requests[DRIVER_LINES_MAX] = {0};
    struct sensor_config config = standard_config(driver, requests);
    const struct lines_config source = {
        .source = "trace", .file = path, .requests = requests, .request_count = driver->line_count};
    struct lines *lines = lines_open(&source, &failed, why);
    if (!lines)
        fail_msg("%s", why);
    int levels[DRIVER_LINES_MAX];
    for (size_t i = 0; i < driver->line_count; i++)
        levels[i] = lines_level(lines, i);
    struct sensors *sensors =
        sensors_new(&config, 1, driver->line_count, levels, 0, write_event, out);
    struct line_edge edges[4];
    int64_t now_ms;
    while ((now_ms = lines_deadline(lines)) != LINES_NEVER) {
        int count = lines_read(lines, now_ms, edges, 4);
        assert_true(count > 0);
        for (int i = 0; i < count; i++)
            sensors_edge(sensors, &edges[i]);
    }
    while ((now_ms = sensors_deadline(sensors)) != DRIVER_NEVER)
        sensors_advance(sensors, now_ms);
    struct driver_word word;
    sensors_word(sensors, 0, &word);
    write_word(out, &word);
    sensors_free(sensors);
    lines_close(lines);
}

static void compare(const char *path, const char *text, size_t length)
{
    char expected[16384];
    if (getenv("LAMPION_WRITE")) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        assert_int_equal(fwrite(text, 1, length, file), length);
        assert_int_equal(fclose(file), 0);
    }
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s: no expected events; see tests/traces/README.md", path);
    expected[fread(expected, 1, sizeof expected - 1, file)] = 0;
    fclose(file);
    if (strcmp(text, expected) != 0)
        fail_msg("%s: expected\n%sgot\n%s", path, expected, text);
}

static void check_trace(const struct driver *driver, const char *path)
{
    char events_path[512];
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    play(driver, path, out);
    fclose(out);
    snprintf(events_path, sizeof events_path, "%.*s.events", (int)(strlen(path) - strlen(".csv")),
             path);
    compare(events_path, text, length);
    free(text);
}

static void test_every_trace_gives_its_events(void **state)
{
    (void)state;
    const struct driver *driver;
    for (size_t i = 0; (driver = driver_at(i)); i++) {
        char pattern[512];
        glob_t found;
        snprintf(pattern, sizeof pattern, TESTS_SOURCE_DIR "/traces/%s/*.csv", driver->kind);
        if (glob(pattern, 0, NULL, &found) != 0)
            fail_msg("%s: no trace; see tests/traces/README.md", pattern);
        for (size_t k = 0; k < found.gl_pathc; k++)
            check_trace(driver, found.gl_pathv[k]);
        printf("%s: %zu traces\n", driver->kind, found.gl_pathc);
        globfree(&found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_trace_gives_its_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
