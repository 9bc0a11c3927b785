/* The collector's own agents: through the same ledger, and known only while they hear. */
#include "tests/unit/test.h"

#include "dashboard/ingest/inner.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NOW_MS 1790000000000

static const char text[] =
    "place: {id: gare, name: La Gare}\n"
    "zones:\n"
    "  - {id: cafe, name: C, kind: room, capacity: 10, sensors: [tally/cafe]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 40}\n"
    "doors: [{sensor: tally/door, from: outside, to: house}]\n";

enum { CAFE, DOOR, SENSORS };

struct world {
    struct place *place;
    struct ingest ingest;
    struct inner *inner;
    struct live_now now;
    struct reading readings[SENSORS];
    struct event stored[20000];
    size_t stored_count;
};

static void start(struct world *world, uint64_t durable)
{
    struct inner *names;
    assert_int_equal(ingest_start(&world->ingest, world->place), 0);
    names = inner_new(&world->ingest, "tally", "b00f");
    char stream[STREAM_MAX];
    strcpy(stream, inner_stream(names));
    inner_free(names);
    world->ingest.inner_count = 0;
    assert_int_equal(ledger_restore(world->ingest.ledger, stream, durable), 0);
    world->inner = inner_new(&world->ingest, "tally", "b00f");
    assert_non_null(world->inner);
}

static void stop(struct world *world)
{
    inner_free(world->inner);
    ingest_stop(&world->ingest);
}

static int setup(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    struct why why;
    world->place = place_parse("t", text, sizeof text - 1, &why);
    if (!world->place)
        fail_msg("%s", why.text);
    world->now = (struct live_now){1000000, NOW_MS};
    start(world, 0);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    stop(world);
    place_free(world->place);
    free(world);
    return 0;
}

static void note(void *context, size_t sensor, const struct reading *reading)
{
    struct world *world = context;
    world->readings[sensor] = *reading;
}

static void pass(struct world *world, int64_t ms)
{
    world->now.mono_ms += ms;
    world->now.wall_ms += ms;
}

/* A turn of the collector; `commits`: the disk takes what there is. */
static void turn(struct world *world, bool commits)
{
    struct ingest_result result;
    if (inner_turn(world->inner, true, world->now, &result)) {
        size_t skip = result.verdict.skip;
        uint64_t first = result.events.first + skip;
        if (commits)
            assert_int_equal(first, world->stored_count + 1); /* none lost, none twice */
        for (size_t i = skip; commits && i < result.events.count; i++)
            world->stored[world->stored_count++] = result.events.events[i];
        if (commits)
            ledger_committed(world->ingest.ledger, result.stream,
                             first + result.events.count - skip - 1);
        else
            ledger_failed(world->ingest.ledger, result.stream);
        ingest_result_clear(&result);
    }
    live_flush(world->ingest.live, world->now, note, world);
}

static int say_count(struct world *world, int64_t people)
{
    return inner_say(
        world->inner,
        &(struct event){.kind = EVENT_COUNT, .sensor = "cafe", .value = people, .ttl_ms = 3600000},
        world->now);
}

static void test_a_word_reaches_page_and_disk(void **state)
{
    struct world *world = *state;
    assert_int_equal(say_count(world, 3), -ENOTCONN);
    inner_hear(world->inner, true, world->now);
    assert_int_equal(say_count(world, 3), 0);
    uint64_t number = inner_newest(world->inner);
    turn(world, true);
    assert_true(inner_durable(world->inner) >= number);
    assert_int_equal(world->stored_count, 2);
    assert_int_equal(world->stored[0].kind, EVENT_BEAT);
    assert_int_equal(world->stored[0].value, 1);
    assert_int_equal(world->stored[1].value, 3);
    const struct reading *cafe = &world->readings[CAFE];
    assert_int_equal(cafe->reason, READING_KNOWN);
    assert_int_equal(cafe->count, 3);
    assert_int_equal(cafe->count_until_ms, NOW_MS + 3600000);
    inner_hear(world->inner, false, world->now);
    turn(world, true);
    assert_int_equal(world->readings[CAFE].reason, READING_LOST);
}

/* It beats each minute while it hears, and only then. */
static void test_beats(void **state)
{
    struct world *world = *state;
    inner_hear(world->inner, true, world->now);
    for (int i = 0; i < 600; i++) {
        turn(world, true);
        pass(world, 1000);
    }
    assert_int_equal(world->stored_count, 10);
    inner_hear(world->inner, false, world->now);
    pass(world, 600000);
    turn(world, true);
    assert_int_equal(world->stored_count, 10);
    assert_int_equal(inner_deadline(world->inner), LIVE_NEVER);
}

static void test_totals_go_on(void **state)
{
    struct world *world = *state;
    struct event in = {.kind = EVENT_PASS, .sensor = "door", .direction = PASS_IN, .people = 2};
    assert_int_equal(inner_restore_totals(world->inner, "door", 10, 7), 0);
    inner_hear(world->inner, true, world->now);
    assert_int_equal(inner_say(world->inner, &in, world->now), 0);
    turn(world, true);
    assert_int_equal(world->stored[1].in, 12);
    assert_int_equal(world->stored[1].out, 7);
    assert_int_equal(world->readings[DOOR].in, 12);
}

static void test_silence_is_unknown(void **state)
{
    struct world *world = *state;
    inner_hear(world->inner, true, world->now);
    assert_int_equal(say_count(world, 0), 0);
    turn(world, true);
    struct event silent = {.kind = EVENT_FAULT, .sensor = "cafe", .why = "silent"};
    assert_int_equal(inner_say(world->inner, &silent, world->now), 0);
    turn(world, true);
    assert_int_equal(world->readings[CAFE].reason, READING_SILENT);
    pass(world, 1000);
    assert_int_equal(say_count(world, 1), 0);
    turn(world, true);
    assert_int_equal(world->readings[CAFE].reason, READING_KNOWN);
}

static void test_no_board_takes_its_name(void **state)
{
    struct world *world = *state;
    struct ingest_result result;
    ingest_message(&world->ingest, "lampion/1/gare/agents/tally/hello", "", 0, true, world->now,
                   &result);
    assert_int_equal(result.kind, INGEST_REFUSED);
}

/* Commits that fail, restarts that lose what was not on disk: numbers in the store never repeat and
 * never leave a hole, and after each restart an opening beat comes first. */
static void test_whatever_happens(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    inner_hear(world->inner, true, world->now);
    for (int i = 0; i < 4000; i++) {
        pass(world, test_between(&seed, 0, 3000));
        if (test_between(&seed, 0, 2) == 0)
            assert_int_equal(say_count(world, test_between(&seed, 0, 9)), 0);
        turn(world, test_between(&seed, 0, 3) > 0);
        if (test_between(&seed, 0, 200) > 0)
            continue;
        size_t before = world->stored_count;
        stop(world);
        start(world, before);
        inner_hear(world->inner, true, world->now);
        turn(world, true);
        assert_int_equal(world->stored[before].kind, EVENT_BEAT);
        assert_int_equal(world->stored[before].value, 1);
    }
    for (int i = 0; i < 20; i++) {
        pass(world, 1000);
        turn(world, true);
    }
    assert_int_equal(inner_durable(world->inner), inner_newest(world->inner));
    assert_int_equal(world->stored_count, inner_newest(world->inner));
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(test_a_word_reaches_page_and_disk),
        WITH_WORLD(test_beats),
        WITH_WORLD(test_totals_go_on),
        WITH_WORLD(test_silence_is_unknown),
        WITH_WORLD(test_no_board_takes_its_name),
        WITH_WORLD(test_whatever_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
