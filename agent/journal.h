/* The journal: a log of every event as it was numbered (`lampion-agent run --journal FILE`), for
 * makers who want to see what a board said, and for tests that hold it against the history. Off
 * unless told.
 *
 * Lines of JSON, each one O_APPEND write, never flushed to the disk on purpose:
 *
 *     {"stream":"9f2c…","opens":1,"boot":"…"}                    a process begins; its first number
 *     {"stream":"9f2c…","seq":1,"event":{"k":"beat","t":5003010}}  as in the events message
 *     {"stream":"9f2c…","kept":1}                                everything up to it is in the
 * outbox
 *
 * An event is written when its number was drawn, before the outbox keeps it: of a process that
 * is killed, what stands behind its last `kept` may be nowhere else, and its numbers may be given
 * again by the next one. A line that cannot be written is left out, and said once. */
#ifndef LAMPION_AGENT_JOURNAL_H
#define LAMPION_AGENT_JOURNAL_H

#include "agent/common/message.h"
#include "agent/common/why.h"

struct journal;

/* NULL with why. */
struct journal *journal_open(const char *path, struct why *why);
void journal_close(struct journal *self);

/* All three do nothing without a journal. `opens` once, `kept` at every turn: says what is new. */
void journal_opens(struct journal *self, const char *stream, uint64_t first, const char *boot);
void journal_event(struct journal *self, const char *stream, uint64_t seq,
                   const struct event *event);
void journal_kept(struct journal *self, const char *stream, uint64_t seq);

#endif
