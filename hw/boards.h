/* Boards whose pins people name by what is printed in every pinout ("GPIO17").
 *
 * A chip is known by its label: its number and place under /dev change between kernels. Source:
 * the device trees of the Raspberry Pi kernel (pinctrl-bcm2835, pinctrl-bcm2711, pinctrl-rp1). */
#ifndef LAMPION_HW_BOARDS_H
#define LAMPION_HW_BOARDS_H

#include <stddef.h>

struct board {
    const char *name; /* "raspberry-pi-4", in agent.yaml */
    const char *title;
    const char *chip; /* label of the chip that has the header's lines */
    unsigned int
        lines; /* "GPIO0" to this less one are the chip's offsets, whatever they are called */
};

/* NULL when there is no such board. */
const struct board *board_find(const char *name);
/* The i-th board, NULL past the end: for lists in help and errors. */
const struct board *board_at(size_t i);
/* The offset of "GPIO17" on the board's chip, or -1 when the name is none of the header's. */
int board_offset(const struct board *board, const char *line);

#endif
