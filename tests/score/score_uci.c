/* UCI Room Occupancy Estimation (#864): is somebody in the room, by its two PIRs alone?
 *
 * Causal: a row is answered with what was read up to it. Every row of the file is scored, and
 * nothing else: for the time without rows (24 h after 2017-12-24 09:10:50, 15 days after
 * 2017-12-26 09:10:01) the sensors are silent, and nobody asks. "Unknown" is not "occupied"; the
 * strict row counts it as wrong whatever the truth. --sensitivity moves every default by 2. */
#include "tests/score/row.h"

#include "dashboard/presence/presence.h"
#include "tests/replay/motion_samples.h"
#include "tests/unit/test.h"

#include <string.h>

#define SAMPLE_MS 30000

static const char description[] =
    "place: {id: uci, name: UCI}\n"
    "zones:\n"
    "  - {id: filter, name: F, kind: room, sensors: [room/s6, room/s7]}\n"
    "  - {id: raw, name: R, kind: room, hold: 0s, sensors: [room/s6, room/s7]}\n"
    "  - {id: hold-180, name: H, kind: room, hold: 180s, sensors: [room/s6, room/s7]}\n"
    "  - {id: hold-300, name: H, kind: room, hold: 300s, sensors: [room/s6, room/s7]}\n";

enum { FILTER, RAW, HOLD_180, HOLD_300, METHODS };

static const struct {
    const char *name, *note;
} methods[METHODS] = {
    {"Lampion, defaults untouched", "demanded >= 0.954, aim 0.961"},
    {"raw PIR", "published .936 .979 .596 .741"},
    {"causal hold 180 s", "published .984 .946 .951 .948"},
    {"causal hold 300 s", "published .986 .923 .988 .954"},
};

struct scene {
    struct place *place;
    struct presence *presence;
    struct score_binary scores[METHODS], strict;
    long unknown;
};

static struct reading word(const struct motion_sample *sample, size_t sensor, int64_t t_ms)
{
    return (struct reading){.reason = sample ? READING_KNOWN : READING_SILENT,
                            .kind = SENSOR_PIR,
                            .word_ms = t_ms,
                            .until_ms = t_ms + MOTION_GAP_MS,
                            .has_value = sample != NULL,
                            .value = sample && sample->level[sensor]};
}

/* Calls `take` for every row, and with NULL where the rows end for an hour or more. */
static void play(const struct motion_samples *samples, void *context,
                 void (*take)(void *context, const struct motion_sample *sample, int64_t t_ms))
{
    for (size_t i = 0; i < samples->count; i++) {
        const struct motion_sample *sample = &samples->samples[i];
        if (i > 0 && sample->t_ms - sample[-1].t_ms >= MOTION_GAP_MS)
            take(context, NULL, sample[-1].t_ms + SAMPLE_MS);
        take(context, sample, sample->t_ms);
    }
}

static void scene_take(void *context, const struct motion_sample *sample, int64_t t_ms)
{
    struct scene *self = context;
    for (size_t i = 0; i < MOTION_SENSORS; i++) {
        struct reading reading = word(sample, i, t_ms);
        presence_read(self->presence, place_find_sensor(self->place, "room", motion_names[i]),
                      &reading, t_ms);
    }
    presence_update(self->presence, t_ms);
    if (!sample)
        return;
    bool truth = sample->people > 0;
    for (size_t i = 0; i < METHODS; i++)
        score_binary_add(&self->scores[i], presence_zone(self->presence, i)->state == STATE_BUSY,
                         truth);
    enum zone_state state = presence_zone(self->presence, FILTER)->state;
    self->unknown += state == STATE_UNKNOWN;
    score_binary_add(&self->strict, state == STATE_UNKNOWN ? !truth : state == STATE_BUSY, truth);
}

/* The filter alone, with one of its numbers moved. */
struct trial {
    struct room room;
    struct score_binary score;
};

static void trial_take(void *context, const struct motion_sample *sample, int64_t t_ms)
{
    struct trial *self = context;
    for (size_t i = 0; i < MOTION_SENSORS; i++) {
        struct reading reading = word(sample, i, t_ms);
        room_read(&self->room, i, &reading, t_ms);
    }
    room_update(&self->room, t_ms);
    if (sample)
        score_binary_add(&self->score, room_at(&self->room, t_ms) == ROOM_OCCUPIED,
                         sample->people > 0);
}

enum {
    NAT,
    STAY,
    PRIOR,
    KEEP,
    FREE_BELOW,
    WINDOW,
    ON_SOMEBODY,
    ON_NOBODY,
    GAP_WEIGHT,
    WEEK_WEIGHT,
    NUMBERS
};

static const char *const numbers[NUMBERS] = {"nat (silence that takes one nat)",
                                             "stay",
                                             "prior",
                                             "keep (least hold)",
                                             "free below",
                                             "window",
                                             "P(on | somebody)",
                                             "P(on | nobody)",
                                             "weight of nat against learned gaps",
                                             "weight of prior against the learned week"};

static void move(struct room *room, int number, double by)
{
    switch (number) {
    case NAT:
        room->params.nat_ms = room->gap.start_ms = room->nat_ms *= by;
        break;
    case STAY:
        room->params.stay_ms = (int64_t)((double)room->params.stay_ms * by);
        break;
    case PRIOR:
        room->params.prior = room->week->prior *= by;
        break;
    case KEEP:
        room->params.keep_ms = (int64_t)((double)room->params.keep_ms * by);
        break;
    case FREE_BELOW:
        room->params.free_below *= by;
        break;
    case WINDOW:
        room->params.window_ms = room->gap.window_ms = (int64_t)(ROOM_WINDOW_MS * by);
        break;
    case ON_SOMEBODY: /* from 0.5: 0.25 or, as near to 1 as that is to 0, 0.99 */
        room->pir.evidence += by < 1 ? -0.693147 : 0.683097;
        break;
    case ON_NOBODY:
        room->pir.evidence += by < 1 ? 0.693147 : -0.693147;
        break;
    case GAP_WEIGHT:
        room->gap.prior *= by;
        break;
    case WEEK_WEIGHT:
        room->week->prior_ms = (int64_t)((double)room->week->prior_ms * by);
        break;
    }
}

static double try_number(const struct motion_samples *samples, const struct place *place,
                         int number, double by)
{
    struct trial trial = {0};
    if (room_start(&trial.room, place, &place->zones[FILTER]))
        fail_msg("out of memory");
    move(&trial.room, number, by);
    play(samples, &trial, trial_take);
    room_stop(&trial.room);
    return score_f1(&trial.score);
}

static void print_sensitivity(const struct motion_samples *samples, const struct place *place)
{
    score_head("UCI, sensitivity: F1 with one default moved", "   halved   doubled");
    for (int number = 0; number < NUMBERS; number++) {
        char figures[40];
        snprintf(figures, sizeof figures, "%9.4f %9.4f", try_number(samples, place, number, 0.5),
                 try_number(samples, place, number, 2));
        score_row(numbers[number], figures, "");
    }
}

static bool print_scores(const struct scene *scene)
{
    char note[80];
    score_head("UCI Room Occupancy, S6|S7 PIR", "accuracy  precision  recall      F1");
    for (size_t i = 0; i < METHODS; i++)
        score_row_binary(methods[i].name, &scene->scores[i], methods[i].note);
    snprintf(note, sizeof note, "%ld rows unknown, counted as wrong", scene->unknown);
    score_row_binary("Lampion, strict", &scene->strict, note);
    score_row("Transformer, all sensors", "    .988       .988    .936    .961", "published");
    score_row("k-means, all sensors", "    .985       .921    .984    .952", "published");
    return score_demand_least("F1", score_f1(&scene->scores[FILTER]), 0.954);
}

int main(int argc, char **argv)
{
    char *path = score_data("uci-room-occupancy/Occupancy_Estimation.csv");
    if (!path)
        return SCORE_SKIPPED;
    struct motion_samples samples;
    struct scene scene = {0};
    struct why why;
    motion_samples_read(&samples, path);
    scene.place = place_parse("uci", description, sizeof description - 1, &why);
    if (!scene.place)
        fail_msg("%s", why.text);
    scene.presence = presence_new(scene.place);
    play(&samples, &scene, scene_take);
    bool met = print_scores(&scene);
    if (argc > 1 && !strcmp(argv[1], "--sensitivity"))
        print_sensitivity(&samples, scene.place);
    motion_samples_free(&samples);
    presence_free(scene.presence);
    place_free(scene.place);
    free(path);
    return met ? EXIT_SUCCESS : EXIT_FAILURE;
}
