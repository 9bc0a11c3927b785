/* Keys of programs, and the members' links, which are keys, too. */
#include "dashboard/organise/forms.h"

#include "dashboard/history/audit.h"
#include "dashboard/history/keys.h"
#include "dashboard/organise/organise_inner.h"
#include "dashboard/page/organise/pages.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_MOST 3660

static bool of_members(const struct errand *self)
{
    return self->form == &form_members;
}

static void show_with(struct errand *self, const char *secret)
{
    struct access_key *keys;
    struct why why;
    struct buffer out = {0};
    size_t shown = 0;
    int count = keys_list(self->reading, &keys, &why);
    struct key_row *rows = count > 0 ? calloc((size_t)count, sizeof *rows) : NULL;
    for (int i = 0; rows && i < count; i++)
        if ((keys[i].scope == KEY_MEMBERS) == of_members(self))
            rows[shown++] = (struct key_row){.id = keys[i].id,
                                             .name = keys[i].name,
                                             .reports = keys[i].scope == KEY_REPORTS,
                                             .until_ms = keys[i].until_ms};
    keys_page(&out, &self->frame, of_members(self), rows, shown, secret);
    errand_page(self, ERRAND_STATUS(self), &out);
    free(rows);
    free(keys);
}

static void show(struct errand *self)
{
    show_with(self, NULL);
}

/* A whole number in 1..most; 0: none. */
static int64_t number(const char *text, int64_t most)
{
    size_t digits = strspn(text, "0123456789");
    int64_t value = digits && digits < 16 && !text[digits] ? strtoll(text, NULL, 10) : 0;
    return value <= most ? value : 0;
}

static bool read_key(const struct errand *self, struct access_key *key)
{
    const char *name = errand_field(self, "name");
    int64_t days = number(errand_field(self, "days"), DAYS_MOST);
    *key = (struct access_key){
        .scope = KEY_MEMBERS, .made_ms = self->now_ms, .until_ms = self->now_ms + days * 86400000};
    snprintf(key->name, sizeof key->name, "%s", name);
    bool scope = of_members(self) || (!key_scope_parse(errand_field(self, "scope"), &key->scope) &&
                                      key->scope != KEY_MEMBERS);
    return scope && days && *name && strlen(name) < sizeof key->name && !strpbrk(name, "\n\t");
}

static void add(struct errand *self)
{
    char token[TOKEN_MAX], digest[DIGEST_TEXT_MAX], path[80], link[600];
    struct access_key key;
    struct why why;
    int64_t id;
    if (!read_key(self, &key) || token_draw(token)) {
        errand_refuse(self, 422, DESK_BAD_VALUE, NULL);
        return;
    }
    struct store *store = errand_change(self);
    if (!store)
        return;
    secret_digest(DIGEST_KEY, token, digest);
    int error = key_add(store, &key, digest, &id, &why);
    if (errand_changed(self, store, error, of_members(self) ? "link-add" : "token-add", key.name))
        return;
    snprintf(path, sizeof path, "join/%s", token);
    errand_link(self, path, link, sizeof link);
    show_with(self, of_members(self) ? link : token);
}

static void revoke_key(struct errand *self)
{
    struct why why;
    const char *text = errand_field(self, "id");
    int64_t id = number(text, INT64_MAX);
    struct store *store = errand_change(self);
    if (!store)
        return;
    int error = key_revoke(store, id, self->now_ms, &why);
    if (error == -ENOENT)
        errand_refuse(self, 422, DESK_NOBODY, NULL);
    if (!errand_changed(self, store, error, of_members(self) ? "link-revoke" : "token-revoke",
                        text))
        errand_go(self, self->form->path);
}

static void take(struct errand *self)
{
    const char *what = errand_field(self, "do");
    if (!strcmp(what, "add"))
        add(self);
    else if (!strcmp(what, "revoke"))
        revoke_key(self);
    else
        errand_refuse(self, 422, DESK_BAD_VALUE, NULL);
}

const struct organise_form form_keys = {.path = "organise/keys",
                                        .title = DESK_KEYS,
                                        .listed = true,
                                        .seen_by = FOR_READERS,
                                        .changed_by = FOR_ORGANISERS,
                                        .show = show,
                                        .take = take};
const struct organise_form form_members = {.path = "organise/members",
                                           .title = DESK_MEMBERS,
                                           .listed = true,
                                           .seen_by = FOR_READERS,
                                           .changed_by = FOR_ORGANISERS,
                                           .show = show,
                                           .take = take};
