/* Enrolment: who may speak in the place. Brings authority, roll, credential and the broker's files
 * together; every change is in the roll, on disk, before it is in anybody's hand.
 *
 * Renewing is enrolling again: what the same name held before is revoked. */
#ifndef LAMPION_ACCESS_ENROLMENT_H
#define LAMPION_ACCESS_ENROLMENT_H

#include "agent/common/why.h"
#include "dashboard/access/roll.h"
#include <stdbool.h>
#include <stdio.h>

#define ENROLMENT_DAYS 730 /* a credential holds so long unless told */
#define ENROLMENT_PORT 8883

struct enrolment_config {
    const char *place;
    const char *store_path; /* beside it: ca/ and enrolled.csv */
    const char *broker_folder;
    const char *const *topics; /* see broker_files; must outlive it */
    int64_t now_ms;            /* UTC */
    int64_t days;
};

struct enrolment;

/* Takes a lock: one at a time. Makes the authority on first use. NULL with why. */
struct enrolment *enrolment_open(const struct enrolment_config *config, struct why *why);
void enrolment_close(struct enrolment *self);

/* What a client gets and how. */
struct enrolment_request {
    const char *agent; /* NULL: the collector */
    const char *file;  /* the credential's */
    const char *uri;   /* of the broker; NULL: the place's own */
    /* At a broker that others run: user names of its own, and who vouches for it. */
    bool elsewhere;
    const char *broker_ca; /* PEM file, or "system" */
    bool password;         /* instead of a certificate */
};

/* What came of it, for the words to the person. */
struct enrolment_result {
    size_t revoked; /* former ones */
    char user[96], broker[300];
    int64_t until_ms;
    char *certificate;   /* PEM; NULL with a password */
    char *password_line; /* for mosquitto's password_file; NULL with a certificate */
};

/* 0, or -errno with why and nothing to clear. */
int enrolment_client(struct enrolment *self, const struct enrolment_request *request,
                     struct enrolment_result *result, struct why *why);
void enrolment_result_clear(struct enrolment_result *result);

/* A certificate for the broker, and its folder. `hosts` by comma (localhost is
 * one of them anyway); it listens on `address` ("": on
 * all). 0, or -errno with why. */
int enrolment_broker(struct enrolment *self, const char *hosts, const char *address, int port,
                     struct why *why);

/* 0 with how many were revoked; -ENOENT and others with why. */
int enrolment_revoke(struct enrolment *self, const char *agent, size_t *count, struct why *why);

const char *enrolment_authority(const struct enrolment *self); /* its certificate, PEM */
bool enrolment_has_broker(const struct enrolment *self);       /* files of a broker of ours */

/* "<folder of the store>/enrolled.csv", malloc'ed. */
char *enrolment_roll_path(const char *store_path);

#endif
