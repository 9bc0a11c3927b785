/* How long somebody who failed must wait: per account and per address. Pure; times are real ms.
 * After a few failures each further one doubles the wait, up to a limit (short for an account, so
 * that nobody can be kept out for long by strangers); quiet time forgives. */
#ifndef LAMPION_ACCESS_BACKOFF_H
#define LAMPION_ACCESS_BACKOFF_H

#include <stdint.h>

#define BACKOFF_ENTRIES 1024
#define BACKOFF_FREE 5 /* failures before the first wait */
#define BACKOFF_FIRST_MS 1000
#define BACKOFF_FORGIVEN_MS 3600000LL

struct backoff_entry {
    uint64_t who; /* 0: empty */
    int failures;
    int64_t until_ms, last_ms;
};

struct backoff {
    int64_t most_ms;
    struct backoff_entry entries[BACKOFF_ENTRIES];
};

/* How long `who` still has to wait; 0: not at all. */
int64_t backoff_wait_ms(const struct backoff *self, const char *who, int64_t now_ms);
/* An attempt begins: it counts as failed until backoff_forgive, so that a hundred at once are no
 * more than a hundred after each other. When full, whoever was quiet the longest is forgotten. */
void backoff_attempt(struct backoff *self, const char *who, int64_t now_ms);
void backoff_forgive(struct backoff *self, const char *who);
/* Takes one attempt back, which went well; those before it stay. */
void backoff_undo(struct backoff *self, const char *who);

#endif
