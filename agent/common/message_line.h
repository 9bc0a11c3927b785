/* An event as a line of a replay, in both directions: the events of the wire with absolute time
 * and origin.
 *
 *     {"at":"2026-10-05T06:00:12.345Z","agent":"desks","s":"seat-01","k":"level","v":1}
 *
 * Pure. `lampion-agent replay` writes such lines, `lampion replay` reads them. Members as in the
 * events message, but `at` (RFC 3339 in UTC, read to the millisecond) and `agent` instead of `t`;
 * unknown ones are ignored. */
#ifndef LAMPION_COMMON_MESSAGE_LINE_H
#define LAMPION_COMMON_MESSAGE_LINE_H

#include "agent/common/message.h"

#define MESSAGE_LINE_MAX 1024 /* bytes, without the end of line; ours have less than 300 */

struct line_message {
    char agent[ID_MAX];
    struct event event; /* t_ms: UTC since 1970 */
};

/* A malloc'ed, NUL-ended text without an end of line. What it is given must be valid (asserted).
 * NULL when out of memory, or after the year 9999. */
char *line_encode(const struct line_message *message, size_t *length);

/* `text` need not end in NUL. An `at` that is no time is MESSAGE_OUT_OF_RANGE. */
enum message_reject line_decode(struct line_message *message, const char *text, size_t length);

#endif
