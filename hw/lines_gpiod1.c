/* Chips and banks through libgpiod 1.6 (Debian 12). The only file that knows <gpiod.h> of that
 * major.
 *
 * Under this interface every line has an event descriptor of its own, with room for 16 events in
 * the kernel; when that overflows the *newest* event is lost. There are no numbers that would
 * tell: a queue that was found full is all there is to know. */
#include "hw/chip.h"

#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { QUEUE = BANK_READ_MIN }; /* events that the kernel keeps for a line */

const size_t bank_lines_max = 1024;

/* --- chips: a struct chip is a struct gpiod_chip ------------------------------------------- */

static struct gpiod_chip *of(const struct chip *self)
{
    return (struct gpiod_chip *)self;
}

struct chip *chip_open(const char *path)
{
    return (struct chip *)gpiod_chip_open(path);
}

void chip_close(struct chip *self)
{
    gpiod_chip_close(of(self));
}

const char *chip_label(const struct chip *self)
{
    return gpiod_chip_label(of(self));
}

const char *chip_name(const struct chip *self)
{
    return gpiod_chip_name(of(self));
}

unsigned int chip_line_count(const struct chip *self)
{
    return gpiod_chip_num_lines(of(self));
}

int chip_line(const struct chip *self, unsigned int offset, struct chip_line *line)
{
    struct gpiod_line *one = gpiod_chip_get_line(of(self), offset);
    if (!one)
        return -errno;
    const char *name = gpiod_line_name(one), *user = gpiod_line_consumer(one);
    *line = (struct chip_line){.used = gpiod_line_is_used(one)};
    snprintf(line->name, sizeof line->name, "%s", name ? name : "");
    snprintf(line->user, sizeof line->user, "%s", user ? user : "");
    return 0;
}

/* --- banks ---------------------------------------------------------------------------------- */

struct bank_row {
    struct gpiod_line *line;
    int fd;
};

struct bank {
    struct gpiod_chip *chip;
    int epoll_fd;
    size_t count;
    struct bank_row rows[];
};

static int bias_flags(enum line_bias bias)
{
    switch (bias) {
    case LINE_BIAS_PULL_UP:
        return GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP;
    case LINE_BIAS_PULL_DOWN:
        return GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN;
    case LINE_BIAS_DISABLED:
        return GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE;
    default:
        return 0;
    }
}

static int row_open(struct bank *self, size_t i, const struct bank_line *wanted)
{
    const struct gpiod_line_request_config config = {
        .consumer = BANK_CONSUMER,
        .request_type = GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES,
        .flags = bias_flags(wanted->bias),
    };
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = i};
    struct gpiod_line *line = gpiod_chip_get_line(self->chip, wanted->offset);
    if (!line || gpiod_line_request(line, &config, 0) < 0)
        return -errno;
    self->rows[i] = (struct bank_row){.line = line, .fd = gpiod_line_event_get_fd(line)};
    int flags = fcntl(self->rows[i].fd, F_GETFL);
    if (flags < 0 || fcntl(self->rows[i].fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
        epoll_ctl(self->epoll_fd, EPOLL_CTL_ADD, self->rows[i].fd, &event) < 0)
        return -errno;
    return 0;
}

int bank_open(struct bank **bank, const char *path, const struct bank_line *lines, size_t count)
{
    struct bank *self = calloc(1, sizeof *self + count * sizeof self->rows[0]);
    if (!self)
        return -ENOMEM;
    self->count = count;
    self->chip = gpiod_chip_open(path);
    self->epoll_fd = self->chip ? epoll_create1(EPOLL_CLOEXEC) : -1;
    int err = self->epoll_fd < 0 ? -errno : 0;
    for (size_t i = 0; i < count && err == 0; i++)
        err = row_open(self, i, &lines[i]);
    if (err < 0)
        bank_close(self);
    else
        *bank = self;
    return err;
}

void bank_close(struct bank *self)
{
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++)
        if (self->rows[i].line)
            gpiod_line_release(self->rows[i].line);
    if (self->chip)
        gpiod_chip_close(self->chip);
    if (self->epoll_fd >= 0)
        close(self->epoll_fd);
    free(self);
}

int bank_fd(const struct bank *self)
{
    return self->epoll_fd;
}

static int row_read(struct bank *self, size_t i, struct bank_edge *edges)
{
    struct gpiod_line_event events[QUEUE];
    int count = gpiod_line_event_read_fd_multiple(self->rows[i].fd, events, QUEUE);
    if (count < 0)
        return errno == EAGAIN ? 0 : -errno;
    for (int e = 0; e < count; e++)
        edges[e] = (struct bank_edge){
            .line = i,
            .level = events[e].event_type == GPIOD_LINE_EVENT_RISING_EDGE,
            .t_ns = (int64_t)events[e].ts.tv_sec * 1000000000 + events[e].ts.tv_nsec,
            .full = count == QUEUE && e == QUEUE - 1,
        };
    return count;
}

int bank_read(struct bank *self, struct bank_edge *edges, size_t capacity, bool *more)
{
    struct epoll_event ready[64];
    size_t used = 0;
    *more = true;
    while (*more && capacity - used >= QUEUE) {
        size_t room = (capacity - used) / QUEUE;
        int most = room < 64 ? (int)room : 64, count = epoll_wait(self->epoll_fd, ready, most, 0);
        if (count < 0)
            return errno == EINTR ? (int)used : -errno;
        *more = count == most;
        for (int i = 0; i < count; i++) {
            bool waits = ready[i].events & EPOLLIN;
            int got = waits ? row_read(self, (size_t)ready[i].data.u64, edges + used) : -ENODEV;
            if (got < 0)
                return used ? (int)used : got; /* it will say so again */
            *more |= got == QUEUE;
            used += (size_t)got;
        }
    }
    return (int)used;
}

int bank_levels(struct bank *self, const bool *wanted, int *levels)
{
    for (size_t i = 0; i < self->count; i++) {
        if (wanted && !wanted[i])
            continue;
        int level = gpiod_line_get_value(self->rows[i].line);
        if (level < 0)
            return -errno;
        levels[i] = level;
    }
    return 0;
}
