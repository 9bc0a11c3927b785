/* A card carried by hand: the outbox of a board that could not reach the broker. */
#include "agent/common/command.h"
#include "dashboard/carry.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/open.h"
#include "dashboard/describe.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void say_sums(const char *path, const struct card *card, const struct carry_sums *sums)
{
    printf("%s: %s: %" PRIu64 " events taken, %" PRIu64 " were there already", path,
           card_agent(card), sums->stored, sums->known);
    if (sums->lost)
        printf(", %" PRIu64 " lost", sums->lost);
    printf("\n");
}

/* 0; 1: something is missing; or -errno with why. */
static int take(struct carry *carry, const struct place *place, const char *path, bool accept_lost,
                int64_t now_ms, struct why *why)
{
    struct carry_sums sums = {0};
    struct card *card = card_open(path, why);
    if (!card)
        return -EINVAL;
    int error = 0;
    if (strcmp(card_place(card), place->id) != 0)
        error = why_set(why, EINVAL, "%s: an outbox of the place %s, not of %s", path,
                        card_place(card), place->id);
    else
        error = carry_take(carry, card, accept_lost, now_ms, &sums, why);
    if (!error || sums.stored)
        say_sums(path, card, &sums);
    if (!error && sums.missing)
        printf("%s: %" PRIu64 " numbers before the rest are neither here nor in the history: name "
               "the board's other file too, or let the board connect first; --lost takes them for "
               "lost\n",
               path, sums.missing);
    card_close(card);
    return error ? error : sums.missing > 0;
}

static int ingest(struct opened *opened, char **paths, size_t count, bool accept_lost,
                  struct why *why)
{
    int64_t now_ms = clock_wall_ms(&opened->clock);
    struct place *place = describe_open(opened->config, opened->store, now_ms, why);
    if (!place)
        return -EINVAL;
    struct store *reading = store_open(opened->config->store_path, STORE_READ, why);
    struct carry *carry = NULL;
    if (reading) {
        carry = carry_start(opened->store, reading, place, why);
        opened->store = NULL;
    }
    int error = carry ? 0 : -EIO, missing = 0;
    for (size_t i = 0; error >= 0 && i < count; i++) {
        error = take(carry, place, paths[i], accept_lost, now_ms, why);
        missing += error > 0;
    }
    carry_stop(carry);
    if (reading)
        store_close(reading);
    place_free(place);
    return error < 0 ? error : missing;
}

int command_ingest(int argc, char **argv)
{
    const char *config_path = NULL, *lost = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, true},
        {"lost", NULL, "take numbers that are missing for lost", &lost},
        {0},
    };
    int count;
    int shown =
        command_options(options, "--config lampion.yaml [--lost] OUTBOX.db...", argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    if (count == 0) {
        fprintf(stderr, "lampion ingest: name the outbox of a board, PLACE.AGENT.spill.db or "
                        "PLACE.AGENT.run.db\n");
        return EXIT_USAGE;
    }
    struct opened opened;
    struct why why;
    int code = open_store(&opened, "ingest", config_path, NULL);
    if (code)
        return code;
    int error = ingest(&opened, argv + 1, (size_t)count, lost != NULL, &why);
    if (error < 0)
        fprintf(stderr, "lampion ingest: %s\n", why.text);
    close_store(&opened);
    return !error ? EXIT_DONE : error == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
}
