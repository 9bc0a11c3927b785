#include "tests/faults/wallclock.h"

#include "tests/support/until.h"
#include <err.h>
#include <sys/timex.h>
#include <time.h>

void wallclock_set(int64_t wall_ms)
{
    const struct timespec at = {wall_ms / 1000, wall_ms % 1000 * 1000000};
    struct timex unsynchronised = {.modes = ADJ_STATUS, .status = STA_UNSYNC};
    if (clock_settime(CLOCK_REALTIME, &at) || adjtimex(&unsynchronised) < 0)
        err(3, "the clock cannot be set");
}

int64_t wallclock_1970(void)
{
    return real_ms() + 5000;
}

void wallclock_mend(int64_t offset_ms)
{
    struct timex synchronised = {.modes = ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR,
                                 .status = STA_PLL};
    wallclock_set(real_ms() + offset_ms);
    if (adjtimex(&synchronised) < 0)
        err(3, "the clock cannot be called synchronised");
}
