#include "tests/unit/test.h"

#include "agent/common/inbox.h"
#include <poll.h>
#include <pthread.h>
#include <string.h>

static bool is_readable(const struct inbox *inbox)
{
    struct pollfd fd = {.fd = inbox_fd(inbox), .events = POLLIN};
    return poll(&fd, 1, 0) == 1;
}

static void test_items_come_in_order(void **state)
{
    (void)state;
    struct inbox *inbox = inbox_new(4, NULL);
    struct inbox_item item;
    assert_false(is_readable(inbox));
    assert_false(inbox_take(inbox, &item));
    assert_true(inbox_put_message(inbox, "a/b", "one\0two", 7, true, 11));
    inbox_put_signal(inbox, 3, 8, "why", 12);
    assert_true(inbox_put_message(inbox, "", NULL, 0, false, 13));
    assert_true(is_readable(inbox));

    assert_true(inbox_take(inbox, &item));
    assert_int_equal(item.signal, INBOX_MESSAGE);
    assert_string_equal(item.text, "a/b");
    assert_int_equal(item.length, 7);
    assert_memory_equal(item.payload, "one\0two", 8);
    assert_true(item.retained);
    assert_int_equal(item.received_real_ms, 11);
    free(item.text);

    assert_true(inbox_take(inbox, &item));
    assert_int_equal(item.signal, 3);
    assert_int_equal(item.generation, 8);
    assert_string_equal(item.text, "why");
    free(item.text);

    assert_true(is_readable(inbox));
    assert_true(inbox_take(inbox, &item));
    assert_int_equal(item.length, 0);
    assert_string_equal(item.payload, "");
    assert_false(item.retained);
    free(item.text);
    assert_false(inbox_take(inbox, &item));
    assert_false(is_readable(inbox));
    inbox_free(inbox);
}

static void test_messages_beyond_the_bound_are_counted(void **state)
{
    (void)state;
    struct inbox *inbox = inbox_new(2, NULL);
    struct inbox_item item;
    assert_true(inbox_put_message(inbox, "t", "1", 1, false, 0));
    assert_true(inbox_put_message(inbox, "t", "2", 1, false, 0));
    assert_false(inbox_put_message(inbox, "t", "3", 1, false, 0));
    inbox_put_signal(inbox, 0, 0, "still", 0);
    assert_int_equal(inbox_dropped(inbox), 1);
    assert_true(inbox_take(inbox, &item));
    free(item.text);
    assert_true(inbox_put_message(inbox, "t", "4", 1, false, 0));
    const char *const left[] = {"2", NULL, "4"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(inbox_take(inbox, &item));
        if (left[i])
            assert_string_equal(item.payload, left[i]);
        else
            assert_string_equal(item.text, "still");
        free(item.text);
    }
    inbox_free(inbox);
}

static void test_bytes_are_bounded_too(void **state)
{
    (void)state;
    struct inbox *inbox = inbox_new(1000, NULL);
    size_t length = INBOX_BYTES_MAX / 2;
    char *large = calloc(1, INBOX_BYTES_MAX + 1);
    assert_false(inbox_put_message(inbox, "t", large, INBOX_BYTES_MAX + 1, false, 0));
    assert_true(inbox_put_message(inbox, "t", large, length, false, 0));
    assert_true(inbox_put_message(inbox, "t", large, length, false, 0));
    assert_false(inbox_put_message(inbox, "t", large, 1, false, 0));
    assert_int_equal(inbox_dropped(inbox), 2);
    struct inbox_item item;
    assert_true(inbox_take(inbox, &item));
    free(item.text);
    assert_true(inbox_put_message(inbox, "t", large, length, false, 0));
    free(large);
    inbox_free(inbox); /* with what is left in it */
}

/* What is said now passes a backlog, which is not forgotten either. */
static void test_a_backlog_lets_the_present_pass(void **state)
{
    (void)state;
    struct inbox *inbox = inbox_new(100, "/events");
    struct inbox_item item;
    for (int i = 0; i < 100; i++) {
        assert_true(inbox_put_message(inbox, "a/events", "old", 3, false, 0));
        assert_true(inbox_put_message(inbox, "a/state", "now", 3, false, 0));
    }
    assert_false(inbox_put_message(inbox, "a/events", "old", 3, false, 0));
    assert_false(inbox_put_message(inbox, "a/state", "now", 3, false, 0));
    int waited = 0, bulk = 0;
    for (int i = 0; i < 200; i++) {
        assert_true(is_readable(inbox));
        assert_true(inbox_take(inbox, &item));
        bulk += !strcmp(item.text, "a/events");
        waited = strcmp(item.text, "a/events") ? waited + 1 : 0;
        assert_true(waited <= INBOX_TURNS);
        if (i < 100)
            assert_true(bulk <= i / INBOX_TURNS + 1);
        free(item.text);
    }
    assert_int_equal(bulk, 100);
    assert_false(is_readable(inbox));
    assert_false(inbox_take(inbox, &item));
    inbox_free(inbox);
}

enum { THREADS = 4, EACH = 5000 };

struct putter {
    struct inbox *inbox;
    char name[2];
    uint64_t refused;
};

static void *put_many(void *context)
{
    struct putter *putter = context;
    for (int i = 0; i < EACH; i++) {
        char text[16];
        int length = snprintf(text, sizeof text, "%d", i);
        putter->refused +=
            !inbox_put_message(putter->inbox, putter->name, text, (size_t)length, false, 0);
    }
    return NULL;
}

/* Every message of every thread is taken in its order, or counted; poll never sleeps for ever. */
static void test_threads_put_while_one_takes(void **state)
{
    (void)state;
    struct inbox *inbox = inbox_new(64, NULL);
    struct putter putters[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        putters[i] = (struct putter){inbox, {(char)('a' + i), 0}, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, put_many, &putters[i]), 0);
    }
    uint64_t taken = 0;
    int last[THREADS] = {-1, -1, -1, -1};
    while (taken + inbox_dropped(inbox) < THREADS * EACH) {
        struct pollfd fd = {.fd = inbox_fd(inbox), .events = POLLIN};
        poll(&fd, 1, 100);
        struct inbox_item item;
        while (inbox_take(inbox, &item)) {
            int *before = &last[item.text[0] - 'a'];
            assert_true(atoi(item.payload) > *before);
            *before = atoi(item.payload);
            taken++;
            free(item.text);
        }
    }
    uint64_t refused = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        refused += putters[i].refused;
    }
    assert_int_equal(refused, inbox_dropped(inbox));
    assert_int_equal(refused + taken, THREADS * EACH);
    inbox_free(inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items_come_in_order),
        cmocka_unit_test(test_messages_beyond_the_bound_are_counted),
        cmocka_unit_test(test_bytes_are_bounded_too),
        cmocka_unit_test(test_a_backlog_lets_the_present_pass),
        cmocka_unit_test(test_threads_put_while_one_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
