/* Alarms: what those who look after a place want to be told of without asking. Pure; UTC ms.
 *
 * Each is a number of a subject (a board, a zone, the disk) held against a limit, with hysteresis:
 * it begins when the number was past `begin` for `begin_ms` without a break, and ends when it was
 * back past `end` for `end_ms`. Between the two nothing changes. A muted alarm (a closed place)
 * does not begin, and what stands is not told again.
 *
 * Telling is bounded: of one alarm once in ALARM_QUIET_MS, of all ALARM_HOUR_MAX an hour. What is
 * kept back is told later, as it then stands; what has gone back meanwhile to what was told last
 * is never told. What stands is told again every ALARM_AGAIN_MS. */
#ifndef LAMPION_NOTIFY_ALARM_H
#define LAMPION_NOTIFY_ALARM_H

#include "agent/common/topic.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum alarm_kind {
    ALARM_BOARD,    /* minutes since its last word */
    ALARM_COVERAGE, /* per cent of the sensors that are known */
    ALARM_FILLING,  /* per cent of the capacity, best estimate */
    ALARM_FULL,     /* the same, at the ceiling */
    ALARM_BACKUP,   /* age of the newest one, in per cent of how often one is asked for */
    ALARM_DISK,     /* per cent free where the history lies */
    ALARM_KINDS,
};
const char *alarm_kind_name(enum alarm_kind kind); /* "board-silent", for programs */

#define ALARM_QUIET_MS (30 * 60000)
#define ALARM_AGAIN_MS (24 * 3600000LL)
#define ALARM_HOUR_MAX 12

struct alarm_news {
    enum alarm_kind kind;
    char subject[ID_MAX]; /* agent, zone, or empty */
    bool began;           /* else it ended */
    bool again;           /* it stands, and was told before */
    int64_t value;        /* the number as it is now */
    int64_t since_ms;     /* of what is told */
};

struct alarms;

struct alarms *alarms_new(void); /* NULL when out of memory */
void alarms_free(struct alarms *self);

/* The number as it is now. One that is not known is not said: then the alarm stays as it is. What
 * there is no memory for is left out. */
void alarms_measure(struct alarms *self, enum alarm_kind kind, const char *subject, int64_t value,
                    bool muted, int64_t now_ms);

/* What is to be told now, one after the other. False: nothing. */
bool alarms_next(struct alarms *self, struct alarm_news *news, int64_t now_ms);

/* How many stand. */
size_t alarms_standing(const struct alarms *self);

#endif
