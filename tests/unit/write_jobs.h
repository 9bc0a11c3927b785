/* Jobs for the writer whose content follows from agent, stream and number. */
#ifndef LAMPION_TESTS_UNIT_WRITE_JOBS_H
#define LAMPION_TESTS_UNIT_WRITE_JOBS_H

#include "dashboard/history/writer.h"
#include "tests/unit/test.h"
#include <string.h>

/* Events first..first+count-1 of the test's mix: the value of each follows from its number. */
static inline struct write_job *make_job(const char *agent, const char *stream, uint64_t first,
                                         size_t count)
{
    struct write_job *job = calloc(1, sizeof *job);
    job->kind = WRITE_EVENTS;
    strcpy(job->agent, agent);
    strcpy(job->stream, stream);
    job->clock = (struct message_clock){.boot = "boot-1", .mono_ms = 5000};
    job->received_wall_ms = 1790000000000;
    job->first = first;
    job->count = count;
    job->events = calloc(count, sizeof *job->events);
    for (size_t i = 0; i < count; i++) {
        struct event *event = &job->events[i];
        uint64_t seq = first + i;
        event->t_ms = (int64_t)(3600000 + seq * 700);
        event->kind = seq % 7 == 0 ? EVENT_BEAT : seq % 7 == 3 ? EVENT_PASS : EVENT_LEVEL;
        if (event->kind == EVENT_PASS) {
            strcpy(event->sensor, "door");
            event->direction = seq % 2 ? PASS_IN : PASS_OUT;
            event->people = 1;
            event->in = (int64_t)seq / 14;
            event->out = (int64_t)seq / 15;
        } else if (event->kind == EVENT_LEVEL) {
            snprintf(event->sensor, sizeof event->sensor, "seat-%02d", (int)(seq % 12));
            event->value = (int64_t)(seq / 12 % 2);
        }
    }
    return job;
}

/* The number of rows of the file whose kind is not what make_job gave that number. */
#define WRONG_ROWS                                                                                 \
    "SELECT count(*) FROM event WHERE kind <> CASE seq % 7 WHEN 0 THEN 1 WHEN 3 THEN 2 ELSE 0 END"

#endif
