/* Backups: whole or not there; put back with what was there kept; thinned. */
#include "tests/unit/test.h"

#include "agent/common/time.h"
#include "dashboard/history/backup.h"
#include "dashboard/history/sql.h"
#include "dashboard/history/writer.h"
#include "tests/unit/write_jobs.h"
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW_MS 1790000000123 /* 2026-09-21T14:13:20Z */
#define DAY_MS 86400000LL

static char folder[64], path[96], copy[96];
static struct why why;

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/lampion-backup-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/history.db", folder);
    snprintf(copy, sizeof copy, "%s/copy.db", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char pattern[96];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/*", folder);
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; i < found.gl_pathc; i++)
            unlink(found.gl_pathv[i]);
    globfree(&found);
    return rmdir(folder);
}

static size_t files(void)
{
    char pattern[96];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/*", folder);
    size_t count = glob(pattern, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
    globfree(&found);
    return count;
}

static struct writer *begin(void)
{
    struct store *store = store_open(path, STORE_WRITE, &why);
    assert_non_null(store);
    return writer_start(store, &why);
}

static void write_events(struct writer *writer, uint64_t first, size_t count)
{
    struct pollfd wait = {.fd = writer_fd(writer), .events = POLLIN};
    struct write_job *job = make_job("desks", "0a", first, count);
    assert_int_equal(writer_push(writer, job), 0);
    assert_int_equal(poll(&wait, 1, 10000), 1);
    job = writer_next(writer);
    assert_int_equal(job->error, 0);
    write_job_free(job);
}

static int64_t events_of(const char *name)
{
    struct backup_sums sums;
    if (backup_check(name, &sums, &why))
        fail_msg("%s", why.text);
    return sums.events;
}

static void spoil(const char *name)
{
    int fd = open(name, O_WRONLY);
    char zeros[200] = {0};
    assert_int_equal(pwrite(fd, zeros, sizeof zeros, 4096), sizeof zeros);
    close(fd);
}

static void test_a_copy_is_of_one_moment_while_others_write(void **state)
{
    (void)state;
    struct writer *writer = begin();
    write_events(writer, 1, 300);
    assert_int_equal(backup_write(path, copy, &why), 0);
    write_events(writer, 301, 50);
    assert_int_equal(events_of(copy), 300);
    assert_int_equal(backup_write(path, copy, &why), -EEXIST); /* never over another */
    assert_int_equal(events_of(copy), 300);
    writer_stop(writer);
    assert_int_equal(events_of(path), 350);
    assert_int_equal(files(), 2); /* each one file, without a log */
}

static void test_what_is_no_whole_history_makes_no_backup(void **state)
{
    (void)state;
    assert_int_equal(backup_write(path, copy, &why), -ENOENT);
    struct writer *writer = begin();
    write_events(writer, 1, 3000);
    writer_stop(writer);
    spoil(path);
    assert_true(backup_write(path, copy, &why) < 0);
    assert_int_equal(files(), 1);
    assert_true(backup_check(path, &(struct backup_sums){0}, &why) < 0);
}

static struct store_lock *lock(void)
{
    struct store_lock *taken = store_lock_take(path, &why);
    if (!taken)
        fail_msg("%s", why.text);
    return taken;
}

static int restore(char kept[128])
{
    struct store_lock *taken = lock();
    int error = backup_restore(copy, path, taken, NOW_MS, kept, 128, &why);
    store_lock_release(taken, false);
    return error;
}

static void test_a_backup_comes_back_and_what_was_there_is_kept(void **state)
{
    (void)state;
    char kept[128], expected[128];
    struct writer *writer = begin();
    write_events(writer, 1, 300);
    assert_int_equal(backup_write(path, copy, &why), 0);
    write_events(writer, 301, 50);
    writer_stop(writer);
    assert_int_equal(restore(kept), 0);
    snprintf(expected, sizeof expected, "%s.before-restore-20260921T141320Z", path);
    assert_string_equal(kept, expected);
    assert_int_equal(events_of(kept), 350);
    assert_int_equal(events_of(path), 300);
    assert_int_equal(events_of(copy), 300);
    writer = begin(); /* and it goes on */
    write_events(writer, 301, 10);
    writer_stop(writer);
    assert_int_equal(events_of(path), 310);
}

static void test_on_an_empty_machine_it_is_the_history(void **state)
{
    (void)state;
    char kept[128];
    struct writer *writer = begin();
    write_events(writer, 1, 300);
    writer_stop(writer);
    assert_int_equal(rename(path, copy), 0);
    assert_int_equal(restore(kept), 0);
    assert_string_equal(kept, "");
    assert_int_equal(events_of(path), 300);
}

static void test_a_bad_backup_leaves_the_history_alone(void **state)
{
    (void)state;
    char kept[128];
    sqlite3 *db;
    struct writer *writer = begin();
    write_events(writer, 1, 3000);
    assert_int_equal(backup_write(path, copy, &why), 0);
    writer_stop(writer);
    spoil(copy);
    assert_true(restore(kept) < 0);
    assert_int_equal(events_of(path), 3000);
    unlink(copy);
    assert_int_equal(restore(kept), -ENOENT);
    assert_int_equal(backup_write(path, copy, &why), 0);
    assert_int_equal(sqlite3_open(copy, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 900", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(restore(kept), -EINVAL);
    assert_non_null(strstr(why.text, "newer lampion"));
    assert_int_equal(events_of(path), 3000);
    assert_int_equal(files(), 3); /* history, its lock, the backup */
}

static void test_names_tell_their_time(void **state)
{
    (void)state;
    char name[BACKUP_NAME_MAX], file[256];
    static const char *const others[] = {"lampion-gare-nord-20260921T141320Z.db", "notes.txt",
                                         "lampion-gare-20260921T141320Z.db.part",
                                         "lampion-gare-20261341T141320Z.db"};
    int64_t times[8];
    backup_name("gare", NOW_MS, name);
    assert_string_equal(name, "lampion-gare-20260921T141320Z.db");
    for (int i = 0; i < 6; i++) {
        if (i < 2)
            backup_name("gare", NOW_MS - i * DAY_MS, name);
        snprintf(file, sizeof file, "%s/%s", folder, i < 2 ? name : others[i - 2]);
        fclose(fopen(file, "w"));
    }
    assert_int_equal(backup_list(folder, "gare", times, 8), 2);
    assert_int_equal(times[0], NOW_MS / 1000 * 1000 - DAY_MS);
    assert_int_equal(times[1], NOW_MS / 1000 * 1000);
    assert_int_equal(backup_list("/nowhere", "gare", times, 8), -ENOENT);
}

/* A backup each day, thinned each day: of two years a handful stays, spread over all of it. */
static void test_old_ones_are_thinned(void **state)
{
    (void)state;
    int64_t times[64];
    bool drop[64];
    size_t count = 0, most = 0;
    for (int day = 0; day < 730; day++) {
        times[count++] = NOW_MS + day * DAY_MS;
        backup_thin(times, count, 40, drop);
        size_t left = 0;
        for (size_t i = 0; i < count; i++)
            if (!drop[i])
                times[left++] = times[i];
        count = left;
        most = count > most ? count : most;
        assert_int_equal(times[count - 1], NOW_MS + day * DAY_MS);
        for (size_t i = count - 1; i > 0 && day > 8; i--) { /* never a hole of more than a month */
            int64_t age_days = (times[count - 1] - times[i]) / DAY_MS;
            int64_t gap_days = (times[i] - times[i - 1]) / DAY_MS;
            assert_true(gap_days <= (age_days < 6 ? 1 : age_days < 55 ? 13 : 62));
        }
    }
    assert_in_range(most, 25, 40);
    assert_in_range(count, 25, 40);
    assert_int_equal(times[0], NOW_MS);
    backup_thin(times, count, 3, drop);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(drop[i], i < count - 3);
}

int main(void)
{
#define BACKUP_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        BACKUP_TEST(test_a_copy_is_of_one_moment_while_others_write),
        BACKUP_TEST(test_what_is_no_whole_history_makes_no_backup),
        BACKUP_TEST(test_a_backup_comes_back_and_what_was_there_is_kept),
        BACKUP_TEST(test_on_an_empty_machine_it_is_the_history),
        BACKUP_TEST(test_a_bad_backup_leaves_the_history_alone),
        BACKUP_TEST(test_names_tell_their_time),
        BACKUP_TEST(test_old_ones_are_thinned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
