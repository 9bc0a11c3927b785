#include "dashboard/presence/hours_day.h"
size_t hours_lint(const struct hours *hours, const struct hours_context *context, int year,
                  struct why *notes, size_t max)
{
    (void)hours, (void)context, (void)year, (void)notes, (void)max;
    return 0;
}
