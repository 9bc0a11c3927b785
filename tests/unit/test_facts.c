#include "tests/unit/test.h"

#include "dashboard/history/facts.h"
#include "dashboard/history/sql.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

static char folder[64], path[96];
static struct why why;

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/lampion-facts-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/history.db", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    const char *const ends[] = {"", "-wal", "-shm", ".schema-1"};
    char file[128];
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
    return rmdir(folder);
}

static struct store *open_store(void)
{
    struct store *store = store_open(path, STORE_WRITE, &why);
    if (store == NULL)
        fail_msg("%s", why.text);
    return store;
}

static int64_t put(struct store *store, struct fact fact)
{
    int64_t id = 0;
    fact.made_ms = 1000;
    if (fact_check(&fact, &why) || store_fact_put(store, &fact, &id, &why))
        fail_msg("%s", why.text);
    return id;
}

static const struct fact evening = {.kind = FACT_EVENT,
                                    .zone = "house",
                                    .from_ms = 5000,
                                    .to_ms = 9000,
                                    .has_value = true,
                                    .value = 40,
                                    .text = "Fête d'été",
                                    .author = "ana"};

static struct facts get(struct store *store, int64_t after, int64_t from_ms, int64_t to_ms)
{
    struct facts facts = {0};
    assert_int_equal(store_facts_get(store, after, from_ms, to_ms, &facts, &why), 0);
    return facts;
}

static void test_a_fact_comes_back_as_it_was_put_in(void **state)
{
    (void)state;
    struct store *store = open_store();
    int64_t id = put(store, evening);
    put(store, (struct fact){.kind = FACT_CLOSED, .from_ms = 9000, .to_ms = FACT_NO_END});
    struct facts facts = get(store, 0, 0, INT64_MAX);
    assert_int_equal(facts.count, 2);
    const struct fact *fact = &facts.all[0];
    assert_int_equal(fact->id, id);
    assert_int_equal(fact->kind, FACT_EVENT);
    assert_string_equal(fact->zone, "house");
    assert_string_equal(fact->text, "Fête d'été");
    assert_string_equal(fact->author, "ana");
    assert_true(fact->has_value && fact->value == 40);
    assert_true(fact->from_ms == 5000 && fact->to_ms == 9000 && fact->made_ms == 1000);
    assert_int_equal(fact->retracted_ms, 0);
    assert_false(facts.all[1].has_value);
    assert_true(facts.all[1].to_ms == FACT_NO_END);
    facts_clear(&facts);
    store_close(store);
}

static void assert_found(struct store *store, int64_t after, int64_t from_ms, int64_t to_ms,
                         size_t count)
{
    struct facts facts = get(store, after, from_ms, to_ms);
    assert_int_equal(facts.count, count);
    facts_clear(&facts);
}

static void test_facts_are_found_by_time(void **state)
{
    (void)state;
    struct store *store = open_store();
    int64_t id = put(store, evening);
    put(store, (struct fact){.kind = FACT_COUNT,
                             .zone = "house",
                             .has_value = true,
                             .value = 3,
                             .from_ms = 20000,
                             .to_ms = 20000});
    assert_found(store, 0, 0, 5000, 0);
    assert_found(store, 0, 0, 5001, 1);
    assert_found(store, 0, 8999, 20000, 1);
    assert_found(store, 0, 9000, 20000, 0);
    assert_found(store, 0, 9000, 20001, 1);
    assert_found(store, 0, 20000, 20001, 1);
    assert_found(store, 0, 20001, INT64_MAX, 0);
    assert_found(store, id, 0, INT64_MAX, 1);
    store_close(store);
}

static void test_a_retraction_is_a_row_that_says_who(void **state)
{
    (void)state;
    struct store *store = open_store();
    int64_t id = put(store, evening), count = 0;
    assert_int_equal(store_fact_retract(store, id, "ben", "another day", 2000, &why), 0);
    struct facts facts = get(store, 0, 0, INT64_MAX);
    assert_true(facts.all[0].retracted_ms == 2000);
    assert_false(fact_holds(&facts.all[0], 6000));
    facts_clear(&facts);
    sql_number(store->db, "SELECT count(*) FROM fact WHERE author = 'ana'", &count);
    assert_int_equal(count, 1);
    sql_number(store->db, "SELECT count(*) FROM retraction WHERE author = 'ben'", &count);
    assert_int_equal(count, 1);
    assert_int_equal(store_fact_retract(store, id, "", "", 3000, &why), -EALREADY);
    assert_int_equal(store_fact_retract(store, 77, "", "", 3000, &why), -ENOENT);
    store_close(store);
}

static void assert_refused_sql(struct store *store, const char *sql)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK)
        fail_msg("%s: not refused", sql);
}

static void test_nobody_rewrites_what_was_said(void **state)
{
    (void)state;
    struct store *store = open_store();
    int64_t id = put(store, evening);
    assert_int_equal(store_fact_retract(store, id, "ben", "", 2000, &why), 0);
    assert_refused_sql(store, "UPDATE fact SET value = 41");
    assert_refused_sql(store, "DELETE FROM fact");
    assert_refused_sql(store, "UPDATE retraction SET made_ms = 1");
    assert_refused_sql(store, "DELETE FROM retraction");
    assert_refused_sql(store, "INSERT INTO fact (kind, from_ms, to_ms, made_ms) "
                              "VALUES ('rumour', 1, 2, 3)");
    /* Somebody who left may be taken out. */
    assert_int_equal(sqlite3_exec(store->db, "UPDATE fact SET author = NULL", NULL, NULL, NULL),
                     SQLITE_OK);
    store_close(store);
}

static void test_facts_of_others_are_noticed(void **state)
{
    (void)state;
    struct store *store = open_store(), *other = open_store();
    struct store_facts_mark before, after, last;
    assert_int_equal(store_facts_mark(store, &before, &why), 0);
    int64_t id = put(other, evening);
    assert_int_equal(store_facts_mark(store, &after, &why), 0);
    assert_memory_not_equal(&before, &after, sizeof before);
    assert_int_equal(store_fact_retract(other, id, "", "", 2000, &why), 0);
    assert_int_equal(store_facts_mark(store, &last, &why), 0);
    assert_memory_not_equal(&after, &last, sizeof last);
    store_close(other);
    store_close(store);
}

static void test_facts_fit_into_a_store_of_version_1(void **state)
{
    (void)state;
    static char sql[65536];
    FILE *file = fopen(TESTS_SOURCE_DIR "/golden/store_v1.sql", "r");
    sqlite3 *db = NULL;
    assert_non_null(file);
    sql[fread(sql, 1, sizeof sql - 1, file)] = '\0';
    fclose(file);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    struct store *store = open_store();
    put(store, evening);
    assert_found(store, 0, 0, INT64_MAX, 1);
    store_close(store);
}

static void test_each_kind_asks_for_what_it_needs(void **state)
{
    (void)state;
    static const struct {
        struct fact fact;
        const char *words; /* NULL: whole */
    } rows[] = {
        {{.kind = FACT_CLOSED, .to_ms = 1}, NULL},
        {{.kind = FACT_CLOSED, .from_ms = 1, .to_ms = 1}, "end after"},
        {{.kind = FACT_OPEN, .seat = "d1", .to_ms = 1}, "takes no seat"},
        {{.kind = FACT_COUNT, .zone = "z", .has_value = true, .value = 7}, NULL},
        {{.kind = FACT_COUNT, .zone = "z", .has_value = true, .value = 7, .to_ms = 1}, "no end"},
        {{.kind = FACT_COUNT, .zone = "z", .has_value = true, .value = 7.5}, "whole number"},
        {{.kind = FACT_COUNT, .zone = "z", .has_value = true, .value = -1}, "from 0"},
        {{.kind = FACT_COUNT, .has_value = true, .value = 1}, "needs a zone"},
        {{.kind = FACT_COUNT, .zone = "z"}, "needs a value"},
        {{.kind = FACT_CORRECTION, .zone = "z", .has_value = true, .value = -3, .to_ms = 1}, NULL},
        {{.kind = FACT_EVENT, .to_ms = 1}, "needs a text"},
        {{.kind = FACT_NOTE, .text = "a\nb", .to_ms = 1}, "control"},
        {{.kind = FACT_LENT, .zone = "z", .to_ms = 1}, "needs a seat"},
        {{.kind = FACT_LENT, .zone = "z", .seat = "d1", .to_ms = 1}, NULL},
        {{.kind = FACT_DECLARED, .has_value = true, .value = 1.5, .to_ms = 1}, "needs a key"},
        {{.kind = FACT_DECLARED, .key = "members", .has_value = true, .to_ms = 1}, NULL},
        {{.kind = FACT_CLOSED, .author = "Ana B.", .to_ms = 1}, "author Ana B."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int error = fact_check(&rows[i].fact, &why);
        if (!error != !rows[i].words || (error && !strstr(why.text, rows[i].words)))
            fail_msg("row %zu: %d %s", i, error, error ? why.text : "");
    }
}

static void test_only_a_dedicated_seat_is_lent(void **state)
{
    (void)state;
    struct place_seat seats[] = {{.id = "d1", .policy = SEAT_SHARED},
                                 {.id = "d2", .policy = SEAT_DEDICATED},
                                 {.id = "d3", .policy = SEAT_PRIVATE}};
    struct place_zone zone = {.id = "open", .seats = seats, .seat_count = 3};
    struct place place = {.zones = &zone, .zone_count = 1};
    static const char *const words[] = {"shared already", NULL, "private"};
    for (int i = 0; i < 3; i++) {
        struct fact fact = {.kind = FACT_LENT, .zone = "open"};
        strcpy(fact.seat, seats[i].id);
        int error = fact_check_place(&fact, &place, &why);
        assert_true(!error == !words[i] && (!error || strstr(why.text, words[i])));
    }
    assert_int_not_equal(
        fact_check_place(&(struct fact){.kind = FACT_CLOSED, .zone = "x"}, &place, &why), 0);
    assert_int_not_equal(
        fact_check_place(&(struct fact){.kind = FACT_OUT_OF_SERVICE, .zone = "open", .seat = "x"},
                         &place, &why),
        0);
}

#define FACTS_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FACTS_TEST(test_a_fact_comes_back_as_it_was_put_in),
        FACTS_TEST(test_facts_are_found_by_time),
        FACTS_TEST(test_a_retraction_is_a_row_that_says_who),
        FACTS_TEST(test_nobody_rewrites_what_was_said),
        FACTS_TEST(test_facts_of_others_are_noticed),
        FACTS_TEST(test_facts_fit_into_a_store_of_version_1),
        cmocka_unit_test(test_each_kind_asks_for_what_it_needs),
        cmocka_unit_test(test_only_a_dedicated_seat_is_lent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
