/* Short reads of the store. Callbacks are called while a statement is open: keep them brief. */
#ifndef LAMPION_HISTORY_READER_H
#define LAMPION_HISTORY_READER_H

#include "agent/common/message.h"
#include "dashboard/history/store.h"

struct reader_stream {
    char agent[ID_MAX];
    char stream[STREAM_MAX];
    uint64_t durable;
};
/* Every stream the store knows. 0 or -EIO with why. */
int reader_streams(struct store *store, void (*each)(void *context, const struct reader_stream *),
                   void *context, struct why *why);

/* How far a stream is in the store, and the newest of its events that is a row. */
struct reader_newest {
    uint64_t durable; /* 0: nothing, or no such stream */
    uint64_t seq;     /* of that event; 0: none, what follows is nothing then */
    int64_t at_ms;    /* UTC by the best clock known for its boot; 0 when it is not known */
    char sensor[ID_MAX];
};
int reader_newest(struct store *store, const char *stream, struct reader_newest *newest,
                  struct why *why);

/* The newest level of every sensor that has one since `since_ms` (UTC); left out where the clock
 * of its boot is not known at all. Walks the raw events from the newest back to about then. */
struct reader_level {
    char agent[ID_MAX];
    char sensor[ID_MAX];
    int value;
    int64_t at_ms; /* UTC by the best clock known for its boot */
};
int reader_levels(struct store *store, int64_t since_ms,
                  void (*each)(void *context, const struct reader_level *), void *context,
                  struct why *why);

/* Of each door and each hall that it is of. */
struct reader_anchor {
    char agent[ID_MAX];
    char sensor[ID_MAX];
    char zone[ID_MAX]; /* empty: not said, by a history of before schema 6 */
    char stream[STREAM_MAX];
    int64_t in, out, carried, slack, at_ms;
};
int reader_anchors(struct store *store, void (*each)(void *context, const struct reader_anchor *),
                   void *context, struct why *why);

/* Passages through a door over all time: for checks. */
struct reader_totals {
    int64_t in, out, events;
};
int reader_totals(struct store *store, const char *agent, const char *sensor,
                  struct reader_totals *totals, struct why *why);

/* What a door had counted when it last spoke, as events and anchors that are still there have it;
 * 0, 0 without any. */
int reader_door_totals(struct store *store, const char *agent, const char *sensor, int64_t *in,
                       int64_t *out, struct why *why);

/* The clock of a board in one boot: -1 it never knew the time, 0 its own guess, 1 synchronised; -1
 * for a boot that is not known. 0 or -EIO with why. */
int reader_clock(struct store *store, const char *agent, const char *boot, int *quality,
                 struct why *why);

#endif
