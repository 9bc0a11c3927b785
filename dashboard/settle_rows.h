/* What a day's settling made, put into the store: only what changed is written, hours and days
 * follow. */
#ifndef LAMPION_SETTLE_ROWS_H
#define LAMPION_SETTLE_ROWS_H

#include "dashboard/settle_day.h"

struct settle_row {
    char zone[ID_MAX];
    int64_t zone_id; /* set by settle_rows_put */
    struct slot_revision revision;
    struct slot slot;
};

struct settle_rows {
    struct settle_row *rows; /* in the order of their making: by time within a zone */
    size_t count, room;
    bool failed;      /* out of memory */
    int64_t pause_ms; /* after each transaction: others get their turn */
};

/* For settle_day.each. */
void settle_rows_add(void *context, const char *zone, const struct slot_revision *revision,
                     const struct slot *slot);
void settle_rows_clear(struct settle_rows *self);

/* Writes the rows that begin in [from_s, to_s), in transactions of its own. Slots that are there
 * and not among the rows are taken away. 0 or -EIO with why. */
int settle_rows_put(struct settle_rows *self, struct store *store, struct slots *slots,
                    const struct settle_day *day, struct why *why);

/* Hours and days of the slots of a zone that begin at `changed` (in order): made anew, unless slots
 * of theirs are gone already. In the caller's transaction. 0 or -EIO with why. */
int settle_rows_sums(struct store *store, struct slots *slots, const struct settle_day *day,
                     int64_t zone, const int64_t *changed, size_t count, struct why *why);
/* Whose wall's clock holds at a time: of the version in force then, else of the first. */
const struct zonetime *settle_rows_zone_at(const struct settle_day *day, int64_t at_s);

#endif
