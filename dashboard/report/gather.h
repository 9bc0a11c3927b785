/* A report from the store: the figures of a period by the descriptions that were in force, with
 * the small-number rule kept. Pure but for its reads. */
#ifndef LAMPION_REPORT_GATHER_H
#define LAMPION_REPORT_GATHER_H

#include "dashboard/history/store.h"
#include "dashboard/report/report.h"

struct gather_request {
    struct period period;
    struct period compared;
    enum language language;
    bool notes; /* what people wrote for themselves (notes, why a count was corrected) goes out */
    const struct report_setting *installation; /* listed after those of the place */
    size_t installation_count;
    bool without_complement; /* for the test that attacks the exports, nowhere else */
};

/* `store`: STORE_READ will do; from one moment of it. NULL with why (no description yet, a period
 * before all history). */
struct report *report_gather(struct store *store, const struct gather_request *request,
                             struct why *why);

#endif
