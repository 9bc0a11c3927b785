/* A hall: the head count of its doors, with what it contains. Pure; UTC ms.
 *
 * The count is a distribution (hall_heads.h) that every passage moves and widens by what the
 * place's doors are known to miss (hall_learned.h). People seen inside bound it from below, and
 * what seats and rooms in use usually mean for the count draws it there (hall_seen.h); capacity
 * bounds nothing. It is set to zero when all inside has been known empty and no door was passed
 * for `quiet`; where nothing inside can tell, in the quietest stretch of the place's own nights
 * (hall_night.h), and later when the doors say that somebody should still be there. Never while
 * somebody is known to be inside. Until the first such moment, or a count by a person, nothing
 * bounds it from above.
 *
 * Passages count by the minute, and bounds only when they outlast one: who came first, the word
 * of the door or that of the seat, makes no difference. */
#ifndef LAMPION_PRESENCE_HALL_H
#define LAMPION_PRESENCE_HALL_H

#include "dashboard/presence/door.h"
#include "dashboard/presence/hall_belief.h"
#include "dashboard/presence/hall_learned.h"
#include "dashboard/presence/hall_night.h"
#include "dashboard/presence/hall_rhythm.h"
#include "dashboard/presence/hall_seen.h"

/* People: each number may be PRESENT_UNKNOWN on its own. At least HEADS_TAIL to each side. */
#define PRESENT_UNKNOWN (-1)

struct present {
    int64_t low, best, high;
};

/* What the zones inside a hall say. */
struct hall_inside {
    int64_t at_least; /* people that must be there */
    bool empty;       /* all inside is known to be empty */
    bool whole;       /* all inside is known: `view` is all there is to see */
    struct hall_view view;
};

struct hall {
    struct door *doors; /* owned by the presence */
    size_t door_count;
    int64_t quiet_ms;
    bool blind; /* nothing inside can tell whether somebody is there */

    struct belief belief;             /* as of the start of `minute` */
    int64_t minute;                   /* UTC, since 1970; 0: not begun */
    int64_t came, left;               /* since then */
    int64_t came_lately, left_lately; /* since the last look at the rhythm */
    int64_t slack; /* people who may have passed unseen since the count was known */
    struct hall_inside inside;
    int64_t bound_before; /* at_least of the minute before */

    int64_t raw;             /* people at the last anchor, and all counted since: uncorrected */
    struct hall_cycle cycle; /* counted since then */
    double began_people, began_variance;
    bool whole_cycle;       /* nothing passed unseen since then */
    bool at_zero;           /* reset, and nothing happened since */
    int64_t quiet_since_ms; /* since when somebody watched and saw nobody; 0 = not so */
    double kept;            /* the count that a restart would find */

    struct hall_learned learned;
    struct hall_night night;
    struct hall_rhythm rhythm;
    struct hall_seen seen;
};

void hall_start(struct hall *self, int64_t quiet_ms, bool blind);
/* After the doors were restored; their facts carry the count. */
void hall_restore(struct hall *self);
struct present hall_update(struct hall *self, const struct hall_inside *inside, int64_t now_ms);
/* A person counted now. Holds from now on. */
void hall_count(struct hall *self, int64_t people, int64_t now_ms);
/* From now on `people` more (or fewer) than was thought. */
void hall_correct(struct hall *self, int64_t people, int64_t now_ms);
/* When the reset at quiet is due, or INT64_MAX. */
int64_t hall_deadline(const struct hall *self);

#endif
