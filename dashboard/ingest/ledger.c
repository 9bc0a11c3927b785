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
    struct names *streams; /* of struct account */
};

struct ledger *ledger_new(void)
{
    struct ledger *self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->streams = names_new(sizeof(struct account));
    if (self->streams == NULL) {
        free(self);
        return NULL;
    }
    return self;
}

void ledger_free(struct ledger *self)
{
    if (self == NULL)
        return;
    names_free(self->streams);
    free(self);
}

static struct account *account_find(const struct ledger *self, const char *stream)
{
    return names_find(self->streams, 0, stream);
}

/* Opens an account for a stream never seen. NULL: too many, or out of memory. */
static struct account *account_open(struct ledger *self, const char *stream)
{
    if (names_count(self->streams) >= LEDGER_STREAMS_MAX)
        return NULL;
    return names_add(self->streams, 0, stream);
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

uint64_t ledger_committed(struct ledger *self, const char *stream, uint64_t seq)
{
    struct account *account = account_find(self, stream);
    if (account == NULL)
        return 0;
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
    const struct account *account = account_find(self, stream);
    return account == NULL ? 0 : account->durable;
}

uint64_t ledger_accepted(const struct ledger *self, const char *stream)
{
    const struct account *account = account_find(self, stream);
    return account == NULL ? 0 : account->accepted;
}
