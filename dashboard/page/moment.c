#include "dashboard/page/moment.h"

#include "dashboard/page/lang_tables.h"
#include <stdio.h>

#define NBSP "\u00a0"

/* What the languages say differently about days. */
static const struct {
    const char *yesterday, *tomorrow, *before_date, *then;
} day_words[LANGUAGE_COUNT] = {
    [LANGUAGE_FR] = {"hier", "demain", "le ", " à" NBSP},
    [LANGUAGE_EN] = {"yesterday", "tomorrow", "", " "},
};

static void clock_write(struct buffer *out, enum language language,
                        const struct zonetime_local *local, bool seconds)
{
    char text[48];
    if (language == LANGUAGE_EN) {
        int used = snprintf(text, sizeof text, "%02d:%02d", local->hour, local->minute);
        if (seconds) {
            snprintf(text + used, sizeof text - (size_t)used, ":%02d", local->second);
        }
    } else if (seconds) {
        snprintf(text, sizeof text, "%d" NBSP "h" NBSP "%02d" NBSP "min" NBSP "%02d" NBSP "s",
                 local->hour, local->minute, local->second);
    } else if (local->minute != 0) {
        snprintf(text, sizeof text, "%d" NBSP "h" NBSP "%02d", local->hour, local->minute);
    } else {
        snprintf(text, sizeof text, "%d" NBSP "h", local->hour);
    }
    buffer_text(out, text);
}

void moment_clock(struct buffer *out, enum language language, const struct zonetime *zone,
                  int64_t utc_ms, bool seconds)
{
    struct zonetime_local local;
    zonetime_local(zone, utc_ms, &local);
    clock_write(out, language, &local, seconds);
}

/* "5", but "1er" in French. */
static void date_write(struct buffer *out, enum language language,
                       const struct zonetime_local *local)
{
    char text[48];
    snprintf(text, sizeof text, "%d%s" NBSP "%s", local->day,
             language == LANGUAGE_FR && local->day == 1 ? "er" : "",
             lang_table(language)->months[local->month - 1]);
    buffer_text(out, text);
}

static void day_write(struct buffer *out, enum language language,
                      const struct zonetime_local *local, int64_t days_ahead)
{
    if (days_ahead == -1 || days_ahead == 1) {
        buffer_text(out,
                    days_ahead == 1 ? day_words[language].tomorrow : day_words[language].yesterday);
    } else if (days_ahead > 1 && days_ahead < 7) {
        buffer_text(out, lang_table(language)->weekdays[local->weekday - 1]);
    } else {
        buffer_text(out, day_words[language].before_date);
        date_write(out, language, local);
    }
    buffer_text(out, day_words[language].then);
}

bool moment_near(struct buffer *out, enum language language, const struct zonetime *zone,
                 int64_t utc_ms, int64_t now_ms)
{
    struct zonetime_local local, now;
    zonetime_local(zone, utc_ms, &local);
    zonetime_local(zone, now_ms, &now);
    bool today = local.days == now.days;
    if (!today) {
        day_write(out, language, &local, local.days - now.days);
    }
    clock_write(out, language, &local, false);
    return today;
}

void moment_day(struct buffer *out, enum language language, const struct zonetime *zone,
                int64_t utc_ms)
{
    struct zonetime_local local;
    zonetime_local(zone, utc_ms, &local);
    char year[24];
    snprintf(year, sizeof year, NBSP "%d", local.year);
    buffer_text(out, lang_table(language)->weekdays[local.weekday - 1]);
    buffer_text(out, " ");
    date_write(out, language, &local);
    buffer_text(out, year);
}

void moment_terse(struct buffer *out, const struct zonetime *zone, int64_t utc_ms, int64_t now_ms)
{
    struct zonetime_local local, now;
    zonetime_local(zone, utc_ms, &local);
    zonetime_local(zone, now_ms, &now);
    char text[64];
    if (local.days != now.days) {
        snprintf(text, sizeof text, "%04d-%02d-%02d ", local.year, local.month, local.day);
        buffer_text(out, text);
    }
    snprintf(text, sizeof text, "%02d:%02d", local.hour, local.minute);
    buffer_text(out, text);
}
