/* The pieces of a zone's estimate that do not depend on its kind. Pure. */
#ifndef LAMPION_PRESENCE_ESTIMATE_H
#define LAMPION_PRESENCE_ESTIMATE_H

#include "dashboard/presence/presence.h"

/* States by the contract: seats by what is known free, ten per cent or less is busy. */
enum zone_state estimate_seats_state(int free, int seats, int unknown);
/* By head count against capacity: busy from 80 %, full from 100 %. Unknown when the ends of the
 * interval do not agree, so that a wide interval never says "free". */
enum zone_state estimate_count_state(const struct present *present, int64_t capacity);

/* Seats as counted → people: a held seat has a person somewhere near; of unknown seats the same
 * share is taken as of the known ones. */
struct present estimate_seats_present(const struct zone_estimate *estimate);

#endif
