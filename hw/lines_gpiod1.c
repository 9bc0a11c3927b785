/* GPIO lines through libgpiod 1.6 (Debian 12). The only file that knows <gpiod.h> of that major.
 *
 * Under this interface every line has an event descriptor of its own, with room for 16 events in
 * the kernel; when that overflows the *newest* event is lost. So after every burst the levels are
 * read again, and a level that differs from its line's last event becomes an edge at `now`.
 * Events carry the kernel's CLOCK_MONOTONIC stamp (Linux 5.7 and later).
 *
 * A chip that goes away (a USB adapter, a driver taken off) wakes nobody (Linux 6.1): its lines
 * would keep their last level for ever. So every line is asked every CHECK_MS. */
#include "hw/lines.h"

#include <assert.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <gpiod.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hw/boards.h"

enum {
    CHIPS_MAX = 32,
    BURST = 16, /* events that the kernel keeps for a line */
    CHECK_MS = 2000,
};

struct gpio_line {
    struct gpiod_line *line;
    int fd;
    int level; /* as of the last edge */
};

struct gpio_edge {
    int64_t t_ns;
    size_t order; /* of arrival, where stamps are equal */
    size_t line;
    int level;
};

struct gpio_lines {
    struct gpiod_chip *chips[CHIPS_MAX];
    size_t chip_count;
    int epoll_fd;
    int err;          /* a line was lost: told after the edges that came before */
    int64_t check_ms; /* when to ask whether the lines are still there */
    struct gpio_edge *edges;
    size_t edge_count, edge_next; /* read from the kernel, given up to edge_next */
    size_t count;
    struct gpio_line lines[];
};

/* --- finding chips and lines ------------------------------------------------------------- */

static bool chip_is_open(const dev_t *devices, size_t count, dev_t device)
{
    for (size_t i = 0; i < count; i++)
        if (devices[i] == device)
            return true;
    return false;
}

static int chips_refuse(const char *path, int err, char *why)
{
    bool denied = err == EACCES || err == EPERM;
    snprintf(why, LINES_WHY_MAX, "%.100s: %.60s%s", path, strerror(err),
             denied ? "; this user must be in the group gpio (sudo usermod -aG gpio NAME, then log "
                      "in again), or the unit needs Group=gpio"
                    : "");
    return -err;
}

static int chip_filter(const struct dirent *entry)
{
    return strncmp(entry->d_name, "gpiochip", strlen("gpiochip")) == 0;
}

static int chips_open_one(struct gpio_lines *self, const char *name, dev_t *devices, char *why)
{
    char path[300];
    struct stat status;
    snprintf(path, sizeof path, "/dev/%s", name);
    /* A symbolic link is there for old names of the same chip (Raspberry Pi 5); the chip itself
     * is in the list as well, and libgpiod takes no links. */
    if (lstat(path, &status) < 0 || !S_ISCHR(status.st_mode) ||
        chip_is_open(devices, self->chip_count, status.st_rdev) || self->chip_count == CHIPS_MAX)
        return 0;
    struct gpiod_chip *chip = gpiod_chip_open(path);
    if (!chip)
        return chips_refuse(path, errno, why);
    devices[self->chip_count] = status.st_rdev;
    self->chips[self->chip_count++] = chip;
    return 0;
}

/* Opens every chip. One that cannot be opened matters only when none can. */
static int chips_open(struct gpio_lines *self, char *why)
{
    struct dirent **entries;
    dev_t devices[CHIPS_MAX];
    int err = 0;
    int count = scandir("/dev", &entries, chip_filter, versionsort);
    for (int i = 0; i < count; i++) {
        int failed = chips_open_one(self, entries[i]->d_name, devices, why);
        err = failed ? failed : err;
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    if (self->chip_count > 0) {
        *why = 0;
        return 0;
    }
    if (err == 0) {
        err = -ENODEV;
        snprintf(why, LINES_WHY_MAX,
                 "no GPIO chip on this machine (/dev/gpiochip*): is this the board? To try without "
                 "one use lines: {source: trace, file: ...}");
    }
    return err;
}

static void chips_drop(struct gpio_lines *self, size_t i)
{
    gpiod_chip_close(self->chips[i]);
    self->chips[i] = self->chips[--self->chip_count];
}

/* "pinctrl-bcm2711 (gpiochip0), ..." */
static void chips_list(const struct gpio_lines *self, char *text, size_t size)
{
    size_t used = 0;
    *text = 0;
    for (size_t i = 0; i < self->chip_count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s (%s)", i ? ", " : "",
                                 gpiod_chip_label(self->chips[i]), gpiod_chip_name(self->chips[i]));
}

/* Keeps the chips of that label, name or path. */
static int chips_choose(struct gpio_lines *self, const char *wanted, const struct board *board,
                        char *why)
{
    char found[200];
    const char *name = strncmp(wanted, "/dev/", 5) == 0 ? wanted + 5 : wanted;
    chips_list(self, found, sizeof found);
    for (size_t i = self->chip_count; i-- > 0;)
        if (strcmp(gpiod_chip_label(self->chips[i]), wanted) != 0 &&
            strcmp(gpiod_chip_name(self->chips[i]), name) != 0)
            chips_drop(self, i);
    if (self->chip_count > 0)
        return 0;
    if (board)
        snprintf(why, LINES_WHY_MAX, "board %s: this is no %s, there is no chip %s but %s",
                 board->name, board->title, wanted, found);
    else
        snprintf(why, LINES_WHY_MAX, "chip %s: no such chip; there are %s", wanted, found);
    return -ENODEV;
}

/* Says where a name nearly like it is, or how the first lines are called. */
static int line_suggest(const struct gpio_lines *self, const char *wanted, char *why)
{
    char names[160] = "";
    size_t used = 0, listed = 0;
    for (size_t c = 0; c < self->chip_count; c++) {
        for (unsigned int i = 0; i < gpiod_chip_num_lines(self->chips[c]); i++) {
            struct gpiod_line *line = gpiod_chip_get_line(self->chips[c], i);
            const char *name = line ? gpiod_line_name(line) : NULL;
            if (name && strcasecmp(name, wanted) == 0) {
                snprintf(why, LINES_WHY_MAX, "line %s: no such line, but there is %s", wanted,
                         name);
                return -ENOENT;
            }
            if (name && listed++ < 5 && used < sizeof names)
                used += (size_t)snprintf(names + used, sizeof names - used, " %.24s", name);
        }
    }
    if (listed)
        snprintf(why, LINES_WHY_MAX,
                 "line %s: no such line; there are%s and more (gpioinfo lists them)", wanted,
                 names);
    else
        snprintf(why, LINES_WHY_MAX,
                 "line %s: the lines have no names here; give chip: and the line's offset", wanted);
    return -ENOENT;
}

static int line_ambiguous(const struct gpio_lines *self, const char *wanted, char *why)
{
    char found[200];
    chips_list(self, found, sizeof found);
    snprintf(why, LINES_WHY_MAX, "line %s: which chip? Add chip: with one of %s", wanted, found);
    return -EINVAL;
}

static int line_by_offset(const struct gpio_lines *self, const char *wanted, unsigned long offset,
                          struct gpiod_line **line, char *why)
{
    if (self->chip_count != 1)
        return line_ambiguous(self, wanted, why);
    unsigned int count = gpiod_chip_num_lines(self->chips[0]);
    if (offset >= count) {
        snprintf(why, LINES_WHY_MAX, "line %s: chip %s has the lines 0 to %u", wanted,
                 gpiod_chip_label(self->chips[0]), count - 1);
        return -ENOENT;
    }
    *line = gpiod_chip_get_line(self->chips[0], (unsigned int)offset);
    return *line ? 0 : chips_refuse(wanted, errno, why);
}

static int line_by_name(const struct gpio_lines *self, const char *wanted, struct gpiod_line **line,
                        char *why)
{
    for (size_t c = 0; c < self->chip_count; c++) {
        for (unsigned int i = 0; i < gpiod_chip_num_lines(self->chips[c]); i++) {
            struct gpiod_line *one = gpiod_chip_get_line(self->chips[c], i);
            const char *name = one ? gpiod_line_name(one) : NULL;
            if (!name || strcmp(name, wanted) != 0)
                continue;
            if (*line)
                return line_ambiguous(self, wanted, why);
            *line = one;
        }
    }
    return *line ? 0 : line_suggest(self, wanted, why);
}

static int line_find(const struct gpio_lines *self, const char *wanted, const struct board *board,
                     struct gpiod_line **line, char *why)
{
    *line = NULL;
    int offset = board ? board_offset(board, wanted) : -1;
    if (offset >= 0)
        return line_by_offset(self, wanted, (unsigned long)offset, line, why);
    if (*wanted && strspn(wanted, "0123456789") == strlen(wanted))
        return line_by_offset(self, wanted, strtoul(wanted, NULL, 10), line, why);
    return line_by_name(self, wanted, line, why);
}

/* --- requesting lines -------------------------------------------------------------------- */

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

static int line_refuse(struct gpiod_line *line, const char *name, int err, char *why)
{
    const char *user = gpiod_line_consumer(line);
    const char *chip = gpiod_chip_label(gpiod_line_get_chip(line));
    if (err == EBUSY)
        snprintf(why, LINES_WHY_MAX,
                 "line %s of chip %s is in use by \"%s\": stop that program, or use another line",
                 name, chip, user ? user : "the kernel");
    else if (err == EPERM || err == EACCES)
        return chips_refuse(name, err, why);
    else
        snprintf(why, LINES_WHY_MAX,
                 "line %s of chip %s cannot report edges with this bias: %s; try bias: as-is or "
                 "another line",
                 name, chip, strerror(err));
    return -err;
}

static int line_request(struct gpio_lines *self, size_t i, const struct line_request *request,
                        const struct board *board, char *why)
{
    struct gpio_line *one = &self->lines[i];
    struct gpiod_line *line;
    int err = line_find(self, request->name, board, &line, why);
    if (err < 0)
        return err;
    if (gpiod_line_is_requested(line)) {
        snprintf(why, LINES_WHY_MAX, "line %s is asked for twice, by two names", request->name);
        return -EINVAL;
    }
    if (gpiod_line_is_used(line))
        return line_refuse(line, request->name, EBUSY, why);
    const struct gpiod_line_request_config config = {
        .consumer = "lampion-agent",
        .request_type = GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES,
        .flags = bias_flags(request->bias),
    };
    if (gpiod_line_request(line, &config, 0) < 0)
        return line_refuse(line, request->name, errno, why);
    one->line = line;
    one->fd = gpiod_line_event_get_fd(line);
    one->level = gpiod_line_get_value(line);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = i};
    if (one->fd < 0 || one->level < 0 ||
        epoll_ctl(self->epoll_fd, EPOLL_CTL_ADD, one->fd, &event) < 0)
        return line_refuse(line, request->name, errno, why);
    return 0;
}

static void gpio_close(void *state)
{
    struct gpio_lines *self = state;
    for (size_t i = 0; i < self->count; i++)
        if (self->lines[i].line)
            gpiod_line_release(self->lines[i].line);
    while (self->chip_count > 0)
        chips_drop(self, self->chip_count - 1);
    if (self->epoll_fd >= 0)
        close(self->epoll_fd);
    free(self->edges);
    free(self);
}

static int gpio_open_lines(struct gpio_lines *self, const struct lines_config *config, char *why)
{
    const struct board *board = config->board ? board_find(config->board) : NULL;
    if (config->board && !board) {
        snprintf(why, LINES_WHY_MAX, "board %s: no such board here; give chip: instead",
                 config->board);
        return -EINVAL;
    }
    int err = chips_open(self, why);
    const char *chip = config->chip ? config->chip : board ? board->chip : NULL;
    if (err == 0 && chip)
        err = chips_choose(self, chip, config->chip ? NULL : board, why);
    for (size_t i = 0; err == 0 && i < self->count; i++)
        err = line_request(self, i, &config->requests[i], board, why);
    return err;
}

static int gpio_open(void **state, const struct lines_config *config, char why[LINES_WHY_MAX])
{
    size_t count = config->request_count;
    struct gpio_lines *self = calloc(1, sizeof *self + count * sizeof self->lines[0]);
    int err = -ENOMEM;
    snprintf(why, LINES_WHY_MAX, "source gpio: out of memory");
    if (!self)
        return err;
    self->count = count;
    /* A refill is a burst of each line and an edge that was missed. */
    self->edges = calloc(count * (BURST + 1) + 1, sizeof *self->edges);
    self->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (self->edges && self->epoll_fd >= 0)
        err = gpio_open_lines(self, config, why);
    if (err < 0) {
        gpio_close(self);
        return err;
    }
    *why = 0;
    *state = self;
    return 0;
}

/* --- reading edges ------------------------------------------------------------------------ */

static int edge_compare(const void *a, const void *b)
{
    const struct gpio_edge *one = a, *two = b;
    if (one->t_ns != two->t_ns)
        return one->t_ns < two->t_ns ? -1 : 1;
    return one->order < two->order ? -1 : 1;
}

static void gpio_keep(struct gpio_lines *self, size_t line, int level, int64_t t_ns)
{
    assert(self->edge_count < self->count * (BURST + 1));
    self->edges[self->edge_count] =
        (struct gpio_edge){.t_ns = t_ns, .order = self->edge_count, .line = line, .level = level};
    self->edge_count++;
    self->lines[line].level = level;
}

static int gpio_read_line(struct gpio_lines *self, size_t i)
{
    struct gpiod_line_event events[BURST];
    int count = gpiod_line_event_read_fd_multiple(self->lines[i].fd, events, BURST);
    if (count < 0)
        return -errno;
    for (int e = 0; e < count; e++)
        gpio_keep(self, i, events[e].event_type == GPIOD_LINE_EVENT_RISING_EDGE,
                  (int64_t)events[e].ts.tv_sec * 1000000000 + events[e].ts.tv_nsec);
    return 0;
}

/* After a burst: the newest event may have been lost, but not when another is waiting. */
static int gpio_check_line(struct gpio_lines *self, size_t i, int64_t now_ms)
{
    struct gpio_line *one = &self->lines[i];
    int level = gpiod_line_get_value(one->line);
    if (level < 0)
        return -errno;
    struct pollfd waiting = {.fd = one->fd, .events = POLLIN};
    if (level != one->level && poll(&waiting, 1, 0) == 0)
        gpio_keep(self, i, level, now_ms * 1000000);
    return 0;
}

static int gpio_check_presence(struct gpio_lines *self, int64_t now_ms)
{
    if (now_ms < self->check_ms)
        return 0;
    self->check_ms = now_ms + CHECK_MS;
    for (size_t i = 0; i < self->count; i++)
        if (gpiod_line_get_value(self->lines[i].line) < 0)
            return -errno;
    return 0;
}

static int gpio_refill(struct gpio_lines *self, int64_t now_ms)
{
    struct epoll_event ready[64];
    int count = epoll_wait(self->epoll_fd, ready, 64, 0);
    int err = count < 0 && errno != EINTR ? -errno : 0;
    self->edge_count = self->edge_next = 0;
    for (int i = 0; i < count && err == 0; i++)
        err = ready[i].events & EPOLLIN ? gpio_read_line(self, (size_t)ready[i].data.u64) : -ENODEV;
    for (int i = 0; i < count && err == 0; i++)
        err = gpio_check_line(self, (size_t)ready[i].data.u64, now_ms);
    if (err == 0)
        err = gpio_check_presence(self, now_ms);
    qsort(self->edges, self->edge_count, sizeof *self->edges, edge_compare);
    return err;
}

static int gpio_read(void *state, int64_t now_ms, struct line_edge *edges, size_t capacity)
{
    struct gpio_lines *self = state;
    size_t count = 0;
    while (count < capacity) {
        if (self->edge_next == self->edge_count && self->err == 0)
            self->err = gpio_refill(self, now_ms);
        if (self->edge_next == self->edge_count)
            break;
        const struct gpio_edge *edge = &self->edges[self->edge_next++];
        edges[count++] = (struct line_edge){
            .line = edge->line, .level = edge->level, .t_ms = edge->t_ns / 1000000};
    }
    return count == 0 && self->err < 0 ? self->err : (int)count;
}

static int gpio_fd(const void *state)
{
    return ((const struct gpio_lines *)state)->epoll_fd;
}

static int64_t gpio_deadline(const void *state)
{
    return ((const struct gpio_lines *)state)->check_ms;
}

static int gpio_level(void *state, size_t line)
{
    const struct gpio_lines *self = state;
    if (line >= self->count)
        return -EINVAL;
    int level = gpiod_line_get_value(self->lines[line].line);
    return level < 0 ? -errno : level;
}

const struct lines_source lines_gpiod1 = {
    .name = "gpio",
    .open = gpio_open,
    .fd = gpio_fd,
    .read = gpio_read,
    .deadline = gpio_deadline,
    .level = gpio_level,
    .close = gpio_close,
};
