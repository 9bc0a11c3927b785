#include "dashboard/access/backoff.h"

#include <stddef.h>

/* FNV-1a (Fowler, Noll, Vo), 64 bits. */
static uint64_t number_of(const char *who)
{
    uint64_t sum = 0xcbf29ce484222325u;
    for (; *who; who++)
        sum = (sum ^ (unsigned char)*who) * 0x100000001b3u;
    return sum ? sum : 1;
}

static const struct backoff_entry *find(const struct backoff *self, uint64_t who)
{
    for (size_t i = 0; i < BACKOFF_ENTRIES; i++)
        if (self->entries[i].who == who)
            return &self->entries[i];
    return NULL;
}

int64_t backoff_wait_ms(const struct backoff *self, const char *who, int64_t now_ms)
{
    const struct backoff_entry *entry = find(self, number_of(who));
    return entry && entry->until_ms > now_ms ? entry->until_ms - now_ms : 0;
}

static struct backoff_entry *room_for(struct backoff *self, uint64_t who)
{
    struct backoff_entry *entry = (struct backoff_entry *)find(self, who);
    if (entry)
        return entry;
    entry = &self->entries[0];
    for (size_t i = 1; i < BACKOFF_ENTRIES && entry->who; i++)
        if (!self->entries[i].who || self->entries[i].last_ms < entry->last_ms)
            entry = &self->entries[i];
    *entry = (struct backoff_entry){.who = who};
    return entry;
}

void backoff_attempt(struct backoff *self, const char *who, int64_t now_ms)
{
    struct backoff_entry *entry = room_for(self, number_of(who));
    if (entry->failures && now_ms - entry->last_ms > BACKOFF_FORGIVEN_MS)
        entry->failures = 0;
    entry->failures++;
    entry->last_ms = now_ms;
    int64_t wait_ms = 0;
    for (int i = BACKOFF_FREE; i <= entry->failures && wait_ms < self->most_ms; i++)
        wait_ms = wait_ms ? wait_ms * 2 : BACKOFF_FIRST_MS;
    entry->until_ms = now_ms + (wait_ms < self->most_ms ? wait_ms : self->most_ms);
    if (entry->failures < BACKOFF_FREE)
        entry->until_ms = 0;
}

void backoff_forgive(struct backoff *self, const char *who)
{
    struct backoff_entry *entry = (struct backoff_entry *)find(self, number_of(who));
    if (entry)
        *entry = (struct backoff_entry){0};
}

void backoff_undo(struct backoff *self, const char *who)
{
    struct backoff_entry *entry = (struct backoff_entry *)find(self, number_of(who));
    if (entry && entry->failures > 0) {
        entry->failures--;
        entry->until_ms = 0;
    }
}
