/* The part of a message that the ledger accepted, as a job of the store. */
#ifndef LAMPION_EVENT_JOB_H
#define LAMPION_EVENT_JOB_H

#include "dashboard/history/writer.h"
#include "dashboard/ingest/ingest.h"

/* Takes the events of `result`, an INGEST_STORE. NULL when out of memory. */
struct write_job *event_job_new(const struct live *live, struct ingest_result *result,
                                struct live_now now);

#endif
