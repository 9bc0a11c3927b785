#include "tests/unit/test.h"

#include "agent/config.h"
#include <string.h>
#include <unistd.h>

/* The example of the contract. */
#define BROKER                                                                                     \
    "broker: {uri: \"mqtts://desk.local:8883\", credential: /etc/lampion-agent/credential}\n"
#define LINES "lines: {source: gpio, board: raspberry-pi-4}     # or chip: <label>\n"
#define OUTBOX                                                                                     \
    "outbox: {run: /run/lampion-agent, spill: /var/lib/lampion-agent, spill_after: 5s, "           \
    "max: 200MB}\n"
#define DOOR                                                                                       \
    "  - {id: door,    kind: beam-pair, lines: {outer: GPIO17, inner: GPIO27}, active: low, "      \
    "bias: pull-up}\n"
#define SEAT                                                                                       \
    "  - {id: seat-01, kind: seat,      line: GPIO22, active: high, bias: pull-up, "               \
    "debounce: 100ms, confirm: 2s}\n"
#define MEETING "  - {id: meeting, kind: pir,       line: GPIO5, warm_up: 60s}\n"
#define HEAD "place: gare\nagent: entrance\n"

/* Lines 1, 2, 3 and 4 before the sensors; the list begins at line 6. */
#define TOP HEAD BROKER LINES "sensors:\n"

static char path[64];

static int write_file(const char *text)
{
    strcpy(path, "/tmp/lampion-agent-config-XXXXXX");
    int fd = mkstemp(path);
    size_t length = strlen(text);
    if (fd < 0 || write(fd, text, length) != (ssize_t)length)
        return -1;
    return close(fd);
}

static int read_text(const char *text, struct agent_config *config, struct why *why)
{
    assert_int_equal(write_file(text), 0);
    int result = agent_config_read(config, path, why);
    unlink(path);
    return result;
}

static int64_t key_of(const struct sensor_config *sensor, const char *name)
{
    for (size_t i = 0; i < sensor->driver->key_count; i++) {
        const struct driver_key *key = &sensor->driver->keys[i];
        int64_t value;
        memcpy(&value, sensor->driver_config + key->offset, sizeof value);
        if (strcmp(key->name, name) == 0)
            return value;
    }
    fail_msg("no key %s", name);
    return 0;
}

static void test_the_contracts_example_reads(void **state)
{
    (void)state;
    struct agent_config config;
    struct why why;
    if (read_text(HEAD BROKER LINES OUTBOX "sensors:\n" DOOR SEAT MEETING, &config, &why) < 0)
        fail_msg("%s", why.text);
    assert_string_equal(config.place, "gare");
    assert_string_equal(config.agent, "entrance");
    assert_string_equal(config.broker.uri, "mqtts://desk.local:8883");
    assert_string_equal(config.broker.credential, "/etc/lampion-agent/credential");
    assert_int_equal(config.lines.source, AGENT_LINES_GPIO);
    assert_string_equal(config.lines.board, "raspberry-pi-4");
    assert_string_equal(config.outbox.run, "/run/lampion-agent");
    assert_int_equal(config.outbox.spill_after_ms, 5000);
    assert_int_equal(config.outbox.max_bytes, 200000000);
    assert_int_equal(config.sensor_count, 3);
    assert_int_equal(config.request_count, 4);

    const struct sensor_config *door = &config.sensors[0];
    assert_string_equal(door->id, "door");
    assert_string_equal(door->driver->kind, "beam-pair");
    assert_true(door->active_low);
    for (size_t i = 0; i < 2; i++) {
        const char *wanted = strcmp(door->driver->lines[i], "outer") == 0 ? "GPIO17" : "GPIO27";
        assert_string_equal(config.requests[door->lines[i]].name, wanted);
        assert_int_equal(config.requests[door->lines[i]].bias, LINE_BIAS_PULL_UP);
    }
    const struct sensor_config *seat = &config.sensors[1];
    assert_false(seat->active_low);
    assert_int_equal(seat->debounce_ms, 100);
    assert_int_equal(key_of(seat, "confirm"), 2000);
    const struct sensor_config *meeting = &config.sensors[2];
    assert_string_equal(config.requests[meeting->lines[0]].name, "GPIO5");
    assert_int_equal(config.requests[meeting->lines[0]].bias, LINE_BIAS_PULL_UP); /* standard */
    assert_int_equal(meeting->debounce_ms, meeting->driver->debounce_ms);
    assert_int_equal(key_of(meeting, "warm_up"), 60000);
    assert_int_equal(key_of(meeting, "coalesce"), 10000);
    agent_config_clear(&config);
}

static void test_a_trace_is_found_beside_the_file(void **state)
{
    (void)state;
    struct agent_config config;
    struct why why;
    assert_int_equal(read_text(HEAD "broker: {uri: \"mqtt://127.0.0.1:1883\"}\n"
                                    "lines: {source: trace, file: day/T.csv}\nsensors:\n" SEAT,
                               &config, &why),
                     0);
    assert_string_equal(config.lines.file, "/tmp/day/T.csv");
    struct lines_config lines = agent_config_lines(&config);
    assert_string_equal(lines.source, "trace");
    assert_int_equal(lines.request_count, 1);
    agent_config_clear(&config);
}

static void test_wiring_that_fails_free_is_told(void **state)
{
    (void)state;
    struct agent_config config;
    struct why why;
    assert_int_equal(read_text(TOP SEAT "  - {id: bad, kind: seat, line: GPIO1, active: low, "
                                        "bias: pull-up}\n",
                               &config, &why),
                     0);
    assert_null(agent_config_fails_free(&config, 0));
    assert_non_null(strstr(agent_config_fails_free(&config, 1), "free"));
    assert_int_equal(config.sensor_rows[1], 7);
    agent_config_clear(&config);
}

static void test_every_kind_reads_with_its_standards(void **state)
{
    (void)state;
    for (size_t i = 0; driver_at(i); i++) {
        const struct driver *driver = driver_at(i);
        char text[2048], lines[256] = "";
        if (driver->line_count == 1 && strcmp(driver->lines[0], "line") == 0)
            strcpy(lines, "line: A");
        else
            for (size_t k = 0; k < driver->line_count; k++)
                sprintf(lines + strlen(lines), "%s%s: L%zu", k ? ", " : "lines: {",
                        driver->lines[k], k);
        bool open = strchr(lines, '{');
        snprintf(text, sizeof text, "%s  - {id: one, kind: %s, %s%s}\n", TOP, driver->kind, lines,
                 open ? "}" : "");
        struct agent_config config;
        struct why why;
        if (read_text(text, &config, &why) < 0)
            fail_msg("%s: %s", driver->kind, why.text);
        for (size_t k = 0; k < driver->key_count; k++)
            assert_int_equal(key_of(&config.sensors[0], driver->keys[k].name),
                             driver->keys[k].standard);
        assert_int_equal(config.sensors[0].active_low, driver->active_low);
        assert_int_equal(config.sensors[0].bias, driver->bias);
        assert_int_equal(config.requests[0].bias, driver->bias);
        assert_null(agent_config_fails_free(&config, 0));
        agent_config_clear(&config);
    }
}

struct wrong {
    const char *text;
    int line;
    const char *says[3]; /* parts of the error */
};

static const struct wrong wrong_files[] = {
    {"agent: entrance\n" BROKER LINES "sensors:\n" SEAT, 1, {"\"place\" is missing"}},
    {"place: Gare\nagent: entrance\n" BROKER LINES "sensors:\n" SEAT, 1, {"place", "no id"}},
    {HEAD BROKER LINES "colour: red\nsensors:\n" SEAT, 5, {"unknown key \"colour\"", "sensors"}},
    {HEAD LINES "sensors:\n" SEAT, 1, {"\"broker\" is missing"}},
    {HEAD "broker: {credential: x}\n" LINES "sensors:\n" SEAT, 3, {"\"uri\" is missing"}},
    {HEAD "broker: {uri: \"http://desk\"}\n" LINES "sensors:\n" SEAT, 3, {"uri", "mqtts://"}},
    {HEAD "broker: {uri: \"mqtts://desk:99999\"}\n" LINES "sensors:\n" SEAT, 3, {"uri"}},
    {HEAD "broker: {uri: \"mqtt://desk.local\"}\n" LINES "sensors:\n" SEAT,
     3,
     {"uri", "insecure: true"}},
    {HEAD "broker: {uri: \"mqtt://127.0.0.1.example.org\"}\n" LINES "sensors:\n" SEAT,
     3,
     {"uri", "insecure: true"}},
    {HEAD BROKER "lines: {source: telepathy}\nsensors:\n" SEAT, 4, {"source", "gpio, trace"}},
    {HEAD BROKER "lines: {source: trace}\nsensors:\n" SEAT, 4, {"needs file"}},
    {HEAD BROKER "lines: {source: gpio, file: T.csv}\nsensors:\n" SEAT, 4, {"file", "gpio"}},
    {HEAD BROKER "lines: {source: trace, file: T.csv, chip: x}\nsensors:\n" SEAT,
     4,
     {"chip", "trace"}},
    {HEAD BROKER "lines:\n  source: gpio\n  board: a\n  chip: b\nsensors:\n" SEAT,
     7,
     {"chip", "board a"}},
    {HEAD BROKER LINES "outbox: {spill_after: soon}\nsensors:\n" SEAT, 5, {"spill_after"}},
    {HEAD BROKER LINES "outbox: {max: 10}\nsensors:\n" SEAT, 5, {"max", "out of range"}},
    {TOP, 5, {"sensors", "list"}},
    {HEAD BROKER LINES "sensors: []\n", 5, {"sensors", "at least one"}},
    {TOP "  - seat\n", 6, {"mapping"}},
    {TOP "  - {id: a, line: GPIO1}\n", 6, {"kind is missing", "one of: seat, pir"}},
    {TOP "  - {id: a, kind: sofa, line: GPIO1}\n", 6, {"kind sofa", "one of: seat, pir"}},
    {TOP SEAT "  - {kind: seat, line: GPIO1}\n", 7, {"\"id\" is missing"}},
    {TOP SEAT "  - {id: seat-01, kind: seat, line: GPIO1}\n", 7, {"seat-01", "line 6"}},
    {TOP SEAT "  - {id: b, kind: seat, line: GPIO22}\n", 7, {"line GPIO22", "seat-01"}},
    {TOP "  - {id: a, kind: seat}\n", 6, {"\"line\" is missing"}},
    {TOP "  - {id: a, kind: seat, line: [GPIO1]}\n", 6, {"line", "expected the name"}},
    {TOP "  - {id: a, kind: seat, lines: {outer: A, inner: B}}\n", 6, {"a seat has one"}},
    {TOP "  - {id: a, kind: seat, line: A, colour: red}\n",
     6,
     {"unknown key \"colour\"", "confirm"}},
    {TOP "  - {id: a, kind: seat, line: A, confrim: 1s}\n",
     6,
     {"unknown key \"confrim\"", "confirm"}},
    {TOP "  - {id: a, kind: seat, line: A, confirm: 2h}\n", 6, {"confirm", "out of range"}},
    {TOP "  - {id: a, kind: seat, line: A, confirm: 2}\n", 6, {"confirm", "500ms"}},
    {TOP "  - {id: a, kind: seat, line: A, warm_up: 2s}\n", 6, {"unknown key \"warm_up\""}},
    {TOP "  - {id: a, kind: seat, line: A, active: yes}\n", 6, {"active", "low, high"}},
    {TOP "  - {id: a, kind: seat, line: A, bias: up}\n", 6, {"bias", "pull-up"}},
    {TOP "  - {id: a, kind: seat, line: A, debounce: 5m}\n", 6, {"debounce", "out of range"}},
    {TOP "  - {id: d, kind: beam-pair, line: A}\n", 6, {"lines: {", "outer", "inner"}},
    {TOP "  - {id: d, kind: beam-pair, lines: A}\n", 6, {"lines: {", "outer", "inner"}},
    {TOP "  - {id: d, kind: beam-pair, lines: {outer: A}}\n", 6, {"\"inner\" is missing"}},
    {TOP "  - {id: d, kind: beam-pair, lines: {outer: A, inner: A}}\n", 6, {"line A", "sensor d"}},
    {TOP "  - id: d\n    kind: beam-pair\n    lines:\n      outer: A\n      inner: B\n"
         "      middle: C\n",
     11,
     {"unknown key \"middle\"", "outer"}},
    {TOP "  - {id: p, kind: pir, line: A, coalesce: 1s, blind: 2s}\n",
     6,
     {"sensor p", "coalesce", "blind"}},
};

static void test_wrong_files_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong_files / sizeof *wrong_files; i++) {
        const struct wrong *wrong = &wrong_files[i];
        struct agent_config config;
        struct why why = {""};
        if (read_text(wrong->text, &config, &why) == 0)
            fail_msg("taken, but wrong:\n%s", wrong->text);
        char where[96];
        snprintf(where, sizeof where, "%s:%d: ", path, wrong->line);
        if (strncmp(why.text, where, strlen(where)) != 0)
            fail_msg("expected %s..., got: %s", where, why.text);
        for (size_t k = 0; k < 3 && wrong->says[k]; k++)
            if (!strstr(why.text, wrong->says[k]))
                fail_msg("expected \"%s\" in: %s", wrong->says[k], why.text);
    }
}

static void test_plain_mqtt_beyond_loopback_must_be_asked_for(void **state)
{
    (void)state;
    const char *const taken[] = {"{uri: \"mqtt://127.0.0.1:1883\"}", "{uri: \"mqtt://localhost\"}",
                                 "{uri: \"mqtt://[::1]:1883\"}",
                                 "{uri: \"mqtt://desk.local\", insecure: true}"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        char text[1024];
        struct agent_config config;
        struct why why;
        snprintf(text, sizeof text, HEAD "broker: %s\n" LINES "sensors:\n" SEAT, taken[i]);
        if (read_text(text, &config, &why) < 0)
            fail_msg("%s: %s", taken[i], why.text);
        agent_config_clear(&config);
    }
}

static void test_a_password_in_the_uri_is_never_shown(void **state)
{
    (void)state;
    struct agent_config config;
    struct why why;
    assert_true(read_text(HEAD "broker: {uri: \"mqtts://gare:hunter2@desk.local\"}\n" LINES
                               "sensors:\n" SEAT,
                          &config, &why) < 0);
    assert_null(strstr(why.text, "hunter2"));
    assert_non_null(strstr(why.text, ":3: "));
}

static void test_a_missing_file_is_told(void **state)
{
    (void)state;
    struct agent_config config;
    struct why why;
    assert_true(agent_config_read(&config, "/nonexistent/agent.yaml", &why) < 0);
    assert_non_null(strstr(why.text, "/nonexistent/agent.yaml"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_contracts_example_reads),
        cmocka_unit_test(test_a_trace_is_found_beside_the_file),
        cmocka_unit_test(test_wiring_that_fails_free_is_told),
        cmocka_unit_test(test_every_kind_reads_with_its_standards),
        cmocka_unit_test(test_wrong_files_are_refused),
        cmocka_unit_test(test_plain_mqtt_beyond_loopback_must_be_asked_for),
        cmocka_unit_test(test_a_password_in_the_uri_is_never_shown),
        cmocka_unit_test(test_a_missing_file_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
