/* The papers of a place: all that a template asks for is filled in, and nothing from the
 * configuration breaks out of it. */
#include "tests/unit/test.h"

#include "dashboard/page/papers/papers.h"
#include <string.h>

static const char text[] =
    "place: {id: g, name: \"<b>Gare</b>\", uri: \"https://g.example/\",\n"
    "        contact: {email: hello@g.example}, address: \"1 \\\"Place\\\" & Co\"}\n"
    "privacy: {visibility: members, outside_hours: hide, bucket: 5, step: 15m, minimum_count: 4}\n"
    "zones:\n"
    "  - {id: a, name: {fr: Plateau, en: Open space}, kind: seats, seats: [{id: s1, sensor: "
    "b/s1},\n"
    "     {id: s2, sensor: b/s2, policy: dedicated}]}\n"
    "  - {id: o, name: Office, kind: room, sensors: [b/m], privacy: {visibility: private}}\n"
    "  - {id: h, name: House, kind: hall, contains: [a, o]}\n"
    "doors: [{sensor: b/door, from: outside, to: h}]\n";

static char *write_paper(const char *description, enum paper paper, enum language language)
{
    struct why why;
    struct buffer out = {0};
    struct place *place = place_parse("t", description, strlen(description), &why);
    if (!place)
        fail_msg("%s", why.text);
    struct papers papers = {.place = place,
                            .address = "https://g.example/?a&b",
                            .date = "2026-11-24",
                            .raw_ms = 8 * 86400000LL,
                            .slots_ms = 1200 * 86400000LL};
    paper_write(&out, &papers, paper, language);
    place_free(place);
    char *html = buffer_take(&out, NULL);
    assert_non_null(html);
    return html;
}

static void assert_has(const char *html, const char *word)
{
    assert_non_null(html);
    assert_non_null(word);
    if (!strstr(html, word))
        fail_msg("no %s in %s", word, html);
}

static void test_every_field_is_filled(void **state)
{
    (void)state;
    for (int paper = 0; paper < PAPERS; paper++)
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            char *html = write_paper(text, (enum paper)paper, (enum language)language);
            const char *body = strstr(html, "<main>");
            assert_non_null(body);
            assert_null(strpbrk(body, "{}"));
            assert_null(strstr(body, "%"));
            assert_null(strstr(html, "<b>Gare"));
            assert_has(body, "&lt;b&gt;Gare&lt;/b&gt;");
            if (paper != PAPER_ASSESSMENT)
                assert_has(body, "hello@g.example");
            free(html);
        }
}

static void test_the_papers_say_what_is_configured(void **state)
{
    (void)state;
    char *notice = write_paper(text, PAPER_NOTICE, LANGUAGE_EN);
    assert_has(notice, "Open space: seat switches, number: 2");
    assert_has(notice, "Seats given to somebody: 1.");
    assert_has(notice, "Members (by a link");
    assert_has(notice, "Outside of opening hours no figure");
    assert_has(notice, "whole lots of 5");
    assert_has(notice, "every 15 minutes");
    assert_has(notice, "counts below 4");
    assert_has(notice, "Office: nothing of this zone");
    assert_has(notice, "sensors: 8 days");
    assert_has(notice, "1200 days");
    free(notice);
    char *poster = write_paper(text, PAPER_POSTER, LANGUAGE_FR);
    assert_has(poster, "https://g.example/?a&amp;b");
    assert_has(poster, "Plateau");
    assert_has(poster, "lang=\"fr\"");
    free(poster);
}

/* What nobody wrote is left to be filled in by hand, and night figures are no secret. */
static void test_what_is_not_said_is_left_open(void **state)
{
    (void)state;
    char *notice = write_paper("place: {id: g, name: G}\n"
                               "zones:\n  - {id: a, name: A, kind: room, sensors: [b/m]}\n",
                               PAPER_NOTICE, LANGUAGE_EN);
    assert_has(notice, "to be filled in");
    assert_has(notice, "Figures are shown outside of opening hours, too");
    assert_null(strstr(notice, "Seats given"));
    assert_null(strstr(notice, "whole lots"));
    free(notice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_field_is_filled),
        cmocka_unit_test(test_the_papers_say_what_is_configured),
        cmocka_unit_test(test_what_is_not_said_is_left_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
