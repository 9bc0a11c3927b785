/* The certificate authority of the place: a key that vouches for the broker, the agents and the
 * collector, and for nothing else. The only maker of certificates (OpenSSL; EC P-256, SHA-256).
 *
 * Certificates begin in 1970: a board without a battery clock must reach its broker before it can
 * know the time. For the same reason a revocation list is dated by its number (a second each since
 * 1970), so that the newer list wins whatever the clock did in between. RFC 5280. */
#ifndef LAMPION_ACCESS_AUTHORITY_H
#define LAMPION_ACCESS_AUTHORITY_H

#include "agent/common/why.h"
#include <stddef.h>
#include <stdint.h>

#define AUTHORITY_SERIAL_MAX 33 /* 30 hexadecimal digits and the end */
#define AUTHORITY_YEARS 20

struct authority;

/* Reads authority.key and authority.pem in `folder`, or makes both (mode 0600; the folder stands).
 * NULL with why. */
struct authority *authority_open(const char *folder, const char *place, int64_t now_ms,
                                 struct why *why);
void authority_close(struct authority *self);

/* Its certificate, PEM. Belongs to it. */
const char *authority_certificate(const struct authority *self);

/* For whom a certificate is. A client: agent and user; a broker: hosts (names and addresses, by
 * comma; the first is its name). */
struct authority_request {
    const char *agent, *user; /* NULL: a broker */
    const char *hosts;
    int64_t until_ms; /* UTC */
};

struct issued {
    char serial[AUTHORITY_SERIAL_MAX];
    char *certificate, *key; /* PEM */
};

/* A new key and a certificate for it. 0, or -errno with why. */
int authority_issue(struct authority *self, const struct authority_request *request,
                    struct issued *issued, struct why *why);
void issued_clear(struct issued *issued);

/* The list of revoked certificates, PEM: malloc'ed, NULL with why. `number` grows. */
char *authority_list(struct authority *self, const char (*serials)[AUTHORITY_SERIAL_MAX],
                     const int64_t *revoked_ms, size_t count, long number, struct why *why);

/* A line for mosquitto's password_file: USER:$7$… (PBKDF2, SHA-512, as mosquitto_passwd writes
 * it). malloc'ed, NULL with why. */
char *authority_password_line(const char *user, const char *password, struct why *why);

/* `bytes` random bytes as hexadecimal digits. 0 or -EIO. */
int authority_random(char *text, size_t bytes);

#endif
