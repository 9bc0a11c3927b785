/* The roll: who was given a certificate, until when, and whose was taken back. A text file beside
 * the store, without a secret in it: the collector reads it to warn of what ends.
 *
 *     serial,kind,name,user,issued,until,revoked
 *     3F0A…,agent,entrance,entrance,2026-11-23T08:00:00Z,2028-11-22T08:00:00Z,
 *
 * Rows are never taken out: a certificate that the roll forgot could not be revoked. */
#ifndef LAMPION_ACCESS_ROLL_H
#define LAMPION_ACCESS_ROLL_H

#include "agent/common/credential.h"
#include "agent/common/why.h"
#include "dashboard/access/authority.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum roll_kind { ROLL_AGENT, ROLL_COLLECTOR, ROLL_BROKER };

#define ROLL_NAME_MAX 512

struct roll_row {
    char serial[AUTHORITY_SERIAL_MAX]; /* "": a password, which ends when the broker forgets it */
    enum roll_kind kind;
    char name[ROLL_NAME_MAX]; /* the agent; of a broker HOST[ HOST…]:PORT */
    char user[96];            /* what the broker calls it; "" of a broker */
    int64_t issued_ms, until_ms;
    int64_t revoked_ms; /* 0: it holds */
};

struct roll {
    struct roll_row *rows; /* oldest first */
    size_t count;
};

/* A missing file is an empty roll. 0, or -errno with why ("file:line: …"). */
int roll_read(struct roll *roll, const char *path, struct why *why);
int roll_write(const struct roll *roll, const char *path, struct why *why);
void roll_clear(struct roll *roll);

/* 0 or -ENOMEM. */
int roll_add(struct roll *roll, const struct roll_row *row);

/* Takes back what `name` (NULL: any) holds of this kind, but for one row (NULL: none); how many
 * that were. */
size_t roll_revoke(struct roll *roll, enum roll_kind kind, const char *name,
                   const struct roll_row *but, int64_t now_ms);

/* The newest row that holds, or NULL. `name` NULL: any. */
const struct roll_row *roll_find(const struct roll *roll, enum roll_kind kind, const char *name);

/* The next row after `after` (NULL: from the start) that is the newest of its name, holds, and has
 * ended or ends within ROLL_SOON_MS; NULL at the end. */
#define ROLL_SOON_MS CREDENTIAL_SOON_MS
const struct roll_row *roll_ending(const struct roll *roll, const struct roll_row *after,
                                   int64_t now_ms);

/* "entrance", "the collector", "the broker". */
const char *roll_who(const struct roll_row *row);

#endif
