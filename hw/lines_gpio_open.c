#include "hw/lines_gpio.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

/* A line that was found, on the way into its bank. */
struct found {
    size_t request;
    struct chips_line line;
};

static int found_compare(const void *a, const void *b)
{
    const struct found *one = a, *two = b;
    if (one->line.chip != two->line.chip)
        return one->line.chip < two->line.chip ? -1 : 1;
    return one->request < two->request ? -1 : one->request > two->request;
}

static int find_one(const struct chips *chips, const struct lines_config *config,
                    const struct board_model *board, struct found *found, size_t i, char *why)
{
    const char *name = config->requests[i].name;
    found[i].request = i;
    int err = chips_find(chips, name, board, &found[i].line, why);
    for (size_t k = 0; k < i && err == 0; k++) {
        if (found[k].line.chip != found[i].line.chip ||
            found[k].line.offset != found[i].line.offset)
            continue;
        snprintf(why, LINES_WHY_MAX, "line %s is asked for twice, by two names (%s)", name,
                 config->requests[k].name);
        return -EINVAL;
    }
    if (err == 0 && found[i].line.info.used)
        return chips_refuse_line(chips, name, &found[i].line, EBUSY, why);
    return err;
}

static int find_all(const struct chips *chips, const struct lines_config *config,
                    const struct board_model *board, struct found *found, size_t *failed, char *why)
{
    for (size_t i = 0; i < config->request_count; i++) {
        int err = find_one(chips, config, board, found, i, why);
        if (err < 0) {
            *failed = i;
            return err;
        }
    }
    return 0;
}

void gpio_bank_forget(struct gpio_lines *self, struct gpio_bank *bank)
{
    if (bank->watched)
        epoll_ctl(self->epoll_fd, EPOLL_CTL_DEL, bank_fd(bank->bank), NULL);
    bank->watched = false;
    bank_close(bank->bank);
    bank->bank = NULL;
}

/* Holds the lines of a bank and reads their levels. 0 or -errno. */
int gpio_bank_take(struct gpio_lines *self, struct gpio_bank *bank, const char *path)
{
    struct bank_line *lines = calloc(bank->count, sizeof *lines);
    struct epoll_event event = {.events = EPOLLIN};
    if (!lines)
        return -ENOMEM;
    for (size_t i = 0; i < bank->count; i++)
        lines[i] = self->lines[bank->first + i].config;
    int err = bank_open(&bank->bank, path, lines, bank->count);
    free(lines);
    if (err < 0)
        return err;
    err = bank_levels(bank->bank, NULL, self->levels);
    if (err == 0 && epoll_ctl(self->epoll_fd, EPOLL_CTL_ADD, bank_fd(bank->bank), &event) < 0)
        err = -errno;
    bank->watched = err == 0;
    if (err < 0) {
        gpio_bank_forget(self, bank);
        return err;
    }
    bank_watch_start(&bank->watch);
    for (size_t i = 0; i < bank->count; i++)
        line_watch_start(&self->lines[bank->first + i].watch, self->levels[i]);
    return 0;
}

/* Which line it is that a bank could not be had for: the first that cannot be had alone. */
static int bank_blame(struct gpio_lines *self, const struct gpio_bank *bank, const char *path,
                      int err, size_t *line)
{
    *line = bank->first;
    for (size_t i = bank->first; i < bank->first + bank->count; i++) {
        struct bank *alone = NULL;
        int failed = bank_open(&alone, path, &self->lines[i].config, 1);
        bank_close(alone);
        if (failed < 0) {
            *line = i;
            return failed;
        }
    }
    return err;
}

/* Groups the lines into banks: `found` is sorted by chip. */
static void banks_plan(struct gpio_lines *self, const struct chips *chips,
                       const struct lines_config *config, const struct found *found)
{
    size_t chip = SIZE_MAX;
    for (size_t i = 0; i < self->count; i++) {
        struct gpio_bank *bank = self->bank_count ? &self->banks[self->bank_count - 1] : NULL;
        if (!bank || found[i].line.chip != chip || bank->count == bank_lines_max) {
            bank = &self->banks[self->bank_count++];
            bank->first = i;
            chip = found[i].line.chip;
            snprintf(bank->label, sizeof bank->label, "%s", chip_label(chips->rows[chip].chip));
        }
        bank->count++;
        self->lines[i].request = found[i].request;
        self->lines[i].config = (struct bank_line){.offset = found[i].line.offset,
                                                   .bias = config->requests[found[i].request].bias};
        memcpy(self->lines[i].name, found[i].line.info.name, sizeof self->lines[i].name);
        self->places[found[i].request] = i;
    }
}

static int banks_open(struct gpio_lines *self, const struct chips *chips,
                      const struct lines_config *config, const struct found *found, size_t *failed,
                      char *why)
{
    for (size_t b = 0; b < self->bank_count; b++) {
        struct gpio_bank *bank = &self->banks[b];
        const char *path = chips->rows[found[bank->first].line.chip].path;
        int err = gpio_bank_take(self, bank, path);
        if (err == 0)
            continue;
        size_t line;
        err = bank_blame(self, bank, path, err, &line);
        *failed = found[line].request;
        return chips_refuse_line(chips, config->requests[*failed].name, &found[line].line, -err,
                                 why);
    }
    return 0;
}

static int choose_chips(struct chips *chips, const struct lines_config *config,
                        const struct board_model **board, char *why)
{
    *board = config->board ? board_find(config->board) : NULL;
    if (config->board && !*board) {
        snprintf(why, LINES_WHY_MAX, "board %s: no such board here; give chip: instead",
                 config->board);
        return -EINVAL;
    }
    int err = chips_open(chips, why);
    if (err == 0 && config->chip)
        err = chips_keep(chips, config->chip, why);
    else if (err == 0 && *board)
        err = chips_keep_board(chips, *board, why);
    return err;
}

int gpio_banks_open(struct gpio_lines *self, const struct lines_config *config, size_t *failed,
                    char why[LINES_WHY_MAX])
{
    struct chips *chips = calloc(1, sizeof *chips);
    struct found *found = calloc(self->count + 1, sizeof *found);
    const struct board_model *board;
    int err = chips && found ? 0 : -ENOMEM;
    if (err == 0)
        err = choose_chips(chips, config, &board, why);
    if (err == 0)
        err = find_all(chips, config, board, found, failed, why);
    if (err == 0) {
        qsort(found, self->count, sizeof *found, found_compare);
        banks_plan(self, chips, config, found);
        err = banks_open(self, chips, config, found, failed, why);
    }
    if (chips)
        chips_close(chips);
    free(chips);
    free(found);
    return err;
}
