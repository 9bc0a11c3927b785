/* Declared figures: what only people know, of a period; `lampion fact add --kind declared`. */
#include "dashboard/organise/forms.h"

#include "dashboard/fact_text.h"
#include "dashboard/history/facts.h"
#include "dashboard/organise/fact_rows.h"
#include "dashboard/report/period.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool wanted(const struct fact *fact, bool all)
{
    return fact->kind == FACT_DECLARED && (all || !fact->retracted_ms);
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
    struct fact_form form = {
        .place = place, .whole = true, .given = fact_rows_given, .context = self};
    int error = store_facts_get(self->reading, 0, INT64_MIN, INT64_MAX, &facts, &why);
    struct fact_row *rows = error ? NULL : fact_rows(&facts, zonetime, wanted, false, &count);
    declared_page(&out, &self->frame, &form, rows, count);
    errand_page(self, ERRAND_STATUS(self), &out);
    free(rows);
    facts_clear(&facts);
    zonetime_free(zonetime);
    place_free(place);
}

/* The period's first day to its last, both within. */
static int take_period(struct fact *fact, const char *text, const struct zonetime *zonetime,
                       struct why *why)
{
    struct period period;
    int error = period_parse(text, &period, why);
    if (error)
        return error;
    fact->from_ms = zonetime_day_start_ms(zonetime, period.first);
    fact->to_ms = zonetime_day_start_ms(zonetime, period.last + 1);
    return fact_check(fact, why);
}

static void add(struct errand *self)
{
    struct zonetime *zonetime;
    struct fact fact;
    struct why why;
    const char *value = errand_field(self, "value");
    struct fact_text given = {.kind = "declared",
                              .zone = errand_field(self, "zone"),
                              .key = errand_field(self, "key"),
                              .to = "never", /* until take_period says so */
                              .value = *value ? value : NULL,
                              .text = errand_field(self, "text"),
                              .by = self->session.person};
    struct place *place = errand_describe(self, &zonetime);
    if (!place)
        return;
    int error = fact_read(&given, place, zonetime, self->place_ms, &fact, &why);
    if (!error)
        error = take_period(&fact, errand_field(self, "period"), zonetime, &why);
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

const struct organise_form form_declared = {.path = "organise/declared",
                                            .title = DESK_DECLARED,
                                            .listed = true,
                                            .seen_by = FOR_READERS,
                                            .changed_by = FOR_ORGANISERS,
                                            .show = show,
                                            .take = take};
