/* A text that grows. Once memory ran out it stays failed and takes nothing more, so that a writer
 * checks once, at the end. */
#ifndef LAMPION_PAGE_BUFFER_H
#define LAMPION_PAGE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
    char *bytes; /* NUL-terminated when not NULL */
    size_t length;
    size_t size;
    bool failed;
};

/* A zeroed struct is an empty buffer. */
void buffer_free(struct buffer *self);

void buffer_add(struct buffer *self, const char *bytes, size_t length);
void buffer_text(struct buffer *self, const char *text);

/* Hands the bytes over (malloc'ed, NUL-terminated, the caller frees) and empties the buffer; NULL
 * when it had failed. `length` may be NULL. */
char *buffer_take(struct buffer *self, size_t *length);

/* What was written so far, "" for nothing. */
const char *buffer_peek(const struct buffer *self);

#endif
