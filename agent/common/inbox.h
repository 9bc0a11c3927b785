/* The inbox of a link: the one place where paho's threads and the loop meet.
 *
 * Any thread puts, one thread takes, in order, but that a backlog lets the present pass: messages
 * of the bulk topics wait in a lane of their own, of which one is taken when the other is empty,
 * or has had INBOX_TURNS. Messages beyond the bounds are dropped and counted; signals, of which
 * there are few, have room of their own. The lock is never held around a library call. */
#ifndef LAMPION_COMMON_INBOX_H
#define LAMPION_COMMON_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INBOX_BYTES_MAX (8 << 20) /* of all messages that wait in a lane */
#define INBOX_TURNS 16
#define INBOX_MESSAGE (-1) /* as `signal` */

struct inbox_item {
    int signal;          /* the putter's own number >= 0, or INBOX_MESSAGE */
    unsigned generation; /* of a signal */
    char *text;          /* of a signal (NULL: out of memory); the topic of a message */
    char *payload;       /* of a message, a NUL behind it; one allocation with `text` */
    size_t length;
    bool retained;
    int64_t received_real_ms;
};

struct inbox;

/* Room for `max` messages a lane. Those whose topic ends with `bulk` (NULL: none) are bulk; it is
 * not copied. NULL when out of memory or descriptors. */
struct inbox *inbox_new(size_t max, const char *bulk);
void inbox_free(struct inbox *inbox);

/* Readable while something waits. */
int inbox_fd(const struct inbox *inbox);

/* Copies. False: dropped, and counted. */
bool inbox_put_message(struct inbox *inbox, const char *topic, const void *payload, size_t length,
                       bool retained, int64_t received_real_ms);
void inbox_put_signal(struct inbox *inbox, int signal, unsigned generation, const char *text,
                      int64_t received_real_ms);

/* Hands the oldest item over; free(item->text) frees it. False when empty. */
bool inbox_take(struct inbox *inbox, struct inbox_item *item);

uint64_t inbox_dropped(struct inbox *inbox);

#endif
