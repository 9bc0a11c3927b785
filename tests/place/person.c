#include "tests/place/person.h"

#define SECOND_MS 1000
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)

/* Half of the members come for half a day, a third for an hour or so, the others for a day. */
static int64_t member_stays_ms(struct random *random)
{
    double kind = random_unit(random);

    if (kind < 0.50)
        return random_between(random, 150 * MINUTE_MS, 5 * HOUR_MS);
    if (kind < 0.82)
        return random_between(random, 40 * MINUTE_MS, 2 * HOUR_MS);
    return random_between(random, 6 * HOUR_MS, 9 * HOUR_MS);
}

struct person person_make(enum person_kind kind, struct random random, int64_t arrive_ms,
                          int64_t lunch_ms, int64_t close_ms)
{
    struct person self = {.random = random, .kind = kind, .step = STEP_ENTER};
    int64_t stay_ms, last_ms;

    self.next_ms = arrive_ms;
    self.seat = self.meeting = -1;
    self.lunch_ms = INT64_MAX;
    if (kind == PERSON_MEMBER) {
        stay_ms = member_stays_ms(&self.random);
        self.lunch_ms = lunch_ms + random_between(&self.random, -40 * MINUTE_MS, 50 * MINUTE_MS);
        if (self.lunch_ms < arrive_ms + 45 * MINUTE_MS)
            self.lunch_ms = INT64_MAX;
    } else {
        stay_ms = 60 * SECOND_MS + (int64_t)random_exponential(&self.random, 8 * MINUTE_MS);
    }
    /* Before closing time they leave one after another. */
    last_ms = close_ms - random_between(&self.random, 2 * MINUTE_MS, 15 * MINUTE_MS);
    self.leave_ms = arrive_ms + stay_ms < last_ms ? arrive_ms + stay_ms : last_ms;
    return self;
}

int64_t person_sits_ms(struct person *self, const struct person_habits *habits, int64_t now_ms)
{
    int64_t shortest = 15 * SECOND_MS, left = self->leave_ms - now_ms;
    int64_t sits =
        shortest + (int64_t)random_exponential(&self->random, 12 * MINUTE_MS / habits->bustle);

    if (sits > left)
        sits = left;
    return sits < shortest ? shortest : sits;
}

static struct errand lunch(struct person *self)
{
    struct errand errand = {.why = ERRAND_LUNCH};

    self->lunch_ms = INT64_MAX;
    errand.outdoors = random_chance(&self->random, 0.7);
    errand.away_ms = random_between(&self->random, 25 * MINUTE_MS, 65 * MINUTE_MS);
    errand.keep = random_chance(&self->random, 0.6);
    return errand;
}

static struct errand pause(struct person *self, double bustle)
{
    struct errand errand = {.why = ERRAND_STRETCH, .keep = true};
    double kind = random_unit(&self->random) * (bustle > 1 ? bustle : 1);

    if (kind < 0.40) {
        errand.why = ERRAND_COFFEE;
        errand.away_ms = random_between(&self->random, 2 * MINUTE_MS, 8 * MINUTE_MS);
    } else if (kind < 0.55) {
        errand.why = ERRAND_OUTSIDE;
        errand.outdoors = true;
        errand.away_ms = random_between(&self->random, 3 * MINUTE_MS, 9 * MINUTE_MS);
    } else {
        errand.away_ms = random_between(&self->random, 12 * SECOND_MS, 100 * SECOND_MS);
    }
    return errand;
}

struct errand person_errand(struct person *self, const struct person_habits *habits, int64_t now_ms)
{
    struct errand errand;

    errand = now_ms >= self->lunch_ms ? lunch(self) : pause(self, habits->bustle);
    if (now_ms + errand.away_ms > self->leave_ms - 3 * MINUTE_MS)
        errand = (struct errand){.why = ERRAND_HOME, .outdoors = true};
    else if (errand.keep && errand.why != ERRAND_STRETCH)
        errand.coat = random_chance(&self->random, habits->coat);
    return errand;
}

int64_t person_walks_ms(struct person *self)
{
    return random_between(&self->random, 6 * SECOND_MS, 20 * SECOND_MS);
}
