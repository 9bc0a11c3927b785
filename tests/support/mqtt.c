#include "tests/support/mqtt.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum packet {
    CONNECT = 0x10,
    CONNACK = 0x20,
    PUBLISH = 0x30,
    PUBACK = 0x40,
    SUBSCRIBE = 0x82,
    SUBACK = 0x90,
    DISCONNECT = 0xe0,
};

#define READ_BYTES (256 * 1024)
#define KEEPALIVE_S 600 /* a test is over before the broker wants to hear of us */

/* Room for `more` bytes behind what is there. */
static unsigned char *buffer_room(struct mqtt_buffer *self, size_t more)
{
    if (self->from && self->from + self->length + more > self->capacity) {
        memmove(self->bytes, self->bytes + self->from, self->length);
        self->from = 0;
    }
    if (self->length + more > self->capacity) {
        self->capacity = 2 * (self->length + more);
        self->bytes = realloc(self->bytes, self->capacity);
        if (!self->bytes)
            abort();
    }
    return self->bytes + self->from + self->length;
}

static void buffer_put(struct mqtt_buffer *self, const void *bytes, size_t length)
{
    memcpy(buffer_room(self, length), bytes, length);
    self->length += length;
}

static void buffer_drop(struct mqtt_buffer *self, size_t length)
{
    self->from = self->length == length ? 0 : self->from + length;
    self->length -= length;
}

static void put_u16(struct mqtt_buffer *out, size_t value)
{
    const unsigned char bytes[] = {(unsigned char)(value >> 8), (unsigned char)value};
    buffer_put(out, bytes, 2);
}

static void put_text(struct mqtt_buffer *out, const char *text)
{
    put_u16(out, strlen(text));
    buffer_put(out, text, strlen(text));
}

/* The fixed header: type with flags, then the length of the rest, 7 bits a byte. */
static void put_head(struct mqtt_buffer *out, int type, size_t rest)
{
    unsigned char bytes[5] = {(unsigned char)type};
    size_t length = 1;
    do {
        bytes[length++] = (unsigned char)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
        rest >>= 7;
    } while (rest);
    buffer_put(out, bytes, length);
}

static uint16_t next_id(struct mqtt *self)
{
    self->id = self->id == UINT16_MAX ? 1 : (uint16_t)(self->id + 1);
    return self->id;
}

void mqtt_publish(struct mqtt *self, const char *topic, const char *payload, size_t length, int qos,
                  bool retained)
{
    put_head(&self->out, PUBLISH | qos << 1 | retained, 2 + strlen(topic) + (qos ? 2 : 0) + length);
    put_text(&self->out, topic);
    if (qos)
        put_u16(&self->out, next_id(self));
    buffer_put(&self->out, payload, length);
    self->unsettled += qos > 0;
}

int mqtt_flush(struct mqtt *self)
{
    while (self->out.length) {
        ssize_t sent =
            send(self->fd, self->out.bytes + self->out.from, self->out.length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN)
            return 1;
        if (sent < 0 && errno != EINTR)
            return -errno;
        if (sent > 0)
            buffer_drop(&self->out, (size_t)sent);
    }
    return 0;
}

/* The size of the whole packet at the front of the input, and where its body begins; 0 while
 * some of it is missing. */
static size_t packet_size(const struct mqtt_buffer *in, size_t *body)
{
    const unsigned char *bytes = in->bytes + in->from;
    size_t rest = 0;
    for (size_t i = 1; i < in->length && i < 5; i++) {
        rest |= (size_t)(bytes[i] & 0x7f) << 7 * (i - 1);
        if (bytes[i] & 0x80)
            continue;
        *body = i + 1;
        return in->length >= *body + rest ? *body + rest : 0;
    }
    return 0;
}

static size_t get_u16(const unsigned char *bytes)
{
    return (size_t)bytes[0] << 8 | bytes[1];
}

static int take_publish(struct mqtt *self, int flags, const unsigned char *body, size_t length,
                        mqtt_arrived *arrived, void *context)
{
    int qos = flags >> 1 & 3;
    size_t topic = length >= 2 ? get_u16(body) : 0;
    size_t payload = 2 + topic + (qos ? 2 : 0);
    if (length < payload || qos > 1)
        return -EPROTO;
    if (qos) {
        put_head(&self->out, PUBACK, 2);
        buffer_put(&self->out, body + 2 + topic, 2);
    }
    const struct mqtt_message message = {.topic = (const char *)body + 2,
                                         .topic_length = topic,
                                         .payload = (const char *)body + payload,
                                         .length = length - payload};
    if (arrived)
        arrived(context, &message);
    return 0;
}

static int take_packet(struct mqtt *self, const unsigned char *bytes, size_t body, size_t size,
                       mqtt_arrived *arrived, void *context)
{
    int type = bytes[0] & 0xf0;
    if (type == PUBLISH)
        return take_publish(self, bytes[0] & 0xf, bytes + body, size - body, arrived, context);
    if (type == PUBACK && self->unsettled)
        self->unsettled--;
    bool refused = (type == CONNACK || type == SUBACK) &&
                   (size - body < 2 || (bytes[size - 1] & (type == CONNACK ? 0xff : 0x80)));
    return refused ? -EPROTO : 0;
}

/* Handles the whole packets of the input, up to the first of type `until` (0: all of them).
 * 1 when that came, 0 when it did not, or -errno. */
static int take_packets(struct mqtt *self, int until, mqtt_arrived *arrived, void *context)
{
    size_t body, size;
    while ((size = packet_size(&self->in, &body))) {
        const unsigned char *bytes = self->in.bytes + self->in.from;
        int type = bytes[0] & 0xf0;
        int error = take_packet(self, bytes, body, size, arrived, context);
        buffer_drop(&self->in, size);
        if (error || type == until)
            return error ? error : 1;
    }
    return 0;
}

static int read_more(struct mqtt *self)
{
    unsigned char *room = buffer_room(&self->in, READ_BYTES);
    ssize_t got = recv(self->fd, room, READ_BYTES, 0);
    if (got > 0)
        self->in.length += (size_t)got;
    return got > 0 ? 0 : got == 0 ? -EPIPE : -errno;
}

int mqtt_read(struct mqtt *self, mqtt_arrived *arrived, void *context)
{
    int error = read_more(self);
    if (error)
        return error == -EAGAIN || error == -EINTR ? 0 : error;
    return take_packets(self, 0, arrived, context);
}

/* Blocking, for the opening: sends, then reads up to the answer. */
static int ask(struct mqtt *self, int answer)
{
    int result = mqtt_flush(self);
    while (result == 0 && (result = take_packets(self, answer, NULL, NULL)) == 0)
        result = read_more(self);
    return result < 0 ? result : 0;
}

static int connect_to(struct mqtt *self, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval patience = {.tv_sec = 5};
    int on = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    self->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (self->fd < 0)
        return -errno;
    setsockopt(self->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(self->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return connect(self->fd, (struct sockaddr *)&address, sizeof address) ? -errno : 0;
}

int mqtt_open(struct mqtt *self, int port, const char *client_id, const char *filter, int qos)
{
    static const unsigned char level[] = {0, 4, 'M', 'Q', 'T', 'T', 4, 2 /* clean session */};
    *self = (struct mqtt){.fd = -1};
    int error = connect_to(self, port);
    if (error)
        return error;
    put_head(&self->out, CONNECT, sizeof level + 4 + strlen(client_id));
    buffer_put(&self->out, level, sizeof level);
    put_u16(&self->out, KEEPALIVE_S);
    put_text(&self->out, client_id);
    error = ask(self, CONNACK);
    if (!error && filter) {
        const unsigned char wanted = (unsigned char)qos;
        put_head(&self->out, SUBSCRIBE, 5 + strlen(filter));
        put_u16(&self->out, next_id(self));
        put_text(&self->out, filter);
        buffer_put(&self->out, &wanted, 1);
        error = ask(self, SUBACK);
    }
    return error ? error : fcntl(self->fd, F_SETFL, O_NONBLOCK) ? -errno : 0;
}

void mqtt_close(struct mqtt *self)
{
    if (self->fd >= 0) {
        put_head(&self->out, DISCONNECT, 0);
        (void)mqtt_flush(self);
        close(self->fd);
    }
    free(self->in.bytes);
    free(self->out.bytes);
    *self = (struct mqtt){.fd = -1};
}
