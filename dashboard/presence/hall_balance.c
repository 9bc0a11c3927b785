#include "dashboard/presence/hall_balance.h"

static int64_t at_least_0(int64_t people)
{
    return people > 0 ? people : 0;
}

/* low <= best <= high, where they are known. */
static void settle(struct present *self)
{
    if (self->high != PRESENT_UNKNOWN && self->high < self->low)
        self->high = self->low;
    if (self->best != PRESENT_UNKNOWN && self->best < self->low)
        self->best = self->low;
    if (self->high != PRESENT_UNKNOWN && self->best > self->high)
        self->best = self->high;
}

static bool is_told(const struct present *self)
{
    return self->best != PRESENT_UNKNOWN && self->high != PRESENT_UNKNOWN;
}

static void share_out(const struct present *whole, struct present *const *parts, size_t count)
{
    int64_t over = whole->best;
    for (size_t i = 0; i < count; i++)
        over -= parts[i]->best;
    for (size_t i = 0; i < count; i++) {
        int64_t wanted = parts[i]->best + over;
        if (wanted < parts[i]->low)
            wanted = parts[i]->low;
        if (wanted > parts[i]->high)
            wanted = parts[i]->high;
        over -= wanted - parts[i]->best;
        parts[i]->best = wanted;
    }
}

void hall_balance(struct present *whole, struct present *const *parts, size_t count, bool partition)
{
    int64_t lows = 0, highs = 0;
    bool told = is_told(whole) && count > 0;
    for (size_t i = 0; i < count; i++) {
        lows += at_least_0(parts[i]->low);
        highs += parts[i]->high;
        told = told && is_told(parts[i]);
    }
    if (whole->low < lows && (lows > 0 || whole->low != PRESENT_UNKNOWN))
        whole->low = lows;
    if (partition && told && whole->high > highs)
        whole->high = highs;
    if (partition && told && whole->low > whole->high)
        whole->low = lows > whole->high ? lows : whole->high;
    settle(whole);
    if (whole->high == PRESENT_UNKNOWN)
        return;
    int64_t whole_low = whole->low;
    for (size_t i = 0; i < count; i++) {
        int64_t most = whole->high - (lows - at_least_0(parts[i]->low));
        int64_t others = highs - parts[i]->high;
        if (partition && told && parts[i]->low < whole_low - others) {
            lows += whole_low - others - parts[i]->low;
            parts[i]->low = whole_low - others;
        }
        if (parts[i]->high != PRESENT_UNKNOWN && parts[i]->high > most) {
            highs -= parts[i]->high - most;
            parts[i]->high = most;
        }
        settle(parts[i]);
    }
    if (partition && told)
        share_out(whole, parts, count);
}
