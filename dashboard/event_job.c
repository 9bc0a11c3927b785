#include "dashboard/event_job.h"

#include <stdlib.h>
#include <string.h>

struct write_job *event_job_new(const struct live *live, struct ingest_result *result,
                                struct live_now now)
{
    struct write_job *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    struct events_message *events = &result->events;
    size_t skip = result->verdict.skip;
    *job = (struct write_job){.kind = WRITE_EVENTS,
                              .clock = events->clock,
                              .first = events->first + skip,
                              .lost_first = result->verdict.lost_first,
                              .lost_last = result->verdict.lost_last,
                              .events = events->events,
                              .count = events->count - skip,
                              .received_wall_ms = now.wall_ms,
                              .offset_ms = now.wall_ms - events->clock.mono_ms,
                              .has_offset = live_is_boot(live, result->agent, events->clock.boot)};
    memmove(job->events, job->events + skip, job->count * sizeof *job->events);
    events->events = NULL;
    strcpy(job->agent, result->agent);
    strcpy(job->stream, result->stream);
    return job;
}
