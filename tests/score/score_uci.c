/* UCI Room Occupancy Estimation (#864): is somebody in the room, by its two PIRs alone? */
#include "tests/score/row.h"

#include "dashboard/presence/presence.h"
#include "tests/replay/motion_samples.h"
#include "tests/unit/test.h"

#include <string.h>

static const char description[] =
    "place: {id: uci, name: UCI}\n"
    "zones:\n"
    "  - {id: estimator, name: E, kind: room, sensors: [room/s6, room/s7]}\n"
    "  - {id: raw, name: R, kind: room, hold: 0s, sensors: [room/s6, room/s7]}\n"
    "  - {id: hold-180, name: H, kind: room, hold: 180s, sensors: [room/s6, room/s7]}\n"
    "  - {id: hold-300, name: H, kind: room, hold: 300s, sensors: [room/s6, room/s7]}\n";

enum { ESTIMATOR, RAW, HOLD_180, HOLD_300, METHODS };

static const char *const names[METHODS] = {"Lampion, defaults", "raw PIR", "causal hold 180 s",
                                           "causal hold 300 s"};

struct scene {
    struct place *place;
    struct presence *presence;
    struct score_binary scores[METHODS];
    long unknown[METHODS];
};

static void scene_read(struct scene *self, const struct motion_sample *sample, bool first)
{
    for (size_t i = 0; i < MOTION_SENSORS; i++) {
        size_t sensor = place_find_sensor(self->place, "room", motion_names[i]);
        struct reading reading = {.reason = READING_KNOWN,
                                  .began_ms = first ? sample->t_ms : 0,
                                  .word_ms = sample->t_ms,
                                  .until_ms = sample->t_ms + MOTION_GAP_MS,
                                  .has_value = true,
                                  .value = sample->level[i]};
        presence_read(self->presence, sensor, &reading, sample->t_ms);
    }
    presence_update(self->presence, sample->t_ms);
}

static void scene_score(struct scene *self, bool truth)
{
    for (size_t i = 0; i < METHODS; i++) {
        enum zone_state state = presence_zone(self->presence, i)->state;
        self->unknown[i] += state == STATE_UNKNOWN;
        /* Unknown is not an answer: wrong either way. */
        score_binary_add(&self->scores[i], state == STATE_UNKNOWN ? !truth : state == STATE_BUSY,
                         truth);
    }
}

int main(void)
{
    char *path = score_data("uci-room-occupancy/Occupancy_Estimation.csv");
    if (!path)
        return SCORE_SKIPPED;
    struct motion_samples samples;
    motion_samples_read(&samples, path);
    struct scene scene = {0};
    struct why why;
    scene.place = place_parse("uci", description, sizeof description - 1, &why);
    if (!scene.place)
        fail_msg("%s", why.text);
    scene.presence = presence_new(scene.place);
    for (size_t i = 0; i < samples.count; i++) {
        scene_read(&scene, &samples.samples[i], i == 0);
        scene_score(&scene, samples.samples[i].people > 0);
    }
    score_head("UCI Room Occupancy, S6|S7 PIR", "accuracy  precision  recall      F1");
    for (size_t i = 0; i < METHODS; i++)
        score_row_binary(names[i], &scene.scores[i], "");
    bool met = score_demand_least("F1", score_f1(&scene.scores[ESTIMATOR]), 0.954);
    motion_samples_free(&samples);
    presence_free(scene.presence);
    place_free(scene.place);
    free(path);
    return met ? EXIT_SUCCESS : EXIT_FAILURE;
}
