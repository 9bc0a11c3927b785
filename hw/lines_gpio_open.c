#include "hw/lines_gpio.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

enum { UNSEEN = CHIPS_MAX }; /* chips that are not there are numbered from here */

/* A line that was found, on the way into its bank. */
struct found {
    size_t request, chip;
    struct search_line at;
};

static int found_compare(const void *a, const void *b)
{
    const struct found *one = a, *two = b;
    if (one->chip != two->chip)
        return one->chip < two->chip ? -1 : 1;
    return one->request < two->request ? -1 : one->request > two->request;
}

static int refuse_twin(const struct lines_config *config, size_t i, size_t k, char *why)
{
    snprintf(why, LINES_WHY_MAX, "line %s is asked for twice, by two names (%s)",
             config->requests[i].name, config->requests[k].name);
    return -EINVAL;
}

/* Its chip may come later: the lines of one such chip go by the number of the first of them. */
static void find_unseen(struct found *found, size_t i)
{
    size_t k = 0;
    while (strcmp(found[k].at.absent, found[i].at.absent) != 0)
        k++;
    found[i].chip = UNSEEN + k;
}

static int find_one(const struct search *search, const struct lines_config *config,
                    struct found *found, size_t i, char *why)
{
    const char *name = config->requests[i].name;
    found[i].request = i;
    int err = search_find(search, name, &found[i].at, why);
    if (err == -ENODEV && config->waits && *found[i].at.absent) {
        find_unseen(found, i);
        return 0;
    }
    found[i].chip = found[i].at.line.chip;
    for (size_t k = 0; k < i && err == 0; k++)
        if (found[k].chip == found[i].chip && found[k].at.line.offset == found[i].at.line.offset)
            return refuse_twin(config, i, k, why);
    if (err == 0 && found[i].at.line.info.used)
        return chips_refuse_line(&search->chips, name, &found[i].at.line, EBUSY, why);
    return err;
}

static int find_all(const struct search *search, const struct lines_config *config,
                    struct found *found, size_t *failed, char *why)
{
    for (size_t i = 0; i < config->request_count; i++) {
        int err = find_one(search, config, found, i, why);
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

static void line_plan(struct gpio_line *line, const struct found *found,
                      const struct lines_config *config)
{
    const struct search_line *at = &found->at;
    line->request = found->request;
    line->config = (struct bank_line){.offset = at->line.offset,
                                      .bias = config->requests[found->request].bias};
    memcpy(line->name, *at->absent ? at->name : at->line.info.name, sizeof line->name);
}

/* Groups the lines into banks: `found` is sorted by chip. */
static void banks_plan(struct gpio_lines *self, const struct chips *chips,
                       const struct lines_config *config, const struct found *found)
{
    size_t chip = SIZE_MAX;
    for (size_t i = 0; i < self->count; i++) {
        struct gpio_bank *bank = self->bank_count ? &self->banks[self->bank_count - 1] : NULL;
        if (!bank || found[i].chip != chip || bank->count == bank_lines_max) {
            bank = &self->banks[self->bank_count++];
            bank->first = i;
            chip = found[i].chip;
            bank->unseen = chip >= UNSEEN;
            snprintf(bank->label, sizeof bank->label, "%s",
                     bank->unseen ? found[i].at.absent : chip_label(chips->rows[chip].chip));
        }
        bank->count++;
        line_plan(&self->lines[i], &found[i], config);
        self->places[found[i].request] = i;
    }
}

static int bank_hold(struct gpio_lines *self, struct gpio_bank *bank, const struct chips *chips,
                     const struct lines_config *config, const struct found *found, size_t *failed,
                     char *why)
{
    size_t line;
    const char *path = chips->rows[found[bank->first].chip].path;
    int err = gpio_bank_take(self, bank, path);
    if (err == 0)
        return 0;
    err = bank_blame(self, bank, path, err, &line);
    *failed = found[line].request;
    return chips_refuse_line(chips, config->requests[*failed].name, &found[line].at.line, -err,
                             why);
}

static int banks_hold(struct gpio_lines *self, const struct chips *chips,
                      const struct lines_config *config, const struct found *found, size_t *failed,
                      char *why)
{
    *why = 0;
    for (size_t b = 0; b < self->bank_count; b++) {
        struct gpio_bank *bank = &self->banks[b];
        int err = bank->unseen ? 0 : bank_hold(self, bank, chips, config, found, failed, why);
        if (err < 0)
            return err;
        if (bank->unseen)
            snprintf(why, LINES_WHY_MAX,
                     "chip %s is not there: its sensors are faulted until it comes; is it plugged "
                     "in? (lampion-agent doctor lists the chips)",
                     bank->label);
    }
    return 0;
}

int gpio_banks_open(struct gpio_lines *self, const struct lines_config *config, size_t *failed,
                    char why[LINES_WHY_MAX])
{
    struct search *search = calloc(1, sizeof *search);
    struct found *found = calloc(self->count + 1, sizeof *found);
    int err = search && found ? search_open(search, config, why) : -ENOMEM;
    if (err == 0) {
        err = find_all(search, config, found, failed, why);
        if (err == 0) {
            qsort(found, self->count, sizeof *found, found_compare);
            banks_plan(self, &search->chips, config, found);
            err = banks_hold(self, &search->chips, config, found, failed, why);
        }
        search_close(search);
    }
    free(search);
    free(found);
    return err;
}
