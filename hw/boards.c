#include "hw/boards.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct board table[] = {
    {"raspberry-pi-zero-2", "Raspberry Pi Zero 2 W", "pinctrl-bcm2835", 28},
    {"raspberry-pi-3", "Raspberry Pi 3", "pinctrl-bcm2835", 28},
    {"raspberry-pi-4", "Raspberry Pi 4", "pinctrl-bcm2711", 28},
    {"raspberry-pi-5", "Raspberry Pi 5", "pinctrl-rp1", 28},
};

const struct board *board_at(size_t i)
{
    return i < sizeof table / sizeof *table ? &table[i] : NULL;
}

const struct board *board_find(const char *name)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

int board_offset(const struct board *board, const char *line)
{
    if (strncmp(line, "GPIO", 4) != 0 || !isdigit((unsigned char)line[4]))
        return -1;
    char *end;
    unsigned long offset = strtoul(line + 4, &end, 10);
    return *end == 0 && offset < board->lines ? (int)offset : -1;
}
