/* GET /widget (to embed) and /kiosk (for the screen in the hall). */
#ifndef LAMPION_HTTP_HUNG_H
#define LAMPION_HTTP_HUNG_H

#include "dashboard/http/routes.h"

struct reply *answer_widget(struct site *site, const struct request *request);
struct reply *answer_kiosk(struct site *site, const struct request *request);

/* The Content-Security-Policy of /widget, malloc'ed: who may show it in a frame. `embed` is
 * sources (CSP3 section 2.3.1) with blanks between, or NULL: whoever wants to. */
char *widget_policy(const char *embed);

#endif
