/* A store in a folder of its own, on a disk that fails on demand, and its image after a kill. */
#ifndef LAMPION_TESTS_UNIT_FAULT_STORE_H
#define LAMPION_TESTS_UNIT_FAULT_STORE_H

#include "tests/unit/test.h"

#include "dashboard/history/sql.h"
#include "dashboard/history/writer.h"
#include "tests/support/fault_vfs.h"
#include <poll.h>
#include <string.h>
#include <unistd.h>

static char folder[64], path[96], image[96];
static struct why why;

static inline int setup(void **state)
{
    (void)state;
    fault_vfs_heal();
    strcpy(folder, "/tmp/lampion-faults-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/history.db", folder);
    snprintf(image, sizeof image, "%s/image.db", folder);
    return 0;
}

static inline void remove_database(const char *name)
{
    const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    char file[128];
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(file, sizeof file, "%s%s", name, ends[i]);
        unlink(file);
    }
}

static inline int teardown(void **state)
{
    (void)state;
    fault_vfs_heal();
    remove_database(path);
    remove_database(image);
    return rmdir(folder);
}

static inline struct writer *start_writer(void)
{
    struct store *store = store_open(path, STORE_WRITE, &why);
    struct writer *writer = store == NULL ? NULL : writer_start(store, &why);
    if (writer == NULL)
        fail_msg("%s", why.text);
    return writer;
}

/* The next result. */
static inline struct write_job *take(struct writer *writer)
{
    struct pollfd fd = {.fd = writer_fd(writer), .events = POLLIN};
    assert_int_equal(poll(&fd, 1, -1), 1);
    return writer_next(writer);
}

static inline int write_now(struct writer *writer, struct write_job *job)
{
    assert_int_equal(writer_push(writer, job), 0);
    assert_ptr_equal(take(writer), job);
    int error = job->error;
    write_job_free(job);
    return error;
}

static inline int64_t number(struct store *store, const char *sql)
{
    int64_t n = -1;
    if (sql_number(store->db, sql, &n) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(store->db));
    return n;
}

static inline void copy_file(const char *from, const char *to, const char *end)
{
    char source[128], target[128], bytes[65536];
    snprintf(source, sizeof source, "%s%s", from, end);
    snprintf(target, sizeof target, "%s%s", to, end);
    FILE *in = fopen(source, "r"), *out = fopen(target, "w");
    assert_non_null(out);
    for (size_t n; in != NULL && (n = fread(bytes, 1, sizeof bytes, in)) > 0;)
        fwrite(bytes, 1, n, out);
    if (in != NULL)
        fclose(in);
    fclose(out);
}

/* The files as a kill at this moment would leave them. */
static inline struct store *open_image(void)
{
    remove_database(image);
    copy_file(path, image, "");
    copy_file(path, image, "-wal");
    struct store *store = store_open(image, STORE_WRITE, &why);
    if (store == NULL)
        fail_msg("%s", why.text);
    return store;
}

static inline struct store *open_image_without_log(void)
{
    remove_database(image);
    copy_file(path, image, "");
    struct store *store = store_open(image, STORE_WRITE, &why);
    if (store == NULL)
        fail_msg("%s", why.text);
    return store;
}

#endif
