#include "dashboard/presence/estimate.h"

enum zone_state estimate_seats_state(int free, int seats, int unknown)
{
    if (seats == 0)
        return STATE_UNKNOWN;
    if (free == 0)
        return unknown ? STATE_UNKNOWN : STATE_FULL;
    return free == 1 && seats >= 10 ? STATE_BUSY : STATE_FREE;
}

static enum zone_state count_state(int64_t people, int64_t capacity)
{
    if (people == PRESENT_UNKNOWN || capacity <= 0)
        return STATE_UNKNOWN;
    if (people >= capacity)
        return STATE_FULL;
    return people * 5 >= capacity * 4 ? STATE_BUSY : STATE_FREE;
}

enum zone_state estimate_count_state(const struct present *present, int64_t capacity)
{
    enum zone_state low = count_state(present->low, capacity);
    enum zone_state high = count_state(present->high, capacity);
    return low == high ? low : STATE_UNKNOWN;
}

struct present estimate_seats_present(const struct zone_estimate *estimate)
{
    int used = estimate->taken + estimate->held;
    int known = used + estimate->free;
    if (known == 0)
        return (struct present){PRESENT_UNKNOWN, PRESENT_UNKNOWN, PRESENT_UNKNOWN};
    int guessed = (2 * estimate->unknown * used + known) / (2 * known); /* rounded */
    return (struct present){estimate->taken, used + guessed, used + estimate->unknown};
}
