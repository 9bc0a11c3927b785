/* The organisers' desk: who may see and change, and the forms behind /organise. Questions are taken
 * on the loop, answered on the desk thread; sessions and keys are looked up in the store each time,
 * so that what a command takes back holds at once. Real time. */
#ifndef LAMPION_ORGANISE_H
#define LAMPION_ORGANISE_H

#include "agent/common/time.h"
#include "agent/common/why.h"
#include "dashboard/desk.h"
#include "dashboard/http/proxies.h"
#include "dashboard/http/routes.h"
#include "dashboard/page/organise/present.h"
#include "dashboard/report/report.h"

struct organise;

struct organise_config {
    const char *store_path; /* all three outlive it */
    const struct proxies *proxies;
    struct desk *desk;
    int64_t raw_ms, slots_ms;              /* how long they are kept, for the papers */
    struct desk *long_desk;                /* for reports and other long reads */
    struct lampion_clock clock;            /* of the place */
    const struct report_setting *settings; /* of the installation, for reports; copied */
    size_t setting_count;
    /* On the loop: a copy of the present; NULL: out of memory. */
    struct desk_present *(*look)(void *context);
    void *look_context;
};

/* Draws the code of the first run when nobody has access. NULL with why. */
struct organise *organise_start(const struct organise_config *config, struct why *why);
/* After desk and web have stopped. NULL is allowed. */
void organise_stop(struct organise *self);
/* Says on the log how the place is claimed, when nobody has access. `address`: of the page. */
void organise_say(const struct organise *self, const char *address);

struct wing organise_wing(struct organise *self);

#endif
