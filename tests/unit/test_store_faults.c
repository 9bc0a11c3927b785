/* The store on a disk that fails: what is acknowledged is there, what is not leaves no trace, and
 * when the disk works again so does the store. */
#include "tests/unit/fault_store.h"

#include "dashboard/history/description.h"
#include "tests/unit/write_jobs.h"

static void test_a_failed_commit_leaves_no_trace(void **state)
{
    (void)state;
    static const struct {
        unsigned operation;
        int after, error;
    } faults[] = {{FAULT_WRITE, 0, SQLITE_FULL},
                  {FAULT_WRITE, 0, 0},
                  {FAULT_WRITE, 1, SQLITE_FULL},
                  {FAULT_WRITE, 3, SQLITE_FULL},
                  {FAULT_SYNC, 0, 0}};
    struct writer *writer = start_writer();
    struct writer_health health;
    assert_int_equal(write_now(writer, make_job("desks", "s1", 1, 10)), 0);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        fault_vfs_fail(faults[i].operation, FAULT_WAL, faults[i].after, FAULT_FOR_EVER,
                       faults[i].error);
        for (int again = 0; again < 3; again++)
            assert_true(write_now(writer, make_job("desks", "s1", 11 + i, 1)) > 0);
        assert_true(fault_vfs_failed() > 0);
        writer_health(writer, &health);
        assert_int_not_equal(health.last_error, 0);
        fault_vfs_heal();
        assert_int_equal(write_now(writer, make_job("desks", "s1", 11 + i, 1)), 0);
        writer_health(writer, &health);
        assert_int_equal(health.last_error, 0);
    }
    assert_true(fault_vfs_wal_is_synced());
    struct store *store = open_image();
    assert_int_equal(number(store, "SELECT count(*) FROM event"), 15);
    assert_int_equal(number(store, "SELECT durable FROM stream"), 15);
    store_close(store);
    writer_stop(writer);
}

static void test_a_probe_fails_and_works_as_the_disk_does(void **state)
{
    (void)state;
    struct writer *writer = start_writer();
    for (int i = 0; i < 3; i++) {
        if (i == 1)
            fault_vfs_fail(FAULT_WRITE, FAULT_WAL, 0, FAULT_FOR_EVER, SQLITE_FULL);
        else
            fault_vfs_heal();
        struct write_job *job = calloc(1, sizeof *job);
        job->kind = WRITE_PROBE;
        assert_int_equal(write_now(writer, job), i == 1 ? SQLITE_FULL : 0);
    }
    struct writer_health health;
    writer_health(writer, &health);
    assert_int_equal(health.commits, 2);
    assert_int_equal(health.rows, 0);
    writer_stop(writer);
}

/* The database cannot grow, its log can: everything is kept there, and a kill loses nothing. */
static void test_a_failed_checkpoint_is_an_alarm_and_no_loss(void **state)
{
    (void)state;
    struct writer *writer = start_writer();
    struct writer_health health = {0};
    uint64_t next = 1;
    fault_vfs_fail(FAULT_WRITE, FAULT_MAIN, 0, FAULT_FOR_EVER, SQLITE_FULL);
    for (; health.checkpoint_error == 0 && next < 2000000; next += 20000) {
        assert_int_equal(write_now(writer, make_job("desks", "s1", next, 20000)), 0);
        writer_health(writer, &health);
        assert_int_equal(health.last_error, 0);
    }
    assert_int_equal(health.checkpoint_error, SQLITE_FULL);
    assert_true(health.wal_bytes > 4000000);
    int64_t stuck_bytes = health.wal_bytes;
    fault_vfs_heal();
    struct store *store = open_image();
    assert_int_equal(number(store, "SELECT count(*) FROM event"), next - 1);
    store_close(store);
    assert_int_equal(write_now(writer, make_job("desks", "s1", next, 1)), 0);
    writer_health(writer, &health);
    assert_int_equal(health.checkpoint_error, 0);
    /* The log is begun anew by the commit behind a whole checkpoint. */
    assert_int_equal(write_now(writer, make_job("desks", "s1", next + 1, 1)), 0);
    writer_health(writer, &health);
    assert_true(health.wal_bytes < stuck_bytes / 10);
    writer_stop(writer);
}

/* The checkpoint of a clean stop fails: the log stays and is taken up by the next start. */
static void test_a_stop_on_a_full_disk_keeps_the_log(void **state)
{
    (void)state;
    struct writer *writer = start_writer();
    assert_int_equal(write_now(writer, make_job("desks", "s1", 1, 500)), 0);
    fault_vfs_fail(FAULT_WRITE, FAULT_MAIN, 0, FAULT_FOR_EVER, SQLITE_FULL);
    writer_stop(writer);
    assert_true(fault_vfs_failed() > 0);
    fault_vfs_heal();
    struct store *store = store_open(path, STORE_WRITE, &why);
    assert_non_null(store);
    assert_int_equal(number(store, "SELECT count(*) FROM event"), 500);
    store_close(store);
}

/* A commit whose sync failed is refused, yet may lie whole in the log, and a start that finds it
 * says that it is there. Then it must be: a sync that failed once says nothing of the log's bytes
 * any more, so they go to the database, which is synced anew. */
static void test_what_a_start_finds_in_the_log_is_made_safe(void **state)
{
    (void)state;
    struct writer *writer = start_writer();
    assert_int_equal(write_now(writer, make_job("desks", "s1", 1, 10)), 0);
    fault_vfs_fail(FAULT_SYNC, FAULT_FILES, 0, FAULT_FOR_EVER, 0);
    assert_true(write_now(writer, make_job("desks", "s1", 11, 5)) > 0);
    writer_stop(writer);
    fault_vfs_heal();
    writer = start_writer();
    assert_true(fault_vfs_wal_is_synced());
    assert_true(fault_vfs_main_is_synced());
    struct store *store = open_image_without_log();
    assert_int_equal(number(store, "SELECT count(*) FROM event"), 15);
    assert_int_equal(number(store, "SELECT durable FROM stream"), 15);
    store_close(store);
    writer_stop(writer);
}

static void test_a_description_is_put_whole_or_not(void **state)
{
    (void)state;
    struct store *store = store_open(path, STORE_WRITE, &why);
    struct store_description description;
    int64_t version = 0;
    assert_int_equal(store_description_put(store, "first", 0, 1, &version, &why), 0);
    fault_vfs_fail(FAULT_WRITE, FAULT_WAL, 0, FAULT_FOR_EVER, SQLITE_FULL);
    assert_int_not_equal(store_description_put(store, "second", 0, 2, &version, &why), 0);
    assert_non_null(strstr(why.text, "full"));
    assert_int_equal(store_description_get(store, 10, &description, &why), 0);
    assert_string_equal(description.text, "first");
    store_description_clear(&description);
    fault_vfs_heal();
    assert_int_equal(store_description_put(store, "second", 0, 2, &version, &why), 0);
    assert_int_equal(version, 2);
    store_close(store);
}

/* Any faults, in any order. */

enum { STREAMS = 6, ROUNDS = 2500, JOBS_MAX = 6, REFUSED_MAX = 3000 };

struct content {
    uint64_t durable[STREAMS];
    int64_t carried; /* of the newest anchor */
};

/* A job of a transaction that failed, perhaps when all of it was in the log. */
struct refused {
    int round, number; /* of all jobs */
    int stream;        /* -1: an anchor */
    uint64_t first, last;
    int64_t carried;
};

struct world {
    uint64_t random;
    struct writer *writer;
    struct content acknowledged;
    struct refused refused[REFUSED_MAX]; /* since anything was written the last time */
    int refused_count;
    int64_t carried_next;
    int round, number;
    int faults, failed, stopped, images, found;
};

static void name_of(int stream, char *agent, char *name)
{
    sprintf(agent, "agent-%d", stream);
    sprintf(name, "%032d", stream);
}

static void arm(struct world *w)
{
    static const unsigned operations[] = {FAULT_WRITE,
                                          FAULT_WRITE,
                                          FAULT_SYNC,
                                          FAULT_TRUNCATE,
                                          FAULT_READ,
                                          FAULT_SHM,
                                          FAULT_WRITE | FAULT_SYNC | FAULT_TRUNCATE};
    unsigned operation = operations[test_between(&w->random, 0, 6)];
    int times =
        test_between(&w->random, 0, 3) ? (int)test_between(&w->random, 1, 4) : FAULT_FOR_EVER;
    int error = operation == FAULT_WRITE && test_between(&w->random, 0, 1) ? SQLITE_FULL : 0;
    fault_vfs_fail(operation, (unsigned)test_between(&w->random, 1, 3),
                   (int)test_between(&w->random, 0, 30), times, error);
}

static void heal(struct world *w)
{
    w->faults += fault_vfs_failed();
    fault_vfs_heal();
}

static struct write_job *next_job(struct world *w, uint64_t next[STREAMS])
{
    char agent[ID_MAX], name[STREAM_MAX];
    int stream = (int)test_between(&w->random, 0, STREAMS - 1);
    name_of(stream, agent, name);
    if (test_between(&w->random, 0, 9) == 0) {
        struct write_job *job = calloc(1, sizeof *job);
        *job = (struct write_job){.kind = WRITE_ANCHOR, .anchor_carried = ++w->carried_next};
        strcpy(job->agent, "agent-0");
        strcpy(job->sensor, "door");
        return job;
    }
    size_t count = (size_t)test_between(&w->random, 1, 60);
    struct write_job *job = make_job(agent, name, next[stream], count);
    next[stream] += count;
    return job;
}

/* Whatever failed: the sync, the mapping of the log's index behind it, or the write of a last half
 * page which a refused commit of before, at the same place, has left as it should be. */
static void note_refused(struct world *w, const struct write_job *job)
{
    bool anchor = job->kind == WRITE_ANCHOR;
    if (job->error == 0)
        w->refused_count = 0; /* written over */
    if (job->error <= 0)
        return;
    assert_true(w->refused_count < REFUSED_MAX);
    w->refused[w->refused_count++] =
        (struct refused){.round = w->round,
                         .number = w->number,
                         .stream = anchor ? -1 : job->agent[6] - '0',
                         .first = job->first,
                         .last = anchor ? 0 : job->first + job->count - 1,
                         .carried = job->anchor_carried};
}

static void take_result(struct world *w, const struct write_job *job)
{
    int stream = job->agent[6] - '0';
    w->number++;
    w->failed += job->error > 0;
    note_refused(w, job);
    assert_int_not_equal(job->error, WRITE_NOT_ITS_STREAM);
    assert_int_not_equal(job->error, WRITE_CONTRADICTS);
    if (job->kind == WRITE_ANCHOR && job->error == 0)
        w->acknowledged.carried = job->anchor_carried;
    if (job->kind == WRITE_EVENTS && job->error == WRITE_OUT_OF_STEP)
        assert_int_equal(job->durable, w->acknowledged.durable[stream]);
    if (job->kind == WRITE_EVENTS && job->error == 0) {
        assert_int_equal(job->first, w->acknowledged.durable[stream] + 1);
        w->acknowledged.durable[stream] = job->durable;
    }
}

static void round_of_jobs(struct world *w)
{
    uint64_t next[STREAMS];
    struct write_job *jobs[JOBS_MAX];
    int count = (int)test_between(&w->random, 1, JOBS_MAX), error = 0;
    for (int s = 0; s < STREAMS; s++)
        next[s] = w->acknowledged.durable[s] + 1;
    for (int i = 0; i < count; i++)
        assert_int_equal(writer_push(w->writer, jobs[i] = next_job(w, next)), 0);
    for (int i = 0; i < count; i++) {
        assert_ptr_equal(take(w->writer), jobs[i]);
        error = jobs[i]->error;
        take_result(w, jobs[i]);
        write_job_free(jobs[i]);
    }
    if (error == 0) /* of the newest transaction: acknowledged is on the disk */
        assert_true(fault_vfs_wal_is_synced());
}

static void content_read(struct store *store, struct content *content)
{
    char sql[160], agent[ID_MAX], name[STREAM_MAX];
    for (int s = 0; s < STREAMS; s++) {
        name_of(s, agent, name);
        snprintf(sql, sizeof sql, "SELECT coalesce(max(durable), 0) FROM stream WHERE name = '%s'",
                 name);
        content->durable[s] = (uint64_t)number(store, sql);
    }
    content->carried = number(store, "SELECT coalesce(max(carried), 0) FROM anchor");
}

static bool content_equals(const struct content *a, const struct content *b)
{
    bool equal = a->carried == b->carried;
    for (int s = 0; s < STREAMS; s++)
        equal = equal && a->durable[s] == b->durable[s];
    return equal;
}

/* As the writer does: what does not continue its stream is left out. */
static void content_add(struct content *content, const struct refused *job)
{
    if (job->stream < 0)
        content->carried = job->carried;
    else if (job->first == content->durable[job->stream] + 1)
        content->durable[job->stream] = job->last;
}

/* What a start may find: what was acknowledged, and on top of it nothing or one transaction that
 * failed, whole. It was refused, so that the agent sends it again and is told that it is
 * there. Transactions are jobs one behind the other of a round, how many is the writer's affair. */
static bool may_be_found(const struct world *w, const struct content *content)
{
    if (content_equals(content, &w->acknowledged))
        return true;
    for (int i = 0; i < w->refused_count; i++) {
        struct content with = w->acknowledged;
        for (int j = i; j < w->refused_count; j++) {
            const struct refused *job = &w->refused[j];
            if (job->round != w->refused[i].round || job->number - w->refused[i].number != j - i)
                break;
            content_add(&with, job);
            if (content_equals(content, &with))
                return true;
        }
    }
    return false;
}

static void check_content(const struct world *w, const struct content *content)
{
    if (may_be_found(w, content))
        return;
    for (int s = 0; s < STREAMS; s++)
        print_error("stream %d: %llu there, %llu acknowledged\n", s,
                    (unsigned long long)content->durable[s],
                    (unsigned long long)w->acknowledged.durable[s]);
    fail_msg("anchor %lld there, %lld acknowledged; round %d, %d refused jobs make no difference "
             "as this",
             (long long)content->carried, (long long)w->acknowledged.carried, w->round,
             w->refused_count);
}

static void check_image(struct world *w)
{
    struct store *store = open_image();
    struct content content;
    char sql[160], agent[ID_MAX], name[STREAM_MAX];
    content_read(store, &content);
    check_content(w, &content);
    for (int s = 0; s < STREAMS; s++) {
        name_of(s, agent, name);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM event WHERE seq <= %llu AND stream = (SELECT id FROM stream "
                 "WHERE name = '%s')",
                 (unsigned long long)content.durable[s], name);
        assert_int_equal(number(store, sql), content.durable[s]);
    }
    assert_int_equal(
        number(store, "SELECT (SELECT count(*) FROM event) - sum(durable) FROM stream"), 0);
    assert_int_equal(number(store, WRONG_ROWS), 0);
    assert_int_equal(number(store, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_int_equal(number(store, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
    store_close(store);
    w->images++;
}

/* Stops, faults or not, and starts again. What is there now is there for good: in the database,
 * on the disk. */
static void restart(struct world *w)
{
    struct content content, without_log;
    writer_stop(w->writer);
    heal(w);
    w->writer = start_writer();
    assert_true(fault_vfs_main_is_synced());
    struct store *store = store_open(path, STORE_READ, &why);
    assert_non_null(store);
    content_read(store, &content);
    check_content(w, &content);
    store_close(store);
    store = open_image_without_log();
    content_read(store, &without_log);
    assert_true(content_equals(&without_log, &content));
    store_close(store);
    w->found += !content_equals(&content, &w->acknowledged);
    w->acknowledged = content;
    w->refused_count = 0;
    w->stopped++;
}

static void test_any_faults_end_with_what_was_acknowledged_once(void **state)
{
    (void)state;
    static struct world w;
    w.random = test_seed();
    w.writer = start_writer();
    for (w.round = 0; w.round < ROUNDS; w.round++) {
        if (test_between(&w.random, 0, 3) == 0)
            arm(&w);
        round_of_jobs(&w);
        if (test_between(&w.random, 0, 3) == 0)
            heal(&w);
        if (test_between(&w.random, 0, 99) == 0)
            restart(&w);
        if (test_between(&w.random, 0, 49) == 0) {
            heal(&w);
            check_image(&w);
        }
    }
    restart(&w);
    round_of_jobs(&w);
    assert_int_equal(w.refused_count, 0);
    check_image(&w);
    uint64_t events = 0;
    for (int s = 0; s < STREAMS; s++)
        events += w.acknowledged.durable[s];
    writer_stop(w.writer);
    printf("%llu events, %d faults, %d jobs failed, %d restarts that found %d, %d kills\n",
           (unsigned long long)events, w.faults, w.failed, w.stopped, w.found, w.images);
    assert_true(w.faults > 100 && w.failed > 100 && events > 10000);
}

#define FAULT_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(test_a_failed_commit_leaves_no_trace),
        FAULT_TEST(test_a_probe_fails_and_works_as_the_disk_does),
        FAULT_TEST(test_a_failed_checkpoint_is_an_alarm_and_no_loss),
        FAULT_TEST(test_a_stop_on_a_full_disk_keeps_the_log),
        FAULT_TEST(test_what_a_start_finds_in_the_log_is_made_safe),
        FAULT_TEST(test_a_description_is_put_whole_or_not),
        FAULT_TEST(test_any_faults_end_with_what_was_acknowledged_once),
    };
    fault_vfs_register();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
