/* Opening hours: a strict subset of the OSM opening_hours syntax, read once, asked each second.
 *
 * Grammar (spaces are free; README of tests/oracle/hours tells where others read otherwise):
 *   hours    rule { ";" rule | "," rule }
 *   rule     "24/7" [state] | [years] [dates] [days] [spans] [state]     not all absent
 *   years    2026 | 2026-2028, lists with ","
 *   dates    Jul | Jul-Aug | Jul 14 | Jul 14-20 | Jul 14,16 | Dec 20-Jan 5 | 2026 Jul 14
 *            | 2026 Dec 20-2027 Jan 5, lists with ","
 *   days     Mo | Mo-Fr | Sa[1] | Sa[1,3] | Sa[1-2] | Sa[-1] | PH | SH, lists with ",";
 *            "PH Mo-Fr" and "SH Mo-Fr" mean both at once
 *   spans    09:00-18:00 | 22:00-02:00 | 22:00-26:00 | sunrise-sunset | (sunset-01:00)-23:00, lists
 *   state    open | off | closed | unknown, then or instead "comment"; a comment alone is unknown
 * Everything else is refused with its column. PH and SH are asked of struct holidays; what it does
 * not know is unknown here where it matters.
 *
 * Meaning, as the OSM specification and its reference implementation have it: a rule after ";"
 * that opens (or is unknown) on a day replaces everything said before for that day; "off" only
 * takes away; a rule after "," adds. The hours after midnight of a span belong to the day on which
 * they lie as far as replacing is concerned. Whether the place is open is a function of what the
 * clock on the wall shows: on the night when an hour comes twice, so do its hours.
 *
 * Pure; a struct hours is never changed after parsing and may be shared. */
#ifndef LAMPION_PRESENCE_HOURS_H
#define LAMPION_PRESENCE_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/common/why.h"
#include "dashboard/presence/holidays.h"
#include "dashboard/zonetime.h"

struct hours;

enum hours_state { HOURS_CLOSED, HOURS_OPEN, HOURS_UNKNOWN };

struct hours_answer {
    enum hours_state state;
    int64_t until_ms; /* the next change of state; INT64_MAX: none within 366 days */
};

/* The caller's, borrowed for the call. */
struct hours_context {
    const struct zonetime *zone;
    const struct holidays *holidays; /* NULL: PH and SH are unknown */
    bool has_position;               /* else sunrise and sunset are unknown */
    double lat, lon;                 /* degrees, north and east positive */
};

/* NULL with "column N, at ...: why" when the text is not in the subset. Text up to 1000 bytes. The
 * caller frees with hours_free. */
struct hours *hours_parse(const char *text, struct why *why);

/* NULL is allowed. */
void hours_free(struct hours *hours);

/* What the expression asks of its context, so that a description without it can be refused. */
bool hours_need_holidays(const struct hours *hours);
bool hours_need_school_holidays(const struct hours *hours);
bool hours_need_position(const struct hours *hours);

void hours_at(const struct hours *hours, const struct hours_context *context, int64_t utc_ms,
              struct hours_answer *answer);

/* Notes in words on what means something else than it looks, seen over the years year-1 to year+3:
 * a rule that later ones override entirely, one that matches no day, nights cut at midnight by
 * another rule, hours past midnight that stay after a day off. Returns how many notes there are, of
 * which the first `max` are written. Slow (up to 0.1 s): for checking only. */
size_t hours_lint(const struct hours *hours, const struct hours_context *context, int year,
                  struct why *notes, size_t max);

#endif
