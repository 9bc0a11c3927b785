#include "tests/faults/proxy.h"

#include "tests/support/until.h"
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS 32
#define READ_MAX 65536

/* Side 0 is the client, 1 the broker; pipe i leads to side i. */
struct connection {
    bool open;
    int fds[2];
    struct pipe pipes[2];
};

struct proxy {
    pthread_t thread;
    pthread_mutex_t lock; /* of `mood`, `way`, `ending` */
    int listener, wake, port, broker_port;
    struct mood mood;
    enum proxy_way way;
    bool ending;
    struct random random;
    struct mood_count count;
    struct connection connections[CONNECTIONS];
};

static void nodelay(int fd)
{
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(fd, F_SETFL, O_NONBLOCK);
}

static void reset(int fd)
{
    const struct linger now = {1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(fd);
}

static void drop(struct connection *connection)
{
    for (int side = 0; side < 2; side++) {
        reset(connection->fds[side]);
        pipe_clear(&connection->pipes[side]);
    }
    connection->open = false;
}

static void admit(struct proxy *self, bool welcome)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)self->broker_port)};
    struct connection *free_one = NULL;
    int client = accept4(self->listener, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0)
        return;
    for (int i = 0; i < CONNECTIONS && !free_one; i++)
        if (!self->connections[i].open)
            free_one = &self->connections[i];
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int broker = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (!welcome || !free_one || connect(broker, (struct sockaddr *)&to, sizeof to)) {
        reset(client);
        close(broker);
        return;
    }
    nodelay(client);
    nodelay(broker);
    *free_one = (struct connection){.open = true, .fds = {client, broker}};
}

/* False when the connection has ended. */
static bool carry(struct proxy *self, struct connection *connection, const struct pollfd *polled,
                  const struct mood *mood, int64_t now_ms)
{
    static _Thread_local unsigned char bytes[READ_MAX];
    for (int side = 0; side < 2; side++) {
        struct pipe *to = &connection->pipes[!side], *back = &connection->pipes[side];
        if (!(polled[side].revents & (POLLIN | POLLHUP | POLLERR)))
            continue;
        ssize_t length = read(connection->fds[side], bytes, sizeof bytes);
        if (length == 0 || (length < 0 && errno != EAGAIN))
            return false;
        if (length > 0)
            pipe_take(to, back, bytes, (size_t)length, mood, &self->random, now_ms, &self->count);
    }
    return true;
}

static bool deliver(struct connection *connection, int64_t now_ms, int64_t *wake_ms)
{
    for (int side = 0; side < 2; side++) {
        struct pipe *pipe = &connection->pipes[side];
        int64_t due_ms = pipe_release(pipe, now_ms);
        if (due_ms < *wake_ms)
            *wake_ms = due_ms;
        if (pipe->broken)
            return false;
        if (!pipe->out_length)
            continue;
        ssize_t sent = send(connection->fds[side], pipe->out, pipe->out_length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            return false;
        pipe_written(pipe, sent > 0 ? (size_t)sent : 0);
    }
    return true;
}

static void wait_for_news(struct proxy *self, struct pollfd *polled, enum proxy_way way,
                          int64_t wake_ms)
{
    int64_t left_ms = wake_ms == INT64_MAX ? -1 : wake_ms - real_ms();
    polled[0] = (struct pollfd){self->wake, POLLIN, 0};
    /* Behind a pulled cable connections are made by the kernel, and nothing comes of them. */
    polled[1] = (struct pollfd){way == PROXY_STALLED ? -1 : self->listener, POLLIN, 0};
    for (int i = 0; i < CONNECTIONS; i++)
        for (int side = 0; side < 2; side++) {
            const struct connection *connection = &self->connections[i];
            bool looks = connection->open && way == PROXY_OPEN;
            short events = connection->pipes[side].out_length ? POLLIN | POLLOUT : POLLIN;
            polled[2 + 2 * i + side] =
                (struct pollfd){looks ? connection->fds[side] : -1, events, 0};
        }
    poll(polled, 2 + 2 * CONNECTIONS, left_ms < 0 ? (wake_ms == INT64_MAX ? -1 : 0) : (int)left_ms);
    uint64_t counted;
    if (polled[0].revents && read(self->wake, &counted, sizeof counted) < 0)
        return;
}

static void *live(void *context)
{
    struct proxy *self = context;
    struct pollfd polled[2 + 2 * CONNECTIONS] = {0};
    for (int64_t wake_ms = INT64_MAX;;) {
        pthread_mutex_lock(&self->lock);
        struct mood mood = self->mood;
        enum proxy_way way = self->way;
        bool ending = self->ending;
        pthread_mutex_unlock(&self->lock);
        if (ending)
            return NULL;
        wait_for_news(self, polled, way, wake_ms);
        wake_ms = INT64_MAX;
        for (int i = 0; i < CONNECTIONS; i++) {
            struct connection *connection = &self->connections[i];
            int64_t now_ms = real_ms();
            if (connection->open && way != PROXY_STALLED &&
                (way == PROXY_CUT || !carry(self, connection, &polled[2 + 2 * i], &mood, now_ms) ||
                 !deliver(connection, now_ms, &wake_ms)))
                drop(connection);
        }
        if (polled[1].revents)
            admit(self, way == PROXY_OPEN);
    }
}

struct proxy *proxy_open(int broker_port, uint64_t seed)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;
    struct proxy *self = calloc(1, sizeof *self);
    if (!self)
        err(3, "proxy");
    self->broker_port = broker_port;
    self->random = random_stream(seed, 0, 1);
    pthread_mutex_init(&self->lock, NULL);
    self->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    self->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bind(self->listener, (struct sockaddr *)&at, sizeof at) || listen(self->listener, 64) ||
        getsockname(self->listener, (struct sockaddr *)&at, &size))
        err(3, "proxy");
    self->port = ntohs(at.sin_port);
    if (pthread_create(&self->thread, NULL, live, self))
        err(3, "proxy");
    return self;
}

static void wake(struct proxy *self)
{
    if (write(self->wake, &(uint64_t){1}, sizeof(uint64_t)) < 0)
        err(3, "proxy");
}

struct mood_count proxy_close(struct proxy *self)
{
    if (!self)
        return (struct mood_count){0};
    pthread_mutex_lock(&self->lock);
    self->ending = true;
    pthread_mutex_unlock(&self->lock);
    wake(self);
    pthread_join(self->thread, NULL);
    for (int i = 0; i < CONNECTIONS; i++)
        if (self->connections[i].open)
            drop(&self->connections[i]);
    close(self->listener);
    close(self->wake);
    struct mood_count count = self->count;
    free(self);
    return count;
}

int proxy_port(const struct proxy *self)
{
    return self->port;
}

void proxy_set_way(struct proxy *self, enum proxy_way way)
{
    pthread_mutex_lock(&self->lock);
    self->way = way;
    pthread_mutex_unlock(&self->lock);
    wake(self);
}

void proxy_set_mood(struct proxy *self, const struct mood *mood)
{
    pthread_mutex_lock(&self->lock);
    self->mood = *mood;
    pthread_mutex_unlock(&self->lock);
    wake(self);
}
