/* Where the lines of a configuration are among the chips of this machine.
 *
 * A line may name its own chip, before its last slash: "usb/GP0", "gpiochip4/3". Any other belongs
 * to `chip:`, to the chips of the `board:`, or to the one chip that has a line of that name. */
#ifndef LAMPION_HW_SEARCH_H
#define LAMPION_HW_SEARCH_H

#include "hw/chips.h"

struct search {
    struct chips chips; /* all */
    struct chips scope; /* those for lines that name no chip; borrowed of `chips` */
    const struct board_model *board;
    char chip[CHIP_TEXT_MAX]; /* `chip:` that is not there; only with lines_config.waits */
};

/* A line that was looked for. */
struct search_line {
    struct chips_line line;     /* its chip is a row of `chips` */
    char absent[CHIP_TEXT_MAX]; /* the chip it names and that is not there; empty: found */
    char name[CHIP_TEXT_MAX];   /* with `absent`: the line on it, a name or an offset */
};

/* 0, or -errno with why and nothing to close. Large: not for the stack. */
int search_open(struct search *self, const struct lines_config *config, char why[LINES_WHY_MAX]);
void search_close(struct search *self);

/* 0; or -errno with why: -ENODEV with `absent` filled where a chip is named that is not there. */
int search_find(const struct search *self, const char *wanted, struct search_line *found,
                char why[LINES_WHY_MAX]);

#endif
