/* "This is wrong": what somebody on the spot says of a zone that is shown as free, in one of three
 * choices and without a name, an address or a word. Plain data that every room may read. */
#ifndef LAMPION_OBJECTION_H
#define LAMPION_OBJECTION_H

#include "agent/common/topic.h"
#include <stdint.h>

enum claim {
    CLAIM_TAKEN,  /* no seat is free here, or the room is in use */
    CLAIM_CLOSED, /* it is closed */
    CLAIM_PEOPLE, /* there are more people than shown */
    CLAIM_COUNT
};

/* An organiser's word about it. */
enum verdict { VERDICT_NONE, VERDICT_CONFIRMED, VERDICT_REFUSED };

struct objection {
    int64_t id; /* from 1, in the order they came */
    char zone[ID_MAX];
    enum claim claim;
    int64_t at_ms; /* UTC */
    enum verdict verdict;
};

/* What is published and listed of the past. */
#define OBJECTION_BACK_DAYS 90
#define OBJECTION_BACK_MS (OBJECTION_BACK_DAYS * 86400000LL)

struct objection_sums {
    int64_t said, confirmed, refused; /* neither: nobody has looked yet */
};

#endif
