#include "dashboard/page/buffer.h"

#include <stdlib.h>
#include <string.h>

#define BUFFER_FIRST 256

void buffer_free(struct buffer *self)
{
    free(self->bytes);
    *self = (struct buffer){0};
}

/* Makes room for `length` more and the NUL. */
static bool buffer_reserve(struct buffer *self, size_t length)
{
    if (self->failed) {
        return false;
    }
    size_t size = self->size ? self->size : BUFFER_FIRST;
    while (size - self->length <= length) {
        if (size > (size_t)-1 / 2) {
            self->failed = true;
            return false;
        }
        size *= 2;
    }
    if (size == self->size) {
        return true;
    }
    char *bytes = realloc(self->bytes, size);
    if (!bytes) {
        self->failed = true;
        return false;
    }
    self->bytes = bytes;
    self->size = size;
    return true;
}

void buffer_add(struct buffer *self, const char *bytes, size_t length)
{
    if (!buffer_reserve(self, length)) {
        return;
    }
    memcpy(self->bytes + self->length, bytes, length);
    self->length += length;
    self->bytes[self->length] = '\0';
}

void buffer_text(struct buffer *self, const char *text)
{
    buffer_add(self, text, strlen(text));
}

char *buffer_take(struct buffer *self, size_t *length)
{
    buffer_add(self, "", 0);
    if (self->failed) {
        buffer_free(self);
        return NULL;
    }
    char *bytes = self->bytes;
    if (length) {
        *length = self->length;
    }
    *self = (struct buffer){0};
    return bytes;
}

const char *buffer_peek(const struct buffer *self)
{
    return self->bytes ? self->bytes : "";
}
