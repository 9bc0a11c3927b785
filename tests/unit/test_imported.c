/* Past counts: read with care, all or nothing, beside what was measured, and shown as imported. */
#include "tests/unit/test.h"

#include "dashboard/civil.h"
#include "dashboard/counts_file.h"
#include "dashboard/history/description.h"
#include "dashboard/history/facts.h"
#include "dashboard/history/series.h"
#include "dashboard/history/settled.h"
#include "dashboard/imported.h"
#include "dashboard/report/gather.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define NOW_MS (1792108800000LL) /* 2026-10-16 */

static const char place_text[] =
    "place: {id: gare, name: Gare, timezone: Europe/Paris, opening_hours: \"Mo-Su 09:00-18:00\"}\n"
    "zones:\n"
    "  - {id: openspace, name: O, kind: room, capacity: 20, sensors: [a/m]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 60, contains: [openspace]}\n";

struct bench {
    char folder[64], path[96], csv[96];
    struct store *store;
    struct zonetime *zone;
    struct counts_file file;
    struct imported_sums sums;
    struct why why;
};

static int set_up(void **state)
{
    struct bench *self = calloc(1, sizeof *self);
    int64_t version;
    strcpy(self->folder, "/tmp/lampion-imported-XXXXXX");
    assert_non_null(mkdtemp(self->folder));
    snprintf(self->path, sizeof self->path, "%s/h.db", self->folder);
    snprintf(self->csv, sizeof self->csv, "%s/c.csv", self->folder);
    self->store = store_open(self->path, STORE_WRITE, &self->why);
    assert_non_null(self->store);
    self->zone = zonetime_load("Europe/Paris", &self->why);
    assert_non_null(self->zone);
    assert_int_equal(store_description_put(self->store, place_text, 0, 0, &version, &self->why), 0);
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *self = *state;
    store_close(self->store);
    zonetime_free(self->zone);
    unlink(self->path);
    unlink(self->csv);
    rmdir(self->folder);
    free(self);
    return 0;
}

static int read_text(struct bench *self, const char *text)
{
    FILE *file = fopen(self->csv, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return counts_file_read(&self->file, self->csv, &self->why);
}

static int import_text(struct bench *self, const char *text, bool skip_measured)
{
    int error = read_text(self, text);
    struct imported_request request = {&self->file, self->zone, NOW_MS, skip_measured, "ana"};
    if (!error)
        error = imported_put(self->store, &request, &self->sums, &self->why);
    counts_file_clear(&self->file);
    return error;
}

static void assert_refused(struct bench *self, const char *text, const char *words)
{
    assert_int_equal(import_text(self, text, false), -EINVAL);
    if (!strstr(self->why.text, words))
        fail_msg("\"%s\" does not say \"%s\"", self->why.text, words);
}

struct found {
    struct series_row rows[64];
    size_t count;
};

static bool keep(void *context, const struct series_row *row)
{
    struct found *found = context;
    assert_true(found->count < 64);
    found->rows[found->count++] = *row;
    return true;
}

static struct found find(struct bench *self, const char *zone, enum slot_step step)
{
    struct found found = {.count = 0};
    int error = series_read(self->store, zone, step, 0, NOW_MS / 1000, keep, &found, &self->why);
    assert_true(error == 0 || error == -ENOENT);
    return found;
}

static void wrong_files_are_refused_with_their_line(void **state)
{
    struct bench *self = *state;
    static const struct {
        const char *text, *words;
    } wrong[] = {
        {"zone,in\nhouse,3\n", "c.csv:1: the first line must name"},
        {"date,zone\n2024-03-14,house\n", "c.csv:1: the first line must name"},
        {"date,zone,in,name\n", "c.csv:1: column \"name\""},
        {"date,zone,in,in\n", "there twice"},
        {"date,zone,in\n", "no counts in it"},
        {"date,zone,in\n2024-03-14,house,3\n2024-02-30,house,3\n", "c.csv:3: \"2024-02-30\""},
        {"date,zone,in\n14/03/2024,house,3\n", "c.csv:2: \"14/03/2024\""},
        {"date,zone,in\n2024-03-14,house,-3\n", "c.csv:2: in \"-3\""},
        {"date,zone,in\n2024-03-14,house,3.5\n", "c.csv:2: in \"3.5\""},
        {"date,zone,in\n2024-03-14,house,99999999999999999999\n", "c.csv:2: in"},
        {"date,zone,hour,in\n2024-03-14,house,24,1\n", "c.csv:2: hour \"24\""},
        {"date,zone,in\n2024-03-14,house,\n", "c.csv:2: nothing was counted"},
        {"date,zone,in\n2024-03-14,,3\n", "c.csv:2: \"\" is no zone"},
        {"date,zone,in\n2024-03-14,house,3\n\n2024-03-14,house,4\n",
         "c.csv:4: line 2 has the same"},
        {"date,zone,hour,in\n2024-03-14,house,9,3\n2024-03-14,house,,4\n",
         "c.csv:2: line 3 has the whole day"},
        {"date,zone,hour,in\n2024-03-31,house,2,3\n", "c.csv:2: that day had no hour 2"},
        {"date,zone,in\n2026-10-16,house,3\n", "c.csv:2: this day is not over"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_refused(self, wrong[i].text, wrong[i].words);
    assert_int_equal(find(self, "house", STEP_DAY).count, 0);
}

/* The last row is bad: the good ones before it are not there either. */
static void nothing_is_imported_when_one_row_is_bad(void **state)
{
    struct bench *self = *state;
    assert_refused(self, "date,zone,in\n2024-03-14,house,3\n2026-12-24,house,3\n", "not over");
    assert_int_equal(find(self, "house", STEP_DAY).count, 0);
    struct facts facts = {0};
    assert_int_equal(store_facts_get(self->store, 0, INT64_MIN, INT64_MAX, &facts, &self->why), 0);
    assert_int_equal(facts.count, 0);
    facts_clear(&facts);
}

static void whole_days_and_hours_say_what_was_counted_only(void **state)
{
    struct bench *self = *state;
    assert_int_equal(import_text(self,
                                 "\xEF\xBB\xBF"
                                 "date;zone;hour;present;in;out\r\n"
                                 "2024-03-14;house;;;61;60\r\n"
                                 "2024-03-14;\"openspace\";10;12;;\r\n"
                                 "2024-03-14;openspace;11;0;;\r\n",
                                 false),
                     0);
    assert_int_equal(self->sums.changed, 2);
    struct found found = find(self, "house", STEP_DAY);
    const struct slot *slot = &found.rows[0].slot;
    assert_int_equal(found.count, 1);
    assert_int_equal(found.rows[0].revision.source, SLOT_IMPORTED);
    assert_int_equal(found.rows[0].local, 20240314);
    assert_int_equal(slot->length_s, 86400);
    assert_int_equal(slot->open_unknown_s, 86400);
    assert_int_equal(slot->all[SLOT_IN], 61);
    assert_int_equal(slot->all[SLOT_OUT], 60);
    assert_int_equal(slot->all[SLOT_UNCOUNTED], 86400);
    assert_int_equal(slot->all[SLOT_USE_UNKNOWN], 86400);
    assert_int_equal(slot->peak, SLOT_NO_PEAK);
    assert_int_equal(find(self, "house", STEP_HOUR).count, 0);

    found = find(self, "openspace", STEP_DAY);
    slot = &found.rows[0].slot;
    assert_int_equal(slot->length_s, 7200);
    assert_int_equal(slot->all[SLOT_PERSON], 12 * 3600);
    assert_int_equal(slot->all[SLOT_IN_USE], 3600);
    assert_int_equal(slot->all[SLOT_UNCOUNTED], 0);
    assert_int_equal(slot->all[SLOT_SILENT], 7200); /* nobody counted passages */
    assert_int_equal(slot->peak, 12);
    found = find(self, "openspace", STEP_HOUR);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.rows[0].local, 2024031410);
}

static void the_same_file_again_changes_nothing(void **state)
{
    struct bench *self = *state;
    static const char text[] = "date,zone,hour,present,in\n2024-03-14,house,9,4,6\n"
                               "2024-03-14,house,10,5,2\n2024-03-15,house,,,8\n";
    struct facts facts = {0};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(import_text(self, text, false), 0);
        assert_int_equal(self->sums.days, 2);
        assert_int_equal(self->sums.changed, i == 0 ? 2 : 0);
        assert_int_equal(find(self, "house", STEP_DAY).count, 2);
    }
    /* Put right later: takes the place of what was there, hours too. */
    assert_int_equal(import_text(self, "date,zone,in\n2024-03-14,house,9\n", false), 0);
    assert_int_equal(self->sums.changed, 1);
    assert_int_equal(find(self, "house", STEP_HOUR).count, 0);
    assert_int_equal(find(self, "house", STEP_DAY).rows[0].slot.all[SLOT_IN], 9);
    assert_int_equal(store_facts_get(self->store, 0, INT64_MIN, INT64_MAX, &facts, &self->why), 0);
    assert_int_equal(facts.count, 2); /* who and when, once for each that changed something */
    assert_string_equal(facts.all[0].author, "ana");
    assert_int_equal(facts.all[0].made_ms, NOW_MS);
    facts_clear(&facts);
}

static void put_measured(struct bench *self, const char *zone, int64_t day)
{
    struct slots *slots = slots_open(self->store, &self->why);
    struct slot_revision revision = {.source = SLOT_MEASURED, .description = 1, .sensors = 1};
    struct slot slot;
    int64_t id;
    assert_int_equal(slots_zone(slots, zone, &id, &self->why), 0);
    assert_int_equal(slots_revision(slots, id, &revision, &self->why), 0);
    slot_start(&slot, zonetime_day_start_ms(self->zone, day) / 1000);
    slot.length_s = 900;
    slot.revision = revision.id;
    assert_int_equal(slots_put(slots, STEP_DAY, id, &slot, 20240314, &self->why), 0);
    slots_close(slots);
}

static void measured_days_are_never_touched(void **state)
{
    struct bench *self = *state;
    static const char text[] = "date,zone,in\n2024-03-13,house,7\n2024-03-14,house,9\n";
    put_measured(self, "house", civil_days(2024, 3, 14));
    assert_refused(self, text, "c.csv:3: house was measured on 2024-03-14");
    assert_int_equal(find(self, "house", STEP_DAY).count, 1);
    assert_int_equal(import_text(self, text, true), 0);
    assert_int_equal(self->sums.measured, 1);
    assert_int_equal(self->sums.changed, 1);
    struct found found = find(self, "house", STEP_DAY);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.rows[0].revision.source, SLOT_IMPORTED);
    assert_int_equal(found.rows[1].revision.source, SLOT_MEASURED);
    assert_int_equal(found.rows[1].slot.length_s, 900);
}

static const struct report_zone *report_zone(const struct report *report, const char *id)
{
    for (size_t i = 0; i < report->zone_count; i++)
        if (!strcmp(report->zones[i].id, id))
            return &report->zones[i];
    return NULL;
}

static void a_report_shows_them_as_imported(void **state)
{
    struct bench *self = *state;
    struct gather_request request = {.language = LANGUAGE_EN};
    char text[4096] = "date,zone,in\n";
    for (int day = 1; day <= 29; day++) /* two days of March are missing */
        sprintf(text + strlen(text), "2024-03-%02d,house,%d\n", day, 10 + day);
    assert_int_equal(import_text(self, text, false), 0);
    assert_int_equal(period_parse("2024-03", &request.period, &self->why), 0);
    request.compared = period_previous(&request.period);
    struct report *report = report_gather(self->store, &request, &self->why);
    if (!report)
        fail_msg("%s", self->why.text);
    const struct report_zone *house = report_zone(report, "house");
    const struct figure *visits = &house->figures[INDICATOR_VISITS];
    assert_int_equal(house->source, SLOT_IMPORTED);
    assert_int_equal(visits->state, INDICATOR_FLAGGED); /* 29 of 31 days */
    assert_float_equal(visits->value, 29 * 10 + 29 * 30 / 2, 0.001);
    assert_float_equal(visits->coverage, 29 / 31.0, 0.001);
    assert_int_equal(house->figures[INDICATOR_OPEN_DAYS].state, INDICATOR_NONE);
    assert_true(house->figures[INDICATOR_PERSON_HOURS].state >= INDICATOR_WITHHELD);
    assert_int_equal(house->gap_count, 0); /* what is to come is no gap */
    report_free(report);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(wrong_files_are_refused_with_their_line),
        TEST(nothing_is_imported_when_one_row_is_bad),
        TEST(whole_days_and_hours_say_what_was_counted_only),
        TEST(the_same_file_again_changes_nothing),
        TEST(measured_days_are_never_touched),
        TEST(a_report_shows_them_as_imported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
