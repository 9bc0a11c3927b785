/* A voice: one stream of an agent, as `hello` and `state` let it be heard. Pure; used by live.
 *
 * Connections within a stream are numbered by the agent, so that a will that lands late is seen
 * to be older than what came since. The board's clock is placed in the collector's by the least
 * offset heard of late: what lies above it is delay on the way. The window forgets, so that
 * neither drift nor a suspended board makes every later word look old. */
#ifndef LAMPION_INGEST_VOICE_H
#define LAMPION_INGEST_VOICE_H

#include "agent/common/message.h"

#define VOICE_WINDOW_MS                                                                            \
    (10 * 60 * 1000) /* of the board's time; the least of the last two counts                      \
                      */

struct voice {
    char stream[STREAM_MAX];
    char boot[BOOT_MAX];
    uint64_t conn; /* the newest heard of */
    bool has_gone;
    uint64_t gone_conn;    /* the newest that is known to have ended */
    int64_t heard_ms;      /* collector's mono: of the newest word that was not retained; 0 none */
    int64_t retired_ms;    /* collector's mono: when another stream took its place */
    bool has_state;        /* and with it: */
    int64_t state_mono_ms; /* board's: of the newest state */
    int64_t window_mono_ms, offset_ms, offset_before_ms;
};

/* False when the connection is older than one heard of. */
bool voice_hear_conn(struct voice *self, uint64_t conn);
/* A stream that outlives a boot goes on in the next one. */
void voice_hear_boot(struct voice *self, const char *boot);
/* The connection ended. */
void voice_end(struct voice *self, uint64_t conn);

/* A state of the voice, received at `now_ms`; false when it is older than what was heard, or of
 * a connection that ended. */
bool voice_hear_state(struct voice *self, const struct state_message *state, int64_t now_ms);
/* The collector's mono of a time of the board; only with has_state. */
int64_t voice_place(const struct voice *self, int64_t board_ms);

/* Whether a message of a retired voice shows that it still lives: a new connection, or words
 * sent after it was retired. */
bool voice_is_back(const struct voice *self, uint64_t conn, const struct state_message *state);

#endif
