/* The simulated place: its traces keep to the format, and its truth to itself and to the traces. */
#include "tests/unit/place_files.h"

#include <errno.h>

#include "tests/place/instant.h"

static uint64_t hash_of(const char *dir)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        FILE *stream = open_file(dir, files[i]);
        int c;

        while ((c = getc(stream)) != EOF)
            hash = (hash ^ (uint64_t)(unsigned char)c) * 0x100000001b3u;
        fclose(stream);
    }
    return hash;
}

static int seat_index(const char *name)
{
    int number = 0;

    assert_int_equal(sscanf(name, "seat-%2d", &number), 1);
    assert_in_range(number, 1, 64);
    return number - 1;
}

static void test_same_seed_same_bytes(void **state)
{
    uint64_t seed = test_seed(), first, again, other;

    make(*state, seed, "--days 3 --warm-up");
    first = hash_of(*state);
    make(*state, seed, "--days 3 --warm-up");
    again = hash_of(*state);
    make(*state, seed + 1, "--days 3 --warm-up");
    other = hash_of(*state);
    assert_true(first == again);
    assert_true(first != other);
}

static void check_levels(const char *dir, const char *file, int lines)
{
    struct table trace = load(dir, file);
    struct {
        char name[12], level;
    } seen[64] = {0};

    for (size_t i = 0; i < trace.count; i++) {
        const struct row *row = &trace.rows[i];
        int k = 0;

        assert_true(strcmp(row->value, "0") == 0 || strcmp(row->value, "1") == 0);
        while (k < lines && *seen[k].name && strcmp(seen[k].name, row->name) != 0)
            k++;
        assert_true(k < lines);
        assert_true((*seen[k].name == 0) == (row->t_ms == 0)); /* all begin at 0, and only once */
        assert_true(seen[k].level != *row->value);
        seen[k].level = *row->value;
        strcpy(seen[k].name, row->name);
    }
    assert_true(*seen[lines - 1].name);
    free(trace.rows);
}

static void test_lines_begin_at_zero_and_alternate(void **state)
{
    uint64_t seed = test_seed();

    for (uint64_t i = 0; i < SEEDS; i++) {
        make(*state, seed + i, "--days 2 --seats 40 --warm-up");
        check_levels(*state, "desks.csv", 40);
        check_levels(*state, "meeting.csv", 1);
        check_levels(*state, "entrance.csv", 2);
    }
}

/* What the truth says at one time. */
struct scene {
    int house, openspace, meeting, door; /* door: what in and out add up to */
    bool counted;                        /* the first count of the house was seen */
    int seat[64], claim[64], object[64];
};

static int *scene_field(struct scene *scene, const struct row *row)
{
    if (strcmp(row->kind, "seat") == 0)
        return &scene->seat[seat_index(row->name)];
    if (strcmp(row->kind, "claim") == 0)
        return &scene->claim[seat_index(row->name)];
    if (strcmp(row->kind, "object") == 0)
        return &scene->object[seat_index(row->name)];
    if (strcmp(row->kind, "present") != 0)
        return NULL;
    return strcmp(row->name, "house") == 0       ? &scene->house
           : strcmp(row->name, "openspace") == 0 ? &scene->openspace
                                                 : &scene->meeting;
}

static void scene_take(struct scene *scene, const struct row *row)
{
    int *field = scene_field(scene, row);
    char direction[4];
    int people;

    if (field) {
        assert_true(row->t_ms == 0 || *field != atoi(row->value));
        *field = atoi(row->value);
    }
    if (field == &scene->house && row->t_ms == 0)
        scene->door = scene->house;
    if (strcmp(row->kind, "pass") == 0) {
        assert_int_equal(sscanf(row->value, "%3[a-z]:%d", direction, &people), 2);
        scene->door += strcmp(direction, "in") == 0 ? people : -people;
    }
}

static void scene_check(const struct scene *scene, bool night)
{
    int sat = 0;

    assert_int_equal(scene->door, scene->house);
    assert_true(scene->openspace >= 0 && scene->meeting >= 0);
    assert_true(scene->house >= scene->openspace + scene->meeting);
    for (int i = 0; i < 64; i++) {
        sat += scene->seat[i];
        assert_true(scene->claim[i] >= scene->seat[i] && scene->claim[i] >= scene->object[i]);
        assert_false(scene->seat[i] && scene->object[i]);
    }
    assert_true(scene->openspace >= sat);
    if (night)
        assert_int_equal(scene->house, 0);
}

static void test_the_truth_adds_up(void **state)
{
    uint64_t seed = test_seed();

    for (uint64_t n = 0; n < SEEDS; n++) {
        struct scene scene = {0};
        struct table truth;
        int most = 0;

        make(*state, seed + n, "--hours 90 --coat 0.5 --side-by-side 0.3 --bustle 2");
        truth = load(*state, "truth.csv");
        for (size_t i = 0; i < truth.count; i++) {
            int64_t t = truth.rows[i].t_ms;
            bool night = (t + 2 * HOUR_MS) % DAY_MS > 11 * HOUR_MS; /* opened at -2 h, for 11 h */

            scene_take(&scene, &truth.rows[i]);
            if (i + 1 == truth.count || truth.rows[i + 1].t_ms > t)
                scene_check(&scene, night);
            most = scene.house > most ? scene.house : most;
        }
        assert_int_equal(scene.door, 0);
        assert_true(most >= 10);
        free(truth.rows);
    }
}

/* Between two times the level is what it is; how long may it contradict the truth? */
struct contradiction {
    int64_t since[64];
    int level[64];
};

static void check_seat(const struct scene *truth, struct contradiction *line, int i, int64_t t,
                       int64_t allowed_ms)
{
    bool wrong = line->level[i] != (truth->seat[i] || truth->object[i]);

    if (line->since[i] >= 0 && t - line->since[i] > allowed_ms)
        fail_msg("seat-%02d contradicts the truth from %lld to %lld ms", i + 1,
                 (long long)line->since[i], (long long)t);
    if (!wrong)
        line->since[i] = -1;
    else if (line->since[i] < 0)
        line->since[i] = t;
}

static void compare_seats(const char *dir, int64_t allowed_ms)
{
    struct table desks = load(dir, "desks.csv"), truth = load(dir, "truth.csv");
    struct scene scene = {0};
    struct contradiction line;
    size_t d = 0, s = 0;

    memset(&line, 0, sizeof line);
    memset(line.since, 0xff, sizeof line.since);
    while (d < desks.count || s < truth.count) {
        int64_t t = s == truth.count || (d < desks.count && desks.rows[d].t_ms < truth.rows[s].t_ms)
                        ? desks.rows[d].t_ms
                        : truth.rows[s].t_ms;

        for (; d < desks.count && desks.rows[d].t_ms == t; d++)
            line.level[seat_index(desks.rows[d].name)] = *desks.rows[d].value == '1';
        for (; s < truth.count && truth.rows[s].t_ms == t; s++)
            scene_take(&scene, &truth.rows[s]);
        for (int i = 0; i < 64; i++)
            check_seat(&scene, &line, i, t, allowed_ms);
    }
    free(desks.rows);
    free(truth.rows);
}

static void test_switches_say_who_sits(void **state)
{
    uint64_t seed = test_seed();

    for (uint64_t i = 0; i < SEEDS; i++) {
        make(*state, seed + i, "--hours 30 --clean");
        compare_seats(*state, 0);
        /* Wriggles are over within 300 ms, bounces within 20. */
        make(*state, seed + i, "--hours 30 --coat 0.5 --wriggle 60");
        compare_seats(*state, 299);
    }
}

static void test_motion_is_of_people(void **state)
{
    uint64_t seed = test_seed();
    struct table motion, truth;
    struct scene scene = {0};
    int64_t rose = -1, fell = INT64_MIN / 2, empty_since = 0;
    size_t s = 0;

    make(*state, seed, FROM_OPENING);
    motion = load(*state, "meeting.csv");
    truth = load(*state, "truth.csv");
    for (size_t i = 1; i < motion.count; i++) {
        const struct row *row = &motion.rows[i];

        for (; s < truth.count && truth.rows[s].t_ms <= row->t_ms; s++) {
            int before = scene.meeting;

            scene_take(&scene, &truth.rows[s]);
            if (before && !scene.meeting)
                empty_since = truth.rows[s].t_ms;
        }
        if (*row->value == '1') {
            assert_true(row->t_ms - fell >= 2500);
            assert_true(scene.meeting > 0 || empty_since == row->t_ms);
            rose = row->t_ms;
        } else {
            assert_true(rose >= 0 && row->t_ms - rose >= 3000);
            assert_true(scene.meeting > 0 || row->t_ms <= empty_since + 3000);
            fell = row->t_ms;
        }
    }
    assert_true(motion.count > 100);
    free(motion.rows);
    free(truth.rows);
}

static void test_a_place_is_lively_at_once(void **state)
{
    uint64_t seed = test_seed();
    int sat = 0, changes = 0;

    for (uint64_t n = 0; n < 10; n++) {
        struct table truth;

        make(*state, seed + n, "--hours 1");
        truth = load(*state, "truth.csv");
        for (size_t i = 0; i < truth.count; i++) {
            bool seat = strcmp(truth.rows[i].kind, "seat") == 0;

            if (truth.rows[i].t_ms == 0)
                sat += seat && *truth.rows[i].value == '1';
            else if (truth.rows[i].t_ms < HOUR_MS / 6)
                changes += seat || strcmp(truth.rows[i].kind, "pass") == 0;
        }
        free(truth.rows);
    }
    /* Of 300 seeds one has 14.4 +- 3.5 seats taken, and 34 +- 9 changes: four sigma of ten. */
    assert_in_range(sat, 100, 190);
    assert_in_range(changes, 230, 460);
}

static void test_wrong_options_are_refused(void **state)
{
    static const char *const wrong[] = {"--seats 65",
                                        "--seats 0",
                                        "--seats 2.5",
                                        "--coat 1.1",
                                        "--coat nan",
                                        "--days 0",
                                        "--start tomorrow",
                                        "--open-hours 21",
                                        "--bogus 1",
                                        "--seed -1",
                                        "extra",
                                        "--days",
                                        "--start 2026-02-29T00:00:00Z"};
    char why[300];

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        *why = 0;
        assert_int_equal(run(*state, 1, wrong[i], why, sizeof why), -EINVAL);
        assert_true(*why);
    }
}

static void test_extreme_places_live(void **state)
{
    char why[300];
    uint64_t seed = test_seed();

    make(*state, seed, FROM_OPENING "--visits 0");
    make(*state, seed, FROM_OPENING "--seats 1 --visits 5000 --open-hours 1 --side-by-side 1");
    compare_seats(*state, 299);
    make(*state, seed, FROM_OPENING "--seats 64 --visits 3000 --bustle 20 --open-hours 20");
    compare_seats(*state, 299);
    make(*state, seed, "--day-start 2026-09-01T09:00:00Z --hours 48"); /* opened weeks before */
    compare_seats(*state, 299);
    assert_int_equal(run(*state, 1, "--visits 5000 --open-hours 20 --turn-back 1", why, sizeof why),
                     -EDOM);
    assert_non_null(strstr(why, "--visits"));
}

static void test_instants(void **state)
{
    static const char *const texts[] = {"1970-01-01T00:00:00Z", "2026-10-05T06:00:00Z",
                                        "2024-02-29T23:59:59Z", "2100-03-01T00:00:00Z"};
    static const int64_t seconds[] = {0, 1791180000, 1709251199, 4107542400};
    char text[INSTANT_TEXT_SIZE];
    int64_t t;

    (void)state;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(instant_parse(texts[i], &t), 0);
        assert_true(t == seconds[i]);
        instant_format(t, text);
        assert_string_equal(text, texts[i]);
    }
    assert_int_equal(instant_weekday(seconds[1]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_same_seed_same_bytes),      TEST(test_lines_begin_at_zero_and_alternate),
        TEST(test_the_truth_adds_up),         TEST(test_switches_say_who_sits),
        TEST(test_motion_is_of_people),       TEST(test_a_place_is_lively_at_once),
        TEST(test_wrong_options_are_refused), TEST(test_extreme_places_live),
        cmocka_unit_test(test_instants),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
