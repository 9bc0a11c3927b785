#include "dashboard/fact_text.h"

#include "dashboard/moment.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS 86400000LL

static int take_text(const char *given, char *text, size_t size, const char *what, struct why *why)
{
    if (!given)
        return 0;
    if (strlen(given) >= size)
        return why_set(why, EINVAL, "--%s: at most %zu bytes", what, size - 1);
    strcpy(text, given);
    return 0;
}

static int take_texts(const struct fact_text *self, struct fact *fact, struct why *why)
{
    int error = take_text(self->zone, fact->zone, sizeof fact->zone, "zone", why);
    if (!error)
        error = take_text(self->seat, fact->seat, sizeof fact->seat, "seat", why);
    if (!error)
        error = take_text(self->key, fact->key, sizeof fact->key, "key", why);
    if (!error)
        error = take_text(self->text, fact->text, sizeof fact->text, "text", why);
    if (!error)
        error = take_text(self->by, fact->author, sizeof fact->author, "by", why);
    return error;
}

static int take_value(const char *given, struct fact *fact, struct why *why)
{
    char *rest;
    if (!given)
        return 0;
    errno = 0;
    fact->value = strtod(given, &rest);
    fact->has_value = true;
    if (errno || rest == given || *rest)
        return why_set(why, EINVAL, "--value %s: write a number", given);
    return 0;
}

/* Without --from it is now; without --to a moment is its own end, and what lasts must say. */
static int take_times(const struct fact_text *self, const struct zonetime *zonetime, int64_t now_ms,
                      struct fact *fact, struct why *why)
{
    int error =
        moment_parse(self->from ? self->from : "now", zonetime, false, now_ms, &fact->from_ms, why);
    fact->to_ms = fact->from_ms;
    if (!error && self->to)
        error = moment_parse(self->to, zonetime, true, now_ms, &fact->to_ms, why);
    if (!error && !self->to && fact->kind == FACT_CORRECTION)
        fact->to_ms += DAY_MS; /* at most: until the count is known again */
    else if (!error && !self->to && fact->kind != FACT_COUNT)
        error = why_set(why, EINVAL, "say until when: --to (%s, or never)", MOMENT_FORMS);
    return error;
}

int fact_read(const struct fact_text *given, const struct place *place,
              const struct zonetime *zonetime, int64_t now_ms, struct fact *fact, struct why *why)
{
    *fact = (struct fact){.made_ms = now_ms};
    if (!given->kind || fact_kind_parse(given->kind, &fact->kind))
        return why_set(why, EINVAL,
                       "--kind: one of closed, open, count, event, note, lent, out-of-service, "
                       "declared, correction");
    int error = take_texts(given, fact, why);
    if (!error)
        error = take_value(given->value, fact, why);
    if (!error)
        error = take_times(given, zonetime, now_ms, fact, why);
    if (!error)
        error = fact_check(fact, why);
    return error ? error : fact_check_place(fact, place, why);
}

int fact_read_words(const struct fact_text *given, struct fact *fact, struct why *why)
{
    int error = take_texts(given, fact, why);
    return error ? error : fact_check_words(fact, why);
}
