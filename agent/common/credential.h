/* A credential: one file that lets one agent, or the collector, speak to the broker. Written by
 * `lampion enroll`, carried by hand, installed by `lampion-agent enroll`; mode 0600.
 *
 * PEM blocks under a head of comments, so that the MQTT library reads the same file as
 * certificate, key and authority:
 *
 *     # Lampion credential 1
 *     # place: gare
 *     # agent: entrance
 *     # user: entrance
 *     # broker: mqtts://desk.local:8883
 *     # password: …                            (instead of certificate and key)
 *     -----BEGIN CERTIFICATE-----               the agent's own, first
 *     -----BEGIN CERTIFICATE-----               of the authority that vouches for the broker; none:
 *     -----BEGIN PRIVATE KEY-----               the system's authorities
 *
 * What names the agent is the certificate; a head that says otherwise is refused. */
#ifndef LAMPION_COMMON_CREDENTIAL_H
#define LAMPION_COMMON_CREDENTIAL_H

#include "agent/common/link.h"
#include "agent/common/topic.h"
#include "agent/common/why.h"
#include <stdbool.h>
#include <stdint.h>

#define CREDENTIAL_COLLECTOR "_collector" /* the agent of the collector's; no id, so no agent's */
#define CREDENTIAL_USER_MAX 96
#define CREDENTIAL_FILE_MAX 65536
#define CREDENTIAL_SOON_MS (30 * 86400000LL) /* warned of so long before the end */

struct credential {
    char path[512]; /* of the file, also what the broker link reads */
    char place[ID_MAX], agent[ID_MAX], user[CREDENTIAL_USER_MAX];
    char broker[300];   /* "": not said */
    char password[128]; /* "": a certificate instead */
    bool has_authority; /* else the system's authorities vouch for the broker */
    int64_t until_ms;   /* UTC, of the certificate; TIME_NEVER with a password */
};

/* The user name at a broker that serves others, too: lampion-<place>-<agent>. At a broker of the
 * place it is the agent itself. */
void credential_user_elsewhere(char user[CREDENTIAL_USER_MAX], const char *place,
                               const char *agent);

/* The file's text from its parts; `pem` may be "". malloc'ed; file_forget frees it. */
char *credential_format(const struct credential *head, const char *pem);

/* Reads and checks all but its end. systemd's copy of it ($CREDENTIALS_DIRECTORY, the same file
 * name) is taken where there is one. Refuses a file that everybody may read. 0, or -EINVAL and
 * others with why, which never quotes a secret. */
int credential_read(struct credential *self, const char *path, struct why *why);
/* For a text in memory; `name` stands for the path. */
int credential_parse(struct credential *self, const char *name, const char *text, struct why *why);
void credential_clear(struct credential *self); /* overwrites it */

/* Reads the one that a configuration names (`path` NULL: none, and nothing is applied), which must
 * be of this agent (or CREDENTIAL_COLLECTOR) and of use at `uri`. 0, or -errno with why and nothing
 * to clear. */
int credential_take(struct credential *self, const char *path, const char *place, const char *agent,
                    const char *uri, struct why *why);

/* What is to be said of its end at `now_ms` ("… ended at …", "… ends at …"): -1 ended, 1 soon,
 * both with why; 0 neither. */
int credential_ends(const struct credential *self, int64_t now_ms, struct why *why);

/* Who we are and whom we trust, into the configuration of a link. Its texts stay `self`'s. */
void credential_apply(const struct credential *self, struct link_config *link);

#endif
