/* The clock seam: simulated time means the same at every speed. Half an hour of real input is
 * played at two speeds and by `lampion-agent replay`; the history must be the same, and nothing
 * that the page said on the way may be untrue. */
#include "agent/common/time.h"
#include "tests/replay/live_words.h"
#include "tests/replay/scene.h"
#include "tests/unit/test.h"

#include <string.h>
#include <unistd.h>

#define MINUTE_MS 60000
#define SEAM_MS 1800000 /* of both recordings */

/* What an agent's trace is, once it was played. */
struct telling {
    char *lines; /* as `lampion-agent replay` writes them */
    size_t events, beats;
};

static void tell(FILE *to, const struct history_row *row, const char *agent,
                 struct telling *telling)
{
    char line[512];
    history_line(row, agent, line, sizeof line);
    fprintf(to, "%s\n", line);
    telling->events++;
    telling->beats += row->kind == ROW_BEAT;
}

/* The first SEAM_MS of an agent's stream. */
static struct telling tell_history(const struct playback *play, const struct playback_agent *agent)
{
    char path[256];
    struct telling telling = {0};
    struct history history;
    size_t size;
    FILE *to = open_memstream(&telling.lines, &size);
    history_read(&history, playback_history(play, path), agent->stream);
    history_check_whole(&history);
    history_check_beats(&history, play->origin_ms, INT64_MAX);
    for (size_t i = 0; i < history.count; i++)
        if (history.rows[i].at_ms < play->origin_ms + SEAM_MS)
            tell(to, &history.rows[i], agent->name, &telling);
    history_free(&history);
    fclose(to);
    return telling;
}

/* The same by `lampion-agent replay`, which ends with the last word of a sensor. */
static char *tell_replay(const struct playback *play, const struct playback_agent *agent,
                         const char *start)
{
    const char *folder = play->town.folder, *name = agent->name;
    char *command = NULL, *text = NULL;
    size_t size = 0;
    assert_true(asprintf(&command, "%s replay --config %s/%s.yaml --start %s %s/%s.csv",
                         LAMPION_AGENT, folder, name, start, folder, name) > 0);
    FILE *replay = popen(command, "re");
    assert_non_null(replay);
    assert_true(getdelim(&text, &size, 0, replay) > 0);
    assert_int_equal(pclose(replay), 0);
    free(command);
    return text;
}

/* Nothing that the page ever said was untrue, and it ends with what the totals say. */
static void check_live(const struct playback *play, const struct playback_agent agents[2],
                       const struct live_words *words, int64_t inside)
{
    char path[256];
    struct history history;
    size_t known[MOTION_SENSORS];
    history_read(&history, playback_history(play, path), agents[1].stream);
    for (size_t sensor = 0; sensor < MOTION_SENSORS; sensor++) {
        known[sensor] =
            live_words_check_room(words, &history, motion_names[sensor], sensor, SCENE_HOLD_MS);
        assert_true(known[sensor] > 0);
    }
    history_free(&history);
    history_read(&history, playback_history(play, path), agents[0].stream);
    size_t doors = live_words_check_door(words, &history, inside);
    assert_true(doors > 0);
    history_free(&history);
    printf("seam: at speed %g %zu live words; the hall was known in %zu, the rooms in %zu and "
           "%zu, and none was untrue\n",
           play->speed, words->count, doors, known[0], known[1]);
}

/* A trace of both recordings at a speed, followed on the live stream. */
static void play_seam(struct playback *play, const struct door_slot *slot,
                      struct playback_agent agents[2])
{
    char people[32];
    struct live_words words;
    int64_t inside = slot->out; /* all may leave first */
    playback_count(play, slot->start_ms, "house", inside);
    playback_begin(play, slot->start_ms, agents, 2);
    live_words_open(&words, play->town.port);
    while (!playback_is_at(play, agents, 2, slot->start_ms + SEAM_MS))
        live_words_follow(&words, 200);
    live_words_close(&words);
    snprintf(people, sizeof people, "%lld", (long long)(inside + slot->in - slot->out));
    town_expect(&play->town, "zones.0.present.best", people, 20000);
    playback_end(play, agents, 2);
    process_stop(&play->town.collector);
    check_live(play, agents, &words, inside);
    live_words_free(&words);
}

static void compare_seam(struct playback plays[2], struct playback_agent agents[2][2],
                         const char *start)
{
    for (int i = 0; i < 2; i++) {
        struct telling slow = tell_history(&plays[0], &agents[0][i]);
        struct telling fast = tell_history(&plays[1], &agents[1][i]);
        char *replay = tell_replay(&plays[0], &agents[0][i], start);
        printf("seam: %s: %zu events, %zu of them beats, the same at both speeds and by replay\n",
               agents[0][i].name, slow.events, slow.beats);
        assert_string_equal(slow.lines, fast.lines);
        /* Replay says no more beats after the sensors' last word. */
        if (strncmp(slow.lines, replay, strlen(replay)) != 0)
            assert_string_equal(slow.lines, replay);
        for (const char *rest = slow.lines + strlen(replay); *rest; rest = strchr(rest, '\n') + 1)
            assert_non_null(strstr(rest, "\"k\":\"beat\"}"));
        free(slow.lines);
        free(fast.lines);
        free(replay);
    }
}

/* The liveliest half hour of a PIR that is whole. */
static size_t liveliest(const struct motion_samples *file)
{
    size_t best = 0, most = 0;
    for (size_t first = 0; first < file->count; first++) {
        size_t changes = 0, i = first + 1;
        for (; i < file->count && file->samples[i].t_ms < file->samples[first].t_ms + SEAM_MS; i++)
            changes += file->samples[i].level[0] != file->samples[i - 1].level[0];
        if (changes > most && i < file->count &&
            file->samples[i].t_ms < file->samples[first].t_ms + SEAM_MS + MINUTE_MS) {
            best = first;
            most = changes;
        }
    }
    return best;
}

static char *room_trace(void)
{
    struct motion_samples file;
    scene_read_motion(&file);
    size_t first = liveliest(&file), count = 0;
    while (file.samples[first + count].t_ms < file.samples[first].t_ms + SEAM_MS - MINUTE_MS)
        count++;
    char *trace = motion_trace(&file.samples[first], count);
    motion_samples_free(&file);
    return trace;
}

static void test_seam(void **state)
{
    static const double speeds[2] = {60, 600};
    struct scene *scene = *state;
    struct playback_agent agents[2][2];
    struct door_counts file;
    scene_read_door(&file);
    struct door_slot busiest = file.slots[door_counts_busiest(&file)];
    char start[TIME_TEXT_MAX], *rooms = room_trace();
    time_format_ms(busiest.start_ms, start);
    for (int i = 0; i < 2; i++) {
        struct playback *play = scene_open(scene, i, speeds[i]);
        char *door = scene_door_trace(play, &busiest, 1);
        agents[i][0] = (struct playback_agent){"entrance", scene_door, door};
        agents[i][1] = (struct playback_agent){"room", scene_pirs, rooms};
        play_seam(play, &busiest, agents[i]);
        free(door);
    }
    compare_seam(scene->plays, agents, start);
    free(rooms);
    door_counts_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_seam, scene_setup, scene_teardown),
    };
    if (!scene_has_recordings())
        return 77;
    setvbuf(stdout, NULL, _IOLBF, 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
