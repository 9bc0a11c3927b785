/* A collector of the test's own: hears what agents say and acknowledges what it is told to. */
#ifndef LAMPION_TESTS_SYSTEM_COLLECTOR_H
#define LAMPION_TESTS_SYSTEM_COLLECTOR_H

#include "agent/common/link.h"
#include "agent/common/message.h"

#define HEARD_MAX 4096

struct collector {
    struct link *link;
    bool connected;
    struct hello_message hello; /* the newest, without its arrays */
    bool hello_retained;
    size_t hellos;
    struct state_message state; /* the newest, without its arrays */
    size_t states;
    uint64_t firsts[HEARD_MAX]; /* of every events message */
    size_t messages;
    struct event *events; /* by number - 1; grown as they come */
    uint64_t seen;        /* 1.. seen are there, in order and without a gap */
    bool acknowledges;    /* everything, as it comes */
    const char *run;
};

/* Subscribes to everything of the place "test", agent "board". */
void collector_open(struct collector *self, const char *uri);
void collector_close(struct collector *self);

void collector_acknowledge(struct collector *self, const char *run, uint64_t seq);

/* Forgets what was heard, not what was numbered. */
void collector_forget(struct collector *self);

/* Listens until `done` says so; fails the test after 20 s. */
#define collector_until(self, done)                                                                \
    do {                                                                                           \
        int64_t until_end_ms = clock_real_ms() + 20000;                                            \
        while (!(done) && clock_real_ms() < until_end_ms)                                          \
            collector_listen((self), 50);                                                          \
        if (!(done))                                                                               \
            fail_msg("waited in vain for: %s", #done);                                             \
    } while (0)
void collector_listen(struct collector *self, int ms);

#endif
