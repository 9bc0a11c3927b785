/* What is likely later, by the real programs: a simulated past of four weeks, the collector started
 * after it, and the chances in /api/v1/place within seconds; none without a past, none after a
 * closure was told, and the same again after a restart. */
#include "tests/unit/test.h"

#include "tests/support/fetch.h"
#include "tests/support/process.h"
#include "tests/support/until.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define START "2026-09-07T06:00:00Z" /* a Monday */
#define NOW "2026-10-05T06:00:00Z"   /* 08:00 in Paris, four weeks on; the house is still empty */

static char folder[] = "/tmp/lampion-outlook-XXXXXX";

struct desk {
    struct process process;
    int port;
};

static void write_file(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    if (!file || fputs(text, file) < 0)
        fail_msg("%s cannot be written", path);
    fclose(file);
}

static void write_files(void)
{
    char seats[8192] = "place: gare\nagent: desks\nbroker: {uri: \"mqtt://127.0.0.1\"}\n"
                       "lines: {source: trace, file: desks.csv}\nsensors:\n";
    char place[8192] = "place: {id: gare, name: Gare, timezone: Europe/Paris, "
                       "opening_hours: \"Mo-Su 08:00-19:00\"}\nzones:\n"
                       "  - {id: openspace, name: O, kind: seats, seats: [";
    for (int i = 1; i <= 24; i++) {
        snprintf(seats + strlen(seats), sizeof seats - strlen(seats),
                 "  - {id: seat-%02d, kind: seat, line: seat-%02d, active: high}\n", i, i);
        snprintf(place + strlen(place), sizeof place - strlen(place),
                 "%s{id: d%02d, sensor: desks/seat-%02d}", i == 1 ? "" : ", ", i, i);
    }
    strcat(place, "]}\n");
    write_file("desks.yaml", seats);
    write_file("place.yaml", place);
    /* Nobody listens there: the past needs no broker. */
    write_file("lampion.yaml", "broker: {uri: \"mqtt://127.0.0.1:9\"}\n"
                               "http: {listen: \"127.0.0.1:0\"}\nstore: {path: history.db}\n");
    write_file("empty.yaml", "broker: {uri: \"mqtt://127.0.0.1:9\"}\n"
                             "http: {listen: \"127.0.0.1:0\"}\nstore: {path: empty.db}\n");
}

static int make_past(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    write_files();
    return shell("cd %s && %s --out . --clean --days 28 --start " START " --day-start " START
                 " >said && %s replay --config desks.yaml --start " START " --end " NOW
                 " desks.csv >desks.jsonl && %s replay --place place.yaml --db history.db "
                 "desks.jsonl >>said",
                 folder, LAMPION_PLACE, LAMPION_AGENT, LAMPION);
}

static int remove_folder(void **state)
{
    (void)state;
    return shell("rm -r %s", folder);
}

static void desk_start(struct desk *self, const char *config)
{
    char log[128], yaml[128], clock[128] = "", port[16];
    static int starts;
    snprintf(log, sizeof log, "%s/serve-%d.log", folder, ++starts);
    snprintf(yaml, sizeof yaml, "%s/%s", folder, config);
    assert_int_equal(shell("%s clock --start " NOW " >%s/clock", LAMPION, folder), 0);
    char name[128];
    snprintf(name, sizeof name, "%s/clock", folder);
    FILE *file = fopen(name, "re");
    assert_true(file && fgets(clock, sizeof clock, file));
    fclose(file);
    clock[strcspn(clock, "\n")] = 0;
    const char *const argv[] = {LAMPION, "serve", "--config", yaml, "--clock", clock, NULL};
    *self = (struct desk){0};
    process_start(&self->process, log, argv);
    if (!process_said(&self->process, "on http://127.0.0.1:", "/", port, sizeof port, 10000)) {
        process_show(&self->process);
        fail_msg("the collector does not start");
    }
    self->port = atoi(port);
}

/* Waits until /api/v1/place says these words, or does not. */
static char *expect_place(struct desk *self, const char *words, bool there, int ms)
{
    for (int64_t end_ms = until_ms(ms);;) {
        struct fetched place = fetch(self->port, "/api/v1/place");
        if (place.status == 200 && (strstr(place.body, words) != NULL) == there) {
            char *body = strdup(place.body);
            fetched_clear(&place);
            return body;
        }
        if (until_over(end_ms)) {
            process_show(&self->process);
            fail_msg("%s \"%s\" in: %s", there ? "no" : "still", words,
                     place.body ? place.body : "");
        }
        fetched_clear(&place);
        usleep(50000);
    }
}

static void test_a_past_gives_chances_and_a_restart_keeps_them(void **state)
{
    (void)state;
    struct desk desk;
    for (int i = 0; i < 2; i++) {
        desk_start(&desk, "lampion.yaml");
        char *body = expect_place(&desk, "\"free_chance\"", true, 10000);
        assert_non_null(strstr(body, "\"from\":\"2026-10-05T12:00:00Z\",\"free_chance\":0."));
        assert_non_null(strstr(body, "\"from\":\"2026-10-05T16:45:00Z\"")); /* until closing */
        assert_null(strstr(body, "\"from\":\"2026-10-05T17:00:00Z\""));
        assert_non_null(strstr(body, "\"later_days\":4"));
        assert_null(strstr(body, "\"free_chance\":1"));
        free(body);
        int stream = stream_open(desk.port, "/api/v1/live");
        struct stream_buffer buffer = {0};
        body = stream_next(stream, &buffer, "place", 5000);
        assert_true(body && !strstr(body, "free_chance")); /* updates are small */
        free(body);
        free(buffer.text);
        close(stream);
        process_stop(&desk.process);
    }
}

static void test_a_closure_takes_them_back(void **state)
{
    (void)state;
    struct desk desk;
    desk_start(&desk, "lampion.yaml");
    free(expect_place(&desk, "\"free_chance\"", true, 10000));
    assert_int_equal(shell("cd %s && %s fact add --config lampion.yaml --kind closed --from "
                           "2026-10-05T12:00 --to 2026-10-06T00:00 --text x >said 2>&1",
                           folder, LAMPION),
                     0);
    free(expect_place(&desk, "\"from\":\"2026-10-05T12:00:00Z\"", false, 10000));
    char *body = expect_place(&desk, "\"free_chance\"", true, 10000); /* this morning's */
    assert_null(strstr(body, "\"from\":\"2026-10-05T12:00:00Z\""));
    free(body);
    process_stop(&desk.process);
}

static void test_without_a_past_there_are_none(void **state)
{
    (void)state;
    struct desk desk;
    desk_start(&desk, "empty.yaml");
    char *body = expect_place(&desk, "\"later\":null", true, 10000);
    assert_null(strstr(body, "free_chance"));
    free(body);
    process_stop(&desk.process);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_past_gives_chances_and_a_restart_keeps_them),
        cmocka_unit_test(test_a_closure_takes_them_back),
        cmocka_unit_test(test_without_a_past_there_are_none),
    };
    return cmocka_run_group_tests(tests, make_past, remove_folder);
}
