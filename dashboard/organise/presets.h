/* Periods that organisers mostly ask for. Pure. */
#ifndef LAMPION_ORGANISE_PRESETS_H
#define LAMPION_ORGANISE_PRESETS_H

#include "dashboard/page/organise/reports_page.h"

#define PRESETS 7

/* The last whole ones before the civil day `today`, and this month, year and school year so far. */
void presets_list(int64_t today, struct report_preset presets[PRESETS]);

#endif
