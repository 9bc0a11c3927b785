/* Addresses of brokers: mqtts://HOST[:PORT], or mqtt:// where nobody can listen in. */
#ifndef LAMPION_COMMON_URI_H
#define LAMPION_COMMON_URI_H

#include "agent/common/why.h"
#include <stdbool.h>

/* 0, or -EINVAL with why. Plain mqtt:// is taken on loopback alone unless `insecure` asks for
 * it in so many words; credentials have no place in an address. */
int uri_check_broker(const char *uri, bool insecure, struct why *why);

#endif
