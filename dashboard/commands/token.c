/* Keys of programs, and members' links, from the console of the machine. */
#include "agent/common/command.h"
#include "dashboard/access/secret.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/open.h"
#include "dashboard/history/audit.h"
#include "dashboard/history/keys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_MOST 3660

struct token_command {
    const char *config, *scope, *days;
    struct opened opened;
    int64_t now_ms;
};

static int list(struct token_command *self, struct why *why)
{
    struct access_key *keys;
    int count = keys_list(self->opened.store, &keys, why);
    for (int i = 0; i < count; i++) {
        char until[TIME_TEXT_MAX];
        time_format_s(keys[i].until_ms, until);
        printf("%lld  %s  until %s  %s\n", (long long)keys[i].id, key_scope_name(keys[i].scope),
               until, keys[i].name);
    }
    free(keys);
    return count < 0 ? count : 0;
}

static int read_key(const struct token_command *self, const char *name, struct access_key *key,
                    struct why *why)
{
    char *rest = NULL;
    long days = self->days ? strtol(self->days, &rest, 10) : 366;
    *key = (struct access_key){.scope = KEY_PRESENT, .made_ms = self->now_ms};
    if (self->scope && key_scope_parse(self->scope, &key->scope))
        return why_set(why, EINVAL, "--scope %s: present, reports or members", self->scope);
    if ((rest && (*rest || rest == self->days)) || days < 1 || days > DAYS_MOST)
        return why_set(why, EINVAL, "--days %s: 1 to %d", self->days, DAYS_MOST);
    if (!*name || strlen(name) >= sizeof key->name)
        return why_set(why, EINVAL, "say in at most %d bytes what it is for", KEY_NAME_MAX - 1);
    strcpy(key->name, name);
    key->until_ms = self->now_ms + days * 86400000LL;
    return 0;
}

static int add(struct token_command *self, const char *name, struct why *why)
{
    char token[TOKEN_MAX], digest[DIGEST_TEXT_MAX];
    struct access_key key;
    int64_t id;
    int error = read_key(self, name, &key, why);
    if (!error && token_draw(token))
        error = why_set(why, EIO, "the system gives no random numbers");
    if (!error)
        error = change_begin(self->opened.store, why);
    if (error)
        return error;
    secret_digest("lampion key", token, digest);
    error = key_add(self->opened.store, &key, digest, &id, why);
    if (!error)
        error = audit_put(self->opened.store, self->now_ms, AUDIT_CONSOLE, "token-add", name, why);
    error = change_end(self->opened.store, error, why);
    if (!error)
        printf(key.scope == KEY_MEMBERS ? "token %lld, shown this once: /join/%s\n"
                                        : "token %lld, shown this once: %s\n",
               (long long)id, token);
    return error;
}

static int revoke(struct token_command *self, const char *text, struct why *why)
{
    char *rest;
    int64_t id = strtoll(text, &rest, 10);
    if (*rest || rest == text || id < 1)
        return why_set(why, EINVAL, "%s: the number that lampion token list shows", text);
    int error = change_begin(self->opened.store, why);
    if (error)
        return error;
    error = key_revoke(self->opened.store, id, self->now_ms, why);
    if (!error)
        error =
            audit_put(self->opened.store, self->now_ms, AUDIT_CONSOLE, "token-revoke", text, why);
    error = change_end(self->opened.store, error, why);
    if (!error)
        printf("token %lld is revoked\n", (long long)id);
    return error;
}

int command_token(int argc, char **argv)
{
    struct token_command self = {0};
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &self.config, true},
        {"scope", "SCOPE", "add: present (the standard), reports (the past, too), members (a link)",
         &self.scope},
        {"days", "DAYS", "add: how long it holds (366)", &self.days},
        {0},
    };
    int given;
    int shown = command_options(options,
                                "add WHAT-FOR [--scope SCOPE] [--days N] | revoke ID | list, each "
                                "with --config lampion.yaml",
                                argc, argv, &given);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    const char *what = given ? argv[1] : "";
    bool lists = given == 1 && !strcmp(what, "list");
    if (!lists && !(given == 2 && (!strcmp(what, "add") || !strcmp(what, "revoke")))) {
        fprintf(stderr, "lampion token: say what: add WHAT-FOR, revoke ID, or list; see lampion "
                        "token --help\n");
        return EXIT_USAGE;
    }
    struct why why;
    int code = open_store(&self.opened, "token", self.config, NULL);
    if (code)
        return code;
    self.now_ms = clock_wall_ms(&self.opened.clock);
    int error = lists                  ? list(&self, &why)
                : !strcmp(what, "add") ? add(&self, argv[2], &why)
                                       : revoke(&self, argv[2], &why);
    if (error)
        fprintf(stderr, "lampion token %s: %s\n", what, why.text);
    close_store(&self.opened);
    return !error ? EXIT_DONE : error == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
}
