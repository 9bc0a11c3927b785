#include "tests/place/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/place/instant.h"
#include "tests/place/truth.h"

#define MINUTE_S 60
#define HOUR_MS 3600000.0

enum type { TYPE_TEXT, TYPE_SEED, TYPE_INSTANT, TYPE_HOURS, TYPE_DAYS, TYPE_INT, TYPE_REAL };

struct option_row {
    const char *name;
    enum type type;
    size_t offset;
    double low, high;
    const char *meaning;
    bool disturbance; /* --clean sets it to 0 */
};

#define AT(field) offsetof(struct options, field)

static const struct option_row rows[] = {
    {"out", TYPE_TEXT, AT(out), 0, 0, "DIR, for the files", false},
    {"seed", TYPE_SEED, AT(seed), 0, 0, "whole number; same seed, same bytes", false},
    {"start", TYPE_INSTANT, AT(start_s), 0, 0, "instant of the trace's 0, RFC 3339 with Z", false},
    {"day-start", TYPE_INSTANT, AT(day_start_s), 0, 0,
     "instant of the first opening; default 2 h before --start", false},
    {"days", TYPE_DAYS, AT(span_ms), 0.001, 4000, "length of the trace, default 1", false},
    {"hours", TYPE_HOURS, AT(span_ms), 0.001, 96000, "the same in hours", false},
    {"open-hours", TYPE_HOURS, AT(open_ms), 1, 20, "a day's opening, default 11", false},
    {"seats", TYPE_INT, AT(seats), 1, SEATS_MAX, "default 24", false},
    {"visits", TYPE_INT, AT(visits), 0, 5000, "of a working day, default 6 a seat", false},
    {"weekend", TYPE_REAL, AT(weekend), 0, 2, "share of the visits on a weekend's day", false},
    {"bustle", TYPE_REAL, AT(bustle), 0.05, 20, "how often people get up; 1 is usual", false},
    {"bounce", TYPE_REAL, AT(bounce), 0, 1, "share of contact edges that bounce", true},
    {"wriggle", TYPE_REAL, AT(wriggle), 0, 600, "short releases in an hour of sitting", true},
    {"coat", TYPE_REAL, AT(coat), 0, 1, "share of absences with a coat on the seat", true},
    {"side-by-side", TYPE_REAL, AT(side_by_side), 0, 1, "share of passages by two at once", true},
    {"lag", TYPE_REAL, AT(lag_ms), 0, 2000, "milliseconds that the second of two may be behind",
     false},
    {"turn-back", TYPE_REAL, AT(turn_back), 0, 1, "share of passages after a turn", true},
    {"dither", TYPE_REAL, AT(dither), 0, 1, "share of passages with a step back", true},
    {"bag-swing", TYPE_REAL, AT(bag_swing), 0, 1, "share of passages before a bag's swing", true},
    {"passages", TYPE_TEXT, AT(passages), 0, 0,
     "FILE of t_seconds,direction,n: only the door, from counts", false},
};

#define ROWS (int)(sizeof rows / sizeof rows[0])

enum { CHOICE_CLEAN = ROWS, CHOICE_WARM_UP, CHOICE_HELP, CHOICE_VERSION, CHOICES };

void options_default(struct options *self)
{
    *self = (struct options){
        .seed = 1,
        .day_start_s = -1,
        .span_ms = (int64_t)(24 * HOUR_MS),
        .open_ms = (int64_t)(11 * HOUR_MS),
        .seats = 24,
        .visits = -1,
        .weekend = 0.35,
        .bustle = 1,
        .bounce = 0.8,
        .wriggle = 10,
        .coat = 0.12,
        .side_by_side = 0.04,
        .turn_back = 0.02,
        .dither = 0.04,
        .bag_swing = 0.03,
    };
    instant_parse("2026-10-05T08:00:00Z", &self->start_s); /* a Monday */
}

static void print_help(void)
{
    puts("lampion-place --out DIR [options]\n"
         "Writes the sensor traces of a simulated place, and the truth, into DIR.\n");
    for (int i = 0; i < ROWS; i++)
        printf("  --%-13s %s\n", rows[i].name, rows[i].meaning);
    puts("  --clean         no disturbances: bounces, wriggles, coats, pairs, turns, bags\n"
         "  --warm-up       the motion sensor gets its power at 0 and sees ghosts for a minute\n"
         "  --help, --version");
}

static int read_number(const struct option_row *row, const char *text, double *value)
{
    char *end;

    errno = 0;
    *value = strtod(text, &end);
    if (end == text || *end || errno || !isfinite(*value) || *value < row->low ||
        *value > row->high)
        return -EINVAL;
    return row->type == TYPE_INT && *value != floor(*value) ? -EINVAL : 0;
}

static int read_seed(const char *text, uint64_t *seed)
{
    char *end;

    errno = 0;
    *seed = strtoull(text, &end, 10);
    return *text < '0' || *text > '9' || *end || errno ? -EINVAL : 0;
}

static int read_value(struct options *self, const struct option_row *row, const char *text)
{
    void *field = (char *)self + row->offset;
    double value = 0;

    switch (row->type) {
    case TYPE_TEXT:
        *(const char **)field = text;
        return *text ? 0 : -EINVAL;
    case TYPE_SEED:
        return read_seed(text, field);
    case TYPE_INSTANT:
        return instant_parse(text, field);
    default:
        break;
    }
    if (read_number(row, text, &value) < 0)
        return -EINVAL;
    if (row->type == TYPE_INT)
        *(int *)field = (int)value;
    else if (row->type == TYPE_REAL)
        *(double *)field = value;
    else
        *(int64_t *)field = llround(value * HOUR_MS * (row->type == TYPE_DAYS ? 24 : 1));
    return 0;
}

static void complain(const struct option_row *row, const char *text, char *why, size_t size)
{
    if (row->type == TYPE_INSTANT)
        snprintf(why, size, "--%s %s: not an instant; write it like 2026-10-05T06:00:00Z",
                 row->name, text);
    else if (row->type == TYPE_SEED)
        snprintf(why, size, "--%s %s: not a whole number of 64 bits", row->name, text);
    else if (row->type == TYPE_TEXT)
        snprintf(why, size, "--%s: is empty; name a path", row->name);
    else
        snprintf(why, size, "--%s %s: must be a %s from %g to %g", row->name, text,
                 row->type == TYPE_INT ? "whole number" : "number", row->low, row->high);
}

static void make_clean(struct options *self)
{
    for (int i = 0; i < ROWS; i++)
        if (rows[i].disturbance)
            *(double *)((char *)self + rows[i].offset) = 0;
    self->warm_up = false;
}

static void fill_choices(struct option choices[CHOICES + 1])
{
    for (int i = 0; i < ROWS; i++)
        choices[i] = (struct option){rows[i].name, required_argument, NULL, i};
    choices[CHOICE_CLEAN] = (struct option){"clean", no_argument, NULL, CHOICE_CLEAN};
    choices[CHOICE_WARM_UP] = (struct option){"warm-up", no_argument, NULL, CHOICE_WARM_UP};
    choices[CHOICE_HELP] = (struct option){"help", no_argument, NULL, CHOICE_HELP};
    choices[CHOICE_VERSION] = (struct option){"version", no_argument, NULL, CHOICE_VERSION};
    choices[CHOICES] = (struct option){0};
}

static int finish(struct options *self, char *why, size_t why_size)
{
    if (self->day_start_s < 0)
        self->day_start_s = self->start_s - 120 * MINUTE_S;
    if (self->visits < 0)
        self->visits = self->seats * 6;
    if (self->out)
        return 0;
    snprintf(why, why_size, "no folder to write to: add --out DIR (--help tells the rest)");
    return -EINVAL;
}

/* Options come in the order they are written: `--clean --bounce 1` has only bounces. */
int options_parse(struct options *self, int argc, char **argv, char *why, size_t why_size)
{
    struct option choices[CHOICES + 1];
    int choice;

    fill_choices(choices);
    opterr = 0;
    optind = 0;
    while ((choice = getopt_long(argc, argv, "", choices, NULL)) != -1) {
        if (choice == CHOICE_HELP) {
            print_help();
            return 1;
        }
        if (choice == CHOICE_VERSION) {
            puts("lampion-place " LAMPION_VERSION);
            return 1;
        }
        if (choice == '?') {
            snprintf(why, why_size, "%s: unknown, or its value is missing; --help tells them",
                     argv[optind - 1]);
            return -EINVAL;
        }
        if (choice == CHOICE_CLEAN) {
            make_clean(self);
        } else if (choice == CHOICE_WARM_UP) {
            self->warm_up = true;
        } else if (read_value(self, &rows[choice], optarg) < 0) {
            complain(&rows[choice], optarg, why, why_size);
            return -EINVAL;
        }
    }
    if (optind < argc) {
        snprintf(why, why_size, "%s: not an option; --help tells them", argv[optind]);
        return -EINVAL;
    }
    return finish(self, why, why_size);
}

void options_describe(const struct options *self, char *text, size_t size)
{
    char start[INSTANT_TEXT_SIZE], day_start[INSTANT_TEXT_SIZE], lag[32] = "";

    if (self->lag_ms > 0)
        snprintf(lag, sizeof lag, " --lag %g", self->lag_ms);
    instant_format(self->start_s, start);
    instant_format(self->day_start_s, day_start);
    if (self->passages) {
        snprintf(text, size, "lampion-place --seed %llu --passages FILE",
                 (unsigned long long)self->seed);
        return;
    }
    snprintf(text, size,
             "lampion-place --seed %llu\n--start %s --day-start %s --hours %.9g --open-hours %.9g\n"
             "--seats %d --visits %d --weekend %g --bustle %g\n--bounce %g --wriggle %g --coat %g\n"
             "--side-by-side %g --turn-back %g --dither %g --bag-swing %g%s%s",
             (unsigned long long)self->seed, start, day_start, (double)self->span_ms / HOUR_MS,
             (double)self->open_ms / HOUR_MS, self->seats, self->visits, self->weekend,
             self->bustle, self->bounce, self->wriggle, self->coat, self->side_by_side,
             self->turn_back, self->dither, self->bag_swing, lag,
             self->warm_up ? " --warm-up" : "");
}
