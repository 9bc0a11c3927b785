/* Every schema there ever was, kept as a file of that time (tests/golden/store_vN.sql): each is
 * brought up to date, is whole, and says the same figures. */
#include "tests/unit/test.h"

#include "dashboard/history/check.h"
#include "dashboard/history/reader.h"
#include "dashboard/history/slots.h"
#include "dashboard/history/sql.h"
#include <string.h>
#include <unistd.h>

static char folder[64], path[96], text[65536];
static struct why why;

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/lampion-versions-XXXXXX");
    if (mkdtemp(folder) == NULL)
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

static void make(int version)
{
    char name[300];
    snprintf(name, sizeof name, TESTS_SOURCE_DIR "/golden/store_v%d.sql", version);
    FILE *file = fopen(name, "r");
    if (!file)
        fail_msg("there is no %s: a new schema file needs the store of its version, made by "
                 "tests/golden/make_store.py %d",
                 name, version);
    size_t length = fread(text, 1, sizeof text, file);
    assert_true(length < sizeof text);
    text[length] = '\0';
    fclose(file);
    sqlite3 *db;
    unlink(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", name, sqlite3_errmsg(db));
    sqlite3_close(db);
}

static int64_t number(struct store *store, const char *sql)
{
    int64_t value = -1;
    if (sql_number(store->db, sql, &value) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(store->db));
    return value;
}

static bool add(void *context, const struct slot *slot, int64_t local)
{
    (void)local;
    struct slot *sum = context;
    slot_add(sum, slot);
    return true;
}

/* What the fixtures have in common; a version that had no such table has none of it. */
static void expect_figures(struct store *store, int version)
{
    struct slots *slots = slots_open(store, &why);
    for (int step = 0; step < STEPS; step++) {
        struct slot sum;
        slot_start(&sum, 0);
        assert_int_equal(slots_read(slots, (enum slot_step)step, 1, 0, INT32_MAX, add, &sum, &why),
                         0);
        assert_int_equal(sum.all[SLOT_PERSON], version >= 3 ? 4 * 2700 : 0);
        assert_int_equal(sum.open[SLOT_PERSON], version >= 3 ? 4 * 2700 : 0);
        assert_int_equal(sum.all[SLOT_IN], version >= 3 ? 8 : 0);
        assert_int_equal(sum.peak, version >= 3 ? 5 : SLOT_NO_PEAK);
        assert_int_equal(sum.flags, version >= 6 ? SLOT_CORRECTED : 0);
    }
    slots_close(slots);
    assert_int_equal(number(store, "SELECT count(*) FROM fact"), version >= 2 ? 2 : 0);
    assert_int_equal(number(store, "SELECT count(*) FROM issued_report"), version >= 5);
    assert_int_equal(number(store, "SELECT count(*) FROM person JOIN session ON person = id"),
                     version >= 7);
    assert_int_equal(number(store, "SELECT count(*) FROM objection"), version >= 8 ? 2 : 0);
    assert_int_equal(number(store, "SELECT count(*) FROM event"), 10);
    assert_int_equal(number(store, "SELECT carried FROM anchor WHERE sensor = 2"), -2);
    assert_int_equal(number(store, "SELECT count(*) FROM anchor WHERE zone = 'house'"),
                     version >= 6);
}

static void test_every_version_is_brought_up_to_date(void **state)
{
    (void)state;
    for (int version = 1; version <= store_newest_version(); version++) {
        make(version);
        struct store *store = store_open(path, STORE_WRITE, &why);
        if (!store)
            fail_msg("version %d: %s", version, why.text);
        assert_int_equal(number(store, "PRAGMA user_version"), store_newest_version());
        if (store_check(store, &why) != CHECK_WHOLE)
            fail_msg("version %d: %s", version, why.text);
        expect_figures(store, version);
        store_close(store);
        /* What was there before is kept beside it. */
        char kept[128];
        snprintf(kept, sizeof kept, "%s.schema-%d", path, version);
        assert_int_equal(access(kept, F_OK), version < store_newest_version() ? 0 : -1);
    }
}

static void test_a_newer_one_is_refused(void **state)
{
    (void)state;
    make(store_newest_version());
    sqlite3 *db;
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", store_newest_version() + 1);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_null(store_open(path, STORE_WRITE, &why));
    assert_non_null(strstr(why.text, "newer"));
    assert_null(store_open(path, STORE_READ, &why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_version_is_brought_up_to_date, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_newer_one_is_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
