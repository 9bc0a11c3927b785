/* The state of the source "gpio", shared by its reader (lines_gpio.c) and its opener
 * (lines_gpio_open.c): lines of real chips, held in banks (chip.h) and watched (line_watch.h). */
#ifndef LAMPION_HW_LINES_GPIO_H
#define LAMPION_HW_LINES_GPIO_H

#include "hw/line_watch.h"
#include "hw/search.h"

enum {
    GPIO_EDGES_AT_ONCE = 256,
    GPIO_WORDS_A_LINE = 3, /* besides edges, in one turn: lost, its level, gone or back */
};

struct gpio_word {
    int64_t t_ns;
    size_t order; /* of arrival, where stamps are equal */
    size_t line;
    int level;
    enum line_word word;
};

struct gpio_line {
    size_t request;           /* its number for the caller */
    char name[CHIP_TEXT_MAX]; /* as its chip has it; of an unseen bank, as it is asked for */
    struct bank_line config;
    struct line_watch watch;
    bool touched; /* had an edge in this turn */
    bool full;    /* its queue was found full in this turn */
};

struct gpio_bank {
    char label[CHIP_TEXT_MAX];
    struct bank *bank; /* NULL: its chip is gone */
    bool unseen;       /* its chip never was there: `label` is as asked for, no offset is known */
    bool watched;      /* its descriptor is in the epoll */
    bool dirty;        /* edges were read since its levels were looked at */
    struct bank_watch watch;
    size_t first, count; /* of the lines */
};

struct gpio_lines {
    int epoll_fd;
    int64_t check_ms; /* when to look after the banks */
    int64_t odd_ms;   /* when to look again at levels that differ, or LINES_NEVER */
    struct gpio_word *words;
    size_t word_count, word_next, word_max; /* of this turn, given up to word_next */
    struct bank_edge edges[GPIO_EDGES_AT_ONCE];
    struct gpio_bank *banks;
    size_t bank_count;
    struct gpio_line *lines; /* bank by bank */
    size_t *places;          /* of the caller's requests in `lines` */
    bool *wanted;            /* room for one bank */
    int *levels;             /* room for one bank */
    size_t count;
};

/* Finds all lines and holds them; why: a remark. 0, or -errno with why and `failed` (of
 * lines_source.open). */
int gpio_banks_open(struct gpio_lines *self, const struct lines_config *config, size_t *failed,
                    char why[LINES_WHY_MAX]);

/* Holds the lines of a bank on the chip of that path and takes their levels. 0 or -errno. */
int gpio_bank_take(struct gpio_lines *self, struct gpio_bank *bank, const char *path);
/* Lets them go. */
void gpio_bank_forget(struct gpio_lines *self, struct gpio_bank *bank);

#endif
