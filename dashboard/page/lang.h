/* The words of the page, in the languages of the place. Tables, never setlocale.
 *
 * A text may hold {a} and {b}, which lang_write replaces. Where a text depends on a number there
 * are two, ..._ONE and ..._MANY in this order; French counts 0 as one, English as many. The texts
 * are plain and hold none of & < > " ' (a test checks), so that {a} and {b} may be HTML where
 * HTML is written. */
#ifndef LAMPION_PAGE_LANG_H
#define LAMPION_PAGE_LANG_H

#include "dashboard/page/buffer.h"
#include "dashboard/place.h"
#include <stdint.h>

enum text {
    /* The answer. {a} free, {b} seats */
    TEXT_FREE_NONE,
    TEXT_FREE_ONE,
    TEXT_FREE_MANY,
    TEXT_LEAST_ONE,
    TEXT_LEAST_MANY,
    TEXT_NONE_KNOWN,
    TEXT_ALL_UNKNOWN,
    TEXT_NOTHING_KNOWN,
    TEXT_CLOSED,
    TEXT_CLOSED_TODAY, /* {a} opens again, on the same day */
    TEXT_CLOSED_LATER,
    TEXT_OPEN,
    TEXT_OPEN_TODAY,
    TEXT_OPEN_LATER,
    TEXT_OPEN_UNKNOWN,
    /* Seats of one kind, {a} */
    TEXT_FREE_SEATS_ONE,
    TEXT_FREE_SEATS_MANY,
    TEXT_HELD_ONE,
    TEXT_HELD_MANY,
    TEXT_TAKEN_ONE,
    TEXT_TAKEN_MANY,
    TEXT_UNKNOWN_ONE,
    TEXT_UNKNOWN_MANY,
    TEXT_SEATS_HELD_ONE, /* said on their own, outside the legend of a zone */
    TEXT_SEATS_HELD_MANY,
    TEXT_SEATS_UNKNOWN_ONE,
    TEXT_SEATS_UNKNOWN_MANY,
    /* States by kind of zone, in the order of enum zone_state */
    TEXT_SEATS_STATE,
    TEXT_SEATS_FREE,
    TEXT_SEATS_BUSY,
    TEXT_SEATS_FULL,
    TEXT_ROOM_STATE,
    TEXT_ROOM_FREE,
    TEXT_ROOM_BUSY,
    TEXT_ROOM_FULL,
    TEXT_HALL_STATE,
    TEXT_HALL_FREE,
    TEXT_HALL_BUSY,
    TEXT_HALL_FULL,
    TEXT_ZONE_CLOSED,
    TEXT_ZONE_VEILED, /* what is known of it is not told, by the policy */
    TEXT_SINCE,       /* {a} a moment */
    /* People */
    TEXT_PEOPLE_ONE,
    TEXT_PEOPLE_MANY,
    TEXT_PEOPLE_ABOUT_ONE,
    TEXT_PEOPLE_ABOUT_MANY,
    TEXT_PEOPLE_BETWEEN,  /* {a} and {b} */
    TEXT_PEOPLE_INTERVAL, /* the same, in brackets behind the best guess */
    TEXT_PEOPLE_LEAST_ONE,
    TEXT_PEOPLE_LEAST_MANY,
    TEXT_PEOPLE_MOST_ONE,
    TEXT_PEOPLE_MOST_MANY,
    TEXT_PEOPLE_UNKNOWN,
    TEXT_CAPACITY_ONE,
    TEXT_CAPACITY_MANY,
    /* Why something is not known: {a} who, {b} how many sensors; by reason, one and several */
    TEXT_WHY_NEVER_ONE,
    TEXT_WHY_NEVER_MANY,
    TEXT_WHY_SILENT_ONE,
    TEXT_WHY_SILENT_MANY,
    TEXT_WHY_LOST_ONE,
    TEXT_WHY_LOST_MANY,
    TEXT_WHY_ABSENT_ONE,
    TEXT_WHY_ABSENT_MANY,
    TEXT_WHY_FAULTED_ONE,
    TEXT_WHY_FAULTED_MANY,
    TEXT_WHY_SUSPECT_ONE,
    TEXT_WHY_SUSPECT_MANY,
    TEXT_WHY_CONTESTED, /* {a} the agent */
    TEXT_WHY_SINCE,     /* {a} a moment, behind one of the above */
    TEXT_WHY_BECAUSE,   /* {a} the fault, behind FAULTED */
    /* What is wrong with a sensor (or zone) {a}, and what to do next */
    TEXT_HEALTH_SILENT,
    TEXT_HEALTH_CHATTERING,
    TEXT_HEALTH_STUCK,
    TEXT_HEALTH_TAKEN_CLOSED,
    TEXT_HEALTH_NEVER_USED,
    TEXT_HEALTH_ONE_WAY,
    TEXT_HEALTH_NOBODY,
    /* Why a room is what it is said to be: {a} a moment */
    TEXT_ROOM_SEES,
    TEXT_ROOM_SAW,
    TEXT_ROOM_LIKELY, /* {a} per cent, behind SAW */
    TEXT_ROOM_DOOR_KEEPS,
    TEXT_ROOM_SILENT,
    TEXT_ROOM_NEVER,
    TEXT_ROOM_DOOR_LEFT,
    TEXT_ROOM_COUNTED,
    TEXT_ROOM_DOOR_LOST,
    TEXT_ROOM_WATCHED_BRIEF,
    TEXT_UNPROTECTED, /* a zone rests on sensors that keep nothing */
    /* One zone in a word or two: {a} seats free */
    TEXT_GLANCE_NONE,
    TEXT_GLANCE_LEAST_ONE,
    TEXT_GLANCE_LEAST_MANY,
    TEXT_WHERE,
    /* Later today: {a} days like today it rests on */
    TEXT_LATER,
    TEXT_LATER_TOO_LITTLE,
    TEXT_LATER_NOT_USUAL,
    TEXT_LATER_OPEN_UNKNOWN,
    TEXT_LATER_OVER,
    TEXT_IN_TEN, /* {a} 1 to 9 */
    TEXT_LATER_BASIS_ONE,
    TEXT_LATER_BASIS_MANY,
    /* What is usual, on the page of a zone */
    TEXT_DAY_TITLE,
    TEXT_DAY_ABOUT,
    TEXT_DAY_NONE,
    TEXT_WEEK_TITLE,
    TEXT_WEEK_SUMMARY, /* {a} calmest, {b} fullest part of the week */
    TEXT_WEEK_NONE,
    TEXT_AS_TABLE,
    TEXT_HEAD_HOUR,
    TEXT_HEAD_USUAL,
    TEXT_HEAD_TODAY,
    TEXT_HEAD_DAY,
    TEXT_RANGE, /* {a} to {b} */
    TEXT_PERCENT,
    TEXT_FEW,
    TEXT_NOT_KNOWN,
    TEXT_TO_COME,
    TEXT_PART_MORNING,
    TEXT_PART_MIDDAY,
    TEXT_PART_AFTERNOON,
    TEXT_PART_EVENING,
    TEXT_MEASURE_TAKEN, /* in the order of enum outlook_measure */
    TEXT_MEASURE_PEOPLE,
    TEXT_MEASURE_USE,
    /* When it was read */
    TEXT_READ_UNTIL, /* {a} read at, {b} holds until */
    TEXT_READ,
    TEXT_STILL, /* {a} read at, {b} not to be believed after */
    TEXT_DAY,   /* {a} the day, {b} the time zone */
    /* The page around it */
    TEXT_SKIP,
    TEXT_LANGUAGES,
    TEXT_ZONES,
    TEXT_CONTAINED, /* {a} the zone that contains these */
    TEXT_SIMULATED,
    TEXT_SIMULATED_MORE,
    TEXT_LIVE,
    TEXT_WAITING,
    TEXT_LOST,
    TEXT_OLD, /* {a} read at */
    TEXT_OLD_WORD,
    TEXT_NO_SCRIPT,
    TEXT_READ_AGAIN,
    TEXT_GUIDE,
    TEXT_GUIDE_FREE,
    TEXT_GUIDE_HELD,
    TEXT_GUIDE_BUSY,
    TEXT_GUIDE_FULL,
    TEXT_GUIDE_UNKNOWN,
    TEXT_VOICE,
    TEXT_NOBODY_WATCHED,
    TEXT_AS_JSON,
    /* What those who look after the place are told, three by three in the order of enum alarm_kind:
     * it began, it ended ({a} who, {b} the number), what to do next */
    TEXT_ALARM_BOARD,
    TEXT_ALARM_BOARD_ENDED,
    TEXT_ALARM_BOARD_MORE,
    TEXT_ALARM_COVERAGE,
    TEXT_ALARM_COVERAGE_ENDED,
    TEXT_ALARM_COVERAGE_MORE,
    TEXT_ALARM_FILLING,
    TEXT_ALARM_FILLING_ENDED,
    TEXT_ALARM_FILLING_MORE,
    TEXT_ALARM_FULL,
    TEXT_ALARM_FULL_ENDED,
    TEXT_ALARM_FULL_MORE,
    TEXT_ALARM_BACKUP,
    TEXT_ALARM_BACKUP_ENDED,
    TEXT_ALARM_BACKUP_MORE,
    TEXT_ALARM_DISK,
    TEXT_ALARM_DISK_ENDED,
    TEXT_ALARM_DISK_MORE,
    TEXT_ALARM_AGAIN, /* in front of one that was told before */
    TEXT_ALARM_FOOT,  /* {a} the place */
    /* Answers that are not the page */
    TEXT_NOT_FOUND,
    TEXT_NOT_FOUND_MORE,
    TEXT_NOT_READY,
    TEXT_NOT_READY_MORE,
    TEXT_NOT_PUBLIC,
    TEXT_NOT_PUBLIC_MORE,
    TEXT_OFFLINE,
    TEXT_OFFLINE_MORE,
    TEXT_TO_PAGE,
    TEXT_COUNT,
};

const char *lang_code(enum language language); /* "fr", for lang= */
const char *lang_name(enum language language); /* "Français" */

const char *lang_text(enum language language, enum text text);

/* The one of `one` (..._ONE) and the next (..._MANY) that goes with `n`. */
enum text lang_plural(enum language language, enum text one, int64_t n);

/* A text with {a} and {b} replaced; NULL for those it does not hold. */
void lang_write(struct buffer *out, enum language language, enum text text, const char *a,
                const char *b);

/* "1 200", "1,200": `text` holds at least LANG_NUMBER_MAX bytes and is returned. */
#define LANG_NUMBER_MAX 48
const char *lang_number(enum language language, int64_t n, char text[LANG_NUMBER_MAX]);

/* A text that counts: chosen by `n` and with it as {a}. */
void lang_count(struct buffer *out, enum language language, enum text one, int64_t n);

/* What a driver's fault means ("obstructed"), or the fault itself where there is no word. */
const char *lang_fault(enum language language, const char *fault);

#endif
