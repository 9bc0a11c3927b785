/* The link against a real mosquitto. Waits end when what is waited for happens; the long
 * deadlines only keep a broken build from hanging. */
#include "tests/unit/link_wait.h"

#include "tests/support/broker.h"
#include "tests/support/ports.h"
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static struct link *open_link(const char *uri, const char *client_id, const char *topic,
                              size_t inbox_max)
{
    struct link_config config = {
        .uri = uri,
        .client_id = client_id,
        .subscriptions = {{topic, 1}, {"other/+", 0}},
        .subscription_count = topic ? 2 : 0,
        .retry_min_ms = 20,
        .retry_max_ms = 200,
        .inbox_max = inbox_max,
    };
    struct why why;
    struct link *link = link_open(&config, &why);
    assert_non_null(link);
    return link;
}

static void publish(struct link *link, const char *topic, const char *payload, int qos,
                    bool retained)
{
    assert_int_equal(link_publish(link, topic, payload, strlen(payload), qos, retained), 0);
}

static void expect_message(struct link *link, const char *topic, const char *payload, bool retained)
{
    struct link_item item = wait_kind(link, LINK_MESSAGE);
    assert_string_equal(item.topic, topic);
    assert_string_equal(item.payload, payload);
    assert_int_equal(item.length, strlen(payload));
    assert_int_equal(item.retained, retained);
    assert_true(item.received_real_ms <= clock_real_ms());
    link_item_clear(&item);
}

static struct broker *start_broker(const char *lines)
{
    struct broker *broker = broker_new(0);
    assert_non_null(broker);
    broker_configure(broker, lines);
    assert_int_equal(broker_start(broker), 0);
    return broker;
}

static void test_messages_go_to_and_fro(void **state)
{
    (void)state;
    struct broker *broker = start_broker("");
    struct link *one = open_link(broker_uri(broker), "one", "t/#", 0);
    assert_int_equal(link_publish(one, "t/a", "x", 1, 0, false), -ENOTCONN);
    assert_false(link_is_connected(one));
    wait_connected(one);
    assert_true(link_deadline(one) == TIME_NEVER);
    publish(one, "t/a", "hello", 0, false);
    expect_message(one, "t/a", "hello", false);
    publish(one, "t/b", "kept", 1, true);
    expect_message(one, "t/b", "kept", false);
    publish(one, "other/c", "", 0, false);
    expect_message(one, "other/c", "", false);
    struct link *two = open_link(broker_uri(broker), "two", "t/#", 0);
    wait_connected(two);
    expect_message(two, "t/b", "kept", true);
    link_close(two);
    link_close(one);
    broker_free(broker);
}

static void test_it_waits_for_a_broker_that_comes_late(void **state)
{
    (void)state;
    struct broker *broker = broker_new(0);
    struct link *link = open_link(broker_uri(broker), "early", "t", 0);
    for (int i = 0; i < 3; i++) {
        struct link_item item = wait_kind(link, LINK_LOST);
        assert_true(item.reason[0] != '\0');
        assert_false(link_is_connected(link));
    }
    assert_int_equal(broker_start(broker), 0);
    wait_connected(link);
    link_close(link);
    broker_free(broker);
}

static void test_it_comes_back_with_its_subscriptions(void **state)
{
    (void)state;
    struct broker *broker = start_broker("");
    struct link *link = open_link(broker_uri(broker), "steady", "t", 0);
    wait_connected(link);
    for (int i = 0; i < 3; i++) {
        if (i % 2)
            broker_kill(broker);
        else
            broker_stop(broker);
        wait_kind(link, LINK_LOST);
        assert_false(link_is_connected(link));
        assert_int_equal(link_publish(link, "t", "x", 1, 0, false), -ENOTCONN);
        assert_int_equal(broker_start(broker), 0);
        wait_connected(link);
        publish(link, "t", "again", 1, false);
        expect_message(link, "t", "again", false);
    }
    link_close(link);
    broker_free(broker);
}

/* Real time is only what link_tick is told: the back-off is walked through without waiting. */
static void test_attempts_back_off_with_jitter(void **state)
{
    (void)state;
    int port = port_free();
    char uri[64];
    snprintf(uri, sizeof uri, "mqtt://127.0.0.1:%d", port);
    struct link *link = open_link(uri, "patient", "t", 0);
    const int64_t steps_ms[] = {20, 40, 80, 160, 200, 200};
    for (size_t i = 0; i < 6; i++) {
        link_tick(link, i ? link_deadline(link) : clock_real_ms());
        struct link_item item;
        while (!link_next(link, &item)) {
            struct pollfd fd = {.fd = link_fd(link), .events = POLLIN};
            assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
        }
        assert_int_equal(item.kind, LINK_LOST);
        int64_t wait_ms = link_deadline(link) - item.received_real_ms;
        assert_in_range(wait_ms, steps_ms[i] / 2, steps_ms[i]);
    }
    link_close(link);
}

/* A server of our own, for what mosquitto never does: it takes one connection after the other,
 * and answers CONNECT, and SUBSCRIBE with the codes of `suback`; or nothing at all. */
struct server {
    int fd, port;
    bool silent;
    unsigned char suback[2];
    size_t codes;
    pthread_t thread;
};

/* Reads one packet (all of ours are shorter than 128 bytes). */
static bool read_packet(int fd, unsigned char packet[130])
{
    return recv(fd, packet, 2, MSG_WAITALL) == 2 && packet[1] < 128 &&
           recv(fd, packet + 2, packet[1], MSG_WAITALL) == packet[1];
}

static void serve(struct server *server, int fd)
{
    unsigned char packet[130];
    while (read_packet(fd, packet)) {
        unsigned char connack[] = {0x20, 2, 0, 0};
        unsigned char suback[] = {0x90,
                                  (unsigned char)(2 + server->codes),
                                  packet[2],
                                  packet[3],
                                  server->suback[0],
                                  server->suback[1]};
        if (packet[0] == 0x10 && send(fd, connack, 4, MSG_NOSIGNAL) != 4)
            return;
        if (packet[0] == 0x82 && send(fd, suback, 4 + server->codes, MSG_NOSIGNAL) < 0)
            return;
    }
}

static void *run_server(void *context)
{
    struct server *server = context;
    int fd;
    while ((fd = accept(server->fd, NULL, NULL)) >= 0) {
        char byte;
        if (server->silent)
            while (recv(fd, &byte, 1, 0) > 0)
                ;
        else
            serve(server, fd);
        close(fd);
    }
    return NULL;
}

static void start_server(struct server *server, char uri[64])
{
    server->port = port_free();
    server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((unsigned short)server->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(bind(server->fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(server->fd, 8), 0);
    assert_int_equal(pthread_create(&server->thread, NULL, run_server, server), 0);
    snprintf(uri, 64, "mqtt://127.0.0.1:%d", server->port);
}

static void stop_server(struct server *server)
{
    shutdown(server->fd, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->fd);
}

static void test_silence_is_told_and_tried_again(void **state)
{
    (void)state;
    struct server server = {.silent = true};
    char uri[64];
    start_server(&server, uri);
    struct link *link = open_link(uri, "listener", "t", 0);
    int64_t now_ms = clock_real_ms();
    link_tick(link, now_ms);
    struct link_item item;
    assert_false(link_next(link, &item));
    assert_true(link_deadline(link) > now_ms);
    link_tick(link, link_deadline(link)); /* as if that time had passed */
    assert_true(link_next(link, &item));
    assert_int_equal(item.kind, LINK_LOST);
    assert_string_equal(item.reason, "no answer from the broker");
    assert_true(link_deadline(link) < TIME_NEVER);
    link_close(link);
    stop_server(&server);
}

static void check_refused(struct server *server, size_t subscriptions)
{
    char uri[64];
    start_server(server, uri);
    struct link_config config = {.uri = uri,
                                 .client_id = "curious",
                                 .subscriptions = {{"open", 0}, {"secret", 0}},
                                 .subscription_count = subscriptions,
                                 .retry_min_ms = 20};
    struct why why;
    struct link *link = link_open(&config, &why);
    assert_non_null(link);
    for (int i = 0; i < 2; i++) {
        struct link_item item = wait_kind(link, LINK_LOST);
        assert_non_null(strstr(item.reason, "the broker refuses the subscription"));
        assert_non_null(strstr(item.reason, subscriptions > 1 ? "secret" : "open"));
        assert_false(link_is_connected(link));
    }
    link_close(link);
    stop_server(server);
}

static void test_a_refused_subscription_is_told(void **state)
{
    (void)state;
    struct server second = {.suback = {0, 0x80}, .codes = 2};
    check_refused(&second, 2);
    struct server only = {.suback = {0x80}, .codes = 1}; /* which paho tells another way */
    check_refused(&only, 1);
}

static void test_a_refused_client_is_told(void **state)
{
    (void)state;
    struct broker *broker = start_broker("allow_anonymous false\n");
    struct link *link = open_link(broker_uri(broker), "nobody", NULL, 0);
    struct link_item item = wait_kind(link, LINK_LOST);
    assert_string_equal(item.reason, "the broker refuses this client: not authorised");
    link_close(link);
    broker_free(broker);
}

static void test_without_subscriptions_it_is_connected_at_once(void **state)
{
    (void)state;
    struct broker *broker = start_broker("");
    struct link *link = open_link(broker_uri(broker), "mute", NULL, 0);
    wait_connected(link);
    link_close(link);
    broker_free(broker);
}

static void test_an_overflow_is_counted(void **state)
{
    (void)state;
    enum { SENT = 100 };
    struct broker *broker = start_broker("");
    struct link *slow = open_link(broker_uri(broker), "slow", "t", 4);
    struct link *eager = open_link(broker_uri(broker), "eager", "other", 200);
    wait_connected(slow);
    wait_connected(eager);
    for (int i = 0; i < SENT; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        publish(eager, "t", text, 0, false);
        struct link_item item;
        wait_next(eager, &item, 0);
    }
    int64_t until_ms = clock_real_ms() + PATIENCE_MS;
    while (link_dropped(slow) < SENT - 4 && clock_real_ms() < until_ms)
        poll(NULL, 0, 5);
    assert_int_equal(link_dropped(slow), SENT - 4);
    for (int i = 0; i < 4; i++) {
        char text[16];
        snprintf(text, sizeof text, "%d", i);
        expect_message(slow, "t", text, false);
    }
    publish(slow, "t", "well", 0, false);
    expect_message(slow, "t", "well", false);
    link_close(eager);
    link_close(slow);
    broker_free(broker);
}

/* ---- the last will, of a process that is killed ---- */

static struct link *open_with_will(const char *uri)
{
    struct link_config config = {.uri = uri, .client_id = "victim", .will_topic = "t/will"};
    struct why why;
    struct link *link = link_open(&config, &why);
    if (!link || link_set_will(link, "old") < 0 || link_set_will(link, "gone") < 0)
        return NULL;
    return link;
}

/* Another process, since paho's threads do not survive a fork. */
static int run_victim(const char *uri)
{
    struct link *link = open_with_will(uri);
    if (!link)
        return 1;
    wait_kind(link, LINK_CONNECTED);
    if (write(STDOUT_FILENO, "up", 2) != 2)
        return 1;
    for (;;)
        pause();
}

static pid_t spawn_victim(const char *uri)
{
    int up[2];
    assert_int_equal(pipe(up), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, up[1], STDOUT_FILENO);
    char *argv[] = {"test_link", "--victim", (char *)uri, NULL};
    pid_t pid;
    assert_int_equal(posix_spawn(&pid, "/proc/self/exe", &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(up[1]);
    char text[2];
    assert_int_equal(read(up[0], text, 2), 2);
    close(up[0]);
    return pid;
}

static void test_the_will_speaks_for_a_killed_process(void **state)
{
    (void)state;
    struct broker *broker = start_broker("");
    struct link *link = open_link(broker_uri(broker), "witness", "t/#", 0);
    wait_connected(link);
    pid_t pid = spawn_victim(broker_uri(broker));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    expect_message(link, "t/will", "gone", false);
    link_close(link);
    struct link *late = open_link(broker_uri(broker), "late", "t/#", 0);
    wait_connected(late);
    expect_message(late, "t/will", "gone", true);
    link_close(late);
    broker_free(broker);
}

static void test_a_clean_close_sends_the_last_word_and_no_will(void **state)
{
    (void)state;
    struct broker *broker = start_broker("");
    struct link *link = open_link(broker_uri(broker), "witness", "t/#", 0);
    wait_connected(link);
    struct link *leaver = open_with_will(broker_uri(broker));
    assert_non_null(leaver);
    wait_connected(leaver);
    publish(leaver, "t/last", "word", 1, false);
    link_close(leaver);
    expect_message(link, "t/last", "word", false);
    publish(link, "t/next", "one", 1, false);
    expect_message(link, "t/next", "one", false); /* and no will before it */
    link_close(link);
    broker_free(broker);
}

/* Two pulses come by while nobody says anything, and the caller sees none of them. */
static void test_the_pulse_keeps_itself_to_itself(void **state)
{
    (void)state;
    struct broker *broker = start_broker("");
    struct link *other = open_link(broker_uri(broker), "other", "beat/#", 0);
    wait_connected(other);
    struct link_config config = {.uri = broker_uri(broker),
                                 .client_id = "pulsing",
                                 .subscriptions = {{"t/#", 0}},
                                 .subscription_count = 1,
                                 .pulse_topic = "beat/1"};
    struct why why;
    struct link *link = link_open(&config, &why);
    assert_non_null(link);
    wait_connected(link);
    int pulses = 0;
    for (struct link_item item; pulses < 2; link_tick(link, clock_real_ms())) {
        poll(NULL, 0, 5);
        assert_false(link_next(link, &item));
        if (!link_next(other, &item))
            continue;
        assert_int_equal(item.kind, LINK_MESSAGE);
        assert_string_equal(item.topic, "beat/1");
        assert_int_equal(item.length, 0);
        link_item_clear(&item);
        pulses++;
    }
    link_close(link);
    link_close(other);
    broker_free(broker);
}

static void test_wrong_addresses_are_refused(void **state)
{
    (void)state;
    const char *const wrong[] = {"127.0.0.1:1883", "tcp://127.0.0.1", "mqtt://", "http://x", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct link_config config = {.uri = wrong[i], .client_id = "x"};
        struct why why = {""};
        assert_null(link_open(&config, &why));
        assert_non_null(strstr(why.text, "mqtt://HOST:PORT"));
    }
    link_close(NULL);
}

static bool has_mosquitto(void)
{
    struct broker *broker = broker_new(0);
    int err = broker ? broker_start(broker) : -errno;
    broker_free(broker);
    return err != -ENOENT;
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "--victim"))
        return run_victim(argv[2]);
    if (!has_mosquitto()) {
        fprintf(stderr, "skipped: no mosquitto here; install the package mosquitto\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_go_to_and_fro),
        cmocka_unit_test(test_it_waits_for_a_broker_that_comes_late),
        cmocka_unit_test(test_it_comes_back_with_its_subscriptions),
        cmocka_unit_test(test_attempts_back_off_with_jitter),
        cmocka_unit_test(test_silence_is_told_and_tried_again),
        cmocka_unit_test(test_a_refused_subscription_is_told),
        cmocka_unit_test(test_a_refused_client_is_told),
        cmocka_unit_test(test_without_subscriptions_it_is_connected_at_once),
        cmocka_unit_test(test_an_overflow_is_counted),
        cmocka_unit_test(test_the_will_speaks_for_a_killed_process),
        cmocka_unit_test(test_a_clean_close_sends_the_last_word_and_no_will),
        cmocka_unit_test(test_the_pulse_keeps_itself_to_itself),
        cmocka_unit_test(test_wrong_addresses_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
