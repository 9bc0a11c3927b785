#include "dashboard/outage.h"

#include "dashboard/names.h"
#include <errno.h>
#include <string.h>

int outage_start(struct outage *self)
{
    *self = (struct outage){.probe_ms = INT64_MAX, .refused = names_new(ID_MAX)};
    return self->refused ? 0 : -ENOMEM;
}

void outage_stop(struct outage *self)
{
    names_free(self->refused);
    self->refused = NULL;
}

bool outage_fail(struct outage *self, const char *agent, const char *stream, int64_t now_ms)
{
    bool begins = !self->on;
    self->on = true;
    self->probe_ms = now_ms + OUTAGE_PROBE_MS;
    char *name = stream[0] && !names_find(self->refused, 0, stream)
                     ? names_add(self->refused, 0, stream)
                     : NULL;
    if (name)
        strcpy(name, agent);
    return begins;
}

bool outage_probe(struct outage *self, int64_t now_ms)
{
    if (now_ms < self->probe_ms)
        return false;
    self->probe_ms = INT64_MAX; /* until it has failed */
    return true;
}

bool outage_end(struct outage *self, const struct ledger *ledger, struct acks *acks)
{
    if (!self->on)
        return false;
    self->on = false;
    self->probe_ms = INT64_MAX;
    for (size_t i = 0; i < names_count(self->refused); i++) {
        const char *stream = names_text(self->refused, i);
        acks_owe(acks, names_at(self->refused, i), stream, ledger_durable(ledger, stream));
    }
    names_clear(self->refused);
    return true;
}
