/* Somebody who watches the live stream of a town, word by word. */
#ifndef LAMPION_TESTS_VIEWER_H
#define LAMPION_TESTS_VIEWER_H

#include "tests/support/fetch.h"
#include "tests/system/town.h"

struct viewer {
    const struct town *town;
    int fd;
    struct stream_buffer buffer;
    json_t *place; /* the newest word */
};

/* Asks for the stream and waits for the first word. */
void viewer_open(struct viewer *self, const struct town *town);
/* Nothing to do for a zeroed one. */
void viewer_close(struct viewer *self);

/* Reads on until the value at `path` (as in town_expect) is `expected`. Fails the test after 10 s
 * with what was there instead. */
void viewer_expect(struct viewer *self, const char *path, const char *expected);

/* The same where nothing else may be said on the way: every word until then says what the newest
 * one said. */
void viewer_follow(struct viewer *self, const char *path, const char *expected);

#endif
