#include "hw/survey.h"

#include <errno.h>
#include <stdio.h>

#ifndef HW_GPIOD

size_t survey_chips(struct survey_chip chips[SURVEY_CHIPS_MAX])
{
    (void)chips;
    return 0;
}

int survey_lines(const struct lines_config *config, struct survey_line *lines,
                 char why[LINES_WHY_MAX])
{
    (void)config, (void)lines;
    snprintf(why, LINES_WHY_MAX, "this program was built without libgpiod");
    return -ENOTSUP;
}

int survey_level(const struct survey_line *line, enum line_bias bias)
{
    (void)line, (void)bias;
    return -ENOTSUP;
}

#else

#include "hw/search.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SETTLE_US 20000 /* a pull of 50 kohm and a long wire of 10 nF: 5 RC are 2.5 ms */

static int is_chip(const struct dirent *entry)
{
    return strncmp(entry->d_name, "gpiochip", strlen("gpiochip")) == 0;
}

/* False: it is no chip, but an old name of one. */
static bool look_at_chip(struct survey_chip *self, const char *name)
{
    struct stat status;
    struct chip_line line;
    *self = (struct survey_chip){0};
    if (snprintf(self->path, sizeof self->path, "/dev/%s", name) >= (int)sizeof self->path ||
        lstat(self->path, &status) < 0 || !S_ISCHR(status.st_mode))
        return false;
    self->owner = status.st_uid;
    self->group = status.st_gid;
    self->mode = status.st_mode;
    struct chip *chip = chip_open(self->path);
    if (!chip) {
        self->err = -errno;
        return true;
    }
    snprintf(self->label, sizeof self->label, "%s", chip_label(chip));
    self->lines = chip_line_count(chip);
    for (unsigned int i = 0; i < self->lines; i++)
        self->used += chip_line(chip, i, &line) == 0 && line.used;
    chip_close(chip);
    return true;
}

size_t survey_chips(struct survey_chip chips[SURVEY_CHIPS_MAX])
{
    struct dirent **entries;
    size_t count = 0;
    int found = scandir("/dev", &entries, is_chip, versionsort);
    for (int i = 0; i < found; i++) {
        if (count < SURVEY_CHIPS_MAX)
            count += look_at_chip(&chips[count], entries[i]->d_name);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return count;
}

static void find_line(const struct search *search, const char *name, struct survey_line *line)
{
    struct search_line sought;
    *line = (struct survey_line){0};
    line->err = search_find(search, name, &sought, line->why);
    if (line->err < 0)
        return;
    const struct chips_line found = sought.line;
    const struct chips_row *row = &search->chips.rows[found.chip];
    snprintf(line->path, sizeof line->path, "%s", row->path);
    snprintf(line->label, sizeof line->label, "%s", chip_label(row->chip));
    line->offset = found.offset;
    line->used = found.info.used;
    snprintf(line->user, sizeof line->user, "%s", found.info.user);
}

int survey_lines(const struct lines_config *config, struct survey_line *lines,
                 char why[LINES_WHY_MAX])
{
    struct search *search = calloc(1, sizeof *search);
    if (!search) {
        snprintf(why, LINES_WHY_MAX, "out of memory");
        return -ENOMEM;
    }
    int err = search_open(search, config, why);
    for (size_t i = 0; err == 0 && i < config->request_count; i++)
        find_line(search, config->requests[i].name, &lines[i]);
    if (err == 0)
        search_close(search);
    free(search);
    return err;
}

int survey_level(const struct survey_line *line, enum line_bias bias)
{
    const struct bank_line wanted = {.offset = line->offset, .bias = bias};
    struct bank *bank = NULL;
    int level = -1, err = bank_open(&bank, line->path, &wanted, 1);
    if (err < 0)
        return err;
    usleep(SETTLE_US);
    err = bank_levels(bank, NULL, &level);
    bank_close(bank);
    return err < 0 ? err : level;
}

#endif
