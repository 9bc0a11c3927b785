/* Never a false "free": a table of faults, the moment from which each could be known, and the
 * seat-seconds of "free" that were shown and not true. See README.md. */
#include "tests/free/faults.h"

#include "agent/common/log.h"
#include "tests/unit/test.h"
#include <string.h>

struct sum {
    int64_t looked, shown, lag, before, after, claimed, coffee;
};

#define SELF_TEST_MAX 50 /* houses until what is broken is met */

static int seeds = 3;

static void play(const struct fault *fault, enum home_broken broken, uint64_t *seed,
                 struct sum *sum)
{
    struct home *home = malloc(sizeof *home);
    assert_non_null(home);
    int64_t from_ms = test_between(seed, 20, 60) * MINUTE_MS + test_between(seed, 0, 59) * 1000;
    int64_t to_ms = from_ms + test_between(seed, 10, 90) * MINUTE_MS;
    fault_play(home, fault, test_random(seed) % 1000000, broken, from_ms, to_ms);
    sum->looked += home->looked;
    sum->shown += home->shown_free;
    sum->lag += home->lag;
    sum->before += home->before;
    sum->after += home->after;
    sum->claimed += home->claimed;
    sum->coffee += home->coffee;
    home_close(home);
    free(home);
}

static void test_no_false_free(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct sum all = {0};
    printf("%-30s %-24s %9s %9s %7s %7s\n", "fault", "knowable", "looked s", "free s", "before",
           "after");
    for (size_t i = 0; i < fault_count; i++) {
        struct sum sum = {0};
        for (int n = 0; n < seeds; n++)
            play(&faults[i], SOUND, &seed, &sum);
        printf("%-30s %-24s %9lld %9lld %7lld %7lld\n", faults[i].name, faults[i].knowable,
               (long long)sum.looked, (long long)sum.shown, (long long)sum.before,
               (long long)sum.after);
        all.looked += sum.looked;
        all.shown += sum.shown;
        all.lag += sum.lag;
        all.before += sum.before;
        all.after += sum.after;
        all.claimed += sum.claimed;
        all.coffee += sum.coffee;
    }
    printf("%lld seat-seconds looked at, %lld shown free; not true: %lld within 10 s of sitting "
           "down, %lld before a fault could be known, %lld AFTER\n",
           (long long)all.looked, (long long)all.shown, (long long)all.lag, (long long)all.before,
           (long long)all.after);
    printf("left for a coffee and not shown free: %lld; left for longer than `release` and still "
           "somebody's, which nobody can know: %lld\n",
           (long long)all.coffee, (long long)all.claimed);
    assert_true(all.looked > 0 && all.shown > 0 && all.coffee > 0);
    assert_int_equal(all.after, 0);
}

static const struct fault *fault_named(const char *name)
{
    for (size_t i = 0; i < fault_count; i++)
        if (!strcmp(faults[i].name, name))
            return &faults[i];
    fail_msg("no fault %s", name);
    return NULL;
}

/* Code that is wrong on purpose must be found out. */
static void test_broken_code_is_found(void **state)
{
    (void)state;
    static const struct {
        enum home_broken broken;
        const char *words, *fault;
    } cases[] = {
        {NO_RELEASE, "release ignored", "nothing wrong"},
        {NO_FRESHNESS, "words that never grow old", "board silent, session open"},
        {DEAF_TO_FAULTS, "faults not heard", "sensors say they are faulted"},
        {NO_UNLINK, "the link's end not heard", "broker gone every minute"},
        {RETAINED_IS_WORD, "retained taken for fresh", "stale retained words"},
    };
    uint64_t seed = test_seed();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sum sum = {0};
        for (int n = 0; n < SELF_TEST_MAX && sum.after == 0; n++)
            play(fault_named(cases[i].fault), cases[i].broken, &seed, &sum);
        printf("%-30s %-30s %7lld seat-seconds after\n", cases[i].words, cases[i].fault,
               (long long)sum.after);
        assert_true(sum.after > 0);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_false_free),
        cmocka_unit_test(test_broken_code_is_found),
    };
    if (argc > 1)
        seeds = atoi(argv[1]);
    if (seeds < 1) {
        fprintf(stderr, "test_free: first argument: how many houses a fault, at least 1\n");
        return 2;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
