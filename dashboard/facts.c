#include "dashboard/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum want { NEVER, MAY, MUST };

/* What a kind asks for; the table of facts.h. */
static const struct kind_row {
    const char *name;
    enum want zone, seat, key, value, text;
    bool people;    /* the value is a whole number ... */
    bool may_minus; /* ... which may be negative */
    bool moment;    /* has no length */
} kinds[FACT_KIND_COUNT] = {
    [FACT_CLOSED] = {"closed", MAY, NEVER, NEVER, NEVER, MAY},
    [FACT_OPEN] = {"open", MAY, NEVER, NEVER, NEVER, MAY},
    [FACT_COUNT] = {"count", MUST, NEVER, NEVER, MUST, MAY, .people = true, .moment = true},
    [FACT_EVENT] = {"event", MAY, NEVER, NEVER, MAY, MUST, .people = true},
    [FACT_NOTE] = {"note", MAY, MAY, NEVER, NEVER, MUST},
    [FACT_LENT] = {"lent", MUST, MUST, NEVER, NEVER, MAY},
    [FACT_OUT_OF_SERVICE] = {"out-of-service", MUST, MUST, NEVER, NEVER, MAY},
    [FACT_DECLARED] = {"declared", MAY, NEVER, MUST, MUST, MAY},
    [FACT_CORRECTION] = {"correction", MUST, NEVER, NEVER, MUST, MAY, .people = true,
                         .may_minus = true},
};

const char *fact_kind_name(enum fact_kind kind)
{
    return kinds[kind].name;
}

int fact_kind_parse(const char *name, enum fact_kind *kind)
{
    for (int i = 0; i < FACT_KIND_COUNT; i++)
        if (!strcmp(name, kinds[i].name)) {
            *kind = (enum fact_kind)i;
            return 0;
        }
    return -EINVAL;
}

static int check_want(const struct kind_row *row, enum want want, bool given, const char *name,
                      struct why *why)
{
    if (want == MUST && !given)
        return why_set(why, EINVAL, "a fact of kind %s needs a %s", row->name, name);
    if (want == NEVER && given)
        return why_set(why, EINVAL, "a fact of kind %s takes no %s", row->name, name);
    return 0;
}

static int check_name(const char *text, const char *what, struct why *why)
{
    if (text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0')
        return 0;
    return why_set(why, EINVAL, "%s %s: letters a-z, digits, - and _ only", what, text);
}

static int check_value(const struct kind_row *row, const struct fact *fact, struct why *why)
{
    if (!fact->has_value)
        return 0;
    if (!(fact->value > -1e15 && fact->value < 1e15))
        return why_set(why, EINVAL, "the value is no number that can be kept");
    double least = row->may_minus ? -FACT_PEOPLE_MAX : 0;
    if (row->people && (fact->value < least || fact->value > FACT_PEOPLE_MAX ||
                        fact->value != (double)(int64_t)fact->value))
        return why_set(why, EINVAL, "%s: people are a whole number%s, at most %d", row->name,
                       row->may_minus ? "" : " from 0", FACT_PEOPLE_MAX);
    return 0;
}

static int check_text(const char *text, struct why *why)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 127)
            return why_set(why, EINVAL, "the text must be one line without control characters");
    return 0;
}

static int check_time(const struct kind_row *row, const struct fact *fact, struct why *why)
{
    if (row->moment && fact->to_ms != fact->from_ms)
        return why_set(why, EINVAL, "a fact of kind %s is of one moment and has no end", row->name);
    if (!row->moment && fact->to_ms <= fact->from_ms)
        return why_set(why, EINVAL, "it must end after it begins");
    return 0;
}

int fact_check_words(const struct fact *fact, struct why *why)
{
    int error = check_text(fact->text, why);
    if (!error)
        error = check_name(fact->key, "key", why);
    return error ? error : check_name(fact->author, "author", why);
}

int fact_check(const struct fact *fact, struct why *why)
{
    const struct kind_row *row = &kinds[fact->kind];
    int error = check_want(row, row->zone, fact->zone[0], "zone", why);
    if (!error)
        error = check_want(row, row->seat, fact->seat[0], "seat", why);
    if (!error)
        error = check_want(row, row->key, fact->key[0], "key", why);
    if (!error)
        error = check_want(row, row->value, fact->has_value, "value", why);
    if (!error)
        error = check_want(row, row->text, fact->text[0], "text", why);
    if (!error && fact->seat[0] && !fact->zone[0])
        error = why_set(why, EINVAL, "seat %s: say of which zone", fact->seat);
    if (!error)
        error = check_time(row, fact, why);
    if (!error)
        error = check_value(row, fact, why);
    return error ? error : fact_check_words(fact, why);
}

static const struct place_seat *find_seat(const struct place_zone *zone, const char *id)
{
    for (size_t i = 0; i < zone->seat_count; i++)
        if (!strcmp(zone->seats[i].id, id))
            return &zone->seats[i];
    return NULL;
}

int fact_check_place(const struct fact *fact, const struct place *place, struct why *why)
{
    if (!fact->zone[0])
        return 0;
    size_t z = place_find_zone(place, fact->zone);
    if (z == ZONE_NONE)
        return why_set(why, EINVAL, "there is no zone %s", fact->zone);
    if (!fact->seat[0])
        return 0;
    const struct place_seat *seat = find_seat(&place->zones[z], fact->seat);
    if (!seat)
        return why_set(why, EINVAL, "zone %s has no seat %s", fact->zone, fact->seat);
    if (fact->kind == FACT_LENT && seat->policy != SEAT_DEDICATED)
        return why_set(why, EINVAL, "seat %s of %s is %s: only a dedicated seat can be lent",
                       fact->seat, fact->zone,
                       seat->policy == SEAT_SHARED ? "shared already" : "private");
    return 0;
}

bool fact_holds(const struct fact *fact, int64_t at_ms)
{
    return !fact->retracted_ms && at_ms >= fact->from_ms && at_ms < fact->to_ms;
}

int64_t facts_next_ms(const struct facts *self, int64_t at_ms)
{
    int64_t next_ms = INT64_MAX;
    for (size_t i = 0; i < self->count; i++) {
        const struct fact *fact = &self->all[i];
        if (fact->retracted_ms)
            continue;
        if (fact->from_ms > at_ms && fact->from_ms < next_ms)
            next_ms = fact->from_ms;
        if (fact->to_ms > at_ms && fact->to_ms < next_ms)
            next_ms = fact->to_ms;
    }
    return next_ms;
}

bool facts_hold_seat(const struct facts *self, enum fact_kind kind, const char *zone,
                     const char *seat, int64_t at_ms)
{
    for (size_t i = 0; i < self->count; i++) {
        const struct fact *fact = &self->all[i];
        if (fact->kind == kind && fact_holds(fact, at_ms) && !strcmp(fact->zone, zone) &&
            !strcmp(fact->seat, seat))
            return true;
    }
    return false;
}

int facts_add(struct facts *self, const struct fact *fact)
{
    struct fact *all = reallocarray(self->all, self->count + 1, sizeof *all);
    if (!all)
        return -ENOMEM;
    self->all = all;
    all[self->count++] = *fact;
    return 0;
}

void facts_clear(struct facts *self)
{
    free(self->all);
    *self = (struct facts){0};
}
