/* The terminal as a page: its own screen, keys as they are pressed, its size. Plain ANSI (ECMA-48),
 * which every terminal of today and every ssh passes on.
 *
 * The screen that was there comes back whatever happens: at terminal_close, and where the program
 * crashes (only SIGKILL is stronger). One at a time in a process. */
#ifndef LAMPION_AGENT_MAKER_TERMINAL_H
#define LAMPION_AGENT_MAKER_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

enum key {
    KEY_NONE,
    KEY_QUIT,
    KEY_UP,
    KEY_DOWN,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_HOME,
    KEY_END,
};

/* Whether a page makes sense: both are terminals, and not a dumb one. */
bool terminal_is_there(void);

/* 0 or -errno. */
int terminal_open(void);
void terminal_close(void);

/* 80 x 24 where it does not say. */
void terminal_size(int *columns, int *rows);

/* Writes it all, over what stood there. */
void terminal_show(const char *text, size_t length);

/* The next key that was pressed; KEY_NONE: no more, or one that means nothing. -1: the input has
 * ended. */
int terminal_key(void);

#endif
