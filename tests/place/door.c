#include "tests/place/door.h"

#include <assert.h>

struct door door_make(struct sheet *trace, struct truth *truth, const struct door_habits *habits,
                      struct random random)
{
    struct door self = {.trace = trace, .truth = truth, .habits = *habits, .random = random};

    self.free_ms = INT64_MIN;
    self.gap_m = 0.05 + 0.05 * random_unit(&self.random);
    self.beams[0] = sheet_key(trace, "outer,", "", 1);
    self.beams[1] = sheet_key(trace, "inner,", "", 1);
    return self;
}

/* The beam is broken from one time to the other. */
static void break_beam(struct door *self, int beam, int64_t from_ms, int64_t to_ms)
{
    sheet_put(self->trace, self->beams[beam], from_ms, 0);
    sheet_put(self->trace, self->beams[beam], to_ms, 1);
}

/* The beam that somebody going this way meets first. */
static int near_beam(enum direction direction)
{
    return direction == DIRECTION_IN ? 0 : 1;
}

/* One pattern: a body, or two beside each other of which one is up to 15 cm ahead. */
static int64_t walk(struct door *self, int64_t t, enum direction direction, int people)
{
    double speed = 1.0 + 0.4 * random_unit(&self->random);
    double depth = 0.25 + 0.15 * random_unit(&self->random);
    int near = near_beam(direction);
    int64_t gap_ms, body_ms;

    if (people > 1)
        depth += 0.15 * random_unit(&self->random);
    gap_ms = (int64_t)(1000 * self->gap_m / speed + 0.5);
    body_ms = (int64_t)(1000 * depth / speed + 0.5);
    break_beam(self, near, t, t + body_ms);
    break_beam(self, !near, t + gap_ms, t + gap_ms + body_ms);
    return t + gap_ms + body_ms;
}

/* When one body breaks the near and the far beam. */
struct body {
    int64_t from_ms[2], to_ms[2];
};

static struct body body_at(struct door *self, int64_t t)
{
    double speed = 1.0 + 0.4 * random_unit(&self->random);
    double depth = 0.25 + 0.15 * random_unit(&self->random);
    int64_t gap_ms = (int64_t)(1000 * self->gap_m / speed + 0.5);
    int64_t body_ms = (int64_t)(1000 * depth / speed + 0.5);

    return (struct body){{t, t + gap_ms}, {t + body_ms, t + gap_ms + body_ms}};
}

/* Two bodies at one beam, of which `a` comes first: the beam is broken while any of them is in it.
 */
static void break_twice(struct door *self, int beam, const struct body *a, const struct body *b,
                        int which)
{
    if (b->from_ms[which] > a->to_ms[which]) {
        break_beam(self, beam, a->from_ms[which], a->to_ms[which]);
        break_beam(self, beam, b->from_ms[which], b->to_ms[which]);
        return;
    }
    break_beam(self, beam, a->from_ms[which],
               a->to_ms[which] > b->to_ms[which] ? a->to_ms[which] : b->to_ms[which]);
}

/* Two beside each other, each at a pace of his own. */
static int64_t walk_abreast(struct door *self, int64_t t, enum direction direction)
{
    int near = near_beam(direction);
    struct body a = body_at(self, t);
    struct body b = body_at(self, t + random_between(&self->random, 0, self->habits.lag_ms));
    const struct body *at_far = &a, *behind = &b;

    break_twice(self, near, &a, &b, 0);
    if (b.from_ms[1] < a.from_ms[1])
        at_far = &b, behind = &a;
    break_twice(self, !near, at_far, behind, 1);
    return a.to_ms[1] > b.to_ms[1] ? a.to_ms[1] : b.to_ms[1];
}

/* Somebody stops in the doorway, steps back by a few centimetres and goes on: 0 1 3 1 3 2 0. */
static int64_t dither(struct door *self, int64_t t, enum direction direction)
{
    int near = near_beam(direction);
    int64_t reached = t + random_between(&self->random, 60, 200);
    int64_t back = reached + random_between(&self->random, 100, 400);
    int64_t again = back + random_between(&self->random, 80, 500);
    int64_t left = again + random_between(&self->random, 120, 300);
    int64_t clear = left + random_between(&self->random, 40, 100);

    break_beam(self, near, t, left);
    break_beam(self, !near, reached, back);
    break_beam(self, !near, again, clear);
    return clear;
}

/* Somebody turns round in the doorway: 0 1 3 1 0. */
static int64_t turn_back(struct door *self, int64_t t, enum direction direction)
{
    int near = near_beam(direction);
    int64_t reached = t + random_between(&self->random, 60, 200);
    int64_t back = reached + random_between(&self->random, 200, 900);
    int64_t clear = back + random_between(&self->random, 60, 200);

    break_beam(self, near, t, clear);
    break_beam(self, !near, reached, back);
    truth_pass(self->truth, clear, direction, 0, MANNER_TURN_BACK);
    return clear;
}

static int64_t swing(struct door *self, int64_t t)
{
    int beam = random_chance(&self->random, 0.5);
    int length_ms = (int)random_between(&self->random, 15, 75);

    t += random_between(&self->random, 600, 1500);
    break_beam(self, beam, t, t + length_ms);
    truth_swing(self->truth, t, beam, length_ms);
    return t + length_ms;
}

int64_t door_pass(struct door *self, int64_t now_ms, enum direction direction, int people)
{
    int64_t t = now_ms > self->free_ms ? now_ms : self->free_ms;
    enum manner manner = people > 1 ? MANNER_SIDE_BY_SIDE : MANNER_PLAIN;

    assert(people == 1 || people == 2);
    if (random_chance(&self->random, self->habits.turn_back))
        t = turn_back(self, t, direction) + random_between(&self->random, 2000, 12000);
    if (people == 1 && random_chance(&self->random, self->habits.dither)) {
        manner = MANNER_DITHER;
        t = dither(self, t, direction);
    } else if (people == 2 && self->habits.lag_ms > 0) {
        t = walk_abreast(self, t, direction);
    } else {
        t = walk(self, t, direction, people);
    }
    truth_pass(self->truth, t, direction, people, manner);
    self->free_ms = t;
    if (random_chance(&self->random, self->habits.bag_swing))
        self->free_ms = swing(self, t);
    self->free_ms += random_between(&self->random, 400, 900);
    return t;
}
