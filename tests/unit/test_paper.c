/* The printed report of a small report made by hand. LAMPION_WRITE=1 writes the golden files. */
#include "agent/common/time.h"
#include "dashboard/page/buffer.h"
#include "dashboard/page/chart.h"
#include "dashboard/report/formats.h"
#include "dashboard/report/paper.h"
#include "tests/unit/test.h"

#include <string.h>
#include <unistd.h>

#define DAYS 7
#define EVIL "</style><script>alert(1)</script>\"'&"

static const char place_text[] =
    "place: {id: gare, uri: https://gare.example/lampion, name: {fr: La Gare, en: The Station}, "
    "timezone: Europe/Paris, languages: [fr, en], opening_hours: \"Mo-Fr 09:00-11:00\"}\n"
    "zones:\n"
    "  - {id: desks, name: {fr: Plateau, en: Desks}, kind: seats, seats: [{id: d1, sensor: a/s1, "
    "policy: shared}]}\n";

/* A week of three zones: desks that are well known, a hall with a day withheld, a day half seen
 * and one never settled, and a room of which nothing is known. */
struct sample {
    struct report report;
    struct report_zone zones[3];
    struct report_day days[3][DAYS];
    struct report_hour hours[DAYS * 2];
    struct report_event event;
    struct fact facts[5];
    struct gap gap;
    struct report_setting settings[2];
};

static struct why why;

static void set_hour(struct sample *self, int day, int hour, int used)
{
    struct report_zone *zone = &self->zones[0];
    int64_t start_s = self->report.from_s + day * 86400 + hour * 3600;
    self->hours[zone->hour_count++] =
        (struct report_hour){.start_s = start_s,
                             .local = 2026030200u + (unsigned)day * 100 + (unsigned)hour,
                             .length_s = 3600,
                             .open_s = 3600,
                             .sensors_s = 12 * 3600,
                             .seats_s = 12 * 3600,
                             .given = day == 3 && hour == 9 ? GIVEN_WITHHELD : GIVEN,
                             .used_s = (unsigned)used * 3600};
    zone->days[day].hour_count++;
    if (day == 3 && hour == 9)
        return;
    zone->week[day][hour] = (struct report_hour_of_week){12 * 3600, used / 12.0};
}

static void set_desks(struct sample *self)
{
    struct report_zone *zone = &self->zones[0];
    zone->kind = ZONE_SEATS;
    zone->hours = self->hours;
    for (int d = 0; d < 5; d++) {
        struct slot *slot = &zone->days[d].slot;
        slot->open_s = 7200;
        slot->open[SLOT_SEATS] = slot->all[SLOT_SEATS] = 12 * 7200;
        slot->open[SLOT_USED] = slot->all[SLOT_USED] = (3 + d) * 7200;
        zone->days[d].hour_first = zone->hour_count;
        set_hour(self, d, 9, 2 + d);
        set_hour(self, d, 10, 4 + d);
    }
    zone->figures[INDICATOR_UTILISATION] = (struct figure){.state = INDICATOR_GOOD,
                                                           .value = 41.6667,
                                                           .coverage = 1,
                                                           .has_interval = true,
                                                           .low = 40,
                                                           .high = 43.25};
    zone->figures[INDICATOR_COVERAGE] =
        (struct figure){.state = INDICATOR_GOOD, .value = 99.96, .coverage = 1};
    zone->comparison.days_now = zone->comparison.days_before = 5;
    zone->comparison.figures[INDICATOR_UTILISATION] =
        (struct compared){.has_delta = true, .before.value = 38.1667, .delta = 3.5};
}

static void set_hall(struct sample *self)
{
    struct report_zone *zone = &self->zones[1];
    zone->kind = ZONE_HALL;
    zone->counts = true;
    for (int d = 0; d < DAYS; d++) {
        struct slot *slot = &zone->days[d].slot;
        slot->open_s = d < 5 ? 7200 : 0;
        slot->all[SLOT_SENSORS] = 86400;
        slot->all[SLOT_IN] = d == 1 ? 0 : 1200 + d; /* the withheld one is empty already */
        slot->all[SLOT_SILENT] = d == 2 ? 30000 : 0;
    }
    zone->days[1].given = GIVEN_WITHHELD;
    zone->days[3].given = GIVEN_NOT_SETTLED;
    zone->days[3].slot = (struct slot){0};
    zone->days_withheld = 1;
    zone->hours_withheld = 9;
    zone->figures[INDICATOR_VISITS] =
        (struct figure){.state = INDICATOR_FLAGGED, .value = 6017, .coverage = 0.6667};
    zone->figures[INDICATOR_MEAN_STAY] =
        (struct figure){.state = INDICATOR_WITHHELD, .coverage = 0.31};
    self->gap = (struct gap){self->report.from_s + 2 * 86400,
                             self->report.from_s + 2 * 86400 + 30000, 0.125, true};
    zone->gaps = &self->gap;
    zone->gap_count = 1;
}

static void set_facts(struct sample *self, const char *title)
{
    int64_t at_ms = self->report.from_s * 1000 + 10 * 3600000;
    const struct fact facts[] = {
        {.id = 1, .kind = FACT_EVENT, .from_ms = at_ms, .to_ms = at_ms + 7200000},
        {.id = 2,
         .kind = FACT_COUNT,
         .zone = "hall",
         .from_ms = at_ms,
         .has_value = true,
         .value = 2},
        {.id = 3, .kind = FACT_LENT, .zone = "desks", .seat = "d1", .from_ms = at_ms},
        {.id = 4,
         .kind = FACT_DECLARED,
         .key = "members",
         .has_value = true,
         .value = 128.5,
         .from_ms = at_ms,
         .to_ms = FACT_NO_END},
        {.id = 5,
         .kind = FACT_CORRECTION,
         .zone = "hall",
         .from_ms = at_ms,
         .has_value = true,
         .value = -3,
         .retracted_ms = 1},
    };
    memcpy(self->facts, facts, sizeof facts);
    for (int i = 0; i < 5; i++) {
        snprintf(self->facts[i].author, FACT_NAME_MAX, "olga");
        snprintf(self->facts[i].text, FACT_TEXT_MAX, "%s", title);
    }
    self->event = (struct report_event){&self->facts[0],
                                        {.state = INDICATOR_GOOD, .value = 1234, .coverage = 1}};
    self->report.facts = (struct facts){self->facts, 5};
    self->report.events = &self->event;
    self->report.event_count = 1;
}

static void sample_make(struct sample *self, enum language language, const char *hall)
{
    static const char *const ids[] = {"desks", "hall", "nook"};
    *self = (struct sample){0};
    struct report *report = &self->report;
    struct place *place = place_parse("place", place_text, strlen(place_text), &why);
    if (!place)
        fail_msg("%s", why.text);
    report->place = place;
    report->zonetime = zonetime_load("Europe/Paris", &why);
    report->language = language;
    assert_int_equal(period_parse("2026-W10", &report->period, &why), 0);
    report->compared = period_previous(&report->period);
    report->from_s = zonetime_day_start_ms(report->zonetime, report->period.first) / 1000;
    report->to_s = report->from_s + DAYS * 86400;
    report->settled_until_ms = (report->to_s - 3600) * 1000;
    report->rules = (struct indicator_rules){0.95, 0.5, {0}};
    report->minimum_count = 3;
    report->version = "1.2.3";
    snprintf(report->revision, sizeof report->revision, "%064d", 7);
    snprintf(report->config_hash, sizeof report->config_hash, "%064d", 8);
    report->zones = self->zones;
    report->zone_count = 3;
    for (int z = 0; z < 3; z++) {
        struct report_zone *zone = &self->zones[z];
        snprintf(zone->id, sizeof zone->id, "%s", ids[z]);
        zone->kind = ZONE_ROOM;
        zone->parent = ZONE_NONE;
        zone->days = self->days[z];
        zone->day_count = DAYS;
        for (int i = 0; i < INDICATOR_COUNT; i++)
            zone->figures[i].state = INDICATOR_NONE;
        for (int d = 0; d < DAYS; d++)
            zone->days[d] = (struct report_day){.day = report->period.first + d,
                                                .given = z == 2 ? GIVEN_NOT_SETTLED : GIVEN,
                                                .slot.length_s = 86400};
    }
    set_desks(self);
    set_hall(self);
    set_facts(self, hall ? hall : "Repair café");
    if (hall)
        self->zones[1].name.in[language] = (char *)hall;
    report->settings = self->settings;
    report->settings[0] = (struct report_setting){"privacy.minimum_count", "4", "3"};
    report->settings[1] = (struct report_setting){"place.opening_hours", "Mo", "not said"};
    report->setting_count = 2;
    report->notes = true;
}

static void sample_free(struct sample *self)
{
    place_free((struct place *)self->report.place);
    zonetime_free(self->report.zonetime);
}

static char *read_file(const char *path)
{
    struct buffer bytes = {0};
    char chunk[4096];
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buffer_add(&bytes, chunk, n);
    fclose(file);
    return buffer_take(&bytes, NULL);
}

static char *paper_of(const struct report *report)
{
    char path[] = "/tmp/lampion-paper-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    if (format_html(report, path, &why))
        fail_msg("%s", why.text);
    char *text = read_file(path);
    unlink(path);
    assert_non_null(text);
    return text;
}

/* ---- Tests */

static void test_as_it_was(void **state)
{
    static const char *const names[] = {
        [LANGUAGE_FR] = "small.fr.html", [LANGUAGE_EN] = "small.en.html"};
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        struct sample sample;
        char path[512];
        sample_make(&sample, (enum language)language, NULL);
        char *text = paper_of(&sample.report), *again = paper_of(&sample.report);
        assert_string_equal(text, again);
        snprintf(path, sizeof path, "%s/golden/report/%s", TESTS_SOURCE_DIR, names[language]);
        if (getenv("LAMPION_WRITE")) {
            FILE *file = fopen(path, "w");
            assert_non_null(file);
            fputs(text, file);
            fclose(file);
        }
        char *golden = read_file(path);
        if (!golden || strcmp(golden, text) != 0)
            fail_msg("%s is not as it was; LAMPION_WRITE=1 writes it, then look at it", path);
        free(golden);
        free(again);
        free(text);
        sample_free(&sample);
    }
}

static void test_nothing_from_outside_is_markup(void **state)
{
    struct sample sample;
    (void)state;
    sample_make(&sample, LANGUAGE_EN, EVIL);
    struct place *place = (struct place *)sample.report.place;
    char *name = place->name.in[LANGUAGE_EN], *uri = place->uri;
    place->name.in[LANGUAGE_EN] = place->uri = EVIL; /* also in the style, at the foot of a page */
    char *text = paper_of(&sample.report);
    assert_null(strstr(text, "<script"));
    assert_int_equal(strstr(text, "</style>") - strstr(text, "<style>") > 0, 1);
    assert_null(strstr(strstr(text, "</style>") + 1, "</style>"));
    place->name.in[LANGUAGE_EN] = name;
    place->uri = uri;
    free(text);
    sample_free(&sample);
}

static void test_nothing_is_fetched_and_nobody_named(void **state)
{
    static const char *const not [] = {"olga",    "<link",    "<script", "<img",
                                       "@import", "url(http", " src=",   ">d1<"};
    struct sample sample;
    (void)state;
    sample_make(&sample, LANGUAGE_FR, NULL);
    char *text = paper_of(&sample.report);
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        if (strstr(text, not [i]))
            fail_msg("the report holds %s", not [i]);
    free(text);
    sample_free(&sample);
}

static void assert_says(const char *text, const char *words)
{
    if (!strstr(text, words))
        fail_msg("the report does not say: %s", words);
}

static void test_withheld_is_said_and_is_no_zero(void **state)
{
    struct sample sample;
    (void)state;
    sample_make(&sample, LANGUAGE_EN, NULL);
    char *text = paper_of(&sample.report);
    assert_says(text, "<tr class=\"withheld\"><th scope=\"row\">Tue\u00a03\u00a0Mar</th><td "
                      "class=\"n\">withheld</td>");
    assert_says(text, "<tr class=\"unknown\"><th scope=\"row\">Thu\u00a05\u00a0Mar</th><td "
                      "class=\"n\">not observed</td>");
    assert_says(text, "<td class=\"n\">1,202</td><td>65% observed</td>");
    assert_says(text, "<td class=\"n\">withheld</td><td>Repair café</td>"); /* two were counted */
    assert_says(text, "<td class=\"n\"><em>✕ withheld</em></td>");
    assert_says(text, "99.9%"); /* 99.96 is not all */
    free(text);
    sample_free(&sample);
}

static size_t count(const char *text, const char *words)
{
    size_t found = 0;
    for (; (text = strstr(text, words)); text++)
        found++;
    return found;
}

/* As in the other formats: texts that nobody wrote for others to read only where asked for. */
static void test_notes_stay_in_the_house(void **state)
{
    struct sample sample;
    (void)state;
    sample_make(&sample, LANGUAGE_EN, NULL);
    char *text = paper_of(&sample.report);
    size_t with = count(text, "Repair café");
    free(text);
    sample.report.notes = false;
    text = paper_of(&sample.report);
    assert_in_range(count(text, "Repair café"), 1, with - 1); /* the event's title goes out */
    assert_says(text, "<td class=\"n\">withheld</td><td></td>");
    free(text);
    sample_free(&sample);
}

static void test_there_is_no_empty_chart(void **state)
{
    struct sample sample;
    (void)state;
    sample_make(&sample, LANGUAGE_FR, NULL);
    char *text = paper_of(&sample.report);
    assert_non_null(strstr(text, "id=\"days-0-t\""));
    assert_non_null(strstr(text, "id=\"week-0-t\""));
    assert_null(strstr(text, "id=\"days-2-t\"")); /* nothing known: words instead */
    assert_null(strstr(text, "id=\"week-1-t\""));
    assert_says(text, "nook"
                      "\u00a0: pas de graphique des jours");
    free(text);
    sample_free(&sample);
}

static void test_scale_is_of_round_numbers(void **state)
{
    (void)state;
    assert_float_equal(chart_top(0), 1, 0);
    assert_float_equal(chart_top(0.3), 1, 0);
    assert_float_equal(chart_top(7), 8, 0);
    assert_float_equal(chart_top(10), 10, 0);
    assert_float_equal(chart_top(41), 60, 1e-9);
    assert_float_equal(chart_top(1201), 2000, 1e-9);
}

static void test_words_are_whole(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        for (int i = 0; i < WORD_COUNT; i++) {
            const char *text = word((enum language)language, (enum word)i);
            if (!text || strpbrk(text, "&<>\"'"))
                fail_msg("language %d, word %d: %s", language, i, text ? text : "missing");
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_it_was),
        cmocka_unit_test(test_nothing_from_outside_is_markup),
        cmocka_unit_test(test_nothing_is_fetched_and_nobody_named),
        cmocka_unit_test(test_withheld_is_said_and_is_no_zero),
        cmocka_unit_test(test_notes_stay_in_the_house),
        cmocka_unit_test(test_there_is_no_empty_chart),
        cmocka_unit_test(test_scale_is_of_round_numbers),
        cmocka_unit_test(test_words_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
