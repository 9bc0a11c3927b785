/* What the messages and the journal share: checks of texts, rows of their tables, one event. Not
 * for others. */
#ifndef LAMPION_COMMON_MESSAGE_PART_H
#define LAMPION_COMMON_MESSAGE_PART_H

#include "agent/common/json.h"
#include "agent/common/json_writer.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

bool stream_is_valid(const char *text); /* also of `run` */
bool boot_is_valid(const char *text);
bool version_is_valid(const char *text);

/* One event of an events message: message_event.c. `event` is zeroed before it is read; a line
 * of a replay (message_line.c) tells its time otherwise: it is not `timed`, has no `t`. */
enum message_reject event_read(const struct json_t *object, bool timed, struct event *event);
void event_write(const struct event *event, struct json_writer *writer);
/* All but `t`, without the brackets. */
void event_write_members(const struct event *event, struct json_writer *writer);

/* Rows of a table for the struct `type`; the member is also called so on the wire. */
#define FIELD_TEXT(type, member, check)                                                            \
    {                                                                                              \
        .name = #member, .want = JSON_WANT_TEXT, .offset = offsetof(type, member),                 \
        .valid = (check), .size = sizeof((type *)0)->member                                        \
    }
#define FIELD_INT64(type, member, low, high)                                                       \
    {                                                                                              \
        .name = #member, .want = JSON_WANT_INT64, .offset = offsetof(type, member),                \
        .minimum = (low), .maximum = (high)                                                        \
    }
#define FIELD_TIME(type, member) FIELD_INT64(type, member, 0, MESSAGE_T_MAX_MS)
#define FIELD_NESTED(type, member, wanted)                                                         \
    {                                                                                              \
        .name = #member, .want = (wanted), .offset = offsetof(type, member)                        \
    }

#endif
