/* Events of a replay into a history: a past from files, by the code that writes the present. */
#include "dashboard/replay.h"
#include "agent/common/command.h"
#include "agent/common/time.h"
#include "dashboard/commands/commands.h"
#include "dashboard/describe.h"
#include "dashboard/history/description.h"
#include "dashboard/settle.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY_MS 86400000.0

/* The first description of a store; a later one is the business of `lampion place apply`. */
static int describe(struct store *store, const char *place_path, struct why *why)
{
    struct store_description description = {0};
    struct lampion_clock clock = clock_real();
    int64_t version;
    int error = store_description_get(store, INT64_MAX, &description, why);
    store_description_clear(&description);
    if (error != -ENOENT)
        return error;
    if (!place_path)
        return why_set(why, EINVAL,
                       "the store has no description of the place yet: add --place place.yaml");
    /* From the beginning of time: whatever is recorded belongs to it. */
    return describe_apply(store, place_path, 0, clock_wall_ms(&clock), &version, why);
}

static int take_all(struct replay *replay, struct event_files *files, struct why *why)
{
    const struct event_files_row *row;
    int more, error = 0;
    while (!error && (more = event_files_next(files, &row, why)) != 0)
        error = more < 0 ? more : replay_take(replay, files, row, why);
    return error;
}

static void say_sums(const struct replay_sums *sums, int64_t began_real_ms)
{
    printf("%" PRIu64 " events of %zu agents over %.1f days are in the history",
           sums->stored + sums->skipped, sums->agents,
           (double)(sums->last_ms - sums->first_ms) / DAY_MS);
    if (sums->skipped)
        printf(", %" PRIu64 " of them were before", sums->skipped);
    printf("; %.1f s\n", (double)(clock_real_ms() - began_real_ms) / 1000);
}

/* All that can be taken is on disk in the end, also behind an error. */
static int play(struct replay *replay, struct event_files *files, struct why *why)
{
    struct why later;
    struct replay_sums sums;
    int64_t began_real_ms = clock_real_ms();
    int error = take_all(replay, files, why);
    int unwritten = replay_finish(replay, &sums, error ? &later : why);
    say_sums(&sums, began_real_ms);
    return error ? error : unwritten;
}

/* Slots, hours and days of all that is there now, by the code of the daemon. */
static int settle(const char *db_path, struct why *why)
{
    int64_t began_real_ms = clock_real_ms();
    struct store *store = store_open(db_path, STORE_WRITE, why);
    if (!store)
        return -EIO;
    struct settle *settle = settle_open(store, SETTLE_ALONE, why);
    int error = settle ? settle_all(settle, INT64_MIN, why) : -EIO;
    settle_close(settle);
    store_close(store);
    if (!error)
        printf("settled in %.1f s\n", (double)(clock_real_ms() - began_real_ms) / 1000);
    return error;
}

static int replay(const char *db_path, const char *place_path, struct event_files *files,
                  struct why *why)
{
    struct store *writing = store_open(db_path, STORE_WRITE, why);
    if (!writing)
        return -EIO;
    int error = describe(writing, place_path, why);
    struct store *reading = error ? NULL : store_open(db_path, STORE_READ, why);
    if (!reading) {
        store_close(writing);
        return error ? error : -EIO;
    }
    struct replay *replay = replay_start(writing, reading, why);
    error = replay ? play(replay, files, why) : -EIO;
    store_close(reading);
    replay_stop(replay);
    return error ? error : settle(db_path, why);
}

int command_replay(int argc, char **argv)
{
    const char *place_path = NULL, *db_path = NULL;
    const struct command_option options[] = {
        {"db", "FILE", "the history; made if there is none", &db_path, true},
        {"place", "FILE", "the description of the place, for a history that has none yet",
         &place_path},
        {0},
    };
    int count;
    int shown =
        command_options(options, "--place place.yaml --db H.db E.jsonl...", argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    if (count == 0) {
        fprintf(stderr, "lampion replay: name a file of events as `lampion-agent replay` writes "
                        "them, or - for standard input\n");
        return EXIT_USAGE;
    }
    struct why why;
    struct event_files *files = event_files_open(argv + 1, (size_t)count, &why);
    int error = files ? replay(db_path, place_path, files, &why) : -EINVAL;
    if (error)
        fprintf(stderr, "lampion replay: %s\n", why.text);
    event_files_close(files);
    return !error ? EXIT_DONE : error == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
}
