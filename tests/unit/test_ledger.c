#include "tests/unit/test.h"

#include "dashboard/ingest/ledger.h"
#include <string.h>

static struct ledger *ledger;

static int setup(void **state)
{
    (void)state;
    ledger = ledger_new(LEDGER_STREAMS_MAX);
    return ledger == NULL;
}

static int teardown(void **state)
{
    (void)state;
    ledger_free(ledger);
    return 0;
}

static void expect(struct ledger_verdict verdict, enum ledger_answer answer, size_t skip,
                   uint64_t lost_first, uint64_t lost_last, uint64_t durable)
{
    assert_int_equal(verdict.answer, answer);
    assert_int_equal(verdict.durable, durable);
    assert_int_equal(verdict.lost_first, lost_first);
    assert_int_equal(verdict.lost_last, lost_last);
    if (answer == LEDGER_ACCEPT)
        assert_int_equal(verdict.skip, skip);
}

static void test_in_order_is_accepted_and_durable_only_after_the_commit(void **state)
{
    (void)state;
    expect(ledger_offer(ledger, "s", 1, 1, 3), LEDGER_ACCEPT, 0, 0, 0, 0);
    assert_int_equal(ledger_accepted(ledger, "s"), 3);
    assert_int_equal(ledger_durable(ledger, "s"), 0);
    expect(ledger_offer(ledger, "s", 1, 4, 1), LEDGER_ACCEPT, 0, 0, 0, 0);
    assert_int_equal(ledger_committed(ledger, "s", 3), 3);
    assert_int_equal(ledger_committed(ledger, "s", 4), 4);
    assert_int_equal(ledger_durable(ledger, "s"), 4);
    assert_int_equal(ledger_durable(ledger, "other"), 0);
}

static void test_a_duplicate_is_told_what_is_durable(void **state)
{
    (void)state;
    ledger_offer(ledger, "s", 1, 1, 10);
    ledger_committed(ledger, "s", 6);
    expect(ledger_offer(ledger, "s", 1, 1, 10), LEDGER_DUPLICATE, 0, 0, 0, 6);
    expect(ledger_offer(ledger, "s", 1, 8, 1), LEDGER_DUPLICATE, 0, 0, 0, 6);
}

static void test_an_overlap_skips_what_was_accepted(void **state)
{
    (void)state;
    ledger_offer(ledger, "s", 1, 1, 10);
    expect(ledger_offer(ledger, "s", 5, 5, 10), LEDGER_ACCEPT, 6, 0, 0, 0);
    assert_int_equal(ledger_accepted(ledger, "s"), 14);
}

static void test_a_gap_is_refused_while_the_agent_holds_it(void **state)
{
    (void)state;
    expect(ledger_offer(ledger, "s", 1, 3, 2), LEDGER_GAP, 0, 0, 0, 0);
    assert_int_equal(ledger_accepted(ledger, "s"), 0);
    ledger_offer(ledger, "s", 1, 1, 4);
    ledger_committed(ledger, "s", 4);
    expect(ledger_offer(ledger, "s", 7, 8, 2), LEDGER_GAP, 0, 0, 0, 4);
}

static void test_a_gap_below_base_is_a_declared_loss(void **state)
{
    (void)state;
    ledger_offer(ledger, "s", 1, 1, 4);
    ledger_committed(ledger, "s", 4);
    expect(ledger_offer(ledger, "s", 7, 7, 2), LEDGER_ACCEPT, 0, 5, 6, 4);
    assert_int_equal(ledger_committed(ledger, "s", 8), 8);
    expect(ledger_offer(ledger, "new", 100, 100, 1), LEDGER_ACCEPT, 0, 1, 99, 0);
    /* What comes after all when it was declared lost stays lost: nothing is written twice. */
    expect(ledger_offer(ledger, "s", 5, 5, 2), LEDGER_DUPLICATE, 0, 0, 0, 8);
}

static void test_what_an_agent_says_it_dropped_is_a_loss_once(void **state)
{
    (void)state;
    ledger_offer(ledger, "s", 1, 1, 10);
    ledger_committed(ledger, "s", 10);
    expect(ledger_declare(ledger, "s", 10), LEDGER_DUPLICATE, 0, 0, 0, 10);
    expect(ledger_declare(ledger, "s", 40), LEDGER_ACCEPT, 0, 11, 40, 10);
    expect(ledger_declare(ledger, "s", 40), LEDGER_DUPLICATE, 0, 0, 0, 10);
    ledger_committed(ledger, "s", 40);
    expect(ledger_offer(ledger, "s", 41, 41, 2), LEDGER_ACCEPT, 0, 0, 0, 40);
    expect(ledger_declare(ledger, "gone", 7), LEDGER_ACCEPT, 0, 1, 7, 0);
    ledger_failed(ledger, "gone");
    expect(ledger_declare(ledger, "gone", 7), LEDGER_ACCEPT, 0, 1, 7, 0);
}

static void test_a_failed_commit_counts_as_never_seen(void **state)
{
    (void)state;
    ledger_offer(ledger, "s", 1, 1, 4);
    ledger_committed(ledger, "s", 4);
    ledger_offer(ledger, "s", 5, 5, 4);
    ledger_failed(ledger, "s");
    assert_int_equal(ledger_accepted(ledger, "s"), 4);
    expect(ledger_offer(ledger, "s", 5, 5, 4), LEDGER_ACCEPT, 0, 0, 0, 4);
    /* A commit that was under way when the failure was told. */
    ledger_failed(ledger, "s");
    assert_int_equal(ledger_committed(ledger, "s", 8), 8);
    assert_int_equal(ledger_accepted(ledger, "s"), 8);
    ledger_failed(ledger, "unheard of");
    assert_int_equal(ledger_committed(ledger, "unheard of", 3), 3); /* the store knows */
}

static void test_it_starts_where_the_store_stands(void **state)
{
    (void)state;
    assert_int_equal(ledger_restore(ledger, "s", 30), 0);
    expect(ledger_offer(ledger, "s", 1, 1, 30), LEDGER_DUPLICATE, 0, 0, 0, 30);
    expect(ledger_offer(ledger, "s", 1, 31, 1), LEDGER_ACCEPT, 0, 0, 0, 30);
}

/* Boards that start anew every hour for years, and one that never does. */
static void test_streams_of_long_ago_are_forgotten(void **state)
{
    (void)state;
    char stream[STREAM_MAX];
    const unsigned many = 3 * LEDGER_STREAMS_MAX;
    ledger_offer(ledger, "on its way", 1, 1, 5);
    for (unsigned i = 0; i < many; i++) {
        snprintf(stream, sizeof stream, "%032x", i * 2654435761u);
        expect(ledger_offer(ledger, stream, 1, 1, i % 7 + 1), LEDGER_ACCEPT, 0, 0, 0, 0);
        assert_int_equal(ledger_committed(ledger, stream, i % 7 + 1), i % 7 + 1);
        if (i % 1000 == 0)
            expect(ledger_offer(ledger, "faithful", 1, i / 1000 + 1, 1), LEDGER_ACCEPT, 0, 0, 0,
                   i / 1000);
        if (i % 1000 == 0)
            ledger_committed(ledger, "faithful", i / 1000 + 1);
    }
    assert_int_equal(ledger_accepted(ledger, "on its way"), 5);
    assert_int_equal(ledger_durable(ledger, "faithful"), many / 1000);
    for (unsigned i = many - LEDGER_STREAMS_MAX / 2 + 1000; i < many; i++) {
        snprintf(stream, sizeof stream, "%032x", i * 2654435761u);
        assert_int_equal(ledger_durable(ledger, stream), i % 7 + 1);
    }
    snprintf(stream, sizeof stream, "%032x", 0);
    assert_int_equal(ledger_durable(ledger, stream), 0);
}

/* The property. An agent, a channel each way, a collector and a store, all models but for the
 * ledger itself. */

enum { STREAMS = 5, SEQ_MAX = 400, CHANNEL = 40, JOBS = 60, HISTORIES = 2500, STEPS = 400 };

/* An outbox of the agent: numbers 1..head, of which it holds base..head (the newest always). */
struct box {
    uint64_t head, base, acked;
};

struct letter { /* an events message or an ack */
    int stream, run;
    uint64_t base, first, last;
};

struct channel {
    struct letter letters[CHANNEL];
    size_t count;
};

struct job {
    int stream;
    uint64_t lost_first, first, last, durable;
    bool failed, out_of_step;
};

enum fate { NOWHERE, STORED, DECLARED_LOST };

struct database {
    unsigned char fate[STREAMS][SEQ_MAX + 1];
    uint64_t durable[STREAMS];
};

struct world {
    uint64_t random;
    bool fair; /* the end: no more faults */
    /* agent */
    struct box boxes[STREAMS];
    int streams; /* the newest is streams - 1 */
    int known_run;
    struct channel up, down;
    /* collector */
    struct ledger *ledger;
    size_t remembered; /* streams: some histories have more of them */
    int run;
    struct job jobs[JOBS], results[JOBS];
    size_t job_count, result_count;
    struct database database, backup;
};

static const char *const names[STREAMS] = {"a0", "b1", "c2", "d3", "e4"};

static bool chance(struct world *w, int percent)
{
    return !w->fair && test_between(&w->random, 1, 100) <= percent;
}

static void channel_put(struct world *w, struct channel *channel, struct letter letter)
{
    int copies = chance(w, 20) ? 0 : chance(w, 15) ? 2 : 1;
    while (copies-- > 0 && channel->count < CHANNEL)
        channel->letters[channel->count++] = letter;
}

static bool channel_take(struct world *w, struct channel *channel, struct letter *letter)
{
    if (channel->count == 0)
        return false;
    size_t i = chance(w, 30) ? test_random(&w->random) % channel->count : 0;
    *letter = channel->letters[i];
    channel->count--;
    memmove(&channel->letters[i], &channel->letters[i + 1], (channel->count - i) * sizeof *letter);
    return true;
}

static void agent_number(struct world *w)
{
    struct box *box = &w->boxes[w->streams - 1];
    for (int64_t n = test_between(&w->random, 1, 4); n > 0 && box->head < SEQ_MAX; n--)
        box->head++;
    if (box->base == 0)
        box->base = 1;
}

/* One message of the oldest outbox that has something unacknowledged. */
static void agent_send(struct world *w)
{
    for (int s = 0; s < w->streams; s++) {
        struct box *box = &w->boxes[s];
        uint64_t first = box->acked + 1 > box->base ? box->acked + 1 : box->base;
        if (box->head == 0 || first > box->head)
            continue;
        uint64_t last = first + (uint64_t)test_between(&w->random, 0, 5);
        channel_put(w, &w->up,
                    (struct letter){.stream = s,
                                    .base = box->base,
                                    .first = first,
                                    .last = last < box->head ? last : box->head});
        return;
    }
}

static void agent_drop_to(struct box *box, uint64_t base)
{
    if (base > box->head)
        base = box->head;
    if (base > box->base)
        box->base = base;
}

static void agent_hear(struct world *w)
{
    struct letter ack;
    if (!channel_take(w, &w->down, &ack))
        return;
    struct box *box = &w->boxes[ack.stream];
    if (ack.run != w->known_run) { /* another collector, or an older database: go back */
        w->known_run = ack.run;
        for (int s = 0; s < w->streams; s++)
            w->boxes[s].acked = 0;
        box->acked = ack.last;
    } else if (ack.last > box->acked) {
        box->acked = ack.last;
    }
    uint64_t tail = (uint64_t)test_between(&w->random, 0, 8); /* kept after acknowledgement */
    if (box->acked > tail)
        agent_drop_to(box, box->acked + 1 - tail);
}

static void collector_ack(struct world *w, int stream, uint64_t durable)
{
    channel_put(w, &w->down, (struct letter){.stream = stream, .run = w->run, .last = durable});
}

static void collector_hear(struct world *w)
{
    struct letter m;
    if (w->job_count == JOBS || !channel_take(w, &w->up, &m))
        return;
    struct ledger_verdict verdict =
        ledger_offer(w->ledger, names[m.stream], m.base, m.first, m.last - m.first + 1);
    assert_int_not_equal(verdict.answer, LEDGER_FULL);
    assert_true(verdict.durable <= w->database.durable[m.stream]); /* no ack ahead of disk */
    if (verdict.answer != LEDGER_ACCEPT) {
        collector_ack(w, m.stream, verdict.durable);
        return;
    }
    assert_true(verdict.lost_last < m.base); /* only what the agent no longer holds */
    w->jobs[w->job_count++] = (struct job){.stream = m.stream,
                                           .lost_first = verdict.lost_first,
                                           .first = m.first + verdict.skip,
                                           .last = m.last};
}

static void row_put(struct database *database, int stream, uint64_t seq, enum fate fate)
{
    assert_int_equal(database->fate[stream][seq], NOWHERE); /* nothing twice */
    database->fate[stream][seq] = fate;
}

/* As the writer does it: a group of jobs in one transaction; a job that does not continue its
 * stream, because one before it failed, fails too. */
static void store_commit(struct world *w)
{
    if (w->job_count == 0)
        return;
    size_t n = (size_t)test_between(&w->random, 1, (int64_t)w->job_count);
    bool failed = chance(w, 25);
    if (w->result_count + n > JOBS)
        return;
    for (size_t i = 0; i < n; i++) {
        struct job job = w->jobs[i];
        uint64_t from = job.lost_first != 0 ? job.lost_first : job.first;
        job.out_of_step = !failed && from != w->database.durable[job.stream] + 1;
        job.failed = failed || job.out_of_step;
        if (!job.failed) {
            for (uint64_t seq = from; seq < job.first; seq++)
                row_put(&w->database, job.stream, seq, DECLARED_LOST);
            for (uint64_t seq = job.first; seq <= job.last; seq++)
                row_put(&w->database, job.stream, seq, STORED);
            w->database.durable[job.stream] = job.last;
        }
        job.durable = w->database.durable[job.stream];
        w->results[w->result_count++] = job;
    }
    w->job_count -= n;
    memmove(w->jobs, &w->jobs[n], w->job_count * sizeof w->jobs[0]);
}

static void collector_result(struct world *w)
{
    if (w->result_count == 0)
        return;
    struct job job = w->results[0];
    w->result_count--;
    memmove(w->results, &w->results[1], w->result_count * sizeof job);
    if (job.out_of_step) {
        ledger_restore(w->ledger, names[job.stream], job.durable);
        collector_ack(w, job.stream, job.durable);
    } else if (job.failed)
        ledger_failed(w->ledger, names[job.stream]);
    else
        collector_ack(w, job.stream, ledger_committed(w->ledger, names[job.stream], job.last));
}

/* What waited is gone; what was committed is what there is. */
static void collector_restart(struct world *w)
{
    ledger_free(w->ledger);
    w->ledger = ledger_new(w->remembered);
    w->job_count = w->result_count = 0;
    w->run++;
    for (int s = 0; s < STREAMS; s++)
        if (w->database.durable[s] > 0)
            assert_int_equal(ledger_restore(w->ledger, names[s], w->database.durable[s]), 0);
}

static void world_fault(struct world *w)
{
    struct box *newest = &w->boxes[w->streams - 1];
    switch (test_between(&w->random, 0, 5)) {
    case 0:
        if (w->streams < STREAMS && newest->head > 0)
            w->streams++;
        break;
    case 1: {
        struct box *box = &w->boxes[test_between(&w->random, 0, w->streams - 1)];
        agent_drop_to(box, box->base + (uint64_t)test_between(&w->random, 1, 6));
        break;
    }
    case 2:
        collector_restart(w);
        break;
    case 3:
        w->backup = w->database;
        break;
    case 4:
        if (chance(w, 30)) {
            w->database = w->backup;
            collector_restart(w);
        }
        break;
    default:
        w->up.count = 0; /* the broker forgets everything */
        w->down.count = 0;
    }
}

static void world_step(struct world *w)
{
    switch (test_between(&w->random, 0, 9)) {
    case 0:
    case 1:
        if (!w->fair)
            agent_number(w);
        break;
    case 2:
    case 3:
        agent_send(w);
        break;
    case 4:
    case 5:
        collector_hear(w);
        break;
    case 6:
        store_commit(w);
        break;
    case 7:
        collector_result(w);
        break;
    case 8:
        agent_hear(w);
        break;
    default:
        if (chance(w, 25))
            world_fault(w);
    }
}

/* From here on all goes well; the agent connects anew and is told where each stream stands. */
static void world_end_faults(struct world *w)
{
    if (chance(w, 50))
        collector_restart(w);
    w->fair = true;
    w->up.count = w->down.count = 0;
    for (int s = 0; s < w->streams; s++)
        collector_ack(w, s, ledger_durable(w->ledger, names[s]));
}

static bool world_is_done(const struct world *w)
{
    for (int s = 0; s < w->streams; s++)
        if (w->database.durable[s] < w->boxes[s].head)
            return false;
    return true;
}

static void world_check(const struct world *w, uint64_t *lost)
{
    for (int s = 0; s < w->streams; s++) {
        const struct box *box = &w->boxes[s];
        for (uint64_t seq = 1; seq <= SEQ_MAX; seq++) {
            enum fate fate = w->database.fate[s][seq];
            if (seq > box->head)
                assert_int_equal(fate, NOWHERE);
            else if (seq >= box->base) /* still held: no reason to be lost */
                assert_int_equal(fate, STORED);
            else
                assert_int_not_equal(fate, NOWHERE);
            *lost += fate == DECLARED_LOST;
        }
    }
}

static void test_any_history_ends_with_every_event_once(void **state)
{
    (void)state;
    uint64_t seed = test_seed(), events = 0, lost = 0;
    struct world *w = malloc(sizeof *w);
    for (int history = 0; history < HISTORIES; history++) {
        memset(w, 0, sizeof *w);
        w->random = seed + (uint64_t)history;
        w->streams = 1;
        w->remembered = history % 2 ? 2 : 2 * STREAMS;
        w->ledger = ledger_new(w->remembered);
        for (int step = 0; step < STEPS; step++)
            world_step(w);
        world_end_faults(w);
        for (int step = 0; step < 100000 && !world_is_done(w); step++)
            world_step(w);
        if (!world_is_done(w))
            fail_msg("history %d does not end (seed %llu)", history, (unsigned long long)seed);
        for (int s = 0; s < w->streams; s++)
            events += w->boxes[s].head;
        world_check(w, &lost);
        ledger_free(w->ledger);
    }
    free(w);
    printf("%d histories, %llu events, %llu declared lost\n", HISTORIES, (unsigned long long)events,
           (unsigned long long)lost);
    assert_true(lost > 0 && lost < events / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_in_order_is_accepted_and_durable_only_after_the_commit,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_duplicate_is_told_what_is_durable, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_overlap_skips_what_was_accepted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_gap_is_refused_while_the_agent_holds_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_gap_below_base_is_a_declared_loss, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_an_agent_says_it_dropped_is_a_loss_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_failed_commit_counts_as_never_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(test_it_starts_where_the_store_stands, setup, teardown),
        cmocka_unit_test_setup_teardown(test_streams_of_long_ago_are_forgotten, setup, teardown),
        cmocka_unit_test(test_any_history_ends_with_every_event_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
