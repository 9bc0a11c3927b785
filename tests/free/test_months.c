/* Months of a simulated place: how often health is wrong, and how long it takes to be right. */
#include "tests/free/months.h"
#include "tests/unit/test.h"

#include <math.h>

#define DAY 86400000LL

static int places = 2;

/* Two months of a healthy place: (almost) nothing is found. And each defect is, and when. */
static void test_months_of_a_healthy_place(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    int days = 60, alarms = 0;
    for (int i = 0; i < places; i++) {
        struct months months = {.seed = test_random(&seed) % 1000000, .days = days};
        months_play(&months);
        for (int kind = 0; kind < HEALTH_KINDS; kind++) {
            alarms += months.began[kind];
            if (months.began[kind])
                printf("  seed %llu: %d false alarms: %s\n", (unsigned long long)months.seed,
                       months.began[kind], health_kind_name((enum health_kind)kind));
        }
    }
    printf("%d false alarms in %d places of 24 seats, %d days each\n", alarms, places, days);
    assert_true(alarms <= places / 5);
}

static void test_each_defect_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        enum months_defect defect;
        enum health_kind kind;
        double most_days;
    } cases[] = {
        {"seat stuck released after a month", DEFECT_SEAT_RELEASED, HEALTH_NEVER_USED, 20},
        {"seat stuck released from the start", DEFECT_SEAT_NEW, HEALTH_NEVER_USED, 40},
        {"seat stuck taken (or wire cut)", DEFECT_SEAT_TAKEN, HEALTH_TAKEN_CLOSED, 2},
        {"seat with a loose wire", DEFECT_SEAT_CHATTER, HEALTH_CHATTERING, 2},
        {"motion sensor dead after a month", DEFECT_MOTION_DEAD, HEALTH_NEVER_USED, 20},
        {"outer and inner beam, ins only", DEFECT_DOOR_INS, HEALTH_ONE_WAY, 4},
        {"all seats and the room dead", DEFECT_ALL_DEAD, HEALTH_NOBODY, 5},
    };
    uint64_t seed = test_seed();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double sum = 0, most = 0;
        int64_t false_free_s = 0, after_s = 0;
        for (int n = 0; n < places; n++) {
            struct months months = {.seed = test_random(&seed) % 1000000,
                                    .days = 75,
                                    .defect = cases[i].defect,
                                    .defect_ms = cases[i].defect == DEFECT_SEAT_NEW ? 0 : 30 * DAY,
                                    .kind = cases[i].kind};
            months_play(&months);
            if (!months.found_ms)
                fail_msg("%s: not found in %d days (seed %llu)", cases[i].words, 45,
                         (unsigned long long)months.seed);
            double found = (double)(months.found_ms - months.defect_ms) / DAY;
            sum += found;
            most = fmax(most, found);
            false_free_s += months.false_before_s;
            after_s += months.false_after_s;
        }
        printf("%-36s found after %5.2f days in the mean, %5.2f at most; false free %lld "
               "seat-seconds before, %lld after\n",
               cases[i].words, sum / places, most, (long long)false_free_s, (long long)after_s);
        assert_true(most <= cases[i].most_days);
        assert_int_equal(after_s, 0);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_months_of_a_healthy_place),
        cmocka_unit_test(test_each_defect_is_found),
    };
    if (argc > 1)
        places = atoi(argv[1]);
    if (places < 1) {
        fprintf(stderr, "test_months: first argument: how many places, at least 1\n");
        return 2;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
