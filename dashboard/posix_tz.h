/* The rule at the end of a TZif file: what a zone does after the last change of its table.
 *
 * Source of the format: RFC 9636 section 3.3 and POSIX.1-2017 section 8.3 (TZ), with the extension
 * that a rule's time runs from -167 to 167 hours. Offsets are seconds east of UTC (the sign of the
 * text is the other way round). Pure. */
#ifndef LAMPION_DASHBOARD_POSIX_TZ_H
#define LAMPION_DASHBOARD_POSIX_TZ_H

#include <stdbool.h>
#include <stdint.h>

/* The day and time of a yearly change. */
struct posix_tz_date {
    enum { POSIX_TZ_MONTH_WEEK_DAY, POSIX_TZ_JULIAN, POSIX_TZ_DAY_OF_YEAR } kind;
    int month, week, weekday; /* M: 1..12, 1..5 (5 = last), 0 = Sunday..6 */
    int day;                  /* J: 1..365, never the leap day; n: 0..365 */
    int32_t time_s;           /* on the local clock before the change */
};

struct posix_tz {
    bool has_dst;
    int32_t std_s, dst_s;
    struct posix_tz_date to_dst, to_std;
};

/* 0, or -EINVAL when the text is not such a rule. */
int posix_tz_parse(struct posix_tz *rule, const char *text);

int32_t posix_tz_offset_s(const struct posix_tz *rule, int64_t utc_s);

/* The next moment after utc_s with another offset, INT64_MAX if there is none. */
int64_t posix_tz_next_s(const struct posix_tz *rule, int64_t utc_s);

#endif
