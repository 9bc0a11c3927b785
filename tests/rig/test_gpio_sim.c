// The rig's own smoke test, run inside it by tests/rig/boot: a simulated chip is a chip to
// libgpiod, of whichever major hw/chip.h stands on, and every pull arrives as an edge.
#include "tests/unit/test.h"

#include "hw/chip.h"
#include "tests/rig/gpio_sim.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { LINES = 4, DOOR = 2, LAMP = 3, PULLS = 100, PATIENCE_MS = 10000, SKIPPED = 77 };

static const char *const names[LINES] = {"seat-1", NULL, "door", "lamp"};

struct rig {
    struct gpio_sim sim;
};

static int setup(void **state)
{
    static struct rig rig;
    *state = &rig;
    return gpio_sim_create(&rig.sim, "rig", LINES, names) ? -1 : 0;
}

static int teardown(void **state)
{
    struct rig *rig = *state;
    return gpio_sim_destroy(&rig->sim);
}

static struct gpio_sim *sim_get(void **state)
{
    struct rig *rig = *state;
    return &rig->sim;
}

static struct bank *hold(void **state, unsigned line, enum line_bias bias)
{
    const struct bank_line wanted = {.offset = line, .bias = bias};
    struct bank *bank = NULL;
    assert_int_equal(bank_open(&bank, sim_get(state)->device, &wanted, 1), 0);
    return bank;
}

static int level_of(struct bank *bank)
{
    int level = -1;
    assert_int_equal(bank_levels(bank, NULL, &level), 0);
    return level;
}

static void the_chip_is_what_was_asked_for(void **state)
{
    struct chip *chip = chip_open(sim_get(state)->device);
    struct chip_line line;
    assert_non_null(chip);
    assert_string_equal(chip_label(chip), "rig");
    assert_int_equal(chip_line_count(chip), LINES);
    for (unsigned i = 0; i < LINES; i++) {
        assert_int_equal(chip_line(chip, i, &line), 0);
        assert_string_equal(line.name, names[i] ? names[i] : "");
        assert_false(line.used);
    }
    struct bank *bank = hold(state, DOOR, LINE_BIAS_AS_IS), *other = NULL;
    assert_int_equal(chip_line(chip, DOOR, &line), 0);
    assert_string_equal(line.user, BANK_CONSUMER);
    assert_int_equal(
        bank_open(&other, sim_get(state)->device, &(struct bank_line){.offset = DOOR}, 1), -EBUSY);
    bank_close(bank);
    chip_close(chip);
}

static void a_pull_reads_back(void **state)
{
    struct gpio_sim *sim = sim_get(state);
    struct bank *seat = hold(state, 0, LINE_BIAS_AS_IS);
    for (int up = 1; up >= 0; up--) {
        assert_int_equal(gpio_sim_pull(sim, 0, up), 0);
        assert_int_equal(gpio_sim_value(sim, 0), up);
        assert_int_equal(level_of(seat), up);
    }
    bank_close(seat);
}

static void the_bias_of_a_request_pulls(void **state)
{
    static const struct {
        enum line_bias bias;
        int level;
    } cases[] = {{LINE_BIAS_PULL_UP, 1}, {LINE_BIAS_PULL_DOWN, 0}};
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bank *seat = hold(state, 0, cases[i].bias);
        assert_int_equal(level_of(seat), cases[i].level);
        assert_int_equal(gpio_sim_value(sim_get(state), 0), cases[i].level);
        bank_close(seat);
    }
}

// By the kernel's own interface: Lampion drives no line.
static void an_output_reads_back(void **state)
{
    struct gpio_v2_line_request request = {.offsets = {LAMP}, .num_lines = 1, .consumer = "test"};
    struct gpio_v2_line_values values = {.bits = 1, .mask = 1};
    int chip = open(sim_get(state)->device, O_RDWR | O_CLOEXEC);
    request.config.flags = GPIO_V2_LINE_FLAG_OUTPUT;
    assert_int_equal(ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request), 0);
    assert_int_equal(ioctl(request.fd, GPIO_V2_LINE_SET_VALUES_IOCTL, &values), 0);
    assert_int_equal(gpio_sim_value(sim_get(state), LAMP), 1);
    values.bits = 0;
    assert_int_equal(ioctl(request.fd, GPIO_V2_LINE_SET_VALUES_IOCTL, &values), 0);
    assert_int_equal(gpio_sim_value(sim_get(state), LAMP), 0);
    close(request.fd);
    close(chip);
}

static bool event_waits(struct bank *bank, int ms)
{
    struct pollfd fd = {.fd = bank_fd(bank), .events = POLLIN};
    return poll(&fd, 1, ms) == 1;
}

static int64_t event_read(struct bank *bank, int level)
{
    struct bank_edge edges[BANK_READ_MIN];
    bool more;
    assert_true(event_waits(bank, PATIENCE_MS));
    assert_int_equal(bank_read(bank, edges, BANK_READ_MIN, &more), 1);
    assert_int_equal(edges[0].level, level);
    return edges[0].t_ns;
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
    assert_int_equal(gpio_sim_pull(sim, DOOR, false), 0);
    struct bank *door = hold(state, DOOR, LINE_BIAS_AS_IS);
    struct bank_edge edges[BANK_READ_MIN];
    bool more;
    int64_t last_ns = now_ns(), latest_ns = 0;
    assert_int_equal(bank_read(door, edges, BANK_READ_MIN, &more), 0); // and does not block
    for (int i = 0; i < 2 * PULLS; i++) {
        bool up = i % 2 == 0;
        int64_t pulled_ns = now_ns();
        assert_int_equal(gpio_sim_pull(sim, DOOR, up), 0);
        int64_t stamp_ns = event_read(door, up);
        assert_true(stamp_ns > last_ns);
        assert_true(stamp_ns >= pulled_ns && stamp_ns <= now_ns());
        last_ns = stamp_ns;
        if (stamp_ns - pulled_ns > latest_ns)
            latest_ns = stamp_ns - pulled_ns;
    }
    printf("%d edges, stamped at most %.1f ms after the pull\n", 2 * PULLS, latest_ns / 1e6);
    assert_false(event_waits(door, 0)); // and no edge more than that
    assert_int_equal(gpio_sim_pull(sim, DOOR, false), 0);
    assert_false(event_waits(door, 50));
    bank_close(door);
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
