/* Keys without a person: for programs (API tokens), and the links that members share. Hashes only.
 * Writing is to be done within a change (audit.h). */
#ifndef LAMPION_HISTORY_KEYS_H
#define LAMPION_HISTORY_KEYS_H

#include "dashboard/history/store.h"
#include <stdbool.h>

#define KEY_NAME_MAX 65

/* What a key opens. A members' link: the place as members see it; a token: the same for programs
 * (present), and figures of the past, too (reports). */
enum key_scope { KEY_MEMBERS, KEY_PRESENT, KEY_REPORTS };
const char *key_scope_name(enum key_scope scope);
/* 0 or -EINVAL. */
int key_scope_parse(const char *text, enum key_scope *scope);

struct access_key {
    int64_t id;
    enum key_scope scope;
    char name[KEY_NAME_MAX]; /* what it is for */
    int64_t made_ms, until_ms;
    bool revoked;
};

int key_add(struct store *store, const struct access_key *key, const char *token, int64_t *id,
            struct why *why);
/* 0; -ENOENT: no key of this token holds, without why; -EIO with why. */
int key_find(struct store *store, const char *token, int64_t now_ms, struct access_key *key,
             struct why *why);
/* All but the revoked, newest first, malloc'ed: how many, or -errno with why. */
int keys_list(struct store *store, struct access_key **keys, struct why *why);
/* 0; -ENOENT or -EIO with why. */
int key_revoke(struct store *store, int64_t id, int64_t now_ms, struct why *why);

#endif
