/* The description of the place: what is in force and its versions, as YAML; a new one with what it
 * changes and the day from which it holds; the same as `lampion place`. */
#include "dashboard/organise/forms.h"

#include "dashboard/describe.h"
#include "dashboard/history/description.h"
#include "dashboard/moment.h"
#include "dashboard/page/organise/place_page_desk.h"
#include "dashboard/place_diff.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSIONS_MAX 100 /* the newest */

static void say(void *context, const char *line)
{
    buffer_text(context, line);
    buffer_text(context, "\n");
}

static size_t read_versions(struct errand *self, const struct zonetime *zonetime,
                            struct version_row rows[VERSIONS_MAX])
{
    struct store_description each;
    struct why why;
    int64_t newest = 0;
    size_t count = 0;
    store_description_newest(self->reading, &newest, &why);
    for (int64_t version = newest; version > 0 && count < VERSIONS_MAX; version--) {
        char text[MOMENT_TEXT_MAX];
        if (store_description_read(self->reading, version, &each, &why))
            continue;
        struct version_row *row = &rows[count++];
        *row = (struct version_row){.version = version};
        moment_format(each.from_ms, zonetime, text);
        if (each.from_ms > 0)
            snprintf(row->from, sizeof row->from, "%s", text);
        moment_format(each.applied_ms, zonetime, text);
        snprintf(row->applied, sizeof row->applied, "%s", text);
        store_description_clear(&each);
    }
    return count;
}

static void export_version(struct errand *self, int64_t version)
{
    struct store_description description = {0};
    struct why why;
    char name[48];
    int error = store_description_read(self->reading, version, &description, &why);
    if (error == -ENOENT) {
        errand_go(self, self->form->path);
        return;
    }
    if (error) {
        errand_refuse_change(self, error, &why);
        return;
    }
    snprintf(name, sizeof name, "place-%lld.yaml", (long long)version);
    errand_file(self, "application/yaml; charset=utf-8", name, description.text,
                strlen(description.text));
}

/* What is in force, with what was sent; `diff` NULL: nothing was compared. */
static void show_with(struct errand *self, const char *diff)
{
    struct zonetime *zonetime;
    struct why why;
    struct buffer out = {0};
    struct store_description description = {0};
    struct version_row *rows = calloc(VERSIONS_MAX, sizeof *rows);
    struct place *place = rows ? errand_describe(self, &zonetime) : NULL;
    if (place && !store_description_get(self->reading, self->place_ms, &description, &why)) {
        const char *sent = errand_field(self, "text");
        struct description_page page = {.version = description.version,
                                        .text = *sent ? sent : description.text,
                                        .from_day = errand_field(self, "from_day"),
                                        .compared = diff != NULL,
                                        .diff = diff,
                                        .rows = rows,
                                        .count = read_versions(self, zonetime, rows)};
        description_page(&out, &self->frame, &page);
        errand_page(self, ERRAND_STATUS(self), &out);
        store_description_clear(&description);
    }
    if (place)
        zonetime_free(zonetime);
    place_free(place);
    free(rows);
}

static void show(struct errand *self)
{
    int64_t version = errand_number(errand_value(self, "version"), INT64_MAX);
    if (version && !self->post)
        export_version(self, version);
    else
        show_with(self, NULL);
}

/* A day of the place, or now. */
static int read_from(struct errand *self, const struct zonetime *zonetime, int64_t *from_ms,
                     struct why *why)
{
    const char *day = errand_field(self, "from_day");
    *from_ms = self->place_ms;
    return *day ? moment_parse(day, zonetime, false, self->place_ms, from_ms, why) : 0;
}

static void look(struct errand *self, const struct place *old, const struct zonetime *zonetime)
{
    struct why why;
    struct buffer diff = {0};
    int64_t from_ms;
    struct place *now = describe_check("description", errand_field(self, "text"), &why);
    if (!now || read_from(self, zonetime, &from_ms, &why)) {
        errand_refuse_why(self, &why);
    } else {
        place_diff(old, now, say, &diff);
        show_with(self, buffer_peek(&diff));
    }
    buffer_free(&diff);
    place_free(now);
}

static void apply(struct errand *self, const struct zonetime *zonetime)
{
    struct why why;
    int64_t from_ms, version = 0;
    int error = read_from(self, zonetime, &from_ms, &why);
    if (error) {
        errand_refuse_why(self, &why);
        return;
    }
    struct store *store = errand_change(self);
    if (!store)
        return;
    error = describe_put(store, "description", errand_field(self, "text"), from_ms, self->place_ms,
                         &version, &why);
    snprintf(self->said_text, sizeof self->said_text, "%lld", (long long)version);
    if (error)
        errand_refuse_change(self, error, &why);
    if (errand_changed(self, store, error, "place-apply", self->said_text))
        return;
    errand_say(self, DESK_PLACE_APPLIED_SAID, self->said_text);
    show_with(self, NULL);
}

static void take(struct errand *self)
{
    struct zonetime *zonetime;
    const char *what = errand_field(self, "do");
    struct place *old = errand_describe(self, &zonetime);
    if (!old)
        return;
    if (!strcmp(what, "look"))
        look(self, old, zonetime);
    else if (!strcmp(what, "apply"))
        apply(self, zonetime);
    else
        errand_refuse(self, 422, DESK_BAD_VALUE, NULL);
    zonetime_free(zonetime);
    place_free(old);
}

static const char *const arguments[] = {"version", NULL};

const struct organise_form form_place = {.path = "organise/place",
                                         .title = DESK_PLACE,
                                         .listed = true,
                                         .seen_by = FOR_READERS,
                                         .changed_by = FOR_ORGANISERS,
                                         .show = show,
                                         .take = take,
                                         .arguments = arguments};
