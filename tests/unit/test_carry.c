/* Cards: outboxes of real agents' files, taken into a history. */
#include "tests/unit/outbox_folder.h"

#include "dashboard/carry.h"
#include <sqlite3.h>
#include <string.h>

static const char place_text[] =
    "place: {id: gare, name: Gare, timezone: Europe/Paris}\n"
    "zones:\n"
    "  - {id: open, name: O, kind: seats, seats: [{id: d1, sensor: entrance/s1, policy: shared}, "
    "{id: d2, sensor: entrance/s2, policy: private}]}\n";

struct desk {
    struct folder folder;
    char history[96];
    struct place *place;
    struct store *reading;
    struct carry *carry;
    struct carry_sums sums; /* of the last card */
    struct why why;
};

static int setup(void **state)
{
    static struct desk desk;
    desk = (struct desk){.folder = folder_new()};
    snprintf(desk.history, sizeof desk.history, "%s/history.db", desk.folder.path);
    desk.place = place_parse("place.yaml", place_text, strlen(place_text), &desk.why);
    if (!desk.place)
        fail_msg("%s", desk.why.text);
    struct store *writing = store_open(desk.history, STORE_WRITE, &desk.why);
    desk.reading = store_open(desk.history, STORE_READ, &desk.why);
    desk.carry = carry_start(writing, desk.reading, desk.place, &desk.why);
    assert_non_null(desk.carry);
    *state = &desk;
    return 0;
}

static int teardown(void **state)
{
    struct desk *desk = *state;
    carry_stop(desk->carry);
    store_close(desk->reading);
    place_free(desk->place);
    folder_free(&desk->folder);
    return 0;
}

static struct outbox *open_outbox(struct desk *desk)
{
    return folder_open(&desk->folder, 5000, 1000000, folder_clock(1), 0);
}

static void append(struct outbox *outbox, int count, const char *sensor)
{
    for (int i = 0; i < count; i++) {
        struct event event = {.kind = EVENT_LEVEL, .t_ms = 1000 + i, .value = i & 1};
        snprintf(event.sensor, sizeof event.sensor, "%s", sensor);
        outbox_append(outbox, &event);
    }
    outbox_settle(outbox, 0);
}

static int take(struct desk *desk, const char *path, bool accept_lost)
{
    struct card *card = card_open(path, &desk->why);
    desk->sums = (struct carry_sums){0};
    if (!card)
        return -1;
    assert_string_equal(card_place(card), "gare");
    assert_string_equal(card_agent(card), "entrance");
    int error = carry_take(desk->carry, card, accept_lost, 1790000000000, &desk->sums, &desk->why);
    card_close(card);
    return error;
}

static int64_t ask(struct desk *desk, const char *statement)
{
    sqlite3 *db;
    sqlite3_stmt *query;
    assert_int_equal(sqlite3_open_v2(desk->history, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, statement, -1, &query, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    sqlite3_close(db);
    return number;
}

static void test_a_card_is_taken_once(void **state)
{
    struct desk *desk = *state;
    struct outbox *outbox = open_outbox(desk);
    append(outbox, 1300, "s1");
    outbox_settle(outbox, 5000);
    outbox_close(outbox);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(take(desk, desk->folder.spill, false), 0);
        assert_int_equal(desk->sums.stored, i ? 0 : 1300);
        assert_int_equal(desk->sums.known, i ? 1300 : 0);
        assert_int_equal(desk->sums.lost + desk->sums.missing, 0);
        assert_int_equal(ask(desk, "SELECT count(*) FROM event"), 1300);
        assert_int_equal(ask(desk, "SELECT durable FROM stream"), 1300);
    }
}

/* The journal that a killed agent left belongs to the file. */
static void test_the_file_of_a_killed_agent_is_whole(void **state)
{
    struct desk *desk = *state;
    struct folder next = folder_new();
    struct outbox *outbox = open_outbox(desk);
    append(outbox, 300, "s1");
    folder_copy(&desk->folder, &next);
    outbox_close(outbox);
    assert_int_equal(take(desk, next.run, false), 0);
    assert_int_equal(desk->sums.stored, 300);
    folder_free(&next);
}

static void test_what_is_neither_here_nor_there_is_not_yet_lost(void **state)
{
    struct desk *desk = *state;
    struct outbox *outbox = open_outbox(desk);
    append(outbox, 100, "s1");
    outbox_acknowledge(outbox, outbox_stream(outbox), 40); /* by a database of before */
    outbox_settle(outbox, 5000);
    outbox_close(outbox);
    assert_int_equal(take(desk, desk->folder.spill, false), 0);
    assert_int_equal(desk->sums.stored, 0);
    assert_int_equal(desk->sums.missing, 40);
    assert_int_equal(take(desk, desk->folder.run, false), 0); /* the other file has them */
    assert_int_equal(desk->sums.stored, 40);
    assert_int_equal(desk->sums.missing, 59);
    assert_int_equal(take(desk, desk->folder.spill, false), 0);
    assert_int_equal(desk->sums.stored, 60);
    assert_int_equal(desk->sums.missing, 0);
    assert_int_equal(ask(desk, "SELECT count(*) FROM loss"), 0);
}

static void test_what_is_missing_is_lost_when_a_person_says_so(void **state)
{
    struct desk *desk = *state;
    struct outbox *outbox = open_outbox(desk);
    append(outbox, 100, "s1");
    outbox_acknowledge(outbox, outbox_stream(outbox), 40);
    outbox_settle(outbox, 5000);
    outbox_close(outbox);
    assert_int_equal(take(desk, desk->folder.spill, true), 0);
    assert_int_equal(desk->sums.stored, 60);
    assert_int_equal(desk->sums.lost, 40);
    assert_int_equal(ask(desk, "SELECT last FROM loss WHERE first = 1"), 40);
}

static void test_what_the_agent_dropped_is_lost(void **state)
{
    struct desk *desk = *state;
    struct outbox *outbox = open_outbox(desk);
    for (int i = 0; i < 800; i++)
        append(outbox, 100, "s1");
    outbox_settle(outbox, 5000);
    uint64_t lost = outbox_lost(outbox);
    assert_true(lost > 0);
    outbox_close(outbox);
    assert_int_equal(take(desk, desk->folder.spill, false), 0);
    assert_int_equal(desk->sums.lost, lost);
    assert_int_equal(desk->sums.stored, 80000 - lost);
    assert_int_equal(ask(desk, "SELECT last FROM loss WHERE first = 1"), (int64_t)lost);
}

static void test_what_is_not_shared_is_not_stored(void **state)
{
    struct desk *desk = *state;
    struct outbox *outbox = open_outbox(desk);
    append(outbox, 10, "s2");
    append(outbox, 5, "s1");
    outbox_close(outbox);
    assert_int_equal(take(desk, desk->folder.spill, false), 0);
    assert_int_equal(ask(desk, "SELECT count(*) FROM event"), 5);
    assert_int_equal(ask(desk, "SELECT durable FROM stream"), 15);
}

static void test_no_file_is_taken_for_a_card(void **state)
{
    struct desk *desk = *state;
    assert_int_equal(take(desk, "/nowhere/card.db", false), -1);
    assert_non_null(strstr(desk->why.text, "/nowhere/card.db: No such file"));
    assert_int_equal(take(desk, desk->folder.path, false), -1);
    assert_non_null(strstr(desk->why.text, "no file"));
    assert_int_equal(take(desk, desk->history, false), -1);
    assert_non_null(strstr(desk->why.text, "no outbox of lampion-agent"));
}

/* Any bytes of the file changed: an error or events, never a crash, and nothing twice. */
static void test_a_damaged_card_does_no_harm(void **state)
{
    struct desk *desk = *state;
    uint64_t random = test_seed();
    struct folder next = folder_new();
    struct outbox *outbox = open_outbox(desk);
    append(outbox, 400, "s1");
    outbox_close(outbox);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
        folder_copy_spill(&desk->folder, &next);
        FILE *file = fopen(next.spill, "r+");
        fseek(file, 0, SEEK_END);
        long size = ftell(file);
        for (int64_t n = test_between(&random, 1, 40); n > 0; n--) {
            fseek(file, (long)test_between(&random, 0, size - 1), SEEK_SET);
            fputc((int)test_between(&random, 0, 255), file);
        }
        fclose(file);
        struct card *card = card_open(next.spill, &desk->why);
        struct carry_sums sums = {0};
        bool whole =
            card && carry_take(desk->carry, card, false, 1790000000000, &sums, &desk->why) == 0;
        refused += !whole;
        card_close(card);
    }
    printf("%d of 300 refused\n", refused);
    assert_true(refused > 10);
    folder_free(&next);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_card_is_taken_once),
        TEST(test_the_file_of_a_killed_agent_is_whole),
        TEST(test_what_is_neither_here_nor_there_is_not_yet_lost),
        TEST(test_what_is_missing_is_lost_when_a_person_says_so),
        TEST(test_what_the_agent_dropped_is_lost),
        TEST(test_what_is_not_shared_is_not_stored),
        TEST(test_no_file_is_taken_for_a_card),
        TEST(test_a_damaged_card_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
