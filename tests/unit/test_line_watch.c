#include "tests/unit/test.h"

#include "hw/line_watch.h"

#include <string.h>

static void test_numbers_without_gaps_are_good(void **state)
{
    (void)state;
    struct bank_watch bank;
    struct line_watch a, b;
    bank_watch_start(&bank);
    line_watch_start(&a, 0);
    line_watch_start(&b, 0);
    assert_int_equal(line_watch_edge(&a, &bank, 1, 1, 1), LINE_GOOD);
    assert_int_equal(line_watch_edge(&b, &bank, 1, 1, 2), LINE_GOOD);
    assert_int_equal(line_watch_edge(&a, &bank, 0, 2, 3), LINE_GOOD);
    assert_int_equal(line_watch_settle(&a, &bank), LINE_GOOD);
    assert_int_equal(line_watch_settle(&b, &bank), LINE_GOOD);
}

/* An edge of a line with level 0, between the level and its return, is no fault at once. */
static void test_a_level_is_believed_when_it_stands(void **state)
{
    (void)state;
    struct bank_watch bank;
    struct line_watch line;
    bank_watch_start(&bank);
    line_watch_start(&line, 0);
    assert_int_equal(line_watch_level(&line, 1, 1000), LINE_GOOD);
    assert_int_equal(line.odd_ms, 1000);
    assert_int_equal(line_watch_edge(&line, &bank, 1, 1, 1), LINE_GOOD); /* on its way */
    assert_true(line.odd_ms == LINE_WATCH_NEVER);
    assert_int_equal(line_watch_level(&line, 0, 2000), LINE_GOOD);
    assert_int_equal(line_watch_level(&line, 0, 2000 + LINE_WATCH_SETTLE_MS - 1), LINE_GOOD);
    assert_int_equal(line.level, 1);
    assert_int_equal(line_watch_level(&line, 0, 2000 + LINE_WATCH_SETTLE_MS), LINE_WAS_LOST);
    assert_int_equal(line.level, 0);
}

static void test_a_line_without_edges_is_frozen(void **state)
{
    (void)state;
    struct bank_watch bank;
    struct line_watch line;
    int level = 0;
    bank_watch_start(&bank);
    line_watch_start(&line, 0);
    for (int i = 1; i <= LINE_WATCH_FROZEN + 1; i++) {
        level = !level;
        line_watch_level(&line, level, i * 10000);
        assert_int_equal(line_watch_level(&line, level, i * 10000 + 2000),
                         i < LINE_WATCH_FROZEN ? LINE_WAS_LOST : LINE_IS_FROZEN);
    }
    line_watch_edge(&line, &bank, !level, 1, 1);
    line_watch_level(&line, level, 100000);
    assert_int_equal(line_watch_level(&line, level, 102000), LINE_WAS_LOST);
}

/* A queue as the kernel's: full, it drops the oldest. Every loss is told of every line concerned
 * and of no other, whatever was dropped. */
enum { LINES = 5, QUEUE = 12, TURNS = 20000 };

struct queue {
    struct {
        int line;
        uint32_t line_seq, bank_seq;
    } list[QUEUE];
    int count;
    uint32_t line_seq[LINES], bank_seq;
    bool owed[LINES]; /* lost, and not told yet */
};

static void queue_put(struct queue *self, int line)
{
    if (self->count == QUEUE) {
        self->owed[self->list[0].line] = true;
        memmove(&self->list[0], &self->list[1], sizeof self->list - sizeof self->list[0]);
        self->count--;
    }
    self->list[self->count].line = line;
    self->list[self->count].line_seq = ++self->line_seq[line];
    self->list[self->count++].bank_seq = ++self->bank_seq;
}

/* `sure`: the line's own numbers tell, and not only the bank's. */
static void told(struct queue *self, int line, bool sure, enum line_verdict verdict)
{
    if (sure && verdict != LINE_GOOD && !self->owed[line])
        fail_msg("line %d lost nothing", line);
    if (verdict != LINE_GOOD)
        self->owed[line] = false;
}

static void test_every_loss_is_told_and_no_other(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct queue queue = {0};
    struct bank_watch bank;
    struct line_watch lines[LINES];
    bank_watch_start(&bank);
    for (int i = 0; i < LINES; i++)
        line_watch_start(&lines[i], 0);
    for (int turn = 0; turn < TURNS; turn++) {
        int busy = (int)test_between(&seed, 1, LINES);
        for (int64_t n = test_between(&seed, 0, 2 * QUEUE); n > 0; n--)
            queue_put(&queue, (int)test_between(&seed, 0, busy - 1));
        int reads = (int)test_between(&seed, 0, queue.count);
        if (test_between(&seed, 0, 1))
            reads = queue.count;
        for (int i = 0; i < reads; i++) {
            struct line_watch *line = &lines[queue.list[i].line];
            bool sure = !line->renumber;
            told(&queue, queue.list[i].line, sure,
                 line_watch_edge(line, &bank, 0, queue.list[i].line_seq, queue.list[i].bank_seq));
        }
        queue.count -= reads;
        memmove(&queue.list[0], &queue.list[reads], (size_t)queue.count * sizeof queue.list[0]);
        if (queue.count)
            continue;
        bool missing = bank.missing;
        for (int i = 0; i < LINES; i++) {
            enum line_verdict verdict = line_watch_settle(&lines[i], &bank);
            if (verdict != LINE_GOOD) /* it may have been another one of the silent lines */
                assert_true(missing);
            queue.owed[i] &= verdict == LINE_GOOD;
        }
        bank_watch_settled(&bank);
        for (int i = 0; i < LINES; i++)
            assert_false(queue.owed[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_without_gaps_are_good),
        cmocka_unit_test(test_a_level_is_believed_when_it_stands),
        cmocka_unit_test(test_a_line_without_edges_is_frozen),
        cmocka_unit_test(test_every_loss_is_told_and_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
