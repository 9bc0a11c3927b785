/* A bench for drivers: one sensor behind the real `sensors`, its events written as short words.
 *
 * Words: a level is "0" or "1", a passage "in" or "out", "reset", a fault its reason; BENCH_TIMES
 * puts
 * "@t" behind each. */
#ifndef LAMPION_TESTS_UNIT_SENSING_H
#define LAMPION_TESTS_UNIT_SENSING_H

#include "tests/unit/test.h"

#include "hw/sensors.h"

#include <string.h>

enum { BENCH_PLAIN, BENCH_TIMES };

struct bench {
    struct sensors *sensors;
    int form;
    char text[4096];
    /* What has to hold for every event of every driver. */
    int64_t last_ms;
    int last_value; /* -1 before the first level */
    int64_t in, out;
    uint64_t events, hash;
};

static inline void bench_write(struct bench *self, const char *word, int64_t t_ms)
{
    size_t used = strlen(self->text), room = sizeof self->text - used;
    if (self->form == BENCH_TIMES)
        snprintf(self->text + used, room, "%s%s@%lld", used ? " " : "", word, (long long)t_ms);
    else
        snprintf(self->text + used, room, "%s%s", used ? " " : "", word);
}

static inline void bench_hash(struct bench *self, int64_t value)
{
    self->hash = (self->hash ^ (uint64_t)value) * 0x100000001b3u;
}

static inline void bench_check_pass(struct bench *self, const struct driver_event *event)
{
    assert_true(event->count >= 1);
    bool in = event->direction == DRIVER_IN;
    assert_int_equal(event->in, self->in + (in ? event->count : 0));
    assert_int_equal(event->out, self->out + (in ? 0 : event->count));
    self->in = event->in;
    self->out = event->out;
}

static inline void bench_check_why(const char *why)
{
    assert_in_range(strlen(why), 1, 32);
    assert_int_equal(strspn(why, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(why));
}

static inline void bench_emit(void *context, size_t sensor, const struct driver_event *event)
{
    struct bench *self = context;
    assert_int_equal(sensor, 0);
    assert_true(event->t_ms >= self->last_ms);
    self->last_ms = event->t_ms;
    const char *word = event->why;
    if (event->kind == DRIVER_LEVEL) {
        assert_int_not_equal(event->value, self->last_value);
        self->last_value = event->value;
        word = event->value ? "1" : "0";
    } else if (event->kind == DRIVER_PASS) {
        bench_check_pass(self, event);
        word = event->direction == DRIVER_IN ? "in" : "out";
    } else if (event->kind == DRIVER_RESET) {
        word = "reset";
    } else {
        bench_check_why(event->why);
        if (strcmp(word, "flutter") == 0 || strcmp(word, "restless") == 0 ||
            strcmp(word, "chattering") == 0)
            self->last_value = -1; /* nothing is known until the next level */
    }
    bench_write(self, word, event->t_ms);
    self->events++;
    bench_hash(self, event->t_ms);
    for (const char *c = word; *c; c++)
        bench_hash(self, *c);
}

/* A configuration with a driver's standards. */
static inline struct sensor_config bench_config(const char *kind)
{
    struct sensor_config config = {.id = "one", .driver = driver_find(kind), .lines = {0, 1, 2, 3}};
    assert_non_null(config.driver);
    for (size_t i = 0; i < config.driver->key_count; i++) {
        const struct driver_key *key = &config.driver->keys[i];
        memcpy(config.driver_config + key->offset, &key->standard, sizeof key->standard);
    }
    return config;
}

static inline void bench_set(struct sensor_config *config, const char *name, int64_t value)
{
    for (size_t i = 0; i < config->driver->key_count; i++) {
        const struct driver_key *key = &config->driver->keys[i];
        if (strcmp(key->name, name) == 0) {
            assert_in_range(value, key->minimum, key->maximum);
            memcpy(config->driver_config + key->offset, &value, sizeof value);
            return;
        }
    }
    fail_msg("no key %s", name);
}

/* Starts at time 0 with the given electrical levels. */
static inline void bench_open(struct bench *self, const struct sensor_config *config, int level0,
                              int level1)
{
    const int levels[DRIVER_LINES_MAX] = {level0, level1};
    int form = self->form;
    *self = (struct bench){.form = form, .last_value = -1};
    self->in = config->start_in;
    self->out = config->start_out;
    self->sensors = sensors_new(config, 1, DRIVER_LINES_MAX, levels, 0, bench_emit, self);
    assert_non_null(self->sensors);
}

static inline void bench_close(struct bench *self)
{
    sensors_free(self->sensors);
}

static inline void bench_edge(struct bench *self, size_t line, int level, int64_t t_ms)
{
    sensors_edge(self->sensors, &(struct line_edge){.line = line, .level = level, .t_ms = t_ms});
}

static inline struct driver_word bench_word(struct bench *self)
{
    struct driver_word word;
    sensors_word(self->sensors, 0, &word);
    return word;
}

/* A random time to the next edge: often the same instant or a bounce, at times a long silence. */
static inline int64_t bench_random_step(uint64_t *seed)
{
    switch (test_random(seed) % 8) {
    case 0:
        return 0;
    case 1:
    case 2:
        return test_between(seed, 1, 10);
    case 3:
    case 4:
    case 5:
        return test_between(seed, 10, 200);
    case 6:
        return test_between(seed, 200, 3000);
    default:
        return test_between(seed, 3000, 15000);
    }
}

/* What has to hold for the word of every driver at any time. */
static inline void bench_check_word(struct bench *self, int64_t t_ms)
{
    struct driver_word word = bench_word(self);
    assert_true(word.fault_count <= DRIVER_FAULTS_MAX);
    for (size_t i = 0; i < word.fault_count; i++)
        bench_check_why(word.faults[i]);
    assert_true(!word.has_since || word.since_ms <= t_ms);
    assert_true(!word.has_value || word.value >= 0);
    if (word.has_totals)
        assert_true(word.in == self->in && word.out == self->out);
    else
        assert_true(!word.has_value || word.value == self->last_value);
}

/* Every deadline to come; a driver that is left alone comes to rest. */
static inline void bench_rest(struct bench *self)
{
    int turns = 0;
    for (int64_t t_ms; (t_ms = sensors_deadline(self->sensors)) != DRIVER_NEVER; turns++) {
        assert_true(turns < 100);
        sensors_advance(self->sensors, t_ms);
    }
}

/* `edges` random edges with and without random extra calls of sensors_advance: every event is
 * possible (bench_emit), and both give the same ones. Gives the number of events. */
static inline uint64_t bench_storm(const struct sensor_config *config, uint64_t edges,
                                   uint64_t *seed)
{
    static struct bench plain, chopped;
    int64_t t_ms = 0;
    bench_open(&plain, config, 0, 0);
    bench_open(&chopped, config, 0, 0);
    for (uint64_t i = 0; i < edges; i++) {
        int64_t from_ms = t_ms;
        t_ms += bench_random_step(seed);
        size_t line = (size_t)test_between(seed, 0, (int64_t)config->driver->line_count - 1);
        int level = (int)test_between(seed, 0, 1);
        for (int64_t n = test_between(seed, 0, 3), now_ms = from_ms; n > 0; n--)
            sensors_advance(chopped.sensors, now_ms = test_between(seed, now_ms, t_ms));
        bench_edge(&plain, line, level, t_ms);
        bench_edge(&chopped, line, level, t_ms);
        bench_check_word(&plain, t_ms);
        plain.text[0] = chopped.text[0] = 0;
    }
    bench_rest(&plain);
    bench_rest(&chopped);
    assert_int_equal(plain.events, chopped.events);
    assert_true(plain.hash == chopped.hash);
    assert_true((uint64_t)(plain.in + plain.out) <= edges / 2);
    bench_close(&plain);
    bench_close(&chopped);
    return plain.events;
}

#endif
