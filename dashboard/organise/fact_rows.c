#include "dashboard/organise/fact_rows.h"

#include "dashboard/history/facts.h"
#include "dashboard/moment.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static void fill(struct fact_row *row, const struct fact *fact, const struct zonetime *zonetime)
{
    char text[MOMENT_TEXT_MAX];
    *row = (struct fact_row){.id = fact->id,
                             .kind = fact_kind_text((int)fact->kind),
                             .key = fact->key,
                             .text = fact->text,
                             .author = fact->author,
                             .retracted = fact->retracted_ms != 0};
    snprintf(row->where, sizeof row->where, "%s%s%s", fact->zone, fact->seat[0] ? "/" : "",
             fact->seat);
    moment_format(fact->from_ms, zonetime, text);
    snprintf(row->from, sizeof row->from, "%s", text);
    moment_format(fact->to_ms, zonetime, text);
    if (fact->to_ms != FACT_NO_END)
        snprintf(row->to, sizeof row->to, "%s", text);
    if (fact->has_value)
        snprintf(row->value, sizeof row->value, "%.15g", fact->value);
}

struct fact_row *fact_rows(const struct facts *facts, const struct zonetime *zonetime,
                           bool (*wanted)(const struct fact *fact, bool all), bool all,
                           size_t *count)
{
    struct fact_row *rows = calloc(FACT_ROWS_MAX, sizeof *rows);
    *count = 0;
    for (size_t i = facts->count; rows && i-- > 0 && *count < FACT_ROWS_MAX;)
        if (wanted(&facts->all[i], all))
            fill(&rows[(*count)++], &facts->all[i], zonetime);
    return rows;
}

const char *fact_rows_given(const void *errand, const char *name)
{
    return errand_field(errand, name);
}

int fact_put(struct errand *self, const struct fact *fact)
{
    struct why why;
    char object[96];
    int64_t id = 0;
    struct store *store = errand_change(self);
    if (!store)
        return -EIO;
    int error = store_fact_put(store, fact, &id, &why);
    snprintf(object, sizeof object, "%lld %s", (long long)id, fact_kind_name(fact->kind));
    if (error)
        errand_refuse_change(self, error, &why);
    return errand_changed(self, store, error, "fact-add", object);
}

int fact_take_back(struct errand *self)
{
    struct why why;
    const char *text = errand_field(self, "id");
    int64_t id = errand_number(text, INT64_MAX);
    struct store *store = errand_change(self);
    if (!store)
        return -EIO;
    int error = store_fact_retract(store, id, self->session.person, "", self->place_ms, &why);
    if (error)
        errand_refuse_change(self, error, &why);
    return errand_changed(self, store, error, "fact-retract", text);
}

void fact_take(struct errand *self, void (*add)(struct errand *self))
{
    const char *what = errand_field(self, "do");
    if (!strcmp(what, "add"))
        add(self);
    else if (strcmp(what, "retract") != 0)
        errand_refuse(self, 422, DESK_BAD_VALUE, NULL);
    else if (!fact_take_back(self))
        errand_go(self, self->form->path);
}
