#include "agent/maker/seconds.h"

#include "agent/common/time.h"
#include <errno.h>
#include <stdlib.h>

#define SECONDS_MAX 31536000

int seconds_read(const char *text, int64_t *end_real_ms, struct why *why)
{
    char *end;
    *end_real_ms = TIME_NEVER;
    if (!text)
        return 0;
    long long seconds = strtoll(text, &end, 10);
    if (*end || seconds < 1 || seconds > SECONDS_MAX)
        return why_set(why, EINVAL, "--seconds %s: expected a whole number from 1 to %d", text,
                       SECONDS_MAX);
    *end_real_ms = clock_real_ms() + seconds * 1000;
    return 0;
}
