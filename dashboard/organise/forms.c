/* The forms of the organisers' desk, in the order of the navigation. See "Add a form" in README.md.
 */
#include "dashboard/organise/forms.h"

#include "dashboard/organise/organise_inner.h"
#include <string.h>

static const struct organise_form *const forms[] = {
    &form_front,   &form_count,   &form_facts,    &form_declared, &form_usage,    &form_reports,
    &form_report,  &form_sensors, &form_identify, &form_place,    &form_people,   &form_keys,
    &form_members, &form_papers,  &form_poster,   &form_notice,   &form_register, &form_assessment,
    &form_audit,   &form_sign_in, &form_sign_out, &form_claim,
};
#define COUNT (sizeof forms / sizeof *forms)

const struct organise_form *organise_form_find(const char *path)
{
    for (size_t i = 0; i < COUNT; i++)
        if (strcmp(forms[i]->path, path) == 0)
            return forms[i];
    return NULL;
}

size_t organise_nav(struct desk_nav *nav, size_t room)
{
    size_t count = 0;
    for (size_t i = 0; i < COUNT && count < room; i++)
        if (forms[i]->listed)
            nav[count++] = (struct desk_nav){forms[i]->path, forms[i]->title};
    return count;
}
