#include "hw/search.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* `chip:` that is not there may come later. */
static int choose_chip(struct search *self, const struct lines_config *config, char *why)
{
    int err = chips_keep(&self->scope, config->chip, why);
    if (err == 0 || !config->waits || strlen(config->chip) >= sizeof self->chip)
        return err;
    snprintf(self->chip, sizeof self->chip, "%s", config->chip);
    return 0;
}

int search_open(struct search *self, const struct lines_config *config, char why[LINES_WHY_MAX])
{
    *self = (struct search){.board = config->board ? board_find(config->board) : NULL};
    if (config->board && !self->board) {
        snprintf(why, LINES_WHY_MAX, "board %s: no such board here; give chip: instead",
                 config->board);
        return -EINVAL;
    }
    int err = chips_open(&self->chips, why);
    if (err == -ENODEV && config->waits && config->chip)
        err = 0;
    chips_view(&self->chips, &self->scope);
    if (err == 0 && config->chip)
        err = choose_chip(self, config, why);
    else if (err == 0 && self->board)
        err = chips_keep_board(&self->scope, self->board, why);
    if (err < 0)
        search_close(self);
    return err;
}

void search_close(struct search *self)
{
    chips_close(&self->chips);
    self->scope.count = 0;
}

static int find_among(const struct search *self, const struct chips *some, const char *wanted,
                      const struct board_model *board, struct chips_line *line, char *why)
{
    int err = chips_find(some, wanted, board, line, why);
    if (err < 0)
        return err;
    size_t i = 0;
    while (self->chips.rows[i].device != some->rows[line->chip].device)
        i++;
    line->chip = i;
    return 0;
}

static int miss(struct search_line *found, const char *chip, const char *name)
{
    snprintf(found->absent, sizeof found->absent, "%.31s", chip);
    snprintf(found->name, sizeof found->name, "%.31s", name);
    return -ENODEV;
}

/* 1: it names no chip, at least none that is here. */
static int find_qualified(const struct search *self, const char *wanted, struct search_line *found,
                          char *chip, char *why)
{
    const char *slash = strrchr(wanted, '/');
    struct chips some;
    if (!slash || slash == wanted || !slash[1])
        return 1;
    snprintf(chip, LINES_NAME_MAX, "%.*s", (int)(slash - wanted), wanted);
    chips_view(&self->chips, &some);
    if (chips_keep(&some, chip, why) < 0)
        return 1;
    return find_among(self, &some, slash + 1, NULL, &found->line, why);
}

int search_find(const struct search *self, const char *wanted, struct search_line *found,
                char why[LINES_WHY_MAX])
{
    char chip[LINES_NAME_MAX] = "", refused[LINES_WHY_MAX];
    *found = (struct search_line){0};
    int err = find_qualified(self, wanted, found, chip, why);
    if (err <= 0)
        return err;
    /* A slash may also be a part of the line's name. */
    err = find_among(self, &self->scope, wanted, self->board, &found->line, refused);
    if (err < 0 && *chip)
        return miss(found, chip, strrchr(wanted, '/') + 1); /* why: of the chip */
    if (err < 0 && *self->chip) {
        snprintf(why, LINES_WHY_MAX, "chip %s: no such chip", self->chip);
        return miss(found, self->chip, wanted);
    }
    if (err < 0)
        memcpy(why, refused, LINES_WHY_MAX);
    return err;
}
