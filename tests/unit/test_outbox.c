#include "tests/unit/test.h"

#include "agent/outbox.h"
#include <string.h>

static uint64_t append(struct outbox *outbox, int64_t t_ms)
{
    struct event event = {.sensor = "seat-01", .kind = EVENT_LEVEL, .t_ms = t_ms, .value = 1};
    return outbox_append(outbox, &event);
}

static int64_t t_of(const struct outbox *outbox, uint64_t seq)
{
    struct event event;
    assert_int_equal(outbox_slice(outbox, seq, MESSAGE_MAX, &event, 1), 1);
    return event.t_ms;
}

static void test_numbers_begin_at_one(void **state)
{
    (void)state;
    struct outbox *outbox = outbox_new(1000);
    assert_int_equal(strlen(outbox_stream(outbox)), 32);
    assert_int_equal(outbox_head(outbox), 0);
    assert_int_equal(outbox_base(outbox), 1);
    assert_int_equal(append(outbox, 10), 1);
    assert_int_equal(append(outbox, 20), 2);
    assert_int_equal(outbox_head(outbox), 2);
    assert_int_equal(outbox_waiting(outbox), 2);
    assert_int_equal(t_of(outbox, 1), 10);
    assert_int_equal(t_of(outbox, 2), 20);
    outbox_free(outbox);
}

static void test_two_outboxes_have_two_streams(void **state)
{
    (void)state;
    struct outbox *a = outbox_new(1), *b = outbox_new(1);
    assert_string_not_equal(outbox_stream(a), outbox_stream(b));
    outbox_free(a);
    outbox_free(b);
}

static void test_a_slice_keeps_to_bytes_and_capacity(void **state)
{
    (void)state;
    struct outbox *outbox = outbox_new(100);
    for (int i = 1; i <= 10; i++)
        append(outbox, 1000 + i);
    struct event events[20];
    assert_int_equal(outbox_slice(outbox, 3, MESSAGE_MAX, events, 4), 4);
    assert_int_equal(events[0].t_ms, 1003);
    size_t each = event_encoded_size(&events[0]);
    assert_int_equal(outbox_slice(outbox, 1, 3 * each, events, 20), 3);
    assert_int_equal(outbox_slice(outbox, 1, 3 * each - 1, events, 20), 2);
    assert_int_equal(outbox_slice(outbox, 1, 1, events, 20), 1);
    assert_int_equal(outbox_slice(outbox, 11, MESSAGE_MAX, events, 20), 0);
    outbox_free(outbox);
}

static void test_past_the_bound_the_oldest_go_and_are_declared(void **state)
{
    (void)state;
    struct outbox *outbox = outbox_new(100);
    for (int i = 1; i <= 130; i++)
        append(outbox, i);
    uint64_t first, last;
    assert_int_equal(outbox_lost(outbox, &first, &last), 30);
    assert_int_equal(first, 1);
    assert_int_equal(last, 30);
    assert_int_equal(outbox_base(outbox), 31);
    assert_int_equal(outbox_head(outbox), 130);
    assert_int_equal(t_of(outbox, 31), 31);
    assert_int_equal(t_of(outbox, 130), 130);
    outbox_free(outbox);
}

static void test_what_is_acknowledged_makes_room_without_a_loss(void **state)
{
    (void)state;
    struct outbox *outbox = outbox_new(100);
    uint64_t first, last;
    for (int i = 1; i <= 100; i++)
        append(outbox, i);
    outbox_acknowledge(outbox, 40);
    assert_int_equal(outbox_waiting(outbox), 60);
    for (int i = 101; i <= 140; i++)
        append(outbox, i);
    assert_int_equal(outbox_lost(outbox, &first, &last), 0);
    append(outbox, 141);
    assert_int_equal(outbox_lost(outbox, &first, &last), 1);
    assert_int_equal(first, 41);
    outbox_free(outbox);
}

static void test_a_tail_is_kept_and_can_be_asked_for_again(void **state)
{
    (void)state;
    struct outbox *outbox = outbox_new(100000);
    for (int i = 1; i <= 30000; i++)
        append(outbox, i);
    outbox_acknowledge(outbox, 30000);
    assert_int_equal(outbox_base(outbox), 30000 - OUTBOX_TAIL + 1);
    assert_int_equal(outbox_waiting(outbox), 0);
    outbox_acknowledge(outbox, 29000); /* a restored database */
    assert_int_equal(outbox_waiting(outbox), 1000);
    outbox_acknowledge(outbox, 5);
    assert_int_equal(outbox_waiting(outbox), OUTBOX_TAIL);
    assert_int_equal(t_of(outbox, outbox_base(outbox)), 30000 - OUTBOX_TAIL + 1);
    outbox_free(outbox);
}

/* Any appends and acknowledgements: what is held is what was numbered, in order, and the head,
 * the base, the waiting and the lost agree with a model that forgets nothing. */
static void test_property_what_is_held_is_what_was_numbered(void **state)
{
    (void)state;
    uint64_t random = test_seed();
    for (int run = 0; run < 30; run++) {
        size_t max = (size_t)test_between(&random, 1, 6000);
        struct outbox *outbox = outbox_new(max);
        uint64_t head = 0, acknowledged = 0, lost = 0;
        for (int step = 0; step < 200; step++) {
            for (int64_t n = test_between(&random, 0, 200); n > 0; n--) {
                uint64_t before = outbox_base(outbox);
                head++;
                assert_int_equal(append(outbox, (int64_t)head), head);
                if (outbox_base(outbox) > before && before > acknowledged)
                    lost++;
            }
            if (head && test_between(&random, 0, 2) == 0) {
                uint64_t low = test_between(&random, 0, 9) ? acknowledged : 0;
                acknowledged = (uint64_t)test_between(&random, (int64_t)low, (int64_t)head);
                outbox_acknowledge(outbox, acknowledged);
            }
            uint64_t base = outbox_base(outbox);
            uint64_t first, last;
            assert_int_equal(outbox_head(outbox), head);
            assert_true(head + 1 - base <= max);
            assert_true(base > acknowledged || acknowledged - base + 1 <= OUTBOX_TAIL + 200);
            assert_int_equal(outbox_waiting(outbox),
                             head - (acknowledged >= base ? acknowledged : base - 1));
            assert_int_equal(outbox_lost(outbox, &first, &last), lost);
            if (head >= base) {
                uint64_t seq = (uint64_t)test_between(&random, (int64_t)base, (int64_t)head);
                assert_int_equal(t_of(outbox, seq), (int64_t)seq);
            }
        }
        outbox_free(outbox);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_begin_at_one),
        cmocka_unit_test(test_two_outboxes_have_two_streams),
        cmocka_unit_test(test_a_slice_keeps_to_bytes_and_capacity),
        cmocka_unit_test(test_past_the_bound_the_oldest_go_and_are_declared),
        cmocka_unit_test(test_what_is_acknowledged_makes_room_without_a_loss),
        cmocka_unit_test(test_a_tail_is_kept_and_can_be_asked_for_again),
        cmocka_unit_test(test_property_what_is_held_is_what_was_numbered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
