#include "dashboard/forecaster.h"

#include "agent/common/log.h"
#include "dashboard/forecast_past.h"
#include "dashboard/settle.h"
#include <errno.h>
#include <stdlib.h>

#define SETTLED_MS (SETTLE_GRACE_MS + 30000) /* after its end a quarter is settled */
#define FIRST_AGAIN_MS 30000                 /* at the start boards are not heard yet */

struct forecaster {
    struct collector *collector;
    struct desk *desk;
    struct forecast_past *past; /* the desk thread's while a job is on its way */
    struct store_facts_mark mark;
    int64_t made_ms, next_ms; /* of the clock seam */
    int64_t next_real_ms;
    bool asking, failing, begun;
};

struct job {
    struct forecaster *forecaster;
    struct forecast_live live;
    struct store_facts_mark mark; /* what was known when it was asked for */
    struct outlook *outlook;      /* what came of it */
    struct why why;
};

static bool is_mark(const struct forecaster *self, const struct store_facts_mark *mark)
{
    return mark->newest == self->mark.newest && mark->retractions == self->mark.retractions &&
           mark->school == self->mark.school;
}

static void job_free(void *context)
{
    struct job *job = context;
    outlook_unref(job->outlook);
    free(job->live.seats);
    free(job);
}

static void job_run(void *context, struct store *store)
{
    struct job *job = context;
    bool all_read;
    job->outlook =
        forecast_past_make(job->forecaster->past, store, &job->live, &all_read, &job->why);
}

static void job_done(void *context)
{
    struct job *job = context;
    struct forecaster *self = job->forecaster;
    self->asking = false;
    self->next_real_ms =
        clock_real_ms() + (job->outlook ? FORECASTER_GAP_REAL_MS : FORECASTER_FAILED_REAL_MS);
    if (!job->outlook && !self->failing)
        log_warning("outlook", "not made: %s; trying again", job->why.text);
    self->failing = !job->outlook;
    if (job->outlook && is_mark(self, &job->mark))
        collector_outlook(self->collector, job->outlook);
}

struct forecaster *forecaster_start(struct collector *collector, struct desk *desk, struct why *why)
{
    struct forecaster *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    *self = (struct forecaster){.collector = collector, .desk = desk};
    self->mark = collector->facts.mark;
    self->past = forecast_past_new(collector->place, why);
    if (self->past)
        return self;
    free(self);
    return NULL;
}

void forecaster_stop(struct forecaster *self)
{
    if (!self)
        return;
    forecast_past_free(self->past);
    free(self);
}

/* What is shown now, no more. */
static void fill_live(const struct collector *collector, struct forecast_live *live)
{
    const struct snapshot *snapshot = collector->published;
    size_t zones = collector->place->zone_count;
    live->open_switch = collector->opening.switch_reading;
    for (size_t i = 0; i <= zones; i++)
        live->seats[i] = (struct forecast_seats){-1, -1, -1};
    if (!snapshot)
        return;
    for (size_t z = 0; z < zones; z++)
        live->seats[z] = (struct forecast_seats){snapshot->zones[z].seats, snapshot->zones[z].free,
                                                 snapshot->zones[z].unknown};
    live->seats[zones] =
        (struct forecast_seats){snapshot->seats, snapshot->free, snapshot->unknown};
}

static void ask(struct forecaster *self, int64_t now_ms)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return;
    job->forecaster = self;
    job->mark = self->mark;
    job->live.now_ms = now_ms;
    job->live.seats = calloc(self->collector->place->zone_count + 1, sizeof *job->live.seats);
    if (!job->live.seats) {
        job_free(job);
        return;
    }
    fill_live(self->collector, &job->live);
    if (desk_submit(self->desk, job_run, job_done, job_free, job) < 0) {
        job_free(job);
        self->next_real_ms = clock_real_ms() + FORECASTER_GAP_REAL_MS;
        return;
    }
    int64_t quarter_ms = now_ms - now_ms % OUTLOOK_QUARTER_MS;
    self->made_ms = now_ms;
    self->next_ms = now_ms < quarter_ms + SETTLED_MS ? quarter_ms + SETTLED_MS
                                                     : quarter_ms + OUTLOOK_QUARTER_MS;
    if (!self->begun && self->next_ms > now_ms + FIRST_AGAIN_MS)
        self->next_ms = now_ms + FIRST_AGAIN_MS;
    self->begun = self->asking = true;
}

/* What people said of closures and events changed: what was made before may be wrong now. */
static void look_at_facts(struct forecaster *self)
{
    if (is_mark(self, &self->collector->facts.mark))
        return;
    self->mark = self->collector->facts.mark;
    self->next_ms = 0;
    self->next_real_ms = 0;
    collector_outlook(self->collector, NULL);
}

void forecaster_turn(struct forecaster *self)
{
    int64_t now_ms = clock_wall_ms(&self->collector->clock);
    look_at_facts(self);
    bool due = now_ms >= self->next_ms || now_ms < self->made_ms;
    if (due && !self->asking && clock_real_ms() >= self->next_real_ms)
        ask(self, now_ms);
}
