#include "agent/common/time.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timex.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct lampion_clock clock_real(void)
{
    return (struct lampion_clock){.speed = 1};
}

int clock_parse(struct lampion_clock *clock, const char *text, struct why *why)
{
    long long real_ms, wall_ms;
    double speed;
    char rest;
    if (sscanf(text, "%lld,%lld,%lf%c", &real_ms, &wall_ms, &speed, &rest) != 3)
        return why_set(why, EINVAL, "--clock %s: expected REAL_MS,WALL_MS,SPEED", text);
    if (!isfinite(speed) || speed <= 0 || speed > 1e7)
        return why_set(why, EINVAL, "--clock %s: the speed must be above 0, up to 1e7", text);
    *clock = (struct lampion_clock){true, real_ms, wall_ms, speed};
    return 0;
}

int64_t clock_real_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

/* Microseconds inside, so that high speeds do not advance in jumps of a whole real millisecond. */
static int64_t simulated_elapsed_ms(const struct lampion_clock *clock)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    int64_t elapsed_us = now_us - clock->origin_real_ms * 1000;
    return elapsed_us < 0 ? 0 : (int64_t)((double)elapsed_us * clock->speed / 1000);
}

int64_t clock_mono_ms(const struct lampion_clock *clock)
{
    return clock->simulated ? clock_wall_ms(clock) : clock_real_ms();
}

int64_t clock_wall_ms(const struct lampion_clock *clock)
{
    if (!clock->simulated)
        return read_ms(CLOCK_REALTIME);
    return clock->origin_wall_ms + simulated_elapsed_ms(clock);
}

int64_t clock_real_at(const struct lampion_clock *clock, int64_t mono_ms)
{
    if (!clock->simulated || mono_ms == TIME_NEVER)
        return mono_ms;
    double real_ms = ceil((double)(mono_ms - clock->origin_wall_ms) / clock->speed);
    return real_ms > 1e15 ? TIME_NEVER : clock->origin_real_ms + (int64_t)real_ms;
}

int64_t clock_suspended_ms(const struct lampion_clock *clock)
{
    if (clock->simulated)
        return 0;
    int64_t gap_ms = read_ms(CLOCK_BOOTTIME) - read_ms(CLOCK_MONOTONIC);
    return gap_ms < 10 ? 0 : gap_ms; /* the two reads are not at one instant */
}

bool clock_is_synced(const struct lampion_clock *clock)
{
    if (clock->simulated)
        return true;
    struct timex timex = {0};
    return adjtimex(&timex) >= 0 && !(timex.status & STA_UNSYNC);
}

static void format(int64_t wall_ms, char *text, bool fraction)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    int ms = (int)(wall_ms % 1000);
    if (ms < 0) {
        ms += 1000;
        seconds--;
    }
    struct tm utc;
    gmtime_r(&seconds, &utc);
    size_t used = strftime(text, TIME_TEXT_MAX, "%Y-%m-%dT%H:%M:%S", &utc);
    if (fraction)
        snprintf(text + used, TIME_TEXT_MAX - used, ".%03dZ", ms);
    else
        snprintf(text + used, TIME_TEXT_MAX - used, "Z");
}

void time_format_ms(int64_t wall_ms, char text[TIME_TEXT_MAX])
{
    format(wall_ms, text, true);
}

void time_format_s(int64_t wall_ms, char text[TIME_TEXT_MAX])
{
    format(wall_ms, text, false);
}

static bool in_range(const struct tm *utc)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year = utc->tm_year + 1900;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (utc->tm_mon < 0 || utc->tm_mon > 11)
        return false;
    int last = days[utc->tm_mon] + (leap && utc->tm_mon == 1);
    return utc->tm_mday >= 1 && utc->tm_mday <= last && utc->tm_hour >= 0 && utc->tm_hour < 24 &&
           utc->tm_min >= 0 && utc->tm_min < 60 && utc->tm_sec >= 0 && utc->tm_sec < 60;
}

int time_parse(const char *text, int64_t *wall_ms)
{
    struct tm utc = {0};
    int used = 0;
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%n", &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
               &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &used) != 6)
        return -EINVAL;
    utc.tm_year -= 1900;
    utc.tm_mon -= 1;
    const char *rest = text + used;
    int64_t ms = 0;
    if (*rest == '.') {
        int64_t unit = 100;
        for (rest++; *rest >= '0' && *rest <= '9'; rest++, unit /= 10)
            ms += (*rest - '0') * unit;
    }
    if (rest[0] != 'Z' || rest[1] || !in_range(&utc))
        return -EINVAL;
    *wall_ms = (int64_t)timegm(&utc) * 1000 + ms;
    return 0;
}
