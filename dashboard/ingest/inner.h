/* An inner agent: what the collector itself hears (a foreign sensor, a hand at a tally page, a
 * program with a token) goes the way of a board's events: numbered in a stream, through the ledger
 * to disk, and as live words to the page. Pure.
 *
 * Its stream follows from its name and lives in the store: after a restart the numbers go on, and
 * an opening beat says that between the two nobody looked. While it hears it beats every minute;
 * time without that is unknown in the history, never zero. A zone or a door names its sensors like
 * any others, "agent/sensor"; the agent's name is reserved: what a board sends under it is refused.
 *
 *     struct inner *inner = collector_inner(collector, "tally");     // at the start, once
 *     inner_hear(inner, true, now);                                  // it listens from now on
 *     inner_say(inner, &(struct event){.kind = EVENT_COUNT, .sensor = "cafe", .value = 12,
 *                                      .ttl_ms = 3600000}, now);     // as often as needed
 *     uint64_t number = inner_newest(inner);
 *     ... inner_durable(inner) >= number: it is on disk; answer whoever asked for it
 *
 * The collector turns it; who says something (on the loop) calls collector_wake after it. Events
 * wait here until they are on disk, also over an outage of the store. A crash takes what waits: who
 * must not lose anything repeats itself until it is durable. */
#ifndef LAMPION_INGEST_INNER_H
#define LAMPION_INGEST_INNER_H

#include "dashboard/ingest/ingest.h"

#define INNER_BEAT_MS 60000
#define INNER_STATE_MS 10000
#define INNER_WAITING_MAX 20000 /* events; beyond it stops to hear, until they are on disk */

struct inner;

/* `boot` names this run of the collector. NULL when out of memory or of INGEST_INNERS_MAX. */
struct inner *inner_new(struct ingest *ingest, const char *agent, const char *boot);
void inner_free(struct inner *self); /* NULL is allowed */

const char *inner_agent(const struct inner *self);
const char *inner_stream(const struct inner *self);

/* Whether it truly hears. From false to true nothing is known of any sensor until it speaks;
 * from true to false all are lost. False at first. */
void inner_hear(struct inner *self, bool hears, struct live_now now);
bool inner_hears(const struct inner *self);

/* What a door counted in this stream before, for a pass to go on from (reader_door_totals); before
 * the first inner_say of the sensor. 0 or -ENOMEM. */
int inner_restore_totals(struct inner *self, const char *sensor, int64_t in, int64_t out);

/* Says an event at `now`: for the history and for the page. `event->t_ms` is set here; of a pass
 * `in` and `out`, too, from the totals so far. A fault stands (FAULT "silent", "offline": nothing
 * is known) until the sensor's next word or the fault "over". 0; -EINVAL: no such event;
 * -ENOTCONN: it hears nothing; -EAGAIN: too much waits; -ENOMEM. */
int inner_say(struct inner *self, const struct event *event, struct live_now now);

/* Of the newest event said, and of the newest on disk. */
uint64_t inner_newest(const struct inner *self);
uint64_t inner_durable(const struct inner *self);

/* Beats, and live words when they are due. True when there is something to store: `result` is then
 * an INGEST_STORE. `may_store`: the store takes something. */
bool inner_turn(struct inner *self, bool may_store, struct live_now now,
                struct ingest_result *result);
int64_t inner_deadline(const struct inner *self); /* mono; LIVE_NEVER */

#endif
