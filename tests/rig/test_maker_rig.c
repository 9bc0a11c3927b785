/* check, doctor and record on lines of a real kernel. Run inside the rig by tests/rig/boot. */
#include "tests/unit/test.h"

#include "tests/rig/gpio_sim.h"
#include "tests/support/process.h"
#include <fcntl.h>
#include <linux/gpio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SKIPPED = 77, STEP_US = 50000 /* well beyond the kernel's tick */ };

#define HEAD                                                                                       \
    "place: gare\nagent: desks\nbroker: {uri: \"mqtt://127.0.0.1:1\"}\n"                           \
    "lines: {source: gpio, chip: bench}\nsensors:\n"
#define SEATS                                                                                      \
    "  - {id: s1, kind: seat, line: A, active: low, bias: pull-up, debounce: 0ms, confirm: 0s}\n"  \
    "  - {id: s2, kind: seat, line: B, active: low, bias: pull-up, debounce: 0ms, confirm: 0s}\n"

struct rig {
    struct gpio_sim chip;
    char folder[32];
    char text[16384];
};

static int set_up(void **state)
{
    static struct rig rig;
    static const char *const names[] = {"A", "B", "C"};
    rig = (struct rig){.folder = "/tmp/maker-XXXXXX"};
    *state = &rig;
    return mkdtemp(rig.folder) && gpio_sim_create(&rig.chip, "bench", 3, names) == 0 ? 0 : -1;
}

static int clean_up(void **state)
{
    struct rig *rig = *state;
    return gpio_sim_destroy(&rig->chip);
}

static void write_config(const struct rig *rig, const char *text)
{
    char path[64];
    snprintf(path, sizeof path, "%s/agent.yaml", rig->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    chmod(rig->folder, 0755);
}

static int run(struct rig *rig, const char *before, const char *arguments)
{
    char path[64];
    int code = shell("cd %s && %s %s %s >out 2>&1", rig->folder, before, LAMPION_AGENT, arguments);
    snprintf(path, sizeof path, "%s/out", rig->folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    rig->text[fread(rig->text, 1, sizeof rig->text - 1, file)] = 0;
    fclose(file);
    char *to = rig->text; /* rows may be broken anywhere */
    for (const char *at = rig->text; *at; at++)
        if ((*at != ' ' && *at != '\n') || (to > rig->text && to[-1] != ' '))
            *to++ = *at == '\n' ? ' ' : *at;
    *to = 0;
    return code;
}

static void expect(const struct rig *rig, const char *wanted)
{
    if (!strstr(rig->text, wanted))
        fail_msg("no \"%s\" in:\n%s", wanted, rig->text);
}

#define DOCTOR "doctor --config agent.yaml --seconds 1"

static void lines_that_float_or_are_inverted(void **state)
{
    struct rig *rig = *state;
    write_config(rig, HEAD SEATS "  - {id: s3, kind: seat, line: C, active: high, bias: pull-up}\n"
                                 "  - {id: s4, kind: seat, line: D, active: high}\n");
    assert_int_equal(run(rig, "", DOCTOR), 1);
    expect(rig, "agent.yaml:9: sensor s4, line D: line D: no such line; there are A B C");
    /* Its level is that of the pull: with the one that is configured s3 is active. */
    write_config(rig,
                 HEAD SEATS "  - {id: s3, kind: seat, line: C, active: high, bias: pull-up}\n");
    assert_int_equal(run(rig, "", DOCTOR), 1);
    expect(rig, "well chips bench (/dev/gpiochip0): lines 0-2");
    expect(rig, "agent.yaml:8: sensor s3, line C is active all the time");
    assert_null(strstr(rig->text, "sensor s1, line"));
    write_config(rig, HEAD SEATS "  - {id: s3, kind: pir, line: C, bias: disabled}\n");
    assert_int_equal(run(rig, "", DOCTOR), 1);
    expect(rig, "sensor s3, line C takes any pull, and agent.yaml gives it none");
}

static void a_wrong_board(void **state)
{
    struct rig *rig = *state;
    write_config(rig, "place: gare\nagent: desks\nbroker: {uri: \"mqtt://127.0.0.1:1\"}\n"
                      "lines: {source: gpio, board: raspberry-pi-4}\nsensors:\n" SEATS);
    assert_int_equal(run(rig, "", DOCTOR), 1);
    expect(rig, "this is no Raspberry Pi 4, there is no chip pinctrl-bcm2711 but bench");
    run(rig, "", "doctor");
    expect(rig, "lines: {source: gpio, chip: bench}");
}

static void chips_that_may_not_be_opened(void **state)
{
    struct rig *rig = *state;
    static const char nobody[] = "setpriv --reuid 65534 --regid 65534 --clear-groups";
    write_config(rig, HEAD SEATS);
    assert_int_equal(chmod(rig->chip.device, 0600), 0);
    assert_int_equal(run(rig, nobody, DOCTOR), 1);
    expect(rig, "the udev rule is missing");
    assert_int_equal(chown(rig->chip.device, 0, 4) | chmod(rig->chip.device, 0660), 0);
    assert_int_equal(run(rig, nobody, DOCTOR), 1);
    expect(rig, "is for the group adm, and this user is not in it");
    assert_int_equal(run(rig, nobody, "check --config agent.yaml"), 2);
}

/* Another program's line: by the kernel's own interface, under a name of its own. */
static int hold(const struct rig *rig, unsigned offset)
{
    struct gpio_v2_line_request request = {.num_lines = 1, .consumer = "spi0 CS0"};
    int fd = open(rig->chip.device, O_RDWR | O_CLOEXEC);
    request.offsets[0] = offset;
    request.config.flags = GPIO_V2_LINE_FLAG_INPUT;
    assert_true(fd >= 0);
    assert_int_equal(ioctl(fd, GPIO_V2_GET_LINE_IOCTL, &request), 0);
    close(fd);
    return request.fd;
}

static void a_line_that_another_holds(void **state)
{
    struct rig *rig = *state;
    char name[64];
    write_config(rig, HEAD SEATS);
    int fd = hold(rig, 1);
    assert_int_equal(run(rig, "", "check --config agent.yaml"), 2);
    expect(rig, "agent.yaml:7: sensor s2: line B of chip bench is in use by \"spi0 CS0\"");
    snprintf(name, sizeof name, "\"spi0 CS0\" (test_maker_rig, pid %d)", (int)getpid());
    expect(rig, name);
    assert_int_equal(run(rig, "", DOCTOR), 1);
    expect(rig, "WRONG lines agent.yaml:7: sensor s2, line B is in use by \"spi0 CS0\"");
    close(fd);
}

/* While one of ours has the lines, as the daemon would: no mistake, and the others say who. What it
 * wrote replays. */
static void a_recording_holds_the_lines(void **state)
{
    struct rig *rig = *state;
    struct process record = {0};
    char name[64], line[256], log[64], said[8];
    write_config(rig, HEAD SEATS);
    snprintf(line, sizeof line, "cd %s && exec %s record --config agent.yaml -o R.csv", rig->folder,
             LAMPION_AGENT);
    snprintf(log, sizeof log, "%s/record.log", rig->folder);
    process_start(&record, log, (const char *[]){"sh", "-c", line, NULL});
    struct process trace = {0};
    snprintf(trace.log, sizeof trace.log, "%s/R.csv", rig->folder);
    assert_true(process_said(&trace, ",B,1", "\n", said, sizeof said, 10000));
    gpio_sim_pull(&rig->chip, 0, false);
    usleep(STEP_US);
    gpio_sim_pull(&rig->chip, 0, true);
    usleep(STEP_US);
    gpio_sim_pull(&rig->chip, 1, false);
    usleep(STEP_US);
    snprintf(name, sizeof name, "lampion-agent (pid %d)", (int)record.pid);
    assert_int_equal(run(rig, "", "watch --config agent.yaml"), 1);
    expect(rig, name);
    expect(rig, "sudo systemctl stop lampion-agent");
    run(rig, "", DOCTOR);
    expect(rig, name);
    assert_null(strstr(rig->text, "WRONG lines"));
    assert_int_equal(process_stop(&record), 0);
    assert_int_equal(run(rig, "", "replay --config agent.yaml R.csv"), 0);
    assert_int_equal(shell("cd %s && test $(grep -c '\"s\":\"s1\",\"k\":\"level\"' out) = 3 && "
                           "test $(grep -c '\"s\":\"s2\",\"k\":\"level\"' out) = 2",
                           rig->folder),
                     0);
}

/* The daemon starts without the chip on USB: its sensor is faulted, the other alive; it heals. */
static void a_chip_that_comes_after_the_daemon(void **state)
{
    struct rig *rig = *state;
    struct process daemon = {0}, journal = {0};
    struct gpio_sim usb = {0};
    char line[256], log[64], said[80];
    write_config(rig, HEAD "  - {id: s1, kind: seat, line: A, debounce: 0ms, confirm: 0s}\n"
                           "  - {id: s2, kind: seat, line: usb/B, debounce: 0ms, confirm: 0s}\n"
                           "outbox: {run: ., spill: .}\n");
    assert_int_equal(run(rig, "", "check --config agent.yaml"), 2);
    expect(rig, "agent.yaml:7: sensor s2: chip usb: no such chip; there are bench (gpiochip0)");
    snprintf(line, sizeof line, "cd %s && exec %s run --config agent.yaml --journal J", rig->folder,
             LAMPION_AGENT);
    snprintf(log, sizeof log, "%s/run.log", rig->folder);
    snprintf(journal.log, sizeof journal.log, "%s/J", rig->folder);
    process_start(&daemon, log, (const char *[]){"sh", "-c", line, NULL});
    assert_true(process_said(&journal, "\"s\":\"s2\",", "\"t\"", said, sizeof said, 10000));
    assert_string_equal(said, "\"k\":\"fault\",\"why\":\"unplugged\",");
    gpio_sim_pull(&rig->chip, 0, false);
    assert_true(process_said(&journal, "\"s\":\"s1\",\"k\":\"level\",\"v\":0", ",", said,
                             sizeof said, 10000));
    assert_int_equal(shell("grep -q '\"s2\",\"k\":\"level\"' %s", journal.log), 1);
    assert_int_equal(gpio_sim_create(&usb, "usb", 2, (const char *const[]){"A", "B"}), 0);
    assert_true(process_said(&journal, "\"s\":\"s2\",\"k\":\"level\",\"v\":", ",", said,
                             sizeof said, 10000));
    assert_string_equal(said, "1"); /* open: the pull-up makes it high */
    assert_int_equal(process_stop(&daemon), 0);
    assert_int_equal(run(rig, "", "check --config agent.yaml"), 0);
    assert_int_equal(shell("sed -i s,usb/B,usb/Z, %s/agent.yaml", rig->folder), 0);
    assert_int_equal(run(rig, "", "run --config agent.yaml"), 1);
    expect(rig, "agent.yaml:7: sensor s2: line Z: no such line; there are A B");
    gpio_sim_destroy(&usb);
}

int main(void)
{
    if (access("/sys/kernel/config/gpio-sim", F_OK)) {
        printf("skipped: no gpio-sim in this kernel; run it by tests/rig/boot\n");
        return SKIPPED;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_that_float_or_are_inverted, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_wrong_board, set_up, clean_up),
        cmocka_unit_test_setup_teardown(chips_that_may_not_be_opened, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_line_that_another_holds, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_recording_holds_the_lines, set_up, clean_up),
        cmocka_unit_test_setup_teardown(a_chip_that_comes_after_the_daemon, set_up, clean_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
