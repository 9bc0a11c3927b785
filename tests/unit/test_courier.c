#include "tests/unit/test.h"

#include "agent/courier.h"
#include "tests/unit/outbox_folder.h"
#include <string.h>

#define CAPACITY 50

static struct event buffer[CAPACITY];

static void append(struct outbox *outbox, int count)
{
    for (int i = 0; i < count; i++) {
        struct event event = {.kind = EVENT_BEAT, .t_ms = (int64_t)outbox_head(outbox) + 1};
        outbox_append(outbox, &event);
        outbox_settle(outbox, 0);
    }
}

static struct outbox *open_outbox(int64_t max_bytes)
{
    struct folder nowhere = {.run = ""};
    return folder_open(&nowhere, 5000, max_bytes, folder_clock(1), 0);
}

static struct ack_message ack_of(const struct outbox *outbox, const char *run, uint64_t seq)
{
    struct ack_message ack = {.seq = seq};
    snprintf(ack.run, sizeof ack.run, "%s", run);
    snprintf(ack.stream, sizeof ack.stream, "%s", outbox_stream(outbox));
    return ack;
}

static void acknowledge(struct courier *courier, const char *run, uint64_t seq, int64_t now_ms)
{
    struct ack_message ack = ack_of(courier->outbox, run, seq);
    courier_ack(courier, &ack, now_ms);
}

static uint64_t acknowledged(const struct courier *courier)
{
    return outbox_acknowledged(courier->outbox, outbox_stream(courier->outbox));
}

/* Sends what there is to send; how many, and the first number. */
static size_t send(struct courier *courier, int64_t now_ms, uint64_t *first)
{
    struct events_message message = {.events = buffer};
    size_t count = courier_next(courier, now_ms, &message, CAPACITY);
    if (count)
        courier_sent(courier, &message, now_ms);
    *first = message.first;
    return count;
}

static int setup(void **state)
{
    static struct courier courier;
    courier_start(&courier, open_outbox(1000000), 7);
    courier_connected(&courier, 0);
    *state = &courier;
    return 0;
}

static int teardown(void **state)
{
    struct courier *courier = *state;
    outbox_close(courier->outbox);
    return 0;
}

static void test_one_message_is_outstanding(void **state)
{
    struct courier *courier = *state;
    uint64_t first;
    append(courier->outbox, 120);
    assert_int_equal(send(courier, 10, &first), CAPACITY);
    assert_int_equal(first, 1);
    assert_int_equal(send(courier, 10, &first), 0);
    acknowledge(courier, "a", 50, 20);
    assert_int_equal(send(courier, 20, &first), CAPACITY);
    assert_int_equal(first, 51);
    acknowledge(courier, "a", 100, 30);
    assert_int_equal(send(courier, 30, &first), 20);
    acknowledge(courier, "a", 120, 40);
    assert_int_equal(send(courier, 40, &first), 0);
    assert_true(courier_deadline(courier) == COURIER_NEVER);
}

static void test_retries_double_within_their_bounds(void **state)
{
    struct courier *courier = *state;
    const int64_t waits_ms[] = {1500, 3000, 6000, 12000, 24000, 48000, 48000, 48000};
    uint64_t first;
    int64_t now_ms = 1000;
    append(courier->outbox, 1);
    assert_int_equal(send(courier, now_ms, &first), 1);
    for (size_t i = 0; i < sizeof waits_ms / sizeof *waits_ms; i++) {
        int64_t at_ms = courier_deadline(courier);
        assert_true(at_ms - now_ms >= waits_ms[i]);
        assert_true(at_ms - now_ms <= waits_ms[i] * 5 / 4);
        assert_int_equal(send(courier, at_ms - 1, &first), 0);
        assert_int_equal(send(courier, at_ms, &first), 1);
        now_ms = at_ms;
    }
    acknowledge(courier, "a", 1, now_ms);
    append(courier->outbox, 1);
    assert_int_equal(send(courier, now_ms, &first), 1);
    assert_true(courier_deadline(courier) <= now_ms + 1875);
}

static void test_a_new_run_with_a_lower_number_goes_back(void **state)
{
    struct courier *courier = *state;
    uint64_t first;
    append(courier->outbox, 30);
    send(courier, 0, &first);
    acknowledge(courier, "a", 30, 1);
    acknowledge(courier, "a", 10, 2); /* a straggler of the same run */
    assert_int_equal(send(courier, 2, &first), 0);
    acknowledge(courier, "b", 10, 3);
    assert_int_equal(send(courier, 3, &first), 20);
    assert_int_equal(first, 11);
    acknowledge(courier, "a", 30, 4); /* a straggler of the run before: wrong, but ... */
    acknowledge(courier, "b", 10, 5); /* ... the collector says so again */
    assert_int_equal(acknowledged(courier), 10);
    acknowledge(courier, "b", 30, 6);
    assert_int_equal(acknowledged(courier), 30);
}

static void test_going_back_ends_at_the_base(void **state)
{
    struct courier *courier = *state;
    uint64_t first;
    append(courier->outbox, OUTBOX_TAIL + 500);
    acknowledge(courier, "a", OUTBOX_TAIL + 500, 1);
    outbox_settle(courier->outbox, OUTBOX_DOUBT_MS - 1); /* another collector may still speak */
    assert_int_equal(outbox_base(courier->outbox), 1);
    outbox_settle(courier->outbox, OUTBOX_DOUBT_MS);
    acknowledge(courier, "b", 0, 2);
    assert_int_equal(send(courier, 2, &first), CAPACITY);
    assert_int_equal(first, 501);
}

static void test_a_lost_link_sends_again_at_once(void **state)
{
    struct courier *courier = *state;
    uint64_t first;
    append(courier->outbox, 5);
    assert_int_equal(send(courier, 0, &first), 5);
    courier_lost(courier);
    assert_int_equal(send(courier, 100000, &first), 0);
    assert_true(courier_deadline(courier) == COURIER_NEVER);
    courier_connected(courier, 100000);
    assert_int_equal(send(courier, 100000, &first), 5);
}

static void test_a_failed_hand_over_waits(void **state)
{
    struct courier *courier = *state;
    uint64_t first;
    append(courier->outbox, 5);
    struct events_message message = {.events = buffer};
    assert_int_equal(courier_next(courier, 0, &message, CAPACITY), 5);
    courier_failed(courier, 0);
    assert_int_equal(send(courier, 1499, &first), 0);
    assert_int_equal(send(courier, courier_deadline(courier), &first), 5);
}

static void test_foreign_acks_are_ignored(void **state)
{
    struct courier *courier = *state;
    uint64_t first;
    append(courier->outbox, 5);
    send(courier, 0, &first);
    struct ack_message ack = ack_of(courier->outbox, "a", 5);
    ack.stream[0] = ack.stream[0] == '0' ? '1' : '0';
    courier_ack(courier, &ack, 1);
    assert_int_equal(acknowledged(courier), 0);
    acknowledge(courier, "a", 6, 1); /* never numbered */
    assert_int_equal(acknowledged(courier), 0);
}

/* A collector and a broker that misbehave: messages and acks are lost, doubled, late and out of
 * order; the collector restarts, at times from an older database. */
#define PIPE_MAX 64

struct parcel {
    int64_t at_ms; /* arrives then */
    bool is_ack;
    uint64_t base, first, last;
    struct ack_message ack;
};

struct model {
    uint64_t random;
    struct parcel pipe[PIPE_MAX];
    size_t in_pipe;
    uint64_t durable, backup; /* the collector's, and what a restore gives */
    int run;
    uint64_t declared_lost;
};

static void post(struct model *model, struct parcel parcel, int64_t now_ms)
{
    int64_t fate = test_between(&model->random, 0, 9);
    int copies = fate < 2 ? 0 : fate < 3 ? 2 : 1;
    for (int i = 0; i < copies && model->in_pipe < PIPE_MAX; i++) {
        parcel.at_ms = now_ms + test_between(&model->random, 0, fate == 9 ? 4000 : 200);
        model->pipe[model->in_pipe++] = parcel;
    }
}

static void collector_takes(struct model *model, struct courier *courier, const struct parcel *got,
                            int64_t now_ms)
{
    assert_true(got->first >= got->base);
    if (got->first > model->durable + 1 && got->base <= model->durable + 1)
        goto answer; /* a gap: refused */
    if (got->first > model->durable + 1) {
        model->declared_lost += got->first - model->durable - 1;
        model->durable = got->first - 1;
    }
    if (got->last > model->durable)
        model->durable = got->last;
answer:;
    char run[16];
    snprintf(run, sizeof run, "%x", model->run);
    struct parcel answer = {.is_ack = true, .ack = ack_of(courier->outbox, run, model->durable)};
    post(model, answer, now_ms);
}

static void deliver(struct model *model, struct courier *courier, int64_t now_ms)
{
    for (size_t i = 0; i < model->in_pipe;) {
        struct parcel parcel = model->pipe[i];
        if (parcel.at_ms > now_ms) {
            i++;
            continue;
        }
        model->pipe[i] = model->pipe[--model->in_pipe];
        if (parcel.is_ack)
            courier_ack(courier, &parcel.ack, now_ms);
        else
            collector_takes(model, courier, &parcel, now_ms);
    }
}

static void misfortune(struct model *model, struct courier *courier, int64_t now_ms)
{
    switch (test_between(&model->random, 0, 400)) {
    case 0: /* restart */
        model->run++;
        break;
    case 1: /* restart from an older database */
        model->run++;
        model->durable = model->backup;
        break;
    case 2:
        model->backup = model->durable;
        break;
    case 3:
        courier_lost(courier);
        break;
    default:
        if (!courier->connected && test_between(&model->random, 0, 20) == 0)
            courier_connected(courier, now_ms);
    }
}

/* Sends if the courier wants to; checks that it waited long enough for the answer. */
static void carry(struct model *model, struct courier *courier, int64_t now_ms)
{
    static int64_t sent_ms;
    bool outstanding = courier->outstanding > acknowledged(courier);
    struct events_message message = {.events = buffer};
    outbox_settle(courier->outbox, now_ms);
    size_t count = courier_next(courier, now_ms, &message, CAPACITY);
    uint64_t first = message.first;
    if (!count)
        return;
    if (outstanding)
        assert_true(now_ms - sent_ms >= COURIER_RETRY_MIN_MS);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(buffer[i].t_ms, first + i); /* in order, none left out */
    sent_ms = now_ms;
    courier_sent(courier, &message, now_ms);
    struct parcel parcel = {.base = message.base, .first = first, .last = first + count - 1};
    post(model, parcel, now_ms);
}

static void test_property_everything_held_arrives(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    for (int run = 0; run < 40; run++) {
        struct courier courier;
        struct model model = {.random = seed + (uint64_t)run, .run = 1};
        courier_start(&courier, open_outbox(1000000), seed);
        courier_connected(&courier, 0);
        int64_t now_ms = 0;
        for (; now_ms < 100000; now_ms += 10) {
            if (test_between(&model.random, 0, 35) == 0)
                append(courier.outbox, (int)test_between(&model.random, 1, 8));
            misfortune(&model, &courier, now_ms);
            deliver(&model, &courier, now_ms);
            carry(&model, &courier, now_ms);
        }
        if (!courier.connected)
            courier_connected(&courier, now_ms);
        /* Bad luck alone must not keep it away for long: the beat of every minute pulls. */
        int64_t end_ms = now_ms + 3600000;
        while (now_ms < end_ms && model.durable < outbox_head(courier.outbox)) {
            now_ms += 100;
            if (now_ms % 60000 == 0 && end_ms - now_ms > 600000)
                append(courier.outbox, 1);
            deliver(&model, &courier, now_ms);
            carry(&model, &courier, now_ms);
        }
        assert_int_equal(model.durable, outbox_head(courier.outbox));
        if (outbox_head(courier.outbox) <= OUTBOX_TAIL)
            assert_int_equal(model.declared_lost, 0);
        outbox_close(courier.outbox);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_message_is_outstanding, setup, teardown),
        cmocka_unit_test_setup_teardown(test_retries_double_within_their_bounds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_new_run_with_a_lower_number_goes_back, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_going_back_ends_at_the_base, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_lost_link_sends_again_at_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_failed_hand_over_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_foreign_acks_are_ignored, setup, teardown),
        cmocka_unit_test(test_property_everything_held_arrives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
