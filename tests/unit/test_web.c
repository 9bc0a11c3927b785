/* A real server on a free port, in the test's own loop; clients are raw sockets in the same
 * thread, so that the test decides who reads when. */
#include "tests/unit/test.h"

#include "dashboard/http/deadline.h"
#include "dashboard/http/listen.h"
#include "dashboard/http/web.h"
#include "dashboard/page/buffer.h"
#include "tests/unit/snapshots.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define VIEWERS 1000
#define PATIENCE_MS 20000 /* before a test gives up waiting */

/* What was published: copies, each freed with its last reference. */
static int published;

struct snapshot *snapshot_ref(struct snapshot *self)
{
    self->references++;
    return self;
}

void snapshot_unref(struct snapshot *self)
{
    if (self && --self->references == 0) {
        free((char *)self - offsetof(struct sample, snapshot));
        published--;
    }
}

struct place_under_test {
    sd_event *loop;
    struct zonetime *zone;
    struct web *web;
    bool well;
    struct sample sample;
};

struct client {
    int fd;
    struct buffer in;
    bool ended;
};

static char *health(void *context, bool *well)
{
    struct place_under_test *self = context;
    *well = self->well;
    return strdup("{\"status\":\"fine\"}");
}

/* Publishes the sample as it is now. */
static void publish(struct place_under_test *self)
{
    struct sample *copy = malloc(sizeof *copy);
    assert_non_null(copy);
    sample_copy(copy, &self->sample);
    published++;
    web_publish(self->web, &copy->snapshot);
    snapshot_unref(&copy->snapshot);
}

static int setup(void **state)
{
    static struct place_under_test self;
    struct why why;
    self = (struct place_under_test){.well = true};
    assert_true(sd_event_new(&self.loop) >= 0);
    self.zone = zonetime_load("Europe/Paris", &why);
    struct web_config config = {
        .listen = "127.0.0.1:0", .zonetime = self.zone, .health = health, .context = &self};
    self.web = web_start(self.loop, &config, &why);
    if (!self.web) {
        print_error("%s\n", why.text);
        return -1;
    }
    sample_fill(&self.sample);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    struct place_under_test *self = *state;
    web_stop(self->web);
    assert_int_equal(published, 0);
    zonetime_free(self->zone);
    sd_event_unref(self->loop);
    return 0;
}

/* ---- Clients ---- */

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct client client_connect(const struct place_under_test *self, int receive_bytes)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)web_port(self->web)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct client client = {.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    assert_true(client.fd >= 0);
    if (receive_bytes) {
        setsockopt(client.fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    }
    int err = connect(client.fd, (struct sockaddr *)&address, sizeof address);
    assert_true(err == 0 || errno == EINPROGRESS);
    return client;
}

static void client_close(struct client *self)
{
    close(self->fd);
    buffer_free(&self->in);
}

/* Takes what has come. */
static void client_read(struct client *self)
{
    char bytes[16384];
    for (;;) {
        ssize_t n = recv(self->fd, bytes, sizeof bytes, 0);
        if (n <= 0) {
            self->ended = self->ended || n == 0 || (errno != EAGAIN && errno != ENOTCONN);
            return;
        }
        buffer_add(&self->in, bytes, (size_t)n);
    }
}

static void client_send(struct place_under_test *self, struct client *client, const char *text,
                        size_t length)
{
    int64_t until_ms = now_ms() + PATIENCE_MS;
    while (length > 0 && now_ms() < until_ms) {
        ssize_t n = send(client->fd, text, length, MSG_NOSIGNAL);
        if (n > 0) {
            text += n;
            length -= (size_t)n;
        } else if (errno != EAGAIN && errno != ENOTCONN) {
            return; /* the server had enough */
        }
        sd_event_run(self->loop, 1000);
    }
    assert_true(length == 0);
}

/* Runs the loop until the client has received `text`, or the connection ended. */
static bool wait_for(struct place_under_test *self, struct client *client, const char *text)
{
    int64_t until_ms = now_ms() + PATIENCE_MS;
    while (now_ms() < until_ms) {
        sd_event_run(self->loop, 1000);
        client_read(client);
        if (strstr(buffer_peek(&client->in), text)) {
            return true;
        }
        if (client->ended) {
            return false;
        }
    }
    return false;
}

static bool wait_for_end(struct place_under_test *self, struct client *client)
{
    int64_t until_ms = now_ms() + PATIENCE_MS;
    while (!client->ended && now_ms() < until_ms) {
        sd_event_run(self->loop, 1000);
        client_read(client);
    }
    return client->ended;
}

/* The answer to one request whose connection ends with it. */
static char *ask(struct place_under_test *self, const char *request)
{
    struct client client = client_connect(self, 0);
    client_send(self, &client, request, strlen(request));
    assert_true(wait_for_end(self, &client));
    char *answer = buffer_take(&client.in, NULL);
    close(client.fd);
    return answer;
}

static char *get(struct place_under_test *self, const char *target, const char *headers)
{
    char request[1024];
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: t\r\nConnection: close\r\n%s\r\n",
             target, headers);
    return ask(self, request);
}

static void assert_has(const char *text, const char *part)
{
    assert_non_null(text);
    if (!strstr(text, part)) {
        fail_msg("\"%s\" is not in:\n%s", part, text ? text : "");
    }
}

static void assert_answers(struct place_under_test *self, const char *target, const char *headers,
                           const char *status, const char *part)
{
    char *answer = get(self, target, headers);
    assert_has(answer, status);
    assert_has(answer, part);
    free(answer);
}

/* ---- Addresses ---- */

static void test_before_the_first_snapshot(void **state)
{
    struct place_under_test *self = *state;
    assert_answers(self, "/", "Accept: text/html\r\n", "HTTP/1.1 503 ", "Pas encore de chiffres");
    assert_answers(self, "/", "Accept: text/html\r\nAccept-Language: en\r\n", "HTTP/1.1 503 ",
                   "No figures yet");
    assert_answers(self, "/api/v1/place", "", "HTTP/1.1 503 ", "Retry-After: 2");
    assert_answers(self, "/api/v1/live", "", "HTTP/1.1 503 ", "No figures yet");
    assert_answers(self, "/healthz", "", "HTTP/1.1 200 ", "{\"status\":\"fine\"}");
}

static void test_addresses_and_headers(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    char *page = get(self, "/", "");
    assert_has(page, "HTTP/1.1 200 OK");
    assert_has(page, "Content-Type: text/html; charset=utf-8");
    assert_has(page, "Content-Security-Policy: default-src 'self'; object-src 'none'; "
                     "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    assert_has(page, "X-Content-Type-Options: nosniff");
    assert_has(page, "Referrer-Policy: no-referrer");
    assert_has(page, "Cache-Control: no-store");
    assert_has(page, "<html lang=\"fr\">");
    assert_null(strstr(page, "Access-Control-Allow-Origin"));
    free(page);
    assert_answers(self, "/?lang=en", "", " 200 OK", "<html lang=\"en\">");
    assert_answers(self, "/", "Accept-Language: en-GB,en;q=0.9\r\n", " 200 OK", "lang=\"en\">");
    assert_answers(self, "/api/v1/place", "", "Access-Control-Allow-Origin: *", "\"free\":12,");
    assert_answers(self, "/api/v1/place?lang=en", "", "application/json", "Open space");
    assert_answers(self, "/static/style.css", "", "text/css", "max-age=300");
    assert_answers(self, "/static/live.js", "", "text/javascript", "EventSource");
}

static void test_the_directory_of_spaces(void **state)
{
    struct place_under_test *self = *state;
    assert_answers(self, "/spaceapi.json", "", " 503 ", "No figures yet");
    publish(self);
    assert_answers(self, "/spaceapi.json", "", " 404 ", "write place.logo");
    self->sample.place.logo = "https://gare.example/logo.svg";
    publish(self);
    assert_answers(self, "/spaceapi.json", "", "Access-Control-Allow-Origin: *", "\"open\":true");
    assert_answers(self, "/spaceapi.json", "", "application/json; charset=utf-8", "\"15\"");
    sample_closed(&self->sample, SNAPSHOT_NEVER);
    publish(self);
    assert_answers(self, "/spaceapi.json", "", " 200 ",
                   "\"state\":{\"open\":false,\"lastchange\":1795421082}");
    self->sample.place.privacy.visibility = VISIBILITY_MEMBERS;
    publish(self);
    assert_answers(self, "/spaceapi.json", "", " 404 ", "not public");
}

static void test_embedded_and_hung_up(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    assert_answers(self, "/widget", "", "frame-ancestors *\r\n", "target=\"_top\"");
    assert_answers(self, "/widget?zone=openspace&lang=en", "",
                   "Open space <span id=\"g-openspace\"",
                   "href=\"zones/openspace?lang=en\" target=\"_top\"");
    assert_answers(self, "/widget?zone=nowhere", "", " 404 ", "nowhere");
    assert_answers(self, "/kiosk?lang=en", "", "frame-ancestors 'none'", "live.js");
    char *still = get(self, "/kiosk?still=1&lang=en", "");
    assert_has(still, "<meta http-equiv=\"refresh\" content=\"60\">");
    assert_has(still, "Read at 09:04. Do not rely on it after 09:07.");
    assert_null(strstr(still, "<script"));
    free(still);
    self->sample.place.privacy.visibility = VISIBILITY_MEMBERS; /* seen here by this machine only */
    publish(self);
    assert_answers(self, "/widget", "", " 200 ", "frame-ancestors 'none'");
}

static void test_what_is_not_there(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    assert_answers(self, "/nowhere", "", "HTTP/1.1 404 ", "This address leads nowhere.");
    assert_answers(self, "/a/b/c", "Accept: text/html\r\n", "HTTP/1.1 404 ",
                   "href=\"../../?lang=fr\"");
    assert_answers(self, "/static/../../etc/passwd", "", "HTTP/1.1 404 ", "nowhere");
    assert_answers(self, "/static/%2e%2e/style.css", "", "HTTP/1.1 404 ", "nowhere");
    assert_answers(self, "/healthz/", "", "HTTP/1.1 404 ", "nowhere");
    char *post = ask(self, "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc");
    assert_has(post, "HTTP/1.1 405 ");
    assert_has(post, "Allow: GET, HEAD");
    free(post);
    char *body = ask(self, "GET / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc");
    assert_has(body, "HTTP/1.1 413 ");
    free(body);
}

static void test_static_files_are_kept(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    char *page = get(self, "/", "");
    const char *version = strstr(page, "static/style.css?v=");
    assert_non_null(version);
    char hash[17] = "", target[64], headers[64];
    memcpy(hash, version + strlen("static/style.css?v="), 16);
    free(page);
    snprintf(target, sizeof target, "/static/style.css?v=%s", hash);
    assert_answers(self, target, "", " 200 OK", "immutable");
    snprintf(headers, sizeof headers, "If-None-Match: \"%s\"\r\n", hash);
    char *same = get(self, "/static/style.css", headers);
    assert_has(same, "HTTP/1.1 304 ");
    assert_null(strstr(same, "--ground"));
    free(same);
}

static void test_head_has_no_body(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    char *head = ask(self, "HEAD / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    assert_has(head, "HTTP/1.1 200 OK");
    assert_has(head, "Content-Length: ");
    assert_null(strstr(head, "<html"));
    free(head);
    char *live = ask(self, "HEAD /api/v1/live HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    assert_has(live, "text/event-stream");
    assert_null(strstr(live, "event:"));
    free(live);
    assert_int_equal(web_viewers(self->web), 0);
}

static void test_metrics_for_prometheus(void **state)
{
    struct place_under_test *self = *state;
    char *early = get(self, "/metrics", "");
    assert_has(early, "HTTP/1.1 200 ");
    assert_has(early, "\nlampion_viewers 0\n");
    assert_null(strstr(early, "lampion_zone_"));
    free(early);
    publish(self);
    char *body = get(self, "/metrics", "");
    assert_has(body, "Content-Type: text/plain; version=0.0.4; charset=utf-8");
    assert_has(body, "# TYPE lampion_zone_seats_free gauge\nlampion_zone_seats_free{zone=\"");
    assert_has(body, "# HELP lampion_build_info ");
    assert_null(strstr(body, "} -1"));
    free(body);
    assert_answers(self, "/metrics", "X-Forwarded-For: 203.0.113.9\r\n", "HTTP/1.1 403 ",
                   "this very machine only");
}

static void test_health_is_for_this_machine(void **state)
{
    struct place_under_test *self = *state;
    self->well = false;
    assert_answers(self, "/healthz", "", "HTTP/1.1 503 ", "{\"status\":\"fine\"}");
    assert_answers(self, "/healthz", "X-Forwarded-For: 203.0.113.9\r\n", "HTTP/1.1 403 ",
                   "this very machine");
}

static void test_a_place_of_members_is_not_shown(void **state)
{
    struct place_under_test *self = *state;
    self->sample.place.privacy.visibility = VISIBILITY_MEMBERS;
    publish(self);
    assert_answers(self, "/", "X-Forwarded-For: 203.0.113.9\r\n", "HTTP/1.1 403 ", "members only");
    assert_answers(self, "/api/v1/place", "Via: proxy\r\n", "HTTP/1.1 403 ", "members only");
    assert_answers(self, "/api/v1/live", "Via: proxy\r\n", "HTTP/1.1 403 ", "members only");
    assert_answers(self, "/api/v1/place", "", "HTTP/1.1 200 ", "\"free\":12");
}

static void test_pipelined_requests(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    const char *two = "GET /api/v1/place HTTP/1.1\r\nHost: t\r\n\r\n"
                      "GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n"
                      "GET /nowhere HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
    char *answers = ask(self, two);
    char *first = strstr(answers, "\"free\":12");
    assert_non_null(first);
    char *second = strstr(first, "{\"status\":\"fine\"}");
    assert_non_null(second);
    assert_has(second, "HTTP/1.1 404 ");
    free(answers);
}

static void test_bad_requests_do_no_harm(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    struct buffer large = {0};
    buffer_text(&large, "GET / HTTP/1.1\r\nHost: t\r\nCookie: ");
    for (int i = 0; i < 16384; i++) {
        buffer_add(&large, "c", 1);
    }
    buffer_text(&large, "\r\n\r\n");
    char *answer = ask(self, buffer_peek(&large));
    assert_has(answer, "HTTP/1.1 431 ");
    free(answer);
    buffer_free(&large);
    static const char *const bad[] = {"\r\n\r\n\r\n",
                                      "GET\r\n\r\n",
                                      "GET / HTTP/9.9\r\n\r\n",
                                      "GET / HTTP/1.1\r\n\r\n",
                                      "GET / HTTP/1.1\r\nHost t\r\n\r\n",
                                      "\x16\x03\x01\x02\x01\x01\xfc\x03\x03",
                                      "GET /%zz%00%ff?lang=%00&&&=&lang HTTP/1.0\r\n\r\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct client client = client_connect(self, 0);
        client_send(self, &client, bad[i], strlen(bad[i]));
        for (int turn = 0; turn < 20; turn++) {
            sd_event_run(self->loop, 1000);
        }
        client_close(&client);
    }
    char *cookie = get(self, "/api/v1/place",
                       "Cookie: a=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n");
    assert_has(cookie, "\"free\":12");
    free(cookie);
}

static void test_random_requests_do_no_harm(void **state)
{
    struct place_under_test *self = *state;
    uint64_t seed = test_seed();
    static const char base[] = "GET /api/v1/live?lang=en&only=fragments HTTP/1.1\r\nHost: t\r\n"
                               "Accept-Language: fr;q=0.5, en\r\nConnection: close\r\n\r\n";
    publish(self);
    for (int round = 0; round < 300; round++) {
        char request[sizeof base];
        memcpy(request, base, sizeof base);
        for (int64_t changes = test_between(&seed, 1, 6); changes > 0; changes--) {
            request[test_between(&seed, 0, sizeof base - 2)] = (char)test_between(&seed, 0, 255);
        }
        struct client client = client_connect(self, 0);
        client_send(self, &client, request, sizeof base - 1);
        for (int turn = 0; turn < 5; turn++) {
            sd_event_run(self->loop, 100);
            client_read(&client);
        }
        client_close(&client);
    }
    assert_answers(self, "/api/v1/place", "", "HTTP/1.1 200 ", "\"free\":12");
}

/* ---- The live stream ---- */

static struct client view(struct place_under_test *self, const char *query, int receive_bytes)
{
    char request[256];
    struct client client = client_connect(self, receive_bytes);
    snprintf(request, sizeof request, "GET /api/v1/live%s HTTP/1.1\r\nHost: t\r\n\r\n", query);
    client_send(self, &client, request, strlen(request));
    return client;
}

static void test_pages_come_packed_where_that_is_taken(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    char *answer = get(self, "/", "Accept-Encoding: br, gzip\r\n");
    assert_has(answer, "Content-Encoding: gzip");
    assert_has(answer, "Vary: Accept-Language, Accept-Encoding");
    assert_null(strstr(answer, "<h1"));
    free(answer);
    answer = get(self, "/", "Accept-Encoding: gzip;q=0, br\r\n");
    assert_null(strstr(answer, "Content-Encoding"));
    assert_has(answer, "<h1");
    free(answer);
}

static void test_a_zone_has_its_page(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    char *answer = get(self, "/zones/meeting?lang=fr", "");
    assert_has(answer, "200 OK");
    assert_has(answer, "<title>Salle Jaurès Occupée · La Gare</title>");
    free(answer);
    answer = get(self, "/zones/nowhere", "");
    assert_has(answer, "404 Not Found");
    free(answer);
    answer = get(self, "/offline?lang=fr", "");
    assert_has(answer, "Pas de liaison, donc pas de chiffres");
    free(answer);
    answer = get(self, "/manifest.webmanifest?lang=fr", "");
    assert_has(answer, "\"start_url\":\"./?lang=fr\"");
    free(answer);
}

/* No way leads to a zone that is shown to nobody. */
static void test_a_private_zone_is_nowhere(void **state)
{
    static const char *const pages[] = {"/",      "/api/v1/place",  "/spaceapi.json",  "/widget",
                                        "/kiosk", "/kiosk?still=1", "/zones/openspace"};
    struct place_under_test *self = *state;
    self->sample.place.logo = "https://gare.example/logo.svg";
    self->sample.zones[SAMPLE_MEETING].veil = VEIL_PRIVATE;
    publish(self);
    assert_answers(self, "/zones/meeting", "", " 404 ", "");
    assert_answers(self, "/widget?zone=meeting", "", " 404 ", "");
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char *answer = get(self, pages[i], "");
        assert_has(answer, " 200 ");
        if (strstr(answer, "meeting") || strstr(answer, "Jaur"))
            fail_msg("%s: %s", pages[i], answer);
        free(answer);
    }
}

static void test_a_viewer_is_told(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    struct client all = view(self, "", 0);
    struct client page = view(self, "?only=fragments&lang=en", 0);
    assert_true(wait_for(self, &all, "event: beat"));
    assert_true(wait_for(self, &page, "event: beat"));
    assert_int_equal(web_viewers(self->web), 2);
    assert_has(buffer_peek(&all.in), "Content-Type: text/event-stream");
    assert_has(buffer_peek(&all.in), "retry: 2000");
    assert_has(buffer_peek(&all.in), "event: place\ndata: {\"place\":");
    assert_has(buffer_peek(&all.in), "{\"id\":\"g-meeting\",\"html\":\"<span class=busy data-key=");
    assert_null(strstr(buffer_peek(&page.in), "event: place"));
    assert_has(buffer_peek(&page.in), "At least");
    buffer_free(&all.in);
    buffer_free(&page.in);

    sample_seats(&self->sample, 11, 1, 1);
    publish(self);
    assert_true(wait_for(self, &all, "event: beat"));
    assert_true(wait_for(self, &page, "event: beat"));
    assert_has(buffer_peek(&all.in), "\"free\":11");
    assert_has(buffer_peek(&all.in), "\"id\":\"n-openspace\"");
    assert_null(strstr(buffer_peek(&all.in), "-meeting\",\"html"));
    assert_has(buffer_peek(&page.in), "\"id\":\"g-openspace\"");
    assert_has(buffer_peek(&page.in), "\"plan\":");
    printf("update: %zu bytes to a page, %zu with the JSON\n", page.in.length, all.in.length);
    assert_true(page.in.length <= 2048);
    client_close(&all);
    client_close(&page);
}

static void test_a_thousand_viewers_are_told(void **state)
{
    struct place_under_test *self = *state;
    static struct client viewers[VIEWERS];
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < 2 * VIEWERS + 200) {
        print_message("too few descriptors for %d viewers\n", VIEWERS);
        skip();
    }
    publish(self);
    for (int i = 0; i < VIEWERS; i++) {
        viewers[i] = view(self, i % 2 ? "?lang=en&only=fragments" : "", 0);
    }
    for (int i = 0; i < VIEWERS; i++) {
        assert_true(wait_for(self, &viewers[i], "event: beat"));
        buffer_free(&viewers[i].in);
    }
    assert_int_equal(web_viewers(self->web), VIEWERS);
    sample_seats(&self->sample, 7, 0, 0);
    int64_t began_ms = now_ms();
    publish(self);
    for (int told = 0; told < VIEWERS;) {
        assert_true(now_ms() < began_ms + PATIENCE_MS);
        sd_event_run(self->loop, 1000);
        told = 0;
        for (int i = 0; i < VIEWERS; i++) {
            client_read(&viewers[i]);
            told += strstr(buffer_peek(&viewers[i].in), "event: beat") != NULL;
        }
    }
    printf("%d viewers told in %lld ms\n", VIEWERS, (long long)(now_ms() - began_ms));
    for (int i = 0; i < VIEWERS; i++) {
        assert_has(buffer_peek(&viewers[i].in), i % 2 ? "7\u00a0of" : "\"free\":7");
        client_close(&viewers[i]);
    }
}

/* The last state that a viewer of the JSON was told: its free seats. */
static int last_free(const char *stream)
{
    const char *last = NULL;
    for (const char *at = strstr(stream, "event: place"); at; at = strstr(at + 1, "event: place")) {
        last = at;
    }
    int free = -1;
    if (last) {
        last = strstr(last, "\"free\":");
        sscanf(last, "\"free\":%d", &free);
    }
    return free;
}

static void test_who_does_not_read_delays_nobody(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    struct client reads = view(self, "", 0);
    struct client sleeps = view(self, "", 2048);
    assert_true(wait_for(self, &reads, "event: beat"));
    for (int round = 0; round < 400; round++) {
        buffer_free(&reads.in);
        sample_seats(&self->sample, round % 20, 0, 0);
        publish(self);
        assert_true(wait_for(self, &reads, "event: beat"));
        assert_int_equal(last_free(buffer_peek(&reads.in)), round % 20);
    }
    /* Awake again, it is told the newest and not all that it missed. */
    sample_seats(&self->sample, 23, 0, 0);
    publish(self);
    assert_true(wait_for(self, &sleeps, "\"free\":23"));
    assert_int_equal(last_free(buffer_peek(&sleeps.in)), 23);
    printf("asleep for 400 updates, then %zu bytes\n", sleeps.in.length);
    assert_true(sleeps.in.length < 200000);
    client_close(&reads);
    client_close(&sleeps);
}

static void test_only_times_are_told_seldom(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    struct client viewer = view(self, "", 0);
    assert_true(wait_for(self, &viewer, "event: beat"));
    buffer_free(&viewer.in);
    for (int i = 0; i < 50; i++) {
        self->sample.snapshot.as_of_ms += 10;
        self->sample.snapshot.until_ms += 10;
        publish(self);
        sd_event_run(self->loop, 1000);
        client_read(&viewer);
    }
    assert_int_equal(viewer.in.length, 0);
    client_close(&viewer);
}

static void test_an_idle_server_sleeps(void **state)
{
    struct place_under_test *self = *state;
    publish(self);
    struct client viewer = view(self, "", 0);
    assert_true(wait_for(self, &viewer, "event: beat"));
    int turns = 0;
    for (int64_t until_ms = now_ms() + 1000; now_ms() < until_ms;) {
        turns += sd_event_run(self->loop, 100000) > 0;
    }
    printf("%d turns of the loop in an idle second\n", turns);
    assert_true(turns <= 20);
    client_close(&viewer);
}

static void test_stopping_ends_the_streams(void **state)
{
    struct place_under_test *self = *state;
    struct client viewers[20];
    publish(self);
    for (int i = 0; i < 20; i++) {
        viewers[i] = view(self, "", 0);
        assert_true(wait_for(self, &viewers[i], "event: beat"));
    }
    struct client half = client_connect(self, 0);
    client_send(self, &half, "GET / HT", 8);
    web_stop(self->web);
    self->web = NULL;
    for (int i = 0; i < 20; i++) {
        assert_true(wait_for_end(self, &viewers[i]));
        client_close(&viewers[i]);
    }
    client_close(&half);
}

/* ---- Listening, deadlines ---- */

static void test_a_taken_port_says_so(void **state)
{
    struct place_under_test *self = *state;
    struct why why;
    char listen[64], words[160];
    snprintf(listen, sizeof listen, "127.0.0.1:%d", web_port(self->web));
    struct web_config config = {.listen = listen, .zonetime = self->zone, .health = health};
    assert_null(web_start(self->loop, &config, &why));
    snprintf(words, sizeof words,
             "cannot listen on %s: address already in use; choose another in http.listen", listen);
    assert_string_equal(why.text, words);
}

static void test_addresses_to_listen_on(void **state)
{
    (void)state;
    struct sockaddr_storage address;
    socklen_t length;
    struct why why;
    assert_int_equal(listen_parse("127.0.0.1:8080", &address, &length, &why), 0);
    assert_true(address_is_loopback((struct sockaddr *)&address));
    assert_int_equal(listen_parse("[::1]:0", &address, &length, &why), 0);
    assert_int_equal(address.ss_family, AF_INET6);
    assert_true(address_is_loopback((struct sockaddr *)&address));
    assert_int_equal(listen_parse("192.0.2.1:80", &address, &length, &why), 0);
    assert_false(address_is_loopback((struct sockaddr *)&address));
    static const char *const wrong[] = {
        "",      "8080",    ":8080",           "127.0.0.1:", "::1:80",
        "[::1]", "[::1:80", "127.0.0.1:70000", "a:1x",       "a:-1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(listen_parse(wrong[i], &address, &length, &why), -EINVAL);
        assert_has(why.text, "http.listen");
    }
}

static void test_deadlines_end_in_order(void **state)
{
    (void)state;
    struct deadlines deadlines = {0};
    struct deadline a = {0}, b = {0}, c = {0};
    assert_true(deadline_next_ms(&deadlines) == INT64_MAX);
    deadline_set(&deadlines, &a, DEADLINE_READ, 1000);
    deadline_set(&deadlines, &b, DEADLINE_ASK, 2000);
    deadline_set(&deadlines, &c, DEADLINE_ASK, 3000);
    assert_true(deadline_next_ms(&deadlines) == 12000);
    assert_null(deadline_passed(&deadlines, 11999));
    assert_ptr_equal(deadline_passed(&deadlines, 12000), &b);
    deadline_clear(&deadlines, &b);
    deadline_clear(&deadlines, &b);
    assert_ptr_equal(deadline_passed(&deadlines, 70000), &c);
    deadline_clear(&deadlines, &c);
    assert_ptr_equal(deadline_passed(&deadlines, 70000), &a);
    deadline_clear(&deadlines, &a);
    assert_true(deadline_next_ms(&deadlines) == INT64_MAX);
}

int main(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
#define WEB_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        WEB_TEST(test_before_the_first_snapshot),
        WEB_TEST(test_addresses_and_headers),
        WEB_TEST(test_the_directory_of_spaces),
        WEB_TEST(test_embedded_and_hung_up),
        WEB_TEST(test_what_is_not_there),
        WEB_TEST(test_static_files_are_kept),
        WEB_TEST(test_head_has_no_body),
        WEB_TEST(test_metrics_for_prometheus),
        WEB_TEST(test_health_is_for_this_machine),
        WEB_TEST(test_a_place_of_members_is_not_shown),
        WEB_TEST(test_pipelined_requests),
        WEB_TEST(test_bad_requests_do_no_harm),
        WEB_TEST(test_random_requests_do_no_harm),
        WEB_TEST(test_pages_come_packed_where_that_is_taken),
        WEB_TEST(test_a_zone_has_its_page),
        WEB_TEST(test_a_private_zone_is_nowhere),
        WEB_TEST(test_a_viewer_is_told),
        WEB_TEST(test_a_thousand_viewers_are_told),
        WEB_TEST(test_who_does_not_read_delays_nobody),
        WEB_TEST(test_only_times_are_told_seldom),
        WEB_TEST(test_an_idle_server_sleeps),
        WEB_TEST(test_stopping_ends_the_streams),
        WEB_TEST(test_a_taken_port_says_so),
        cmocka_unit_test(test_addresses_to_listen_on),
        cmocka_unit_test(test_deadlines_end_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
