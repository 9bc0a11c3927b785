/* What a person looks at: lines and sensors of a live board with their last minute. Feeds the page
 * and, where there is none, tells things as they happen. */
#ifndef LAMPION_AGENT_MAKER_SCENE_H
#define LAMPION_AGENT_MAKER_SCENE_H

#include "agent/maker/holder.h"
#include "agent/maker/live.h"
#include "agent/maker/page.h"

#define SCENE_PACE_SECONDS 10

struct scene {
    const struct agent_config *config;
    struct live live;
    struct page_line *lines;
    struct page_sensor *sensors;
    struct sensor_word *words;
    int64_t paces[SCENE_PACE_SECONDS + 1]; /* edges by second of the clock */
    int64_t pace_second;
    FILE *tell; /* NULL: nothing is told */
    enum tongue tongue;
};

/* Opens lines and looks on. `tell` may be NULL. 0; or -errno with why, and nothing to close. */
int scene_open(struct scene *self, const struct agent_config *config,
               const struct lampion_clock *clock, FILE *tell, enum tongue tongue, struct why *why);
void scene_close(struct scene *self);

/* Brings lines and sensors up to now: what page_draw needs, but its `clock` and `source`. */
void scene_page(struct scene *self, struct page *page);

/* "21:04:17" (local), with milliseconds if wanted. */
void scene_clock(const struct scene *self, int64_t mono_ms, bool ms, char text[32]);
/* Where the edges come from: the board's name, the chip's, the trace's. */
const char *scene_source(const struct agent_config *config);

#endif
