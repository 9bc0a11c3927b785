/* People with access, and their sessions. Secrets come and go as hashes (dashboard/access). Times
 * are UTC ms of the real clock. Writing is to be done within a change (audit.h). */
#ifndef LAMPION_HISTORY_PEOPLE_H
#define LAMPION_HISTORY_PEOPLE_H

#include "agent/common/topic.h"
#include "dashboard/history/store.h"
#include <stdbool.h>
#include <stddef.h>

#define PASSWORD_HASH_MAX 384 /* CRYPT_OUTPUT_SIZE */
#define SECRET_HASH_MAX 65    /* SHA-256 in hex, and its end */

#define CODE_LASTS_MS (7 * 86400000LL)
#define SESSION_LASTS_MS (14 * 86400000LL)   /* from signing in */
#define SESSION_IDLE_MS (12 * 3600000LL)     /* from the last page */
#define SESSION_NOTE_MS (5 * 60000LL)        /* how exactly the last page is known */
#define SESSION_CLOCK_BACK_MS (10 * 60000LL) /* a clock that stepped back further: none holds */

enum role { ROLE_READER, ROLE_ORGANISER }; /* sees; and changes */
const char *role_name(enum role role);
/* 0 or -EINVAL. */
int role_parse(const char *text, enum role *role);

struct person {
    int64_t id;
    char name[ID_MAX];
    enum role role;
    char hash[PASSWORD_HASH_MAX]; /* empty: no password chosen yet */
    char code[SECRET_HASH_MAX];   /* empty: none waits */
    int64_t code_until_ms, made_ms;
    bool disabled;
};

/* 0; -ENOENT: nobody of this name, without why; -EIO with why. */
int person_find(struct store *store, const char *name, struct person *person, struct why *why);
/* All in order of name, malloc'ed: how many, or -errno with why. */
int people_list(struct store *store, struct person **people, struct why *why);
/* Organisers who are not disabled, in *count. */
int people_organisers(struct store *store, int64_t *count, struct why *why);

/* 0; -EEXIST or -EIO with why. `code` is the hash of a one-time code, or NULL. */
int person_add(struct store *store, const char *name, enum role role, const char *code,
               int64_t now_ms, struct why *why);
/* A new password; the code is used up and every session ends. */
int person_password(struct store *store, int64_t id, const char *hash, struct why *why);
/* No password, a new code instead, not disabled; every session ends. */
int person_reset(struct store *store, int64_t id, const char *code, int64_t now_ms,
                 struct why *why);
int person_disable(struct store *store, int64_t id, int64_t now_ms, struct why *why);

struct session {
    char person[ID_MAX];
    int64_t person_id;
    enum role role;
    int64_t made_ms, seen_ms;
};

int session_put(struct store *store, const char *token, int64_t person, int64_t now_ms,
                struct why *why);
/* 0; -ENOENT: no session of this token holds, without why; -EIO with why. */
int session_find(struct store *store, const char *token, int64_t now_ms, struct session *session,
                 struct why *why);
int session_note(struct store *store, const char *token, int64_t now_ms, struct why *why);
int session_end(struct store *store, const char *token, struct why *why);

#endif
