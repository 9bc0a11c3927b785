#include "tests/unit/test.h"

#include "dashboard/http/negotiate.h"
#include "dashboard/page/asset.h"
#include "dashboard/page/html.h"
#include "dashboard/page/lang_tables.h"
#include "dashboard/page/moment.h"
#include "dashboard/page/place_json.h"
#include "dashboard/page/place_page.h"
#include "tests/unit/snapshots.h"
#include <string.h>

static struct zonetime *paris;

static int setup(void **state)
{
    struct why why;
    (void)state;
    paris = zonetime_load("Europe/Paris", &why);
    return paris ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    zonetime_free(paris);
    return 0;
}

static struct view view_of(const struct sample *sample, enum language language)
{
    return (struct view){.snapshot = &sample->snapshot, .zone = paris, .language = language};
}

static char *page_of(const struct sample *sample, enum language language)
{
    struct view view = view_of(sample, language);
    struct fragments fragments;
    assert_int_equal(place_fragments(&view, &fragments), 0);
    char *page = place_page(&view, &fragments, NULL);
    assert_non_null(page);
    fragments_free(&fragments);
    return page;
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        return NULL;
    }
    struct buffer bytes = {0};
    char chunk[4096];
    for (size_t n = fread(chunk, 1, sizeof chunk, file); n;
         n = fread(chunk, 1, sizeof chunk, file)) {
        buffer_add(&bytes, chunk, n);
    }
    fclose(file);
    return buffer_take(&bytes, NULL);
}

/* The golden files hold no hashes of the assets, which change with every line of the style. */
static void hashes_remove(char *text)
{
    for (char *at = strstr(text, "?v="); at; at = strstr(at + 3, "?v=")) {
        size_t length = strspn(at + 3, "0123456789abcdef");
        memmove(at + 3, at + 3 + length, strlen(at + 3 + length) + 1);
    }
}

/* It changes with the assets, too. */
static void plan_remove(char *text)
{
    char *at = strstr(text, "data-plan=\"");
    if (at) {
        at += strlen("data-plan=\"");
        size_t length = strcspn(at, "\"");
        memmove(at, at + length, strlen(at + length) + 1);
    }
}

/* Compares with tests/golden/page/NAME; LAMPION_GOLDEN=write writes it instead. Frees the text. */
static void assert_golden(const char *name, char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/golden/page/%s", TESTS_SOURCE_DIR, name);
    assert_non_null(text);
    hashes_remove(text);
    plan_remove(text);
    const char *mode = getenv("LAMPION_GOLDEN");
    if (mode && strcmp(mode, "write") == 0) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fputs(text, file);
        fclose(file);
    }
    char *golden = read_file(path);
    if (!golden || strcmp(golden, text) != 0) {
        print_error("%s differs; look at it, then LAMPION_GOLDEN=write writes it anew\n", path);
    }
    assert_non_null(golden);
    assert_string_equal(text, golden);
    free(golden);
    free(text);
}

static void assert_json_golden(const char *name, const struct sample *sample)
{
    struct buffer lines = {0};
    char *json = place_json(&sample->snapshot, paris, LANGUAGE_FR);
    assert_non_null(json);
    buffer_text(&lines, json);
    buffer_text(&lines, "\n");
    free(json);
    assert_golden(name, buffer_take(&lines, NULL));
}

/* Compares and empties; no-break spaces (U+00A0, U+202F) are read as blanks. */
static void assert_words(struct buffer *words, const char *expected)
{
    char plain[512];
    size_t used = 0;
    for (const char *at = buffer_peek(words); *at && used < sizeof plain - 1; at++) {
        bool thin = strncmp(at, "\u202f", 3) == 0;
        bool no_break = strncmp(at, "\u00a0", 2) == 0;
        plain[used++] = thin || no_break ? ' ' : *at;
        at += thin ? 2 : no_break ? 1 : 0;
    }
    plain[used] = '\0';
    assert_string_equal(plain, expected);
    buffer_free(words);
}

static void assert_answer(const struct sample *sample, const char *fr, const char *en)
{
    struct view view = view_of(sample, LANGUAGE_FR);
    struct buffer answer = {0};
    sentence_answer(&answer, &view);
    assert_words(&answer, fr);
    view.language = LANGUAGE_EN;
    sentence_answer(&answer, &view);
    assert_words(&answer, en);
}

static void test_an_ordinary_morning(void **state)
{
    (void)state;
    struct sample sample;
    sample_fill(&sample);
    assert_golden("normal.fr.html", page_of(&sample, LANGUAGE_FR));
    assert_golden("normal.en.html", page_of(&sample, LANGUAGE_EN));
    assert_json_golden("normal.json", &sample);
}

static void test_nothing_is_known(void **state)
{
    (void)state;
    struct sample sample;
    sample_fill(&sample);
    sample_unknown(&sample);
    assert_golden("unknown.fr.html", page_of(&sample, LANGUAGE_FR));
    assert_json_golden("unknown.json", &sample);
    assert_answer(&sample, "Places libres : inconnu pour l’instant", "Free seats: unknown for now");
}

static void test_closed(void **state)
{
    (void)state;
    struct sample sample;
    sample_fill(&sample);
    sample_closed(&sample, SAMPLE_NOW_MS + 24 * 3600000 - 282000);
    assert_golden("closed.fr.html", page_of(&sample, LANGUAGE_FR));
    assert_json_golden("closed.json", &sample);
    assert_answer(&sample, "Fermé, réouverture demain à 9 h", "Closed until tomorrow 09:00");
    sample_closed(&sample, SAMPLE_NOW_MS + 30 * 60000);
    assert_answer(&sample, "Fermé, réouverture à 9 h 34", "Closed until 09:34");
    sample_closed(&sample, SNAPSHOT_NEVER);
    assert_answer(&sample, "Fermé", "Closed");
}

static void test_full(void **state)
{
    (void)state;
    struct sample sample;
    sample_fill(&sample);
    sample_seats(&sample, 0, 0, 0);
    sample.zones[SAMPLE_OPENSPACE].why_count = 0;
    sample.zones[SAMPLE_HOUSE].state = STATE_FULL;
    sample.zones[SAMPLE_HOUSE].present = (struct snapshot_present){60, 61, 64};
    sample.snapshot.simulated = true;
    assert_golden("full.en.html", page_of(&sample, LANGUAGE_EN));
    assert_json_golden("full.json", &sample);
}

static void test_the_answer_says_what_is_known(void **state)
{
    (void)state;
    struct sample sample;
    sample_fill(&sample);
    sample_seats(&sample, 12, 0, 0);
    assert_answer(&sample, "12 places libres sur 24", "12 of 24 seats free");
    sample_seats(&sample, 1, 0, 0);
    assert_answer(&sample, "1 place libre sur 24", "1 of 24 seats free");
    sample_seats(&sample, 0, 2, 0);
    assert_answer(&sample, "Aucune place libre sur 24", "None of 24 seats free");
    sample_seats(&sample, 5, 0, 1);
    assert_answer(&sample, "Au moins 5 places libres sur 24", "At least 5 of 24 seats free");
    sample_seats(&sample, 0, 0, 3);
    assert_answer(&sample, "Pas de place libre connue sur 24", "No seat of 24 known to be free");
    sample_seats(&sample, 0, 0, 24);
    assert_answer(&sample, "Places libres : inconnu pour l’instant", "Free seats: unknown for now");
}

static void assert_people(int64_t low, int64_t best, int64_t high, const char *fr, const char *en)
{
    struct snapshot_present present = {low, best, high};
    struct buffer words = {0};
    sentence_people(&words, LANGUAGE_FR, &present);
    assert_words(&words, fr);
    sentence_people(&words, LANGUAGE_EN, &present);
    assert_words(&words, en);
}

static void test_people_are_an_interval(void **state)
{
    (void)state;
    const int64_t no = SNAPSHOT_NULL;
    assert_people(10, 12, 14, "Environ 12 personnes présentes (entre 10 et 14)",
                  "About 12 people present (between 10 and 14)");
    assert_people(0, 0, 0, "0 personne présente", "0 people present");
    assert_people(3, no, 5, "Entre 3 et 5 personnes présentes", "Between 3 and 5 people present");
    assert_people(1, no, no, "Au moins 1 personne présente", "At least 1 person present");
    assert_people(0, no, no, "Nombre de personnes inconnu", "Number of people unknown");
    assert_people(no, no, 7, "Au plus 7 personnes présentes", "At most 7 people present");
    assert_people(no, no, no, "Nombre de personnes inconnu", "Number of people unknown");
    assert_people(1200, 1200, 1200, "1 200 personnes présentes", "1,200 people present");
}

static void test_two_boards_with_one_name_are_named(void **state)
{
    (void)state;
    struct sample sample;
    sample_fill(&sample);
    sample.whys[0].reason = READING_CONTESTED;
    char *page = page_of(&sample, LANGUAGE_FR);
    assert_non_null(strstr(page, "Deux cartes s’appellent desks"));
    free(page);
    page = page_of(&sample, LANGUAGE_EN);
    assert_non_null(strstr(page, "Two boards call themselves desks: neither is believed"));
    free(page);
    char *json = place_json(&sample.snapshot, paris, LANGUAGE_EN);
    assert_non_null(strstr(json, "\"why\":[\"two boards call themselves desks\"]"));
    free(json);
}

static void test_hostile_names_stay_text(void **state)
{
    (void)state;
    struct sample sample;
    sample_fill(&sample);
    char hostile[] = "</title><script>alert('x')</script>\"><img src=x onerror=y>&amp;\x01";
    sample.place.name.in[LANGUAGE_EN] = hostile;
    sample.place_zones[SAMPLE_MEETING].name.in[LANGUAGE_EN] = hostile;
    sample.whys[0].reason = READING_FAULTED;
    snprintf(sample.whys[0].fault, sizeof sample.whys[0].fault, "<b onclick=\"z\">");
    char *page = page_of(&sample, LANGUAGE_EN);
    assert_null(strstr(page, "<script>"));
    assert_null(strstr(page, "<img"));
    assert_null(strstr(page, "<b onclick"));
    assert_null(strstr(page, "\x01"));
    assert_non_null(strstr(page, "&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)"));
    assert_non_null(strstr(page, "&quot;&gt;&lt;img src=x onerror=y&gt;&amp;amp;"));
    free(page);
    char *json = place_json(&sample.snapshot, paris, LANGUAGE_EN);
    assert_non_null(strstr(json, "\"name\":\"</title><script>alert('x')</script>\\\"><img"));
    assert_non_null(strstr(json, "\\u0001"));
    free(json);
}

static void test_a_name_that_is_no_utf8_is_null(void **state)
{
    (void)state;
    struct sample sample;
    sample_fill(&sample);
    char broken[] = "caf\xe9";
    sample.place_zones[SAMPLE_MEETING].name.in[LANGUAGE_FR] = broken;
    char *json = place_json(&sample.snapshot, paris, LANGUAGE_FR);
    assert_non_null(strstr(json, "\"id\":\"meeting\",\"name\":null"));
    free(json);
}

static void test_writing_escapes(void **state)
{
    (void)state;
    struct buffer out = {0};
    html_write(&out, "<a title=\"%s\">%d%% %lld %zu %s</a>", "\"'&<>", -3, (long long)INT64_MIN,
               (size_t)7, "\x7fok\n");
    assert_string_equal(buffer_peek(&out), "<a title=\"&quot;&#39;&amp;&lt;&gt;\">-3% "
                                           "-9223372036854775808 7 ok\n</a>");
    buffer_free(&out);
}

/* The placeholders that a text holds, as bits. */
static int placeholders_of(const char *text)
{
    return (strstr(text, "{a}") ? 1 : 0) | (strstr(text, "{b}") ? 2 : 0);
}

static void test_languages_are_whole(void **state)
{
    (void)state;
    for (int text = 0; text < TEXT_COUNT; text++) {
        const char *fr = lang_fr.texts[text], *en = lang_en.texts[text];
        if (!fr || !en) {
            fail_msg("text %d is missing in a language", text);
        }
        assert_null(strpbrk(fr, "&<>\"'"));
        assert_null(strpbrk(en, "&<>\"'"));
        assert_int_equal(placeholders_of(fr), placeholders_of(en));
    }
}

static void assert_moment(int64_t utc_ms, const char *fr, const char *en, bool today)
{
    struct buffer words = {0};
    assert_int_equal(moment_near(&words, LANGUAGE_FR, paris, utc_ms, SAMPLE_NOW_MS), today);
    assert_words(&words, fr);
    moment_near(&words, LANGUAGE_EN, paris, utc_ms, SAMPLE_NOW_MS);
    assert_words(&words, en);
}

static void test_moments_in_words(void **state)
{
    (void)state;
    const int64_t hour = 3600000, day = 24 * hour;
    assert_moment(SAMPLE_NOW_MS, "9 h 04", "09:04", true);
    assert_moment(SAMPLE_NOW_MS - 9 * hour, "0 h 04", "00:04", true);
    assert_moment(SAMPLE_NOW_MS - 10 * hour, "hier à 23 h 04", "yesterday 23:04", false);
    assert_moment(SAMPLE_NOW_MS + day, "demain à 9 h 04", "tomorrow 09:04", false);
    assert_moment(SAMPLE_NOW_MS + 3 * day, "jeudi à 9 h 04", "Thursday 09:04", false);
    assert_moment(SAMPLE_NOW_MS + 8 * day, "le 1er décembre à 9 h 04", "1 December 09:04", false);
    assert_moment(SAMPLE_NOW_MS - 3 * day, "le 20 novembre à 9 h 04", "20 November 09:04", false);
    struct buffer words = {0};
    moment_clock(&words, LANGUAGE_FR, paris, SAMPLE_NOW_MS, true);
    moment_day(&words, LANGUAGE_FR, paris, SAMPLE_NOW_MS);
    moment_terse(&words, paris, SAMPLE_NOW_MS - 3 * day, SAMPLE_NOW_MS);
    assert_words(&words, "9 h 04 min 42 slundi 23 novembre 20262026-11-20 09:04");
}

static void test_the_language_is_chosen(void **state)
{
    (void)state;
    struct sample sample;
    sample_fill(&sample);
    assert_int_equal(language_choose(&sample.place, NULL, NULL), LANGUAGE_FR);
    assert_int_equal(language_choose(&sample.place, "en", "fr"), LANGUAGE_EN);
    assert_int_equal(language_choose(&sample.place, "xx", "en-GB,en;q=0.9"), LANGUAGE_EN);
    assert_int_equal(language_choose(&sample.place, NULL, "de, en;q=0.5, fr;q=0.7"), LANGUAGE_FR);
    assert_int_equal(language_choose(&sample.place, NULL, "fr;q=0.1,en;q=0.25"), LANGUAGE_EN);
    assert_int_equal(language_choose(&sample.place, NULL, ",;q=,fr;q=,en;q"), LANGUAGE_EN);
    assert_int_equal(language_choose(&sample.place, NULL, "en;q=0"), LANGUAGE_FR);
    sample.place.language_count = 1;
    assert_int_equal(language_choose(&sample.place, "en", "en"), LANGUAGE_FR);
}

static void test_the_assets_are_there(void **state)
{
    (void)state;
    assert_non_null(asset_find("style.css"));
    assert_non_null(asset_find("live.js"));
    assert_non_null(asset_find("icon.svg"));
    assert_null(asset_find("../style.css"));
    assert_true(asset_find("live.js")->length > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_ordinary_morning),
        cmocka_unit_test(test_nothing_is_known),
        cmocka_unit_test(test_closed),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_the_answer_says_what_is_known),
        cmocka_unit_test(test_people_are_an_interval),
        cmocka_unit_test(test_two_boards_with_one_name_are_named),
        cmocka_unit_test(test_hostile_names_stay_text),
        cmocka_unit_test(test_a_name_that_is_no_utf8_is_null),
        cmocka_unit_test(test_writing_escapes),
        cmocka_unit_test(test_languages_are_whole),
        cmocka_unit_test(test_moments_in_words),
        cmocka_unit_test(test_the_language_is_chosen),
        cmocka_unit_test(test_the_assets_are_there),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
