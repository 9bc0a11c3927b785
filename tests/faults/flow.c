#include "tests/faults/flow.h"

#include "tests/place/random.h"
#include <err.h>
#include <stdbool.h>

#define SEATS (FLOW_SEATS - 1) /* of a board, without FLOW_END */
#define DOOR_PHASES 4          /* outer, inner, outer, inner: one person through */

/* Their first letters are the seats'. */
const char *const flow_names[FLOW_AGENTS_MAX] = {"desks",   "entrance", "meeting", "attic",
                                                 "cellar",  "garden",   "hall",    "kitchen",
                                                 "library", "office",   "studio",  "workshop"};

struct playing {
    FILE *file;
    struct random random;
    bool taken[SEATS], motion, inwards;
    int phase; /* of the door */
};

static FILE *create(const char *path)
{
    FILE *file = fopen(path, "we");
    if (!file)
        err(3, "%s", path);
    return file;
}

static void row(struct playing *self, int64_t t_ms, const char *line, int level)
{
    fprintf(self->file, "%lld.%03lld,%s,%d\n", (long long)t_ms / 1000, (long long)t_ms % 1000, line,
            level);
}

static void change_seat(struct playing *self, int64_t t_ms)
{
    char line[16];
    int seat = (int)random_between(&self->random, 0, SEATS - 1);
    self->taken[seat] = !self->taken[seat];
    snprintf(line, sizeof line, "l%02d", seat + 1);
    row(self, t_ms, line, self->taken[seat]);
}

static void move_door(struct playing *self, int64_t t_ms)
{
    if (self->phase == 0)
        self->inwards = random_chance(&self->random, 0.5);
    bool outer = (self->phase % 2 == 0) == self->inwards;
    row(self, t_ms, outer ? "outer" : "inner", self->phase < 2);
    self->phase = (self->phase + 1) % DOOR_PHASES;
}

static void begin(struct playing *self)
{
    fprintf(self->file, "t,line,level\n");
    for (int i = 1; i <= SEATS; i++)
        fprintf(self->file, "0,l%02d,0\n", i);
    fprintf(self->file, "0,outer,0\n0,inner,0\n0,pir,0\n0,last,0\n");
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void flow_write(const struct flow *self, int index, const char *path)
{
    struct playing playing = {
        create(path), random_stream(self->seed, (uint64_t)self->length_ms, (uint64_t)index)};
    int64_t slower = self->step_ms / 5 > 1 ? self->step_ms / 5 : 1;
    int64_t seat_ms = self->step_ms, door_ms = 900, motion_ms = 1500;
    begin(&playing);
    for (int64_t t_ms; (t_ms = least(seat_ms, least(door_ms, motion_ms))) < self->length_ms;) {
        if (t_ms == seat_ms) {
            change_seat(&playing, t_ms);
            seat_ms += random_between(&playing.random, 1, 2 * self->step_ms - 1);
        } else if (t_ms == door_ms) {
            move_door(&playing, t_ms);
            door_ms += playing.phase ? 90 : slower * random_between(&playing.random, 400, 900);
        } else {
            row(&playing, t_ms, "pir", playing.motion = !playing.motion);
            motion_ms += slower * random_between(&playing.random, 300, 3000);
        }
    }
    row(&playing, self->length_ms, "last", 1);
    fclose(playing.file);
}

void flow_write_sensors(int index, FILE *file)
{
    const char *rest = "kind: seat, active: high, bias: pull-up, debounce: 0ms, confirm: 0s";
    for (int i = 1; i <= SEATS; i++)
        fprintf(file, "  - {id: s%02d, line: l%02d, %s}\n", i, i, rest);
    fprintf(file, "  - {id: " FLOW_END ", line: last, %s}\n", rest);
    if (index == 1)
        fprintf(file, "  - {id: door, kind: beam-pair, lines: {outer: outer, inner: inner}, "
                      "active: high, bias: pull-down}\n");
    if (index == 2)
        fprintf(file, "  - {id: motion, kind: pir, line: pir, warm_up: 0s}\n");
}

void flow_write_place(const char *path, int agents)
{
    FILE *file = create(path);
    fprintf(file, "place: {id: town, name: Town, timezone: Europe/Paris}\nzones:\n"
                  "  - {id: openspace, name: O, kind: seats, release: 0s, seats: [");
    for (int agent = 0; agent < agents; agent++) {
        for (int i = 1; i <= SEATS; i++)
            fprintf(file, "{id: %c%02d, sensor: %s/s%02d}, ", *flow_names[agent], i,
                    flow_names[agent], i);
        fprintf(file, "{id: %c-end, sensor: %s/" FLOW_END "}%s", *flow_names[agent],
                flow_names[agent], agent + 1 < agents ? ", " : "]}\n");
    }
    fprintf(file, "  - {id: meeting, name: M, kind: room, hold: 0s, sensors: [meeting/motion]}\n"
                  "  - {id: house, name: H, kind: hall, capacity: 100000, contains: [openspace, "
                  "meeting]}\n"
                  "doors:\n  - {sensor: entrance/door, from: outside, to: house}\n");
    fclose(file);
}
