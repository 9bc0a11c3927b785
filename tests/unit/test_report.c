/* A report from a store to files. "test_report make FILE ZONES YEAR" writes a store to try with. */
#include "dashboard/history/calendar.h"
#include "dashboard/history/description.h"
#include "dashboard/history/facts.h"
#include "dashboard/history/settled.h"
#include "dashboard/history/slots.h"
#include "dashboard/report/archive.h"
#include "dashboard/report/formats.h"
#include "dashboard/report/gather.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEATS 24

static struct why why;
static char folder[] = "/tmp/lampion-report-XXXXXX";

/* ---- A past: a hall and its zones, busy while open */

static char *describe(size_t zones)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    fprintf(file,
            "place: {id: gare, uri: https://gare.example/lampion, name: La Gare, timezone: "
            "Europe/Paris, licence: etalab-2.0, opening_hours: \"Mo-Fr 09:00-18:00\"}\nzones:\n");
    for (size_t z = 1; z < zones; z++)
        fprintf(file, "  - {id: zone-%zu, name: Z, kind: room, capacity: %d, sensors: [a/s%zu]}\n",
                z, SEATS, z);
    fprintf(file, "  - {id: house, name: {fr: Maison, en: House}, kind: hall, capacity: 200, "
                  "contains: [");
    for (size_t z = 1; z < zones; z++)
        fprintf(file, "%szone-%zu", z > 1 ? ", " : "", z);
    fprintf(file, "]}\ndoors:\n  - {sensor: a/door, from: outside, to: house}\n");
    fclose(file);
    return text;
}

/* People in an hour; the same for whoever asks. */
static int64_t people(size_t zone, int64_t day, int hour)
{
    uint64_t seed = (uint64_t)day * 1000003u + zone * 101 + (uint64_t)hour;
    if (civil_weekday(day) > 5 || hour < 8 || hour > 18)
        return 0;
    int64_t most = hour == 8 || hour == 18 ? 2 : 12;
    return test_between(&seed, hour == 8 || hour == 18 ? 0 : 3, most);
}

static void set_slot(struct slot *slot, size_t zone, size_t zones, int64_t day, int hour)
{
    int64_t present = 0, open = civil_weekday(day) < 6 && hour >= 9 && hour < 18;
    for (size_t z = 1; z < zones; z++)
        present += zone == 0 || zone == z ? people(z, day, hour) : 0;
    slot->length_s = 3600;
    slot->open_s = open ? 3600 : 0;
    slot->all[SLOT_SENSORS] = 3600;
    slot->all[SLOT_IN_USE] = present ? 3600 : 0;
    slot->all[SLOT_PERSON] = slot->all[SLOT_RAW] = slot->all[SLOT_LOW] = slot->all[SLOT_HIGH] =
        present * 3600;
    slot->peak = present;
    slot->peak_at_s = slot->start_s;
    if (zone > 0) {
        slot->all[SLOT_SEATS] = SEATS * 3600;
        slot->all[SLOT_USED] = present * 3600;
    } else {
        slot->all[SLOT_IN] = slot->all[SLOT_OUT] = present;
    }
    for (int i = 0; open && i < SLOT_SUMS; i++)
        slot->open[i] = slot->all[i];
}

static void put_zone(struct slots *slots, const struct zonetime *zonetime, size_t zone,
                     size_t zones, int64_t first, int64_t last)
{
    char name[32] = "house";
    int64_t id;
    if (zone > 0)
        snprintf(name, sizeof name, "zone-%zu", zone);
    assert_int_equal(slots_zone(slots, name, &id, &why), 0);
    struct slot_revision revision = {.source = SLOT_MEASURED,
                                     .description = 1,
                                     .sensors = 1,
                                     .seats = zone ? SEATS : 0,
                                     .capacity = zone ? SEATS : 200};
    assert_int_equal(slots_revision(slots, id, &revision, &why), 0);
    for (int64_t day = first; day <= last; day++) {
        struct slot whole;
        int64_t start_s = zonetime_day_start_ms(zonetime, day) / 1000, local_day = 0;
        int64_t end_s = zonetime_day_start_ms(zonetime, day + 1) / 1000;
        slot_start(&whole, start_s);
        for (struct calendar_span span; start_s < end_s; start_s = span.end_s) {
            struct slot slot;
            calendar_hour(zonetime, start_s, &span);
            slot_start(&slot, start_s);
            slot.revision = revision.id;
            set_slot(&slot, zone, zones, day, (int)(span.local % 100));
            local_day = span.local / 100;
            slot_add(&whole, &slot);
            assert_int_equal(slots_put(slots, STEP_HOUR, id, &slot, span.local, &why), 0);
        }
        assert_int_equal(slots_put(slots, STEP_DAY, id, &whole, local_day, &why), 0);
    }
}

static void put_facts(struct store *store, int64_t day)
{
    int64_t id, at_ms = (day * 24 + 10) * 3600000;
    struct fact facts[] = {
        {.kind = FACT_EVENT, .from_ms = at_ms, .to_ms = at_ms + 7200000, .text = "Repair café"},
        {.kind = FACT_EVENT, .from_ms = at_ms, .to_ms = at_ms + 7200000, .text = "=1+1;\"x\""},
        {.kind = FACT_DECLARED,
         .key = "members",
         .has_value = true,
         .value = 120,
         .from_ms = at_ms,
         .to_ms = FACT_NO_END},
        {.kind = FACT_CORRECTION,
         .zone = "house",
         .has_value = true,
         .value = -3,
         .from_ms = at_ms,
         .to_ms = at_ms + 3600000,
         .text = "counted by hand"},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        assert_int_equal(store_fact_put(store, &facts[i], &id, &why), 0);
}

static void make_store(const char *path, size_t zones, int64_t first, int64_t last)
{
    int64_t version;
    struct zonetime *zonetime = zonetime_load("Europe/Paris", &why);
    struct store *store = store_open(path, STORE_WRITE, &why);
    assert_non_null(store);
    char *text = describe(zones);
    assert_int_equal(store_description_put(store, text, 0, 0, &version, &why), 0);
    free(text);
    put_facts(store, last - 30);
    struct slots *slots = slots_open(store, &why);
    assert_int_equal(settled_begin(store, &why), 0);
    for (size_t z = 0; z < zones; z++)
        put_zone(slots, zonetime, z, zones, first, last);
    assert_int_equal(settled_commit(store, &why), 0);
    slots_close(slots);
    store_close(store);
    zonetime_free(zonetime);
}

/* ---- Tests */

static struct report *gather(const char *period, enum language language)
{
    char path[64];
    struct gather_request request = {.language = language};
    snprintf(path, sizeof path, "%s/h.db", folder);
    assert_int_equal(period_parse(period, &request.period, &why), 0);
    request.compared = period_previous(&request.period);
    struct store *store = store_open(path, STORE_READ, &why);
    struct report *report = report_gather(store, &request, &why);
    if (!report)
        fail_msg("%s", why.text);
    store_close(store);
    return report;
}

static const struct report_zone *zone_of(const struct report *report, const char *id)
{
    for (size_t i = 0; i < report->zone_count; i++)
        if (strcmp(report->zones[i].id, id) == 0)
            return &report->zones[i];
    fail_msg("no zone %s", id);
    return NULL;
}

static void test_figures_are_those_of_the_days(void **state)
{
    (void)state;
    struct report *report = gather("2026-10", LANGUAGE_FR);
    const struct report_zone *house = zone_of(report, "house");
    double visits = 0, used = 0;
    for (int64_t day = report->period.first; day <= report->period.last; day++)
        for (int hour = 0; hour < 24; hour++) {
            int64_t present = 0;
            for (size_t z = 1; z < 5; z++)
                present += people(z, day, hour);
            bool open = hour >= 9 && hour < 18;
            visits += open || present > 2 ? (double)present : 0; /* else left out of the day */
            used += open ? (double)people(1, day, hour) : 0;
        }
    assert_int_equal(house->figures[INDICATOR_VISITS].state, INDICATOR_GOOD);
    assert_float_equal(house->figures[INDICATOR_VISITS].value, visits, 1e-6);
    const struct report_zone *zone = zone_of(report, "zone-1");
    assert_float_equal(zone->figures[INDICATOR_SEATS_USED].value, used, 1e-6);
    assert_int_equal(house->figures[INDICATOR_OPEN_DAYS].value, 22);
    assert_true(house->comparison.days_before > 0);
    assert_int_equal(house->gap_count, 0);
    assert_int_equal(report->corrections, 1);
    assert_int_equal(report->event_count, 2);
    const struct report_event *event = &report->events[0];
    double came = 0, most = 0;
    for (size_t i = 0; i < house->hour_count; i++) {
        const struct report_hour *hour = &house->hours[i];
        if (hour->start_s * 1000 >= event->fact->from_ms &&
            hour->start_s * 1000 < event->fact->to_ms) {
            came += hour->in;
            most = hour->seen && hour->peak > most ? hour->peak : most;
        }
    }
    assert_int_equal(event->visits.state, INDICATOR_GOOD);
    assert_float_equal(event->visits.value, came, 1e-6);
    assert_int_equal(event->peak.state, INDICATOR_GOOD);
    assert_true(most > 0);
    assert_float_equal(event->peak.value, most, 1e-6);
    assert_true(zone->hours_withheld > 0); /* one or two people at eight in the morning */
    report_free(report);
}

/* Overlapping periods: the difference of their sums is the sum of the days between. */
static void test_shifted_periods_tell_no_day_that_is_withheld(void **state)
{
    (void)state;
    struct report *longer = gather("2026-10-05..2026-10-23", LANGUAGE_FR);
    struct report *shorter = gather("2026-10-05..2026-10-22", LANGUAGE_FR);
    struct report *day = gather("2026-10-23", LANGUAGE_FR);
    int compared = 0;
    for (size_t z = 0; z < longer->zone_count; z++)
        for (int i = 0; i < 6; i++) {
            static const enum indicator sums[] = {INDICATOR_VISITS,        INDICATOR_PERSON_HOURS,
                                                  INDICATOR_SEATS_USED,    INDICATOR_OPEN_HOURS,
                                                  INDICATOR_SEATS_OUTSIDE, INDICATOR_SEATS_OFFERED};
            bool told = longer->zones[z].figures[sums[i]].state <= INDICATOR_FLAGGED &&
                        shorter->zones[z].figures[sums[i]].state <= INDICATOR_FLAGGED &&
                        day->zones[z].figures[sums[i]].state <= INDICATOR_FLAGGED;
            if (!told)
                continue;
            compared++;
            double left =
                longer->zones[z].figures[sums[i]].value - shorter->zones[z].figures[sums[i]].value;
            assert_float_equal(left, day->zones[z].figures[sums[i]].value, 1e-6);
        }
    assert_true(compared > 10);
    report_free(longer);
    report_free(shorter);
    report_free(day);
}

static void test_what_was_never_settled_is_empty(void **state)
{
    (void)state;
    struct report *report = gather("2026-12", LANGUAGE_EN);
    const struct report_zone *house = zone_of(report, "house");
    assert_int_equal(house->figures[INDICATOR_VISITS].state, INDICATOR_NONE);
    assert_int_equal(house->days[0].given, GIVEN_NOT_SETTLED);
    report_free(report);
}

static void write_report(const struct report_format *format, const char *name,
                         char sha256[DIGEST_TEXT])
{
    char path[128];
    struct report *report = gather("2026-10", LANGUAGE_FR);
    snprintf(path, sizeof path, "%s/%s-%s", folder, format->name, name);
    if (report_write(report, format, path, sha256, &why))
        fail_msg("%s", why.text);
    report_free(report);
}

static void test_same_bytes_whenever_and_wherever(void **state)
{
    (void)state;
    const struct report_format *format;
    for (size_t i = 0; (format = report_format_at(i)); i++) {
        char one[DIGEST_TEXT], two[DIGEST_TEXT];
        setenv("TZ", "UTC", 1);
        tzset();
        write_report(format, "1", one);
        setenv("TZ", "Asia/Kathmandu", 1);
        tzset();
        setlocale(LC_TIME, "fr_FR.UTF-8"); /* when the machine has it */
        sleep(1);                          /* a clock that leaks into the bytes would show */
        write_report(format, "2", two);
        setlocale(LC_TIME, "C");
        assert_string_equal(one, two);
    }
}

static void assert_in_file(const char *file, const char *text)
{
    char path[160], *content = calloc(1, 1 << 20);
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *stream = fopen(path, "r");
    assert_non_null(stream);
    assert_true(fread(content, 1, (1 << 20) - 1, stream) > 0);
    fclose(stream);
    if (!strstr(content, text))
        fail_msg("%s has no %s", file, text);
    free(content);
}

static void test_csv_in_both_flavours(void **state)
{
    (void)state;
    assert_in_file("csv-1/events.csv", "Repair café");
    assert_in_file("csv-1/events.csv", "\"'=1+1;\"\"x\"\"\"");
    assert_in_file("csv-1/figures.csv", ",members,120,,declared,good,,,,2026-10-01T10:00:00Z");
    assert_in_file("csv-fr-1/figures.csv", "\xEF\xBB\xBFzone;indicator;value");
    assert_in_file("csv-1/hours.csv", "zone-1,2026-10-01T06:00:00Z,2026-10-01T08,withheld,1,0,100,"
                                      "24,24,,,,0,,,\r\n");
    assert_in_file("datapackage-1/datapackage.json", "profiles/2.0/datapackage.json");
}

static void test_an_issued_report_is_known_again(void **state)
{
    (void)state;
    char path[64], file[64], sha256[DIGEST_TEXT];
    const struct report_format *format = report_format_find("xlsx");
    snprintf(path, sizeof path, "%s/h.db", folder);
    snprintf(file, sizeof file, "%s/issued.xlsx", folder);
    struct report *report = gather("2026-10", LANGUAGE_EN);
    assert_int_equal(report_write(report, format, file, sha256, &why), 0);
    struct store *store = store_open(path, STORE_WRITE, &why);
    assert_int_equal(archive_verify(store, file, &why), -ENOENT);
    assert_int_equal(archive_put(store, report, format, sha256, 1, &why), 0);
    assert_int_equal(archive_put(store, report, format, sha256, 2, &why), 0);
    assert_int_equal(archive_verify(store, file, &why), 0);

    int64_t id;
    struct fact correction = {
        .kind = FACT_CORRECTION, .zone = "house", .has_value = true, .value = 2, .made_ms = 3};
    correction.from_ms = report->from_s * 1000;
    correction.to_ms = correction.from_ms + 3600000;
    assert_int_equal(store_fact_put(store, &correction, &id, &why), 0);
    assert_int_equal(archive_verify(store, file, &why), 1);

    FILE *more = fopen(file, "a");
    putc('x', more);
    fclose(more);
    assert_int_equal(archive_verify(store, file, &why), -ENOENT);
    store_close(store);
    report_free(report);
}

static int set_up(void **state)
{
    (void)state;
    char path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/h.db", folder);
    make_store(path, 5, civil_days(2026, 9, 1), civil_days(2026, 10, 31));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_are_those_of_the_days),
        cmocka_unit_test(test_shifted_periods_tell_no_day_that_is_withheld),
        cmocka_unit_test(test_what_was_never_settled_is_empty),
        cmocka_unit_test(test_same_bytes_whenever_and_wherever),
        cmocka_unit_test(test_csv_in_both_flavours),
        cmocka_unit_test(test_an_issued_report_is_known_again),
    };
    if (argc == 5 && strcmp(argv[1], "make") == 0) {
        int year = atoi(argv[4]);
        make_store(argv[2], (size_t)atoi(argv[3]), civil_days(year, 1, 1),
                   civil_days(year, 12, 31));
        return 0;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
