/* The source "gpio": lines of real chips, held in banks (chip.h) and watched (line_watch.h).
 *
 * After every burst the levels of its lines are read again. A chip that goes away (a USB adapter, a
 * driver taken off) wakes nobody on Linux 6.1, and its lines would keep their last level for ever;
 * on newer kernels the descriptor says so. So every bank is asked for its levels every CHECK_MS. A
 * bank whose chip is gone is tried again as often: the chip is the one with the same label, and
 * lines of the same names at the same offsets. One that was not there at the start either is found
 * when it comes. */
#include "hw/lines_gpio.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { CHECK_MS = 2000 };

static void gpio_close(void *state)
{
    struct gpio_lines *self = state;
    for (size_t b = 0; b < self->bank_count; b++)
        gpio_bank_forget(self, &self->banks[b]);
    if (self->epoll_fd >= 0)
        close(self->epoll_fd);
    free(self->words);
    free(self->banks);
    free(self->lines);
    free(self->places);
    free(self->wanted);
    free(self->levels);
    free(self);
}

static bool gpio_allocate(struct gpio_lines *self, size_t count)
{
    self->count = count;
    self->banks = calloc(count + 1, sizeof *self->banks);
    self->lines = calloc(count + 1, sizeof *self->lines);
    self->places = calloc(count + 1, sizeof *self->places);
    self->wanted = calloc(count + 1, sizeof *self->wanted);
    self->levels = calloc(count + 1, sizeof *self->levels);
    self->word_max = GPIO_EDGES_AT_ONCE + GPIO_WORDS_A_LINE * count;
    self->words = calloc(self->word_max, sizeof *self->words);
    self->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    return self->banks && self->lines && self->places && self->wanted && self->levels &&
           self->words && self->epoll_fd >= 0;
}

static int gpio_open(void **state, const struct lines_config *config, size_t *failed,
                     char why[LINES_WHY_MAX])
{
    struct gpio_lines *self = calloc(1, sizeof *self);
    int err = -ENOMEM;
    snprintf(why, LINES_WHY_MAX, "source gpio: out of memory");
    if (!self)
        return err;
    self->epoll_fd = -1;
    self->odd_ms = LINES_NEVER;
    if (gpio_allocate(self, config->request_count))
        err = gpio_banks_open(self, config, failed, why);
    if (err < 0) {
        gpio_close(self);
        return err;
    }
    *state = self;
    return 0;
}

/* --- reading -------------------------------------------------------------------------------- */

static int word_compare(const void *a, const void *b)
{
    const struct gpio_word *one = a, *two = b;
    if (one->t_ns != two->t_ns)
        return one->t_ns < two->t_ns ? -1 : 1;
    return one->order < two->order ? -1 : 1;
}

static void say(struct gpio_lines *self, const struct gpio_line *line, enum line_word word,
                int64_t t_ns)
{
    assert(self->word_count < self->word_max);
    self->words[self->word_count] = (struct gpio_word){.t_ns = t_ns,
                                                       .order = self->word_count,
                                                       .line = line->request,
                                                       .level = line->watch.level,
                                                       .word = word};
    self->word_count++;
}

static void bank_lose(struct gpio_lines *self, struct gpio_bank *bank, int64_t now_ms)
{
    gpio_bank_forget(self, bank);
    for (size_t i = bank->first; i < bank->first + bank->count; i++)
        say(self, &self->lines[i], LINE_GONE, now_ms * 1000000);
}

/* The chip of a bank that is gone is this one: it has the label and the same names. */
static bool bank_fits(const struct gpio_lines *self, const struct gpio_bank *bank,
                      const struct chip *chip)
{
    struct chip_line line;
    if (strncmp(chip_label(chip), bank->label, sizeof bank->label - 1) != 0)
        return false;
    for (size_t i = bank->first; i < bank->first + bank->count; i++)
        if (self->lines[i].config.offset >= chip_line_count(chip) ||
            chip_line(chip, self->lines[i].config.offset, &line) < 0 || line.used ||
            strcmp(line.name, self->lines[i].name) != 0)
            return false;
    return true;
}

/* The chip of a bank that was never there: finds its lines on it. All, or it stays away. */
static void bank_meet(struct gpio_lines *self, struct gpio_bank *bank, const struct chips *chips)
{
    struct chips some;
    struct chips_line found = {0};
    char why[LINES_WHY_MAX];
    size_t chip = SIZE_MAX;
    chips_view(chips, &some);
    int err = chips_keep(&some, bank->label, why);
    for (size_t i = bank->first; i < bank->first + bank->count && err == 0; i++) {
        err = chips_find(&some, self->lines[i].name, NULL, &found, why);
        if (err < 0 || (chip != SIZE_MAX && chip != found.chip))
            return;
        chip = found.chip;
        self->lines[i].config.offset = found.offset;
    }
    if (err < 0)
        return;
    for (size_t i = bank->first; i < bank->first + bank->count; i++) {
        chip_line(some.rows[found.chip].chip, self->lines[i].config.offset, &found.info);
        memcpy(self->lines[i].name, found.info.name, sizeof self->lines[i].name);
    }
    snprintf(bank->label, sizeof bank->label, "%s", chip_label(some.rows[found.chip].chip));
    bank->unseen = false;
}

static void bank_retry(struct gpio_lines *self, struct gpio_bank *bank, const struct chips *chips,
                       int64_t now_ms)
{
    if (bank->unseen)
        bank_meet(self, bank, chips);
    if (bank->unseen)
        return;
    for (size_t c = 0; c < chips->count; c++) {
        if (!bank_fits(self, bank, chips->rows[c].chip) ||
            gpio_bank_take(self, bank, chips->rows[c].path) < 0)
            continue;
        for (size_t i = bank->first; i < bank->first + bank->count; i++)
            say(self, &self->lines[i], LINE_BACK, now_ms * 1000000);
        return;
    }
}

static void banks_retry(struct gpio_lines *self, int64_t now_ms)
{
    char why[LINES_WHY_MAX];
    size_t gone = 0;
    for (size_t b = 0; b < self->bank_count; b++)
        gone += !self->banks[b].bank;
    struct chips *chips = gone ? calloc(1, sizeof *chips) : NULL;
    if (!chips)
        return;
    if (chips_open(chips, why) == 0)
        for (size_t b = 0; b < self->bank_count; b++)
            if (!self->banks[b].bank)
                bank_retry(self, &self->banks[b], chips, now_ms);
    chips_close(chips);
    free(chips);
}

/* Reads edges, at most `room`, which shrinks. 1: there are more; 0; or -errno. */
static int bank_take_edges(struct gpio_lines *self, struct gpio_bank *bank, size_t *room)
{
    bool more;
    int count = bank_read(bank->bank, self->edges, *room, &more);
    for (int e = 0; e < count; e++) {
        const struct bank_edge *edge = &self->edges[e];
        struct gpio_line *line = &self->lines[bank->first + edge->line];
        enum line_verdict verdict = line_watch_edge(&line->watch, &bank->watch, edge->level,
                                                    edge->line_seq, edge->bank_seq);
        bank->dirty = line->touched = true;
        line->full |= edge->full;
        say(self, line, verdict == LINE_GOOD ? LINE_EDGE : LINE_LOST, edge->t_ns);
    }
    *room -= count > 0 ? (size_t)count : 0;
    return count < 0 ? count : more;
}

static enum line_verdict line_look(struct gpio_line *line, const struct gpio_bank *bank, int level,
                                   int64_t now_ms)
{
    enum line_verdict verdict = line_watch_settle(&line->watch, &bank->watch);
    if (line->full || verdict != LINE_GOOD) {
        line_watch_start(&line->watch, level);
        line->watch.renumber = true;
        verdict = LINE_WAS_LOST;
    }
    enum line_verdict odd = line_watch_level(&line->watch, level, now_ms);
    line->full = line->touched = false;
    return verdict == LINE_GOOD ? odd : verdict;
}

/* The queue is empty: do the levels agree? `all`: of lines without an edge as well. */
static int bank_look(struct gpio_lines *self, struct gpio_bank *bank, bool all, int64_t now_ms)
{
    all |= bank->watch.missing > 0;
    bank->dirty = false;
    for (size_t i = 0; i < bank->count; i++) {
        const struct gpio_line *line = &self->lines[bank->first + i];
        self->wanted[i] = all || line->touched || line->watch.odd_ms != LINE_WATCH_NEVER;
    }
    int err = bank_levels(bank->bank, self->wanted, self->levels);
    for (size_t i = 0; i < bank->count && err == 0; i++) {
        struct gpio_line *line = &self->lines[bank->first + i];
        if (!self->wanted[i])
            continue;
        enum line_verdict verdict = line_look(line, bank, self->levels[i], now_ms);
        if (verdict != LINE_GOOD)
            say(self, line, verdict == LINE_IS_FROZEN ? LINE_FROZEN : LINE_LOST, now_ms * 1000000);
        if (line->watch.odd_ms != LINE_WATCH_NEVER)
            self->odd_ms = now_ms + LINE_WATCH_SETTLE_MS;
    }
    bank_watch_settled(&bank->watch);
    return err;
}

/* One turn: what waits of every bank, what the levels say, who is gone and who is back. */
static void gpio_refill(struct gpio_lines *self, int64_t now_ms)
{
    bool check = now_ms >= self->check_ms, look = now_ms >= self->odd_ms;
    size_t room = GPIO_EDGES_AT_ONCE;
    self->word_count = self->word_next = 0;
    if (look)
        self->odd_ms = LINES_NEVER;
    for (size_t b = 0; b < self->bank_count && room >= BANK_READ_MIN; b++) {
        struct gpio_bank *bank = &self->banks[b];
        if (!bank->bank)
            continue;
        int result = bank_take_edges(self, bank, &room);
        if (result == 0 && (check || look || bank->dirty))
            result = bank_look(self, bank, check, now_ms);
        if (result < 0)
            bank_lose(self, bank, now_ms);
    }
    if (check) {
        self->check_ms = now_ms + CHECK_MS;
        banks_retry(self, now_ms);
    }
    qsort(self->words, self->word_count, sizeof *self->words, word_compare);
}

static int gpio_read(void *state, int64_t now_ms, struct line_edge *edges, size_t capacity)
{
    struct gpio_lines *self = state;
    size_t count = 0;
    while (count < capacity) {
        if (self->word_next == self->word_count)
            gpio_refill(self, now_ms);
        if (self->word_next == self->word_count)
            break;
        const struct gpio_word *word = &self->words[self->word_next++];
        edges[count++] = (struct line_edge){.line = word->line,
                                            .level = word->level,
                                            .t_ms = word->t_ns / 1000000,
                                            .word = word->word};
    }
    return (int)count;
}

static int gpio_fd(const void *state)
{
    return ((const struct gpio_lines *)state)->epoll_fd;
}

static int64_t gpio_deadline(const void *state)
{
    const struct gpio_lines *self = state;
    return self->odd_ms < self->check_ms ? self->odd_ms : self->check_ms;
}

static int gpio_level(void *state, size_t request)
{
    struct gpio_lines *self = state;
    if (request >= self->count)
        return -EINVAL;
    size_t place = self->places[request];
    for (size_t b = 0; b < self->bank_count; b++) {
        struct gpio_bank *bank = &self->banks[b];
        if (place < bank->first || place >= bank->first + bank->count)
            continue;
        memset(self->wanted, 0, bank->count * sizeof *self->wanted);
        self->wanted[place - bank->first] = true;
        int err = bank->bank ? bank_levels(bank->bank, self->wanted, self->levels) : -ENODEV;
        return err < 0 ? err : self->levels[place - bank->first];
    }
    return -ENODEV;
}

const struct lines_source lines_gpio = {
    .name = "gpio",
    .open = gpio_open,
    .fd = gpio_fd,
    .read = gpio_read,
    .deadline = gpio_deadline,
    .level = gpio_level,
    .close = gpio_close,
};
