/* Rows of the settled history: slots, hours and days of zones. Not for other threads than the
 * connection's. Functions return 0 or -EIO with why. */
#ifndef LAMPION_HISTORY_SLOTS_H
#define LAMPION_HISTORY_SLOTS_H

#include "dashboard/history/slot.h"
#include "dashboard/history/store.h"

enum slot_step { STEP_SLOT, STEP_HOUR, STEP_DAY, STEPS };

/* By what a zone was settled, see the schema. */
struct slot_revision {
    int64_t id;
    enum slot_source source;
    int64_t description, method, sensors, seats, capacity;
};

struct slots;

/* `store` must outlive it. NULL with why. */
struct slots *slots_open(struct store *store, struct why *why);
void slots_close(struct slots *self); /* NULL is allowed */

/* The id of a zone; 0 when the history has none of it. */
int slots_zone_find(struct slots *self, const char *name, int64_t *id, struct why *why);
/* The same, made when it is new; STORE_WRITE. */
int slots_zone(struct slots *self, const char *name, int64_t *id, struct why *why);
/* The greatest id of a zone; 0: none. */
int slots_last_zone(struct slots *self, int64_t *id, struct why *why);
/* Finds or makes the row, and sets its id; STORE_WRITE. */
int slots_revision(struct slots *self, int64_t zone, struct slot_revision *revision,
                   struct why *why);

/* The row of an id. */
int slots_revision_read(struct slots *self, int64_t id, struct slot_revision *revision,
                        struct why *why);

/* Those that begin in [from_s, to_s), in order; `local` is 0 for slots. The callback returns
 * false to stop. Keep it brief: a statement is open. */
typedef bool slots_each(void *context, const struct slot *slot, int64_t local);
int slots_read(struct slots *self, enum slot_step step, int64_t zone, int64_t from_s, int64_t to_s,
               slots_each *each, void *context, struct why *why);

/* Hours as reports need them, at a third of the time: of the sums SENSORS, SILENT, SEATS,
 * SEATS_UNKNOWN, USED, IN_USE, USE_UNKNOWN, UNCOUNTED, PERSON, IN and OUT, of those within opening
 * USED, IN_USE and PERSON, and the peak; all else is 0. */
int slots_read_hours(struct slots *self, int64_t zone, int64_t from_s, int64_t to_s,
                     slots_each *each, void *context, struct why *why);

/* Writes one, over what was there. */
int slots_put(struct slots *self, enum slot_step step, int64_t zone, const struct slot *slot,
              int64_t local, struct why *why);
/* Takes away those that begin in [from_s, to_s). */
int slots_remove(struct slots *self, enum slot_step step, int64_t zone, int64_t from_s,
                 int64_t to_s, struct why *why);

#endif
