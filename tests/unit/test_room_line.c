#include "tests/unit/test.h"

#include "dashboard/page/place_json.h"
#include "dashboard/page/room_line.h"
#include "dashboard/page/zone_card.h"
#include "tests/unit/snapshots.h"
#include <string.h>

#define MINUTE 60000LL
#define NOW 1790000000000 /* 2026-09-21 16:13:20 in Paris */

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

static void assert_lines(struct room_account account, const char *fr, const char *en,
                         const char *terse)
{
    const char *const expected[] = {fr, en, terse};
    for (int i = 0; i < 3; i++) {
        struct buffer line = {0};
        if (i == 2)
            room_terse(&line, &account, paris, NOW);
        else
            room_line(&line, &account, i ? LANGUAGE_EN : LANGUAGE_FR, paris, NOW);
        assert_string_equal(buffer_peek(&line), expected[i]);
        buffer_free(&line);
    }
}

#define NBSP "\u00a0"

static void test_every_basis_has_its_words(void **state)
{
    (void)state;
    int64_t at_ms = NOW - 3 * MINUTE; /* 16:10 */
    assert_lines((struct room_account){ROOM_SEES_MOTION, at_ms, -1},
                 "Du mouvement depuis 16" NBSP "h" NBSP "10", "Motion since 16:10",
                 "motion since 16:10");
    assert_lines((struct room_account){ROOM_SAW_MOTION, at_ms, 75},
                 "Dernier mouvement" NBSP ": 16" NBSP "h" NBSP "10 (occupée à 75" NBSP "% ou plus)",
                 "Last motion: 16:10 (in use with at least 75%)",
                 "last motion 16:10, in use with at least 75 %");
    assert_lines((struct room_account){ROOM_SAW_MOTION, at_ms, 0},
                 "Dernier mouvement" NBSP ": 16" NBSP "h" NBSP "10", "Last motion: 16:10",
                 "last motion 16:10");
    assert_lines((struct room_account){ROOM_DOOR_KEEPS, at_ms, -1},
                 "Porte fermée depuis 16" NBSP "h" NBSP "10, avec quelqu’un à l’intérieur",
                 "Door closed since 16:10, with somebody inside",
                 "door closed since 16:10 with somebody inside");
    assert_lines((struct room_account){ROOM_SILENT, at_ms, -1},
                 "Aucun mouvement depuis 16" NBSP "h" NBSP "10", "No motion since 16:10",
                 "no motion since 16:10");
    assert_lines((struct room_account){ROOM_SILENT, 0, -1}, "Aucun mouvement vu jusqu’ici",
                 "No motion seen so far", "no motion seen yet");
    assert_lines((struct room_account){ROOM_DOOR_LEFT, at_ms, -1},
                 "Porte refermée (16" NBSP "h" NBSP "10), plus aucun mouvement ensuite",
                 "Door closed (16:10), no motion behind it since",
                 "door closed 16:10 and no motion behind it since");
    assert_lines((struct room_account){ROOM_COUNTED, at_ms, -1},
                 "Comptage" NBSP ": 16" NBSP "h" NBSP "10", "Counted: 16:10", "counted 16:10");
    assert_lines((struct room_account){ROOM_DOOR_LOST, at_ms, -1},
                 "La porte ne répond plus depuis 16" NBSP "h" NBSP
                 "10, quelqu’un était à l’intérieur",
                 "The door is silent since 16:10, when somebody was inside",
                 "door not known since 16:10, when somebody was inside");
    assert_lines((struct room_account){ROOM_WATCHED_BRIEF, 0, -1},
                 "Observée depuis trop peu de temps pour le savoir",
                 "Not watched for long enough to know", "not watched for long enough yet");
}

static void test_page_and_json_hold_the_line(void **state)
{
    (void)state;
    struct sample sample;
    sample_fill(&sample);
    sample.zones[SAMPLE_MEETING].account =
        (struct room_account){ROOM_DOOR_KEEPS, SAMPLE_NOW_MS - MINUTE, -1};
    struct view view = {.snapshot = &sample.snapshot, .zone = paris, .language = LANGUAGE_EN};
    struct buffer card = {0};
    zone_write(&card, &view, &sample.zones[SAMPLE_MEETING], ZONE_WHYS);
    assert_non_null(strstr(buffer_peek(&card), "<ul class=why><li>Door closed since "));
    buffer_free(&card);
    char *json = place_json(&sample.snapshot, paris, LANGUAGE_EN);
    assert_non_null(strstr(json, "\"why\":[\"door closed since "));
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_basis_has_its_words),
        cmocka_unit_test(test_page_and_json_hold_the_line),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
