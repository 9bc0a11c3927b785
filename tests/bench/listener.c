#include "tests/bench/listener.h"
#include "tests/bench/numbers.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

int64_t listener_read(struct listener *self, int ms)
{
    struct pollfd wait = {.fd = self->fd, .events = POLLIN};
    size_t room = sizeof self->text - self->length - 1;
    if (poll(&wait, 1, ms) <= 0)
        return -1;
    ssize_t got = read(self->fd, self->text + self->length, room);
    int64_t at_ns = real_ns();
    if (got <= 0)
        return -1;
    self->length += (size_t)got;
    self->text[self->length] = 0;
    return at_ns;
}

int listener_free(struct listener *self)
{
    static const char name[] = "event: place\n", key[] = "\"free\":";
    char *end = strstr(self->text, "\n\n");
    if (!end)
        return LISTENER_NOTHING;
    *end = 0;
    char *place = strstr(self->text, name);
    char *at = place ? strstr(place, key) : NULL;
    int seats_free = at && at[sizeof key - 1] != 'n' ? atoi(at + sizeof key - 1) : LISTENER_UNKNOWN;
    self->length -= (size_t)(end + 2 - self->text);
    memmove(self->text, end + 2, self->length + 1);
    return seats_free;
}
