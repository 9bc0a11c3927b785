#include "dashboard/names.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Entries lie one behind the other in the order of adding; `slots` finds them by open
 * addressing: index + 1, or 0 for an empty slot. At least half of the slots are empty. */
struct names {
    size_t record_size, entry_size;
    unsigned char *entries;
    size_t count, capacity;
    uint32_t *slots;
    size_t slot_count; /* a power of two, or 0 */
};

struct entry {
    int64_t scope;
    char text[NAMES_TEXT_MAX];
    _Alignas(int64_t) unsigned char record[];
};

/* FNV-1a, 64 bits (Fowler, Noll, Vo), over the scope and the text. */
static uint64_t hash_of(int64_t scope, const char *text)
{
    uint64_t hash = (14695981039346656037u ^ (uint64_t)scope) * 1099511628211u;
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash ^ (hash >> 32);
}

static struct entry *entry_at(const struct names *self, size_t i)
{
    return (struct entry *)(void *)(self->entries + i * self->entry_size);
}

struct names *names_new(size_t record_size)
{
    struct names *self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    size_t align = _Alignof(int64_t);
    self->record_size = record_size;
    self->entry_size = sizeof(struct entry) + (record_size + align - 1) / align * align;
    return self;
}

void names_free(struct names *self)
{
    if (self == NULL)
        return;
    free(self->entries);
    free(self->slots);
    free(self);
}

/* The slot where the name is, or the empty one where it would be. */
static uint32_t *slot_of(const struct names *self, int64_t scope, const char *text)
{
    size_t mask = self->slot_count - 1;
    for (size_t i = hash_of(scope, text) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &self->slots[i];
        if (*slot == 0)
            return slot;
        const struct entry *entry = entry_at(self, *slot - 1);
        if (entry->scope == scope && strcmp(entry->text, text) == 0)
            return slot;
    }
}

void *names_find(const struct names *self, int64_t scope, const char *text)
{
    if (self->count == 0)
        return NULL;
    uint32_t slot = *slot_of(self, scope, text);
    return slot == 0 ? NULL : entry_at(self, slot - 1)->record;
}

/* Room for one more entry, and twice as many slots. */
static int names_grow(struct names *self)
{
    size_t capacity = self->capacity == 0 ? 16 : self->capacity * 2;
    unsigned char *entries = realloc(self->entries, capacity * self->entry_size);
    if (entries == NULL)
        return -1;
    self->entries = entries;
    uint32_t *slots = calloc(capacity * 2, sizeof *slots);
    if (slots == NULL)
        return -1;
    free(self->slots);
    self->slots = slots;
    self->slot_count = capacity * 2;
    self->capacity = capacity;
    for (size_t i = 0; i < self->count; i++)
        *slot_of(self, entry_at(self, i)->scope, entry_at(self, i)->text) = (uint32_t)i + 1;
    return 0;
}

void *names_add(struct names *self, int64_t scope, const char *text)
{
    assert(strlen(text) < NAMES_TEXT_MAX);
    assert(names_find(self, scope, text) == NULL);
    if (self->count == self->capacity && names_grow(self) != 0)
        return NULL;
    struct entry *entry = entry_at(self, self->count);
    memset(entry, 0, self->entry_size);
    entry->scope = scope;
    strcpy(entry->text, text);
    *slot_of(self, scope, text) = (uint32_t)++self->count;
    return entry->record;
}

void names_clear(struct names *self)
{
    self->count = 0;
    if (self->slots != NULL)
        memset(self->slots, 0, self->slot_count * sizeof *self->slots);
}

size_t names_count(const struct names *self)
{
    return self->count;
}

void *names_at(const struct names *self, size_t i)
{
    assert(i < self->count);
    return entry_at(self, i)->record;
}

const char *names_text(const struct names *self, size_t i)
{
    assert(i < self->count);
    return entry_at(self, i)->text;
}
