/* What a certificate says, read with OpenSSL. For both programs; the authority that makes them is
 * dashboard/access/authority.h. */
#ifndef LAMPION_COMMON_CERTIFICATE_H
#define LAMPION_COMMON_CERTIFICATE_H

#include "agent/common/why.h"
#include <stdint.h>

/* Subject of ours: O = the place, OU = the agent, CN = the user that the broker takes it for. */
struct certificate_facts {
    char place[65], agent[65], user[65];
    int64_t until_ms; /* UTC */
};

/* The first certificate of a PEM text; its private key, in the same text, must fit.
 * 0, or -EINVAL with why (the text is never quoted). */
int certificate_read(const char *pem, struct certificate_facts *facts, struct why *why);

/* Whether every block of certificates in the text is one: their number, or -EINVAL with why. */
int certificate_count(const char *pem, struct why *why);

#endif
