/* What can be known of chips and lines without disturbing whoever holds them: for people who look
 * for what is wrong. */
#ifndef LAMPION_HW_SURVEY_H
#define LAMPION_HW_SURVEY_H

#include "hw/chip.h"
#include <sys/types.h>

#define SURVEY_CHIPS_MAX 32
#define SURVEY_PATH_MAX 64

struct survey_chip {
    char path[SURVEY_PATH_MAX]; /* /dev/gpiochip0 */
    char label[CHIP_TEXT_MAX];
    unsigned int lines, used;
    int err; /* 0, or why it cannot be opened (-errno) */
    uid_t owner;
    gid_t group;
    mode_t mode;
};

struct survey_line {
    int err; /* 0: found */
    char why[LINES_WHY_MAX];
    char path[SURVEY_PATH_MAX]; /* of its chip */
    char label[CHIP_TEXT_MAX];
    unsigned int offset;
    bool used;
    char user[CHIP_TEXT_MAX]; /* may be empty although it is used */
};

/* The chips of this machine, links left out; how many. */
size_t survey_chips(struct survey_chip chips[SURVEY_CHIPS_MAX]);

/* Where the lines of a configuration (source gpio) are, `lines` one a request. 0; or -errno with
 * why when already its chip is not to be had. */
int survey_lines(const struct lines_config *config, struct survey_line *lines,
                 char why[LINES_WHY_MAX]);

/* Holds a line for a moment with that bias: its level, or -errno (-EBUSY, -EINVAL: the chip has no
 * such bias). */
int survey_level(const struct survey_line *line, enum line_bias bias);

#endif
