/* The simulated doorway: each pattern of the beams is a passage of the truth, and the other way. */
#include "tests/unit/place_files.h"

#include <errno.h>

/* The beams' states between two clear times, as digits: bit 0 outer broken, bit 1 inner. */
struct pattern {
    int64_t begin_ms, end_ms;
    char path[16];
};

/* The next pattern from row `*i` on. False at the end. */
static bool next_pattern(const struct table *trace, size_t *i, int *state, struct pattern *pattern)
{
    memset(pattern, 0, sizeof *pattern);
    for (; *i < trace->count; ++*i) {
        const struct row *row = &trace->rows[*i];
        int bit = strcmp(row->name, "outer") == 0 ? 1 : 2;
        size_t length = strlen(pattern->path);

        *state = *row->value == '0' ? *state | bit : *state & ~bit;
        if (row->t_ms == 0 || (*state == 0 && length == 0))
            continue;
        if (*state == 0) {
            pattern->end_ms = row->t_ms;
            ++*i;
            return true;
        }
        if (length == 0)
            pattern->begin_ms = row->t_ms;
        assert_true(length + 1 < sizeof pattern->path);
        pattern->path[length] = (char)('0' + *state);
    }
    return false;
}

static const char *path_of(const char *value)
{
    static const char *const ways[][2] = {
        {"in:1", "132"},           {"in:2:side-by-side", "132"},
        {"in:1:dither", "13132"},  {"in:0:turn-back", "131"},
        {"out:1", "231"},          {"out:2:side-by-side", "231"},
        {"out:1:dither", "23231"}, {"out:0:turn-back", "232"},
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i][0], value) == 0)
            return ways[i][1];
    fail_msg("%s is no passage", value);
    return "";
}

/* Each pattern is a passage or a swing of the truth, in order, and the other way round.
 * Gives the number of passages with `flag`. */
static int compare_door(const char *dir, const char *flag)
{
    struct table entrance = load(dir, "entrance.csv"), truth = load(dir, "truth.csv");
    struct pattern pattern;
    size_t i = 0;
    int beams = 0, found = 0;

    for (size_t s = 0; s < truth.count; s++) {
        const struct row *row = &truth.rows[s];
        bool swing = strcmp(row->kind, "swing") == 0;

        if (!swing && strcmp(row->kind, "pass") != 0)
            continue;
        assert_true(next_pattern(&entrance, &i, &beams, &pattern));
        if (swing) {
            assert_true(pattern.begin_ms == row->t_ms);
            assert_true(pattern.end_ms - row->t_ms == atoi(row->value) && atoi(row->value) < 80);
            assert_string_equal(pattern.path, strcmp(row->name, "outer") == 0 ? "1" : "2");
        } else {
            assert_true(pattern.end_ms == row->t_ms);
            assert_true(pattern.end_ms - pattern.begin_ms >= 200);
            assert_string_equal(pattern.path, path_of(row->value));
        }
        found += strstr(swing ? "swing" : row->value, flag) != NULL;
    }
    assert_false(next_pattern(&entrance, &i, &beams, &pattern));
    free(entrance.rows);
    free(truth.rows);
    return found;
}

static void test_beams_tell_each_passage(void **state)
{
    uint64_t seed = test_seed();

    for (uint64_t i = 0; i < SEEDS; i++) {
        make(*state, seed + i, FROM_OPENING "--clean");
        assert_int_equal(compare_door(*state, "in:1:"), 0);
        assert_int_equal(compare_door(*state, "swing"), 0);
        assert_true(compare_door(*state, "in:1") > 80);
        make(*state, seed + i, FROM_OPENING "--dither 1 --side-by-side 0 --turn-back 1");
        assert_int_equal(compare_door(*state, ":dither"), compare_door(*state, ":turn-back"));
        make(*state, seed + i, FROM_OPENING "--side-by-side 0.1 --bag-swing 1");
        assert_in_range(compare_door(*state, "side-by-side"), 8, 90);
        assert_true(compare_door(*state, "swing") > 200);
    }
}

static void write_counts(const char *dir, const char *text, char path[100])
{
    FILE *stream;

    snprintf(path, 100, "%s/counts", dir);
    stream = fopen(path, "w");
    assert_non_null(stream);
    fputs(text, stream);
    fclose(stream);
}

static int run_counts(const char *dir, const char *text, char *why, size_t why_size)
{
    char path[100], more[120];
    int err;

    write_counts(dir, text, path);
    snprintf(more, sizeof more, "--passages %s", path);
    err = run(dir, 1, more, why, why_size);
    unlink(path);
    return err;
}

static void test_counts_become_passages(void **state)
{
    static const int want[3][2] = {{3, 40}, {800, 0}, {0, 1}};
    int got[3][2] = {{0}};
    struct table truth;
    char why[300] = "";

    if (run_counts(*state,
                   "t_seconds,direction,n\n# quiet\n0,in,3\n0,out,40\n1800,in,800\n3600,in,0\n"
                   "31536000,out,1\n",
                   why, sizeof why))
        fail_msg("%s", why);
    assert_int_equal(compare_door(*state, ":"), 844);
    truth = load(*state, "truth.csv");
    for (size_t i = 0; i < truth.count; i++) {
        int64_t slot = truth.rows[i].t_ms / 1800000;

        assert_true(slot < 2 || slot == 31536000 / 1800);
        got[slot < 2 ? slot : 2][*truth.rows[i].value == 'o']++;
    }
    assert_memory_equal(got, want, sizeof got);
    free(truth.rows);
}

static void test_wrong_counts_are_refused(void **state)
{
    static const char *const wrong[] = {
        "0,in",          "0,up,3",         "-5,in,3",           "0,in,801",
        "0,in,3 people", "5,in,1\n4,in,1", "0,in,800\n0,out,1", "0,in,800\n300,in,800"};
    char why[300];

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(run_counts(*state, wrong[i], why, sizeof why), -EINVAL);
        assert_non_null(strstr(why, "counts:"));
    }
    assert_int_equal(run(*state, 1, "--passages /nowhere/counts", why, sizeof why), -ENOENT);
}

static void test_a_door_can_be_busy_or_quiet(void **state)
{
    make(*state, test_seed(), FROM_OPENING "--visits 0");
    assert_int_equal(compare_door(*state, ""), 0);
    make(*state, test_seed(), FROM_OPENING "--visits 5000 --open-hours 1 --side-by-side 1");
    assert_true(compare_door(*state, "side-by-side") > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_beams_tell_each_passage),
        TEST(test_counts_become_passages),
        TEST(test_wrong_counts_are_refused),
        TEST(test_a_door_can_be_busy_or_quiet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
