/* watch and doctor as a maker meets them: real programs, a trace for the lines, real ports, a real
 * full disk. What needs a broker that asks for certificates is in tests/access/test_doctor.c, what
 * needs GPIO in tests/rig/test_maker_rig.c. */
#include "tests/unit/test.h"

#include "tests/support/broker.h"
#include "tests/support/ports.h"
#include "tests/support/process.h"
#include "tests/support/small_disk.h"
#include "tests/support/until.h"
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#define PATIENCE_MS 15000
#define SEAT "  - {id: seat-01, kind: seat, line: S, active: high, bias: pull-up}\n"
#define DOOR "  - {id: door, kind: beam-pair, lines: {outer: O, inner: I}, active: low}\n"
#define QUIET "t,line,level\n0,S,0\n0,O,1\n0,I,1\n"
/* Once in, then nothing for long. */
#define ONCE_IN QUIET "1,O,0\n1.1,I,0\n1.2,O,1\n1.3,I,1\n900,S,1\n"

static char folder[] = "/tmp/lampion-maker-XXXXXX";
static char text[65536];

static int make_folder(void **state)
{
    (void)state;
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return shell("rm -r %s", folder);
}

static const char *path_in(const char *name)
{
    static char paths[4][128];
    static int turn;
    char *path = paths[turn++ % 4];
    snprintf(path, 128, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *content)
{
    FILE *file = fopen(path_in(name), "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static const char *read_file(const char *name)
{
    FILE *file = fopen(path_in(name), "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

/* agent.yaml with a broker and these sensors; more lines of it in `more`. */
static void write_config(const char *broker, const char *more, const char *sensors)
{
    char yaml[2048];
    snprintf(yaml, sizeof yaml,
             "place: gare\nagent: desks\nbroker: {uri: \"%s\", insecure: true}\n"
             "lines: {source: trace, file: T.csv}\n%ssensors:\n%s",
             broker, more, sensors);
    write_file("agent.yaml", yaml);
}

static int run(const char *arguments)
{
    int code = shell("cd %s && %s %s >out 2>&1", folder, LAMPION_AGENT, arguments);
    read_file("out");
    return code;
}

/* Wherever rows were broken. */
static void expect_said(const char *wanted)
{
    static char flat[sizeof text];
    char *to = flat;
    for (const char *at = text; *at; at++)
        if ((*at != ' ' && *at != '\n') || (to > flat && to[-1] != ' '))
            *to++ = *at == '\n' ? ' ' : *at;
    *to = 0;
    if (!strstr(flat, wanted))
        fail_msg("no \"%s\" in:\n%s", wanted, text);
}

/* ---- doctor ---- */

static void test_all_is_well_but_what_this_machine_lacks(void **state)
{
    (void)state;
    struct broker *broker = broker_new(0);
    assert_non_null(broker);
    if (broker_start(broker) < 0)
        skip();
    char outbox[256];
    snprintf(outbox, sizeof outbox, "outbox: {run: %s, spill: %s}\n", folder, folder);
    write_file("T.csv", QUIET);
    write_config(broker_uri(broker), outbox, SEAT DOOR);
    int code = run("doctor --config agent.yaml --seconds 1");
    expect_said("quiet and at rest for 1 s (lines: 3)");
    expect_said("a broken wire never reads free (sensors: 2)");
    expect_said("lets us in");
    /* A test machine may lack a synchronised clock, and nothing else. */
    bool clock = strstr(text, "WRONG  clock");
    assert_int_equal(code, clock ? 1 : 0);
    expect_said(clock ? " 1 thing to put right." : " All is well.");
    broker_free(broker);
}

static void test_lines_that_are_wrong(void **state)
{
    (void)state;
    char trace[4096] = QUIET;
    /* The seat hums as an open input does; the inner beam never rests. */
    for (int i = 0; i < 40; i++)
        snprintf(trace + strlen(trace), sizeof trace - strlen(trace), "0.%03d,S,%d\n", 100 + i * 20,
                 i % 2 == 0);
    char *inner = strstr(trace, "0,I,1");
    inner[4] = '0';
    write_file("T.csv", trace);
    write_config("mqtt://127.0.0.1:1", "",
                 SEAT DOOR "  - {id: seat-02, kind: seat, line: S2, active: low, bias: pull-up}\n");
    strcat(trace, "2,S2,1\n");
    write_file("T.csv", trace);
    assert_int_equal(run("doctor --config agent.yaml --seconds 1"), 1);
    expect_said("agent.yaml:6: sensor seat-01, line S changed 40 times by itself");
    expect_said("agent.yaml:7: sensor door, line I is active all the time");
    expect_said("inverted (active: high)");
    expect_said("agent.yaml:8: sensor seat-02 fails free when a wire breaks");
    assert_int_equal(run("doctor --config agent.yaml --seconds 1 --lang fr"), 1);
    expect_said("a changé 40 fois toute seule");
    assert_int_equal(shell("cd %s && LC_ALL=C %s doctor --config agent.yaml --lang fr --seconds 1 "
                           ">out 2>/dev/null; LC_ALL=C grep -q '[^ -~]' out",
                           folder, LAMPION_AGENT),
                     1);
}

static void test_brokers_that_are_not_reached(void **state)
{
    (void)state;
    char uri[64];
    write_file("T.csv", QUIET);
    snprintf(uri, sizeof uri, "mqtt://127.0.0.1:%d", port_free());
    write_config(uri, "", SEAT);
    assert_int_equal(run("doctor --config agent.yaml --seconds 1"), 1);
    expect_said("WRONG broker nobody listens at 127.0.0.1:");
    write_config("mqtt://no-such-desk.invalid", "", SEAT);
    assert_int_equal(run("doctor --config agent.yaml --seconds 1"), 1);
    expect_said("no address for no-such-desk.invalid");
    /* Somebody else's port: it hangs up on what it does not understand. */
    struct broker *broker = broker_new(0);
    assert_non_null(broker);
    broker_configure(broker, "allow_anonymous false\n");
    if (broker_start(broker) == 0) {
        write_config(broker_uri(broker), "", SEAT);
        assert_int_equal(run("doctor --config agent.yaml --seconds 1"), 1);
        expect_said("refuses our credential: not authorised");
        snprintf(uri, sizeof uri, "mqtts://127.0.0.1:%d", broker_port(broker));
        write_config(uri, "", SEAT);
        assert_int_equal(run("doctor --config agent.yaml --seconds 1"), 1);
        expect_said("speaks no TLS with us");
    }
    broker_free(broker);
}

static void test_a_full_disk(void **state)
{
    (void)state;
    char outbox[256];
    char disk[128];
    strcpy(disk, path_in("disk"));
    assert_int_equal(mkdir(disk, 0700), 0);
    if (small_disk_mount(disk, 4000000) < 0)
        skip();
    write_file("T.csv", QUIET);
    snprintf(outbox, sizeof outbox, "outbox: {run: %s, spill: %s/none}\n", disk, folder);
    write_config("mqtt://127.0.0.1:1", outbox, SEAT);
    assert_int_equal(run("doctor --config agent.yaml --seconds 1"), 1);
    expect_said("disk: 4.0 MB free");
    expect_said("none: No such file or directory: the outbox cannot be kept there");
    assert_int_equal(small_disk_fill(disk), 0);
    assert_int_equal(run("doctor --config agent.yaml --seconds 1"), 1);
    expect_said("is full: 0 B free");
    small_disk_empty(disk);
    shell("umount %s", disk);
}

/* ---- the walk: Enter when the program has said that it saw it ---- */

static struct process start_walk(const char *arguments)
{
    char line[512];
    struct process process = {0};
    unlink(path_in("walk.log"));
    snprintf(line, sizeof line, "cd %s && rm -f keys && mkfifo keys && exec %s doctor %s <>keys",
             folder, LAMPION_AGENT, arguments);
    process_start(&process, path_in("walk.log"), (const char *[]){"sh", "-c", line, NULL});
    return process;
}

static void press(const struct process *process, const char *after, const char *keys)
{
    char rest[8];
    if (!process_said(process, after, "\n", rest, sizeof rest, PATIENCE_MS)) {
        process_show(process);
        fail_msg("it never said: %s", after);
    }
    int fd = open(path_in("keys"), O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, keys, strlen(keys)), (ssize_t)strlen(keys));
    close(fd);
}

static void test_a_walk_gives_the_error_and_the_line_for_the_desk(void **state)
{
    (void)state;
    write_file("T.csv", ONCE_IN);
    write_config("mqtt://127.0.0.1:1", "", SEAT DOOR);
    struct process process = start_walk("--config agent.yaml --walk door --rounds 2");
    press(&process, "seen: in", "\n");
    press(&process, "2/4  go OUT", "r\n");
    press(&process, "again", "\n");
    press(&process, "seen: nothing", "e\n");
    int status = process_wait(&process, PATIENCE_MS);
    assert_true(WIFEXITED(status));
    read_file("walk.log");
    expect_said(" in 1 1 0 0 0 0.0 % 0.0 % .. 79.3 % ");
    expect_said(" out 1 0 1 0 0 100.0 % ");
    expect_said(
        "lampion fact add --config lampion.yaml --kind declared --key walk-error --to never "
        "--value 0.");
    assert_null(strstr(text, "swapped"));
}

static void test_swapped_beams_are_told(void **state)
{
    (void)state;
    write_file("T.csv", QUIET "1,I,0\n1.1,O,0\n1.2,I,1\n1.3,O,1\n3,O,0\n3.1,I,0\n3.2,O,1\n3.3,I,1\n"
                              "900,S,1\n");
    write_config("mqtt://127.0.0.1:1", "", SEAT DOOR);
    struct process process = start_walk("--config agent.yaml --walk door --rounds 1 --lang fr");
    press(&process, "vu : sortie", "\n");
    press(&process, "vu : entrée", "\n");
    assert_int_equal(WEXITSTATUS(process_wait(&process, PATIENCE_MS)), 1);
    read_file("walk.log");
    expect_said("Les faisceaux sont inversés. Dans agent.yaml : lines: {outer: I, inner: O}");
    assert_null(strstr(text, "lampion fact"));
}

static void test_what_cannot_be_walked(void **state)
{
    (void)state;
    write_file("T.csv", QUIET);
    write_config("mqtt://127.0.0.1:1", "", SEAT DOOR);
    assert_int_equal(run("doctor --config agent.yaml --walk seat-01"), 2);
    assert_int_equal(run("doctor --config agent.yaml --walk gate"), 2);
    assert_int_equal(run("doctor --walk door"), 2);
    assert_int_equal(run("doctor --config agent.yaml --walk door --rounds 0"), 2);
    assert_int_equal(run("doctor --config agent.yaml --walk door </dev/null"), 0);
    expect_said("No passage, no figure.");
}

/* ---- watch ---- */

static void test_without_a_terminal_it_tells_as_it_happens(void **state)
{
    (void)state;
    write_file("T.csv", ONCE_IN);
    write_config("mqtt://127.0.0.1:1", "", SEAT DOOR);
    assert_int_equal(run("watch --config agent.yaml --seconds 2"), 0);
    expect_said("sensors: 2, from T.csv; Ctrl-C ends");
    expect_said(" seat-01 S 0 at rest ");
    expect_said(" door outer O 0 active ");
    expect_said(" door: passed in (in 1 out 0) ");
    assert_null(strchr(text, '\033'));
    assert_int_equal(run("watch --config agent.yaml --seconds 1 --lang fr"), 0);
    expect_said("capteurs : 2, de T.csv");
    assert_int_equal(run("watch --config agent.yaml --lang nl"), 2);
    assert_int_equal(run("watch --help"), 0);
    assert_int_equal(run("doctor --help"), 0);
}

/* A terminal of 80 x 24 with the program in it. */
struct terminal {
    int master, slave;
    pid_t pid;
    struct termios before;
    size_t length; /* of what it showed, in `text` */
};

static void terminal_start(struct terminal *self, const char *variable, const char *option)
{
    const struct winsize size = {.ws_row = 24, .ws_col = 80};
    *self = (struct terminal){0};
    text[0] = 0; /* what the one before showed is not seen again */
    assert_int_equal(openpty(&self->master, &self->slave, NULL, NULL, &size), 0);
    tcgetattr(self->slave, &self->before);
    fflush(NULL);
    self->pid = fork();
    if (self->pid)
        return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int slave = dup(self->slave); /* the parent's stays, to look at it afterwards */
    close(self->master);
    login_tty(slave);
    putenv(strdup(variable));
    if (chdir(folder) == 0)
        execl(LAMPION_AGENT, "lampion-agent", "watch", "--config", "agent.yaml", option, NULL);
    _exit(127);
}

/* Reads until it has shown `wanted` (NULL: until the program has ended; its wait status). */
static int terminal_see(struct terminal *self, const char *wanted)
{
    int status = -1;
    for (int64_t end_ms = until_ms(PATIENCE_MS); !until_over(end_ms);) {
        struct pollfd fd = {.fd = self->master, .events = POLLIN};
        if (poll(&fd, 1, 20) == 1 && fd.revents & POLLIN) {
            ssize_t got = read(self->master, text + self->length, sizeof text - 1 - self->length);
            self->length += got > 0 ? (size_t)got : 0;
            text[self->length] = 0;
        } else if (!wanted && waitpid(self->pid, &status, WNOHANG) == self->pid) {
            return status;
        }
        if (wanted && strstr(text, wanted))
            return 0;
    }
    kill(self->pid, SIGKILL);
    fail_msg("it never %s %s:\n%s", wanted ? "showed" : "ended", wanted ? wanted : "", text);
    return -1;
}

/* How the program ended; the terminal must be as before. */
static int terminal_end(struct terminal *self)
{
    struct termios after;
    int status = terminal_see(self, NULL);
    expect_said("\033[?1049l");
    assert_int_equal(tcgetattr(self->slave, &after), 0);
    assert_int_equal(after.c_lflag, self->before.c_lflag);
    assert_memory_equal(after.c_cc, self->before.c_cc, sizeof after.c_cc);
    close(self->master);
    close(self->slave);
    return status;
}

static void test_a_page_that_leaves_the_terminal_as_it_was(void **state)
{
    (void)state;
    struct terminal terminal;
    write_file("T.csv", ONCE_IN);
    write_config("mqtt://127.0.0.1:1", "", SEAT DOOR);
    terminal_start(&terminal, "X=", NULL);
    terminal_see(&terminal, "in 1  out 0");
    expect_said("\033[1m gare/desks");
    expect_said("▁");
    terminal.length = 0;
    const struct winsize small = {.ws_row = 3, .ws_col = 80}, wide = {.ws_row = 30, .ws_col = 120};
    ioctl(terminal.master, TIOCSWINSZ, &small);
    terminal_see(&terminal, "too small");
    ioctl(terminal.master, TIOCSWINSZ, &wide);
    terminal_see(&terminal, "quits");
    assert_int_equal(write(terminal.master, "\033[6~xq", 6), 6);
    assert_int_equal(terminal_end(&terminal), 0);
}

static void test_no_colour_no_blocks_and_every_end(void **state)
{
    (void)state;
    static const struct {
        const char *variable, *option;
        int signal;
    } table[] = {{"NO_COLOR=1", NULL, SIGTERM},
                 {"LC_ALL=C", "--no-colour", SIGINT},
                 {"LC_ALL=fr_FR.UTF-8", NULL, SIGHUP},
                 {"X=", "--no-color", SIGABRT}}; /* as a crash */
    write_file("T.csv", ONCE_IN);
    write_config("mqtt://127.0.0.1:1", "", SEAT DOOR);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct terminal terminal;
        terminal_start(&terminal, table[i].variable, table[i].option);
        terminal_see(&terminal, i == 2 ? "q quitte" : "q quits");
        if (i != 2)
            assert_null(strstr(text, "\033[1m"));
        assert_int_equal(strstr(text, "▁") == NULL, i == 1);
        kill(terminal.pid, table[i].signal);
        int status = terminal_end(&terminal);
        if (i == 3)
            assert_true(WIFSIGNALED(status));
        else
            assert_int_equal(status, 0);
    }
}

static void test_a_dumb_terminal_gets_plain_lines(void **state)
{
    (void)state;
    struct terminal terminal;
    write_file("T.csv", ONCE_IN);
    write_config("mqtt://127.0.0.1:1", "", SEAT DOOR);
    terminal_start(&terminal, "TERM=dumb", "--no-colour");
    terminal_see(&terminal, "door: passed in");
    kill(terminal.pid, SIGTERM);
    assert_int_equal(terminal_see(&terminal, NULL), 0);
    assert_null(strchr(text, '\033'));
    close(terminal.master);
    close(terminal.slave);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_is_well_but_what_this_machine_lacks),
        cmocka_unit_test(test_lines_that_are_wrong),
        cmocka_unit_test(test_brokers_that_are_not_reached),
        cmocka_unit_test(test_a_walk_gives_the_error_and_the_line_for_the_desk),
        cmocka_unit_test(test_swapped_beams_are_told),
        cmocka_unit_test(test_what_cannot_be_walked),
        cmocka_unit_test(test_without_a_terminal_it_tells_as_it_happens),
        cmocka_unit_test(test_a_page_that_leaves_the_terminal_as_it_was),
        cmocka_unit_test(test_no_colour_no_blocks_and_every_end),
        cmocka_unit_test(test_a_dumb_terminal_gets_plain_lines),
        cmocka_unit_test(test_a_full_disk), /* last: a view of mounts of its own */
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
