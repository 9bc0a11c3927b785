/* Every form of the desk. */
#ifndef LAMPION_ORGANISE_FORMS_H
#define LAMPION_ORGANISE_FORMS_H

#include "dashboard/organise/errand.h"

extern const struct organise_form form_facts, form_count, form_declared, form_place;
extern const struct organise_form form_usage, form_reports, form_report;
extern const struct organise_form form_sensors, form_identify;
extern const struct organise_form form_front, form_people, form_keys, form_members, form_audit;
extern const struct organise_form form_papers, form_poster, form_notice, form_register,
    form_assessment;
extern const struct organise_form form_sign_in, form_sign_out, form_claim;

#endif
