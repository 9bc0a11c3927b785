/* From a real line of a real kernel to the live stream, with the real programs in between. Run
 * inside the rig by tests/rig/boot. Every change is waited for on the stream before the next. */
#include "tests/unit/test.h"

#include "tests/rig/account.h"
#include "tests/rig/gpio_sim.h"
#include "tests/support/until.h"
#include "tests/system/viewer.h"
#include <string.h>
#include <unistd.h>

enum { CHIPS = 2, SKIPPED = 77, STEP_MS = 15 /* between pulls: well beyond the kernel's tick */ };

struct rig {
    struct gpio_sim chips[CHIPS];
    struct town town;
    struct viewer viewer;
    struct account account;
};

static int clean_up(void **state)
{
    struct rig *rig = *state;
    viewer_close(&rig->viewer);
    if (*rig->town.folder)
        town_close(&rig->town);
    for (int i = 0; i < CHIPS; i++)
        gpio_sim_destroy(&rig->chips[i]);
    *rig = (struct rig){0};
    return 0;
}

static int set_up(void **state)
{
    static struct rig rig;
    *state = &rig;
    return 0;
}

static void pull(const struct gpio_sim *chip, unsigned line, bool up)
{
    assert_int_equal(gpio_sim_pull(chip, line, up), 0);
    usleep(STEP_MS * 1000);
}

static void text_of(int number, char text[16])
{
    snprintf(text, 16, "%d", number);
}

/* A description of seats desks/s1... in zone 0, and what else is given of zones and doors. */
static void open_seats(struct rig *rig, int seats, const char *rest)
{
    char *place = NULL;
    size_t size;
    FILE *out = open_memstream(&place, &size);
    fprintf(out, "place: {id: town, name: Town, timezone: Europe/Paris}\nzones:\n"
                 "  - {id: openspace, name: O, kind: seats, release: 0s, seats: [");
    for (int i = 1; i <= seats; i++)
        fprintf(out, "%s{id: d%d, sensor: desks/s%d}", i > 1 ? ", " : "", i, i);
    fprintf(out, "]}\n%s", rest);
    fclose(out);
    town_open(&rig->town, TOWN_REAL_TIME, place);
    free(place);
}

static int count_free(const int *values, int seats)
{
    int count = 0;
    for (int i = 0; i < seats; i++)
        count += values[i] == 0;
    return count;
}

/* Starts an agent of `seats` seats, the lines of which stand so that they have these values. */
static void start_seats(struct rig *rig, int agent, int seats, const int *values)
{
    char sensor[16], free_count[16];
    int64_t from_ms = real_ms();
    text_of(count_free(values, seats), free_count);
    town_agent_start(&rig->town, agent);
    viewer_follow(&rig->viewer, "free", free_count);
    viewer_follow(&rig->viewer, "zones.0.unknown", "0");
    for (int i = 0; i < seats; i++) {
        snprintf(sensor, sizeof sensor, "s%d", i + 1);
        account_add(&rig->account, sensor, values[i], from_ms, real_ms());
    }
}

/* Pulls a seat's line; the free count follows, and nothing else is said on the way. */
static void pull_seat(struct rig *rig, int seat, bool up, int value, int free)
{
    char sensor[16], free_count[16];
    snprintf(sensor, sizeof sensor, "s%d", seat + 1);
    text_of(free, free_count);
    int64_t from_ms = real_ms();
    pull(&rig->chips[0], (unsigned)seat, up);
    viewer_follow(&rig->viewer, "free", free_count);
    account_add(&rig->account, sensor, value, from_ms, real_ms());
}

/* Everybody stops in good order; then the history is what was pulled. */
static void close_the_books(struct rig *rig)
{
    for (int i = 0; i < rig->town.agent_count; i++)
        process_stop(&rig->town.agents[i].process);
    process_stop(&rig->town.collector);
    account_check(&rig->account, &rig->town);
}

static void a_seat_is_followed(void **state)
{
    struct rig *rig = *state;
    static const char *const lines[] = {"S1", "S2", "S3"};
    static const char sensors[] =
        "  - {id: s1, kind: seat, line: S1, active: high, bias: pull-up, debounce: 5ms, "
        "confirm: 0s}\n"
        "  - {id: s2, kind: seat, line: S2, active: high, bias: pull-up, debounce: 5ms, "
        "confirm: 20ms}\n"
        "  - {id: s3, kind: seat, line: S3, active: high, bias: pull-up, debounce: 1s, "
        "confirm: 0s}\n";
    assert_int_equal(gpio_sim_create(&rig->chips[0], "seats", 3, lines), 0);
    open_seats(rig, 3, "");
    town_serve(&rig->town);
    viewer_open(&rig->viewer, &rig->town);
    viewer_expect(&rig->viewer, "free", "null");

    /* Open contacts: the pull-up that the agent asks for makes them high, that is taken. */
    int agent = town_agent_on(&rig->town, "desks", "{source: gpio, chip: seats}", sensors);
    start_seats(rig, agent, 3, (int[]){1, 1, 1});
    pull_seat(rig, 1, false, 0, 1);
    for (int i = 0; i < 7; i++) { /* oftener it would not be believed */
        pull_seat(rig, 0, false, 0, 2);
        pull_seat(rig, 0, true, 1, 1);
    }
    pull_seat(rig, 1, true, 1, 0);

    /* A contact that bounces for less than its debounce is one change. */
    int64_t from_ms = real_ms();
    for (int i = 0; i < 7; i++)
        pull(&rig->chips[0], 2, i % 2);
    viewer_follow(&rig->viewer, "free", "1");
    account_add(&rig->account, "s3", 0, from_ms, real_ms());
    close_the_books(rig);
}

enum { OUTER, INNER, MOTION };

/* The beams are active low: a body breaks them in this order. */
static void walk(struct rig *rig, int chip, const char *beams)
{
    for (; *beams; beams++) {
        pull(&rig->chips[chip], strchr("oO", *beams) ? OUTER : INNER, strchr("OI", *beams));
        usleep(45000);
    }
}

static const char walk_in[] = "oiOI", walk_out[] = "ioIO", turn_round[] = "oiIO";

struct passages {
    const char *expected[8];
    size_t count;
};

static int compare_passage(void *context, int columns, char **values, char **names)
{
    (void)columns, (void)names;
    struct passages *self = context;
    assert_non_null(self->expected[self->count]);
    assert_string_equal(values[0], self->expected[self->count++]);
    return 0;
}

static void a_door_is_followed(void **state)
{
    struct rig *rig = *state;
    static const char *const lines[] = {"OUTER", "INNER"};
    struct passages passages = {.expected = {"1 1 0", "-1 1 1", "1 2 1"}};
    assert_int_equal(gpio_sim_create(&rig->chips[0], "door", 2, lines), 0);
    town_open(&rig->town, TOWN_REAL_TIME,
              "place: {id: town, name: Town, timezone: Europe/Paris}\n"
              "zones: [{id: house, name: H, kind: hall, capacity: 20}]\n"
              "doors: [{sensor: entrance/door, from: outside, to: house}]\n");
    town_count(&rig->town, "house", 3);
    town_serve(&rig->town);
    viewer_open(&rig->viewer, &rig->town);
    viewer_expect(&rig->viewer, "zones.0.present.best", "null");
    town_agent_start(&rig->town,
                     town_agent_on(&rig->town, "entrance", "{source: gpio, chip: door}",
                                   "  - {id: door, kind: beam-pair, lines: {outer: OUTER, inner: "
                                   "INNER}, active: low, bias: pull-up}\n"));
    viewer_follow(&rig->viewer, "zones.0.present.best", "3");
    walk(rig, 0, walk_in);
    viewer_follow(&rig->viewer, "zones.0.present.best", "4");
    walk(rig, 0, walk_out);
    viewer_follow(&rig->viewer, "zones.0.present.best", "3");
    walk(rig, 0, turn_round); /* changes nothing: the next word is of the next passage */
    walk(rig, 0, walk_in);
    viewer_follow(&rig->viewer, "zones.0.present.best", "4");
    viewer_expect(&rig->viewer, "zones.0.present.low", "4");
    viewer_expect(&rig->viewer, "zones.0.present.high", "5"); /* doors miss people */
    close_the_books(rig);
    town_rows(&rig->town,
              "SELECT printf('%d %d %d', value, value2, value3) FROM event WHERE sensor NOT NULL "
              "ORDER BY seq",
              compare_passage, &passages);
    assert_int_equal(passages.count, 3);
}

/* A motion sensor, the agent of which has just been started. */
static void expect_still(struct rig *rig, const char *zone, int64_t started_ms)
{
    viewer_follow(&rig->viewer, zone, "free");
    account_add(&rig->account, "motion", 0, started_ms, real_ms());
}

/* Somebody moves and stops; how long the room was in use after that. */
static int64_t move(struct rig *rig, int chip, unsigned line, const char *zone)
{
    int64_t from_ms = real_ms();
    pull(&rig->chips[chip], line, true);
    viewer_follow(&rig->viewer, zone, "busy");
    account_add(&rig->account, "motion", 1, from_ms, real_ms());
    from_ms = real_ms();
    pull(&rig->chips[chip], line, false);
    viewer_follow(&rig->viewer, zone, "free");
    account_add(&rig->account, "motion", 0, from_ms, real_ms());
    return real_ms() - from_ms;
}

static void a_room_is_followed(void **state)
{
    struct rig *rig = *state;
    enum { HOLD_MS = 1000, COALESCE_MS = 200 };
    static const char *const lines[] = {NULL, "PIR"};
    assert_int_equal(gpio_sim_create(&rig->chips[0], "room", 2, lines), 0);
    town_open(&rig->town, TOWN_REAL_TIME,
              "place: {id: town, name: Town, timezone: Europe/Paris}\n"
              "zones: [{id: meeting, name: M, kind: room, hold: 1s, sensors: [meeting/motion]}]\n");
    town_serve(&rig->town);
    viewer_open(&rig->viewer, &rig->town);
    viewer_expect(&rig->viewer, "zones.0.state", "unknown");
    int64_t started_ms = real_ms();
    town_agent_start(&rig->town,
                     town_agent_on(&rig->town, "meeting", "{source: gpio, chip: room}",
                                   "  - {id: motion, kind: pir, line: PIR, bias: disabled, "
                                   "warm_up: 0s, coalesce: 200ms, blind: 0ms}\n"));
    expect_still(rig, "zones.0.state", started_ms);
    for (int i = 0; i < 2; i++)
        assert_true(move(rig, 0, 1, "zones.0.state") >= HOLD_MS + COALESCE_MS);
    close_the_books(rig);
}

enum { SEATS = 24, NAMED = 12 };

/* Half of the seats by name and half by offset; every third is wired the other way round. */
static bool is_active_low(int seat)
{
    return seat % 3 == 2;
}

static char *many_seats(void)
{
    char *sensors = NULL;
    size_t size;
    FILE *out = open_memstream(&sensors, &size);
    for (int i = 0; i < SEATS; i++)
        fprintf(out,
                "  - {id: s%d, kind: seat, line: %s%d, active: %s, bias: pull-up, debounce: 0ms, "
                "confirm: 0s}\n",
                i + 1, i < NAMED ? "L" : "", i, is_active_low(i) ? "low" : "high");
    fclose(out);
    return sensors;
}

static void make_two_chips(struct rig *rig)
{
    static const char *const entrance[] = {"L0", "L1", "L2"}; /* names that the other has, too */
    static char names[SEATS][8];
    const char *seats[SEATS];
    for (int i = 0; i < SEATS; i++) {
        snprintf(names[i], sizeof names[i], "L%d", i);
        seats[i] = i < NAMED ? names[i] : NULL;
    }
    assert_int_equal(gpio_sim_create(&rig->chips[0], "seats", SEATS, seats), 0);
    assert_int_equal(gpio_sim_create(&rig->chips[1], "entrance", 3, entrance), 0);
}

static void start_entrance(struct rig *rig)
{
    char lines[64];
    int64_t started_ms = real_ms();
    snprintf(lines, sizeof lines, "{source: gpio, chip: %s}", rig->chips[1].device);
    town_agent_start(&rig->town,
                     town_agent_on(&rig->town, "entrance", lines,
                                   "  - {id: door, kind: beam-pair, lines: {outer: 0, inner: L1}, "
                                   "active: low, bias: pull-up}\n"
                                   "  - {id: motion, kind: pir, line: L2, bias: pull-down, "
                                   "warm_up: 0s, coalesce: 0s, blind: 0s}\n"));
    expect_still(rig, "zones.1.state", started_ms);
    viewer_follow(&rig->viewer, "zones.2.present.best", "0");
}

/* After the agent's pull-up every line is high. */
static void start_desks(struct rig *rig, int *values)
{
    char *sensors = many_seats();
    int agent = town_agent_on(&rig->town, "desks", "{source: gpio, chip: seats}", sensors);
    free(sensors);
    for (int i = 0; i < SEATS; i++)
        values[i] = !is_active_low(i);
    start_seats(rig, agent, SEATS, values);
}

static void two_boards_at_once(void **state)
{
    struct rig *rig = *state;
    uint64_t seed = test_seed();
    int values[SEATS], people = 0;
    char text[16];
    make_two_chips(rig);
    open_seats(rig, SEATS,
               "  - {id: meeting, name: M, kind: room, hold: 0s, sensors: [entrance/motion]}\n"
               "  - {id: house, name: H, kind: hall, capacity: 60}\n"
               "doors: [{sensor: entrance/door, from: outside, to: house}]\n");
    town_count(&rig->town, "house", 0);
    town_serve(&rig->town);
    viewer_open(&rig->viewer, &rig->town);
    start_entrance(rig);
    start_desks(rig, values);
    for (int i = 0; i < 60; i++) {
        int seat = (int)test_between(&seed, 0, SEATS - 1);
        values[seat] = !values[seat];
        pull_seat(rig, seat, values[seat] != is_active_low(seat), values[seat],
                  count_free(values, SEATS));
        if (i % 20 != 0)
            continue;
        walk(rig, 1, walk_in);
        text_of(++people, text);
        viewer_follow(&rig->viewer, "zones.2.present.best", text);
        move(rig, 1, MOTION, "zones.1.state");
    }
    close_the_books(rig);
}

static const char plain_seats[] =
    "  - {id: s1, kind: seat, line: S1, bias: as-is, debounce: 0ms, confirm: 0s}\n"
    "  - {id: s2, kind: seat, line: S2, bias: as-is, debounce: 0ms, confirm: 0s}\n"
    "  - {id: s3, kind: seat, line: S3, bias: as-is, debounce: 0ms, confirm: 0s}\n";

static void expect_unknown(struct rig *rig)
{
    viewer_follow(&rig->viewer, "free", "null");
    viewer_follow(&rig->viewer, "zones.0.unknown", "3");
    viewer_follow(&rig->viewer, "zones.0.state", "unknown");
}

static void a_lost_agent_finds_the_truth_again(void **state)
{
    struct rig *rig = *state;
    static const char *const lines[] = {"S1", "S2", "S3"};
    int values[] = {0, 1, 0};
    assert_int_equal(gpio_sim_create(&rig->chips[0], "seats", 3, lines), 0);
    gpio_sim_pull(&rig->chips[0], 1, true);
    open_seats(rig, 3, "");
    town_serve(&rig->town);
    viewer_open(&rig->viewer, &rig->town);
    int desks = town_agent_on(&rig->town, "desks", "{source: gpio, chip: seats}", plain_seats);
    for (int life = 0; life < 4; life++) {
        start_seats(rig, desks, 3, values); /* not an edge since the pull below */
        for (int i = 0; i < 12; i++) {
            int seat = i % 3;
            values[seat] = !values[seat];
            pull_seat(rig, seat, values[seat], values[seat], count_free(values, 3));
        }
        account_wait(&rig->account, &rig->town);
        if (life % 2)
            process_stop(&rig->town.agents[desks].process);
        else
            process_kill(&rig->town.agents[desks].process);
        expect_unknown(rig);
        values[life % 3] = !values[life % 3]; /* nobody sees this */
        pull(&rig->chips[0], (unsigned)life % 3, values[life % 3]);
    }
    close_the_books(rig);
}

/* Those of a chip that is gone are unknown, the others go on, and all is well when it is back. */
static void a_lost_chip_is_unknown_until_it_is_back(void **state)
{
    struct rig *rig = *state;
    static const char *const lines[] = {"S1", "S2"}, *const more[] = {"S3"};
    assert_int_equal(gpio_sim_create(&rig->chips[0], "seats", 2, lines), 0);
    assert_int_equal(gpio_sim_create(&rig->chips[1], "more", 1, more), 0);
    open_seats(rig, 3, "");
    town_serve(&rig->town);
    viewer_open(&rig->viewer, &rig->town);
    int desks = town_agent_on(&rig->town, "desks", "{source: gpio}", plain_seats);
    start_seats(rig, desks, 3, (int[]){0, 0, 0});
    for (int i = 0; i < 2; i++) {
        assert_int_equal(gpio_sim_destroy(&rig->chips[0]), 0);
        viewer_follow(&rig->viewer, "zones.0.unknown", "2");
        viewer_follow(&rig->viewer, "free", "1");
        pull(&rig->chips[1], 0, true);
        viewer_follow(&rig->viewer, "free", "0");
        pull(&rig->chips[1], 0, false);
        viewer_follow(&rig->viewer, "free", "1");
        assert_int_equal(gpio_sim_create(&rig->chips[0], "seats", 2, lines), 0);
        viewer_follow(&rig->viewer, "zones.0.unknown", "0");
        viewer_follow(&rig->viewer, "free", "3");
        pull(&rig->chips[0], 0, true);
        viewer_follow(&rig->viewer, "free", "2");
    }
    process_stop(&rig->town.agents[desks].process);
    process_stop(&rig->town.collector);
    assert_int_equal(town_sql(&rig->town, "SELECT count(*) FROM event JOIN fault ON fault.id = "
                                          "event.value WHERE kind = 5 AND why = 'unplugged'"),
                     4);
}

struct wrong {
    const char *lines, *sensors;
    int status;
    const char *said[4];
};

#define SEAT(id, line) "  - {id: " id ", kind: seat, line: " line ", active: high, bias: pull-up}\n"

static const struct wrong wrongs[] = {
    {"{source: gpio, chip: seats}", SEAT("a", "S1") SEAT("b", "1"), 0, {"2 sensors on 2 lines"}},
    {"{source: gpio, chip: nowhere}",
     SEAT("a", "S1"),
     2,
     {"chip nowhere: no such chip", "there are", "seats (gpiochip"}},
    {"{source: gpio, chip: seats}",
     SEAT("a", "S1") SEAT("b", "S9"),
     2,
     {"yaml:7: sensor b: line S9: no such line", "there are S1 S2 S3", "gpioinfo"}},
    {"{source: gpio, chip: seats}", SEAT("a", "s2"), 2, {"line s2", "but there is S2"}},
    {"{source: gpio, chip: seats}",
     SEAT("a", "3"),
     2,
     {"line 3", "chip seats has the lines 0 to 2"}},
    {"{source: gpio, chip: seats}", SEAT("a", "S1") SEAT("b", "0"), 2, {"line 0", "twice"}},
    {"{source: gpio, board: raspberry-pi-4}",
     SEAT("a", "GPIO22"),
     2,
     {"board raspberry-pi-4", "there is no chip pinctrl-bcm2711", "seats (gpiochip"}},
};

static void check_says(struct rig *rig, const struct wrong *wrong)
{
    char said[2048];
    rig->town.agent_count = 0;
    int agent = town_agent_on(&rig->town, "wrong", wrong->lines, wrong->sensors);
    int status = town_check(&rig->town, agent, said, sizeof said);
    if (status != wrong->status)
        fail_msg("exit %d, expected %d, for %s: %s", status, wrong->status, wrong->sensors, said);
    if (status && !strstr(said, "/wrong.yaml:"))
        fail_msg("which file? %s", said);
    for (int i = 0; i < 4 && wrong->said[i]; i++)
        if (!strstr(said, wrong->said[i]))
            fail_msg("\"%s\" is not said: %s", wrong->said[i], said);
}

static void check_tells_what_is_wrong(void **state)
{
    struct rig *rig = *state;
    static const char *const lines[] = {"S1", "S2", "S3"};
    assert_int_equal(gpio_sim_create(&rig->chips[0], "seats", 3, lines), 0);
    open_seats(rig, 3, "");
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++)
        check_says(rig, &wrongs[i]);
}

static void check_tells_of_a_busy_line(void **state)
{
    struct rig *rig = *state;
    static const char *const lines[] = {"S1", "S2", "S3"};
    char said[2048];
    assert_int_equal(gpio_sim_create(&rig->chips[0], "seats", 3, lines), 0);
    open_seats(rig, 3, "");
    town_serve(&rig->town);
    viewer_open(&rig->viewer, &rig->town);
    int desks = town_agent_on(&rig->town, "desks", "{source: gpio, chip: seats}", plain_seats);
    start_seats(rig, desks, 3, (int[]){0, 0, 0});
    assert_int_equal(town_check(&rig->town, desks, said, sizeof said), 2);
    if (!strstr(said, "line S1 of chip seats is in use by \"lampion-agent\": stop that program"))
        fail_msg("%s", said);
    pull_seat(rig, 0, true, 1, 2); /* the running one is unharmed */
    process_stop(&rig->town.agents[desks].process);
    assert_int_equal(town_check(&rig->town, desks, said, sizeof said), 0);
}

int main(void)
{
    if (access("/sys/kernel/config/gpio-sim", F_OK)) {
        printf("skipped: no gpio-sim in this kernel; run it by tests/rig/boot\n");
        return SKIPPED;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_seat_is_followed, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_door_is_followed, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_room_is_followed, set_up, clean_up),
        cmocka_unit_test_setup_teardown(two_boards_at_once, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_lost_agent_finds_the_truth_again, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_lost_chip_is_unknown_until_it_is_back, set_up, clean_up),
        cmocka_unit_test_setup_teardown(check_tells_what_is_wrong, set_up, clean_up),
        cmocka_unit_test_setup_teardown(check_tells_of_a_busy_line, set_up, clean_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
