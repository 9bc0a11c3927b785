#include "tests/free/months.h"

#include "tests/free/home.h"
#include "tests/place/place.h"
#include "tests/unit/test.h"
#include <string.h>
#include <unistd.h>

#define SEATS 24
#define DAY_MS (24 * HOUR_MS)
#define OPEN_MS (11 * HOUR_MS)
#define AIR_MS (30 * MINUTE_MS) /* the door is open before and after people are there */
#define BROKEN "seat-07"
#define FLIPS 12 /* a minute, of a loose wire */
#define AGAIN_MINUTES 5

enum { DESKS, MEETING, ENTRANCE, SPEAKERS };

struct run {
    struct months *months;
    char folder[64];
    struct place *place;
    struct health *health;
    struct speaker speakers[SPEAKERS];
    struct truth_reader truth;
    struct reading readings[SEATS + 2]; /* as said, by sensor of the place */
    size_t broken;
    int64_t t_ms, out, out_then;
};

static bool is_dead(const struct run *self, int64_t t_ms)
{
    return self->months->defect != DEFECT_NONE && t_ms >= self->months->defect_ms;
}

/* What the broken sensor makes of the truth. */
static void spoil(const struct run *self, const char *sensor, struct reading *reading, int64_t t_ms)
{
    enum months_defect defect = self->months->defect;
    bool seat = !strcmp(sensor, BROKEN);
    if (!is_dead(self, t_ms))
        return;
    if ((seat && (defect == DEFECT_SEAT_RELEASED || defect == DEFECT_SEAT_NEW)) ||
        defect == DEFECT_ALL_DEAD || (!strcmp(sensor, "motion") && defect == DEFECT_MOTION_DEAD))
        reading->value = 0;
    else if (seat && defect == DEFECT_SEAT_TAKEN)
        reading->value = 1;
    else if (defect == DEFECT_DOOR_INS)
        reading->out = self->out_then;
}

static void take(struct run *self, size_t sensor, int64_t t_ms)
{
    struct reading reading = self->readings[sensor];
    if (reading.reason != READING_KNOWN)
        return;
    spoil(self, self->place->sensors[sensor].sensor, &reading, t_ms);
    health_read(self->health, sensor, &reading, HOME_WALL_MS + t_ms);
}

static void on_event(void *context, const struct speaker *board, const struct event *event)
{
    struct run *self = context;
    size_t sensor = place_find_sensor(self->place, board->name, event->sensor);
    int64_t t_ms = event->t_ms - SPEAKER_BASE_MS;
    if (sensor == SENSOR_NONE || (event->kind != EVENT_LEVEL && event->kind != EVENT_PASS))
        return;
    self->readings[sensor] = (struct reading){.reason = READING_KNOWN,
                                              .has_value = event->kind == EVENT_LEVEL,
                                              .value = (int)event->value,
                                              .has_totals = event->kind == EVENT_PASS,
                                              .in = event->in,
                                              .out = event->out,
                                              .epoch = "e"};
    if (event->kind == EVENT_PASS && !is_dead(self, t_ms))
        self->out_then = event->out;
    take(self, sensor, t_ms);
}

static void make_traces(struct run *self)
{
    struct options options;
    char why[512];
    strcpy(self->folder, "/tmp/lampion-months-XXXXXX");
    assert_non_null(mkdtemp(self->folder));
    options_default(&options);
    options.out = self->folder;
    options.seed = self->months->seed;
    options.start_s = options.day_start_s = HOME_WALL_MS / 1000;
    options.span_ms = self->months->days * DAY_MS;
    options.open_ms = OPEN_MS;
    options.visits = 6 * SEATS;
    if (place_write(&options, why, sizeof why))
        fail_msg("%s", why);
}

static void make_place(struct run *self, char *seats, size_t size)
{
    char text[4096];
    struct why why;
    size_t used = (size_t)snprintf(text, sizeof text,
                                   "place: {id: gare, name: G}\nzones:\n"
                                   "  - {id: house, name: H, kind: hall, contains: [desks, room]}\n"
                                   "  - {id: room, name: R, kind: room, sensors: "
                                   "[meeting/motion]}\n"
                                   "  - id: desks\n    name: O\n    kind: seats\n    seats:\n"),
           written = 0;
    for (int i = 1; i <= SEATS; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "      - {id: d%d, sensor: desks/seat-%02d}\n", i, i);
        written += (size_t)snprintf(seats + written, size - written,
                                    "  - {id: seat-%02d, kind: seat, line: seat-%02d, active: "
                                    "high, bias: pull-up}\n",
                                    i, i);
    }
    used += (size_t)snprintf(text + used, sizeof text - used,
                             "doors:\n  - {sensor: entrance/door, from: outside, to: house}\n");
    self->place = place_parse("months", text, used, &why);
    if (!self->place)
        fail_msg("%s", why.text);
}

static void run_open(struct run *self)
{
    char seats[4096];
    make_traces(self);
    make_place(self, seats, sizeof seats);
    self->health = health_new(self->place);
    assert_non_null(self->health);
    self->broken = place_find_sensor(self->place, "desks", BROKEN);
    truth_reader_open(&self->truth, self->folder);
    speaker_open(&self->speakers[DESKS], self->folder, "desks", "desks.csv", seats);
    speaker_open(&self->speakers[MEETING], self->folder, "meeting", "meeting.csv",
                 "  - {id: motion, kind: pir, line: motion, warm_up: 0s}\n");
    speaker_open(&self->speakers[ENTRANCE], self->folder, "entrance", "entrance.csv",
                 "  - {id: door, kind: beam-pair, lines: {outer: outer, inner: inner}, active: "
                 "low, bias: pull-up}\n");
    for (int i = 0; i < SPEAKERS; i++) {
        self->speakers[i].tell = on_event;
        self->speakers[i].context = self;
        speaker_start(&self->speakers[i], 0);
    }
}

static void run_close(struct run *self)
{
    static const char *const files[] = {"desks.csv",  "meeting.csv",  "entrance.csv", "truth.csv",
                                        "desks.yaml", "meeting.yaml", "entrance.yaml"};
    char path[128];
    for (int i = 0; i < SPEAKERS; i++)
        speaker_close(&self->speakers[i]);
    truth_reader_close(&self->truth);
    health_free(self->health);
    place_free(self->place);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", self->folder, files[i]);
        unlink(path);
    }
    rmdir(self->folder);
}

static void hear_news(struct run *self)
{
    struct months *months = self->months;
    struct health_finding finding;
    bool began;
    while (health_next_news(self->health, &finding, &began)) {
        bool about = finding.sensor == self->broken || months->defect == DEFECT_MOTION_DEAD ||
                     months->defect == DEFECT_DOOR_INS || finding.sensor == SENSOR_NONE;
        if (!began)
            continue;
        if (is_dead(self, self->t_ms) && finding.kind == months->kind && about) {
            if (!months->found_ms)
                months->found_ms = self->t_ms;
        } else if (!is_dead(self, self->t_ms)) {
            months->began[finding.kind]++;
        }
    }
}

/* The broken seat is shown free, and somebody or something is on it. */
static void count(struct run *self, bool closed)
{
    struct reading reading = self->readings[self->broken];
    const struct seat_truth *truth = &self->truth.seats[6];
    bool about = self->months->defect != DEFECT_MOTION_DEAD &&
                 self->months->defect != DEFECT_DOOR_INS; /* else that seat is a sound one */
    if (!about || closed || (!truth->sits && !truth->object) || !is_dead(self, self->t_ms))
        return;
    spoil(self, BROKEN, &reading, self->t_ms);
    health_believe(self->health, self->broken, &reading);
    if (reading.reason != READING_KNOWN || reading.value)
        return;
    if (self->months->found_ms)
        self->months->false_after_s += 60;
    else
        self->months->false_before_s += 60;
}

static void chatter(struct run *self)
{
    struct reading reading = self->readings[self->broken];
    for (int i = 0; i < FLIPS; i++) {
        reading.value = !reading.value;
        health_read(self->health, self->broken, &reading,
                    HOME_WALL_MS + self->t_ms - 60000 + i * 5000);
    }
}

static void minute(struct run *self)
{
    self->t_ms += MINUTE_MS;
    for (int i = 0; i < SPEAKERS; i++) {
        speaker_run(&self->speakers[i], self->t_ms);
        self->speakers[i].event_count = 0;
    }
    truth_reader_advance(&self->truth, self->t_ms);
    if (self->t_ms / MINUTE_MS % AGAIN_MINUTES == 0)
        for (size_t i = 0; i < self->place->sensor_count; i++)
            take(self, i, self->t_ms);
    if (self->months->defect == DEFECT_SEAT_CHATTER && is_dead(self, self->t_ms))
        chatter(self);
    int64_t clock_ms = (self->t_ms + AIR_MS) % DAY_MS;
    bool closed = clock_ms >= OPEN_MS + 2 * AIR_MS;
    health_update(self->health, closed, HOME_WALL_MS + self->t_ms);
    hear_news(self);
    count(self, closed);
}

void months_play(struct months *self)
{
    struct run *run = calloc(1, sizeof *run);
    assert_non_null(run);
    run->months = self;
    run_open(run);
    while (run->t_ms < self->days * DAY_MS - 2 * MINUTE_MS &&
           !(self->found_ms && run->t_ms > self->found_ms + 5 * DAY_MS))
        minute(run);
    run_close(run);
    free(run);
}
