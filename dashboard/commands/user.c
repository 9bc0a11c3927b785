/* People with access, from the console of the machine. */
#include "agent/common/command.h"
#include "agent/common/topic.h"
#include "dashboard/access/secret.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/open.h"
#include "dashboard/history/audit.h"
#include "dashboard/history/people.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct user_command {
    const char *config, *role;
    struct opened opened;
    int64_t now_ms;
};

static int list(struct user_command *self, struct why *why)
{
    struct person *people;
    int count = people_list(self->opened.store, &people, why);
    for (int i = 0; i < count; i++)
        printf("%s  %s  %s\n", people[i].name, role_name(people[i].role),
               people[i].disabled   ? "disabled"
               : !people[i].hash[0] ? "has not used the code yet"
                                    : "has access");
    free(people);
    return count < 0 ? count : 0;
}

static int change(struct user_command *self, const char *what, const char *name, const char *digest,
                  struct why *why)
{
    struct store *store = self->opened.store;
    struct person person;
    enum role role = ROLE_READER;
    if (!strcmp(what, "add")) {
        if (self->role && role_parse(self->role, &role))
            return why_set(why, EINVAL, "--role %s: organiser or reader", self->role);
        return person_add(store, name, role, digest, self->now_ms, why);
    }
    int error = person_find(store, name, &person, why);
    if (error == -ENOENT)
        return why_set(why, ENOENT, "there is nobody called %s; lampion user list shows them",
                       name);
    if (error)
        return error;
    return !strcmp(what, "reset") ? person_reset(store, person.id, digest, self->now_ms, why)
                                  : person_disable(store, person.id, self->now_ms, why);
}

static int change_audited(struct user_command *self, const char *what, const char *name,
                          struct why *why)
{
    char code[CODE_MAX], digest[DIGEST_TEXT_MAX], entry[32];
    if (!id_is_valid(name) || !strcmp(name, AUDIT_CONSOLE))
        return why_set(why, EINVAL, "%s: a name is small letters, digits and hyphens, at most 32",
                       name);
    if (code_draw(code))
        return why_set(why, EIO, "the system gives no random numbers");
    secret_digest("lampion code", code, digest);
    snprintf(entry, sizeof entry, "user-%s", what);
    int error = change_begin(self->opened.store, why);
    if (error)
        return error;
    error = change(self, what, name, digest, why);
    if (!error)
        error = audit_put(self->opened.store, self->now_ms, AUDIT_CONSOLE, entry, name, why);
    error = change_end(self->opened.store, error, why);
    if (!error && strcmp(what, "disable"))
        printf("%s chooses a password at /organise/claim with the one-time code %s (7 days)\n",
               name, code);
    else if (!error)
        printf("%s has no access any more\n", name);
    return error;
}

int command_user(int argc, char **argv)
{
    struct user_command self = {0};
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &self.config, true},
        {"role", "ROLE", "add: organiser (sees and changes) or reader (sees; the standard)",
         &self.role},
        {0},
    };
    int given;
    int shown = command_options(options,
                                "add NAME [--role ROLE] | reset NAME | disable NAME | list, each "
                                "with --config lampion.yaml",
                                argc, argv, &given);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    bool lists = given == 1 && !strcmp(argv[1], "list");
    bool changes = given == 2 && (!strcmp(argv[1], "add") || !strcmp(argv[1], "reset") ||
                                  !strcmp(argv[1], "disable"));
    if (!lists && !changes) {
        fprintf(stderr, "lampion user: say what: add NAME, reset NAME, disable NAME, or list; see "
                        "lampion user --help\n");
        return EXIT_USAGE;
    }
    struct why why;
    int code = open_store(&self.opened, "user", self.config, NULL);
    if (code)
        return code;
    self.now_ms = clock_wall_ms(&self.opened.clock);
    int error = lists ? list(&self, &why) : change_audited(&self, argv[1], argv[2], &why);
    if (error)
        fprintf(stderr, "lampion user %s: %s\n", argv[1], why.text);
    close_store(&self.opened);
    return !error ? EXIT_DONE : error == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
}
