/* A client of MQTT 3.1.1 as thin as it goes: one socket, no threads, no copies
 * kept, QoS 0 and 1, no reconnect. Format: OASIS MQTT 3.1.1, sections 2 and 3.
 *
 * Opening blocks (up to 5 s); afterwards the socket is non-blocking and the caller polls `fd`,
 * for reading always and for writing while mqtt_flush says that something is left. */
#ifndef LAMPION_TESTS_SUPPORT_MQTT_H
#define LAMPION_TESTS_SUPPORT_MQTT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mqtt_buffer {
    unsigned char *bytes;
    size_t from, length, capacity; /* what counts is bytes[from .. from + length) */
};

struct mqtt {
    int fd; /* -1: closed */
    struct mqtt_buffer in, out;
    uint16_t id;      /* of the newest packet that wanted one */
    size_t unsettled; /* QoS 1 messages sent and not acknowledged by the broker */
};

/* A message that came; the texts are not NUL-ended and last as long as the call. */
struct mqtt_message {
    const char *topic, *payload;
    size_t topic_length, length;
};
typedef void mqtt_arrived(void *context, const struct mqtt_message *message);

/* Connects to 127.0.0.1:port with a clean session and subscribes to `filter` (NULL: to nothing).
 * 0 or -errno; -EPROTO when the broker refuses. mqtt_close is right in any case. */
int mqtt_open(struct mqtt *self, int port, const char *client_id, const char *filter, int qos);
/* Says goodbye, so that no will is sent, and frees. */
void mqtt_close(struct mqtt *self);

/* Puts a message into the output; mqtt_flush sends. */
void mqtt_publish(struct mqtt *self, const char *topic, const char *payload, size_t length, int qos,
                  bool retained);
/* Writes what the socket takes. 0 all, 1 something is left, or -errno. */
int mqtt_flush(struct mqtt *self);

/* Takes in one read's worth: calls back for messages and puts their PUBACKs into the output,
 * counts the broker's. 0, or -errno; -EPIPE when the broker has closed. */
int mqtt_read(struct mqtt *self, mqtt_arrived *arrived, void *context);

#endif
