/* A question to the daemon on this very machine, over its own HTTP. */
#ifndef LAMPION_COMMANDS_ASK_H
#define LAMPION_COMMANDS_ASK_H

#include "agent/common/why.h"
#include <jansson.h>

/* GET `path` at `listen` ("127.0.0.1:8080"; an address of all networks is asked on loopback): the
 * JSON it answers, whatever the status, to be given to json_decref. NULL with why, after 5 s at the
 * latest. */
json_t *ask(const char *listen, const char *path, struct why *why);

#endif
