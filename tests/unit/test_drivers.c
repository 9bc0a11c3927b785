/* Every kind of the table under random edges: no impossible count, no crash, time only forward, and
 * the same events however the process was scheduled.
 *
 * LAMPION_EDGES says how many edges a kind and setting (200000). The long form:
 *   LAMPION_EDGES=1000000 build/tests/unit/test_drivers */
#include "tests/unit/sensing.h"

#define ROUNDS 100

static uint64_t edges(void)
{
    const char *given = getenv("LAMPION_EDGES");
    return given ? strtoull(given, NULL, 10) : 200000;
}

static void storm(const struct driver *driver, bool debounced, uint64_t *seed)
{
    struct sensor_config config = bench_config(driver->kind);
    config.debounce_ms = debounced ? driver->debounce_ms : 0;
    uint64_t events = bench_storm(&config, edges(), seed);
    assert_true(events > edges() / 1000);
    printf("%s: %llu edges, debounce %lld ms: %llu events\n", driver->kind,
           (unsigned long long)edges(), (long long)config.debounce_ms, (unsigned long long)events);
}

static void test_a_storm_of_edges(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (size_t i = 0; driver_at(i); i++) {
        storm(driver_at(i), false, &seed);
        storm(driver_at(i), true, &seed);
    }
}

/* Any keys that agent.yaml could hold. */
static struct sensor_config random_config(const struct driver *driver, uint64_t *seed)
{
    struct sensor_config config = bench_config(driver->kind);
    do {
        config.active_low = test_random(seed) % 2;
        config.debounce_ms = test_between(seed, 0, 300);
        for (size_t i = 0; i < driver->key_count; i++) {
            const struct driver_key *key = &driver->keys[i];
            int64_t most = test_random(seed) % 4 ? key->standard * 2 : key->maximum;
            if (most > key->maximum || most < key->minimum)
                most = key->maximum;
            bench_set(&config, key->name, test_between(seed, key->minimum, most));
        }
    } while (driver->check && driver->check(config.driver_config));
    return config;
}

static void test_a_storm_with_any_keys(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (size_t i = 0; driver_at(i); i++)
        for (int round = 0; round < ROUNDS; round++) {
            struct sensor_config config = random_config(driver_at(i), &seed);
            bench_storm(&config, edges() / ROUNDS, &seed);
        }
}

static void test_every_kind_is_whole(void **state)
{
    (void)state;
    for (size_t i = 0; driver_at(i); i++) {
        const struct driver *driver = driver_at(i);
        assert_ptr_equal(driver_find(driver->kind), driver);
        assert_in_range(driver->line_count, 1, DRIVER_LINES_MAX);
        assert_true(driver->config_size <= DRIVER_CONFIG_MAX);
        assert_true(driver->state_size <= DRIVER_STATE_MAX);
        assert_true(driver->start && driver->edge && driver->tick && driver->deadline &&
                    driver->word);
        for (size_t k = 0; k < driver->key_count; k++) {
            const struct driver_key *key = &driver->keys[k];
            assert_true(key->offset + sizeof(int64_t) <= driver->config_size);
            assert_true(key->minimum <= key->standard && key->standard <= key->maximum);
        }
    }
}

/* Wired as the driver's standards say, nothing fails free. */
static void test_no_standard_fails_free(void **state)
{
    (void)state;
    static const char *const names[] = {"as-is", "pull-up", "pull-down", "disabled"};
    for (size_t i = 0; driver_at(i); i++) {
        const struct driver *driver = driver_at(i);
        const char *text = driver->fails_free
                               ? driver->fails_free(!driver->active_low, names[driver->bias])
                               : NULL;
        if (text)
            fail_msg("%s: %s", driver->kind, text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_is_whole),
        cmocka_unit_test(test_no_standard_fails_free),
        cmocka_unit_test(test_a_storm_of_edges),
        cmocka_unit_test(test_a_storm_with_any_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
