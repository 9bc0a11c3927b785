/* The acknowledgements that are owed to agents: one a stream, with the newest number, however
 * many messages a commit has settled. What the link does not take now stays owed. */
#ifndef LAMPION_DASHBOARD_ACKS_H
#define LAMPION_DASHBOARD_ACKS_H

#include "agent/common/link.h"
#include "agent/common/message.h"

#define ACKS_RETRY_MS 5 /* when the link's buffer is full */

struct acks;

struct acks *acks_new(void); /* NULL when out of memory */
void acks_free(struct acks *self);

/* Everything of the stream up to `durable` is on disk. When out of memory it is forgotten: the
 * agent repeats itself, and is told again. */
void acks_owe(struct acks *self, const char *agent, const char *stream, uint64_t durable);

/* Hands over what is owed. Without a connection it is forgotten, for the same reason. */
void acks_send(struct acks *self, struct link *link, const char *place, const char *run);
/* Whether the link was too busy for some of it. */
bool acks_wait(const struct acks *self);

#endif
