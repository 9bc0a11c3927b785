#include "dashboard/page/fragment.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int fragments_add(struct fragments *self, size_t room, const char *id, struct buffer *html,
                  bool clock)
{
    if (!self->list) {
        self->list = calloc(room, sizeof *self->list);
    }
    char *bytes = buffer_take(html, NULL);
    if (!self->list || !bytes) {
        free(bytes);
        return -ENOMEM;
    }
    assert(self->count < room && strlen(id) < FRAGMENT_ID_MAX);
    struct fragment *fragment = &self->list[self->count++];
    strcpy(fragment->id, id);
    fragment->html = bytes;
    fragment->clock = clock;
    return 0;
}

void fragments_free(struct fragments *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->list[i].html);
    }
    free(self->list);
    *self = (struct fragments){0};
}

const struct fragment *fragments_find(const struct fragments *self, const char *id)
{
    for (size_t i = 0; i < self->count; i++) {
        if (strcmp(self->list[i].id, id) == 0) {
            return &self->list[i];
        }
    }
    return NULL;
}
