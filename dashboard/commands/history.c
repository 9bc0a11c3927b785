/* The history of a zone as CSV on stdout. What is not known is empty, never 0. */
#include "agent/common/command.h"
#include "agent/common/time.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/dates.h"
#include "dashboard/config.h"
#include "dashboard/history/series.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

static void print_header(void)
{
    printf("start,local,length_s,open_s,open_unknown_s");
    for (int open = 0; open < 2; open++)
        for (int i = 0; i < SLOT_SUMS; i++)
            printf(",%s%s%s", open ? "open_" : "", series_sum_name((enum slot_sum)i),
                   i < SLOT_IN ? "_s" : "");
    printf(",peak,peak_at,corrected,source,description\n");
}

/* Whether a sum says anything: of a zone without seats, or a time that nobody saw, it does not. */
static bool is_known(const int64_t sums[SLOT_SUMS], int64_t length_s, enum slot_sum sum)
{
    switch (sum) {
    case SLOT_SEATS:
    case SLOT_SEATS_UNKNOWN:
        return sums[SLOT_SEATS] > 0;
    case SLOT_USED:
    case SLOT_HELD:
        return sums[SLOT_SEATS] > sums[SLOT_SEATS_UNKNOWN];
    case SLOT_IN_USE:
        return sums[SLOT_USE_UNKNOWN] < length_s;
    case SLOT_FULL:
    case SLOT_PERSON:
    case SLOT_RAW:
    case SLOT_LOW:
    case SLOT_HIGH:
        return sums[SLOT_UNCOUNTED] < length_s;
    case SLOT_IN:
    case SLOT_OUT:
        return sums[SLOT_IN] + sums[SLOT_OUT] > 0 || sums[SLOT_SENSORS] > sums[SLOT_SILENT];
    default:
        return true;
    }
}

static void print_sums(const int64_t sums[SLOT_SUMS], int64_t length_s)
{
    for (int i = 0; i < SLOT_SUMS; i++)
        if (is_known(sums, length_s, (enum slot_sum)i))
            printf(",%" PRId64, sums[i]);
        else
            putchar(',');
}

static bool print_row(void *context, const struct series_row *row)
{
    static const char *const sources[] = {"measured", "tallied", "declared", "imported"};
    const struct slot *slot = &row->slot;
    char start[TIME_TEXT_MAX], peak_at[TIME_TEXT_MAX], local[TIME_TEXT_MAX];
    dates_local(context, slot->start_s * 1000, local);
    time_format_s(slot->start_s * 1000, start);
    printf("%s,%s,%" PRId64 ",%" PRId64 ",%" PRId64, start, local, slot->length_s, slot->open_s,
           slot->open_unknown_s);
    print_sums(slot->all, slot->length_s);
    print_sums(slot->open, slot->open_s);
    if (slot->peak == SLOT_NO_PEAK) {
        printf(",,");
    } else {
        time_format_s(slot->peak_at_s * 1000, peak_at);
        printf(",%" PRId64 ",%s", slot->peak, peak_at);
    }
    printf(",%d,%s,%" PRId64 "\n", (slot->flags & SLOT_CORRECTED) != 0,
           sources[row->revision.source], row->revision.description);
    return true;
}

static int print(struct store *store, const char *zone, enum slot_step step, const char *from,
                 const char *to, struct why *why)
{
    int64_t from_ms, to_ms;
    struct zonetime *zonetime = dates_zone(store, why);
    if (!zonetime)
        return -EINVAL;
    int error = dates_read(zonetime, from, &from_ms, why);
    if (!error)
        error = dates_read(zonetime, to, &to_ms, why);
    if (!error) {
        print_header();
        /* A slot belongs where it begins. */
        error = series_read(store, zone, step, (from_ms + 999) / 1000, (to_ms + 999) / 1000,
                            print_row, zonetime, why);
    }
    zonetime_free(zonetime);
    return error;
}

static int run(const char *config_path, const char *db_path, const char *zone, const char *from,
               const char *to, enum slot_step step, struct why *why)
{
    struct config *config = config_path ? config_read(config_path, why) : NULL;
    if (config_path && !config)
        return -EINVAL;
    struct store *store = store_open(config ? config->store_path : db_path, STORE_READ, why);
    int error = store ? print(store, zone, step, from, to, why) : -EIO;
    store_close(store);
    config_free(config);
    return error;
}

int command_history(int argc, char **argv)
{
    const char *config_path = NULL, *db_path = NULL, *zone = NULL, *from = NULL, *to = NULL;
    const char *step_text = "1d";
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path},
        {"db", "FILE", "the history itself, instead", &db_path},
        {"zone", "ID", "of the description", &zone, true},
        {"from", "DATE", "2026-10-05 (in the place's zone), or UTC like 2026-10-05T06:00:00Z",
         &from, true},
        {"to", "DATE", "the same; up to, not with", &to, true},
        {"step", "15m|1h|1d", "standard: 1d", &step_text},
        {0},
    };
    int shown = command_options(options, "--config lampion.yaml --zone Z --from DATE --to DATE",
                                argc, argv, NULL);
    enum slot_step step;
    struct why why;
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    int error = 0;
    if (!config_path == !db_path)
        error = why_set(&why, EINVAL, "name the history: --config lampion.yaml, or --db H.db");
    else if (series_step(step_text, &step))
        error = why_set(&why, EINVAL, "--step %s: 15m, 1h or 1d", step_text);
    else
        error = run(config_path, db_path, zone, from, to, step, &why);
    if (error)
        fprintf(stderr, "lampion history: %s\n", why.text);
    return !error ? EXIT_DONE : error == -EIO ? EXIT_FAILED : EXIT_USAGE;
}
