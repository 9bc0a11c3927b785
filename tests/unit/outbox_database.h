/* A collector's database as a model: what is under each number of each stream, once. */
#ifndef LAMPION_TESTS_UNIT_OUTBOX_DATABASE_H
#define LAMPION_TESTS_UNIT_OUTBOX_DATABASE_H

#include "tests/unit/test.h"

#include "agent/common/message.h"
#include <string.h>

enum { STREAMS = 400, SEQ_MAX = 2500 };

enum fate { NOWHERE, STORED, DECLARED_LOST };

struct account {
    char name[STREAM_MAX];
    uint64_t durable, told;          /* told: lost up to there, by the board of now */
    int id[SEQ_MAX + 1];             /* of the event under a number; 0: none */
    unsigned char fate[SEQ_MAX + 1]; /* enum fate */
};

struct database {
    struct account *accounts;
    size_t count;
};

static inline struct account *account_of(struct database *database, const char *stream)
{
    for (size_t i = 0; i < database->count; i++)
        if (strcmp(database->accounts[i].name, stream) == 0)
            return &database->accounts[i];
    assert_true(database->count < STREAMS);
    struct account *account = &database->accounts[database->count++];
    memset(account, 0, sizeof *account);
    snprintf(account->name, sizeof account->name, "%.*s", STREAM_MAX - 1, stream);
    return account;
}

static inline void database_copy(struct database *to, const struct database *from)
{
    memcpy(to->accounts, from->accounts, from->count * sizeof *from->accounts);
    to->count = from->count;
}

static inline void row_put(struct account *account, uint64_t seq, enum fate fate, int id)
{
    assert_in_range(seq, 1, SEQ_MAX);
    assert_int_equal(account->fate[seq], NOWHERE); /* nothing twice */
    account->fate[seq] = (unsigned char)fate;
    account->id[seq] = id;
}

#endif
