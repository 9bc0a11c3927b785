/* Posting to a real server: bodies, refusals, and answers that come later. */
#include "tests/unit/test.h"

#include "dashboard/http/server.h"
#include "tests/support/until.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static struct house {
    sd_event *loop;
    struct server *server;
    struct pending *pending[4];
    int count, calls;
    bool later;
    char seen[SERVER_BODY_MAX + 1];
} house;

static struct reply *answer(void *context, const struct request *request)
{
    struct house *self = context;
    self->calls++;
    snprintf(self->seen, sizeof self->seen, "%s", request->post ? request->body : "");
    if (self->later) {
        self->pending[self->count++] = request_later(request);
        return NULL;
    }
    return reply_words(200, "now\n");
}

static bool takes(void *context, const char *path)
{
    (void)context;
    return !strcmp(path, "/form");
}

static int setup(void **state)
{
    struct why why;
    struct server_handler handler = {answer, takes, &house};
    (void)state;
    house = (struct house){0};
    assert_true(sd_event_new(&house.loop) >= 0);
    house.server = server_start(house.loop, "127.0.0.1:0", &handler, &why);
    assert_non_null(house.server);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    server_stop(house.server);
    sd_event_unref(house.loop);
    return 0;
}

static int dial(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)server_port(house.server)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

/* Sends as the server takes; reads until it closes, or until `until` is there. */
static const char *talk(int fd, const char *text, size_t length, const char *until)
{
    static char got[4096];
    size_t have = 0;
    got[0] = 0;
    for (int64_t end_ms = until_ms(10000); !until_over(end_ms);) {
        ssize_t n = length ? send(fd, text, length, MSG_NOSIGNAL) : 0;
        if (n > 0) {
            text += n;
            length -= (size_t)n;
        }
        sd_event_run(house.loop, 1000);
        n = recv(fd, got + have, sizeof got - 1 - have, 0);
        if (n > 0)
            got[have += (size_t)n] = 0;
        if (n == 0 || (until && strstr(got, until)))
            break;
    }
    return got;
}

static void assert_talk(const char *request, const char *part)
{
    int fd = dial();
    const char *got = talk(fd, request, strlen(request), NULL);
    if (!strstr(got, part))
        fail_msg("%s\nis answered\n%s\nwithout %s", request, got, part);
    close(fd);
}

#define TYPE "Content-Type: application/x-www-form-urlencoded\r\n"
#define POST(path, headers) "POST " path " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n" headers

static void test_a_form_arrives(void **state)
{
    (void)state;
    assert_talk(POST("/form", TYPE "Content-Length: 7\r\n\r\na=1&b=2"), "200 OK");
    assert_string_equal(house.seen, "a=1&b=2");
    assert_talk(POST("/form", TYPE "Content-Length: 0\r\n\r\n"), "200 OK");
    assert_string_equal(house.seen, "");
}

static void test_refusals(void **state)
{
    (void)state;
    assert_talk(POST("/", TYPE "Content-Length: 3\r\n\r\na=1"), " 405 ");
    assert_talk(POST("/form", "Content-Type: text/plain\r\nContent-Length: 3\r\n\r\na=1"), " 415 ");
    assert_talk(POST("/form", "Content-Length: 3\r\n\r\na=1"), " 415 ");
    assert_talk(POST("/form", TYPE "Content-Length: 65537\r\n\r\na=1"), " 413 ");
    assert_talk(POST("/form", TYPE "Content-Length: 99999999999999999999\r\n\r\na=1"), " 4");
    assert_talk(POST("/form", TYPE "Content-Length: -1\r\n\r\na=1"), " 400 ");
    assert_talk(POST("/form", TYPE "Content-Length: 3\r\nContent-Length: 4\r\n\r\na=1"), " 400 ");
    assert_talk(POST("/form", TYPE "Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n0\r\n\r\n"),
                " 411 ");
    assert_talk(POST("/form", TYPE "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\na=1"),
                " 411 ");
    assert_talk(POST("/form", TYPE "\r\n"), " 411 ");
    assert_talk("PUT /form HTTP/1.1\r\nHost: t\r\n\r\n", " 405 ");
    assert_int_equal(house.calls, 0);
}

static void test_the_largest_body(void **state)
{
    static char request[SERVER_BODY_MAX + 200];
    (void)state;
    int length =
        sprintf(request, POST("/form", TYPE "Content-Length: %d\r\n\r\n"), SERVER_BODY_MAX);
    memset(request + length, 'a', SERVER_BODY_MAX);
    int fd = dial();
    assert_non_null(strstr(talk(fd, request, (size_t)length + SERVER_BODY_MAX, NULL), "200 OK"));
    assert_int_equal(strlen(house.seen), SERVER_BODY_MAX);
    close(fd);
}

/* No more bodies than that are held, and those that were held are given back. */
static void test_bodies_are_bounded(void **state)
{
    static const char half[] = POST("/form", TYPE "Content-Length: 9\r\n\r\na=");
    int fds[SERVER_BODIES_MAX];
    (void)state;
    for (int i = 0; i < SERVER_BODIES_MAX; i++) {
        fds[i] = dial();
        assert_int_equal(send(fds[i], half, strlen(half), 0), strlen(half));
        for (int turn = 0; turn < 5; turn++)
            sd_event_run(house.loop, 1000);
    }
    assert_talk(POST("/form", TYPE "Content-Length: 3\r\n\r\na=1"), " 503 ");
    for (int i = 0; i < SERVER_BODIES_MAX; i++)
        close(fds[i]);
    for (int turn = 0; turn < 50; turn++)
        sd_event_run(house.loop, 1000);
    assert_talk(POST("/form", TYPE "Content-Length: 3\r\n\r\na=1"), "200 OK");
}

/* It sleeps without a turn of the loop, and is there as soon as it is answered. */
static void test_an_answer_that_comes_later(void **state)
{
    static const char request[] = POST("/form", TYPE "Content-Length: 3\r\n\r\na=1");
    struct rusage before, after;
    (void)state;
    house.later = true;
    int fd = dial();
    send(fd, request, strlen(request), 0);
    for (int64_t end_ms = until_ms(5000); !house.count && !until_over(end_ms);)
        sd_event_run(house.loop, 1000);
    assert_int_equal(house.count, 1);
    getrusage(RUSAGE_SELF, &before);
    for (int64_t end_ms = until_ms(300); !until_over(end_ms);)
        sd_event_run(house.loop, 50000);
    getrusage(RUSAGE_SELF, &after);
    assert_true((after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000000 +
                    after.ru_utime.tv_usec - before.ru_utime.tv_usec <
                100000);
    pending_answer(house.pending[0], reply_words(200, "later\n"));
    assert_non_null(strstr(talk(fd, "", 0, NULL), "later"));
    close(fd);
    assert_int_equal(house.calls, 1);
}

static void test_a_client_that_left_and_a_null_answer(void **state)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";
    (void)state;
    house.later = true;
    int gone = dial(), waits = dial();
    send(gone, request, strlen(request), 0);
    send(waits, request, strlen(request), 0);
    for (int64_t end_ms = until_ms(5000); house.count < 2 && !until_over(end_ms);)
        sd_event_run(house.loop, 1000);
    close(gone);
    pending_answer(house.pending[0], reply_words(200, "later\n"));
    pending_answer(house.pending[1], NULL);
    talk(waits, "", 0, NULL); /* ends, whichever it was */
    close(waits);
    house.later = false;
    assert_talk("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n", "now");
}

static void test_the_server_stops_first(void **state)
{
    static const char request[] = "GET / HTTP/1.1\r\nHost: t\r\n\r\n";
    (void)state;
    house.later = true;
    int fd = dial();
    send(fd, request, strlen(request), 0);
    for (int64_t end_ms = until_ms(5000); !house.count && !until_over(end_ms);)
        sd_event_run(house.loop, 1000);
    server_stop(house.server);
    house.server = NULL;
    pending_answer(house.pending[0], reply_words(200, "too late\n"));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_form_arrives, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_largest_body, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bodies_are_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_answer_that_comes_later, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_client_that_left_and_a_null_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_server_stops_first, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
