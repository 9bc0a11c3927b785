#include "tests/unit/sensing.h"

struct record {
    char text[4096];
    int64_t last_ms;
    uint64_t events, hash;
};

static void record_emit(void *context, size_t sensor, const struct driver_event *event)
{
    struct record *self = context;
    assert_true(event->t_ms >= self->last_ms);
    self->last_ms = event->t_ms;
    self->events++;
    const int64_t parts[] = {event->t_ms,  (int64_t)sensor, event->kind,
                             event->value, event->in,       event->out};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        self->hash = (self->hash ^ (uint64_t)parts[i]) * 0x100000001b3u;
    size_t used = strlen(self->text);
    if (used < sizeof self->text - 64)
        snprintf(self->text + used, 64, "%s%zu:%d@%lld", used ? " " : "", sensor, event->value,
                 (long long)event->t_ms);
}

static struct sensor_config seat_on(size_t line, int64_t confirm_ms)
{
    struct sensor_config config = bench_config("seat");
    bench_set(&config, "confirm", confirm_ms);
    config.lines[0] = line;
    return config;
}

static void edge(struct sensors *sensors, size_t line, int level, int64_t t_ms)
{
    sensors_edge(sensors, &(struct line_edge){.line = line, .level = level, .t_ms = t_ms});
}

static void test_the_table_of_kinds(void **state)
{
    (void)state;
    assert_null(driver_find("sonar"));
    size_t i = 0;
    for (const struct driver *driver; (driver = driver_at(i)); i++) {
        assert_ptr_equal(driver_find(driver->kind), driver);
        assert_in_range(driver->line_count, 1, DRIVER_LINES_MAX);
        assert_true(driver->config_size <= DRIVER_CONFIG_MAX);
        assert_true(driver->state_size <= DRIVER_STATE_MAX);
        for (size_t k = 0; k < driver->key_count; k++) {
            const struct driver_key *key = &driver->keys[k];
            assert_true(key->offset + sizeof(int64_t) <= driver->config_size);
            assert_true(key->minimum <= key->standard && key->standard <= key->maximum);
        }
    }
    assert_true(i > 0);
}

static void test_active_low_turns_levels_round(void **state)
{
    (void)state;
    struct sensor_config configs[] = {seat_on(0, 1000), seat_on(1, 1000)};
    configs[1].active_low = true;
    struct record record = {0};
    struct sensors *sensors =
        sensors_new(configs, 2, 2, (const int[]){1, 1}, 0, record_emit, &record);
    edge(sensors, 0, 0, 5000);
    edge(sensors, 1, 0, 5000);
    sensors_advance(sensors, 9000);
    assert_string_equal(record.text, "0:1@0 1:0@0 0:0@6000 1:1@6000");
    assert_int_equal(sensors_count(sensors), 2);
    assert_true(sensors_config(sensors, 1)->active_low);
    sensors_free(sensors);
}

static void test_deadlines_run_in_order_of_time(void **state)
{
    (void)state;
    const struct sensor_config configs[] = {seat_on(0, 3000), seat_on(1, 1000), seat_on(2, 2000)};
    struct record record = {0};
    struct sensors *sensors =
        sensors_new(configs, 3, 3, (const int[]){0, 0, 0}, 0, record_emit, &record);
    for (size_t line = 0; line < 3; line++)
        edge(sensors, line, 1, 1000);
    assert_int_equal(sensors_deadline(sensors), 2000);
    edge(sensors, 1, 0, 3000); /* after the third, before the first */
    sensors_advance(sensors, 10000);
    assert_string_equal(record.text, "0:0@0 1:0@0 2:0@0 1:1@2000 2:1@3000 0:1@4000 1:0@4000");
    assert_true(sensors_deadline(sensors) == DRIVER_NEVER);
    sensors_free(sensors);
}

static void test_debounce_runs_before_the_driver(void **state)
{
    (void)state;
    struct sensor_config config = seat_on(0, 1000);
    config.debounce_ms = 100;
    struct record record = {0};
    struct sensors *sensors = sensors_new(&config, 1, 1, (const int[]){0}, 0, record_emit, &record);
    edge(sensors, 0, 1, 1000);
    edge(sensors, 0, 0, 1099); /* a bounce */
    edge(sensors, 0, 1, 2000);
    assert_int_equal(sensors_deadline(sensors), 2100);
    sensors_advance(sensors, 5000);
    assert_string_equal(record.text, "0:0@0 0:1@3100");
    sensors_free(sensors);
}

static void test_late_times_are_lifted(void **state)
{
    (void)state;
    const struct sensor_config config = seat_on(0, 0);
    struct record record = {0};
    struct sensors *sensors =
        sensors_new(&config, 1, 2, (const int[]){0, 0}, 1000, record_emit, &record);
    edge(sensors, 0, 1, 500);
    edge(sensors, 1, 1, 2000); /* a line that no sensor uses */
    edge(sensors, 0, 0, 1500);
    sensors_advance(sensors, 3000);
    edge(sensors, 0, 1, 2500);
    assert_string_equal(record.text, "0:0@1000 0:1@1000 0:0@2000 0:1@3000");
    sensors_free(sensors);
}

static void test_no_sensor_is_no_trouble(void **state)
{
    (void)state;
    struct sensors *sensors = sensors_new(NULL, 0, 1, (const int[]){0}, 0, record_emit, NULL);
    edge(sensors, 0, 1, 10);
    sensors_advance(sensors, 100);
    assert_true(sensors_deadline(sensors) == DRIVER_NEVER);
    sensors_free(sensors);
}

/* A whole board: the events do not depend on when the process was awake. */
static void test_a_board_is_the_same_however_it_is_woken(void **state)
{
    (void)state;
    enum { SENSORS = 12, LINES = 16 };
    uint64_t seed = test_seed();
    struct sensor_config configs[SENSORS];
    for (size_t i = 0, line = 0; i < SENSORS; i++) {
        configs[i] = bench_config(driver_at(i % 3)->kind);
        configs[i].debounce_ms = i % 2 ? configs[i].driver->debounce_ms : 0;
        configs[i].active_low = i % 4 == 1;
        for (size_t k = 0; k < configs[i].driver->line_count; k++)
            configs[i].lines[k] = line++;
    }
    struct record plain = {0}, chopped = {0};
    const int levels[LINES] = {1, 0, 1};
    struct sensors *one = sensors_new(configs, SENSORS, LINES, levels, 0, record_emit, &plain);
    struct sensors *two = sensors_new(configs, SENSORS, LINES, levels, 0, record_emit, &chopped);
    int64_t t_ms = 0;
    for (int i = 0; i < 200000; i++) {
        int64_t now_ms = t_ms;
        t_ms += bench_random_step(&seed) / 4;
        for (int64_t n = test_between(&seed, 0, 2); n > 0; n--)
            sensors_advance(two, now_ms = test_between(&seed, now_ms, t_ms));
        size_t line = (size_t)test_between(&seed, 0, LINES - 1);
        int level = (int)test_between(&seed, 0, 1);
        edge(one, line, level, t_ms);
        edge(two, line, level, t_ms);
    }
    assert_true(plain.events > 1000);
    assert_int_equal(plain.events, chopped.events);
    assert_true(plain.hash == chopped.hash);
    sensors_free(one);
    sensors_free(two);
}

static void word(struct sensors *sensors, size_t line, enum line_word what, int level, int64_t t_ms)
{
    sensors_edge(sensors,
                 &(struct line_edge){.line = line, .level = level, .t_ms = t_ms, .word = what});
}

static void test_a_chip_that_is_gone_is_no_level(void **state)
{
    (void)state;
    static struct bench bench = {.form = BENCH_TIMES};
    struct sensor_config config = bench_config("seat");
    bench_set(&config, "confirm", 0);
    config.debounce_ms = 0;
    bench_open(&bench, &config, 0, 0);
    word(bench.sensors, 0, LINE_GONE, 0, 1000);
    assert_false(bench_word(&bench).has_value);
    assert_string_equal(bench_word(&bench).faults[0], "unplugged");
    word(bench.sensors, 0, LINE_BACK, 1, 5000);
    assert_true(bench_word(&bench).has_value);
    assert_int_equal(bench_word(&bench).value, 1);
    assert_int_equal(bench_word(&bench).fault_count, 0);
    assert_string_equal(bench.text, "0@0 unplugged@1000 1@5000");
    bench_close(&bench);
}

/* A chip that comes late: nothing is said of its levels before, of the other sensor all is. */
static void test_a_chip_that_is_not_there_yet_is_no_level(void **state)
{
    (void)state;
    const struct sensor_config configs[] = {seat_on(0, 0), seat_on(1, 0)};
    struct record record = {0};
    struct driver_word said = {0};
    struct sensors *sensors =
        sensors_new(configs, 2, 2, (const int[]){-1, 1}, 0, record_emit, &record);
    sensors_word(sensors, 0, &said);
    assert_false(said.has_value);
    assert_int_equal(said.fault_count, 1);
    assert_string_equal(said.faults[0], "unplugged");
    sensors_advance(sensors, 100000);
    word(sensors, 0, LINE_BACK, 0, 100000);
    edge(sensors, 0, 1, 101000);
    assert_string_equal(record.text, "0:0@0 1:1@0 0:0@100000 0:1@101000"); /* the first: a fault */
    sensors_free(sensors);
}

/* A passage of which edges were lost is not counted, whatever the rest looks like. */
static void test_a_passage_with_lost_edges_is_forgotten(void **state)
{
    (void)state;
    static struct bench bench = {.form = BENCH_PLAIN};
    struct sensor_config config = bench_config("beam-pair");
    config.debounce_ms = 0;
    config.start_in = 7;
    bench_open(&bench, &config, 0, 0);
    bench_edge(&bench, 0, 1, 1000);
    bench_edge(&bench, 1, 1, 1100);
    word(bench.sensors, 0, LINE_LOST, 0, 1200);
    bench_edge(&bench, 1, 0, 1300);
    sensors_advance(bench.sensors, 5000);
    if (strncmp(bench.text, "edges-lost", 10) != 0 || strstr(bench.text, " in"))
        fail_msg("%s", bench.text);
    assert_int_equal(bench_word(&bench).in, 7);
    bench_edge(&bench, 0, 1, 10000);
    bench_edge(&bench, 1, 1, 10100);
    bench_edge(&bench, 0, 0, 10200);
    bench_edge(&bench, 1, 0, 10300);
    sensors_advance(bench.sensors, 15000);
    assert_int_equal(bench_word(&bench).in, 8);
    bench_close(&bench);
}

static void test_a_chattering_line_is_no_level(void **state)
{
    (void)state;
    static struct bench bench = {.form = BENCH_PLAIN};
    struct sensor_config config = bench_config("seat");
    int64_t t_ms = 0;
    bench_open(&bench, &config, 0, 0);
    for (int i = 0; i < 1000; i++)
        bench_edge(&bench, 0, i % 2 == 0, t_ms += 20);
    assert_false(bench_word(&bench).has_value);
    assert_string_equal(bench_word(&bench).faults[0], "chattering");
    bench_edge(&bench, 0, 1, t_ms += 20);
    sensors_advance(bench.sensors, t_ms + 30000);
    assert_true(bench_word(&bench).has_value);
    assert_int_equal(bench_word(&bench).value, 1);
    assert_string_equal(bench.text, "0 1 chattering 1");
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_table_of_kinds),
        cmocka_unit_test(test_a_chip_that_is_gone_is_no_level),
        cmocka_unit_test(test_a_chip_that_is_not_there_yet_is_no_level),
        cmocka_unit_test(test_a_passage_with_lost_edges_is_forgotten),
        cmocka_unit_test(test_a_chattering_line_is_no_level),
        cmocka_unit_test(test_active_low_turns_levels_round),
        cmocka_unit_test(test_deadlines_run_in_order_of_time),
        cmocka_unit_test(test_debounce_runs_before_the_driver),
        cmocka_unit_test(test_late_times_are_lifted),
        cmocka_unit_test(test_no_sensor_is_no_trouble),
        cmocka_unit_test(test_a_board_is_the_same_however_it_is_woken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
