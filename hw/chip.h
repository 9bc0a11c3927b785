/* GPIO chips and banks of lines: the little that Lampion needs of libgpiod, the same for both of
 * its majors. Implemented by lines_gpiod1.c (1.6, Debian 12) and lines_gpiod2.c (2.x, Debian 13);
 * the build takes the one that fits the library it finds.
 *
 * Functions return 0 or a count, or -errno. Offsets count from 0 on a chip. */
#ifndef LAMPION_HW_CHIP_H
#define LAMPION_HW_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hw/lines.h"

#define CHIP_TEXT_MAX 32 /* GPIO_MAX_NAME_SIZE of the kernel, with the end */
#define BANK_CONSUMER "lampion-agent"

/* --- A chip, open to be asked ------------------------------------------------------------- */

struct chip;

struct chip_line {
    char name[CHIP_TEXT_MAX]; /* empty: it has none */
    char user[CHIP_TEXT_MAX]; /* who holds it; may be empty although it is used */
    bool used;
};

/* NULL with errno. */
struct chip *chip_open(const char *path);
void chip_close(struct chip *self);
/* Texts that live as long as the chip: "pinctrl-bcm2711", "gpiochip0". */
const char *chip_label(const struct chip *self);
const char *chip_name(const struct chip *self);
unsigned int chip_line_count(const struct chip *self);
int chip_line(const struct chip *self, unsigned int offset, struct chip_line *line);

/* --- A bank: lines of one chip, held as inputs with both edges ----------------------------- */

struct bank;

struct bank_line {
    unsigned int offset;
    enum line_bias bias;
};

struct bank_edge {
    size_t line; /* index into the bank's lines */
    int level;
    int64_t t_ns; /* CLOCK_MONOTONIC */
    /* Numbers of the event on its line and in the bank, from 1 on and without gaps while nothing
     * is lost; 0 where the interface has none (major 1). */
    uint32_t line_seq, bank_seq;
    /* Major 1: the kernel's queue of this line was full, so what came after may be lost. */
    bool full;
};

/* How many lines a bank may have at most; more of a chip are several banks. */
extern const size_t bank_lines_max;

/* Holds the lines, all or none. 0 with *bank, or -errno: EBUSY when somebody else holds one. */
int bank_open(struct bank **bank, const char *path, const struct bank_line *lines, size_t count);
void bank_close(struct bank *self);
/* Readable when an edge waits. */
int bank_fd(const struct bank *self);
/* Up to `capacity` (at least BANK_READ_MIN) waiting edges, in order line by line; never blocks.
 * Count, and whether `more` may wait. -ENODEV: the chip is gone. */
#define BANK_READ_MIN 16
int bank_read(struct bank *self, struct bank_edge *edges, size_t capacity, bool *more);
/* The levels now of the lines that are `wanted` (NULL: of all), each in its place. 0 or -errno. */
int bank_levels(struct bank *self, const bool *wanted, int *levels);

#endif
