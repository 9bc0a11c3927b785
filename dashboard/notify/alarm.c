#include "dashboard/notify/alarm.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS 60000LL
#define HOUR_MS (60 * MINUTE_MS)
#define NEVER_MS INT64_MIN

struct rule {
    const char *name;
    bool low_is_bad;
    int64_t begin, end; /* the first number that counts, each way */
    int64_t begin_ms, end_ms;
};

/* The two of a ceiling are apart so that a house which swings about a limit is told of once. */
static const struct rule rules[ALARM_KINDS] = {
    [ALARM_BOARD] = {"board-silent", false, 1, 0, 10 * MINUTE_MS, MINUTE_MS},
    [ALARM_COVERAGE] = {"coverage", true, 89, 95, 30 * MINUTE_MS, 10 * MINUTE_MS},
    [ALARM_FILLING] = {"capacity-warning", false, 90, 84, MINUTE_MS, 5 * MINUTE_MS},
    [ALARM_FULL] = {"capacity-alarm", false, 100, 94, 0, 5 * MINUTE_MS},
    [ALARM_BACKUP] = {"backup-overdue", false, 200, 100, 0, 0},
    [ALARM_DISK] = {"disk-filling", true, 9, 15, 0, 0},
};

struct alarm {
    enum alarm_kind kind;
    char subject[ID_MAX];
    bool on, told_on, muted;
    int64_t value;
    int64_t since_ms;   /* of `on` */
    int64_t turning_ms; /* since when the number asks for the other state; NEVER_MS: it does not */
    int64_t told_ms;    /* NEVER_MS: never */
};

struct alarms {
    struct alarm *list;
    size_t count, room;
    int64_t told_ms[ALARM_HOUR_MAX]; /* a ring: the newest told */
    size_t told_at;
};

const char *alarm_kind_name(enum alarm_kind kind)
{
    return rules[kind].name;
}

struct alarms *alarms_new(void)
{
    struct alarms *self = calloc(1, sizeof *self);
    for (size_t i = 0; self && i < ALARM_HOUR_MAX; i++)
        self->told_ms[i] = NEVER_MS;
    return self;
}

void alarms_free(struct alarms *self)
{
    if (self)
        free(self->list);
    free(self);
}

static struct alarm *find(struct alarms *self, enum alarm_kind kind, const char *subject)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->list[i].kind == kind && !strcmp(self->list[i].subject, subject))
            return &self->list[i];
    if (self->count == self->room) {
        size_t room = self->room ? 2 * self->room : 16;
        struct alarm *list = realloc(self->list, room * sizeof *list);
        if (!list)
            return NULL;
        self->list = list;
        self->room = room;
    }
    struct alarm *alarm = &self->list[self->count++];
    *alarm = (struct alarm){.kind = kind, .turning_ms = NEVER_MS, .told_ms = NEVER_MS};
    strncat(alarm->subject, subject, sizeof alarm->subject - 1);
    return alarm;
}

static bool asks_for_change(const struct alarm *alarm, int64_t value)
{
    const struct rule *rule = &rules[alarm->kind];
    if (alarm->on)
        return rule->low_is_bad ? value >= rule->end : value <= rule->end;
    return !alarm->muted && (rule->low_is_bad ? value <= rule->begin : value >= rule->begin);
}

void alarms_measure(struct alarms *self, enum alarm_kind kind, const char *subject, int64_t value,
                    bool muted, int64_t now_ms)
{
    struct alarm *alarm = find(self, kind, subject);
    if (!alarm)
        return;
    alarm->value = value;
    alarm->muted = muted;
    if (!asks_for_change(alarm, value)) {
        alarm->turning_ms = NEVER_MS;
        return;
    }
    if (alarm->turning_ms == NEVER_MS)
        alarm->turning_ms = now_ms;
    if (now_ms - alarm->turning_ms < (alarm->on ? rules[kind].end_ms : rules[kind].begin_ms))
        return;
    alarm->on = !alarm->on;
    alarm->since_ms = now_ms;
    alarm->turning_ms = NEVER_MS;
}

static bool is_past(int64_t then_ms, int64_t wait_ms, int64_t now_ms)
{
    return then_ms == NEVER_MS || now_ms - then_ms >= wait_ms;
}

static bool is_due(const struct alarm *alarm, int64_t now_ms)
{
    if (alarm->on != alarm->told_on)
        return is_past(alarm->told_ms, ALARM_QUIET_MS, now_ms);
    bool stands = alarm->on && alarm->turning_ms == NEVER_MS; /* and is not about to end */
    return stands && !alarm->muted && is_past(alarm->told_ms, ALARM_AGAIN_MS, now_ms);
}

bool alarms_next(struct alarms *self, struct alarm_news *news, int64_t now_ms)
{
    if (!is_past(self->told_ms[self->told_at], HOUR_MS, now_ms))
        return false;
    for (size_t i = 0; i < self->count; i++) {
        struct alarm *alarm = &self->list[i];
        if (!is_due(alarm, now_ms))
            continue;
        *news = (struct alarm_news){.kind = alarm->kind,
                                    .began = alarm->on,
                                    .again = alarm->on && alarm->told_on,
                                    .value = alarm->value,
                                    .since_ms = alarm->since_ms};
        strcpy(news->subject, alarm->subject);
        alarm->told_on = alarm->on;
        alarm->told_ms = now_ms;
        self->told_ms[self->told_at] = now_ms;
        self->told_at = (self->told_at + 1) % ALARM_HOUR_MAX;
        return true;
    }
    return false;
}

size_t alarms_standing(const struct alarms *self)
{
    size_t standing = 0;
    for (size_t i = 0; i < self->count; i++)
        standing += self->list[i].on;
    return standing;
}
