/* Head counts of a hall over 30 days with doors that miss people: the place's own estimator, with
 * the door alone and with seats and rooms to help, next to a plain count that is set to zero at
 * four every night and never below zero.
 *
 * Each row is 20 seeds of 30 days, read every minute from the first on, learning from nothing.
 * The opening is from 8 to 20 h; demands hold over it and over all time. */
#include "dashboard/presence/presence.h"
#include "tests/score/doors_crowd.h"
#include "tests/score/row.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAYS 30
#define PEAK 60
#define START_MS (1790553600000 + 6 * 3600000) /* a Monday, 6 h */

struct sums {
    double square[2];
    long told[2], within[2]; /* with an upper bound */
    double width[2];
    long minutes[2]; /* [0]: open, [1]: always */
};

struct watcher {
    struct place *place;
    struct presence *presence;
    size_t hall;
    struct sums sums;
};

static void sums_add(struct sums *self, bool open, double guess, int truth,
                     const struct present *present)
{
    for (int i = open ? 0 : 1; i < 2; i++) {
        self->minutes[i]++;
        self->square[i] += (guess - truth) * (guess - truth);
        if (!present || present->high == PRESENT_UNKNOWN)
            continue;
        self->told[i]++;
        self->within[i] += present->low <= truth && truth <= present->high;
        self->width[i] += (double)(present->high - present->low);
    }
}

static double rmse(const struct sums *self, int i)
{
    return sqrt(self->square[i] / (double)self->minutes[i]);
}

static struct place *make_place(bool helped)
{
    static char text[8000];
    char *end = text + sprintf(text,
                               "place: {id: p, name: P}\nzones:\n"
                               "  - {id: house, name: H, kind: hall%s}\n",
                               helped ? ", contains: [desks, r0, r1, r2, r3]" : "");
    if (helped) {
        end += sprintf(end, "  - id: desks\n    name: D\n    kind: seats\n    release: 15m\n"
                            "    seats:\n");
        for (int i = 0; i < CROWD_SEATS; i++)
            end += sprintf(end, "      - {id: s%d, sensor: a/s%d}\n", i, i);
        for (int i = 0; i < CROWD_ROOMS; i++)
            end += sprintf(end, "  - {id: r%d, name: R, kind: room, sensors: [a/r%d]}\n", i, i);
    }
    sprintf(end, "doors:\n  - {sensor: a/door, from: outside, to: house}\n");
    struct why why;
    struct place *place = place_parse("score", text, strlen(text), &why);
    if (!place) {
        fprintf(stderr, "%s\n", why.text);
        abort();
    }
    return place;
}

static void say(struct watcher *self, const char *name, int number, struct reading reading,
                int64_t now_ms)
{
    char sensor[ID_MAX];
    snprintf(sensor, sizeof sensor, number < 0 ? "%s" : "%s%d", name, number);
    reading.reason = READING_KNOWN;
    reading.word_ms = now_ms;
    reading.until_ms = now_ms + 120000;
    presence_read(self->presence, place_find_sensor(self->place, "a", sensor), &reading, now_ms);
}

/* What changed since `before`; all of it where there is no before. */
static void look(struct watcher *self, const struct crowd *crowd, const struct crowd *before,
                 bool helped, int64_t now_ms)
{
    if (!before || before->in != crowd->in || before->out != crowd->out)
        say(self, "door", -1,
            (struct reading){.has_totals = true, .in = crowd->in, .out = crowd->out, .epoch = "e"},
            now_ms);
    for (int i = 0; helped && i < CROWD_SEATS; i++)
        if (!before || before->seats[i] != crowd->seats[i])
            say(self, "s", i, (struct reading){.has_value = true, .value = crowd->seats[i]},
                now_ms);
    for (int i = 0; helped && i < CROWD_ROOMS; i++)
        if (!before || !before->rooms[i] != !crowd->rooms[i])
            say(self, "r", i, (struct reading){.has_value = true, .value = crowd->rooms[i] > 0},
                now_ms);
    presence_update(self->presence, now_ms);
}

static void watch(struct watcher *self, const struct crowd *crowd, const struct crowd *before,
                  bool helped)
{
    int64_t now_ms = START_MS + crowd->minute * 60000LL;
    look(self, crowd, before, helped, now_ms);
    struct present present = presence_zone(self->presence, self->hall)->present;
    sums_add(&self->sums, crowd_is_open(crowd), (double)present.best, crowd->present, &present);
}

struct outcome {
    struct sums plain, helped[2]; /* [1]: by seats and rooms */
    double peak;
};

static int plain_count(int count, const struct crowd *crowd, const struct crowd *before)
{
    if ((crowd->minute + 6 * 60) % 1440 == 4 * 60)
        return 0;
    count += crowd->in - before->in - (crowd->out - before->out);
    return count < 0 ? 0 : count;
}

static void add(struct sums *total, const struct sums *more)
{
    for (int i = 0; i < 2; i++) {
        total->square[i] += more->square[i];
        total->told[i] += more->told[i];
        total->within[i] += more->within[i];
        total->width[i] += more->width[i];
        total->minutes[i] += more->minutes[i];
    }
}

static void live_a_month(const struct crowd_habits *habits, bool counted, uint64_t seed,
                         struct outcome *outcome)
{
    struct crowd *crowd = malloc(2 * sizeof *crowd), *before = crowd + 1;
    struct watcher watchers[2] = {0};
    crowd_start(crowd, habits, seed);
    for (int i = 0; i < 2; i++) {
        watchers[i].place = make_place(i);
        watchers[i].presence = presence_new(watchers[i].place);
        watchers[i].hall = place_find_zone(watchers[i].place, "house");
        look(&watchers[i], crowd, NULL, i, START_MS);
        if (counted) /* as the README advises when a door is new */
            presence_count(watchers[i].presence, watchers[i].hall, crowd->present, START_MS);
    }
    int plain = 0, peak = 0;
    for (int minute = 0; minute < DAYS * 1440; minute++) {
        *before = *crowd;
        crowd_step(crowd);
        plain = plain_count(plain, crowd, before);
        sums_add(&outcome->plain, crowd_is_open(crowd), plain, crowd->present, NULL);
        for (int i = 0; i < 2; i++)
            watch(&watchers[i], crowd, before, i);
        peak = crowd->present > peak ? crowd->present : peak;
    }
    outcome->peak += peak;
    for (int i = 0; i < 2; i++) {
        add(&outcome->helped[i], &watchers[i].sums);
        presence_free(watchers[i].presence);
        place_free(watchers[i].place);
    }
    free(crowd);
}

static void print_rows(const char *name, const struct outcome *outcome)
{
    static const char *const whens[] = {"open", "always"};
    static const char *const withs[] = {"door alone", "seats and rooms"};
    for (int with = 0; with < 2; with++) {
        for (int when = 0; when < 2; when++) {
            const struct sums *ours = &outcome->helped[with];
            double told = (double)ours->told[when];
            char method[80], figures[100];
            snprintf(method, sizeof method, "%s, %s, %s", name, withs[with], whens[when]);
            snprintf(figures, sizeof figures, "%6.2f %8.2f %7.3f %9.4f %11.3f %7.3f",
                     rmse(ours, when), rmse(&outcome->plain, when),
                     rmse(ours, when) / rmse(&outcome->plain, when),
                     (double)ours->within[when] / told, ours->width[when] / told / PEAK,
                     told / (double)ours->minutes[when]);
            score_row(method, figures, "");
        }
    }
}

static bool meet(const char *name, const struct outcome *outcome)
{
    static const double most[] = {0.8, 0.4};
    bool met = true;
    for (int with = 0; with < 2; with++) {
        for (int when = 0; when < 2; when++) {
            const struct sums *ours = &outcome->helped[with];
            double told = (double)ours->told[when];
            char what[120];
            const char *how = with ? "seats and rooms" : "door alone";
            const char *over = when ? "always" : "open";
            snprintf(what, sizeof what, "%s, %s, %s: RMSE / plain", name, how, over);
            met &=
                score_demand_most(what, rmse(ours, when) / rmse(&outcome->plain, when), most[with]);
            snprintf(what, sizeof what, "%s, %s, %s: coverage", name, how, over);
            met &= score_demand_least(what, (double)ours->within[when] / told, 0.9);
            snprintf(what, sizeof what, "%s, %s, %s: width / peak", name, how, over);
            met &= score_demand_most(what, ours->width[when] / told / PEAK, 0.2);
        }
    }
    return met;
}

struct scenario {
    const char *name;
    struct crowd_habits habits;
    bool uncounted, stress;
};

int main(void)
{
    static const struct scenario scenarios[] = {
        {"5 % missed each way", {.visits = 165, .miss_in = 0.05, .miss_out = 0.05}},
        {"5 % in, 2 % out", {.visits = 165, .miss_in = 0.05, .miss_out = 0.02}},
        {"nothing missed", {.visits = 165}, .stress = true},
        {"12 % missed each way",
         {.visits = 165, .miss_in = 0.12, .miss_out = 0.12},
         .stress = true},
        {"2 % in, 5 % out", {.visits = 165, .miss_in = 0.02, .miss_out = 0.05}, .stress = true},
        {"1 % of nights",
         {.visits = 165, .miss_in = 0.05, .miss_out = 0.05, .overnight = 0.01},
         .stress = true},
        {"7 inside at first, nobody counts",
         {.visits = 165, .miss_in = 0.05, .miss_out = 0.05, .at_start = 7},
         .uncounted = true,
         .stress = true},
        {"closed for 9 days",
         {.visits = 165, .miss_in = 0.05, .miss_out = 0.05, .closed_from = 10, .closed_days = 9},
         .stress = true},
        {"evening events",
         {.visits = 165, .miss_in = 0.05, .miss_out = 0.05, .party = 0.1},
         .stress = true},
    };
    const char *seeds_text = getenv("LAMPION_SEEDS");
    int seeds = seeds_text ? atoi(seeds_text) : 20;
    const char *first_text = getenv("LAMPION_FIRST_SEED");
    int first = first_text ? atoi(first_text) : 1;
    bool met = true;
    struct outcome outcomes[sizeof scenarios / sizeof *scenarios] = {0};
    score_head("Simulated doors: 30 days, peak of 60, 20 seeds",
               "  ours    plain   ratio  coverage  width/peak    told");
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        int runs = scenarios[i].stress ? (seeds + 3) / 4 : seeds;
        for (int seed = first; seed < first + runs; seed++)
            live_a_month(&scenarios[i].habits, !scenarios[i].uncounted, (uint64_t)seed * 1000003,
                         &outcomes[i]);
        print_rows(scenarios[i].name, &outcomes[i]);
        if (!i)
            printf("  (greatest head count of the month, mean: %.1f)\n", outcomes[i].peak / runs);
    }
    for (int i = 0; i < 2; i++)
        met = meet(scenarios[i].name, &outcomes[i]) && met;
    return met ? 0 : 1;
}
