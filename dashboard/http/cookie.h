/* Cookies as browsers send them back (RFC 6265 section 5.4), as far as ours go: secrets in
 * base64url. Pure. */
#ifndef LAMPION_HTTP_COOKIE_H
#define LAMPION_HTTP_COOKIE_H

#include <stdbool.h>
#include <stddef.h>

/* The value of the cookie `name` in a Cookie header (NULL is allowed). False: it is not there, is
 * there twice (somebody else put one under our name), is not of [A-Za-z0-9_-], or does not fit. */
bool cookie_find(const char *header, const char *name, char *value, size_t size);

/* The token of "Authorization: Bearer TOKEN" (RFC 6750), under the same rules. */
bool bearer_find(const char *header, char *value, size_t size);

#endif
