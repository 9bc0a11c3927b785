#include "hw/chips.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static int refuse_access(const char *what, int err, char *why)
{
    bool denied = err == EACCES || err == EPERM;
    snprintf(why, LINES_WHY_MAX, "%.100s: %.60s%s", what, strerror(err),
             denied ? "; this user must be in the group gpio (sudo usermod -aG gpio NAME, then log "
                      "in again), or the unit needs Group=gpio"
                    : "");
    return -err;
}

static int filter(const struct dirent *entry)
{
    return strncmp(entry->d_name, "gpiochip", strlen("gpiochip")) == 0;
}

static bool is_open(const struct chips *self, unsigned long long device)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->rows[i].device == device)
            return true;
    return false;
}

static int open_one(struct chips *self, const char *name, char *why)
{
    struct chips_row *row = &self->rows[self->count];
    struct stat status;
    if (self->count == CHIPS_MAX ||
        snprintf(row->path, sizeof row->path, "/dev/%s", name) >= (int)sizeof row->path)
        return 0;
    /* A symbolic link is an old name of a chip that is in the list as well. */
    if (lstat(row->path, &status) < 0 || !S_ISCHR(status.st_mode) || is_open(self, status.st_rdev))
        return 0;
    row->chip = chip_open(row->path);
    if (!row->chip)
        return refuse_access(row->path, errno, why);
    row->device = status.st_rdev;
    self->count++;
    return 0;
}

/* A chip that cannot be opened matters only when none can. */
int chips_open(struct chips *self, char why[LINES_WHY_MAX])
{
    struct dirent **entries;
    int err = 0, count = scandir("/dev", &entries, filter, versionsort);
    self->borrowed = false;
    self->count = 0;
    for (int i = 0; i < count; i++) {
        int failed = open_one(self, entries[i]->d_name, why);
        err = failed ? failed : err;
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    if (self->count > 0) {
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

static void drop(struct chips *self, size_t i)
{
    if (!self->borrowed)
        chip_close(self->rows[i].chip);
    self->count--;
    memmove(&self->rows[i], &self->rows[i + 1], (self->count - i) * sizeof self->rows[0]);
}

void chips_close(struct chips *self)
{
    while (self->count > 0)
        drop(self, self->count - 1);
}

void chips_view(const struct chips *self, struct chips *view)
{
    *view = *self;
    view->borrowed = true;
}

/* "pinctrl-bcm2711 (gpiochip0), ..." */
static void list(const struct chips *self, char *text, size_t size)
{
    size_t used = 0;
    *text = 0;
    for (size_t i = 0; i < self->count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s (%s)", i ? ", " : "",
                                 chip_label(self->rows[i].chip), chip_name(self->rows[i].chip));
}

/* The device that a name below /dev or a path leads to; 0 when to none. */
static unsigned long long device_of(const char *wanted)
{
    char path[CHIP_PATH_MAX * 4];
    struct stat status;
    snprintf(path, sizeof path, "%s%s", *wanted == '/' ? "" : "/dev/", wanted);
    return stat(path, &status) == 0 && S_ISCHR(status.st_mode) ? status.st_rdev : 0;
}

int chips_keep(struct chips *self, const char *wanted, char why[LINES_WHY_MAX])
{
    char found[200];
    unsigned long long device = device_of(wanted);
    list(self, found, sizeof found);
    for (size_t i = self->count; i-- > 0;)
        if (strcmp(chip_label(self->rows[i].chip), wanted) != 0 &&
            (device == 0 || self->rows[i].device != device))
            drop(self, i);
    if (self->count > 0)
        return 0;
    snprintf(why, LINES_WHY_MAX, "chip %s: no such chip; there are %s", wanted,
             *found ? found : "none");
    return -ENODEV;
}

static bool board_has(const struct board_model *board, const char *label)
{
    for (size_t i = 0; i < BOARD_CHIPS_MAX && board->chips[i].label; i++)
        if (strcmp(board->chips[i].label, label) == 0)
            return true;
    return false;
}

int chips_keep_board(struct chips *self, const struct board_model *board, char why[LINES_WHY_MAX])
{
    char found[200];
    list(self, found, sizeof found);
    for (size_t i = self->count; i-- > 0;)
        if (!board_has(board, chip_label(self->rows[i].chip)))
            drop(self, i);
    if (self->count > 0)
        return 0;
    snprintf(why, LINES_WHY_MAX, "board %s: this is no %s, there is no chip %s but %s", board->name,
             board->title, board->chips[0].label, found);
    return -ENODEV;
}

/* Says where a name nearly like it is, or how the first lines are called. */
static int suggest(const struct chips *self, const char *wanted, char *why)
{
    char names[160] = "";
    size_t used = 0, listed = 0;
    struct chip_line line;
    for (size_t c = 0; c < self->count; c++) {
        const struct chip *chip = self->rows[c].chip;
        for (unsigned int i = 0; i < chip_line_count(chip); i++) {
            if (chip_line(chip, i, &line) < 0 || !*line.name)
                continue;
            if (strcasecmp(line.name, wanted) == 0) {
                snprintf(why, LINES_WHY_MAX, "line %s: no such line, but there is %s", wanted,
                         line.name);
                return -ENOENT;
            }
            if (listed++ < 5 && used < sizeof names)
                used += (size_t)snprintf(names + used, sizeof names - used, " %.24s", line.name);
        }
    }
    if (listed)
        snprintf(why, LINES_WHY_MAX, "line %s: no such line; there are%s%s (gpioinfo lists them)",
                 wanted, names, listed > 5 ? " and more" : "");
    else
        snprintf(why, LINES_WHY_MAX,
                 "line %s: the lines have no names here; give chip: and the line's offset", wanted);
    return -ENOENT;
}

static int ambiguous(const struct chips *self, const char *wanted, char *why)
{
    char found[200];
    list(self, found, sizeof found);
    snprintf(why, LINES_WHY_MAX, "line %s: which chip? Add chip: with one of %s", wanted, found);
    return -EINVAL;
}

static int take(const struct chips *self, size_t chip, const char *wanted, unsigned long offset,
                struct chips_line *line, char *why)
{
    const struct chip *one = self->rows[chip].chip;
    unsigned int count = chip_line_count(one);
    if (offset >= count) {
        snprintf(why, LINES_WHY_MAX, "line %s: chip %s has the lines 0 to %u", wanted,
                 chip_label(one), count - 1);
        return -ENOENT;
    }
    *line = (struct chips_line){.chip = chip, .offset = (unsigned int)offset};
    int err = chip_line(one, line->offset, &line->info);
    return err < 0 ? refuse_access(wanted, -err, why) : 0;
}

static int by_name(const struct chips *self, const char *wanted, struct chips_line *line, char *why)
{
    struct chip_line info;
    bool found = false;
    for (size_t c = 0; c < self->count; c++) {
        for (unsigned int i = 0; i < chip_line_count(self->rows[c].chip); i++) {
            if (chip_line(self->rows[c].chip, i, &info) < 0 || strcmp(info.name, wanted) != 0)
                continue;
            if (found)
                return ambiguous(self, wanted, why);
            *line = (struct chips_line){.chip = c, .offset = i, .info = info};
            found = true;
        }
    }
    return found ? 0 : suggest(self, wanted, why);
}

static int by_board(const struct chips *self, const char *wanted, const char *label, int offset,
                    struct chips_line *line, char *why)
{
    for (size_t c = 0; c < self->count; c++)
        if (strcmp(chip_label(self->rows[c].chip), label) == 0)
            return take(self, c, wanted, (unsigned long)offset, line, why);
    char found[200];
    list(self, found, sizeof found);
    snprintf(why, LINES_WHY_MAX, "line %s: its chip %s is not there; there are %s", wanted, label,
             found);
    return -ENODEV;
}

int chips_find(const struct chips *self, const char *wanted, const struct board_model *board,
               struct chips_line *line, char why[LINES_WHY_MAX])
{
    const char *label = NULL;
    int offset = board ? board_line(board, wanted, &label) : -1;
    if (offset >= 0)
        return by_board(self, wanted, label, offset, line, why);
    if (!*wanted || strspn(wanted, "0123456789") != strlen(wanted))
        return by_name(self, wanted, line, why);
    if (self->count != 1)
        return ambiguous(self, wanted, why);
    return take(self, 0, wanted, strtoul(wanted, NULL, 10), line, why);
}

int chips_refuse_line(const struct chips *self, const char *wanted, const struct chips_line *line,
                      int err, char why[LINES_WHY_MAX])
{
    const char *chip = chip_label(self->rows[line->chip].chip);
    if (err == EBUSY)
        snprintf(why, LINES_WHY_MAX,
                 "line %s of chip %s is in use by \"%s\": stop that program, or use another line",
                 wanted, chip, *line->info.user ? line->info.user : "the kernel");
    else if (err == EPERM || err == EACCES)
        return refuse_access(wanted, err, why);
    else
        snprintf(why, LINES_WHY_MAX,
                 "line %s of chip %s cannot report edges with this bias: %s; try bias: as-is or "
                 "another line",
                 wanted, chip, strerror(err));
    return -err;
}
