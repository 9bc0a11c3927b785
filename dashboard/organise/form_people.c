/* People with access: add, take back, give a new code. */
#include "dashboard/organise/forms.h"

#include "dashboard/history/audit.h"
#include "dashboard/organise/organise_inner.h"
#include "dashboard/page/organise/pages.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The page with a code for `name`, NULL: without. */
static void show_with(struct errand *self, const char *name, const char *code)
{
    struct person *people;
    struct why why;
    char link[600];
    struct buffer out = {0};
    int count = people_list(self->reading, &people, &why);
    struct people_row *rows = count > 0 ? calloc((size_t)count, sizeof *rows) : NULL;
    for (int i = 0; rows && i < count; i++)
        rows[i] = (struct people_row){.name = people[i].name,
                                      .organiser = people[i].role == ROLE_ORGANISER,
                                      .waits = !people[i].hash[0],
                                      .disabled = people[i].disabled,
                                      .made_ms = people[i].made_ms};
    errand_link(self, "organise/claim", link, sizeof link);
    people_page(&out, &self->frame, rows, rows ? (size_t)count : 0, name, code, link);
    errand_page(self, ERRAND_STATUS(self), &out);
    free(rows);
    free(people);
}

static void show(struct errand *self)
{
    show_with(self, NULL, NULL);
}

static void give_code(struct errand *self, const char *name, bool add)
{
    char code[CODE_MAX], digest[DIGEST_TEXT_MAX];
    struct why why;
    struct person person;
    enum role role = ROLE_READER;
    if ((add && role_parse(errand_field(self, "role"), &role)) || code_draw(code)) {
        errand_refuse(self, 422, DESK_BAD_VALUE, NULL);
        return;
    }
    struct store *store = errand_change(self);
    if (!store)
        return;
    secret_digest(DIGEST_CODE, code, digest);
    int error = add ? person_add(store, name, role, digest, self->now_ms, &why)
                    : person_find(store, name, &person, &why);
    if (!error && !add)
        error = person_reset(store, person.id, digest, self->now_ms, &why);
    if (error == -EEXIST || error == -ENOENT)
        errand_refuse(self, 422, error == -EEXIST ? DESK_TAKEN : DESK_NOBODY, NULL);
    if (!errand_changed(self, store, error, add ? "user-add" : "user-reset", name))
        show_with(self, name, code);
}

static void disable(struct errand *self, const char *name)
{
    struct why why;
    struct person person;
    int64_t left = 0;
    struct store *store = errand_change(self);
    if (!store)
        return;
    int error = person_find(store, name, &person, &why);
    if (!error)
        error = person_disable(store, person.id, self->now_ms, &why);
    if (!error)
        error = people_organisers(store, &left, &why);
    if (!error && !left)
        error = -EPERM;
    if (error == -ENOENT || error == -EPERM)
        errand_refuse(self, 422, error == -EPERM ? DESK_LAST : DESK_NOBODY, NULL);
    if (!errand_changed(self, store, error, "user-disable", name))
        errand_go(self, self->form->path);
}

static void take(struct errand *self)
{
    const char *what = errand_field(self, "do"), *name = errand_name(self);
    if (!name)
        return;
    if (!strcmp(what, "add") || !strcmp(what, "reset"))
        give_code(self, name, !strcmp(what, "add"));
    else if (!strcmp(what, "disable"))
        disable(self, name);
    else
        errand_refuse(self, 422, DESK_BAD_VALUE, NULL);
}

const struct organise_form form_people = {.path = "organise/people",
                                          .title = DESK_PEOPLE,
                                          .listed = true,
                                          .seen_by = FOR_READERS,
                                          .changed_by = FOR_ORGANISERS,
                                          .show = show,
                                          .take = take};
