/* Whether the place is open: from its opening hours, or from a switch; dated facts (closures and
 * special openings) overrule both, the newest of those that hold first. */
#ifndef LAMPION_OPENING_H
#define LAMPION_OPENING_H

#include "agent/common/why.h"
#include "dashboard/facts.h"
#include "dashboard/place.h"
#include "dashboard/presence/hours.h"
#include "dashboard/presence/reading.h"
#include "dashboard/snapshot.h"

struct opening {
    const struct place *place;
    struct zonetime *zonetime;
    bool has_holidays;
    struct holidays holidays;
    struct holidays_range *school; /* by first day */
    size_t school_count;
    struct hours *hours; /* NULL: not said */
    struct reading switch_reading;
    const struct facts *facts; /* the caller's; NULL: none */
};

/* Loads the time zone, reads hours and holidays. 0, or -errno with why; opening_stop is due in
 * both cases. */
int opening_start(struct opening *self, const struct place *place, struct why *why);
void opening_stop(struct opening *self);

/* The newest word of the switch. */
void opening_read(struct opening *self, const struct reading *reading);

/* The state now; `until_ms` is also when to ask again. A switch that is not known is unknown. */
struct snapshot_open opening_at(const struct opening *self, int64_t now_ms);

/* Whether a fact is about a zone alone; else every zone is as the place. */
bool opening_has_zones(const struct opening *self);
/* The same for a zone: also what facts say of it, or of a zone that contains it. */
struct snapshot_open opening_zone_at(const struct opening *self, size_t zone, int64_t now_ms);

/* The school holidays of the place's zone, by first day (civil days, both within), in the place of
 * what was known before. Days before the first, after the last, and in a hole longer than a term
 * (OPENING_TERM_DAYS) before that are unknown. 0 or -ENOMEM. */
#define OPENING_TERM_DAYS 120
int opening_school(struct opening *self, const struct holidays_range *ranges, size_t count);
/* What is wrong with them, in a line: hours speak of SH, and there is no zone, no table, or it ends
 * within OPENING_SCHOOL_NOTE_DAYS. False: nothing. */
#define OPENING_SCHOOL_NOTE_DAYS 56
bool opening_school_note(const struct opening *self, int64_t now_ms, struct why *note);

/* Notes on hours that mean less than they look, for `lampion check`; see hours_lint. */
size_t opening_lint(const struct opening *self, int year, struct why *notes, size_t max);

#endif
