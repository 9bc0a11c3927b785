/* A small HTTP client of the tests: one GET a connection, and a live stream. */
#ifndef LAMPION_TESTS_FETCH_H
#define LAMPION_TESTS_FETCH_H

#include <stddef.h>

struct fetched {
    int status;    /* 0: no answer */
    char *headers; /* as they came; both NUL-ended, freed by fetched_clear */
    char *body;
    size_t length;
};

/* GET of 127.0.0.1:port. Waits up to 5 s. */
struct fetched fetch(int port, const char *path);
void fetched_clear(struct fetched *fetched);

/* A live stream: connected and asked, answer not read. -1 when that fails. */
int stream_open(int port, const char *path);
/* The data of the next event named `event` (malloc'ed), waiting up to `ms`; NULL: none came.
 * `buffer` keeps what was read beyond it: start with {0}. */
struct stream_buffer {
    char *text;
    size_t length;
};
char *stream_next(int fd, struct stream_buffer *buffer, const char *event, int ms);

#endif
