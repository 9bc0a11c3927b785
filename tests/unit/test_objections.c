/* Objections through the store: said, seen by the collector's side, judged, counted. */
#include "tests/unit/test.h"

#include "dashboard/objections.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define NOW 1790000000000

static char folder[64], path[96];
static struct why why;

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/lampion-objections-XXXXXX");
    if (!mkdtemp(folder))
        return 1;
    snprintf(path, sizeof path, "%s/history.db", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void test_said_seen_and_judged(void **state)
{
    (void)state;
    struct place_zone zones[] = {{.id = "openspace", .kind = ZONE_SEATS}, {.id = "yard"}};
    struct place place = {.zones = zones, .zone_count = 2};
    struct store *store = store_open(path, STORE_WRITE, &why);
    struct objections objections;
    assert_non_null(store);
    assert_int_equal(objections_start(&objections, path, &place, &why), 0);
    assert_false(objections_turn(&objections, 5000, NOW));
    assert_int_equal(objection_put(store, "openspace", CLAIM_CLOSED, NOW, &why), 0);
    assert_int_equal(objection_put(store, "gone", CLAIM_TAKEN, NOW, &why), 0);
    assert_false(objections_turn(&objections, 5100, NOW)); /* not yet time */
    objections_hurry(&objections);
    assert_true(objections_turn(&objections, 5200, NOW));
    assert_int_equal(objections.contests[0].id, 1);
    assert_int_equal(objections.contests[0].claim, CLAIM_CLOSED);
    assert_int_equal(objections.contests[1].id, 0);
    /* Confirmed: it goes on to its end. Refused: it is over. */
    assert_int_equal(objection_judge(store, 2, VERDICT_CONFIRMED, "ana", NOW, &why), 0);
    assert_int_equal(objection_judge(store, 2, VERDICT_REFUSED, "ana", NOW, &why), -ENOENT);
    assert_int_equal(objection_judge(store, 1, VERDICT_REFUSED, "ana", NOW, &why), 0);
    assert_true(objections_turn(&objections, 9000, NOW));
    assert_int_equal(objections.contests[0].id, 0);
    assert_int_equal(objections.sums.said, 2);
    assert_int_equal(objections.sums.confirmed, 1);
    assert_int_equal(objections.sums.refused, 1);
    objections_stop(&objections);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_said_seen_and_judged, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
