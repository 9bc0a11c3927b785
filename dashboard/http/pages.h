/* The pages beside the place's own, and what makes it an app: zone pages, manifest, service worker,
 * the page without connection, and the files that pages bring along. */
#ifndef LAMPION_HTTP_PAGES_H
#define LAMPION_HTTP_PAGES_H

#include "dashboard/http/routes.h"

#define PAGES_STATIC "/static/"
#define PAGES_WRONG "/wrong"
#define PAGES_ZONES "/zones/"

struct reply *answer_static(struct site *site, const struct request *request);
struct reply *answer_zone(struct site *site, const struct request *request);
struct reply *answer_manifest(struct site *site, const struct request *request);
struct reply *answer_worker(struct site *site, const struct request *request);
struct reply *answer_offline(struct site *site, const struct request *request);

#endif
