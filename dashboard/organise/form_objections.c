/* "This is wrong": what people said of a zone shown as free; an organiser confirms or refuses. */
#include "dashboard/organise/forms.h"

#include "dashboard/history/audit.h"
#include "dashboard/history/objections.h"
#include "dashboard/organise/organise_inner.h"
#include "dashboard/page/organise/pages.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_MAX 200

static void show(struct errand *self)
{
    struct buffer out = {0};
    struct why why;
    struct objection *list = calloc(SHOWN_MAX, sizeof *list);
    int count = list ? objection_list(self->reading, self->now_ms - OBJECTION_BACK_MS, list,
                                      SHOWN_MAX, &why)
                     : 0;
    objections_page(&out, &self->frame, list, count > 0 ? (size_t)count : 0);
    errand_page(self, ERRAND_STATUS(self), &out);
    free(list);
}

static void take(struct errand *self)
{
    const char *what = errand_field(self, "do"), *id = errand_field(self, "id");
    bool confirm = !strcmp(what, "confirm");
    struct why why;
    if ((!confirm && strcmp(what, "refuse") != 0) || !*id || strlen(id) > 15 ||
        id[strspn(id, "0123456789")]) {
        errand_refuse(self, 422, DESK_BAD_VALUE, NULL);
        return;
    }
    struct store *store = errand_change(self);
    if (!store)
        return;
    int error =
        objection_judge(store, strtoll(id, NULL, 10), confirm ? VERDICT_CONFIRMED : VERDICT_REFUSED,
                        self->session.person, self->now_ms, &why);
    if (error == -ENOENT)
        errand_refuse(self, 422, DESK_NOBODY, NULL);
    if (!errand_changed(self, store, error, confirm ? "objection-confirm" : "objection-refuse", id))
        errand_go(self, self->form->path);
}

const struct organise_form form_objections = {.path = "organise/objections",
                                              .title = DESK_OBJECTIONS,
                                              .listed = true,
                                              .seen_by = FOR_READERS,
                                              .changed_by = FOR_ORGANISERS,
                                              .show = show,
                                              .take = take};
