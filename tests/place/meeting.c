#include "tests/place/meeting.h"

#define MINUTE_MS 60000

static struct meeting meeting_make(struct random *random, int64_t start_ms, int64_t length_ms)
{
    struct meeting self = {.start_ms = start_ms, .end_ms = start_ms + length_ms};

    self.people = 2 + random_poisson(random, 2);
    if (self.people > 8)
        self.people = 8;
    self.guests = (int)random_between(random, 1, self.people);
    return self;
}

int meeting_plan(struct meeting meetings[MEETINGS_MAX], struct random *random, int64_t open_ms,
                 int64_t close_ms, bool busy_day)
{
    /* The regular one of the house, about an hour and a half after opening. */
    int64_t regular_ms = open_ms + random_between(random, 95 * MINUTE_MS, 110 * MINUTE_MS);
    int64_t t = open_ms + random_between(random, 5 * MINUTE_MS, 60 * MINUTE_MS);
    bool regular = busy_day;
    int count = 0;

    while (count < MEETINGS_MAX) {
        int64_t length_ms = random_between(random, 20 * MINUTE_MS, 90 * MINUTE_MS);

        if (regular && t + length_ms > regular_ms - 5 * MINUTE_MS) {
            t = regular_ms;
            length_ms = random_between(random, 45 * MINUTE_MS, 75 * MINUTE_MS);
            regular = false;
        }
        if (t + length_ms > close_ms - 20 * MINUTE_MS)
            break;
        meetings[count++] = meeting_make(random, t, length_ms);
        t += length_ms + random_between(random, 8 * MINUTE_MS, 50 * MINUTE_MS) * (busy_day ? 1 : 4);
    }
    return count;
}
