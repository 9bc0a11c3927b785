/* What systemd hears of both programs: the test listens in its place. */
#include "tests/unit/test.h"

#include "tests/support/until.h"
#include "tests/system/town.h"
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define WAIT_MS 30000

static const char place[] = "place: {id: town, name: Town, timezone: Europe/Paris}\n"
                            "zones:\n"
                            "  - {id: open, name: O, kind: seats, seats: [{id: d1, sensor: "
                            "desks/s1}]}\n";
static const char seats[] =
    "  - {id: s1, kind: seat, line: a, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n";

/* One end of $NOTIFY_SOCKET. */
struct ear {
    char path[128];
    int fd;
    bool ready, stopping;
    int fed;
    char status[256];
};

/* What is started next speaks to this ear and is to be fed every two seconds. */
static void ear_open(struct ear *self, const struct town *town, const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    *self = (struct ear){.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    snprintf(self->path, sizeof self->path, "%s/%s", town->folder, name);
    snprintf(address.sun_path, sizeof address.sun_path, "%.100s", self->path);
    assert_int_equal(bind(self->fd, (struct sockaddr *)&address, sizeof address), 0);
    setenv("NOTIFY_SOCKET", self->path, 1);
    setenv("WATCHDOG_USEC", "2000000", 1);
}

static void ear_close(struct ear *self)
{
    close(self->fd);
    unlink(self->path);
}

static void hear_line(struct ear *self, const char *line)
{
    self->ready = self->ready || !strcmp(line, "READY=1");
    self->stopping = self->stopping || !strcmp(line, "STOPPING=1");
    self->fed += !strcmp(line, "WATCHDOG=1");
    if (!strncmp(line, "STATUS=", 7))
        snprintf(self->status, sizeof self->status, "%s", line + 7);
}

/* Takes one message; false when none comes in time. */
static bool hear(struct ear *self, int ms)
{
    struct pollfd poll_fd = {.fd = self->fd, .events = POLLIN};
    char text[1024];
    if (poll(&poll_fd, 1, ms) != 1)
        return false;
    ssize_t length = recv(self->fd, text, sizeof text - 1, 0);
    assert_true(length >= 0);
    text[length] = 0;
    for (char *rest, *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        hear_line(self, line);
    return true;
}

#define hear_until(ear, condition)                                                                 \
    do {                                                                                           \
        int64_t end_ms = until_ms(WAIT_MS);                                                        \
        while (!(condition) && !until_over(end_ms))                                                \
            hear(ear, 100);                                                                        \
        if (!(condition))                                                                          \
            fail_msg("%s has not come; status: %s", #condition, (ear)->status);                    \
    } while (0)

static bool says(const struct ear *ear, const char *part)
{
    return strstr(ear->status, part) != NULL;
}

struct watched {
    struct town town;
    struct ear collector, agent;
};

/* A seat that changes twice a second for ten minutes. */
static const char *restless_trace(void)
{
    static char text[40000];
    size_t used = (size_t)sprintf(text, "0,a,1\n");
    for (int i = 1; i <= 1200; i++)
        used += (size_t)sprintf(text + used, "%d.%d,a,%d\n", i / 2, i % 2 * 5, (i + 1) % 2);
    return text;
}

static void open_watched(struct watched *self)
{
    town_open(&self->town, 1, place);
    ear_open(&self->collector, &self->town, "collector.sock");
    town_serve(&self->town);
    ear_open(&self->agent, &self->town, "agent.sock");
    town_agent(&self->town, "desks", seats, restless_trace());
}

static void close_watched(struct watched *self)
{
    ear_close(&self->collector);
    ear_close(&self->agent);
    town_close(&self->town);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
}

static void test_both_are_ready_fed_and_say_how_it_goes(void **state)
{
    (void)state;
    struct watched self;
    open_watched(&self);
    hear_until(&self.collector, self.collector.ready && self.collector.fed >= 3);
    hear_until(&self.agent, self.agent.ready && self.agent.fed >= 3);
    hear_until(&self.collector, says(&self.collector, "1 of 1 agents online, broker connected"));
    hear_until(&self.agent, says(&self.agent, "1 sensor, broker connected"));
    process_stop(&self.town.agents[0].process);
    process_stop(&self.town.collector);
    hear_until(&self.agent, self.agent.stopping);
    hear_until(&self.collector, self.collector.stopping);
    close_watched(&self);
}

static void test_a_broker_that_is_away_starves_nobody(void **state)
{
    (void)state;
    struct watched self;
    open_watched(&self);
    hear_until(&self.agent, says(&self.agent, "broker connected"));
    broker_kill(self.town.broker);
    hear_until(&self.collector, says(&self.collector, "broker not connected"));
    hear_until(&self.agent, says(&self.agent, "broker not connected"));
    self.collector.fed = self.agent.fed = 0;
    hear_until(&self.collector, self.collector.fed >= 8); /* twice WatchdogSec */
    hear_until(&self.agent, self.agent.fed >= 8);
    close_watched(&self);
}

#ifdef STUCK_DISK
static void test_a_commit_that_hangs_starves_the_collector(void **state)
{
    (void)state;
    struct watched self;
    char stuck[128];
    snprintf(stuck, sizeof stuck, "/tmp/lampion-stuck-%d", (int)getpid());
    setenv("LAMPION_STUCK", stuck, 1);
    setenv("LD_PRELOAD", STUCK_DISK, 1);
    open_watched(&self);
    unsetenv("LD_PRELOAD");
    hear_until(&self.collector, self.collector.fed >= 3);
    close(open(stuck, O_CREAT | O_CLOEXEC, 0600));
    hear_until(&self.collector, says(&self.collector, "the store has not moved"));
    self.collector.fed = 0;
    for (int i = 0; i < 4; i++) { /* it goes on to say so, and to serve pages */
        assert_true(hear(&self.collector, WAIT_MS));
        assert_int_equal(self.collector.fed, 0);
    }
    json_decref(town_place(&self.town));
    unlink(stuck);
    hear_until(&self.collector, self.collector.fed >= 2);
    hear_until(&self.collector, says(&self.collector, "1 of 1 agents online"));
    close_watched(&self);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_are_ready_fed_and_say_how_it_goes),
        cmocka_unit_test(test_a_broker_that_is_away_starves_nobody),
#ifdef STUCK_DISK
        cmocka_unit_test(test_a_commit_that_hangs_starves_the_collector),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
