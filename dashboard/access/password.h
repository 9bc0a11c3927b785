/* Passwords: what is taken for one, and yescrypt by libcrypt (crypt(5)). A hash takes about 26 ms
 * and 16 MiB: on the desk thread, one at a time. */
#ifndef LAMPION_ACCESS_PASSWORD_H
#define LAMPION_ACCESS_PASSWORD_H

#include "agent/common/why.h"
#include <stdbool.h>
#include <stddef.h>

#define PASSWORD_LEAST 12 /* characters */
#define PASSWORD_MOST 128 /* bytes */
#define PASSWORD_HASHED_MAX 384

enum password_flaw { PASSWORD_FINE, PASSWORD_SHORT, PASSWORD_LONG, PASSWORD_COMMON };

/* No rules of composition: long enough, and not one that everybody tries first (among them the
 * name itself, repeated). */
enum password_flaw password_flaw(const char *password, const char *name);

/* 0, or -errno with why. */
int password_hash(const char *password, char hash[PASSWORD_HASHED_MAX], struct why *why);
/* Takes equally long for an empty hash, which nothing fits. */
bool password_fits(const char *password, const char *hash);

#endif
