#include "dashboard/page/why_line.h"

#include "dashboard/page/lang.h"
#include "dashboard/page/moment.h"
#include <stdio.h>

static enum text why_text(enum reading_reason reason)
{
    switch (reason) {
    case READING_SILENT:
        return TEXT_WHY_SILENT_ONE;
    case READING_LOST:
        return TEXT_WHY_LOST_ONE;
    case READING_ABSENT:
        return TEXT_WHY_ABSENT_ONE;
    case READING_FAULTED:
        return TEXT_WHY_FAULTED_ONE;
    case READING_SUSPECT:
        return TEXT_WHY_SUSPECT_ONE;
    default:
        return TEXT_WHY_NEVER_ONE;
    }
}

/* "desks/seat-07", or the agent alone when it speaks of several. */
static void who_write(struct buffer *out, const struct snapshot_why *why)
{
    buffer_text(out, why->agent);
    if (why->sensor[0]) {
        buffer_text(out, "/");
        buffer_text(out, why->sensor);
    }
}

void why_line(struct buffer *out, const struct snapshot_why *why, enum language language,
              const struct zonetime *zone, int64_t now_ms)
{
    struct buffer who = {0}, since = {0};
    char count[LANG_NUMBER_MAX];
    if (why->reason == READING_CONTESTED) {
        lang_write(out, language, TEXT_WHY_CONTESTED, why->agent, NULL);
        return;
    }
    who_write(&who, why);
    enum text text = why_text(why->reason) + (why->sensor[0] ? 0 : 1);
    lang_write(out, language, text, buffer_peek(&who), lang_number(language, why->sensors, count));
    if (why->reason == READING_FAULTED && why->fault[0]) {
        lang_write(out, language, TEXT_WHY_BECAUSE, lang_fault(language, why->fault), NULL);
    }
    if (why->since_ms > 0) {
        moment_near(&since, language, zone, why->since_ms, now_ms);
        lang_write(out, language, TEXT_WHY_SINCE, buffer_peek(&since), NULL);
    }
    buffer_free(&who);
    buffer_free(&since);
}

static const char *terse_reason(const struct snapshot_why *why)
{
    switch (why->reason) {
    case READING_SILENT:
        return "silent";
    case READING_LOST:
        return "connection lost";
    case READING_ABSENT:
        return "missing on its board";
    case READING_FAULTED:
        return why->fault[0] ? why->fault : "faulted";
    case READING_SUSPECT:
        return "not believed";
    default:
        return "not heard yet";
    }
}

void why_terse(struct buffer *out, const struct snapshot_why *why, const struct zonetime *zone,
               int64_t now_ms)
{
    if (why->reason == READING_CONTESTED) {
        buffer_text(out, "two boards call themselves ");
        buffer_text(out, why->agent);
        return;
    }
    if (!why->sensor[0]) {
        char count[32];
        snprintf(count, sizeof count, "%d sensors of ", why->sensors);
        buffer_text(out, count);
    }
    who_write(out, why);
    buffer_text(out, " ");
    buffer_text(out, terse_reason(why));
    if (why->since_ms > 0) {
        buffer_text(out, " since ");
        moment_terse(out, zone, why->since_ms, now_ms);
    }
}
