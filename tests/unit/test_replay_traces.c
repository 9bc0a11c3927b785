/* Golden: `lampion-agent replay` of every trace of tests/traces gives the JSON lines written beside
 * it, byte for byte. */
#include "tests/unit/test.h"

#include "hw/driver.h"

#include <glob.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/lampion-replay-XXXXXX";
static char config_path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(config_path, sizeof config_path, "%s/agent.yaml", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(config_path);
    return rmdir(folder);
}

/* One sensor, its lines called as the driver calls them, active high, all else standard. */
static void write_config(const struct driver *driver)
{
    FILE *file = fopen(config_path, "w");
    assert_non_null(file);
    fprintf(file,
            "place: traces\nagent: board\nbroker: {uri: \"mqtt://127.0.0.1\"}\n"
            "lines: {source: trace, file: T.csv}\n"
            "sensors:\n  - {id: one, kind: %s, active: high, ",
            driver->kind);
    if (driver->line_count == 1) {
        fputs("line: line}\n", file);
    } else {
        for (size_t i = 0; i < driver->line_count; i++)
            fprintf(file, "%s%s: %s", i ? ", " : "lines: {", driver->lines[i], driver->lines[i]);
        fputs("}}\n", file);
    }
    assert_int_equal(fclose(file), 0);
}

static size_t read_all(FILE *file, char *text, size_t size)
{
    size_t length = fread(text, 1, size - 1, file);
    text[length] = 0;
    assert_true(length < size - 1);
    return length;
}

static void check_trace(const char *trace)
{
    static char got[65536], expected[65536];
    char command[1024], path[512];
    snprintf(command, sizeof command, "'%s' replay --config '%s' --start 2026-10-05T06:00:00Z '%s'",
             LAMPION_AGENT, config_path, trace);
    FILE *output = popen(command, "r");
    assert_non_null(output);
    size_t length = read_all(output, got, sizeof got);
    if (pclose(output) != 0)
        fail_msg("%s: failed", command);
    snprintf(path, sizeof path, "%.*s.jsonl", (int)(strlen(trace) - strlen(".csv")), trace);
    if (getenv("LAMPION_WRITE")) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        assert_int_equal(fwrite(got, 1, length, file), length);
        assert_int_equal(fclose(file), 0);
    }
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s: no expected lines; see tests/traces/README.md", path);
    size_t wanted = read_all(file, expected, sizeof expected);
    fclose(file);
    if (length != wanted || memcmp(got, expected, length) != 0)
        fail_msg("%s: expected\n%sgot\n%s", path, expected, got);
}

static void test_replay_gives_its_lines(void **state)
{
    (void)state;
    const struct driver *driver;
    for (size_t i = 0; (driver = driver_at(i)); i++) {
        char pattern[512];
        glob_t found;
        snprintf(pattern, sizeof pattern, TESTS_SOURCE_DIR "/traces/%s/*.csv", driver->kind);
        if (glob(pattern, 0, NULL, &found) != 0)
            fail_msg("%s: no trace; see tests/traces/README.md", pattern);
        write_config(driver);
        for (size_t k = 0; k < found.gl_pathc; k++)
            check_trace(found.gl_pathv[k]);
        printf("%s: %zu traces\n", driver->kind, found.gl_pathc);
        globfree(&found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replay_gives_its_lines),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
