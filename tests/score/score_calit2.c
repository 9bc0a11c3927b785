/* CalIt2 (UCI #156): known events among the people who came through a door, found causally.
 *
 * The in-flow of 15 weeks, half hour by half hour, each judged by what came before it alone, from
 * the first half hour on: no learning time is left out, neither of alarms nor of events. An event
 * counts as found when at least one half hour of an alarm overlaps it (a half hour is the one
 * *before* the time of its row, as CalIt2.names says); an alarm is a run of half hours without a
 * break. The list of events is known to be incomplete: precision is a lower bound. */
#include "tests/score/row.h"

#include "dashboard/civil.h"
#include "dashboard/presence/unusual.h"
#include "tests/replay/door_counts.h"
#include "tests/unit/test.h"

#include <string.h>

#define SLOTS 48
#define DAY_MS 86400000LL
#define EVENTS_MAX 40
#define PUBLISHED "Ihler et al. 2006 (not causal): 30 of 30 at about 98 alarms"

struct event {
    int64_t from_ms, to_ms;
    bool found, found_high;
};

struct scene {
    struct door_counts counts;
    struct event events[EVENTS_MAX];
    int event_count;
};

struct result {
    int found;      /* events */
    int found_high; /* by a half hour that is unusual itself, not by a gap or the end of an alarm */
    int alarms, alarms_right;
};

static void read_events(struct scene *self, const char *path)
{
    char line[128];
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        int month, day, year, from_h, from_m, to_h, to_m;
        if (sscanf(line, "%d/%d/%d,%d:%d:%*d,%d:%d", &month, &day, &year, &from_h, &from_m, &to_h,
                   &to_m) != 7)
            continue;
        assert_true(self->event_count < EVENTS_MAX);
        int64_t day_ms = civil_days(2000 + year, month, day) * DAY_MS;
        self->events[self->event_count++] = (struct event){
            day_ms + (from_h * 60 + from_m) * 60000LL, day_ms + (to_h * 60 + to_m) * 60000LL};
    }
    fclose(file);
}

/* Marks the events that the half hour overlaps; whether there is one. */
static bool mark(struct scene *self, int64_t start_ms, bool high)
{
    bool any = false;
    for (int i = 0; i < self->event_count; i++) {
        struct event *event = &self->events[i];
        if (start_ms >= event->to_ms || start_ms + DOOR_SLOT_MS <= event->from_ms)
            continue;
        event->found = any = true;
        event->found_high = event->found_high || high;
    }
    return any;
}

static struct result play(struct scene *self, const struct unusual_params *params, bool out)
{
    struct result result = {0};
    struct unusual *unusual = unusual_new(SLOTS, params);
    bool before = false, right = false;
    assert_non_null(unusual);
    for (int i = 0; i < self->event_count; i++)
        self->events[i].found = self->events[i].found_high = false;
    for (size_t i = 0; i < self->counts.count; i++) {
        const struct door_slot *slot = &self->counts.slots[i];
        struct unusual_now now =
            unusual_put(unusual, slot->start_ms / DAY_MS,
                        (int)(slot->start_ms % DAY_MS / DOOR_SLOT_MS), out ? slot->out : slot->in);
        if (now.on && !before) {
            result.alarms++;
            right = false;
        }
        if (now.on && mark(self, slot->start_ms, now.high) && !right) {
            result.alarms_right++;
            right = true;
        }
        before = now.on;
    }
    for (int i = 0; i < self->event_count; i++) {
        result.found += self->events[i].found;
        result.found_high += self->events[i].found_high;
    }
    unusual_free(unusual);
    return result;
}

static void row(const char *method, const struct scene *scene, const struct result *result,
                const char *note)
{
    char figures[100];
    snprintf(figures, sizeof figures, "%2d of %d  %6d  %6.3f  %9.3f", result->found,
             scene->event_count, result->alarms, (double)result->found / scene->event_count,
             result->alarms ? (double)result->alarms_right / result->alarms : 0);
    score_row(method, figures, note);
}

#define TWICE(member) twice.member *= 2, half.member /= 2

static void row_twice(struct scene *scene, const char *name, const struct unusual_params *twice,
                      const struct unusual_params *half)
{
    char method[80];
    struct result result = play(scene, twice, false);
    snprintf(method, sizeof method, "%s x 2", name);
    row(method, scene, &result, "");
    result = play(scene, half, false);
    snprintf(method, sizeof method, "%s / 2", name);
    row(method, scene, &result, "");
}

static void sensitivity(struct scene *scene)
{
#define ROW(member)                                                                                \
    do {                                                                                           \
        struct unusual_params twice = unusual_standard, half = unusual_standard;                   \
        TWICE(member);                                                                             \
        row_twice(scene, #member, &twice, &half);                                                  \
    } while (0)
    ROW(per_week);
    ROW(stop);
    ROW(size);
    ROW(recency);
    ROW(pool_recency);
    ROW(pool_days);
    ROW(cut);
    ROW(window_min);
    ROW(gap_min);
#undef ROW
}

/* A plain threshold of the same code: no window, no hysteresis. */
static struct unusual_params plain(void)
{
    struct unusual_params params = unusual_standard;
    params.window_min = 30;
    params.gap_min = 0;
    params.stop = params.per_week / (7.0 * SLOTS);
    return params;
}

static int judge(struct scene *scene)
{
    struct result ours = play(scene, &unusual_standard, false);
    struct result high = ours, out = play(scene, &unusual_standard, true);
    struct unusual_params threshold = plain();
    struct result bare = play(scene, &threshold, false);
    high.found = high.found_high;
    score_head("CalIt2, known events from the in-flow", "  events  alarms  recall  precision");
    row("Lampion, defaults, causal from day one", scene, &ours, PUBLISHED);
    row("  by a half hour unusual in itself", scene, &high, "");
    row("  from the out-flow", scene, &out, "");
    row("plain threshold of the same base", scene, &bare, "published plain threshold: 21 of 30");
    bool met = score_demand_least("events found", ours.found, 28);
    met = score_demand_most("alarms", ours.alarms, 80) && met;
    sensitivity(scene);
    return met ? 0 : 1;
}

int main(void)
{
    char *data = score_data("calit2/CalIt2.data"), *events = score_data("calit2/CalIt2.events");
    struct scene scene = {0};
    int status = SCORE_SKIPPED;
    if (data && events) {
        door_counts_read(&scene.counts, data);
        read_events(&scene, events);
        status = judge(&scene);
        door_counts_free(&scene.counts);
    }
    free(data);
    free(events);
    return status;
}
