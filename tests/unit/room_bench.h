/* A bench for rooms: one zone of a description behind struct room, words of its sensors, time. */
#ifndef LAMPION_TESTS_UNIT_ROOM_BENCH_H
#define LAMPION_TESTS_UNIT_ROOM_BENCH_H

#include "tests/unit/test.h"

#include "dashboard/presence/room.h"
#include <string.h>

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define START 1790000000000

struct room_bench {
    struct place *place;
    struct room room;
    int64_t now_ms;
};

/* `keys` of a zone: "sensors: [a/p]" and what else. Nothing was heard yet. */
static inline void bench_open(struct room_bench *self, const char *keys)
{
    char text[400];
    struct why why;
    snprintf(text, sizeof text,
             "place: {id: p, name: P}\nzones:\n  - {id: r, name: R, kind: room, %s}\n", keys);
    *self =
        (struct room_bench){.place = place_parse("t", text, strlen(text), &why), .now_ms = START};
    if (!self->place)
        fail_msg("%s", why.text);
    assert_int_equal(room_start(&self->room, self->place, self->place->zones), 0);
    room_update(&self->room, START);
}

static inline void bench_close(struct room_bench *self)
{
    room_stop(&self->room);
    place_free(self->place);
}

static inline struct reading bench_level(int value)
{
    /* The board looks since long ago. */
    return (struct reading){
        .reason = READING_KNOWN, .has_value = true, .value = value, .began_ms = START - HOUR};
}

static inline struct reading bench_since(int value, int64_t since_ms)
{
    struct reading reading = bench_level(value);
    reading.has_since = true;
    reading.since_ms = since_ms;
    return reading;
}

static inline struct reading bench_silent(void)
{
    return (struct reading){.reason = READING_SILENT};
}

static inline void bench_read(struct room_bench *self, size_t sensor, struct reading reading)
{
    room_read(&self->room, sensor, &reading, self->now_ms);
    room_update(&self->room, self->now_ms);
}

static inline void bench_say(struct room_bench *self, size_t sensor, int value)
{
    bench_read(self, sensor, bench_level(value));
}

static inline void bench_door(struct room_bench *self, struct reading reading)
{
    room_read_door(&self->room, &reading, self->now_ms);
    room_update(&self->room, self->now_ms);
}

static inline void bench_pass(struct room_bench *self, int64_t ms)
{
    self->now_ms += ms;
    room_update(&self->room, self->now_ms);
}

static inline enum room_state bench_state(const struct room_bench *self)
{
    return room_at(&self->room, self->now_ms);
}

static inline enum room_basis bench_basis(const struct room_bench *self)
{
    return room_account_at(&self->room, self->now_ms).basis;
}

/* How long it stays occupied if nothing more is read. */
static inline int64_t bench_hold(struct room_bench *self)
{
    int64_t from_ms = self->now_ms;
    while (bench_state(self) == ROOM_OCCUPIED) {
        int64_t next_ms = room_deadline(&self->room, self->now_ms);
        if (next_ms == INT64_MAX)
            fail_msg("occupied for ever");
        bench_pass(self, next_ms - self->now_ms);
    }
    return self->now_ms - from_ms;
}

/* A minute and a half of motion, then none: somebody is in for sure. */
static inline void bench_somebody(struct room_bench *self, size_t sensor)
{
    bench_say(self, sensor, 1);
    bench_pass(self, 90000);
    bench_say(self, sensor, 0);
}

#endif
