/* The link to the broker: MQTT 3.1.1 through paho's MQTTAsync, with a reconnect of our own.
 *
 * paho's threads only copy into a bounded inbox and write an eventfd; everything else happens
 * on the caller's loop: poll link_fd(), then link_next() until it says no; call link_tick() at
 * link_deadline(). Times here are real (clock_real_ms), also when the clock is simulated.
 * Not thread-safe towards callers: one loop owns a link.
 *
 * Programs ignore SIGPIPE: a socket may go while paho writes. paho's threads start with every
 * signal blocked. A connection that lasted retry_max_ms starts the back-off anew; a shorter one
 * does not, so that two boards of one name do not chase each other at full speed. After a second
 * without traffic paho 1.3.12 is deaf for 100 ms at a time: a lone message may wait so long. */
#ifndef LAMPION_COMMON_LINK_H
#define LAMPION_COMMON_LINK_H

#include "agent/common/why.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINK_SUBSCRIPTIONS_MAX 512
#define LINK_PULSE_MS 400

struct link_subscription {
    const char *topic;
    int qos;
};

struct link_config {
    const char *uri;                            /* mqtt://host:port, mqtts://host:port */
    const char *client_id;                      /* stable: lampion-<place>-<agent> */
    const char *username, *password;            /* NULL: none */
    const char *ca_file, *cert_file, *key_file; /* NULL: none; mqtts verifies the server's name */
    const char *will_topic;                     /* NULL: no will; sent QoS 1, retained */
    struct link_subscription subscriptions[LINK_SUBSCRIPTIONS_MAX];
    size_t subscription_count;
    /* NULL: none. An empty message to ourselves whenever nothing came for LINK_PULSE_MS: paho
     * 1.3.12 sleeps up to 100 ms over the first message after an idle second. Subscribed to by
     * the link, and never handed to the caller. */
    const char *pulse_topic;
    int keepalive_s;                    /* 20 unless told */
    int64_t retry_min_ms, retry_max_ms; /* back-off between connects, doubled, with jitter */
    size_t inbox_max; /* messages held for the loop before newer ones are dropped */
    /* NULL: none. The end of topics whose messages wait while others do: a backlog that does not
     * hold up the present, see inbox.h. A static text. */
    const char *bulk_topics;
};

enum link_item_kind {
    LINK_CONNECTED, /* and subscribed */
    LINK_LOST,      /* or a connect that failed: `reason`, the link retries by itself */
    LINK_MESSAGE,
};

/* Taken by link_next, given back by link_item_clear. */
struct link_item {
    enum link_item_kind kind;
    char *topic;   /* LINK_MESSAGE */
    char *payload; /* LINK_MESSAGE; a NUL stands behind its length */
    size_t length;
    bool retained;
    int64_t received_real_ms;
    char reason[128]; /* LINK_LOST */
};

struct link;

/* Copies the configuration; nothing is sent before link_tick. NULL with why. */
struct link *link_open(const struct link_config *config, struct why *why);
/* Disconnects (waits up to 1 s for what is in flight) and frees. NULL is allowed. */
void link_close(struct link *link);

/* The will's payload of the next connect. Copied. */
int link_set_will(struct link *link, const char *payload);

int link_fd(const struct link *link);
bool link_next(struct link *link, struct link_item *item);
void link_item_clear(struct link_item *item);

void link_tick(struct link *link, int64_t now_real_ms);
int64_t link_deadline(const struct link *link);
bool link_is_connected(const struct link *link); /* as the loop has seen it */

/* Hands a message to paho. 0; -ENOTCONN while not connected; -EAGAIN when paho's buffer is full. */
int link_publish(struct link *link, const char *topic, const char *payload, size_t length, int qos,
                 bool retained);

/* When the link last moved: something came in, went out, or was tried. Once a pulse has come back
 * on a connection only what comes in counts: should paho's own thread hang, sending goes on for
 * long. A broker that hangs ends in LINK_LOST by the keepalive, and trying again moves. */
int64_t link_moved_ms(const struct link *link);

/* Messages dropped because the inbox was full. */
uint64_t link_dropped(struct link *link);

#endif
