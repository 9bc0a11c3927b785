/* Dated facts: what people know and no sensor measures. Plain data that every room may read.
 *
 * A fact holds from from_ms on, until before to_ms (UTC ms). It is never overwritten: who was
 * wrong retracts it, which is a row of its own, and adds another. `author` is the short name of
 * an organiser's account; measurement itself knows no person.
 *
 *   kind            zone     seat  key  value          text      means
 *   closed          may            -    -              may       the place, or a zone, is closed
 *   open            may            -    -              may       a special opening
 *   count           must           -    people         may       a person counted, at from_ms
 *   event           may            -    people or none title     something was on
 *   note            may            -    -              must
 *   lent            must     must  -    -              may       a dedicated seat is shared
 *   out-of-service  must     must  -    -              may
 *   declared        may            must any number     may       a figure only people know
 *   correction      must           -    people, signed may       to add to the count from then on
 *
 * A correction holds until the count is known again (a reset, a count); its end is for the time
 * whose raw events are gone, where it is an offset (settle_offset.h).
 *
 * Of `closed` and `open` that hold at once the newest (made_ms, then id) wins. */
#ifndef LAMPION_FACTS_H
#define LAMPION_FACTS_H

#include "agent/common/topic.h"
#include "agent/common/why.h"
#include "dashboard/place.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fact_kind {
    FACT_CLOSED,
    FACT_OPEN,
    FACT_COUNT,
    FACT_EVENT,
    FACT_NOTE,
    FACT_LENT,
    FACT_OUT_OF_SERVICE,
    FACT_DECLARED,
    FACT_CORRECTION,
    FACT_KIND_COUNT
};

#define FACT_NAME_MAX 33  /* author, key: "[a-z0-9_-]{1,32}" and the end */
#define FACT_TEXT_MAX 512 /* bytes of UTF-8 with the end */
#define FACT_NO_END INT64_MAX
#define FACT_PEOPLE_MAX 100000

struct fact {
    int64_t id; /* from 1, in the order they were put in; 0: not stored yet */
    enum fact_kind kind;
    char zone[ID_MAX]; /* empty: the whole place */
    char seat[ID_MAX]; /* of the zone; empty: none */
    char key[FACT_NAME_MAX];
    int64_t from_ms, to_ms; /* to_ms: FACT_NO_END, or from_ms for a count */
    bool has_value;
    double value;
    char text[FACT_TEXT_MAX];
    char author[FACT_NAME_MAX]; /* empty: not said */
    int64_t made_ms;
    int64_t retracted_ms; /* 0: it stands */
};

/* In the order of their ids. */
struct facts {
    struct fact *all;
    size_t count;
};

const char *fact_kind_name(enum fact_kind kind);             /* "out-of-service" */
int fact_kind_parse(const char *name, enum fact_kind *kind); /* 0 or -EINVAL */

/* Whether it is whole in itself, as in the table above. 0 or -EINVAL with why. */
int fact_check(const struct fact *fact, struct why *why);
/* The same for its author, key and text alone, which a retraction has, too. */
int fact_check_words(const struct fact *fact, struct why *why);
/* Whether what it names is there, and a seat lent a dedicated one. 0 or -EINVAL with why. */
int fact_check_place(const struct fact *fact, const struct place *place, struct why *why);

/* It stands, and at_ms is within. */
bool fact_holds(const struct fact *fact, int64_t at_ms);

/* The next moment after at_ms at which one that stands begins or ends; INT64_MAX: none. */
int64_t facts_next_ms(const struct facts *self, int64_t at_ms);
/* Whether one of `kind` holds for a seat. */
bool facts_hold_seat(const struct facts *self, enum fact_kind kind, const char *zone,
                     const char *seat, int64_t at_ms);

/* Copies. 0 or -ENOMEM. */
int facts_add(struct facts *self, const struct fact *fact);
void facts_clear(struct facts *self);

#endif
