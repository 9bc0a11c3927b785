/* GET /spaceapi.json: the place for the directory of open spaces. Public places only. */
#ifndef LAMPION_HTTP_SPACE_H
#define LAMPION_HTTP_SPACE_H

#include "dashboard/http/routes.h"

struct reply *answer_space(struct site *site, const struct request *request);

#endif
