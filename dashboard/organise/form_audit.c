/* Who did what. */
#include "dashboard/organise/forms.h"

#include "agent/common/log.h"
#include "dashboard/history/audit.h"
#include "dashboard/page/organise/pages.h"

#define ROWS 100

static void show(struct errand *self)
{
    static const int more_than_shown = ROWS + 1;
    struct audit_entry entries[ROWS + 1];
    struct audit_row rows[ROWS];
    struct why why;
    struct buffer out = {0};
    int count = audit_list(self->reading, self->before, entries, (size_t)more_than_shown, &why);
    if (count < 0) {
        log_error("organise", "%s", why.text);
        errand_refuse(self, 503, DESK_TROUBLE, NULL);
        return;
    }
    int shown = count > ROWS ? ROWS : count;
    for (int i = 0; i < shown; i++)
        rows[i] = (struct audit_row){entries[i].id, entries[i].at_ms, entries[i].who,
                                     entries[i].what, entries[i].object};
    audit_page(&out, &self->frame, rows, (size_t)shown, count > ROWS);
    errand_page(self, 200, &out);
}

const struct organise_form form_audit = {.path = "organise/audit",
                                         .title = DESK_AUDIT,
                                         .listed = true,
                                         .seen_by = FOR_READERS,
                                         .changed_by = FOR_ORGANISERS,
                                         .show = show};
