/* What the maker's commands say at the terminal, in the languages of Lampion. Tables, never
 * setlocale: the language comes from --lang, else from the environment.
 *
 * Texts are UTF-8. {a} and {b} are replaced. */
#ifndef LAMPION_AGENT_MAKER_TONGUE_H
#define LAMPION_AGENT_MAKER_TONGUE_H

#include "agent/common/why.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum tongue { TONGUE_EN, TONGUE_FR, TONGUE_COUNT };

enum said {
    /* watch */
    SAID_SENSOR,
    SAID_LINE,
    SAID_LAST_MINUTE,
    SAID_IT_SAYS,
    SAID_EDGES_A_SECOND, /* {a} */
    SAID_FAULTS_ONE,
    SAID_FAULTS_MANY, /* {a} sensors with one that stands */
    SAID_KEYS,
    SAID_KEYS_MORE,
    SAID_ACTIVE,
    SAID_AT_REST,
    SAID_AGO,   /* {a} */
    SAID_SINCE, /* {a} */
    SAID_UNKNOWN,
    SAID_TAKEN,
    SAID_FREE,
    SAID_MOTION,
    SAID_STILL,
    SAID_SOMEBODY,
    SAID_NOBODY,
    SAID_OPEN,
    SAID_CLOSED,
    SAID_IN_OUT,        /* {a} in, {b} out */
    SAID_IN_OUT_INSIDE, /* {a} "in 3, out 2", {b} inside */
    SAID_WENT_IN,
    SAID_WENT_OUT,
    SAID_RESET,
    SAID_FAULT,
    SAID_PLAIN_START, /* {a} sensors, {b} source */
    SAID_TOO_SMALL,
    SAID_HELD,     /* {a} who has the lines */
    SAID_HELD_OUR, /* {a} who: our own daemon */
    /* doctor */
    SAID_CHECK_CHIPS,
    SAID_CHECK_BOARD,
    SAID_CHECK_LINES,
    SAID_CHECK_WIRING,
    SAID_CHECK_CLOCK,
    SAID_CHECK_BROKER,
    SAID_CHECK_DISK,
    SAID_OK,
    SAID_FOUND,
    SAID_NOTE,
    SAID_ALL_WELL,
    SAID_ONE_FOUND,
    SAID_MANY_FOUND, /* {a} */
    SAID_HANDS_OFF,  /* {a} seconds */
    /* doctor --walk */
    SAID_WALK_HEAD, /* {a} sensor, {b} rounds */
    SAID_WALK_KEYS,
    SAID_WALK_GO_IN, /* {a} "3/20" */
    SAID_WALK_GO_OUT,
    SAID_WALK_SEEN, /* {a} what */
    SAID_WALK_NOTHING,
    SAID_WALK_IN,
    SAID_WALK_OUT,
    SAID_WALK_AGAIN,
    SAID_WALK_NONE,
    SAID_WALK_TABLE,
    SAID_WALK_ERROR,   /* {a} "5.0 %", {b} "0.9 % .. 23.6 %" */
    SAID_WALK_FAULTS,  /* {a} */
    SAID_WALK_SWAPPED, /* {a} outer's line, {b} inner's line */
    SAID_WALK_SWAPPED_ANY,
    SAID_WALK_DESK,
    SAID_COUNT
};

/* `given` (--lang) may be NULL, then LC_ALL, LC_MESSAGES, LANG decide, English unless they begin
 * with another language's letters. False: no such language was given. */
bool tongue_choose(const char *given, enum tongue *tongue);
/* The same for --lang: 0, or -EINVAL with why. */
int tongue_read(const char *given, enum tongue *tongue, struct why *why);
/* Whether the terminal can show more than ASCII: LC_ALL, LC_CTYPE, LANG say UTF-8, TERM no dumb. */
bool tongue_is_wide(void);

const char *tongue_text(enum tongue tongue, enum said said);
/* What a fault of a driver means, in words; its code itself where it has none. */
const char *tongue_fault(enum tongue tongue, const char *code);

/* Writes a text with {a} and {b} replaced. */
void tongue_fill(FILE *out, const char *text, const char *a, const char *b);
void tongue_write(FILE *out, enum tongue tongue, enum said said, const char *a, const char *b);
/* Replaces what is not ASCII by what comes near, in place. */
void tongue_narrow(char *text);
/* A stream onto `fd` (not closed with it), by rows, that takes UTF-8 and writes what the terminal
 * can show. NULL with errno. */
FILE *tongue_open(int fd);
/* Columns that a UTF-8 text takes (of letters that take one). */
size_t tongue_columns(const char *text);

#endif
