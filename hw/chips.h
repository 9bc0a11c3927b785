/* The chips of this machine, and where a line that a person names is among them.
 *
 * A chip is chosen by its label, its name or its path; a line by its name, by the board's name for
 * it, or by its offset. A symbolic link to a chip (Raspberry Pi 5: gpiochip4) is no second
 * chip. What is not found is refused with what is there instead. Lives for the search only. */
#ifndef LAMPION_HW_CHIPS_H
#define LAMPION_HW_CHIPS_H

#include "hw/boards.h"
#include "hw/chip.h"

#define CHIPS_MAX 32
#define CHIP_PATH_MAX 64

struct chips {
    bool borrowed; /* the chips are another list's to close */
    size_t count;
    struct chips_row {
        struct chip *chip;
        char path[CHIP_PATH_MAX];
        unsigned long long device; /* the number of the device: what a link leads to */
    } rows[CHIPS_MAX];
};

/* A line that was found. */
struct chips_line {
    size_t chip; /* of `rows` */
    unsigned int offset;
    struct chip_line info;
};

/* Opens every chip. 0; or -errno with why when there is none, or none may be opened. */
int chips_open(struct chips *self, char why[LINES_WHY_MAX]);
void chips_close(struct chips *self);

/* The same chips once more, to be narrowed; `self` must outlive it. Needs no close. */
void chips_view(const struct chips *self, struct chips *view);

/* Keeps the chips of that label, name or path; or, for a board, those of its labels. 0, or -ENODEV
 * with why. */
int chips_keep(struct chips *self, const char *wanted, char why[LINES_WHY_MAX]);
int chips_keep_board(struct chips *self, const struct board_model *board, char why[LINES_WHY_MAX]);

/* Finds a line. `board` may be NULL. 0, or -errno with why. */
int chips_find(const struct chips *self, const char *wanted, const struct board_model *board,
               struct chips_line *line, char why[LINES_WHY_MAX]);

/* Why a line that was found could not be had, `err` being positive: who holds it, what to do.
 * Returns -err. */
int chips_refuse_line(const struct chips *self, const char *wanted, const struct chips_line *line,
                      int err, char why[LINES_WHY_MAX]);

#endif
