/* The source "gpio" on chips of a real kernel, of whichever major of libgpiod it was built with.
 * Run inside the rig by tests/rig/boot. What the whole agent makes of it: test_spine_rig.c. */
#include "tests/unit/test.h"

#include "hw/lines.h"
#include "tests/rig/gpio_sim.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINES_MAX = 150, SKIPPED = 77, STEP_US = 2500 /* beyond the kernel's tick */ };

struct rig {
    struct gpio_sim chips[2];
    struct lines *lines;
    struct line_request requests[LINES_MAX];
    size_t count;
    bool waits;
    char why[LINES_WHY_MAX];
    size_t failed;
};

static int set_up(void **state)
{
    static struct rig rig;
    rig = (struct rig){0};
    *state = &rig;
    return 0;
}

static int clean_up(void **state)
{
    struct rig *rig = *state;
    lines_close(rig->lines);
    for (int i = 0; i < 2; i++)
        gpio_sim_destroy(&rig->chips[i]);
    return 0;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void want(struct rig *rig, const char *name)
{
    assert_true(rig->count < LINES_MAX);
    snprintf(rig->requests[rig->count++].name, LINES_NAME_MAX, "%s", name);
}

static bool try_open(struct rig *rig, const char *chip, const char *board)
{
    const struct lines_config config = {.source = "gpio",
                                        .chip = chip,
                                        .board = board,
                                        .waits = rig->waits,
                                        .requests = rig->requests,
                                        .request_count = rig->count};
    rig->lines = lines_open(&config, &rig->failed, rig->why);
    return rig->lines;
}

static void pull(const struct gpio_sim *chip, unsigned line, bool up)
{
    assert_int_equal(gpio_sim_pull(chip, line, up), 0);
    usleep(STEP_US);
}

/* Waits for the next word as the agent's loop does. */
static bool next(struct rig *rig, struct line_edge *word, int patience_ms)
{
    int64_t end_ms = now_ms() + patience_ms;
    while (lines_read(rig->lines, now_ms(), word, 1) == 0) {
        int64_t wait_ms = lines_deadline(rig->lines) - now_ms(), left_ms = end_ms - now_ms();
        struct pollfd fd = {.fd = lines_fd(rig->lines), .events = POLLIN};
        if (left_ms <= 0)
            return false;
        wait_ms = wait_ms < left_ms ? wait_ms : left_ms;
        poll(&fd, 1, wait_ms > 0 ? (int)wait_ms : 0);
    }
    return true;
}

static void expect(struct rig *rig, size_t line, enum line_word what, int level)
{
    struct line_edge word = {0};
    assert_true(next(rig, &word, 10000));
    if (word.line != line || word.word != what || word.level != level)
        fail_msg("line %zu said %d, level %d; expected line %zu, %d, %d", word.line, word.word,
                 word.level, line, what, level);
}

static void more_lines_than_a_request_holds(void **state)
{
    struct rig *rig = *state;
    char name[8];
    assert_int_equal(gpio_sim_create(&rig->chips[0], "many", LINES_MAX, NULL), 0);
    for (int i = 0; i < LINES_MAX; i++) { /* not in the order of the chip */
        snprintf(name, sizeof name, "%d", (i * 7) % LINES_MAX);
        want(rig, name);
    }
    if (!try_open(rig, "many", NULL))
        fail_msg("%s", rig->why);
    for (size_t i = 0; i < LINES_MAX; i++) {
        assert_int_equal(lines_level(rig->lines, i), 0);
        pull(&rig->chips[0], (unsigned)(i * 7 % LINES_MAX), true);
        expect(rig, i, LINE_EDGE, 1);
        assert_int_equal(lines_level(rig->lines, i), 1);
    }
}

/* What nobody reads in time is lost, with either major, and must be told; the other line is not
 * concerned. Afterwards the last word has the right level. */
static void an_overflow_is_told(void **state)
{
    struct rig *rig = *state;
    struct line_edge word;
    int lost = 0, edges = 0, last = -1, others = 0;
    enum { PULLS = 1301 };
    assert_int_equal(gpio_sim_create(&rig->chips[0], "two", 2, (const char *const[]){"A", "B"}), 0);
    want(rig, "A");
    want(rig, "B");
    assert_true(try_open(rig, NULL, NULL));
    pull(&rig->chips[0], 1, true);
    expect(rig, 1, LINE_EDGE, 1);
    for (int i = 0; i < PULLS; i++)
        pull(&rig->chips[0], 0, i % 2 == 0);
    while (next(rig, &word, 200)) {
        edges += word.word == LINE_EDGE;
        lost += word.word == LINE_LOST;
        others += word.line != 0;
        last = word.level;
    }
    printf("%d pulls: %d edges, %d times told of lost ones\n", PULLS, edges, lost);
    assert_int_equal(lost, 1);
    assert_int_equal(last, 1);
    assert_int_equal(others, 0);
    assert_true(edges < PULLS);
    pull(&rig->chips[0], 0, false);
    expect(rig, 0, LINE_EDGE, 0);
    pull(&rig->chips[0], 1, false);
    expect(rig, 1, LINE_EDGE, 0);
}

static void nothing_is_lost_in_quiet_times(void **state)
{
    struct rig *rig = *state;
    uint64_t seed = test_seed();
    bool up[4] = {false};
    assert_int_equal(gpio_sim_create(&rig->chips[0], "a", 2, NULL), 0);
    assert_int_equal(gpio_sim_create(&rig->chips[1], "b", 2, (const char *const[]){"C", "D"}), 0);
    want(rig, "C");
    want(rig, "D");
    assert_true(try_open(rig, NULL, NULL));
    for (int i = 0; i < 400; i++) {
        size_t line = (size_t)test_between(&seed, 0, 1);
        up[line] = !up[line];
        pull(&rig->chips[1], (unsigned)line, up[line]);
        expect(rig, line, LINE_EDGE, up[line]);
    }
    struct line_edge word;
    assert_false(next(rig, &word, 4500)); /* two looks at all levels find nothing to say */
}

static void a_chip_that_goes_and_comes(void **state)
{
    struct rig *rig = *state;
    static const char *const names[] = {"A", "B"}, *const others[] = {"X", "B"};
    assert_int_equal(gpio_sim_create(&rig->chips[0], "usb", 2, names), 0);
    assert_int_equal(gpio_sim_create(&rig->chips[1], "soc", 1, (const char *const[]){"C"}), 0);
    want(rig, "B");
    want(rig, "C");
    assert_true(try_open(rig, NULL, NULL));
    assert_int_equal(gpio_sim_destroy(&rig->chips[0]), 0);
    expect(rig, 0, LINE_GONE, 0);
    assert_int_equal(lines_level(rig->lines, 0), -ENODEV);
    pull(&rig->chips[1], 0, true);
    expect(rig, 1, LINE_EDGE, 1);
    /* Another device with that label: its lines are called otherwise. */
    assert_int_equal(gpio_sim_create(&rig->chips[0], "usb", 2, (const char *const[]){"B", "A"}), 0);
    struct line_edge word;
    assert_false(next(rig, &word, 4500));
    assert_int_equal(gpio_sim_destroy(&rig->chips[0]), 0);
    assert_int_equal(gpio_sim_create(&rig->chips[0], "usb", 2, others), 0);
    gpio_sim_pull(&rig->chips[0], 1, true);
    expect(rig, 0, LINE_BACK, 1);
    pull(&rig->chips[0], 1, false);
    expect(rig, 0, LINE_EDGE, 0);
}

/* Lines may name their chip. Who waits has those of a chip that is there, and the others when it
 * comes; a wrong name on a chip that is there stays an error. */
static void a_chip_that_comes_late(void **state)
{
    struct rig *rig = *state;
    static const char *const names[] = {"A", "B"};
    assert_int_equal(gpio_sim_create(&rig->chips[0], "soc", 2, names), 0);
    want(rig, "A");
    want(rig, "usb/B");
    want(rig, "usb/0");
    assert_false(try_open(rig, "soc", NULL));
    assert_int_equal(rig->failed, 1);
    assert_non_null(strstr(rig->why, "chip usb: no such chip; there are soc"));
    rig->waits = true;
    assert_true(try_open(rig, "soc", NULL));
    assert_non_null(strstr(rig->why, "chip usb is not there"));
    assert_int_equal(lines_level(rig->lines, 0), 0);
    assert_int_equal(lines_level(rig->lines, 1), -ENODEV);
    pull(&rig->chips[0], 0, true);
    expect(rig, 0, LINE_EDGE, 1);
    assert_int_equal(gpio_sim_create(&rig->chips[1], "usb", 2, names), 0);
    gpio_sim_pull(&rig->chips[1], 1, true);
    struct line_edge words[2];
    assert_true(next(rig, &words[0], 10000) && next(rig, &words[1], 10000));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(words[i].word, LINE_BACK);
        assert_int_equal(words[i].level, words[i].line == 1);
    }
    pull(&rig->chips[1], 0, true);
    expect(rig, 2, LINE_EDGE, 1);
    lines_close(rig->lines);
    want(rig, "usb/C");
    assert_false(try_open(rig, "soc", NULL));
    assert_int_equal(rig->failed, 3);
    assert_non_null(strstr(rig->why, "line C: no such line; there are A B"));
}

/* Nothing there at all: the chip is that of `chip:`. */
static void the_only_chip_comes_late(void **state)
{
    struct rig *rig = *state;
    want(rig, "B");
    rig->waits = true;
    assert_false(try_open(rig, NULL, NULL));
    assert_true(try_open(rig, "usb", NULL));
    assert_int_equal(gpio_sim_create(&rig->chips[1], "usb", 2, (const char *const[]){"A", "B"}), 0);
    expect(rig, 0, LINE_BACK, 0);
    assert_int_equal(gpio_sim_destroy(&rig->chips[1]), 0);
    expect(rig, 0, LINE_GONE, 0);
    assert_int_equal(gpio_sim_create(&rig->chips[1], "usb", 2, (const char *const[]){"A", "B"}), 0);
    expect(rig, 0, LINE_BACK, 0);
}

/* As on a Raspberry Pi 5: gpiochip4 is a link to the chip, for old programs. */
static void a_link_is_no_second_chip(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(
        gpio_sim_create(&rig->chips[0], "pinctrl-rp1", 28, (const char *const[28]){"ID_SDA"}), 0);
    assert_int_equal(symlink(rig->chips[0].device, "/dev/gpiochip9"), 0);
    want(rig, "GPIO17");
    want(rig, "ID_SDA");
    static const char *const chips[] = {NULL, "gpiochip9", "/dev/gpiochip9"};
    for (int i = 0; i < 3; i++) {
        if (i)
            snprintf(rig->requests[0].name, LINES_NAME_MAX, "17");
        if (!try_open(rig, chips[i], i ? NULL : "raspberry-pi-5"))
            fail_msg("%s", rig->why);
        pull(&rig->chips[0], 17, true);
        expect(rig, 0, LINE_EDGE, 1);
        pull(&rig->chips[0], 17, false);
        expect(rig, 0, LINE_EDGE, 0);
        lines_close(rig->lines);
        rig->lines = NULL;
    }
    assert_int_equal(unlink("/dev/gpiochip9"), 0);
}

static void a_board_with_two_chips_and_no_names(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(gpio_sim_create(&rig->chips[0], "300b000.pinctrl", 256, NULL), 0);
    assert_int_equal(gpio_sim_create(&rig->chips[1], "7022000.pinctrl", 64, NULL), 0);
    want(rig, "PL3");
    want(rig, "PC7");
    assert_true(try_open(rig, NULL, "orange-pi-3"));
    pull(&rig->chips[0], 71, true);
    expect(rig, 1, LINE_EDGE, 1);
    pull(&rig->chips[1], 3, true);
    expect(rig, 0, LINE_EDGE, 1);
    lines_close(rig->lines);
    want(rig, "PZ1");
    assert_false(try_open(rig, NULL, "orange-pi-3"));
    assert_int_equal(rig->failed, 2);
    assert_non_null(strstr(rig->why, "line PZ1: the lines have no names here"));
}

static void a_busy_line_is_named(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(gpio_sim_create(&rig->chips[0], "c", 4, NULL), 0);
    want(rig, "2");
    assert_true(try_open(rig, "c", NULL));
    struct rig other = {.requests = {{.name = "0"}, {.name = "2"}}, .count = 2};
    assert_false(try_open(&other, "c", NULL));
    assert_int_equal(other.failed, 1);
    assert_non_null(strstr(other.why, "line 2 of chip c is in use by \"lampion-agent\""));
}

int main(void)
{
    if (access("/sys/kernel/config/gpio-sim", F_OK)) {
        printf("skipped: no gpio-sim in this kernel; run it by tests/rig/boot\n");
        return SKIPPED;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(more_lines_than_a_request_holds, set_up, clean_up),
        cmocka_unit_test_setup_teardown(an_overflow_is_told, set_up, clean_up),
        cmocka_unit_test_setup_teardown(nothing_is_lost_in_quiet_times, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_chip_that_goes_and_comes, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_chip_that_comes_late, set_up, clean_up),
        cmocka_unit_test_setup_teardown(the_only_chip_comes_late, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_link_is_no_second_chip, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_board_with_two_chips_and_no_names, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_busy_line_is_named, set_up, clean_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
