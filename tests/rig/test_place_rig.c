/* Ten minutes of the simulated place through 64 lines of a real kernel into the real agent: it says
 * what `lampion-agent replay` says of the same trace, each event within a millisecond. Run inside
 * the rig by tests/rig/boot with a processor that takes no time: a busy one would pull late. */
#include "tests/unit/test.h"

#include "hw/trace.h"
#include "tests/rig/gpio_sim.h"
#include "tests/support/process.h"
#include "tests/support/until.h"
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

enum { SEATS = 61, LINES = SEATS + 3, EVENTS_MAX = 20000, SKIPPED = 77 };
enum { LATEST_MS = 1, AFTER_MS = 30000, LEAD_MS = 1000 };

static char names[LINES][LINES_NAME_MAX];

struct said {
    char sensor[33];
    char what[96];
    int64_t t_ms;
};

struct word_list {
    struct said list[EVENTS_MAX];
    size_t count;
};

static struct word_list heard, replayed;

static void write_config(const char *path)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fprintf(out, "place: town\nagent: all\nbroker: {uri: \"mqtt://127.0.0.1:1883\"}\n"
                 "lines: {source: gpio, chip: place}\nsensors:\n");
    for (int i = 0; i < SEATS; i++)
        fprintf(out, "  - {id: s%d, kind: seat, line: %s, active: high, bias: as-is}\n", i + 1,
                names[i]);
    fprintf(out, "  - {id: room, kind: pir, line: motion, bias: as-is, warm_up: 0s}\n"
                 "  - {id: door, kind: beam-pair, lines: {outer: outer, inner: inner}, "
                 "active: low, bias: as-is}\n");
    assert_int_equal(fclose(out), 0);
}

/* The three traces of the place as one, sorted by time. */
static void write_trace(void)
{
    assert_int_equal(shell("%s --out /tmp/place --seats %d --hours 0.16667 --seed 7 --bustle 6 "
                           ">/tmp/place.log 2>&1",
                           LAMPION_PLACE, SEATS),
                     0);
    assert_int_equal(shell("cd /tmp/place && { echo t,line,level; cat desks.csv meeting.csv "
                           "entrance.csv | grep '^[0-9]' | sort -s -t, -k1,1n; } >all.csv"),
                     0);
}

static void name_lines(void)
{
    for (int i = 0; i < SEATS; i++)
        snprintf(names[i], sizeof names[i], "seat-%02d", i + 1);
    strcpy(names[SEATS], "motion");
    strcpy(names[SEATS + 1], "outer");
    strcpy(names[SEATS + 2], "inner");
}

static unsigned line_of(const char *name)
{
    unsigned line = 0;
    while (line < LINES && strcmp(names[line], name) != 0)
        line++;
    assert_in_range(line, 0, LINES - 1);
    return line;
}

static void sleep_until_ms(int64_t t_ms)
{
    const struct timespec until = {.tv_sec = t_ms / 1000, .tv_nsec = t_ms % 1000 * 1000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

/* Pulls what the trace has: its beginning (`from_ms` < 0), or the edges after it, on their time.
 * How many. */
static int play(const struct gpio_sim *chip, int64_t from_ms)
{
    char why[LINES_WHY_MAX];
    struct trace trace;
    struct trace_row row;
    int pulls = 0, more;
    FILE *file = fopen("/tmp/place/all.csv", "r");
    assert_non_null(file);
    trace_start(&trace, file, "all.csv");
    while ((more = trace_next(&trace, &row, why)) > 0) {
        if ((row.t_ms == 0) != (from_ms < 0))
            continue;
        if (from_ms >= 0)
            sleep_until_ms(from_ms + row.t_ms);
        assert_int_equal(gpio_sim_pull(chip, line_of(row.line), row.level), 0);
        pulls++;
    }
    if (more < 0)
        fail_msg("%s", why);
    fclose(file);
    return pulls;
}

static const char *text_of(const json_t *event, const char *key, char *text, size_t size)
{
    const json_t *value = json_object_get(event, key);
    if (json_is_integer(value))
        snprintf(text, size, "%lld", (long long)json_integer_value(value));
    else
        snprintf(text, size, "%s", value ? json_string_value(value) : "");
    return text;
}

/* An event but for its time; beats are left out. */
static void note(struct word_list *words, const json_t *event, int64_t t_ms)
{
    static const char *const keys[] = {"k", "v", "dir", "n", "in", "out", "why"};
    struct said *said = &words->list[words->count];
    char text[40];
    if (!json_object_get(event, "s"))
        return;
    assert_true(words->count < EVENTS_MAX);
    *said = (struct said){.t_ms = t_ms};
    text_of(event, "s", said->sensor, sizeof said->sensor);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        size_t used = strlen(said->what);
        snprintf(said->what + used, sizeof said->what - used, " %s",
                 text_of(event, keys[i], text, sizeof text));
    }
    words->count++;
}

/* Of lines {"stream":…,"seq":…,"event":{…}} of a journal. */
static size_t read_journal(struct word_list *words, int64_t from_ms)
{
    char line[1024];
    FILE *file = fopen("/tmp/journal", "r");
    words->count = 0;
    while (file && fgets(line, sizeof line, file)) {
        json_t *root = json_loads(line, 0, NULL);
        json_t *event = json_object_get(root, "event");
        if (event)
            note(words, event, json_integer_value(json_object_get(event, "t")) - from_ms);
        json_decref(root);
    }
    if (file)
        fclose(file);
    return words->count;
}

/* "2026-10-05T08:03:12.345Z" since the eighth hour, in ms. */
static int64_t time_of(const char *at)
{
    int hour, minute, second, ms;
    assert_int_equal(sscanf(at, "%*d-%*d-%*dT%d:%d:%d.%dZ", &hour, &minute, &second, &ms), 4);
    return (((hour - 8) * 60 + minute) * 60 + second) * INT64_C(1000) + ms;
}

static void read_replay(struct word_list *words)
{
    char line[1024];
    assert_int_equal(shell("%s replay --config /tmp/all.yaml --start 2026-10-05T08:00:00Z "
                           "/tmp/place/all.csv >/tmp/replay.jsonl",
                           LAMPION_AGENT),
                     0);
    FILE *file = fopen("/tmp/replay.jsonl", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        json_t *event = json_loads(line, 0, NULL);
        note(words, event, time_of(json_string_value(json_object_get(event, "at"))));
        json_decref(event);
    }
    fclose(file);
}

/* The next event of a sensor from `from` on. */
static const struct said *next(const struct word_list *words, const char *sensor, size_t *from)
{
    while (*from < words->count)
        if (strcmp(words->list[(*from)++].sensor, sensor) == 0)
            return &words->list[*from - 1];
    return NULL;
}

/* Sensor by sensor, for within a millisecond two sensors may change places. */
static int64_t compare(const char *sensor)
{
    const struct said *a, *b;
    size_t i = 0, k = 0;
    int64_t latest_ms = 0;
    do {
        a = next(&heard, sensor, &i);
        b = next(&replayed, sensor, &k);
        if (!a != !b || (a && strcmp(a->what, b->what) != 0))
            fail_msg("%s said%s at %lld ms, the trace%s at %lld ms", sensor,
                     a ? a->what : " nothing", a ? (long long)a->t_ms : 0, b ? b->what : " nothing",
                     b ? (long long)b->t_ms : 0);
        /* At 0 the trace only says how the lines are, and the agent is there already. */
        int64_t late_ms = a && b->t_ms > 0 ? llabs(a->t_ms - b->t_ms) : 0;
        if (late_ms > LATEST_MS)
            fail_msg("%s said%s %lld ms off", sensor, a->what, (long long)(a->t_ms - b->t_ms));
        latest_ms = late_ms > latest_ms ? late_ms : latest_ms;
    } while (a);
    return latest_ms;
}

static void the_place_through_sixty_four_lines(void **state)
{
    (void)state;
    struct gpio_sim chip;
    struct process agent = {0};
    const char *pointers[LINES];
    char sensor[33];
    int64_t latest_ms = 0;
    name_lines();
    for (int i = 0; i < LINES; i++)
        pointers[i] = names[i];
    write_trace();
    write_config("/tmp/all.yaml");
    assert_int_equal(gpio_sim_create(&chip, "place", LINES, pointers), 0);
    assert_int_equal(play(&chip, -1), LINES);
    process_start(&agent, "/tmp/agent.log",
                  (const char *[]){LAMPION_AGENT, "run", "--config", "/tmp/all.yaml", "--journal",
                                   "/tmp/journal", NULL});
    for (int64_t end_ms = until_ms(20000); read_journal(&heard, 0) < SEATS + 1;) {
        if (until_over(end_ms))
            process_show(&agent);
        assert_false(until_over(end_ms));
        usleep(100000);
    }
    int64_t from_ms = real_ms() + LEAD_MS;
    int pulls = play(&chip, from_ms);
    usleep(AFTER_MS * 1000);
    process_stop(&agent);
    read_journal(&heard, from_ms);
    read_replay(&replayed);
    for (int i = 0; i < SEATS + 2; i++) {
        snprintf(sensor, sizeof sensor, "s%d", i + 1);
        int64_t late_ms = compare(i < SEATS ? sensor : i == SEATS ? "room" : "door");
        latest_ms = late_ms > latest_ms ? late_ms : latest_ms;
    }
    assert_true(pulls > 500 && heard.count > 200);
    printf("%d pulls in %d lines, %zu events as of the trace, at most %d ms off\n", pulls, LINES,
           heard.count, (int)latest_ms);
    gpio_sim_destroy(&chip);
}

int main(void)
{
    if (access("/sys/kernel/config/gpio-sim", F_OK)) {
        printf("skipped: no gpio-sim in this kernel; run it by tests/rig/boot\n");
        return SKIPPED;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_place_through_sixty_four_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
