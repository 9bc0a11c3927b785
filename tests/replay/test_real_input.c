/* Real input: recordings made by others go through the agent's trace source, a broker, the
 * collector and into the history, in simulated time; the totals are those of the files, by
 * arithmetic of the test's own. */
#include "tests/replay/scene.h"
#include "tests/unit/test.h"

#include "tests/support/until.h"

#include <string.h>
#include <unistd.h>

#define MINUTE_MS 60000
#define PATIENCE_MS 60000 /* without any news in the history */
#define SPEED_CALIT2 300000
#define SPEED_UCI 30000

/* Adds up the passages by half hour; their own totals must tell the same at every step. */
static void sum_passages(const struct history *history, struct door_counts *slots)
{
    int64_t in = 0, out = 0;
    for (size_t i = 0; i < history->count; i++) {
        const struct history_row *row = &history->rows[i];
        assert_int_not_equal(row->kind, ROW_FAULT);
        if (row->kind != ROW_PASS)
            continue;
        int64_t slot = (row->at_ms - slots->slots[0].start_ms) / DOOR_SLOT_MS;
        assert_true(slot >= 0 && slot < (int64_t)slots->count);
        assert_string_equal(row->sensor, "door");
        *(row->value > 0 ? &in : &out) += llabs(row->value);
        *(row->value > 0 ? &slots->slots[slot].in : &slots->slots[slot].out) += llabs(row->value);
        assert_int_equal(row->value2, in);
        assert_int_equal(row->value3, out);
    }
}

static size_t slots_that_differ(const struct door_counts *file, const struct history *history)
{
    struct door_counts kept = {calloc(file->count, sizeof *kept.slots), file->count};
    size_t differ = 0;
    kept.slots[0].start_ms = file->slots[0].start_ms;
    sum_passages(history, &kept);
    for (size_t i = 0; i < file->count; i++)
        differ += file->slots[i].in != kept.slots[i].in || file->slots[i].out != kept.slots[i].out;
    door_counts_free(&kept);
    return differ;
}

static void check_calit2(const struct playback *play, const struct playback_agent *agent,
                         const struct door_counts *file)
{
    char path[256];
    struct history history;
    struct door_slot sum = door_counts_sum(file);
    int64_t end_ms = sum.start_ms + (int64_t)file->count * DOOR_SLOT_MS;
    history_read(&history, playback_history(play, path), agent->stream);
    history_check_whole(&history);
    size_t beats = history_check_beats(&history, sum.start_ms, end_ms);
    size_t differ = slots_that_differ(file, &history);
    const struct history_row *last = &history.rows[history.count - 1];
    while (last->kind != ROW_PASS)
        last--;
    printf("calit2: %zu half hours, %lld in, %lld out; history: %lld in, %lld out, %zu half hours "
           "differ, %zu beats, %zu events, 0 lost\n",
           file->count, (long long)sum.in, (long long)sum.out, (long long)last->value2,
           (long long)last->value3, differ, beats, history.count);
    assert_int_equal(last->value2, sum.in);
    assert_int_equal(last->value3, sum.out);
    assert_int_equal(differ, 0);
    assert_int_equal(beats, (end_ms - sum.start_ms) / MINUTE_MS);
    history_free(&history);
}

static bool read_people(const struct town *town, long long people[3])
{
    static const char *const names[] = {"low", "best", "high"};
    bool whole = true;
    json_t *place = town_place(town);
    for (int i = 0; i < 3; i++) {
        char path[40], text[32];
        snprintf(path, sizeof path, "zones.0.present.%s", names[i]);
        town_value(place, path, text, sizeof text);
        whole = sscanf(text, "%lld", &people[i]) == 1 && whole;
    }
    json_decref(place);
    return whole;
}

/* The page has an estimate, and says how sure it is; what the door counted is the history's. */
static void check_page(const struct town *town, int64_t counted)
{
    long long people[3];
    for (int64_t end_ms = until_ms(20000); !read_people(town, people); usleep(50000))
        if (until_over(end_ms))
            fail_msg("the page does not say how many are there");
    printf("calit2: the door counted %lld more in than out, the page says %lld, %lld to %lld\n",
           (long long)counted, people[1], people[0], people[2]);
    assert_true(people[0] >= 0 && people[0] <= people[1] && people[1] <= people[2]);
}

/* 15 weeks of a door: every passage once, in its half hour. */
static void test_calit2(void **state)
{
    struct door_counts file;
    struct playback *play = scene_open(*state, 0, SPEED_CALIT2);
    struct playback_agent agent = {.name = "entrance", .sensors = scene_door};
    scene_read_door(&file);
    struct door_slot sum = door_counts_sum(&file);
    int64_t inside = door_counts_inside_before(&file);
    int64_t end_ms = sum.start_ms + (int64_t)file.count * DOOR_SLOT_MS;

    playback_count(play, sum.start_ms, "house", inside);
    char *trace = scene_door_trace(play, file.slots, file.count);
    agent.trace = trace;
    playback_begin(play, sum.start_ms, &agent, 1);
    playback_wait(play, &agent, 1, end_ms, PATIENCE_MS);
    printf("calit2: played at %d times real time in %.1f s; /api/v1/place answered %zu of %zu\n",
           SPEED_CALIT2, playback_took_s(play), play->answered, play->asked);
    assert_int_equal(play->answered, play->asked);

    playback_look(play, end_ms);
    check_page(&play->town, inside + sum.in - sum.out);

    playback_end(play, &agent, 1);
    process_stop(&play->town.collector);
    check_calit2(play, &agent, &file);
    free(trace);
    door_counts_free(&file);
}

/* The motions of a sensor as the history has them. */
static struct motion_total kept_motion(const struct history *history, const char *sensor)
{
    struct motion_total total = {0};
    int64_t begin_ms = 0;
    bool first = true;
    for (size_t i = 0; i < history->count; i++) {
        const struct history_row *row = &history->rows[i];
        if (strcmp(row->sensor, sensor) != 0)
            continue;
        assert_int_equal(row->kind, ROW_LEVEL); /* no faults */
        assert_true(first || row->value != total.open);
        first = false;
        if (row->value) {
            total.periods++;
            begin_ms = row->at_ms;
        } else if (total.open) {
            total.ms += row->at_ms - begin_ms;
        }
        total.open = row->value != 0;
    }
    return total;
}

struct stretch {
    const struct motion_sample *samples;
    size_t count;
    int64_t start_ms, end_ms;
};

static size_t check_stretch(const struct playback *play, const struct playback_agent *agent,
                            const struct stretch *stretch, struct motion_total sums[MOTION_SENSORS])
{
    char path[256];
    struct history history;
    history_read(&history, playback_history(play, path), agent->stream);
    history_check_whole(&history);
    size_t beats = history_check_beats(&history, stretch->start_ms, stretch->end_ms);
    assert_int_equal(beats, (stretch->end_ms - stretch->start_ms + MINUTE_MS - 1) / MINUTE_MS);
    for (int sensor = 0; sensor < MOTION_SENSORS; sensor++) {
        struct motion_total due =
            motion_total(stretch->samples, stretch->count, sensor, scene_rules[sensor]);
        struct motion_total kept = kept_motion(&history, motion_names[sensor]);
        assert_int_equal(kept.periods, due.periods);
        assert_int_equal(kept.ms, due.ms);
        assert_int_equal(kept.open, due.open);
        sums[sensor].periods += kept.periods;
        sums[sensor].ms += kept.ms;
        sums[sensor].high_samples += due.high_samples;
        sums[sensor].open = due.open;
    }
    history_free(&history);
    return beats;
}

/* A stretch is observed by an agent of its own: between two of them nobody looked. */
static void play_stretch(struct playback *play, struct playback_agent *agent,
                         const struct stretch *stretch)
{
    char *trace = motion_trace(stretch->samples, stretch->count);
    agent->trace = trace;
    playback_begin(play, stretch->start_ms, agent, 1);
    playback_wait(play, agent, 1, stretch->end_ms + MINUTE_MS, PATIENCE_MS);
    free(trace);
}

static void look_at_rooms(struct playback *play, const struct stretch *last,
                          const struct motion_total sums[MOTION_SENSORS])
{
    playback_look(play, last->end_ms);
    for (int sensor = 0; sensor < MOTION_SENSORS; sensor++) {
        char name[32];
        snprintf(name, sizeof name, "zones.%d.state", SCENE_S6 + sensor);
        town_expect(&play->town, name, sums[sensor].open ? "busy" : "free", 20000);
    }
}

/* Days of two motion sensors, with gaps that nobody observed. */
static void test_uci(void **state)
{
    struct motion_samples file;
    struct playback *play = scene_open(*state, 0, SPEED_UCI);
    struct playback_agent agent = {.name = "room", .sensors = scene_pirs};
    struct motion_total sums[MOTION_SENSORS] = {0};
    size_t beats = 0, stretches = 0;
    double took_s = 0;
    scene_read_motion(&file);

    for (size_t first = 0, count; (count = motion_stretch(&file, first)); first += count) {
        const struct motion_sample *samples = &file.samples[first];
        struct stretch stretch = {samples, count, samples[0].t_ms, samples[count - 1].t_ms};
        play_stretch(play, &agent, &stretch);
        took_s += playback_took_s(play);
        if (first + count == file.count) {
            for (int sensor = 0; sensor < MOTION_SENSORS; sensor++)
                sums[sensor].open = samples[count - 1].level[sensor];
            look_at_rooms(play, &stretch, sums);
        }
        playback_end(play, &agent, 1);
        process_stop(&play->town.collector);
        beats += check_stretch(play, &agent, &stretch, sums);
        stretches++;
    }
    assert_int_equal(play->answered, play->asked);
    printf("uci: %zu samples in %zu stretches, %zu minutes known, played at %d times real time in "
           "%.1f s; /api/v1/place answered %zu of %zu\n",
           file.count, stretches, beats, SPEED_UCI, took_s, play->answered, play->asked);
    for (int sensor = 0; sensor < MOTION_SENSORS; sensor++)
        printf("uci: %s: %zu samples with motion → %zu motions of %.1f min in all, in the history "
               "as in the file\n",
               motion_names[sensor], sums[sensor].high_samples, sums[sensor].periods,
               (double)sums[sensor].ms / MINUTE_MS);
    motion_samples_free(&file);
}

/* One argument chooses a test by name. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_calit2, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(test_uci, scene_setup, scene_teardown),
    };
    if (!scene_has_recordings())
        return 77;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
