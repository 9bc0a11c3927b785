/* A zone's history by HTTP: what is refused, what small counts hide, and that the loop goes on. */
#include "tests/unit/test.h"

#include "dashboard/civil.h"
#include "dashboard/history/calendar.h"
#include "dashboard/history/description.h"
#include "dashboard/history/settled.h"
#include "dashboard/history/slots.h"
#include "dashboard/http/web.h"
#include "dashboard/page/buffer.h"
#include "dashboard/past_api.h"
#include "dashboard/report/gather.h"
#include "tests/unit/snapshots.h"
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_S 20

struct snapshot *snapshot_ref(struct snapshot *self)
{
    self->references++;
    return self;
}

void snapshot_unref(struct snapshot *self)
{
    if (self)
        self->references--;
}

static const char place_text[] =
    "place: {id: gare, name: Gare, timezone: Europe/Paris, opening_hours: \"Mo-Su 09:00-18:00\"}\n"
    "privacy: {minimum_count: %d}\n"
    "zones:\n"
    "  - {id: openspace, name: O, kind: room, capacity: 20, sensors: [a/m]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 60, contains: [openspace]}\n"
    "doors:\n  - {sensor: a/door, from: outside, to: house}\n";

struct bench {
    char folder[64], path[96];
    struct why why;
    struct zonetime *zone;
    struct store *store;
    struct sample sample;
    sd_event *loop;
    struct desk *desk;
    struct web *web;
    struct past_api api;
};

static struct bench bench;

/* A day of the house, an hour of which has `few` people. */
static void put_day(struct slots *slots, int64_t zone, int64_t revision, int64_t day, int few)
{
    struct calendar_span span, hour;
    struct slot sum;
    calendar_day(bench.zone, zonetime_day_start_ms(bench.zone, day) / 1000, &span);
    slot_start(&sum, span.start_s);
    for (int64_t at_s = span.start_s; at_s < span.end_s; at_s = hour.end_s) {
        struct slot slot;
        calendar_hour(bench.zone, at_s, &hour);
        int64_t people = hour.local % 100 == 10 ? few : hour.local % 100 == 11 ? 9 : 0;
        slot_start(&slot, at_s);
        slot.length_s = hour.end_s - at_s;
        slot.revision = revision;
        slot.open_s = hour.local % 100 >= 9 && hour.local % 100 < 18 ? slot.length_s : 0;
        slot.all[SLOT_SENSORS] = slot.length_s;
        slot.all[SLOT_IN] = slot.all[SLOT_OUT] = people;
        for (int i = SLOT_PERSON; i <= SLOT_HIGH; i++)
            slot.all[i] = people * slot.length_s;
        slot.all[SLOT_IN_USE] = people ? slot.length_s : 0;
        slot.peak = people;
        slot.peak_at_s = at_s;
        if (slot.open_s)
            memcpy(slot.open, slot.all, sizeof slot.open);
        assert_int_equal(slots_put(slots, STEP_HOUR, zone, &slot, hour.local, &bench.why), 0);
        slot_add(&sum, &slot);
    }
    assert_int_equal(slots_put(slots, STEP_DAY, zone, &sum, span.local, &bench.why), 0);
}

static void make_store(int minimum, int64_t days)
{
    char text[1024];
    int64_t version, zone;
    struct slot_revision revision = {.description = 1, .sensors = 1, .capacity = 60};
    snprintf(text, sizeof text, place_text, minimum);
    bench.store = store_open(bench.path, STORE_WRITE, &bench.why);
    assert_non_null(bench.store);
    assert_int_equal(store_description_put(bench.store, text, 0, 0, &version, &bench.why), 0);
    struct slots *slots = slots_open(bench.store, &bench.why);
    assert_int_equal(settled_begin(bench.store, &bench.why), 0);
    assert_int_equal(slots_zone(slots, "house", &zone, &bench.why), 0);
    assert_int_equal(slots_revision(slots, zone, &revision, &bench.why), 0);
    for (int64_t day = 0; day < days; day++)
        put_day(slots, zone, revision.id, civil_days(2025, 3, 1) + day, day % 2 ? 2 : 7);
    slots_close(slots);
    assert_int_equal(settled_commit(bench.store, &bench.why), 0);
}

static char *health(void *context, bool *well)
{
    (void)context;
    *well = true;
    return strdup("{}");
}

static void start(int minimum, int64_t days)
{
    memset(&bench, 0, sizeof bench);
    strcpy(bench.folder, "/tmp/lampion-api-XXXXXX");
    assert_non_null(mkdtemp(bench.folder));
    snprintf(bench.path, sizeof bench.path, "%s/h.db", bench.folder);
    bench.zone = zonetime_load("Europe/Paris", &bench.why);
    make_store(minimum, days);
    sample_fill(&bench.sample);
    bench.sample.place.privacy.minimum_count = minimum;
    assert_true(sd_event_new(&bench.loop) >= 0);
    bench.desk = desk_start(bench.loop, bench.path, &bench.why);
    assert_non_null(bench.desk);
    bench.api = (struct past_api){.desk = bench.desk, .zonetime = bench.zone};
    struct web_config config = {.listen = "127.0.0.1:0",
                                .zonetime = bench.zone,
                                .health = health,
                                .history = past_api_answer,
                                .history_context = &bench.api};
    bench.web = web_start(bench.loop, &config, &bench.why);
    assert_non_null(bench.web);
    web_publish(bench.web, &bench.sample.snapshot);
}

static int tear_down(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    (void)state;
    web_stop(bench.web);
    desk_stop(bench.desk);
    sd_event_unref(bench.loop);
    store_close(bench.store);
    zonetime_free(bench.zone);
    for (int i = 0; i < 3; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", bench.path, ends[i]);
        unlink(name);
    }
    rmdir(bench.folder);
    return 0;
}

static int ask(const char *query)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)web_port(bench.web)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    dprintf(fd, "GET /api/v1/zones/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", query);
    return fd;
}

static char *finish(int fd)
{
    struct buffer in = {0};
    char bytes[16384];
    ssize_t n;
    time_t until = time(NULL) + PATIENCE_S;
    while ((n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT)) != 0) {
        assert_true(time(NULL) < until);
        if (n > 0)
            buffer_add(&in, bytes, (size_t)n);
        else
            sd_event_run(bench.loop, 1000);
    }
    close(fd);
    return buffer_take(&in, NULL);
}

static char *get(const char *query)
{
    return finish(ask(query));
}

static void assert_answer(const char *query, const char *status, const char *words)
{
    char *answer = get(query);
    char begin[32];
    snprintf(begin, sizeof begin, "HTTP/1.1 %s ", status);
    if (strncmp(answer, begin, strlen(begin)) || !strstr(answer, words) ||
        !strstr(answer, "Access-Control-Allow-Origin: *"))
        fail_msg("%s: %s", query, answer);
    free(answer);
}

static size_t count(const char *text, const char *word)
{
    size_t found = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
        found++;
    return found;
}

static void what_cannot_be_asked_is_said(void **state)
{
    (void)state;
    start(3, 4);
    assert_answer("cellar/history?from=2025-03-01&to=2025-03-02", "404", "no such zone");
    assert_answer("house?from=2025-03-01&to=2025-03-02", "404", "no such zone");
    assert_answer("house/history", "400", "from and to");
    assert_answer("house/history?from=2025-03-01", "400", "from and to");
    assert_answer("house/history?from=2025-02-30&to=2025-03-02", "400", "from and to");
    assert_answer("house/history?from=2025-03-02&to=2025-03-02", "400", "later than from");
    assert_answer("house/history?from=2025-03-01&to=2025-03-02&step=5m", "400", "15m, 1h or 1d");
    assert_answer("house/history?from=2025-03-01&to=2025-03-02&step=15m", "400", "by hour");
    assert_answer("house/history?from=2020-03-01&to=2025-03-02", "400", "at most");
    bench.sample.place.privacy.step_ms = 86400000;
    assert_answer("house/history?from=2025-03-01&to=2025-03-02&step=1h", "400", "finer");
}

static void days_are_given_as_they_are(void **state)
{
    (void)state;
    start(1, 20);
    char *answer = get("house/history?from=2025-03-03&to=2025-03-10");
    assert_int_equal(count(answer, "\"state\":\"given\""), 7);
    assert_non_null(strstr(answer, "{\"start\":\"2025-03-02T23:00:00Z\",\"state\":\"given\","
                                   "\"basis\":\"measured\",\"length_s\":86400,\"open_s\":32400"));
    assert_int_equal(count(answer, "\"in\":16,"), 4);
    assert_int_equal(count(answer, "\"in\":11,"), 3);
    assert_non_null(strstr(answer, "\"seats_s\":null"));
    free(answer);
    answer = get("openspace/history?from=2025-03-03&to=2025-03-10"); /* never settled */
    assert_int_equal(count(answer, "\"state\""), 0);
    assert_non_null(strstr(answer, "\"rows\":[\n\n]}"));
    free(answer);
}

/* Never an error in a 200: who asks again in ten seconds may be answered. */
static void a_history_that_cannot_be_read_says_so(void **state)
{
    sqlite3 *database;
    (void)state;
    start(1, 4);
    assert_int_equal(sqlite3_open(bench.path, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, "DROP TABLE day", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
    assert_answer("house/history?from=2025-03-01&to=2025-03-02", "503", "Retry-After: 10");
    assert_answer("house/history?from=2025-03-01&to=2025-03-02", "503", "{\"error\":\"");
    assert_answer("house/history?from=2025-03-01&to=2025-03-02&step=1h", "200", "\"given\"");
}

static void more_questions_than_the_desk_takes_are_refused(void **state)
{
    int waiting[DESK_JOBS_MAX + 1];
    size_t refused = 0;
    (void)state;
    start(1, 20);
    for (int i = 0; i <= DESK_JOBS_MAX; i++)
        waiting[i] = ask("house/history?from=2025-03-01&to=2025-03-15");
    for (int i = 0; i <= DESK_JOBS_MAX; i++) {
        char *answer = finish(waiting[i]);
        refused += !strncmp(answer, "HTTP/1.1 503 ", 13);
        if (strncmp(answer, "HTTP/1.1 200 ", 13) && !strstr(answer, "Retry-After: 10"))
            fail_msg("%s", answer);
        free(answer);
    }
    assert_true(refused <= 1); /* by how fast the desk is */
}

/* Hour by hour the same rows are withheld as in a report of the same days. */
static void small_counts_are_withheld_as_in_reports(void **state)
{
    struct gather_request request = {.language = LANGUAGE_EN};
    size_t withheld = 0;
    (void)state;
    start(3, 20);
    assert_int_equal(period_parse("2025-03-01..2025-03-14", &request.period, &bench.why), 0);
    request.compared = period_previous(&request.period);
    struct report *report = report_gather(bench.store, &request, &bench.why);
    assert_non_null(report);
    for (size_t z = 0; z < report->zone_count; z++)
        for (size_t i = 0; !strcmp(report->zones[z].id, "house") && i < report->zones[z].hour_count;
             i++)
            withheld += report->zones[z].hours[i].given == GIVEN_WITHHELD;
    report_free(report);
    char *answer = get("house/history?from=2025-03-01&to=2025-03-15&step=1h");
    assert_true(withheld > 0);
    assert_int_equal(count(answer, "\"state\":\"withheld\""), withheld);
    assert_int_equal(count(answer, "\"state\""), 14 * 24);
    assert_null(strstr(answer, "\"in\":2,"));
    assert_null(strstr(answer, "\"person_s\":7200"));
    free(answer);
}

static struct place_zone *the_house(void)
{
    return &bench.sample.place.zones[place_find_zone(&bench.sample.place, "house")];
}

/* The hours of 9 to 18 and nothing else, whatever is added up. */
static void the_night_is_not_told(void **state)
{
    (void)state;
    start(1, 20);
    the_house()->privacy.hide_outside_hours = true;
    char *answer = get("house/history?from=2025-03-03&to=2025-03-05&step=1h");
    assert_int_equal(count(answer, "\"state\":\"given\""), 2 * 9);
    assert_int_equal(count(answer, "\"state\":\"withheld\""), 2 * 15);
    free(answer);
    answer = get("house/history?from=2025-03-03&to=2025-03-05");
    assert_int_equal(count(answer, "\"counted_s\":32400"), 2);
    assert_int_equal(count(answer, "\"peak\":null"), 2);
    free(answer);
}

static void the_policy_of_a_zone_holds_for_its_past(void **state)
{
    (void)state;
    start(1, 20);
    the_house()->privacy.bucket = 5;
    char *answer = get("house/history?from=2025-03-03&to=2025-03-05");
    assert_int_equal(count(answer, "\"in\":15,"), 1); /* 16 */
    assert_int_equal(count(answer, "\"in\":10,"), 1); /* 11 */
    free(answer);
    the_house()->privacy.minimum_count = 12;
    answer = get("house/history?from=2025-03-03&to=2025-03-05");
    assert_int_equal(count(answer, "\"state\":\"withheld\""), 2);
    free(answer);
    the_house()->privacy.visibility = VISIBILITY_PRIVATE;
    assert_answer("house/history?from=2025-03-03&to=2025-03-05", "404", "no such zone");
}

/* The question waits at the desk; meanwhile others are answered. Then the house closes. */
static void the_loop_goes_on_and_may_stop(void **state)
{
    (void)state;
    start(1, 20);
    int waiting = ask("house/history?from=2025-03-01&to=2025-03-15");
    int gone = ask("house/history?from=2025-03-01&to=2025-03-15");
    close(gone);
    char *answer = get("house/history?from=2025-03-03&to=2025-03-10");
    assert_int_equal(count(answer, "\"state\":\"given\""), 7);
    free(answer);
    int last = ask("house/history?from=2025-03-01&to=2025-03-15");
    sd_event_run(bench.loop, 10000);
    sd_event_run(bench.loop, 10000); /* asked, perhaps answered: tear_down stops web and desk */
    close(waiting);
    close(last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_cannot_be_asked_is_said, tear_down),
        cmocka_unit_test_teardown(a_history_that_cannot_be_read_says_so, tear_down),
        cmocka_unit_test_teardown(more_questions_than_the_desk_takes_are_refused, tear_down),
        cmocka_unit_test_teardown(days_are_given_as_they_are, tear_down),
        cmocka_unit_test_teardown(small_counts_are_withheld_as_in_reports, tear_down),
        cmocka_unit_test_teardown(the_night_is_not_told, tear_down),
        cmocka_unit_test_teardown(the_policy_of_a_zone_holds_for_its_past, tear_down),
        cmocka_unit_test_teardown(the_loop_goes_on_and_may_stop, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
