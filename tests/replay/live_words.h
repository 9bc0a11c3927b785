/* What the live stream said while a trace was played, and whether it was ever untrue.
 *
 * A word may be as old as the collector takes one for fresh, and "unknown" is always allowed;
 * but a number or state that was not so at any moment of that time is a failure, and so is one
 * that goes back. */
#ifndef LAMPION_TESTS_LIVE_WORDS_H
#define LAMPION_TESTS_LIVE_WORDS_H

#include "tests/replay/history.h"
#include "tests/support/fetch.h"

#include <stdbool.h>

#define LIVE_ROOMS 2
#define LIVE_WORD_AGE_MS 60000 /* freshness, and the way at the highest speed played */

enum live_state { LIVE_UNKNOWN, LIVE_FREE, LIVE_BUSY };

struct live_word {
    int64_t as_of_ms; /* at the latest: the end of the second that it names */
    int64_t people;   /* -1: not known */
    enum live_state rooms[LIVE_ROOMS];
};

struct live_words {
    int fd;
    struct stream_buffer buffer;
    struct live_word *words;
    size_t count;
};

/* Zone 0 is the hall, the next ones are the rooms. */
void live_words_open(struct live_words *self, int port);
/* Takes what comes within `ms`. */
void live_words_follow(struct live_words *self, int ms);
void live_words_close(struct live_words *self);
void live_words_free(struct live_words *self);

/* Both give the number of words that knew, and fail the test at one that was untrue. `door` and
 * `room` are the histories of the agents; `inside` were there before. */
size_t live_words_check_door(const struct live_words *self, const struct history *door,
                             int64_t inside);
size_t live_words_check_room(const struct live_words *self, const struct history *room,
                             const char *sensor, size_t index, int64_t hold_ms);

#endif
