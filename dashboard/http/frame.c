#include "dashboard/http/frame.h"

#include "dashboard/page/place_json.h"
#include <stdlib.h>
#include <string.h>

/* How soon a browser comes back after the connection broke, in ms. */
#define RETRY "retry: 2000\n\n"

static bool fragment_told(const struct fragment *fragment, const struct edition *told)
{
    const struct fragment *old = told ? fragments_find(&told->fragments, fragment->id) : NULL;
    return old && strcmp(old->html, fragment->html) == 0;
}

bool editions_same(const struct edition *a, const struct edition *b)
{
    if (a == b) {
        return true;
    }
    if (a->fragments.count != b->fragments.count) {
        return false;
    }
    for (size_t i = 0; i < b->fragments.count; i++) {
        const struct fragment *fragment = &b->fragments.list[i];
        if (!fragment->clock && !fragment_told(fragment, a)) {
            return false;
        }
    }
    return true;
}

static void fragments_write(struct buffer *out, const struct edition *told,
                            const struct edition *edition)
{
    for (size_t i = 0; i < edition->fragments.count; i++) {
        const struct fragment *fragment = &edition->fragments.list[i];
        if (!fragment_told(fragment, told)) {
            buffer_text(out, "event: fragment\ndata: ");
            fragment_json(out, fragment->id, fragment->html);
            buffer_text(out, "\n\n");
        }
    }
}

static struct frame *frame_new(struct buffer *bytes)
{
    struct frame *self = calloc(1, sizeof *self);
    if (!self) {
        buffer_free(bytes);
        return NULL;
    }
    self->references = 1;
    self->bytes = buffer_take(bytes, &self->length);
    if (!self->bytes) {
        free(self);
        return NULL;
    }
    return self;
}

static struct frame *frame_write(const char *before, const struct edition *told,
                                 const struct edition *edition, enum frame_parts parts)
{
    struct buffer out = {0};
    buffer_text(&out, before);
    if (parts == FRAME_ALL && !(told && editions_same(told, edition))) {
        buffer_text(&out, "event: place\ndata: ");
        buffer_text(&out, edition->json);
        buffer_text(&out, "\n\n");
    }
    fragments_write(&out, told, edition);
    buffer_text(&out, "event: beat\ndata: ");
    times_json(&out, edition->snapshot);
    buffer_text(&out, "\n\n");
    return frame_new(&out);
}

struct frame *frame_full(const struct edition *edition, enum frame_parts parts)
{
    return frame_write(RETRY, NULL, edition, parts);
}

struct frame *frame_change(const struct edition *told, const struct edition *edition,
                           enum frame_parts parts)
{
    return frame_write("", told, edition, parts);
}

struct frame *frame_ref(struct frame *self)
{
    self->references++;
    return self;
}

void frame_unref(struct frame *self)
{
    if (self && --self->references == 0) {
        free(self->bytes);
        free(self);
    }
}
