/* Chips and banks through libgpiod 2.x (Debian 13, Raspberry Pi OS). The only file that knows
 * <gpiod.h> of that major.
 *
 * A bank is one request with one descriptor and settings for each bias. The kernel keeps
 * QUEUE events for it; when that overflows the *oldest* is lost, and the numbers of the events
 * tell (https://libgpiod.readthedocs.io, gpiod_edge_event_get_line_seqno). A request has at most
 * 64 lines and 10 distinct attributes (linux/gpio.h); four biases are far below. */
#include "hw/chip.h"

#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINES_MAX = 64,
    QUEUE = 16 * LINES_MAX, /* the most that the kernel gives */
    AT_ONCE = 64,           /* events a read: the buffer is the agent's memory */
};

const size_t bank_lines_max = LINES_MAX;

/* --- chips ---------------------------------------------------------------------------------- */

struct chip {
    struct gpiod_chip *chip;
    struct gpiod_chip_info *info;
};

struct chip *chip_open(const char *path)
{
    struct chip *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->chip = gpiod_chip_open(path);
    self->info = self->chip ? gpiod_chip_get_info(self->chip) : NULL;
    if (self->info)
        return self;
    int err = errno;
    chip_close(self);
    errno = err;
    return NULL;
}

void chip_close(struct chip *self)
{
    if (self->info)
        gpiod_chip_info_free(self->info);
    if (self->chip)
        gpiod_chip_close(self->chip);
    free(self);
}

const char *chip_label(const struct chip *self)
{
    return gpiod_chip_info_get_label(self->info);
}

const char *chip_name(const struct chip *self)
{
    return gpiod_chip_info_get_name(self->info);
}

unsigned int chip_line_count(const struct chip *self)
{
    return (unsigned int)gpiod_chip_info_get_num_lines(self->info);
}

int chip_line(const struct chip *self, unsigned int offset, struct chip_line *line)
{
    struct gpiod_line_info *info = gpiod_chip_get_line_info(self->chip, offset);
    if (!info)
        return -errno;
    const char *name = gpiod_line_info_get_name(info), *user = gpiod_line_info_get_consumer(info);
    *line = (struct chip_line){.used = gpiod_line_info_is_used(info)};
    snprintf(line->name, sizeof line->name, "%s", name ? name : "");
    snprintf(line->user, sizeof line->user, "%s", user ? user : "");
    gpiod_line_info_free(info);
    return 0;
}

/* --- banks ---------------------------------------------------------------------------------- */

struct bank {
    struct gpiod_line_request *request;
    struct gpiod_edge_event_buffer *buffer;
    size_t count;
    unsigned int offsets[LINES_MAX];
};

static enum gpiod_line_bias bias_of(enum line_bias bias)
{
    switch (bias) {
    case LINE_BIAS_PULL_UP:
        return GPIOD_LINE_BIAS_PULL_UP;
    case LINE_BIAS_PULL_DOWN:
        return GPIOD_LINE_BIAS_PULL_DOWN;
    case LINE_BIAS_DISABLED:
        return GPIOD_LINE_BIAS_DISABLED;
    default:
        return GPIOD_LINE_BIAS_AS_IS;
    }
}

static int config_fill(struct gpiod_line_config *config, struct gpiod_line_settings *settings,
                       const struct bank_line *lines, size_t count)
{
    int err = gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
    if (err == 0)
        err = gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
    if (err == 0)
        err = gpiod_line_settings_set_event_clock(settings, GPIOD_LINE_CLOCK_MONOTONIC);
    for (size_t i = 0; i < count && err == 0; i++) {
        err = gpiod_line_settings_set_bias(settings, bias_of(lines[i].bias));
        if (err == 0)
            err = gpiod_line_config_add_line_settings(config, &lines[i].offset, 1, settings);
    }
    return err < 0 ? -errno : 0;
}

static int request_open(struct bank *self, struct gpiod_chip *chip, const struct bank_line *lines)
{
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *config = gpiod_line_config_new();
    struct gpiod_request_config *options = gpiod_request_config_new();
    int err = settings && config && options ? 0 : -ENOMEM;
    if (err == 0)
        err = config_fill(config, settings, lines, self->count);
    if (err == 0) {
        gpiod_request_config_set_consumer(options, BANK_CONSUMER);
        gpiod_request_config_set_event_buffer_size(options, QUEUE);
        self->request = gpiod_chip_request_lines(chip, options, config);
        err = self->request ? 0 : -errno;
    }
    gpiod_line_settings_free(settings);
    gpiod_line_config_free(config);
    gpiod_request_config_free(options);
    return err;
}

static int bank_prepare(struct bank *self)
{
    int fd = gpiod_line_request_get_fd(self->request), flags = fcntl(fd, F_GETFL);
    self->buffer = gpiod_edge_event_buffer_new(AT_ONCE);
    if (!self->buffer)
        return -ENOMEM;
    return flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ? -errno : 0;
}

int bank_open(struct bank **bank, const char *path, const struct bank_line *lines, size_t count)
{
    struct bank *self = count <= LINES_MAX ? calloc(1, sizeof *self) : NULL;
    if (!self)
        return count <= LINES_MAX ? -ENOMEM : -E2BIG;
    self->count = count;
    for (size_t i = 0; i < count; i++)
        self->offsets[i] = lines[i].offset;
    struct gpiod_chip *chip = gpiod_chip_open(path);
    int err = chip ? request_open(self, chip, lines) : -errno;
    if (chip)
        gpiod_chip_close(chip); /* the request lives on its own */
    if (err == 0)
        err = bank_prepare(self);
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
    if (self->request)
        gpiod_line_request_release(self->request);
    if (self->buffer)
        gpiod_edge_event_buffer_free(self->buffer);
    free(self);
}

int bank_fd(const struct bank *self)
{
    return gpiod_line_request_get_fd(self->request);
}

static size_t bank_line_at(const struct bank *self, unsigned int offset)
{
    size_t i = 0;
    while (i < self->count - 1 && self->offsets[i] != offset)
        i++;
    return i;
}

static struct bank_edge bank_edge_of(const struct bank *self, struct gpiod_edge_event *event)
{
    return (struct bank_edge){
        .line = bank_line_at(self, gpiod_edge_event_get_line_offset(event)),
        .level = gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE,
        .t_ns = (int64_t)gpiod_edge_event_get_timestamp_ns(event),
        .line_seq = (uint32_t)gpiod_edge_event_get_line_seqno(event),
        .bank_seq = (uint32_t)gpiod_edge_event_get_global_seqno(event),
    };
}

int bank_read(struct bank *self, struct bank_edge *edges, size_t capacity, bool *more)
{
    size_t used = 0, wanted, got;
    do {
        wanted = capacity - used < AT_ONCE ? capacity - used : AT_ONCE;
        int count = gpiod_line_request_read_edge_events(self->request, self->buffer, wanted);
        *more = true;
        if (count < 0 && errno != EAGAIN && errno != EINTR)
            return used ? (int)used : -errno; /* it will say so again */
        got = count < 0 ? 0 : (size_t)count;
        for (size_t i = 0; i < got; i++)
            edges[used++] = bank_edge_of(self, gpiod_edge_event_buffer_get_event(self->buffer, i));
    } while (got == wanted && used < capacity);
    *more = got == wanted;
    return (int)used;
}

int bank_levels(struct bank *self, const bool *wanted, int *levels)
{
    unsigned int offsets[LINES_MAX];
    size_t places[LINES_MAX], count = 0;
    enum gpiod_line_value values[LINES_MAX];
    for (size_t i = 0; i < self->count; i++) {
        if (wanted && !wanted[i])
            continue;
        places[count] = i;
        offsets[count++] = self->offsets[i];
    }
    if (count == 0)
        return 0;
    if (gpiod_line_request_get_values_subset(self->request, count, offsets, values) < 0)
        return -errno;
    for (size_t i = 0; i < count; i++)
        levels[places[i]] = values[i] == GPIOD_LINE_VALUE_ACTIVE;
    return 0;
}
