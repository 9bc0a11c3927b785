/* Starting on a history that somebody, or something, has been at. */
#include "tests/unit/test.h"

#include "dashboard/history/care.h"
#include "dashboard/history/description.h"
#include "dashboard/history/migrate.h"
#include "dashboard/history/reader.h"
#include "dashboard/history/schema.h"
#include "dashboard/history/sql.h"
#include "tests/unit/write_jobs.h"
#include <errno.h>
#include <glob.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW_MS 1790000000123 /* 2026-09-21T14:13:20Z */

static char folder[64], path[96];
static struct why why, aside;

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/lampion-care-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/history.db", folder);
    return 0;
}

static void remove_all(const char *pattern)
{
    char full[128];
    glob_t found;
    snprintf(full, sizeof full, "%s/%s", folder, pattern);
    if (glob(full, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            unlink(found.gl_pathv[i]);
    globfree(&found);
}

static int teardown(void **state)
{
    (void)state;
    remove_all("*");
    return rmdir(folder);
}

static const char *file_of(const char *end)
{
    static char name[128];
    snprintf(name, sizeof name, "%s%s", path, end);
    return name;
}

struct bytes {
    unsigned char *at;
    size_t length;
};

static struct bytes read_bytes(const char *name)
{
    struct bytes bytes = {0};
    struct stat status;
    FILE *file = fopen(name, "r");
    if (file == NULL)
        return bytes;
    assert_int_equal(fstat(fileno(file), &status), 0);
    bytes.length = (size_t)status.st_size;
    bytes.at = malloc(bytes.length + 1);
    assert_int_equal(fread(bytes.at, 1, bytes.length, file), bytes.length);
    fclose(file);
    return bytes;
}

static void write_bytes(const char *name, struct bytes bytes)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.length, file), bytes.length);
    fclose(file);
}

static int64_t number(struct store *store, const char *sql)
{
    int64_t n = -1;
    if (sql_number(store->db, sql, &n) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(store->db));
    return n;
}

static void run_sql(const char *sql)
{
    sqlite3 *db;
    char *error = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK)
        fail_msg("%s", error);
    sqlite3_close(db);
}

/* What a start does. */
static struct store *start(struct store_lock **lock)
{
    *lock = store_lock_take(path, &why);
    if (*lock == NULL)
        fail_msg("%s", why.text);
    return store_open_with_care(path, *lock, NOW_MS, &aside, &why);
}

static void stop(struct store *store, struct store_lock *lock)
{
    store_close(store);
    store_lock_release(lock, true);
}

/* Starts, and stops well, or is killed: then it has the lock no more, and says nothing. */
static void run_once(bool stops)
{
    struct store_lock *lock;
    store_close(start(&lock));
    store_lock_release(lock, stops);
}

static int write_now(struct writer *writer, struct write_job *job)
{
    struct pollfd fd = {.fd = writer_fd(writer), .events = POLLIN};
    assert_int_equal(writer_push(writer, job), 0);
    assert_int_equal(poll(&fd, 1, -1), 1);
    assert_ptr_equal(writer_next(writer), job);
    int error = job->error;
    write_job_free(job);
    return error;
}

/* Three agents, some thousand events, a loss, an anchor, a description. */
static void write_history(struct store *store)
{
    int64_t version;
    assert_int_equal(store_description_put(store, "place: {id: gare}\n", 0, 1, &version, &why), 0);
    struct writer *writer = writer_start(store, &why);
    for (uint64_t i = 0; i < 40; i++) {
        char agent[ID_MAX], stream[STREAM_MAX];
        sprintf(agent, "agent-%d", (int)(i % 3));
        sprintf(stream, "%032d", (int)(i % 3));
        struct write_job *job = make_job(agent, stream, 101 + i / 3 * 100, 100);
        if (i < 3) {
            job->lost_first = 1;
            job->lost_last = 100;
        }
        assert_int_equal(write_now(writer, job), 0);
    }
    struct write_job *anchor = calloc(1, sizeof *anchor);
    *anchor = (struct write_job){.kind = WRITE_ANCHOR, .agent = "agent-0", .sensor = "door"};
    assert_int_equal(write_now(writer, anchor), 0);
    writer_stop(writer);
}

/* A collector was here and stopped well. */
static void make_history(void)
{
    struct store_lock *lock;
    struct store *store = start(&lock);
    write_history(store);
    store_lock_release(lock, true);
}

static void take_name(void *context, const char *name)
{
    assert_string_equal((char *)context, "");
    strcpy(context, name);
}

/* The name of the one history that was put aside, whole path; "" when there is none. */
static const char *aside_file(void)
{
    static char name[128], full[256];
    name[0] = '\0';
    store_each_aside(path, take_name, name);
    snprintf(full, sizeof full, "%s/%s", folder, name);
    return name[0] ? full : "";
}

/* The lock. */

static void test_a_second_collector_is_refused_and_told_who(void **state)
{
    (void)state;
    char expected[32];
    struct store_lock *lock = store_lock_take(path, &why);
    assert_non_null(lock);
    assert_null(store_lock_take(path, &why));
    snprintf(expected, sizeof expected, "(pid %d)", (int)getpid());
    assert_non_null(strstr(why.text, expected));
    assert_non_null(strstr(why.text, "another collector"));
    store_lock_release(lock, false);
    lock = store_lock_take(path, &why);
    assert_non_null(lock);
    store_lock_release(lock, true);
}

static void assert_past(enum store_past past)
{
    struct store_lock *lock = store_lock_take(path, &why);
    assert_int_equal(store_lock_past(lock), past);
    store_lock_release(lock, past == STORE_PAST_CLEAN);
}

static void test_it_is_known_how_the_last_one_ended(void **state)
{
    (void)state;
    struct store_lock *lock;
    struct store *store = start(&lock);
    assert_int_equal(store_lock_past(lock), STORE_PAST_NONE);
    stop(store, lock);
    assert_past(STORE_PAST_CLEAN);
    assert_past(STORE_PAST_CLEAN);
    run_once(false);
    assert_past(STORE_PAST_UNCLEAN);
    run_once(true);
    assert_past(STORE_PAST_CLEAN);
    struct bytes bytes = read_bytes(path);
    usleep(10000);
    write_bytes(path, bytes); /* the same, but somebody was there */
    free(bytes.at);
    assert_past(STORE_PAST_UNCLEAN);
    run_once(true);
    store_note_damage(path);
    assert_past(STORE_PAST_UNCLEAN);
    assert_past(STORE_PAST_UNCLEAN); /* until it was looked at */
    run_once(true);
    assert_past(STORE_PAST_CLEAN);
}

static void test_damage_is_noted_by_whoever_meets_it(void **state)
{
    (void)state;
    make_history();
    struct bytes bytes = read_bytes(path);
    memset(bytes.at + 4096, 0xee, bytes.length - 4096);
    write_bytes(path, bytes);
    free(bytes.at);
    struct store *store = store_open(path, STORE_READ, &why);
    struct reader_totals totals;
    if (store != NULL)
        assert_int_not_equal(reader_totals(store, "agent-0", "door", &totals, &why), 0);
    store_close(store);
    struct bytes lock = read_bytes(file_of(".lock"));
    lock.at[lock.length] = '\0';
    assert_non_null(strstr((char *)lock.at, "damaged"));
    free(lock.at);
}

/* What is refused. */

static void assert_refused_untouched(const char *words)
{
    struct store_lock *lock;
    struct bytes before = read_bytes(path);
    struct store *store = start(&lock);
    assert_null(store);
    if (strstr(why.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", why.text, words);
    store_lock_release(lock, false);
    struct bytes after = read_bytes(path);
    assert_int_equal(after.length, before.length);
    assert_memory_equal(after.at, before.at, before.length);
    assert_string_equal(aside_file(), "");
    free(before.at);
    free(after.at);
}

static void test_a_newer_version_is_refused_untouched(void **state)
{
    (void)state;
    make_history();
    run_sql("PRAGMA user_version = 99");
    assert_refused_untouched("newer lampion");
}

static void test_a_file_of_another_program_is_refused_untouched(void **state)
{
    (void)state;
    run_sql("CREATE TABLE theirs (x)");
    assert_refused_untouched("another program");
    assert_refused_untouched("another program"); /* also where a collector has been */
}

static void test_what_was_just_put_there_is_refused_untouched(void **state)
{
    (void)state;
    struct bytes text = {(unsigned char *)"dear diary", 10};
    write_bytes(path, text);
    assert_refused_untouched("not a database");
}

/* What is put aside. */

static void assert_put_aside(const char *words)
{
    struct store_lock *lock;
    struct bytes before = read_bytes(path), log = read_bytes(file_of("-wal"));
    struct store *store = start(&lock);
    if (store == NULL)
        fail_msg("%s", why.text);
    if (strstr(aside.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", aside.text, words);
    assert_int_equal(number(store, "SELECT count(*) FROM event"), 0);
    stop(store, lock);
    char name[256];
    snprintf(name, sizeof name, "%s", aside_file());
    assert_non_null(strstr(name, "/history.db.damaged-20260921T"));
    struct bytes after = read_bytes(name);
    assert_int_equal(after.length, before.length);
    assert_memory_equal(after.at, before.at, before.length);
    free(after.at);
    strcat(name, "-wal");
    after = read_bytes(name);
    assert_int_equal(after.length, log.length);
    if (log.length > 0)
        assert_memory_equal(after.at, log.at, log.length);
    free(after.at);
    free(before.at);
    free(log.at);
}

static void test_an_emptied_history_is_put_aside(void **state)
{
    (void)state;
    make_history();
    assert_int_equal(truncate(path, 0), 0);
    assert_put_aside("it is empty");
}

static void test_a_cut_history_is_put_aside(void **state)
{
    (void)state;
    make_history();
    assert_int_equal(truncate(path, 50000), 0);
    assert_put_aside("");
}

static void test_a_history_of_rubbish_is_put_aside_where_a_collector_was(void **state)
{
    (void)state;
    struct bytes text = {(unsigned char *)"dear diary", 10};
    make_history();
    write_bytes(path, text);
    assert_put_aside("damaged");
}

static void test_a_log_without_its_database_is_kept(void **state)
{
    (void)state;
    struct bytes log = {(unsigned char *)"the log of many years", 21};
    make_history();
    unlink(path);
    write_bytes(file_of("-wal"), log);
    struct store_lock *lock;
    struct store *store = start(&lock);
    assert_non_null(store);
    assert_non_null(strstr(aside.text, "its log is there"));
    stop(store, lock);
    glob_t found;
    assert_int_equal(glob(file_of(".damaged-*-wal"), 0, NULL, &found), 0);
    struct bytes kept = read_bytes(found.gl_pathv[0]);
    assert_int_equal(kept.length, log.length);
    assert_memory_equal(kept.at, log.at, log.length);
    globfree(&found);
    free(kept.at);
}

static void test_nothing_put_aside_is_ever_overwritten(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct store_lock *lock;
        make_history();
        assert_int_equal(truncate(path, 5000 + i), 0);
        struct store *store = start(&lock);
        assert_non_null(store);
        assert_string_not_equal(aside.text, "");
        stop(store, lock);
    }
    glob_t found;
    assert_int_equal(glob(file_of(".damaged-*"), 0, NULL, &found), 0);
    assert_int_equal(found.gl_pathc, 3);
    globfree(&found);
}

static void test_events_above_what_was_acknowledged_are_damage(void **state)
{
    (void)state;
    struct store_lock *lock;
    make_history();
    run_sql("UPDATE stream SET durable = durable - 1 WHERE id = 2");
    assert_put_aside("above what was acknowledged");
    (void)lock;
}

/* Any damage. */

enum { TRIALS = 300 };

struct tally {
    int noticed, not_noticed, wrong, refused;
};

static void damage(uint64_t *random, struct bytes *bytes)
{
    size_t length = bytes->length;
    size_t at = (size_t)test_between(random, 0, (int64_t)length - 1);
    switch (test_between(random, 0, 6)) {
    case 0: /* cut */
        bytes->length = at;
        break;
    case 1: /* a sector of zeros, or of something else */
        memset(bytes->at + at / 512 * 512, test_between(random, 0, 1) ? 0 : 0x5a,
               length - at / 512 * 512 < 512 ? length - at / 512 * 512 : 512);
        break;
    case 2: /* the header, where everything is decided */
        bytes->at[test_between(random, 0, length < 100 ? (int64_t)length - 1 : 99)] ^=
            (unsigned char)(1 << test_between(random, 0, 7));
        break;
    case 3: /* one page over another */
        if (length >= 8192)
            memcpy(bytes->at + at / 4096 * 4096,
                   bytes->at + (size_t)test_between(random, 0, (int64_t)length / 4096 - 1) * 4096,
                   length - at / 4096 * 4096 < 4096 ? length - at / 4096 * 4096 : 4096);
        break;
    default: /* bits here and there */
        for (int64_t i = test_between(random, 1, 16); i > 0; i--)
            bytes->at[test_between(random, 0, (int64_t)length - 1)] ^=
                (unsigned char)(1 << test_between(random, 0, 7));
    }
}

struct durables {
    uint64_t of[3];
};

static void take_durable(void *context, const struct reader_stream *stream)
{
    struct durables *durables = context;
    int i = stream->agent[6] - '0';
    if (i >= 0 && i < 3)
        durables->of[i] = stream->durable;
}

static void take_level(void *context, const struct reader_level *level)
{
    (void)context, (void)level;
}

/* The agents go on, or go back and send what they hold: everything is taken. */
static void go_on(struct store *store)
{
    struct durables durables = {0};
    assert_int_equal(reader_streams(store, take_durable, &durables, &why), 0);
    assert_int_equal(reader_levels(store, 0, take_level, NULL, &why), 0);
    struct writer *writer = writer_start(store, &why);
    if (writer == NULL)
        fail_msg("%s", why.text);
    for (int i = 0; i < 3; i++) {
        char agent[ID_MAX], stream[STREAM_MAX];
        sprintf(agent, "agent-%d", i);
        sprintf(stream, "%032d", i);
        /* A byte of a name that changed is a new name, and the old one starts anew. */
        int error = write_now(writer, make_job(agent, stream, durables.of[i] + 1, 20));
        if (error == WRITE_OUT_OF_STEP)
            error = write_now(writer, make_job(agent, stream, 1, 20));
        if (error != 0 && error != WRITE_NOT_ITS_STREAM)
            fail_msg("agent %d cannot go on from %llu: %d", i, (unsigned long long)durables.of[i],
                     error);
    }
    writer_stop(writer);
}

static void try_damage(uint64_t *random, struct bytes database, struct bytes log,
                       struct tally *tally)
{
    struct bytes *target = log.length > 0 && test_between(random, 0, 1) ? &log : &database;
    struct store_lock *lock;
    damage(random, target);
    remove_all("history.db*");
    write_bytes(path, database);
    if (log.length > 0)
        write_bytes(file_of("-wal"), log);
    struct bytes mark = {(unsigned char *)"open 1\n", 7};
    write_bytes(file_of(".lock"), mark);
    struct store *store = start(&lock);
    if (store == NULL) { /* a version that may be */
        if (strstr(why.text, "newer lampion") == NULL)
            fail_msg("%s", why.text);
        tally->refused++;
        store_lock_release(lock, false);
        return;
    }
    if (aside.text[0] != '\0') {
        struct bytes kept = read_bytes(aside_file());
        assert_int_equal(kept.length, database.length);
        if (kept.length > 0)
            assert_memory_equal(kept.at, database.at, database.length);
        free(kept.at);
        tally->noticed++;
    } else {
        tally->not_noticed++;
        tally->wrong += number(store, WRONG_ROWS) > 0;
    }
    go_on(store);
    store_lock_release(lock, true);
    assert_past(STORE_PAST_CLEAN); /* and nothing was met on the way */
}

static struct bytes copy_of(struct bytes bytes)
{
    struct bytes copy = {malloc(bytes.length + 1), bytes.length};
    if (bytes.length > 0)
        memcpy(copy.at, bytes.at, bytes.length);
    return copy;
}

static void test_any_damage_is_survived(void **state)
{
    (void)state;
    uint64_t random = test_seed();
    struct tally tally = {0};
    struct store_lock *lock;
    struct store *store = start(&lock);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    write_history(store); /* as a kill leaves it: with its log */
    store_lock_release(lock, false);
    struct bytes early = read_bytes(path), log = read_bytes(file_of("-wal"));
    run_once(false); /* and without */
    struct bytes late = read_bytes(path), none = {0};
    assert_true(log.length > 100000 && late.length > 50000);
    for (int i = 0; i < TRIALS; i++) {
        bool with_log = i % 2;
        struct bytes database = copy_of(with_log ? early : late),
                     copy = copy_of(with_log ? log : none);
        try_damage(&random, database, copy, &tally);
        free(database.at);
        free(copy.at);
    }
    free(early.at);
    free(late.at);
    free(log.at);
    printf("%d damages: %d put aside, %d not noticed (%d of them changed a kind of event), %d "
           "refused\n",
           TRIALS, tally.noticed, tally.not_noticed, tally.wrong, tally.refused);
    assert_true(tally.noticed > TRIALS / 10 && tally.refused < TRIALS / 20);
}

/* Migration. */

static int64_t count_in(const char *name, const char *sql)
{
    struct store store = {.path = (char *)name};
    int64_t n = -1;
    assert_int_equal(sqlite3_open_v2(name, &store.db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sql_number(store.db, sql, &n), SQLITE_OK);
    sqlite3_close(store.db);
    return n;
}

static const char *const next_steps[] = {NULL, "CREATE TABLE later (x INTEGER) STRICT;",
                                         "ALTER TABLE later ADD COLUMN y INTEGER;"};

static void test_a_migration_keeps_what_was_there(void **state)
{
    (void)state;
    make_history();
    run_sql("PRAGMA user_version = 1");
    int64_t events = count_in(path, "SELECT count(*) FROM event");
    for (int i = 0; i < 2; i++) {
        struct store store = {.path = path};
        assert_int_equal(sqlite3_open(path, &store.db), SQLITE_OK);
        assert_int_equal(migrate(&store, next_steps, 2 + i, &why), 0);
        assert_int_equal(number(&store, "PRAGMA user_version"), 2 + i);
        assert_int_equal(migrate(&store, next_steps, 2 + i, &why), 0); /* nothing to do, no copy */
        sqlite3_close(store.db);
    }
    assert_int_equal(count_in(file_of(".schema-1"), "SELECT count(*) FROM event"), events);
    assert_int_equal(count_in(file_of(".schema-1"), "PRAGMA user_version"), 1);
    assert_int_equal(count_in(file_of(".schema-1"), "PRAGMA application_id"), STORE_APPLICATION_ID);
    assert_int_equal(count_in(file_of(".schema-2"), "SELECT count(*) FROM later"), 0);
    run_sql("DROP TABLE later; PRAGMA user_version = 1");
    struct store store = {.path = path};
    assert_int_equal(sqlite3_open(path, &store.db), SQLITE_OK);
    assert_int_equal(migrate(&store, next_steps, 2, &why), 0);
    sqlite3_close(store.db);
    assert_int_equal(access(file_of(".schema-1-2"), F_OK), 0);
}

static void test_a_migration_that_fails_changes_nothing(void **state)
{
    (void)state;
    static const char *const broken[] = {NULL, "CREATE TABLE later (x)", "CREATE TABLE agent (x)"};
    make_history();
    run_sql("PRAGMA user_version = 1");
    struct store store = {.path = path};
    assert_int_equal(sqlite3_open(path, &store.db), SQLITE_OK);
    assert_int_not_equal(migrate(&store, broken, 3, &why), 0);
    assert_non_null(strstr(why.text, "cannot be brought to schema 3"));
    assert_int_equal(number(&store, "PRAGMA user_version"), 1);
    assert_int_equal(number(&store, "SELECT count(*) FROM sqlite_schema WHERE name = 'later'"), 0);
    sqlite3_close(store.db);
}

static void test_without_room_for_the_copy_there_is_no_migration(void **state)
{
    (void)state;
    make_history();
    run_sql("PRAGMA user_version = 1");
    struct store store = {.path = path};
    assert_int_equal(sqlite3_open(path, &store.db), SQLITE_OK);
    store.path = (char *)"/dev/null/history.db";
    assert_int_not_equal(migrate(&store, next_steps, 2, &why), 0);
    assert_non_null(strstr(why.text, "cannot be copied before its schema changes"));
    assert_int_equal(number(&store, "PRAGMA user_version"), 1);
    sqlite3_close(store.db);
}

#define CARE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CARE_TEST(test_a_second_collector_is_refused_and_told_who),
        CARE_TEST(test_it_is_known_how_the_last_one_ended),
        CARE_TEST(test_damage_is_noted_by_whoever_meets_it),
        CARE_TEST(test_a_newer_version_is_refused_untouched),
        CARE_TEST(test_a_file_of_another_program_is_refused_untouched),
        CARE_TEST(test_what_was_just_put_there_is_refused_untouched),
        CARE_TEST(test_an_emptied_history_is_put_aside),
        CARE_TEST(test_a_cut_history_is_put_aside),
        CARE_TEST(test_a_history_of_rubbish_is_put_aside_where_a_collector_was),
        CARE_TEST(test_a_log_without_its_database_is_kept),
        CARE_TEST(test_nothing_put_aside_is_ever_overwritten),
        CARE_TEST(test_events_above_what_was_acknowledged_are_damage),
        CARE_TEST(test_any_damage_is_survived),
        CARE_TEST(test_a_migration_keeps_what_was_there),
        CARE_TEST(test_a_migration_that_fails_changes_nothing),
        CARE_TEST(test_without_room_for_the_copy_there_is_no_migration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
