/* One MQTT client: the only door to paho. Part of the link, which keeps the state.
 *
 * What happens comes back through the inbox as signals that carry the generation they were
 * started with, so that a late word of a former attempt can be told apart. */
#ifndef LAMPION_COMMON_CONNECTION_H
#define LAMPION_COMMON_CONNECTION_H

#include "agent/common/inbox.h"
#include "agent/common/link.h"

enum connection_signal {
    CONNECTION_UP,         /* CONNACK */
    CONNECTION_FAILED,     /* no connection; text: why */
    CONNECTION_SUBSCRIBED, /* SUBACK, all granted */
    CONNECTION_REFUSED,    /* a subscription was not granted; text: which */
    CONNECTION_LOST,
    CONNECTION_CLOSED, /* after connection_disconnect */
};

#define CONNECTION_TIMEOUT_S 5 /* for paho to give up a connect */

struct connection;

/* `config` and `inbox` must outlive it. NULL with why. */
struct connection *connection_new(const struct link_config *config, struct inbox *inbox,
                                  struct why *why);
/* Sends DISCONNECT where there is a connection. No signal comes after it. */
void connection_free(struct connection *connection);

/* All three: 0 and a signal later, or -EIO at once. `will` may be NULL. */
int connection_connect(struct connection *connection, unsigned generation, const char *will);
int connection_subscribe(struct connection *connection, unsigned generation);
int connection_disconnect(struct connection *connection, unsigned generation);

/* 0, -ENOTCONN, -EAGAIN (paho's buffer is full), -EIO. */
int connection_send(struct connection *connection, const char *topic, const void *payload,
                    size_t length, int qos, bool retained);

/* Whether a message waits to be sent or for its PUBACK. */
bool connection_is_busy(struct connection *connection);

#endif
