/* Dated facts: what people know and no sensor measures. On a running place as well: the daemon
 * looks every second. */
#include "agent/common/command.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/open.h"
#include "dashboard/describe.h"
#include "dashboard/fact_text.h"
#include "dashboard/history/facts.h"
#include "dashboard/moment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fact_command {
    const char *config, *clock, *all;
    struct fact_text given;
    struct opened opened;
    struct place *place;
    struct zonetime *zonetime;
    int64_t now_ms;
};

static int add(struct fact_command *self, struct why *why)
{
    struct fact fact;
    int64_t id;
    int error = fact_read(&self->given, self->place, self->zonetime, self->now_ms, &fact, why);
    if (!error)
        error = store_fact_put(self->opened.store, &fact, &id, why);
    if (!error)
        printf("fact %lld\n", (long long)id);
    return error;
}

static void print_fact(const struct fact_command *self, const struct fact *fact)
{
    char from[MOMENT_TEXT_MAX], to[MOMENT_TEXT_MAX];
    moment_format(fact->from_ms, self->zonetime, from);
    moment_format(fact->to_ms, self->zonetime, to);
    printf("%lld  %s", (long long)fact->id, fact_kind_name(fact->kind));
    printf(fact->kind == FACT_COUNT ? "  %s" : "  %s to %s", from, to);
    printf("%s%s%s%s", fact->zone[0] ? "  " : "", fact->zone, fact->seat[0] ? "/" : "", fact->seat);
    if (fact->key[0])
        printf("  %s", fact->key);
    if (fact->has_value)
        printf("  %.15g", fact->value);
    printf("%s%s%s%s%s\n", fact->text[0] ? "  " : "", fact->text, fact->author[0] ? "  by " : "",
           fact->author, fact->retracted_ms ? "  (retracted)" : "");
}

static int list(struct fact_command *self, struct why *why)
{
    struct facts facts = {0};
    int64_t from_ms = INT64_MIN, to_ms = INT64_MAX;
    int error = self->given.from ? moment_parse(self->given.from, self->zonetime, false,
                                                self->now_ms, &from_ms, why)
                                 : 0;
    if (!error && self->given.to)
        error = moment_parse(self->given.to, self->zonetime, true, self->now_ms, &to_ms, why);
    if (!error)
        error = store_facts_get(self->opened.store, 0, from_ms, to_ms, &facts, why);
    for (size_t i = 0; !error && i < facts.count; i++)
        if ((self->all || !facts.all[i].retracted_ms) &&
            (!self->given.kind || !strcmp(self->given.kind, fact_kind_name(facts.all[i].kind))))
            print_fact(self, &facts.all[i]);
    facts_clear(&facts);
    return error;
}

static int retract(struct fact_command *self, const char *id_text, struct why *why)
{
    char *rest;
    struct fact about = {0};
    int64_t id = strtoll(id_text, &rest, 10);
    if (*rest || rest == id_text || id < 1)
        return why_set(why, EINVAL, "%s: the number that lampion fact list shows", id_text);
    int error = fact_read_words(&self->given, &about, why);
    if (!error)
        error =
            store_fact_retract(self->opened.store, id, about.author, about.text, self->now_ms, why);
    if (!error)
        printf("fact %lld is retracted\n", (long long)id);
    return error;
}

static int open_all(struct fact_command *self, struct why *why)
{
    self->now_ms = clock_wall_ms(&self->opened.clock);
    self->place = describe_open(self->opened.config, self->opened.store, self->now_ms, why);
    if (!self->place)
        return -EINVAL;
    self->zonetime = zonetime_load(self->place->timezone, why);
    return self->zonetime ? 0 : -EINVAL;
}

static int run(struct fact_command *self, int given, char **argv)
{
    struct why why;
    int code = open_store(&self->opened, "fact", self->config, self->clock);
    if (code)
        return code;
    int error = open_all(self, &why);
    if (!error && !strcmp(argv[1], "add"))
        error = add(self, &why);
    else if (!error && !strcmp(argv[1], "list"))
        error = list(self, &why);
    else if (!error)
        error = retract(self, argv[given], &why);
    if (error)
        fprintf(stderr, "lampion fact %s: %s\n", argv[1], why.text);
    zonetime_free(self->zonetime);
    place_free(self->place);
    close_store(&self->opened);
    return !error ? EXIT_DONE : error == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
}

int command_fact(int argc, char **argv)
{
    struct fact_command self = {0};
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &self.config, true},
        {"kind", "KIND",
         "closed, open, count, event, note, lent, out-of-service, declared, correction",
         &self.given.kind},
        {"zone", "ZONE", "of the description (standard: the whole place)", &self.given.zone},
        {"seat", "SEAT", "of the zone: lent, out-of-service", &self.given.seat},
        {"key", "NAME", "of a declared figure: members", &self.given.key},
        {"from", "TIME", MOMENT_FORMS " (standard: now)", &self.given.from},
        {"to", "TIME", "the same, or never; a day alone is wholly within", &self.given.to},
        {"value", "NUMBER", "people, or the declared figure", &self.given.value},
        {"text", "TEXT", "the title of an event, a note, why it is retracted", &self.given.text},
        {"by", "NAME", "your short account name", &self.given.by},
        {"all", NULL, "list: retracted ones, too", &self.all},
        {"clock", "REAL_MS,WALL_MS,SPEED", "simulated time, for demos and tests", &self.clock},
        {0},
    };
    int given;
    int shown = command_options(options,
                                "add --kind KIND [--zone ZONE] [--seat SEAT] --from TIME --to TIME "
                                "… | list | retract ID, each with --config lampion.yaml",
                                argc, argv, &given);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    bool plain = given == 1 && (!strcmp(argv[1], "add") || !strcmp(argv[1], "list"));
    if (!plain && !(given == 2 && !strcmp(argv[1], "retract"))) {
        fprintf(stderr,
                "lampion fact: say what: add, list, or retract ID; see lampion fact --help\n");
        return EXIT_USAGE;
    }
    return run(&self, given, argv);
}
