/* The desk thread: in order, off the loop, finished on the loop, and stopped at any time. */
#include "tests/unit/test.h"

#include "dashboard/desk.h"
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_US 20000000u

struct bench {
    char folder[64], path[96];
    sd_event *loop;
    struct desk *desk;
};

/* What happened. The thread and the loop look at it in turn, never at once. */
struct work {
    struct bench *bench;
    pthread_t ran_on;
    bool had_store, *ran, *done, *freed;
    int *order, number;
    pthread_barrier_t *gate;
};

static void run(void *context, struct store *store)
{
    struct work *work = context;
    if (work->gate) { /* at work; and go on */
        pthread_barrier_wait(work->gate);
        pthread_barrier_wait(work->gate);
    }
    work->ran_on = pthread_self();
    work->had_store = store != NULL;
    *work->ran = true;
}

static void done(void *context)
{
    struct work *work = context;
    assert_true(*work->ran);
    assert_true(work->had_store);
    assert_false(pthread_equal(work->ran_on, pthread_self()));
    assert_false(*work->freed);
    *work->done = true;
    if (work->order)
        assert_int_equal((*work->order)++, work->number);
}

static void release(void *context)
{
    struct work *work = context;
    *work->freed = true;
    free(work);
}

struct traces {
    bool ran, done, freed;
};

static struct work *work_new(struct bench *bench, struct traces *traces)
{
    struct work *work = calloc(1, sizeof *work);
    work->bench = bench;
    work->ran = &traces->ran;
    work->done = &traces->done;
    work->freed = &traces->freed;
    return work;
}

static int set_up(void **state)
{
    struct bench *self = calloc(1, sizeof *self);
    struct why why;
    strcpy(self->folder, "/tmp/lampion-desk-XXXXXX");
    assert_non_null(mkdtemp(self->folder));
    snprintf(self->path, sizeof self->path, "%s/history.db", self->folder);
    store_close(store_open(self->path, STORE_WRITE, &why));
    assert_true(sd_event_new(&self->loop) >= 0);
    self->desk = desk_start(self->loop, self->path, &why);
    assert_non_null(self->desk);
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *self = *state;
    static const char *const ends[] = {"", "-wal", "-shm"};
    desk_stop(self->desk);
    sd_event_unref(self->loop);
    for (size_t i = 0; i < 3; i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", self->path, ends[i]);
        unlink(name);
    }
    rmdir(self->folder);
    free(self);
    return 0;
}

static void turn_until_idle(struct bench *self)
{
    while (desk_waiting(self->desk) > 0)
        assert_true(sd_event_run(self->loop, PATIENCE_US) > 0);
}

static void jobs_are_done_in_order_on_the_loop(void **state)
{
    struct bench *self = *state;
    struct traces traces[DESK_JOBS_MAX] = {0};
    int order = 0;
    for (int i = 0; i < DESK_JOBS_MAX; i++) {
        struct work *work = work_new(self, &traces[i]);
        work->order = &order;
        work->number = i;
        assert_int_equal(desk_submit(self->desk, run, done, release, work), 0);
    }
    turn_until_idle(self);
    assert_int_equal(order, DESK_JOBS_MAX);
    for (int i = 0; i < DESK_JOBS_MAX; i++)
        assert_true(traces[i].freed);
}

static void too_much_is_refused(void **state)
{
    struct bench *self = *state;
    struct traces traces[DESK_JOBS_MAX + 1] = {0};
    struct work *last = work_new(self, &traces[DESK_JOBS_MAX]);
    for (int i = 0; i < DESK_JOBS_MAX; i++)
        assert_int_equal(desk_submit(self->desk, run, done, release, work_new(self, &traces[i])),
                         0);
    /* Finished or not: what the loop has not taken back counts. */
    assert_int_equal(desk_submit(self->desk, run, done, release, last), -EAGAIN);
    turn_until_idle(self);
    assert_false(traces[DESK_JOBS_MAX].ran);
    assert_int_equal(desk_submit(self->desk, run, done, release, last), 0);
    turn_until_idle(self);
    assert_true(traces[DESK_JOBS_MAX].done && traces[DESK_JOBS_MAX].freed);
}

static void *let_go(void *context)
{
    struct work *work = context;
    while (!desk_is_stopping(work->bench->desk))
        usleep(100);
    pthread_barrier_wait(work->gate);
    return NULL;
}

/* The one at work ends, the others do not begin, nobody is told, all are freed. */
static void stopping_waits_for_one_and_drops_the_rest(void **state)
{
    struct bench *self = *state;
    struct traces traces[3] = {0};
    pthread_barrier_t gate;
    pthread_t helper;
    pthread_barrier_init(&gate, NULL, 2);
    for (int i = 0; i < 3; i++) {
        struct work *work = work_new(self, &traces[i]);
        work->gate = &gate;
        assert_int_equal(desk_submit(self->desk, run, done, release, work), 0);
    }
    pthread_barrier_wait(&gate);
    struct work helping = {.bench = self, .gate = &gate};
    assert_int_equal(pthread_create(&helper, NULL, let_go, &helping), 0);
    desk_stop(self->desk);
    self->desk = NULL;
    pthread_join(helper, NULL);
    pthread_barrier_destroy(&gate);
    assert_true(traces[0].ran && !traces[1].ran && !traces[2].ran);
    for (int i = 0; i < 3; i++)
        assert_true(traces[i].freed && !traces[i].done);
}

static void a_missing_history_is_told(void **state)
{
    struct bench *self = *state;
    struct why why;
    assert_null(desk_start(self->loop, "/tmp/lampion-no-such/history.db", &why));
    assert_non_null(strstr(why.text, "lampion-no-such"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(jobs_are_done_in_order_on_the_loop, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_much_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stopping_waits_for_one_and_drops_the_rest, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_missing_history_is_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
