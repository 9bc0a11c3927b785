/* The place that the recordings are played to: a hall with a door (agent "entrance"), and two
 * rooms with a PIR each (agent "room"). And where the recordings are. */
#ifndef LAMPION_TESTS_SCENE_H
#define LAMPION_TESTS_SCENE_H

#include "tests/replay/door_counts.h"
#include "tests/replay/motion_samples.h"
#include "tests/replay/playback.h"

enum { SCENE_HOUSE, SCENE_S6, SCENE_S7 }; /* order of the zones */
#define SCENE_HOLD_MS 120000              /* of the rooms */

extern const char scene_place[];
/* For agent.yaml. */
extern const char scene_door[], scene_pirs[];
/* How the two PIRs are set: gaps of one sample (30 s) split motions of S6 and not those of S7. */
extern const struct motion_rule scene_rules[MOTION_SENSORS];

/* What a test opened, so that nothing stays when it fails. Setup and teardown of cmocka. */
struct scene {
    struct playback plays[2];
    bool open[2];
};
int scene_setup(void **state);
int scene_teardown(void **state);

struct playback *scene_open(struct scene *self, int index, double speed);

/* Both files, from LAMPION_DATA or the folder beside the project. */
void scene_read_door(struct door_counts *counts);
void scene_read_motion(struct motion_samples *samples);
/* Says on stdout what is missing. */
bool scene_has_recordings(void);

/* The rows of the trace that lampion-place makes of door counts (malloc'ed). */
char *scene_door_trace(const struct playback *play, const struct door_slot *slots, size_t count);

#endif
