#include "tests/score/doors_crowd.h"

#include <math.h>
#include <string.h>

#define DAY 1440
#define START (6 * 60)

/* SplitMix64, as everywhere in the tests. */
static double unit(struct crowd *self)
{
    uint64_t z = (self->random += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static int between(struct crowd *self, int low, int high)
{
    return low + (int)(unit(self) * (high - low + 1));
}

static double exponential(struct crowd *self, double mean)
{
    return -mean * log(1 - unit(self));
}

static int day_minute(const struct crowd *self)
{
    return (self->minute + START) % DAY;
}

static int day_number(const struct crowd *self)
{
    return (self->minute + START) / DAY;
}

bool crowd_is_open(const struct crowd *self)
{
    return day_minute(self) >= 8 * 60 && day_minute(self) < 20 * 60;
}

static void pass_in(struct crowd *self)
{
    self->present++;
    self->in += unit(self) >= self->habits->miss_in;
}

static void pass_out(struct crowd *self)
{
    self->present--;
    self->out += unit(self) >= self->habits->miss_out;
}

static void give_up_seat(struct crowd *self, struct crowd_person *person)
{
    if (person->seat >= 0)
        self->seats[person->seat] = self->claims[person->seat] = false;
    person->seat = -1;
}

static void rise(struct crowd *self, struct crowd_person *person)
{
    if (person->seat >= 0)
        self->seats[person->seat] = false;
    if (unit(self) < 0.2)
        give_up_seat(self, person);
}

static void find_seat(struct crowd *self, struct crowd_person *person)
{
    int start = between(self, 0, CROWD_SEATS - 1);
    for (int i = 0; person->seat < 0 && i < CROWD_SEATS; i++) {
        int seat = (start + i) % CROWD_SEATS;
        if (self->claims[seat])
            continue;
        self->claims[seat] = true;
        person->seat = seat;
    }
}

static void sit_down(struct crowd *self, struct crowd_person *person)
{
    if (person->sits)
        find_seat(self, person);
    person->state = person->seat < 0 ? PERSON_UP : PERSON_SITS;
    person->next =
        self->minute + (person->seat < 0 ? between(self, 5, 20) : 2 + (int)exponential(self, 50));
    if (person->seat >= 0)
        self->seats[person->seat] = true;
}

static void come(struct crowd *self, int stay, bool sits)
{
    for (int i = 0; i < CROWD_PEOPLE_MAX; i++) {
        struct crowd_person *person = &self->people[i];
        if (person->state != PERSON_GONE)
            continue;
        *person = (struct crowd_person){.state = PERSON_UP,
                                        .leave = self->minute + (stay > 2 ? stay : 2),
                                        .next = self->minute + between(self, 1, 4),
                                        .seat = -1,
                                        .room = -1,
                                        .sits = sits};
        pass_in(self);
        return;
    }
}

static void go_home(struct crowd *self, struct crowd_person *person)
{
    give_up_seat(self, person);
    if (person->room >= 0)
        self->rooms[person->room]--;
    if (person->state != PERSON_OUT)
        pass_out(self);
    person->state = PERSON_GONE;
}

static void step_person(struct crowd *self, struct crowd_person *person)
{
    if (self->minute >= person->leave) {
        go_home(self, person);
        return;
    }
    if (self->minute < person->next)
        return;
    if (person->state == PERSON_SITS) {
        rise(self, person);
        bool outside = unit(self) < 0.25;
        if (outside)
            pass_out(self);
        person->state = outside ? PERSON_OUT : PERSON_UP;
        person->next = self->minute + 2 + (int)exponential(self, outside ? 12 : 6);
        return;
    }
    if (person->state == PERSON_OUT)
        pass_in(self);
    if (person->room >= 0)
        self->rooms[person->room]--;
    person->room = -1;
    sit_down(self, person);
}

static void start_meeting(struct crowd *self)
{
    int room = between(self, 0, CROWD_ROOMS - 1), wanted = between(self, 2, 8);
    int until = self->minute + between(self, 20, 70);
    if (self->rooms[room])
        return;
    for (int tries = 0; tries < 2000 && wanted > 0; tries++) {
        struct crowd_person *person = &self->people[between(self, 0, CROWD_PEOPLE_MAX - 1)];
        if (person->state != PERSON_SITS && person->state != PERSON_UP)
            continue;
        rise(self, person);
        person->state = PERSON_MEETS;
        person->room = room;
        person->next = until;
        self->rooms[room]++;
        wanted--;
    }
}

/* Arrivals in a minute, two humps over the day. */
static double arrivals(const struct crowd *self)
{
    int day = day_number(self);
    double hour = day_minute(self) / 60.0;
    double shape = 0.62 * exp(-(hour - 9.3) * (hour - 9.3) / (2 * 0.9 * 0.9)) / 0.9 +
                   0.38 * exp(-(hour - 14.0) * (hour - 14.0) / (2 * 1.6 * 1.6)) / 1.6;
    bool closed = day % 7 == 6 || (day >= self->habits->closed_from &&
                                   day < self->habits->closed_from + self->habits->closed_days);
    if (closed || hour < 8 || hour >= 19)
        return 0;
    return self->habits->visits * (day % 7 == 5 ? 0.5 : 1) * shape / 2.5066 / 60;
}

static void arrive(struct crowd *self)
{
    int left = 20 * 60 - day_minute(self) + between(self, -25, 6);
    double rate = arrivals(self);
    if (rate <= 0)
        return;
    for (double t = exponential(self, 1 / rate); t < 1; t += exponential(self, 1 / rate)) {
        bool sits = unit(self) < 0.75;
        int stay = (int)(sits ? 60 + exponential(self, 170) : 1 + exponential(self, 8));
        come(self, stay < left ? stay : left, sits);
    }
}

static void live_evening(struct crowd *self)
{
    int now = day_minute(self);
    if (now == 8 * 60)
        self->party_today = unit(self) < self->habits->party;
    if (self->party_today && now >= 19 * 60 && now < 19 * 60 + 40)
        come(self, 23 * 60 - now + between(self, -30, 15), false);
    if (now == 19 * 60 + 50 && unit(self) < self->habits->overnight)
        come(self, 11 * 60 + between(self, 0, 60), false); /* until the morning, unseen */
}

void crowd_start(struct crowd *self, const struct crowd_habits *habits, uint64_t seed)
{
    *self = (struct crowd){.habits = habits, .random = seed};
    for (int i = 0; i < habits->at_start; i++)
        come(self, 3 * 60 + between(self, 0, 300), true);
    self->in = self->out = 0; /* the door was not there yet */
}

void crowd_step(struct crowd *self)
{
    self->minute++;
    for (int i = 0; i < CROWD_PEOPLE_MAX; i++)
        if (self->people[i].state != PERSON_GONE)
            step_person(self, &self->people[i]);
    arrive(self);
    live_evening(self);
    if (crowd_is_open(self) && unit(self) < 0.015 && self->present > 10)
        start_meeting(self);
}
