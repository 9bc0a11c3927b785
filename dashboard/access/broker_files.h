/* What a mosquitto needs to let in those of the roll and nobody else: a folder with its listener
 * (lampion.conf), its access list (acl), its certificate and key, the authority and the list of
 * what is revoked. See mosquitto.conf(5). */
#ifndef LAMPION_ACCESS_BROKER_FILES_H
#define LAMPION_ACCESS_BROKER_FILES_H

#include "agent/common/why.h"
#include <stdio.h>

struct broker_files {
    const char *folder; /* absolute: lampion.conf names it */
    const char *place;
    const char *address; /* to listen on; "": all */
    int port;
    const char *const *topics; /* of others, for the collector to read; NULL-ended, or NULL */
    const char *certificate, *key, *authority, *revoked; /* PEM */
};

/* Makes the folder (0700) and writes all of them. As root they become mosquitto's, where there is
 * such a user. 0, or -errno with why. */
int broker_files_write(const struct broker_files *files, struct why *why);

/* The list of what is revoked alone. 0, or -errno with why: nobody is shut out then. */
int broker_files_revoke(const char *folder, const char *revoked, struct why *why);

/* The access list of one user, for the administrator of another broker. `agent` NULL: the
 * collector. */
void broker_files_user(FILE *out, const char *place, const char *agent, const char *user);

/* What it may read besides: topics of sensors of others. NULL-ended, or NULL. */
void broker_files_topics(FILE *out, const char *const *topics);

#endif
