/* Dated facts: list, add, retract; the same as `lampion fact`. Counts and declared figures have
 * forms of their own, and are listed here too. */
#include "dashboard/organise/forms.h"

#include "dashboard/fact_text.h"
#include "dashboard/history/facts.h"
#include "dashboard/organise/fact_rows.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What each kind that is added here asks for. */
static const struct fact_form kinds[] = {
    {.kind = "closed", .title = DESK_FACT_CLOSED, .whole = true, .until = true},
    {.kind = "open", .title = DESK_FACT_OPEN, .whole = true, .until = true},
    {.kind = "event",
     .title = DESK_FACT_EVENT,
     .whole = true,
     .until = true,
     .people = true,
     .titled = true,
     .text_must = true},
    {.kind = "note", .title = DESK_FACT_NOTE, .whole = true, .until = true, .text_must = true},
    {.kind = "lent",
     .title = DESK_FACT_LENT,
     .seat = true,
     .dedicated = true,
     .until = true,
     .open_end = true},
    {.kind = "out-of-service",
     .title = DESK_FACT_OUT_OF_SERVICE,
     .seat = true,
     .until = true,
     .open_end = true},
    {.kind = "correction", .title = DESK_FACT_CORRECTION, .doors_only = true, .more = true},
};

static const struct fact_form *find_kind(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i].kind, name))
            return &kinds[i];
    return NULL;
}

static bool wanted(const struct fact *fact, bool all)
{
    return all || !fact->retracted_ms;
}

static void show(struct errand *self)
{
    struct zonetime *zonetime;
    struct why why;
    struct facts facts = {0};
    struct buffer out = {0};
    size_t count = 0;
    struct place *place = errand_describe(self, &zonetime);
    if (!place)
        return;
    const struct fact_form *kind = find_kind(errand_value(self, "kind"));
    struct fact_form form = kind ? *kind : (struct fact_form){0};
    form.place = place;
    form.given = fact_rows_given;
    form.context = self;
    bool all = *errand_value(self, "all");
    int error = store_facts_get(self->reading, 0, INT64_MIN, INT64_MAX, &facts, &why);
    struct fact_row *rows = error ? NULL : fact_rows(&facts, zonetime, wanted, all, &count);
    facts_page(&out, &self->frame, kind ? &form : NULL, rows, count, all);
    errand_page(self, ERRAND_STATUS(self), &out);
    free(rows);
    facts_clear(&facts);
    zonetime_free(zonetime);
    place_free(place);
}

/* "2026-12-24", "2026-12-24T18:00"; NULL: neither given. */
static const char *moment(const struct errand *self, const char *day, const char *time,
                          char text[48])
{
    const char *at = errand_field(self, time);
    snprintf(text, 48, "%.20s%s%.10s", errand_field(self, day), *at ? "T" : "", at);
    return *text ? text : NULL;
}

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static void add(struct errand *self)
{
    char from[48], to[48], zone[80];
    struct zonetime *zonetime;
    struct fact fact;
    struct why why;
    const struct fact_form *kind = find_kind(errand_field(self, "kind"));
    if (!kind) {
        errand_refuse(self, 422, DESK_BAD_VALUE, NULL);
        return;
    }
    snprintf(zone, sizeof zone, "%s", errand_field(self, kind->seat ? "seat" : "zone"));
    char *seat = kind->seat ? strchr(zone, '/') : NULL;
    if (seat)
        *seat++ = '\0';
    struct fact_text given = {.kind = kind->kind,
                              .zone = zone,
                              .seat = seat,
                              .from = moment(self, "from_day", "from_time", from),
                              .to = moment(self, "to_day", "to_time", to),
                              .value = or_null(errand_field(self, "value")),
                              .text = errand_field(self, "text"),
                              .by = self->session.person};
    if (!given.to && kind->open_end)
        given.to = "never";
    struct place *place = errand_describe(self, &zonetime);
    if (!place)
        return;
    int error = fact_read(&given, place, zonetime, self->place_ms, &fact, &why);
    zonetime_free(zonetime);
    place_free(place);
    if (error)
        errand_refuse_why(self, &why);
    else if (!fact_put(self, &fact))
        errand_go(self, self->form->path);
}

static void take(struct errand *self)
{
    fact_take(self, add);
}

static const char *const arguments[] = {"kind", "all", NULL};

const struct organise_form form_facts = {.path = "organise/facts",
                                         .title = DESK_FACTS,
                                         .listed = true,
                                         .seen_by = FOR_READERS,
                                         .changed_by = FOR_ORGANISERS,
                                         .show = show,
                                         .take = take,
                                         .arguments = arguments};
