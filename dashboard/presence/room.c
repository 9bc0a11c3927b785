#include "dashboard/presence/room.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* A gap after which motion goes on within so many times the hold was somebody sitting still, not
 * two visits: without those no room could learn that it was called free too early. */
#define GAP_HOLDS 2

const int room_steps[ROOM_STEPS] = {95, 90, 75, 50, 25, 10, 5};

static double log_odds(double probability)
{
    return log(probability / (1 - probability));
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int room_start(struct room *self, const struct place *place, const struct place_zone *zone)
{
    *self = (struct room){.params = room_params_of(zone->purpose),
                          .pir = room_sensing_of(SENSOR_PIR),
                          .radar = room_sensing_of(SENSOR_MMWAVE),
                          .hold_ms = zone->has_hold ? zone->hold_ms : -1,
                          .sensor_count = zone->sensor_count,
                          .has_door = zone->contact != SENSOR_NONE,
                          .dark_ms = ROOM_NEVER,
                          .empty_ms = ROOM_NEVER,
                          .at_ms = ROOM_NEVER};
    self->holds = calloc(zone->sensor_count + 1, sizeof *self->holds);
    self->sensors = calloc(zone->sensor_count + 1, sizeof *self->sensors);
    self->week = calloc(1, sizeof *self->week);
    if (!self->holds || !self->sensors || !self->week)
        return -ENOMEM;
    for (size_t i = 0; i < zone->sensor_count; i++) {
        room_hold_start(&self->holds[i]);
        enum sensor_kind kind = place->sensors[zone->sensors[i]].kind;
        /* A counter sees who sits still. */
        room_sensor_start(&self->sensors[i], kind == SENSOR_COUNT ? SENSOR_MMWAVE : kind);
    }
    room_door_start(&self->door);
    room_gap_start(&self->gap, self->params.nat_ms, self->params.window_ms);
    room_week_start(self->week, self->params.prior);
    self->nat_ms = self->params.nat_ms;
    self->peak = log_odds(self->params.prior);
    return 0;
}

void room_stop(struct room *self)
{
    free(self->holds);
    free(self->sensors);
    free(self->week);
}

void room_read(struct room *self, size_t index, const struct reading *reading, int64_t now_ms)
{
    struct room_sensor *sensor = &self->sensors[index];
    room_hold_read(&self->holds[index], reading, now_ms);
    if (sensor->rose || sensor->fell || sensor->unseen)
        room_update(self, now_ms); /* one change a sensor at a time */
    room_sensor_read(sensor, reading, now_ms);
}

void room_read_door(struct room *self, const struct reading *reading, int64_t now_ms)
{
    int64_t at_ms;
    if (self->stirred)
        room_update(self, now_ms);
    if (!room_door_read(&self->door, reading, now_ms, &at_ms))
        return;
    self->stirred = true;
    self->door_ms = at_ms;
}

/* Somebody comes at this rate, and silence tells against it at that: where the odds rest. */
static double rest(const struct room *self, int64_t now_ms)
{
    double share = room_week_at(self->week, now_ms);
    return log_odds(share) + log(self->nat_ms / (double)self->params.stay_ms);
}

static double cap(const struct room *self)
{
    return log((double)self->params.stay_ms / room_gap_mean(&self->gap));
}

/* Log-odds in the silence since dark_ms. With the odds of nobody y = 1 / odds and d = nat / stay:
 * dy/dt = y / nat + 1 / stay, y(t) = (y0 + d) e^(t / nat) - d. */
static double decayed(const struct room *self, int64_t now_ms)
{
    if (self->lit || self->dark_ms == ROOM_NEVER || now_ms <= self->dark_ms)
        return self->peak;
    double d = self->nat_ms / (double)self->params.stay_ms;
    double t = (double)(now_ms - self->dark_ms) / self->nat_ms;
    return -t - log(exp(-self->peak) + d - d * exp(-t));
}

int64_t room_below_ms(const struct room *self, double probability)
{
    double d = self->nat_ms / (double)self->params.stay_ms;
    double nats = log((1 / probability - 1 + d) / (exp(-self->peak) + d));
    return self->dark_ms + (nats > 0 ? (int64_t)ceil(nats * self->nat_ms) : 0);
}

/* Time passes up to `to_ms`, as all was at the last update. */
static void pass(struct room *self, int64_t to_ms)
{
    if (self->at_ms == ROOM_NEVER || to_ms <= self->at_ms)
        return;
    int64_t used_ms = self->lit        ? to_ms
                      : self->occupied ? most(self->at_ms, least(self->empty_ms, to_ms))
                                       : self->at_ms;
    room_week_learn(self->week, self->at_ms, used_ms, true);
    if (self->whole)
        room_week_learn(self->week, used_ms, to_ms, false);
    self->at_ms = to_ms;
    if (!self->lit && to_ms >= self->empty_ms)
        self->occupied = false;
}

static int64_t last_motion(const struct room *self)
{
    int64_t last_ms = ROOM_NEVER;
    for (size_t i = 0; i < self->sensor_count; i++)
        last_ms = most(last_ms, self->sensors[i].end_ms);
    return last_ms;
}

/* The silence that ends at `to_ms` was of somebody who is in. */
static void learn_gap(struct room *self, int64_t to_ms)
{
    int64_t silence_ms = to_ms - self->dark_ms, hold_ms = self->empty_ms - self->dark_ms;
    bool kept = self->has_door && self->door.inside;
    if (self->shared || self->dark_ms == ROOM_NEVER || self->dark_ms != last_motion(self))
        return;
    if (self->occupied || kept || silence_ms <= GAP_HOLDS * hold_ms)
        room_gap_learn(&self->gap, silence_ms);
}

/* Motion that stood, or began, as evidence: a window counts once. */
static void count_windows(struct room *self, struct room_sensor *sensor, int64_t to_ms)
{
    double evidence = sensor->kind == SENSOR_MMWAVE ? self->radar.evidence : self->pir.evidence;
    int64_t window_ms = self->params.window_ms;
    int64_t at_ms = sensor->rise_ms;
    if (sensor->counted_ms != ROOM_NEVER)
        at_ms = most(at_ms, sensor->counted_ms + window_ms);
    for (int i = 0; at_ms <= to_ms; i++, at_ms += window_ms) {
        if (i == 2 * ROOM_DOOR_WINDOWS) /* long since at the cap */
            at_ms += (to_ms - at_ms) / window_ms * window_ms;
        sensor->counted_ms = at_ms;
        self->peak = fmin(cap(self), self->peak + evidence);
        if (self->has_door)
            room_door_motion(&self->door, at_ms);
    }
}

static void take_rises(struct room *self)
{
    int64_t first_ms = INT64_MAX;
    for (size_t i = 0; i < self->sensor_count; i++)
        if (self->sensors[i].rose)
            first_ms = least(first_ms, self->sensors[i].rise_ms);
    if (first_ms == INT64_MAX)
        return;
    if (!self->lit) {
        pass(self, first_ms);
        self->peak = fmax(decayed(self, first_ms), rest(self, first_ms));
        learn_gap(self, first_ms);
    }
    for (size_t i = 0; i < self->sensor_count; i++)
        if (self->sensors[i].rose)
            count_windows(self, &self->sensors[i], self->sensors[i].rise_ms);
    self->lit = self->occupied = true;
}

static void take_ends(struct room *self)
{
    for (size_t i = 0; i < self->sensor_count; i++) {
        struct room_sensor *sensor = &self->sensors[i];
        if (!sensor->rose && !sensor->fell && !sensor->unseen)
            continue;
        if (sensor->fell)
            count_windows(self, sensor, sensor->end_ms - self->params.window_ms);
        if (sensor->unseen) { /* taken for as sure as motion can be */
            self->peak = cap(self);
            self->occupied = true;
            room_door_unseen(&self->door, sensor->end_ms);
        }
        self->dark_ms = most(self->dark_ms, sensor->end_ms);
        sensor->rose = sensor->fell = sensor->unseen = false;
    }
}

/* Whether a radar saw all that the PIRs saw last, so that its silence is theirs. */
static bool is_shared(const struct room *self)
{
    int64_t radar_ms = ROOM_NEVER;
    for (size_t i = 0; i < self->sensor_count; i++)
        if (self->sensors[i].kind == SENSOR_MMWAVE && self->sensors[i].known)
            radar_ms = most(radar_ms, self->sensors[i].end_ms);
    for (size_t i = 0; i < self->sensor_count; i++) {
        const struct room_sensor *sensor = &self->sensors[i];
        if (sensor->kind != SENSOR_MMWAVE &&
            (sensor->rise_ms > radar_ms || sensor->end_ms > radar_ms + ROOM_WINDOW_MS))
            return false;
    }
    return radar_ms != ROOM_NEVER;
}

/* What follows if nothing does: when the room is empty. */
static void plan(struct room *self)
{
    self->shared = is_shared(self);
    int64_t keep_ms =
        self->shared ? least(self->radar.keep_ms, self->params.keep_ms) : self->params.keep_ms;
    int64_t left_ms;
    self->nat_ms = self->shared ? self->radar.nat_ms : room_gap_mean(&self->gap);
    self->empty_ms = most(self->dark_ms + keep_ms, room_below_ms(self, self->params.free_below));
    for (size_t i = 0; i < ROOM_STEPS; i++)
        self->step_ms[i] = room_below_ms(self, room_steps[i] / 100.0);
    if (!self->has_door)
        return;
    if (self->door.inside)
        self->empty_ms = self->dark_ms + ROOM_DOOR_KEEP_MS;
    else if (room_door_left(&self->door, self->dark_ms, &left_ms))
        self->empty_ms = least(self->empty_ms, most(left_ms, self->dark_ms + keep_ms));
}

/* The door opened, closed, was lost or came back: who was in is in doubt from then on. */
static void take_door(struct room *self)
{
    if (!self->stirred)
        return;
    self->stirred = false;
    for (size_t i = 0; i < self->sensor_count && !self->door.closed_seen; i++)
        room_door_unseen(&self->door, self->sensors[i].end_ms);
    if (self->door.inside)
        self->occupied = true; /* it was not opened since */
    else if (self->occupied && (self->door.open || room_door_doubts(&self->door)))
        self->dark_ms = most(self->dark_ms, self->door_ms);
}

/* Nothing moved since all sensors are watched. */
static void begin_silence(struct room *self)
{
    for (size_t i = 0; i < self->sensor_count; i++)
        self->dark_ms = most(self->dark_ms, self->sensors[i].watched_ms);
}

static bool has_news(const struct room *self)
{
    for (size_t i = 0; i < self->sensor_count; i++) {
        const struct room_sensor *sensor = &self->sensors[i];
        if (sensor->rose || sensor->fell || sensor->unseen)
            return true;
    }
    return self->stirred;
}

void room_update(struct room *self, int64_t now_ms)
{
    bool news = has_news(self);
    self->at_ms = self->at_ms == ROOM_NEVER ? now_ms : self->at_ms;
    take_rises(self);
    pass(self, now_ms);
    take_ends(self);
    take_door(self);
    self->lit = false;
    self->whole = true;
    for (size_t i = 0; i < self->sensor_count; i++) {
        self->lit = self->lit || (self->sensors[i].known && self->sensors[i].motion);
        self->whole = self->whole && self->sensors[i].known;
    }
    if (self->dark_ms == ROOM_NEVER && self->whole && !self->lit)
        begin_silence(self);
    if (!news || self->lit || self->dark_ms == ROOM_NEVER)
        return;
    plan(self);
    self->occupied = self->occupied && now_ms < self->empty_ms;
}

double room_probability(const struct room *self, int64_t now_ms)
{
    return 1 / (1 + exp(-decayed(self, now_ms)));
}
