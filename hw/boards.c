#include "hw/boards.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { BANK = 32 };

static const struct board_model table[] = {
    {"raspberry-pi-zero-2", "Raspberry Pi Zero 2 W", {{"pinctrl-bcm2835", "GPIO", 28}}},
    {"raspberry-pi-3", "Raspberry Pi 3", {{"pinctrl-bcm2835", "GPIO", 28}}},
    {"raspberry-pi-4", "Raspberry Pi 4", {{"pinctrl-bcm2711", "GPIO", 28}}},
    {"raspberry-pi-5", "Raspberry Pi 5", {{"pinctrl-rp1", "GPIO", 28}}},
    {"orange-pi-3",
     "Orange Pi 3 (Allwinner H6)",
     {{"300b000.pinctrl", "ABCDEFGH", 256}, {"7022000.pinctrl", "LM", 64}}},
};

const struct board_model *board_at(size_t i)
{
    return i < sizeof table / sizeof *table ? &table[i] : NULL;
}

const struct board_model *board_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

/* Digits and nothing else, below `limit`; or -1. */
static int number(const char *text, unsigned int limit)
{
    char *end;
    if (!isdigit((unsigned char)*text))
        return -1;
    unsigned long value = strtoul(text, &end, 10);
    return *end == 0 && value < limit ? (int)value : -1;
}

static int chip_offset(const struct board_chip *chip, const char *line)
{
    if (strcmp(chip->scheme, "GPIO") == 0)
        return strncmp(line, "GPIO", 4) == 0 ? number(line + 4, chip->lines) : -1;
    const char *bank = line[0] == 'P' && line[1] ? strchr(chip->scheme, line[1]) : NULL;
    int pin = bank ? number(line + 2, BANK) : -1;
    int offset = bank ? (int)(bank - chip->scheme) * BANK + pin : -1;
    return pin >= 0 && offset < (int)chip->lines ? offset : -1;
}

int board_line(const struct board_model *board, const char *line, const char **label)
{
    for (size_t i = 0; i < BOARD_CHIPS_MAX && board->chips[i].label; i++) {
        int offset = chip_offset(&board->chips[i], line);
        if (offset < 0)
            continue;
        *label = board->chips[i].label;
        return offset;
    }
    return -1;
}
