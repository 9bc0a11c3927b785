/* The only door of a room, by its contact: "wasp in box". Somebody who moves behind the closed
 * door is in until it opens, however still; after it opened and closed, and nothing moved behind
 * it for ROOM_DOOR_WAIT_MS, they went. Pure; UTC ms.
 *
 * A contact that is not known says nothing: it never empties a room, and somebody whom it kept is
 * in doubt until something moves again or the door turns out not to have moved. */
#ifndef LAMPION_PRESENCE_ROOM_DOOR_H
#define LAMPION_PRESENCE_ROOM_DOOR_H

#include "dashboard/presence/reading.h"

/* "The door makes it vacant unless there is activity within 5 min": .976 on a home log where the
 * best pure hold gave .723. */
#define ROOM_DOOR_WAIT_MS (5 * 60000)
/* A motion that began so soon after the closing may be of somebody just outside, seen through the
 * closing door; one that stands longer than the rest of such a pulse is of somebody inside. */
#define ROOM_DOOR_SETTLE_MS 10000
#define ROOM_DOOR_PULSE_MS 30000
/* Who did not move for half a day behind a closed door is not there: the contact is stuck. */
#define ROOM_DOOR_KEEP_MS (12 * 3600000LL)

/* A lone pulse may be a false alarm, and would keep the room for half a day: it takes motion in
 * two windows (ROOM_WINDOW_MS) behind the closed door. Somebody inside gives them in the first five
 * minutes in 99 of 100 cases; the hundredth is left to the filter. */
#define ROOM_DOOR_WINDOWS 2

struct room_door {
    bool known, open;
    int64_t moved_ms; /* when it became what it is; ROOM_NEVER */
    bool closed_seen; /* it was seen open before it closed */
    int windows;      /* with motion since it closed */
    int64_t window;   /* the newest of them, counted from the closing */
    bool inside;      /* somebody is behind it since it closed */
    int64_t lost_ms;  /* the contact was lost while it kept somebody; ROOM_NEVER */
};

void room_door_start(struct room_door *self);
/* True when what the door says changed: silence begins anew at the time in *at_ms. */
bool room_door_read(struct room_door *self, const struct reading *reading, int64_t now_ms,
                    int64_t *at_ms);
/* Something moved in the window that begins at `at_ms`. */
void room_door_motion(struct room_door *self, int64_t at_ms);
/* Nobody of us looked, but the last motion ended at `end_ms`: somebody may be inside. */
void room_door_unseen(struct room_door *self, int64_t end_ms);
/* Whether a silence since `silent_ms` means that they went, and from when on. */
bool room_door_left(const struct room_door *self, int64_t silent_ms, int64_t *left_ms);
bool room_door_doubts(const struct room_door *self);

#endif
