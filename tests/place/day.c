#include "tests/place/day.h"

#include <errno.h>
#include <stdlib.h>

#define MINUTE_MS 60000

/* Who comes when: weights of 20 equal parts of the day. Members come in the morning and some
 * after lunch; guests rather at noon. Nobody sets out in the last part. */
#define PARTS 20

static const int member_profile[PARTS] = {12, 16, 16, 12, 8, 6, 5, 4, 3, 5,
                                          7,  6,  4,  3,  2, 2, 1, 1, 0, 0};
static const int guest_profile[PARTS] = {3, 4, 5, 6, 6, 6, 6, 8, 9, 8,
                                         6, 5, 5, 5, 5, 4, 4, 3, 1, 0};

/* Of all visits but those to a meeting. */
#define MEMBER_SHARE 0.36

struct crowd {
    struct person *people;
    int count;
    struct meeting meetings[MEETINGS_MAX];
    int meeting_count;
};

static int64_t draw_arrival(const struct day *day, struct random *random, const int profile[PARTS])
{
    int64_t length_ms = day->close_ms - day->open_ms, latest_ms = day->close_ms - 35 * MINUTE_MS;
    int64_t total = 0, drawn, t;
    int part = 0;

    for (int i = 0; i < PARTS; i++)
        total += profile[i];
    for (drawn = random_between(random, 1, total); drawn > profile[part]; part++)
        drawn -= profile[part];
    t = day->open_ms + (int64_t)((part + random_unit(random)) / PARTS * (double)length_ms);
    return t < latest_ms ? t : latest_ms;
}

static void add_person(struct crowd *self, const struct day *day, enum person_kind kind,
                       int64_t arrive_ms, int meeting)
{
    struct random random =
        random_stream(day->seed, (uint64_t)day->number, 1000 + (uint64_t)self->count);
    int64_t lunch_ms = day->open_ms + (day->close_ms - day->open_ms) * 4 / 11;

    self->people[self->count] = person_make(kind, random, arrive_ms, lunch_ms, day->close_ms);
    self->people[self->count].meeting = meeting;
    self->count++;
}

/* Most are early, some are late. */
static void add_attendees(struct crowd *self, const struct day *day, struct random *random)
{
    for (int m = 0; m < self->meeting_count; m++)
        for (int i = 0; i < self->meetings[m].guests; i++)
            add_person(self, day, PERSON_ATTENDEE,
                       self->meetings[m].start_ms - random_between(random, -90000, 5 * MINUTE_MS),
                       m);
}

/* Everybody of the day. 0 or -ENOMEM. */
static int crowd_gather(struct crowd *self, const struct day *day, struct random *random)
{
    int members = random_poisson(random, day->visits * MEMBER_SHARE);
    int guests = random_poisson(random, day->visits * (1 - MEMBER_SHARE));
    int attendees = 0;

    self->count = self->meeting_count = 0;
    if (day->visits > 0)
        self->meeting_count =
            meeting_plan(self->meetings, random, day->open_ms, day->close_ms, day->busy);
    for (int m = 0; m < self->meeting_count; m++)
        attendees += self->meetings[m].guests;
    self->people = calloc((size_t)(members + guests + attendees) + 1, sizeof *self->people);
    if (!self->people)
        return -ENOMEM;
    for (int i = 0; i < members; i++)
        add_person(self, day, PERSON_MEMBER, draw_arrival(day, random, member_profile), -1);
    for (int i = 0; i < guests; i++)
        add_person(self, day, PERSON_GUEST, draw_arrival(day, random, guest_profile), -1);
    add_attendees(self, day, random);
    return 0;
}

static void live(struct crowd *self, struct house *house, struct queue *queue)
{
    int called = 0;
    struct person *person;

    while ((person = queue_first(queue))) {
        if (called < self->meeting_count && self->meetings[called].start_ms <= person->next_ms) {
            house_call(house, queue, self->meetings, called);
            called++;
        } else {
            house_step(house, queue, self->meetings);
        }
    }
    house_night(house);
}

int day_run(const struct day *self, struct house *house)
{
    struct random random = random_stream(self->seed, (uint64_t)self->number, 1);
    struct crowd crowd;
    struct queue queue;
    int err = crowd_gather(&crowd, self, &random);

    if (err)
        return err;
    err = queue_open(&queue, crowd.people, crowd.count);
    if (!err) {
        house->random = random_stream(self->seed, (uint64_t)self->number, 2);
        live(&crowd, house, &queue);
        queue_close(&queue);
    }
    free(crowd.people);
    return err;
}
