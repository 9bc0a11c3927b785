#include "tests/place/house.h"

#include <assert.h>
#include <stddef.h>

#define SECOND_MS 1000
#define MINUTE_MS (60 * SECOND_MS)

static void count(struct house *self, int64_t t, enum zone zone, int change)
{
    self->present[zone] += change;
    assert(self->present[zone] >= 0);
    truth_present(self->truth, t, zone, self->present[zone]);
    if (zone == ZONE_MEETING)
        motion_people(&self->motion, t, self->present[zone]);
}

static int zone_of(enum whereabouts at)
{
    return at == AT_OPENSPACE ? ZONE_OPENSPACE : at == AT_MEETING ? ZONE_MEETING : -1;
}

/* Into or out of a zone of the house; the door is another matter. */
static void move(struct house *self, struct person *person, int64_t t, enum whereabouts to)
{
    int from_zone = zone_of(person->at), to_zone = zone_of(to);

    if (from_zone == to_zone)
        return;
    if (from_zone >= 0)
        count(self, t, (enum zone)from_zone, -1);
    if (to_zone >= 0)
        count(self, t, (enum zone)to_zone, +1);
    person->at = to;
}

static void plan(struct queue *queue, struct person *person, enum step step, int64_t t)
{
    person->step = step;
    person->next_ms = t;
    queue_update(queue, person);
}

/* Somebody who is about to pass the same way within a quarter of an hour comes along now. */
static struct person *companion(const struct queue *queue, const struct person *person)
{
    struct person *best = NULL;

    for (int i = 0; i < queue->waiting; i++) {
        struct person *other = &queue->people[queue->heap[i]];

        if (other == person || other->step != person->step ||
            other->next_ms > person->next_ms + 15 * MINUTE_MS)
            continue;
        if (!best || other->next_ms < best->next_ms)
            best = other;
    }
    return best;
}

/* Attendees wait in the hall until a moment before their meeting. */
static int64_t joins_ms(struct person *person, const struct meeting *meeting, int64_t there)
{
    if (there > meeting->start_ms - MINUTE_MS)
        return there;
    return meeting->start_ms - random_between(&person->random, 0, MINUTE_MS);
}

static void entered(struct queue *queue, const struct meeting *meetings, struct person *person,
                    int64_t t)
{
    int64_t there = t + person_walks_ms(person);

    person->at = AT_HALL;
    if (person->kind == PERSON_MEMBER)
        plan(queue, person, STEP_SIT, there);
    else if (person->kind == PERSON_ATTENDEE && meetings[person->meeting].end_ms > there)
        plan(queue, person, STEP_JOIN, joins_ms(person, &meetings[person->meeting], there));
    else
        plan(queue, person, STEP_EXIT, person->leave_ms > there ? person->leave_ms : there);
}

static void left(struct queue *queue, struct person *person, int64_t t)
{
    person->at = AT_OUTSIDE;
    if (person->back_ms)
        plan(queue, person, STEP_ENTER, person->back_ms > t + 5000 ? person->back_ms : t + 5000);
    else
        plan(queue, person, STEP_GONE, t);
    person->back_ms = 0;
}

static void pass(struct house *self, struct queue *queue, const struct meeting *meetings,
                 struct person *person)
{
    bool in = person->step == STEP_ENTER;
    struct person *other =
        random_chance(&self->random, self->side_by_side) ? companion(queue, person) : NULL;
    int people = other ? 2 : 1;
    int64_t t = door_pass(&self->door, person->next_ms, in ? DIRECTION_IN : DIRECTION_OUT, people);

    count(self, t, ZONE_HOUSE, in ? people : -people);
    for (int i = 0; i < people; i++) {
        struct person *who = i ? other : person;

        if (in)
            entered(queue, meetings, who, t);
        else
            left(queue, who, t);
    }
}

/* A free seat at random, or -1. */
static int find_seat(struct house *self, int64_t t)
{
    int found = -1, seen = 0;

    for (int i = 0; i < self->seat_count; i++)
        if (seat_is_free(&self->seats[i], t) && random_between(&self->random, 0, seen++) == 0)
            found = i;
    return found;
}

static void sit(struct house *self, struct queue *queue, struct person *person)
{
    int64_t t = person->next_ms;

    if (person->seat < 0)
        person->seat = find_seat(self, t);
    if (person->seat < 0) { /* nowhere: a coffee in the hall, and away */
        move(self, person, t, AT_HALL);
        plan(queue, person, STEP_EXIT,
             t + random_between(&person->random, MINUTE_MS, 8 * MINUTE_MS));
        return;
    }
    move(self, person, t, AT_OPENSPACE);
    seat_sit(&self->seats[person->seat], t);
    plan(queue, person, STEP_RISE, t + person_sits_ms(person, &self->habits, t));
}

static void rise_to_meeting(struct house *self, struct queue *queue, struct person *person)
{
    bool coat = random_chance(&person->random, self->habits.coat);

    seat_rise(&self->seats[person->seat], person->next_ms, true, coat);
    move(self, person, person->next_ms, AT_HALL);
    plan(queue, person, STEP_JOIN, person->next_ms + person_walks_ms(person));
}

static void rise(struct house *self, struct queue *queue, struct person *person)
{
    int64_t t = person->next_ms;
    struct errand errand;

    if (person->meeting >= 0) {
        rise_to_meeting(self, queue, person);
        return;
    }
    errand = person_errand(person, &self->habits, t);
    seat_rise(&self->seats[person->seat], t, errand.keep, errand.coat);
    if (!errand.keep)
        person->seat = -1;
    if (errand.why != ERRAND_STRETCH)
        move(self, person, t, AT_HALL);
    if (!errand.outdoors) {
        plan(queue, person, STEP_SIT, t + errand.away_ms);
        return;
    }
    person->back_ms = errand.why == ERRAND_HOME ? 0 : t + errand.away_ms;
    plan(queue, person, STEP_EXIT, t + person_walks_ms(person));
}

static void join(struct house *self, struct queue *queue, const struct meeting *meetings,
                 struct person *person)
{
    int64_t t = person->next_ms, end = meetings[person->meeting].end_ms;

    if (end < t + 10 * SECOND_MS)
        end = t + 10 * SECOND_MS;
    move(self, person, t, AT_MEETING);
    plan(queue, person, STEP_QUIT, end + random_between(&person->random, 0, 90 * SECOND_MS));
}

static void quit(struct house *self, struct queue *queue, struct person *person)
{
    int64_t t = person->next_ms, walk = person_walks_ms(person);

    move(self, person, t, AT_HALL);
    person->meeting = -1;
    if (person->kind == PERSON_MEMBER)
        plan(queue, person, STEP_SIT, t + walk);
    else if (random_chance(&person->random, 0.7))
        plan(queue, person, STEP_EXIT, t + walk);
    else
        plan(queue, person, STEP_EXIT,
             t + random_between(&person->random, MINUTE_MS, 10 * MINUTE_MS));
}

void house_step(struct house *self, struct queue *queue, const struct meeting *meetings)
{
    struct person *person = queue_first(queue);

    switch (person->step) {
    case STEP_ENTER:
    case STEP_EXIT:
        pass(self, queue, meetings, person);
        break;
    case STEP_SIT:
        sit(self, queue, person);
        break;
    case STEP_RISE:
        rise(self, queue, person);
        break;
    case STEP_JOIN:
        join(self, queue, meetings, person);
        break;
    case STEP_QUIT:
        quit(self, queue, person);
        break;
    case STEP_GONE:
        assert(!"somebody gone is not in the queue");
    }
}

/* Sits for a while already, and will still be there after the meeting. */
static bool can_be_called(const struct house *self, const struct person *person,
                          const struct meeting *meeting)
{
    return person->step == STEP_RISE && person->meeting < 0 &&
           person->leave_ms > meeting->end_ms + 5 * MINUTE_MS &&
           self->seats[person->seat].sat_ms + 20 * SECOND_MS < meeting->start_ms;
}

void house_call(struct house *self, struct queue *queue, const struct meeting *meetings, int index)
{
    const struct meeting *meeting = &meetings[index];
    int wanted = meeting->people - meeting->guests;

    for (; wanted > 0; wanted--) {
        struct person *chosen = NULL;
        int seen = 0;
        int64_t t;

        for (int i = 0; i < queue->count; i++)
            if (can_be_called(self, &queue->people[i], meeting) &&
                random_between(&self->random, 0, seen++) == 0)
                chosen = &queue->people[i];
        if (!chosen)
            return;
        /* Not all at once: within the minute, unless they were about to rise anyway. */
        t = meeting->start_ms + random_between(&self->random, 0, 60 * SECOND_MS);
        if (t > chosen->next_ms)
            t = chosen->next_ms;
        chosen->meeting = index;
        plan(queue, chosen, STEP_RISE, t);
    }
}

void house_night(struct house *self)
{
    for (int zone = 0; zone < ZONE_COUNT; zone++)
        assert(self->present[zone] == 0);
    motion_settle(&self->motion);
}
