/* A card: the file of an outbox (agent/common/outbox_format.h) that was carried here by hand.
 *
 * Read from a copy in a folder of its own, with the journal that lies beside it, so that the card
 * is never written, may be read-only, and a file that a killed agent left is whole. What is read
 * is checked as a message is. */
#ifndef LAMPION_HISTORY_CARD_H
#define LAMPION_HISTORY_CARD_H

#include "agent/common/message.h"
#include "agent/common/why.h"

struct card;

/* NULL with why: cannot be read, no outbox, of a newer format, damaged. */
struct card *card_open(const char *path, struct why *why);
void card_close(struct card *self);

const char *card_place(const struct card *self);
const char *card_agent(const struct card *self);

struct card_stream {
    char name[STREAM_MAX];
    struct message_clock clock;
    uint64_t first, last;           /* held; 0, 0: none */
    uint64_t lost_first, lost_last; /* dropped by the agent without acknowledgement; 0, 0: none */
};
/* Streams in the order of their making. */
size_t card_count(const struct card *self);
const struct card_stream *card_stream(const struct card *self, size_t i);

/* Events of a stream from the first one at or above `from` on into the message (stream, first,
 * clock, events, count; `base` is the caller's): at most `capacity`, all of one clock. How many;
 * 0: none left; or -EIO with why when the file is damaged. */
int card_read(struct card *self, size_t i, uint64_t from, struct events_message *message,
              size_t capacity, struct why *why);

#endif
