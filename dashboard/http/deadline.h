/* Deadlines of connections: how long a client may take to ask, to read, to ask again. Each kind
 * lasts equally long, so each is a queue in order of its ends. Times are real ms. */
#ifndef LAMPION_HTTP_DEADLINE_H
#define LAMPION_HTTP_DEADLINE_H

#include <stddef.h>
#include <stdint.h>

enum deadline_kind {
    DEADLINE_ASK,   /* from the connection to the end of the first headers */
    DEADLINE_READ,  /* from there to the end of the answer */
    DEADLINE_AGAIN, /* kept alive: to the end of the next headers */
    DEADLINE_KINDS,
};

struct deadline {
    enum deadline_kind kind;
    int64_t at_ms;
    struct deadline *next, *previous;
};

struct deadlines {
    struct deadline *first[DEADLINE_KINDS], *last[DEADLINE_KINDS];
};

/* Starts it, in a deadline that is zeroed or was cleared. */
void deadline_set(struct deadlines *self, struct deadline *deadline, enum deadline_kind kind,
                  int64_t now_ms);
/* Takes it out; nothing when it is in no queue. */
void deadline_clear(struct deadlines *self, struct deadline *deadline);

/* One that has passed, NULL when there is none. It stays where it is. */
struct deadline *deadline_passed(const struct deadlines *self, int64_t now_ms);
/* The earliest, INT64_MAX when there is none. */
int64_t deadline_next_ms(const struct deadlines *self);

#endif
