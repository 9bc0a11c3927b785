/* The life of an outbox: a board that is killed and loses its power, a collector that restarts,
 * fails to commit and is restored from an older database, messages lost and doubled in between.
 * Real outbox, courier, files and ledger; the store is a model.
 *
 * A killed process is a copy of both files at a moment, opened anew, also in between the two
 * steps of a move; a power cut is a copy of the spill alone. At the end every event that was
 * settled is in the database once, under its number, but for what a power cut may take, and what
 * an outbox with a narrow bound drops, which must be declared. */
#include "tests/unit/outbox_database.h"
#include "tests/unit/outbox_folder.h"

#include "agent/courier.h"
#include "dashboard/ingest/ledger.h"
#include <string.h>

enum { EVENTS = 8000, PIPE = 16, HISTORIES = 24, STEPS = 700 };

#define ROOMY 200000000
#define TIGHT 65000 /* both files empty are 57344 */

/* What became of an event, as the board knows it. Events are told apart by their time. */
struct truth {
    char stream[STREAM_MAX];
    uint64_t seq;
    int64_t settled_ms; /* -1: not kept yet when the process died */
    bool was_durable;   /* in a database that was given up: the board may have believed it */
    bool excused;       /* a power cut may have taken it */
};

struct parcel {
    int64_t at_ms;
    bool is_ack;
    struct events_message message;
    struct ack_message ack;
};

struct world {
    uint64_t random;
    bool fair;
    int64_t now_ms, spill_after_ms, max_bytes;
    unsigned boot;
    struct folder folder, before; /* `before`: copies of the moment before the last settle */
    struct outbox *outbox;
    struct courier courier;
    struct truth truths[EVENTS + 1];
    int events;
    int pending; /* appended since the last settle: the newest ids */
    struct parcel pipe[PIPE];
    size_t in_pipe;
    struct ledger *ledger;
    int run;
    struct database database, backup;
    int kills, cuts, restores, dropped, told;
};

static bool chance(struct world *w, int percent)
{
    return !w->fair && test_between(&w->random, 1, 100) <= percent;
}

/* The collector. */

static void collector_start(struct world *w)
{
    ledger_free(w->ledger);
    w->ledger = ledger_new(LEDGER_STREAMS_MAX);
    w->run++;
    for (size_t i = 0; i < w->database.count; i++) {
        const struct account *account = &w->database.accounts[i];
        if (account->durable)
            assert_int_equal(ledger_restore(w->ledger, account->name, account->durable), 0);
    }
}

static void post(struct world *w, const struct parcel *parcel)
{
    int copies = chance(w, 15) ? 0 : chance(w, 10) ? 2 : 1;
    while (copies-- > 0 && w->in_pipe < PIPE) {
        struct parcel *to = &w->pipe[w->in_pipe++];
        *to = *parcel;
        to->at_ms = w->now_ms + test_between(&w->random, 0, w->fair ? 20 : 300);
        if (parcel->is_ack)
            continue;
        size_t bytes = parcel->message.count * sizeof *parcel->message.events;
        to->message.events = malloc(bytes);
        memcpy(to->message.events, parcel->message.events, bytes);
    }
}

static void answer(struct world *w, const char *stream, uint64_t durable)
{
    struct parcel parcel = {.is_ack = true, .ack = {.seq = durable}};
    snprintf(parcel.ack.run, sizeof parcel.ack.run, "%x", w->run);
    snprintf(parcel.ack.stream, sizeof parcel.ack.stream, "%s", stream);
    post(w, &parcel);
}

static void collector_take(struct world *w, const struct events_message *m)
{
    struct ledger_verdict verdict = ledger_offer(w->ledger, m->stream, m->base, m->first, m->count);
    if (verdict.answer == LEDGER_ACCEPT && chance(w, 10)) { /* the commit fails */
        ledger_failed(w->ledger, m->stream);
        return;
    }
    if (verdict.answer == LEDGER_ACCEPT) {
        struct account *account = account_of(&w->database, m->stream);
        for (uint64_t seq = verdict.lost_first; seq && seq <= verdict.lost_last; seq++)
            row_put(account, seq, DECLARED_LOST, 0);
        for (size_t i = verdict.skip; i < m->count; i++)
            row_put(account, m->first + i, STORED, (int)m->events[i].t_ms);
        account->durable = m->first + m->count - 1;
        verdict.durable = ledger_committed(w->ledger, m->stream, account->durable);
    }
    answer(w, m->stream, verdict.durable);
}

/* The board says hello, with what it had to drop. */
static void hear_losses(struct world *w)
{
    struct hello_loss losses[MESSAGE_LOSSES_MAX];
    size_t count = outbox_losses(w->outbox, losses, MESSAGE_LOSSES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct ledger_verdict verdict = ledger_declare(w->ledger, losses[i].stream, losses[i].last);
        if (verdict.answer != LEDGER_ACCEPT)
            continue;
        struct account *account = account_of(&w->database, losses[i].stream);
        for (uint64_t seq = verdict.lost_first; seq <= verdict.lost_last; seq++)
            row_put(account, seq, DECLARED_LOST, 0);
        account->told = account->durable = verdict.lost_last;
        ledger_committed(w->ledger, losses[i].stream, account->durable);
        w->told++;
    }
}

static void deliver(struct world *w)
{
    for (size_t i = 0; i < w->in_pipe;) {
        struct parcel parcel = w->pipe[i];
        if (parcel.at_ms > w->now_ms) {
            i++;
            continue;
        }
        w->pipe[i] = w->pipe[--w->in_pipe];
        if (parcel.is_ack)
            courier_ack(&w->courier, &parcel.ack, w->now_ms);
        else
            collector_take(w, &parcel.message);
        free(parcel.is_ack ? NULL : parcel.message.events);
    }
}

static void pipe_clear(struct world *w)
{
    for (size_t i = 0; i < w->in_pipe; i++)
        free(w->pipe[i].is_ack ? NULL : w->pipe[i].message.events);
    w->in_pipe = 0;
}

/* The board. */

static void board_open(struct world *w)
{
    w->outbox =
        folder_open(&w->folder, w->spill_after_ms, w->max_bytes, folder_clock(w->boot), w->now_ms);
    courier_start(&w->courier, w->outbox, w->random);
    courier_connected(&w->courier, w->now_ms);
    w->pending = 0;
    for (size_t i = 0; i < w->database.count; i++) /* what it deleted last may be back */
        w->database.accounts[i].told = 0;
}

static void append(struct world *w)
{
    if (w->events == EVENTS || outbox_head(w->outbox) > SEQ_MAX - 300)
        return;
    int id = ++w->events;
    struct event event = {.kind = EVENT_BEAT, .t_ms = id};
    struct truth *truth = &w->truths[id];
    snprintf(truth->stream, sizeof truth->stream, "%s", outbox_stream(w->outbox));
    truth->settled_ms = -1;
    truth->seq = outbox_append(w->outbox, &event);
    w->pending++;
}

static void settle(struct world *w)
{
    outbox_settle(w->outbox, w->now_ms);
    for (; w->pending > 0; w->pending--)
        w->truths[w->events + 1 - w->pending].settled_ms = w->now_ms;
}

static void send(struct world *w)
{
    static struct event events[60];
    struct parcel parcel = {.message = {.events = events}};
    if (!courier_next(&w->courier, w->now_ms, &parcel.message, w->fair ? 60 : 12))
        return;
    assert_true(parcel.message.first > account_of(&w->database, parcel.message.stream)->told);
    for (size_t i = 0; i < parcel.message.count; i++) { /* each under its own number */
        const struct truth *truth = &w->truths[events[i].t_ms];
        assert_string_equal(truth->stream, parcel.message.stream);
        assert_int_equal(truth->seq, parcel.message.first + i);
    }
    courier_sent(&w->courier, &parcel.message, w->now_ms);
    post(w, &parcel);
}

/* The process dies before, after, or between the two steps of a move. */
static void kill_board(struct world *w)
{
    struct folder next = folder_new();
    uint64_t spilled = outbox_spilled(w->outbox);
    folder_copy(&w->folder, &w->before);
    settle(w);
    uint64_t now_spilled = outbox_spilled(w->outbox);
    bool moved_out = now_spilled > spilled, moved_back = now_spilled < spilled;
    switch (test_between(&w->random, 0, 3)) {
    case 0:
        if (moved_out) { /* in the spill, still in the run file */
            folder_copy_db(w->before.run, next.run);
            folder_copy_db(w->folder.spill, next.spill);
            break;
        }
        if (moved_back) { /* back in the run file, still in the spill */
            folder_copy_db(w->folder.run, next.run);
            folder_copy_db(w->before.spill, next.spill);
            break;
        } /* fall through */
    default:
        folder_copy(&w->folder, &next);
    }
    outbox_close(w->outbox);
    folder_free(&w->folder);
    w->folder = next;
    w->kills++;
    board_open(w);
}

static void excuse(struct world *w, int id)
{
    struct truth *truth = &w->truths[id];
    const struct account *account = account_of(&w->database, truth->stream);
    int64_t age_ms = w->now_ms - truth->settled_ms;
    /* Due in this very millisecond, the turn for which the outbox had asked not yet begun. */
    bool at_due = age_ms == w->spill_after_ms && outbox_deadline(w->outbox) == w->now_ms;
    bool young = w->spill_after_ms > 0 && (age_ms < w->spill_after_ms || at_due);
    /* What a collector had and gives up again can be asked for no longer. */
    bool durable = truth->was_durable || account->durable >= truth->seq;
    truth->excused = truth->excused || young || durable;
}

static void cut_power(struct world *w)
{
    struct folder next = folder_new();
    folder_copy_spill(&w->folder, &next);
    for (int id = 1; id <= w->events; id++)
        excuse(w, id);
    outbox_close(w->outbox);
    folder_free(&w->folder);
    w->folder = next;
    w->boot++;
    w->cuts++;
    board_open(w);
}

/* The power goes in the millisecond in which a move is due, before the turn or behind it. */
static void cut_power_when_due(struct world *w, bool behind)
{
    settle(w);
    int64_t due_ms = outbox_deadline(w->outbox);
    if (due_ms != OUTBOX_NEVER && due_ms > w->now_ms)
        w->now_ms = due_ms;
    if (behind)
        settle(w);
    cut_power(w);
}

static void restore(struct world *w)
{
    for (int id = 1; id <= w->events; id++) {
        struct truth *truth = &w->truths[id];
        if (account_of(&w->database, truth->stream)->durable >= truth->seq)
            truth->was_durable = true;
    }
    database_copy(&w->database, &w->backup);
    w->restores++;
    collector_start(w);
}

static void fault(struct world *w)
{
    switch (test_between(&w->random, 0, 9)) {
    case 0:
    case 1:
    case 2:
        kill_board(w);
        break;
    case 3:
        if ((w->random & 3) == 1)
            cut_power(w);
        if ((w->random & 3) == 3)
            cut_power_when_due(w, w->random & 4);
        break;
    case 4:
        collector_start(w);
        break;
    case 5:
        database_copy(&w->backup, &w->database);
        break;
    case 6:
        if (w->random & 1)
            restore(w);
        break;
    case 7: /* the broker forgets everything */
        pipe_clear(w);
        break;
    case 8:
        courier_lost(&w->courier);
        break;
    default: /* a clean stop */
        settle(w);
        outbox_close(w->outbox);
        board_open(w);
    }
}

/* As the loop does: awake when the outbox asked for it. */
static void sleep_until(struct world *w, int64_t until_ms)
{
    while (outbox_deadline(w->outbox) < until_ms) {
        if (outbox_deadline(w->outbox) > w->now_ms)
            w->now_ms = outbox_deadline(w->outbox);
        settle(w);
    }
    w->now_ms = until_ms;
}

static void step(struct world *w)
{
    sleep_until(w, w->now_ms + test_between(&w->random, 1, chance(w, 3) ? 6000 : 300));
    for (int64_t n = chance(w, 60) ? test_between(&w->random, 0, 6) : 0; n > 0; n--)
        append(w);
    if (chance(w, 6))
        fault(w);
    settle(w);
    if (!w->courier.connected && (w->fair || chance(w, 10))) {
        courier_connected(&w->courier, w->now_ms);
        hear_losses(w);
    }
    if (chance(w, 5))
        hear_losses(w);
    deliver(w);
    send(w);
}

/* Away for more than fits: its hello, which comes before its events, has losses to tell. */
static void outage(struct world *w)
{
    courier_lost(&w->courier);
    for (int i = 0; i < 480; i++) {
        sleep_until(w, w->now_ms + 20);
        append(w);
        settle(w);
    }
    courier_connected(&w->courier, w->now_ms);
    hear_losses(w);
}

static void check(struct world *w, int *stored, int *taken)
{
    for (int id = 1; id <= w->events; id++) {
        const struct truth *truth = &w->truths[id];
        if (truth->settled_ms < 0)
            continue;
        const struct account *account = account_of(&w->database, truth->stream);
        enum fate fate = (enum fate)account->fate[truth->seq];
        if (fate == STORED && account->id[truth->seq] == id) {
            ++*stored;
            continue;
        }
        if (fate == DECLARED_LOST && w->max_bytes < ROOMY) {
            w->dropped++;
            continue;
        }
        ++*taken;
        if (!truth->excused || fate == STORED)
            fail_msg("event %d (%s %llu, settled at %lld): fate %d, event %d", id, truth->stream,
                     (unsigned long long)truth->seq, (long long)truth->settled_ms, (int)fate,
                     account->id[truth->seq]);
    }
}

static void world_open(struct world *w, uint64_t seed, int64_t spill_after_ms, int64_t max_bytes)
{
    struct database database = w->database, backup = w->backup;
    memset(w, 0, sizeof *w);
    w->database = (struct database){database.accounts, 0};
    w->backup = (struct database){backup.accounts, 0};
    w->random = seed;
    w->spill_after_ms = spill_after_ms;
    w->max_bytes = max_bytes;
    w->folder = folder_new();
    w->before = folder_new();
    w->boot = 1;
    collector_start(w);
    board_open(w);
}

static void world_close(struct world *w)
{
    pipe_clear(w);
    outbox_close(w->outbox);
    folder_free(&w->folder);
    folder_free(&w->before);
    ledger_free(w->ledger);
}

static void test_any_life_ends_with_every_event_once(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    int stored = 0, taken = 0, dropped = 0, told = 0, kills = 0, cuts = 0, restores = 0;
    struct world *w = calloc(1, sizeof *w);
    w->database.accounts = malloc(STREAMS * sizeof *w->database.accounts);
    w->backup.accounts = malloc(STREAMS * sizeof *w->backup.accounts);
    for (int history = 0; history < HISTORIES; history++) {
        world_open(w, seed + (uint64_t)history, history % 4 ? 5000 : 0,
                   history % 3 ? ROOMY : TIGHT);
        for (int i = 0; i < STEPS; i++) {
            if (i == STEPS / 2 && w->max_bytes < ROOMY)
                outage(w);
            step(w);
        }
        w->fair = true;
        pipe_clear(w);
        collector_start(w);
        answer(w, outbox_stream(w->outbox), ledger_durable(w->ledger, outbox_stream(w->outbox)));
        for (int i = 0; i < 20000 && (i < 20 || outbox_waiting(w->outbox)); i++)
            step(w);
        if (outbox_waiting(w->outbox))
            fail_msg("history %d does not end", history);
        check(w, &stored, &taken);
        dropped += w->dropped;
        told += w->told;
        if (w->max_bytes == ROOMY &&
            (!w->cuts || !w->restores)) /* both together may take what the board let go */
            assert_int_equal(outbox_lost(w->outbox), 0);
        kills += w->kills;
        cuts += w->cuts;
        restores += w->restores;
        world_close(w);
    }
    printf("%d events, %d dropped at the bound, %d losses told by hellos, %d kills, %d power cuts "
           "took %d, %d restored databases\n",
           stored + dropped + taken, dropped, told, kills, cuts, taken, restores);
    assert_true(stored > 10 * taken && dropped > 0 && told > 0);
    free(w->database.accounts);
    free(w->backup.accounts);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_life_ends_with_every_event_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
