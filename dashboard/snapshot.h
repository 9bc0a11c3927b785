/* The one filtered snapshot: everything about the present that may leave the house.
 *
 * Page, live stream, API and MQTT take what they show from here and from nowhere else, so that
 * the privacy policy of the place has one place to act. Immutable once made, counted by
 * references, used on the loop only. Times are UTC ms. */
#ifndef LAMPION_SNAPSHOT_H
#define LAMPION_SNAPSHOT_H

#include "dashboard/outlook.h"
#include "dashboard/place.h"
#include "dashboard/presence/presence.h"
#include <string.h>

#define SNAPSHOT_NULL (-1) /* a number that is not known */
#define SNAPSHOT_NEVER INT64_MAX

enum open_state { OPEN_UNKNOWN, OPEN_OPEN, OPEN_CLOSED };

struct snapshot_open {
    enum open_state state;
    int64_t until_ms; /* SNAPSHOT_NEVER: nobody knows, or for ever */
};

/* Sensors that are not known, those of one agent with one reason and one time as one entry. */
struct snapshot_why {
    char agent[ID_MAX];
    char sensor[ID_MAX]; /* empty: `sensors` of them */
    int sensors;
    enum reading_reason reason;
    int64_t since_ms; /* 0: not known since when */
    char fault[33];   /* READING_FAULTED */
};

struct snapshot_present {
    int64_t low, best, high; /* each may be SNAPSHOT_NULL */
};

/* Why a zone's numbers are not told, though they may be known. */
enum veil { VEIL_NONE, VEIL_HOURS, VEIL_SMALL, VEIL_PRIVATE, VEIL_AROUND };

struct snapshot_zone {
    const struct place_zone *zone; /* id, name, kind, capacity (0: not said), parent */
    enum veil veil;
    enum open_state open; /* as the place's, but where a dated fact is about the zone */
    enum zone_state state;
    int64_t since_ms;                          /* 0: not known */
    int64_t as_of_ms;                          /* of the oldest word it rests on; 0: none */
    int64_t seats, free, held, unknown, taken; /* SNAPSHOT_NULL where the zone has no seats */
    struct snapshot_present present;
    int sensors_ok, sensors_total;
    int unprotected; /* of them sources, without protection against losses */
    struct snapshot_why *whys;
    size_t why_count;
    struct room_account account; /* rooms, while the place is not closed */
};

struct snapshot {
    int references;
    const struct place *place; /* outlives every snapshot */
    int64_t as_of_ms;
    int64_t until_ms; /* how long the numbers hold without further word */
    bool simulated;   /* the clock is not the world's: the page says so */
    struct snapshot_open open;
    int64_t seats, free, held, unknown;
    struct snapshot_present present;
    struct snapshot_zone *zones; /* in the order of the description */
    size_t zone_count;
    struct outlook *outlook; /* a reference; NULL: what is likely later is not known */
};

/* Filters the presence by the policy of the place (dashboard/snapshot_veil.h). Reference count 1;
 * NULL when out of memory. */
struct snapshot *snapshot_new(const struct place *place, const struct presence *presence,
                              struct snapshot_open open, int64_t now_ms);
/* The zone is open or not apart from the place. Before the snapshot is given to anybody. 0, or -1
 * when out of memory: the snapshot is not to be shown. */
int snapshot_zone_open(struct snapshot *self, size_t zone, const struct presence *presence,
                       enum open_state open);
/* Makes the totals anew from what the zones tell. */
void snapshot_sum(struct snapshot *self);
struct snapshot *snapshot_ref(struct snapshot *self);
void snapshot_unref(struct snapshot *self); /* NULL is allowed */

/* The zone of this id that is shown to those who see the place; ZONE_NONE. */
static inline size_t snapshot_find(const struct snapshot *self, const char *id)
{
    for (size_t z = 0; z < self->zone_count; z++)
        if (strcmp(self->zones[z].zone->id, id) == 0 && self->zones[z].veil != VEIL_PRIVATE)
            return z;
    return ZONE_NONE;
}

/* Whether two snapshots say the same but for the times of reading. */
bool snapshot_same(const struct snapshot *a, const struct snapshot *b);

#endif
