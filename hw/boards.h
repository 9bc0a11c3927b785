/* Boards whose pins people name by what is printed in every pinout ("GPIO17", "PC7").
 *
 * A chip is known by its label: its number and place under /dev change between kernels. Sources:
 * the device trees of the Raspberry Pi kernel (pinctrl-bcm2835, pinctrl-bcm2711, pinctrl-rp1) and
 * of Linux (allwinner/sun50i-h6.dtsi), where lines have no names and offset = bank x 32 + pin. */
#ifndef LAMPION_HW_BOARDS_H
#define LAMPION_HW_BOARDS_H

#include <stddef.h>

#define BOARD_CHIPS_MAX 2

struct board_chip {
    const char *label;
    /* "GPIO": then a number is the offset, whatever the line is called on the chip. One letter a
     * bank of 32, as "ABCDEFGH": then "PC7" is pin 7 of bank C. */
    const char *scheme;
    unsigned int lines; /* of the header: offsets below this */
};

struct board_model {
    const char *name; /* "raspberry-pi-4", in agent.yaml */
    const char *title;
    struct board_chip chips[BOARD_CHIPS_MAX]; /* until one without a label */
};

/* NULL when there is no such board. */
const struct board_model *board_find(const char *name);
/* The i-th board, NULL past the end: for lists in help and errors. */
const struct board_model *board_at(size_t i);
/* The offset of "GPIO17" on its chip, which is told by its label; -1 when the name is none of
 * the header's. */
int board_line(const struct board_model *board, const char *line, const char **label);

#endif
