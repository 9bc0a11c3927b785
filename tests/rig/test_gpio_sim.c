// The rig's own smoke test, run inside it by tests/rig/boot: a simulated chip is a chip to
// libgpiod, and every pull arrives as an edge.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <gpiod.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/rig/gpio_sim.h"

enum { LINES = 4, DOOR = 2, PULLS = 100, SKIPPED = 77 };

static const char *const names[LINES] = {"seat-1", NULL, "door", "lamp"};
static const struct timespec patience = {.tv_sec = 10};

struct rig {
    struct gpio_sim sim;
    struct gpiod_chip *chip;
};

static int setup(void **state)
{
    static struct rig rig;
    *state = &rig;
    if (gpio_sim_create(&rig.sim, "rig", LINES, names))
        return -1;
    rig.chip = gpiod_chip_open(rig.sim.device);
    return rig.chip ? 0 : -1;
}

static int teardown(void **state)
{
    struct rig *rig = *state;
    if (rig->chip)
        gpiod_chip_close(rig->chip);
    return gpio_sim_destroy(&rig->sim);
}

static struct gpiod_line *line_get(void **state, unsigned line)
{
    struct rig *rig = *state;
    struct gpiod_line *self = gpiod_chip_get_line(rig->chip, line);
    assert_non_null(self);
    return self;
}

static struct gpio_sim *sim_get(void **state)
{
    struct rig *rig = *state;
    return &rig->sim;
}

static void the_chip_is_what_was_asked_for(void **state)
{
    struct rig *rig = *state;
    assert_string_equal(gpiod_chip_label(rig->chip), "rig");
    assert_int_equal(gpiod_chip_num_lines(rig->chip), LINES);
    for (unsigned i = 0; i < LINES; i++) {
        const char *name = gpiod_line_name(line_get(state, i));
        if (names[i])
            assert_string_equal(name, names[i]);
        else
            assert_null(name);
    }
}

static void a_pull_reads_back(void **state)
{
    struct gpio_sim *sim = sim_get(state);
    struct gpiod_line *seat = line_get(state, 0);
    assert_int_equal(gpiod_line_request_input(seat, "test"), 0);
    for (int up = 1; up >= 0; up--) {
        assert_int_equal(gpio_sim_pull(sim, 0, up), 0);
        assert_int_equal(gpio_sim_value(sim, 0), up);
        assert_int_equal(gpiod_line_get_value(seat), up);
    }
    gpiod_line_release(seat);
}

static void the_bias_of_a_request_pulls(void **state)
{
    static const struct {
        int flag, bias, level;
    } cases[] = {
        {GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP, GPIOD_LINE_BIAS_PULL_UP, 1},
        {GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN, GPIOD_LINE_BIAS_PULL_DOWN, 0},
    };
    struct gpiod_line *seat = line_get(state, 0);
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(gpiod_line_request_input_flags(seat, "test", cases[i].flag), 0);
        assert_int_equal(gpiod_line_bias(seat), cases[i].bias);
        assert_int_equal(gpiod_line_get_value(seat), cases[i].level);
        assert_int_equal(gpio_sim_value(sim_get(state), 0), cases[i].level);
        gpiod_line_release(seat);
    }
}

static void an_output_reads_back(void **state)
{
    struct gpiod_line *lamp = line_get(state, 3);
    assert_int_equal(gpiod_line_request_output(lamp, "test", 1), 0);
    assert_int_equal(gpio_sim_value(sim_get(state), 3), 1);
    assert_int_equal(gpiod_line_set_value(lamp, 0), 0);
    assert_int_equal(gpio_sim_value(sim_get(state), 3), 0);
    gpiod_line_release(lamp);
}

static int64_t event_read(struct gpiod_line *line, int direction)
{
    struct gpiod_line_event event;
    assert_int_equal(gpiod_line_event_wait(line, &patience), 1);
    assert_int_equal(gpiod_line_event_read(line, &event), 0);
    assert_int_equal(event.event_type, direction);
    return event.ts.tv_sec * INT64_C(1000000000) + event.ts.tv_nsec;
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void every_pull_is_an_edge(void **state)
{
    struct gpio_sim *sim = sim_get(state);
    struct gpiod_line *door = line_get(state, DOOR);
    assert_int_equal(gpio_sim_pull(sim, DOOR, false), 0);
    assert_int_equal(gpiod_line_request_both_edges_events(door, "test"), 0);

    int64_t last_ns = now_ns(), latest_ns = 0;
    for (int i = 0; i < 2 * PULLS; i++) {
        bool up = i % 2 == 0;
        int64_t pulled_ns = now_ns();
        assert_int_equal(gpio_sim_pull(sim, DOOR, up), 0);
        int64_t stamp_ns =
            event_read(door, up ? GPIOD_LINE_EVENT_RISING_EDGE : GPIOD_LINE_EVENT_FALLING_EDGE);
        assert_true(stamp_ns > last_ns);
        assert_true(stamp_ns >= pulled_ns && stamp_ns <= now_ns());
        last_ns = stamp_ns;
        if (stamp_ns - pulled_ns > latest_ns)
            latest_ns = stamp_ns - pulled_ns;
    }
    printf("%d edges, stamped at most %.1f ms after the pull\n", 2 * PULLS, latest_ns / 1e6);

    const struct timespec none = {0}; // and no edge more than that
    assert_int_equal(gpiod_line_event_wait(door, &none), 0);
    assert_int_equal(gpio_sim_pull(sim, DOOR, false), 0);
    assert_int_equal(gpiod_line_event_wait(door, &(struct timespec){.tv_nsec = 50000000}), 0);
    gpiod_line_release(door);
}

static void wrong_use_is_refused(void **state)
{
    struct gpio_sim *sim = sim_get(state), other;
    assert_int_equal(gpio_sim_pull(sim, LINES, true), -EINVAL);
    assert_int_equal(gpio_sim_value(sim, LINES), -EINVAL);
    assert_int_equal(gpio_sim_create(&other, "rig", 1, NULL), -EEXIST);
    assert_int_equal(gpio_sim_create(&other, "a/b", 1, NULL), -EINVAL);
    assert_int_equal(gpio_sim_create(&other, "none", 0, NULL), -EINVAL);
    assert_int_equal(access(sim->device, F_OK), 0); // the refused ones took nothing away
}

static void a_second_chip_comes_and_goes(void **state)
{
    (void)state;
    struct gpio_sim second;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(gpio_sim_create(&second, "second", 64, NULL), 0);
        char device[sizeof second.device];
        memcpy(device, second.device, sizeof device);
        assert_int_equal(access(device, F_OK), 0);
        assert_int_equal(gpio_sim_destroy(&second), 0);
        assert_int_equal(access(device, F_OK), -1);
        assert_int_equal(gpio_sim_destroy(&second), 0);
    }
}

int main(void)
{
    if (access("/sys/kernel/config/gpio-sim", F_OK)) {
        printf("skipped: no gpio-sim in this kernel; run it by tests/rig/boot\n");
        return SKIPPED;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chip_is_what_was_asked_for), cmocka_unit_test(a_pull_reads_back),
        cmocka_unit_test(the_bias_of_a_request_pulls),    cmocka_unit_test(an_output_reads_back),
        cmocka_unit_test(every_pull_is_an_edge),          cmocka_unit_test(wrong_use_is_refused),
        cmocka_unit_test(a_second_chip_comes_and_goes),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
