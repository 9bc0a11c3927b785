/* Live words: what every sensor reads now, from `hello` and `state`.
 *
 * Pure; times are mono ms of the clock seam (`now_ms`) and UTC ms (`wall_ms`) of the same
 * instant. The newest word per agent wins, gaps or not. Known means: a state of this run of the
 * collector, not older than the freshness, from an agent whose will has not come. A retained
 * message is never fresh word. Delay in the broker is recognised by the board's clock: a word
 * is as old as `receipt - (mono + least offset seen)`.
 *
 * A stream that comes back after a newer one took its place means two boards with one name:
 * the agent is contested, and its sensors are READING_CONTESTED until LIVE_CONTEST_MS have passed
 * since the other was last heard (or the one that was in place fell silent for as long, and the
 * other takes it). When the collector's own link breaks no word can come: what is known
 * outlives it by LIVE_UNLINKED_MS, enough for a broker that is back at once. */
#ifndef LAMPION_INGEST_LIVE_H
#define LAMPION_INGEST_LIVE_H

#include "agent/common/message.h"
#include "dashboard/place.h"
#include "dashboard/presence/reading.h"

#define LIVE_FRESHNESS_MS 30000 /* three times the state's period; a place may say otherwise */
#define LIVE_UNLINKED_MS 9500   /* a word outlives the collector's own link by this, at most */
#define LIVE_CONTEST_MS 300000  /* longer than the back-off of a board that was thrown out */
#define LIVE_STRANGERS_MAX 1000 /* agents listed that the place does not know */
#define LIVE_NEVER INT64_MAX

struct live;

/* `place` must outlive it. NULL when out of memory. */
struct live *live_new(const struct place *place);
void live_free(struct live *self);

struct live_now {
    int64_t mono_ms;
    int64_t wall_ms;
};

/* Both take an agent that the place does not know without complaint: it is listed, not used.
 * A `state` that is retained is not ours and must not come here. */
void live_hello(struct live *self, const char *agent, const struct hello_message *hello,
                bool retained, struct live_now now);
void live_state(struct live *self, const char *agent, const struct state_message *state,
                struct live_now now);

/* The collector's own link broke. */
void live_unlinked(struct live *self, struct live_now now);

/* Calls back for every sensor of the place whose reading changed since the last call: by word,
 * or because time made it stale. */
typedef void live_changed(void *context, size_t sensor, const struct reading *reading);
void live_flush(struct live *self, struct live_now now, live_changed *changed, void *context);
/* The mono time at which a word goes stale next, or LIVE_NEVER. */
int64_t live_deadline(const struct live *self);

/* Whether `boot` is the one in which the agent speaks now: a clock pair of it that comes with a
 * message was read just before, so receipt bounds it. */
bool live_is_boot(const struct live *self, const char *agent, const char *boot);

/* Agents heard of, for /healthz and the organiser's desk. */
struct live_agent {
    char name[ID_MAX];
    char version[ID_MAX];
    bool online;
    bool in_place;        /* named by the description */
    int64_t last_word_ms; /* UTC; 0 = none in this run */
    uint64_t head;        /* newest event number it told */
    char boot[BOOT_MAX];
    char other_boot[BOOT_MAX]; /* while contested: of the other board; else empty */
};
size_t live_agent_count(const struct live *self);
void live_agent_at(const struct live *self, size_t i, struct live_agent *agent);

#endif
