#include "dashboard/collector.h"
#include "agent/common/log.h"
#include "dashboard/event_job.h"
#include "dashboard/history/reader.h"
#include "dashboard/history/settled.h"
#include "dashboard/school_calendar.h"
#include "dashboard/settle_day.h"
#include "dashboard/snapshot_veil.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* How far back a start looks for seats that were taken: longer than any release. A seat that was
 * taken for longer and is left now, unseen, is free at once instead of held. */
#define LEVELS_BACK_MS (24 * 3600000LL)

struct live_now collector_now(const struct collector *self)
{
    int64_t mono_ms = clock_mono_ms(&self->clock);
    /* One reading: at high speeds two would be minutes apart. */
    return (struct live_now){mono_ms,
                             self->clock.simulated ? mono_ms : clock_wall_ms(&self->clock)};
}

static void restore_stream(void *context, const struct reader_stream *stream)
{
    struct collector *self = context;
    ledger_restore(self->ingest.ledger, stream->stream, stream->durable);
}

static void restore_level(void *context, const struct reader_level *level)
{
    struct collector *self = context;
    size_t sensor = place_find_sensor(self->place, level->agent, level->sensor);
    if (sensor != SENSOR_NONE)
        presence_restore_seat(self->presence, sensor, level->value, level->at_ms);
}

static void restore_anchor(void *context, const struct reader_anchor *anchor)
{
    struct collector *self = context;
    struct door_fact fact = {.sensor =
                                 place_find_sensor(self->place, anchor->agent, anchor->sensor),
                             .zone = place_find_zone(self->place, anchor->zone),
                             .in = anchor->in,
                             .out = anchor->out,
                             .carried = anchor->carried,
                             .slack = anchor->slack,
                             .at_ms = anchor->at_ms};
    snprintf(fact.epoch, sizeof fact.epoch, "%s", anchor->stream);
    /* Of a zone that the place has no longer it says nothing. */
    if (fact.sensor != SENSOR_NONE && (fact.zone != ZONE_NONE || !anchor->zone[0]))
        presence_restore_anchor(self->presence, &fact);
}

/* What the settled history learned of the place, at most a day ago. What it believed then is old;
 * the count goes on from the doors' anchors. */
static int restore_learned(struct collector *self, struct store *store, struct why *why)
{
    char *state;
    int error = settled_state_newest(store, &state, why);
    const char *known = state ? settle_day_known(state) : NULL;
    if (known)
        (void)presence_load(self->presence, strchr(known, '\n') + 1, PRESENCE_LEARNED);
    free(state);
    return error;
}

static int restore(struct collector *self, struct store *store, struct why *why)
{
    int error = reader_streams(store, restore_stream, self, why);
    if (!error)
        error = restore_learned(self, store, why);
    if (!error)
        error = reader_levels(store, clock_wall_ms(&self->clock) - LEVELS_BACK_MS, restore_level,
                              self, why);
    presence_restored(self->presence);
    if (!error)
        error = reader_anchors(store, restore_anchor, self, why);
    return error;
}

static int draw_run(char run[STREAM_MAX])
{
    unsigned char bytes[(STREAM_MAX - 1) / 2];
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return -errno;
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(run + 2 * i, 3, "%02x", bytes[i]);
    return 0;
}

int collector_start(struct collector *self, const struct place *place, struct lampion_clock clock,
                    struct store *store, struct why *why)
{
    *self = (struct collector){.place = place, .clock = clock};
    self->presence = presence_new(place);
    self->acks = acks_new();
    int error = opening_start(&self->opening, place, why);
    if (!error && self->presence && caretaker_start(&self->caretaker, place, self->presence))
        error = why_set(why, ENOMEM, "out of memory");
    if (!error && (!self->presence || !self->acks || outage_start(&self->outage) ||
                   ingest_start(&self->ingest, place)))
        error = why_set(why, ENOMEM, "out of memory");
    if (!error && (draw_run(self->run) || draw_run(self->boot)))
        error = why_set(why, errno, "no randomness: %m");
    if (!error)
        error = restore(self, store, why);
    if (error) {
        store_close(store);
        return error;
    }
    self->writer = writer_start(store, why);
    return self->writer ? 0 : -EIO;
}

#define SCHOOL_TOLD_MS (7 * 24 * 3600000LL) /* how often the log says that the table ends */

static void tell_school(struct collector *self, int64_t now_ms)
{
    struct why note;
    if (now_ms < self->school_told_ms + SCHOOL_TOLD_MS)
        return;
    self->school_told_ms = now_ms;
    if (opening_school_note(&self->opening, now_ms, &note))
        log_warning("opening", "%s", note.text);
}

static int read_school(struct collector *self, struct why *why)
{
    self->school = self->facts.mark.school;
    self->school_told_ms = 0;
    return school_calendar_read(&self->opening, self->facts.reading, why);
}

int collector_read_facts(struct collector *self, const char *path, struct why *why)
{
    int64_t now_ms = clock_wall_ms(&self->clock);
    int error = factbook_start(&self->facts, path, self->place, now_ms, why);
    self->opening.facts = &self->facts.facts;
    if (!error)
        error = objections_start(&self->objections, path, self->place, why);
    return error ? error : read_school(self, why);
}

static void look_at_facts(struct collector *self)
{
    struct why why;
    tell_school(self, self->now.wall_ms);
    if (!factbook_turn(&self->facts, self->presence, self->ingest.unshared, clock_real_ms(),
                       self->now.wall_ms))
        return;
    self->fresh_word = true;
    caretaker_seats(&self->caretaker, &self->facts.facts, self->now.wall_ms);
    if (self->facts.mark.school != self->school && read_school(self, &why))
        log_error("opening", "school holidays cannot be read: %s", why.text);
}

void collector_stop(struct collector *self)
{
    /* Before the writer, whose connection empties SQLite's log when it is the last one. */
    factbook_stop(&self->facts);
    objections_stop(&self->objections);
    if (self->writer)
        writer_stop(self->writer);
    inners_stop(&self->inners);
    snapshot_unref(self->published);
    outlook_unref(self->outlook);
    caretaker_stop(&self->caretaker);
    presence_free(self->presence);
    acks_free(self->acks);
    outage_stop(&self->outage);
    ingest_stop(&self->ingest);
    opening_stop(&self->opening);
}

static void store_events(void *context, struct ingest_result *result, struct live_now now)
{
    struct collector *self = context;
    struct write_job *job = event_job_new(self->ingest.live, result, now);
    if (job && writer_push(self->writer, job) == 0)
        return;
    if (job)
        write_job_free(job);
    ledger_failed(self->ingest.ledger, result->stream); /* the agent will send again */
}

void collector_wake(struct collector *self)
{
    self->fresh_word = true;
    if (self->wake)
        self->wake(self->wake_context);
}

struct inner *collector_inner(struct collector *self, const char *agent)
{
    return inners_get(&self->inners, &self->ingest, agent, self->boot);
}

/* What is owed to a board; our own look for themselves. */
static void owe(struct collector *self, const struct write_job *job, uint64_t durable)
{
    if (!ingest_is_inner(&self->ingest, job->agent))
        acks_owe(self->acks, job->agent, job->stream, durable);
}

static int push(struct collector *self, struct write_job *job)
{
    int error = job ? writer_push(self->writer, job) : -ENOMEM;
    if (error)
        write_job_free(job);
    return error;
}

/* What agents say that they hold no longer, without an event behind it to tell. */
static void store_losses(struct collector *self, const struct ingest_result *result,
                         struct live_now now)
{
    for (size_t i = 0; i < result->loss_count; i++) {
        const struct ingest_loss *loss = &result->losses[i];
        struct write_job *job = calloc(1, sizeof *job);
        if (job)
            *job = (struct write_job){.kind = WRITE_EVENTS,
                                      .first = loss->last + 1,
                                      .lost_first = loss->first,
                                      .lost_last = loss->last,
                                      .received_wall_ms = now.wall_ms};
        if (job) {
            strcpy(job->agent, result->agent);
            strcpy(job->stream, loss->stream);
        }
        if (push(self, job)) /* the agent will say it again */
            ledger_failed(self->ingest.ledger, loss->stream);
    }
}

static void take_message(struct collector *self, const struct link_item *item)
{
    struct live_now now = collector_now(self);
    struct ingest_result result;
    ingest_message(&self->ingest, item->topic, item->payload, item->length, item->retained, now,
                   &result);
    if (result.kind == INGEST_STORE)
        store_events(self, &result, now);
    else if (result.kind == INGEST_ACK)
        acks_owe(self->acks, result.agent, result.stream, result.verdict.durable);
    store_losses(self, &result, now);
    self->fresh_word = true;
    ingest_result_clear(&result);
}

void collector_take(struct collector *self, const struct link_item *item)
{
    if (item->kind == LINK_MESSAGE) {
        take_message(self, item);
        return;
    }
    bool lost = item->kind == LINK_LOST;
    if (lost)
        live_unlinked(self->ingest.live, collector_now(self));
    if (!lost)
        log_info("broker", "connected");
    else if (!self->told_lost) /* once an outage */
        log_warning("broker", "no connection: %s; trying again by itself", item->reason);
    self->told_lost = lost;
}

/* Refused by the writer itself, which is no fault of the disk: the agent is told where it stands
 * and goes on from there. */
static void store_refused(struct collector *self, const struct write_job *job)
{
    if (job->error == WRITE_OUT_OF_STEP) {
        ledger_restore(self->ingest.ledger, job->stream, job->durable);
        owe(self, job, job->durable);
        return;
    }
    self->damaged = self->damaged || job->error == WRITE_DAMAGED;
    if (job->kind == WRITE_EVENTS)
        ledger_failed(self->ingest.ledger, job->stream);
    if (job->error == WRITE_NOT_ITS_STREAM)
        log_error("store",
                  "%s sends stream %s, which is another agent's: refused; give each "
                  "board an outbox of its own",
                  job->agent, job->stream);
    else if (job->error == WRITE_CONTRADICTS)
        log_error("store",
                  "event %llu or later of %s (stream %s) contradicts the history: refused; stop "
                  "lampion, keep a copy of the history, and tell us",
                  (unsigned long long)job->first, job->agent, job->stream);
}

static void store_failed(struct collector *self, const struct write_job *job)
{
    if (job->kind == WRITE_EVENTS)
        ledger_failed(self->ingest.ledger, job->stream);
    else if (job->kind == WRITE_ANCHOR)
        presence_repeat_anchor(self->presence,
                               place_find_sensor(self->place, job->agent, job->sensor),
                               place_find_zone(self->place, job->zone));
    if (!outage_fail(&self->outage, job->agent, job->kind == WRITE_EVENTS ? job->stream : "",
                     clock_real_ms()))
        return;
    struct writer_health health;
    writer_health(self->writer, &health);
    log_error("store",
              "cannot write (%s): nothing is acknowledged until it works again, agents keep their "
              "events; look at the disk's free space and health",
              health.last_error_text);
}

static void store_wrote(struct collector *self, const struct write_job *job)
{
    if (job->kind == WRITE_EVENTS) {
        uint64_t durable = ledger_committed(self->ingest.ledger, job->stream, job->durable);
        owe(self, job, durable);
    }
    if (!outage_end(&self->outage, self->ingest.ledger, self->acks))
        return;
    log_info("store", "writes again");
    (void)draw_run(self->run); /* with the old one they come, too, but in their own time */
}

void collector_settle(struct collector *self)
{
    for (struct write_job *job; (job = writer_next(self->writer)); write_job_free(job)) {
        if (job->error < 0)
            store_refused(self, job);
        else if (job->error)
            store_failed(self, job);
        else
            store_wrote(self, job);
    }
}

/* Said once an agent, with the first of its sensors. */
static void tell_contested(const struct collector *self, size_t sensor)
{
    const struct place_sensor *sensors = self->place->sensors;
    for (size_t i = 0; i < sensor; i++)
        if (!strcmp(sensors[i].agent, sensors[sensor].agent))
            return;
    for (size_t i = 0; i < live_agent_count(self->ingest.live); i++) {
        struct live_agent agent;
        live_agent_at(self->ingest.live, i, &agent);
        if (!strcmp(agent.name, sensors[sensor].agent))
            log_warning("agents",
                        "two boards call themselves %s (boots %s and %s): its sensors are unknown; "
                        "give one of them another name",
                        agent.name, agent.boot, agent.other_boot);
    }
}

static void reading_changed(void *context, size_t sensor, const struct reading *reading)
{
    struct collector *self = context;
    caretaker_read(&self->caretaker, sensor, reading, self->now.wall_ms);
    if (reading->reason == READING_CONTESTED)
        tell_contested(self, sensor);
    if (sensor == self->place->open_sensor)
        opening_read(&self->opening, reading);
}

static struct write_job *anchor_job(const struct collector *self, const struct door_fact *fact)
{
    struct write_job *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    *job = (struct write_job){.kind = WRITE_ANCHOR,
                              .anchor_in = fact->in,
                              .anchor_out = fact->out,
                              .anchor_carried = fact->carried,
                              .anchor_slack = fact->slack,
                              .anchor_at_ms = fact->at_ms};
    strcpy(job->agent, self->place->sensors[fact->sensor].agent);
    strcpy(job->sensor, self->place->sensors[fact->sensor].sensor);
    strcpy(job->zone, self->place->zones[fact->zone].id);
    strcpy(job->stream, fact->epoch);
    return job;
}

static void store_anchors(struct collector *self)
{
    struct door_fact fact;
    if (self->outage.on) /* they keep */
        return;
    while (presence_next_anchor(self->presence, &fact)) {
        if (push(self, anchor_job(self, &fact)) == 0)
            continue;
        presence_repeat_anchor(self->presence, fact.sensor, fact.zone);
        return;
    }
}

static void probe_store(struct collector *self)
{
    if (!outage_probe(&self->outage, clock_real_ms()))
        return;
    struct write_job *job = calloc(1, sizeof *job);
    if (job)
        job->kind = WRITE_PROBE;
    (void)push(self, job); /* where too much waits, that will tell */
}

static void publish(struct collector *self, int64_t now_real_ms, int64_t now_ms)
{
    struct snapshot *snapshot =
        snapshot_new(self->place, self->presence, opening_at(&self->opening, now_ms), now_ms);
    if (!snapshot)
        return;
    bool apart = opening_has_zones(&self->opening);
    for (size_t z = 0; apart && z < self->place->zone_count; z++) {
        enum open_state open = opening_zone_at(&self->opening, z, now_ms).state;
        if (open != snapshot->open.state &&
            snapshot_zone_open(snapshot, z, self->presence, open) != 0) {
            snapshot_unref(snapshot);
            return;
        }
    }
    objections_mark(&self->objections, self->presence, snapshot);
    veil_keep_step(snapshot, self->published);
    snapshot->outlook = self->outlook ? outlook_ref(self->outlook) : NULL;
    snapshot->simulated = self->clock.simulated && self->clock.speed != 1;
    self->fresh_word = false;
    bool due = !self->published || now_ms - self->published_ms >= COLLECTOR_PUBLISH_PERIOD_MS;
    if (!due && snapshot_same(self->published, snapshot)) {
        snapshot_unref(snapshot);
        return;
    }
    snapshot_unref(self->published);
    self->published = snapshot;
    self->published_ms = now_ms;
    self->published_real_ms = now_real_ms;
    web_publish(self->web, snapshot);
}

void collector_outlook(struct collector *self, struct outlook *outlook)
{
    outlook_unref(self->outlook);
    self->outlook = outlook ? outlook_ref(outlook) : NULL;
    self->fresh_word = true;
}

void collector_flush(struct collector *self)
{
    struct live_now now = self->now = collector_now(self);
    inners_turn(&self->inners, !self->outage.on, now, store_events, self);
    live_flush(self->ingest.live, now, reading_changed, self);
    look_at_facts(self);
    if (objections_turn(&self->objections, clock_real_ms(), now.wall_ms))
        self->fresh_word = true;
    if (caretaker_is_due(&self->caretaker, now.wall_ms))
        caretaker_look(&self->caretaker,
                       opening_at(&self->opening, now.wall_ms).state == OPEN_CLOSED, now.wall_ms);
    presence_update(self->presence, now.wall_ms);
    store_anchors(self);
    probe_store(self);
    if (self->link)
        acks_send(self->acks, self->link, self->place->id, self->run);
    int64_t now_real_ms = clock_real_ms();
    if (now_real_ms >= self->published_real_ms + COLLECTOR_PUBLISH_MIN_REAL_MS)
        publish(self, now_real_ms, now.wall_ms);
}

/* UTC of the clock seam to its mono time, near now. */
static int64_t mono_of(struct live_now now, int64_t wall_ms)
{
    return wall_ms == INT64_MAX ? TIME_NEVER : now.mono_ms + (wall_ms - now.wall_ms);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t collector_deadline_real(const struct collector *self)
{
    struct live_now now = collector_now(self);
    int64_t mono_ms = live_deadline(self->ingest.live);
    mono_ms = least(mono_ms, mono_of(now, presence_deadline(self->presence, now.wall_ms)));
    mono_ms = least(mono_ms, mono_of(now, facts_next_ms(&self->facts.facts, now.wall_ms)));
    mono_ms = least(mono_ms, mono_of(now, opening_at(&self->opening, now.wall_ms).until_ms));
    mono_ms = least(mono_ms, mono_of(now, self->published_ms + COLLECTOR_PUBLISH_PERIOD_MS));
    mono_ms = least(mono_ms, inners_deadline(&self->inners));
    int64_t soonest_ms = self->published_real_ms + COLLECTOR_PUBLISH_MIN_REAL_MS;
    if (self->fresh_word)
        return soonest_ms;
    int64_t real_ms = clock_real_at(&self->clock, mono_ms);
    if (acks_wait(self->acks))
        real_ms = least(real_ms, clock_real_ms() + ACKS_RETRY_MS);
    real_ms = least(real_ms, self->outage.probe_ms);
    real_ms = least(real_ms, self->facts.looked_real_ms + FACTBOOK_PERIOD_REAL_MS);
    return real_ms > soonest_ms ? real_ms : soonest_ms;
}
