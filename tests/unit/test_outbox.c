#include "tests/unit/test.h"

#include "tests/unit/outbox_folder.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t append(struct outbox *outbox, int64_t t_ms)
{
    struct event event = {.sensor = "seat-01", .kind = EVENT_LEVEL, .t_ms = t_ms, .value = 1};
    return outbox_append(outbox, &event);
}

static void append_many(struct outbox *outbox, int from, int to)
{
    for (int i = from; i <= to; i++)
        append(outbox, i);
}

static bool acknowledge(struct outbox *outbox, uint64_t seq)
{
    return outbox_acknowledge(outbox, outbox_stream(outbox), seq);
}

static struct event events[MESSAGE_EVENTS_MAX];

static size_t take(struct outbox *outbox, struct events_message *message, size_t capacity)
{
    *message = (struct events_message){.events = events};
    return outbox_take(outbox, message, MESSAGE_MAX, capacity);
}

/* The time of the oldest event that is not acknowledged. */
static int64_t next_t(struct outbox *outbox)
{
    struct events_message message;
    return take(outbox, &message, 1) ? message.events[0].t_ms : -1;
}

static struct outbox *open_in(const struct folder *folder, int64_t spill_after_ms)
{
    return folder_open(folder, spill_after_ms, 200000000, folder_clock(1), 0);
}

static struct outbox *open_memory(int64_t max_bytes)
{
    struct folder nowhere = {.run = ""};
    return folder_open(&nowhere, 5000, max_bytes, folder_clock(1), 0);
}

static void test_numbers_begin_at_one(void **state)
{
    (void)state;
    struct events_message message;
    struct outbox *outbox = open_memory(1000000);
    assert_int_equal(strlen(outbox_stream(outbox)), 32);
    assert_int_equal(outbox_head(outbox), 0);
    assert_int_equal(outbox_base(outbox), 1);
    assert_int_equal(append(outbox, 10), 1);
    assert_int_equal(append(outbox, 20), 2);
    assert_int_equal(take(outbox, &message, 10), 0); /* not kept yet: not to be sent */
    outbox_settle(outbox, 0);
    assert_int_equal(outbox_head(outbox), 2);
    assert_int_equal(outbox_waiting(outbox), 2);
    assert_int_equal(take(outbox, &message, 10), 2);
    assert_string_equal(message.stream, outbox_stream(outbox));
    assert_int_equal(message.base, 1);
    assert_int_equal(message.first, 1);
    assert_int_equal(events[0].t_ms, 10);
    assert_int_equal(events[1].t_ms, 20);
    outbox_close(outbox);
}

static void test_two_outboxes_have_two_streams(void **state)
{
    (void)state;
    struct outbox *a = open_memory(1000000), *b = open_memory(1000000);
    assert_string_not_equal(outbox_stream(a), outbox_stream(b));
    outbox_close(a);
    outbox_close(b);
}

static void test_a_message_keeps_to_bytes_and_capacity(void **state)
{
    (void)state;
    struct outbox *outbox = open_memory(1000000);
    struct events_message message;
    append_many(outbox, 1001, 1010);
    outbox_settle(outbox, 0);
    acknowledge(outbox, 2);
    assert_int_equal(take(outbox, &message, 4), 4);
    assert_int_equal(message.first, 3);
    assert_int_equal(events[0].t_ms, 1003);
    size_t each = event_encoded_size(&events[0]);
    const size_t bytes[][2] = {{3 * each, 3}, {3 * each - 1, 2}, {1, 1}};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(outbox_take(outbox, &message, bytes[i][0], 20), bytes[i][1]);
    acknowledge(outbox, 10);
    assert_int_equal(take(outbox, &message, 20), 0);
    outbox_close(outbox);
}

static void test_past_the_bound_the_oldest_go_and_are_declared(void **state)
{
    (void)state;
    struct outbox *outbox = open_memory(1000000);
    struct events_message message;
    struct hello_loss loss;
    for (int i = 1; i <= 60000; i++) {
        append(outbox, i);
        outbox_settle(outbox, i);
    }
    uint64_t lost = outbox_lost(outbox);
    assert_in_range(lost, 1000, 50000);
    assert_int_equal(outbox_losses(outbox, &loss, 1), 1);
    assert_string_equal(loss.stream, outbox_stream(outbox));
    assert_int_equal(loss.first, 1);
    assert_int_equal(loss.last, lost);
    assert_int_equal(outbox_base(outbox), lost + 1);
    assert_int_equal(outbox_head(outbox), 60000);
    assert_int_equal(take(outbox, &message, 1), 1);
    assert_int_equal(message.base, lost + 1);
    assert_int_equal(message.first, lost + 1);
    assert_int_equal(events[0].t_ms, (int64_t)lost + 1);
    outbox_close(outbox);
}

static void test_what_is_acknowledged_makes_room_without_a_loss(void **state)
{
    (void)state;
    struct outbox *outbox = open_memory(1000000);
    for (int i = 1; i <= 100000; i++) {
        append(outbox, i);
        outbox_settle(outbox, i);
        if (i % 1000 == 0)
            acknowledge(outbox, (uint64_t)i - 500);
    }
    assert_int_equal(outbox_lost(outbox), 0);
    assert_int_equal(outbox_waiting(outbox), 500);
    outbox_close(outbox);
}

static void test_a_tail_is_kept_and_can_be_asked_for_again(void **state)
{
    (void)state;
    struct outbox *outbox = open_memory(200000000);
    append_many(outbox, 1, 30000);
    outbox_settle(outbox, 0);
    acknowledge(outbox, 30000);
    outbox_settle(outbox, 1);
    assert_int_equal(outbox_base(outbox), 30000 - OUTBOX_TAIL + 1);
    assert_int_equal(outbox_waiting(outbox), 0);
    acknowledge(outbox, 29000); /* a restored database */
    assert_int_equal(outbox_waiting(outbox), 1000);
    acknowledge(outbox, 5);
    assert_int_equal(outbox_waiting(outbox), OUTBOX_TAIL);
    assert_int_equal(next_t(outbox), 30000 - OUTBOX_TAIL + 1);
    outbox_doubt(outbox);
    assert_int_equal(outbox_acknowledged(outbox, outbox_stream(outbox)), 0);
    assert_int_equal(outbox_waiting(outbox), OUTBOX_TAIL);
    outbox_close(outbox);
}

static void test_a_killed_process_loses_nothing(void **state)
{
    struct folder *folder = *state, next = folder_new();
    struct outbox *outbox = open_in(folder, 5000);
    struct event pass = {.sensor = "door", .kind = EVENT_PASS, .people = 1, .in = 7, .out = 3};
    char stream[STREAM_MAX];
    strcpy(stream, outbox_stream(outbox));
    append_many(outbox, 1, 1000);
    outbox_append(outbox, &pass);
    outbox_settle(outbox, 0);
    acknowledge(outbox, 400);
    assert_int_equal(outbox_connect(outbox), 1);
    folder_copy(folder, &next); /* as it stood at this moment */
    outbox_close(outbox);
    outbox = open_in(&next, 5000);
    int64_t in, out;
    assert_string_equal(outbox_stream(outbox), stream);
    assert_int_equal(outbox_head(outbox), 1001);
    assert_int_equal(outbox_waiting(outbox), 601);
    assert_int_equal(next_t(outbox), 401);
    assert_int_equal(outbox_connect(outbox), 2);
    outbox_totals(outbox, "door", &in, &out);
    assert_int_equal(in, 7);
    assert_int_equal(out, 3);
    outbox_totals(outbox, "other", &in, &out);
    assert_int_equal(in, 0);
    assert_int_equal(append(outbox, 5), 1002);
    outbox_close(outbox);
    folder_free(&next);
}

static void test_nothing_is_on_disk_before_its_time(void **state)
{
    struct folder *folder = *state;
    struct outbox *outbox = open_in(folder, 5000);
    outbox_settle(outbox, 0);
    for (int i = 1; i <= 100; i++) {
        append(outbox, i);
        outbox_settle(outbox, 1000 + i);
    }
    assert_in_range(outbox_deadline(outbox), 5700, 6001);
    outbox_settle(outbox, 5600);
    assert_int_equal(outbox_spilled(outbox), 0);
    assert_int_equal(access(folder->spill, F_OK), -1);
    outbox_settle(outbox, outbox_deadline(outbox));
    assert_int_equal(outbox_spilled(outbox), 100);
    assert_int_equal(access(folder->spill, F_OK), 0);
    assert_int_equal(outbox_deadline(outbox), OUTBOX_NEVER);
    assert_int_equal(next_t(outbox), 1);
    append(outbox, 101);
    outbox_settle(outbox, 7000);
    assert_int_equal(outbox_spilled(outbox), 100);
    assert_int_equal(outbox_waiting(outbox), 101);
    acknowledge(outbox, 101);
    outbox_settle(outbox, 7001);
    assert_int_equal(outbox_spilled(outbox), 0); /* and back on tmpfs, with its tail */
    assert_int_equal(access(folder->spill, F_OK), -1);
    acknowledge(outbox, 0);
    assert_int_equal(outbox_waiting(outbox), 101);
    assert_int_equal(next_t(outbox), 1);
    outbox_close(outbox);
}

static void test_with_spill_after_0_every_event_is_on_disk_first(void **state)
{
    struct folder *folder = *state, next = folder_new();
    struct outbox *outbox = open_in(folder, 0);
    for (int i = 1; i <= 50; i++) {
        append(outbox, i);
        outbox_settle(outbox, i);
        acknowledge(outbox, (uint64_t)i / 2);
    }
    folder_copy_spill(folder, &next);
    outbox_close(outbox);
    outbox = open_in(&next, 0);
    struct events_message message;
    assert_true(outbox_waiting(outbox) >= 25);
    size_t count = take(outbox, &message, 100);
    assert_int_equal(events[count - 1].t_ms, 50);
    outbox_close(outbox);
    folder_free(&next);
}

static void test_after_a_power_cut_the_old_stream_travels_with_its_clock(void **state)
{
    struct folder *folder = *state, next = folder_new();
    struct message_clock clock = folder_clock(1);
    struct outbox *outbox = folder_open(folder, 5000, 200000000, clock, 0);
    char stream[STREAM_MAX];
    strcpy(stream, outbox_stream(outbox));
    append_many(outbox, 1, 10);
    outbox_settle(outbox, 0);
    outbox_settle(outbox, 5000);
    assert_int_equal(outbox_spilled(outbox), 10);
    clock.mono_ms = 9000;
    clock.has_wall = true;
    clock.wall_ms = 1790000009000;
    clock.quality = CLOCK_SYNCED; /* a better pair later */
    outbox_clock(outbox, &clock);
    outbox_settle(outbox, 5001);
    folder_copy_spill(folder, &next);
    outbox_close(outbox);

    outbox = folder_open(&next, 5000, 200000000, folder_clock(2), 0);
    struct events_message message;
    append(outbox, 100);
    outbox_settle(outbox, 0);
    assert_string_not_equal(outbox_stream(outbox), stream);
    assert_int_equal(take(outbox, &message, 100), 10); /* the older one first */
    assert_string_equal(message.stream, stream);
    assert_string_equal(message.clock.boot, clock.boot);
    assert_true(message.clock.has_wall);
    assert_int_equal(message.clock.wall_ms - message.clock.mono_ms, 1790000000000);
    assert_int_equal(message.clock.quality, CLOCK_SYNCED);
    assert_true(outbox_acknowledge(outbox, stream, 10));
    assert_int_equal(take(outbox, &message, 100), 1);
    assert_string_equal(message.stream, outbox_stream(outbox));
    assert_string_equal(message.clock.boot, folder_clock(2).boot);
    assert_false(message.clock.has_wall);
    assert_true(acknowledge(outbox, 1));
    outbox_settle(outbox, 1);
    assert_int_equal(access(next.spill, F_OK), -1);
    outbox_doubt(outbox); /* a collector that lost its database asks for both */
    assert_int_equal(outbox_waiting(outbox), 11);
    outbox_close(outbox);
    folder_free(&next);
}

static void test_a_worse_pair_does_not_replace_a_better_one(void **state)
{
    (void)state;
    struct outbox *outbox = open_memory(1000000);
    struct message_clock clock = folder_clock(1);
    struct events_message message;
    clock.has_wall = true;
    clock.wall_ms = 1790000000000;
    clock.quality = CLOCK_SYNCED;
    outbox_clock(outbox, &clock);
    append(outbox, 1);
    clock.wall_ms = 1;
    clock.quality = CLOCK_UNSYNCED;
    outbox_clock(outbox, &clock);
    outbox_settle(outbox, 0);
    take(outbox, &message, 1);
    assert_int_equal(message.clock.quality, CLOCK_SYNCED);
    assert_int_equal(message.clock.wall_ms, 1790000000000);
    outbox_close(outbox);
}

static void test_events_of_before_and_after_a_sleep_travel_apart(void **state)
{
    (void)state;
    struct outbox *outbox = open_memory(1000000);
    struct message_clock clock = folder_clock(1);
    struct events_message message;
    append_many(outbox, 1, 3);
    clock.mono_ms = 5000;
    clock.suspended_ms = 3600000;
    outbox_clock(outbox, &clock);
    append(outbox, 4500);
    clock.suspended_ms = 3600001; /* no sleep: the readings jitter */
    outbox_clock(outbox, &clock);
    append(outbox, 4600);
    outbox_settle(outbox, 0);
    assert_int_equal(take(outbox, &message, 10), 3);
    assert_int_equal(message.clock.suspended_ms, 0);
    assert_int_equal(message.clock.mono_ms, 3605000);
    acknowledge(outbox, 3);
    assert_int_equal(take(outbox, &message, 10), 2);
    assert_int_equal(message.clock.suspended_ms, 3600000);
    assert_int_equal(message.clock.mono_ms, 5000);
    outbox_close(outbox);
}

static void test_two_agents_never_share_an_outbox(void **state)
{
    struct folder *folder = *state;
    struct outbox *outbox = open_in(folder, 5000);
    struct why why = {""};
    assert_null(folder_try(folder, 5000, 200000000, folder_clock(1), 0, &why));
    assert_non_null(strstr(why.text, "another process has it"));
    assert_non_null(strstr(why.text, folder->run));
    outbox_close(outbox);
    outbox = open_in(folder, 5000);
    outbox_close(outbox);
}

static void spoil(const char *path, long at)
{
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    for (int i = 0; i < 3000; i++)
        fputc(i * 7 + 1, file);
    assert_int_equal(fclose(file), 0);
}

static void test_a_damaged_run_file_is_set_aside(void **state)
{
    struct folder *folder = *state;
    struct outbox *outbox = open_in(folder, 5000);
    char stream[STREAM_MAX], aside[256];
    strcpy(stream, outbox_stream(outbox));
    append_many(outbox, 1, 3000);
    outbox_settle(outbox, 0);
    acknowledge(outbox, 3000);
    outbox_settle(outbox, 0);
    outbox_close(outbox);
    spoil(folder->run, 10);
    outbox = open_in(folder, 5000);
    assert_string_not_equal(outbox_stream(outbox), stream);
    snprintf(aside, sizeof aside, "%s.damaged-1", folder->run);
    assert_int_equal(access(aside, F_OK), 0);
    outbox_close(outbox);
}

static void test_a_damaged_spill_is_a_declared_loss(void **state)
{
    struct folder *folder = *state;
    struct outbox *outbox = open_in(folder, 5000);
    struct events_message message;
    struct hello_loss loss;
    char aside[256];
    append_many(outbox, 1, 3000);
    outbox_settle(outbox, 0);
    outbox_settle(outbox, 5000);
    append_many(outbox, 3001, 3010);
    outbox_settle(outbox, 5001);
    outbox_close(outbox);
    spoil(folder->spill, 10);
    outbox = open_in(folder, 5000);
    snprintf(aside, sizeof aside, "%s.damaged-1", folder->spill);
    assert_int_equal(access(aside, F_OK), 0);
    append(outbox, 3011); /* the numbers go on */
    outbox_settle(outbox, 1);
    assert_int_equal(outbox_head(outbox), 3011);
    assert_true(take(outbox, &message, 20) > 0);
    assert_true(message.first > 1);
    assert_int_equal(message.first, message.base);
    assert_int_equal(outbox_losses(outbox, &loss, 1), 1);
    assert_int_equal(loss.first, 1);
    assert_int_equal(loss.last, message.first - 1);
    outbox_close(outbox);
}

static void test_without_a_disk_it_goes_on(void **state)
{
    struct folder *folder = *state, bad = *folder;
    snprintf(bad.spill, sizeof bad.spill, "%s/none/spill.db", folder->path);
    struct outbox *outbox = open_in(&bad, 5000);
    append_many(outbox, 1, 300);
    outbox_settle(outbox, 0);
    outbox_settle(outbox, 5000);
    assert_int_equal(outbox_spilled(outbox), 0);
    assert_int_equal(outbox_waiting(outbox), 300);
    assert_int_equal(outbox_deadline(outbox), 5000 + OUTBOX_RETRY_MS);
    char path[256];
    snprintf(path, sizeof path, "%s/none", folder->path);
    assert_int_equal(mkdir(path, 0700), 0); /* the card is back */
    outbox_settle(outbox, 5000 + OUTBOX_RETRY_MS);
    assert_int_equal(outbox_spilled(outbox), 300);
    acknowledge(outbox, 300);
    outbox_settle(outbox, 40000);
    outbox_close(outbox);
    rmdir(path);
}

/* A disk that is mounted late brings the spill of before. */
static void test_a_spill_that_comes_late_is_taken_up(void **state)
{
    struct folder *folder = *state, next = folder_new();
    struct outbox *outbox = open_in(folder, 5000);
    struct events_message message;
    char stream[STREAM_MAX], late[STREAM_MAX];
    strcpy(stream, outbox_stream(outbox));
    append_many(outbox, 1, 30);
    outbox_close(outbox); /* to the spill */
    outbox = folder_open(&next, 5000, 200000000, folder_clock(2), 0);
    strcpy(late, outbox_stream(outbox));
    append_many(outbox, 101, 105);
    outbox_settle(outbox, 0);
    folder_copy_spill(folder, &next); /* here it is */
    append_many(outbox, 106, 107);
    outbox_settle(outbox, 5000);
    assert_string_equal(outbox_stream(outbox), late);
    assert_int_equal(outbox_head(outbox), 7);
    assert_int_equal(outbox_waiting(outbox), 37);
    assert_int_equal(outbox_spilled(outbox), 37);
    assert_int_equal(take(outbox, &message, 100), 30);
    assert_string_equal(message.stream, stream);
    assert_true(outbox_acknowledge(outbox, stream, 30));
    assert_int_equal(take(outbox, &message, 100), 7);
    assert_int_equal(append(outbox, 108), 8);
    outbox_settle(outbox, 5001);
    assert_true(acknowledge(outbox, 8));
    outbox_settle(outbox, 5002);
    assert_int_equal(outbox_lost(outbox), 0);
    outbox_close(outbox);
    folder_free(&next);
}

static void test_without_a_run_folder_it_goes_on_in_memory(void **state)
{
    struct folder *folder = *state, bad = *folder;
    snprintf(bad.run, sizeof bad.run, "%s/none/run.db", folder->path);
    struct outbox *outbox = open_in(&bad, 5000);
    append_many(outbox, 1, 300);
    outbox_settle(outbox, 0);
    assert_int_equal(outbox_waiting(outbox), 300);
    assert_int_equal(next_t(outbox), 1);
    outbox_close(outbox);
}

static int setup(void **state)
{
    static struct folder folder;
    folder = folder_new();
    *state = &folder;
    return 0;
}

static int teardown(void **state)
{
    folder_free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_begin_at_one),
        cmocka_unit_test(test_two_outboxes_have_two_streams),
        cmocka_unit_test(test_a_message_keeps_to_bytes_and_capacity),
        cmocka_unit_test(test_past_the_bound_the_oldest_go_and_are_declared),
        cmocka_unit_test(test_what_is_acknowledged_makes_room_without_a_loss),
        cmocka_unit_test(test_a_tail_is_kept_and_can_be_asked_for_again),
        TEST(test_a_killed_process_loses_nothing),
        TEST(test_nothing_is_on_disk_before_its_time),
        TEST(test_with_spill_after_0_every_event_is_on_disk_first),
        TEST(test_after_a_power_cut_the_old_stream_travels_with_its_clock),
        cmocka_unit_test(test_a_worse_pair_does_not_replace_a_better_one),
        cmocka_unit_test(test_events_of_before_and_after_a_sleep_travel_apart),
        TEST(test_two_agents_never_share_an_outbox),
        TEST(test_a_damaged_run_file_is_set_aside),
        TEST(test_a_damaged_spill_is_a_declared_loss),
        TEST(test_without_a_disk_it_goes_on),
        TEST(test_a_spill_that_comes_late_is_taken_up),
        TEST(test_without_a_run_folder_it_goes_on_in_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
