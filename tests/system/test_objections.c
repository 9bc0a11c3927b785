/* "This is wrong" on a running place: what is posted shows at once, only ever lowers, and is
 * limited. */
#include "tests/unit/test.h"

#include "tests/support/fetch.h"
#include "tests/system/town.h"
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char place[] =
    "place: {id: town, name: Town, timezone: Europe/Paris, opening_hours: 24/7}\n"
    "zones:\n"
    "  - {id: openspace, name: O, kind: seats, release: 0s, seats: [{id: d1, sensor: desks/s1}, "
    "{id: d2, sensor: desks/s2}]}\n"
    "  - {id: attic, name: A, kind: seats, release: 0s, seats: [{id: d3, sensor: desks/s3}]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 20, contains: [attic]}\n"
    "doors: [{sensor: desks/door, from: outside, to: house}]\n";

static const char seats[] =
    "  - {id: s1, kind: seat, line: a, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n"
    "  - {id: s2, kind: seat, line: b, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n"
    "  - {id: s3, kind: seat, line: c, active: high, bias: pull-up, debounce: 0ms, confirm: 0s}\n"
    "  - {id: door, kind: beam-pair, lines: {outer: o, inner: i}, active: low, bias: pull-up}\n";

/* The status of a form posted to /wrong. */
static int post(const struct town *town, const char *header, const char *body)
{
    char text[700], *end = text;
    int status = 0, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)town->port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    int length = snprintf(text, sizeof text,
                          "POST /wrong HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s"
                          "Content-Type: application/x-www-form-urlencoded\r\n"
                          "Content-Length: %zu\r\n\r\n%s",
                          header, strlen(body), body);
    assert_int_equal(write(fd, text, (size_t)length), length);
    for (ssize_t got; end < text + sizeof text - 1 &&
                      (got = read(fd, end, (size_t)(text + sizeof text - 1 - end))) > 0;)
        end += got;
    *end = '\0';
    close(fd);
    sscanf(text, "HTTP/1.1 %d", &status);
    return status;
}

static void count_house(const struct town *town)
{
    char line[600];
    snprintf(line, sizeof line,
             "%s count house 3 --config %s/lampion.yaml --clock %s >/dev/null 2>&1", town_program(),
             town->folder, town->clock);
    assert_int_equal(system(line), 0);
}

#define OURS "Sec-Fetch-Site: same-origin\r\n"

static void test_a_free_is_taken_back(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    /* d2 is taken from the start. */
    town_agent(&town, "desks", seats, "0,a,0\n0,b,1\n0,c,0\n0,o,1\n0,i,1\n");
    town_expect(&town, "free", "2", 5000);
    /* Nothing of this is taken. */
    assert_int_equal(post(&town, "Sec-Fetch-Site: cross-site\r\n", "zone=openspace&claim=taken"),
                     403);
    assert_int_equal(post(&town, "", "zone=openspace&claim=taken"), 403);
    assert_int_equal(post(&town, OURS, "zone=openspace&claim=ana"), 422);
    assert_int_equal(post(&town, OURS, "zone=cellar&claim=taken"), 422);
    town_expect(&town, "free", "2", 0);
    /* This is, and shows in the next answer; a second while it holds changes nothing. */
    assert_int_equal(post(&town, OURS, "zone=openspace&claim=taken"), 303);
    town_expect(&town, "zones.0.state", "unknown", 0);
    town_expect(&town, "zones.0.free", "0", 0);
    town_expect(&town, "zones.0.unknown", "1", 0);
    town_expect(&town, "zones.1.free", "1", 0);
    town_expect(&town, "free", "1", 0);
    assert_int_equal(post(&town, OURS, "zone=openspace&claim=closed"), 303);
    /* It outlives a start. */
    process_stop(&town.collector);
    town_serve(&town);
    town_expect(&town, "zones.1.free", "1", 10000);
    town_expect(&town, "zones.0.state", "unknown", 0);
    town_expect(&town, "zones.0.unknown", "1", 0);
    /* What is inside a zone that is said to be closed is contested with it. */
    count_house(&town);
    town_expect(&town, "zones.2.state", "free", 10000);
    assert_int_equal(post(&town, OURS, "zone=house&claim=closed"), 303);
    town_expect(&town, "zones.1.state", "unknown", 0);
    town_expect(&town, "zones.2.state", "unknown", 0);
    town_expect(&town, "zones.1.free", "null", 0);
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_free_is_taken_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
