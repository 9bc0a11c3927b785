#include "tests/system/viewer.h"

#include "tests/support/until.h"
#include "tests/unit/test.h"
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 10000

/* Waits for the next word; false when none comes. */
static bool next_word(struct viewer *self, int64_t end_ms)
{
    int64_t left_ms = end_ms - real_ms();
    char *text = left_ms > 0 ? stream_next(self->fd, &self->buffer, "place", (int)left_ms) : NULL;
    if (!text)
        return false;
    json_decref(self->place);
    self->place = json_loads(text, 0, NULL);
    if (!self->place)
        fail_msg("not JSON on the live stream: %s", text);
    free(text);
    return true;
}

void viewer_open(struct viewer *self, const struct town *town)
{
    *self = (struct viewer){.town = town, .fd = stream_open(town->port, "/api/v1/live")};
    assert_true(self->fd >= 0);
    if (!next_word(self, until_ms(PATIENCE_MS))) {
        town_show(town);
        fail_msg("the live stream says nothing");
    }
}

void viewer_close(struct viewer *self)
{
    if (!self->town)
        return;
    close(self->fd);
    free(self->buffer.text);
    json_decref(self->place);
    *self = (struct viewer){0};
}

/* `allowed`: what may be said until then, NULL for anything. */
static void wait_for(struct viewer *self, const char *path, const char *expected,
                     const char *allowed)
{
    int64_t end_ms = until_ms(PATIENCE_MS);
    char text[256];
    for (;;) {
        town_value(self->place, path, text, sizeof text);
        if (!strcmp(text, expected))
            return;
        if ((allowed && strcmp(text, allowed) != 0) || !next_word(self, end_ms))
            break;
    }
    town_show(self->town);
    fail_msg("%s on the live stream is %s, expected %s", path, text, expected);
}

void viewer_expect(struct viewer *self, const char *path, const char *expected)
{
    wait_for(self, path, expected, NULL);
}

void viewer_follow(struct viewer *self, const char *path, const char *expected)
{
    char before[256];
    town_value(self->place, path, before, sizeof before);
    wait_for(self, path, expected, before);
}
