#include "tests/bench/crowd.h"
#include "agent/common/topic.h"
#include "tests/bench/numbers.h"
#include "tests/bench/stage.h"
#include "tests/support/fetch.h"
#include "tests/support/mqtt.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 60000

/* Forks; in the child the pipe's writing end is returned in *tell. */
static pid_t crowd_fork(struct crowd *self, int *tell)
{
    int ends[2];
    if (pipe(ends))
        return -1;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[0]);
        *tell = ends[1];
        return 0;
    }
    close(ends[1]);
    *self = (struct crowd){.pid = pid, .pipe = ends[0]};
    return pid;
}

static int64_t crowd_hear(const struct crowd *self)
{
    struct pollfd wait = {.fd = self->pipe, .events = POLLIN};
    int64_t value;
    if (poll(&wait, 1, PATIENCE_MS) <= 0 || read(self->pipe, &value, sizeof value) != sizeof value)
        return -1;
    return value;
}

static void crowd_tell(int tell, int64_t value)
{
    if (write(tell, &value, sizeof value) != sizeof value)
        _exit(1);
}

static int crowd_ready(struct crowd *self, pid_t pid, const char *who)
{
    if (pid > 0 && crowd_hear(self) >= 0)
        return 0;
    fprintf(stderr, "bench: the %s cannot connect\n", who);
    crowd_stop(self);
    return -1;
}

static void count_message(void *context, const struct mqtt_message *message)
{
    (void)message;
    ++*(size_t *)context;
}

static void sink_run(int tell, int broker_port, size_t messages)
{
    char filter[TOPIC_MAX];
    struct mqtt mqtt;
    size_t got = 0;
    topic_format(filter, STAGE_PLACE, "+", TOPIC_EVENTS);
    if (mqtt_open(&mqtt, broker_port, "bench-sink", filter, 1))
        _exit(1);
    crowd_tell(tell, 0);
    while (got < messages) {
        struct pollfd wait = {.fd = mqtt.fd, .events = POLLIN};
        if (mqtt.out.length)
            wait.events |= POLLOUT;
        poll(&wait, 1, -1);
        if (mqtt_read(&mqtt, count_message, &got) || mqtt_flush(&mqtt) < 0)
            _exit(1);
    }
    crowd_tell(tell, real_ns());
    mqtt_close(&mqtt);
    _exit(0);
}

int crowd_start_sink(struct crowd *self, int broker_port, size_t messages)
{
    int tell = -1;
    pid_t pid = crowd_fork(self, &tell);
    if (pid == 0)
        sink_run(tell, broker_port, messages);
    return crowd_ready(self, pid, "subscriber");
}

int64_t crowd_wait_sink(struct crowd *self)
{
    return crowd_hear(self);
}

/* Reads what has come; whether there is more to come. */
static bool viewer_read(int fd)
{
    static char bytes[64 * 1024];
    return recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) != 0;
}

static void viewers_run(int tell, int http_port, size_t viewers)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < viewers; i++) {
        struct epoll_event wanted = {.events = EPOLLIN};
        int fd = wanted.data.fd = stream_open(http_port, "/api/v1/live");
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (fd < 0 || poll(&wait, 1, PATIENCE_MS) <= 0 || !viewer_read(fd) ||
            epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted))
            _exit(1);
    }
    crowd_tell(tell, 0);
    for (;;) {
        struct epoll_event events[64];
        int count = epoll_wait(epoll, events, 64, -1);
        for (int i = 0; i < count; i++)
            if (!viewer_read(events[i].data.fd))
                close(events[i].data.fd);
    }
}

int crowd_start_viewers(struct crowd *self, int http_port, size_t viewers)
{
    int tell = -1;
    pid_t pid = crowd_fork(self, &tell);
    if (pid == 0)
        viewers_run(tell, http_port, viewers);
    return crowd_ready(self, pid, "viewers");
}

void crowd_stop(struct crowd *self)
{
    if (self->pid <= 0)
        return;
    kill(self->pid, SIGKILL);
    waitpid(self->pid, NULL, 0);
    close(self->pipe);
    *self = (struct crowd){0};
}
