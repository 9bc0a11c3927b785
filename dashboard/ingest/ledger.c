#include "dashboard/ingest/ledger.h"

#include "dashboard/names.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

/* durable <= accepted, always. */
struct account {
    uint64_t accepted, durable;
};

struct ledger {
    struct names *young, *old; /* of struct account; what is heard of moves to the young */
    size_t young_max;
};

struct ledger *ledger_new(size_t streams)
{
    struct ledger *self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->young_max = streams / 2;
    self->young = names_new(sizeof(struct account));
    self->old = names_new(sizeof(struct account));
    if (self->young != NULL && self->old != NULL)
        return self;
    ledger_free(self);
    return NULL;
}

void ledger_free(struct ledger *self)
{
    if (self == NULL)
        return;
    names_free(self->young);
    names_free(self->old);
    free(self);
}

/* Wherever it is. */
static struct account *account_look(const struct ledger *self, const char *stream)
{
    struct account *account = names_find(self->young, 0, stream);
    return account != NULL ? account : names_find(self->old, 0, stream);
}

/* The old are forgotten, but for those that the store still works at. */
static int grow_old(struct ledger *self)
{
    struct names *young = names_new(sizeof(struct account));
    if (young == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < names_count(self->old); i++) {
        const struct account *account = names_at(self->old, i);
        if (account->accepted == account->durable)
            continue;
        struct account *kept = names_add(young, 0, names_text(self->old, i));
        if (kept == NULL) {
            names_free(young);
            return -ENOMEM;
        }
        *kept = *account;
    }
    names_free(self->old);
    self->old = self->young;
    self->young = young;
    return 0;
}

static struct account *account_add(struct ledger *self, const char *stream, struct account value)
{
    if (names_count(self->young) >= self->young_max && grow_old(self) != 0)
        return NULL;
    struct account *account = names_find(self->young, 0, stream); /* if it was kept */
    if (account == NULL)
        account = names_add(self->young, 0, stream);
    if (account != NULL)
        *account = value;
    return account;
}

/* The account of a stream that is heard of; NULL when there is none. */
static struct account *account_find(struct ledger *self, const char *stream)
{
    struct account *account = names_find(self->young, 0, stream);
    struct account *old = account == NULL ? names_find(self->old, 0, stream) : NULL;
    if (old == NULL)
        return account;
    struct account value = *old;
    *old = (struct account){0}; /* moved: not to be kept a second time */
    return account_add(self, stream, value);
}

/* Opens an account for a stream that is not known. NULL when out of memory. */
static struct account *account_open(struct ledger *self, const char *stream)
{
    return account_add(self, stream, (struct account){0});
}

int ledger_restore(struct ledger *self, const char *stream, uint64_t durable)
{
    struct account *account = account_find(self, stream);
    if (account == NULL)
        account = account_open(self, stream);
    if (account == NULL)
        return -ENOMEM;
    account->accepted = account->durable = durable;
    return 0;
}

struct ledger_verdict ledger_offer(struct ledger *self, const char *stream, uint64_t base,
                                   uint64_t first, size_t count)
{
    assert(base >= 1 && first >= base && count >= 1);
    struct ledger_verdict verdict = {.answer = LEDGER_FULL};
    struct account *account = account_find(self, stream);
    uint64_t accepted = account == NULL ? 0 : account->accepted;
    verdict.durable = account == NULL ? 0 : account->durable;

    uint64_t last = first + count - 1;
    if (last <= accepted) {
        verdict.answer = LEDGER_DUPLICATE;
        return verdict;
    }
    if (first > accepted + 1 && first > base) { /* the agent still holds what is missing */
        verdict.answer = LEDGER_GAP;
        return verdict;
    }
    if (account == NULL)
        account = account_open(self, stream);
    if (account == NULL)
        return verdict;

    verdict.answer = LEDGER_ACCEPT;
    if (first > accepted + 1) {
        verdict.lost_first = accepted + 1;
        verdict.lost_last = first - 1;
    } else {
        verdict.skip = (size_t)(accepted + 1 - first);
    }
    account->accepted = last;
    return verdict;
}

struct ledger_verdict ledger_declare(struct ledger *self, const char *stream, uint64_t last)
{
    struct account *account = account_find(self, stream);
    struct ledger_verdict verdict = {.answer = LEDGER_DUPLICATE};
    verdict.durable = account == NULL ? 0 : account->durable;
    if (account != NULL && last <= account->accepted)
        return verdict;
    verdict.answer = LEDGER_FULL;
    if (account == NULL)
        account = account_open(self, stream);
    if (account == NULL)
        return verdict;
    verdict.answer = LEDGER_ACCEPT;
    verdict.lost_first = account->accepted + 1;
    verdict.lost_last = account->accepted = last;
    return verdict;
}

uint64_t ledger_committed(struct ledger *self, const char *stream, uint64_t seq)
{
    struct account *account = account_find(self, stream);
    if (account == NULL)
        account = account_open(self, stream);
    if (account == NULL)
        return seq;
    if (seq > account->durable)
        account->durable = seq;
    /* A job before it failed and took `accepted` back while this one was on its way. */
    if (account->accepted < account->durable)
        account->accepted = account->durable;
    return account->durable;
}

void ledger_failed(struct ledger *self, const char *stream)
{
    struct account *account = account_find(self, stream);
    if (account != NULL)
        account->accepted = account->durable;
}

uint64_t ledger_durable(const struct ledger *self, const char *stream)
{
    const struct account *account = account_look(self, stream);
    return account == NULL ? 0 : account->durable;
}

uint64_t ledger_accepted(const struct ledger *self, const char *stream)
{
    const struct account *account = account_look(self, stream);
    return account == NULL ? 0 : account->accepted;
}
