#include "tests/support/fault_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct fault_disk_file {
    sqlite3_file base;
    unsigned kind;
    sqlite3_file *real; /* behind this struct */
};

static struct {
    pthread_mutex_t lock;
    sqlite3_vfs vfs, *real;
    unsigned operations, files;
    int after, times, error;
    int seen, failed;
    unsigned dirty; /* enum fault_file */
} board = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* SQLITE_OK, or what the operation has to fail with. */
static int judge(enum fault_operation operation, unsigned file, int usual)
{
    int rc = SQLITE_OK;
    pthread_mutex_lock(&board.lock);
    if ((board.operations & operation) && (board.files & file) && board.times != 0) {
        board.seen++;
        if (board.after > 0) {
            board.after--;
        } else {
            board.times -= board.times > 0;
            board.failed++;
            rc = board.error ? board.error : usual;
        }
    }
    pthread_mutex_unlock(&board.lock);
    return rc;
}

static void note_written(unsigned kind, bool dirty)
{
    pthread_mutex_lock(&board.lock);
    board.dirty = dirty ? board.dirty | kind : board.dirty & ~kind;
    pthread_mutex_unlock(&board.lock);
}

static struct fault_disk_file *of(sqlite3_file *file)
{
    return (struct fault_disk_file *)(void *)file;
}

static int disk_close(sqlite3_file *file)
{
    sqlite3_file *real = of(file)->real;
    return real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
}

static int disk_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at)
{
    sqlite3_file *real = of(file)->real;
    int rc = judge(FAULT_READ, of(file)->kind, SQLITE_IOERR_READ);
    return rc ? rc : real->pMethods->xRead(real, bytes, count, at);
}

static int disk_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
    sqlite3_file *real = of(file)->real;
    int rc = judge(FAULT_WRITE, of(file)->kind, SQLITE_IOERR_WRITE);
    note_written(of(file)->kind, true);
    int wrote = real->pMethods->xWrite(real, bytes, rc ? count / 2 : count, at);
    return rc ? rc : wrote;
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    sqlite3_file *real = of(file)->real;
    int rc = judge(FAULT_TRUNCATE, of(file)->kind, SQLITE_IOERR_TRUNCATE);
    return rc ? rc : real->pMethods->xTruncate(real, size);
}

static int disk_sync(sqlite3_file *file, int flags)
{
    int rc = judge(FAULT_SYNC, of(file)->kind, SQLITE_IOERR_FSYNC);
    (void)flags;
    if (!rc)
        note_written(of(file)->kind, false);
    return rc;
}

static int disk_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    sqlite3_file *real = of(file)->real;
    return real->pMethods->xFileSize(real, size);
}

static int disk_lock(sqlite3_file *file, int level)
{
    sqlite3_file *real = of(file)->real;
    return real->pMethods->xLock(real, level);
}

static int disk_unlock(sqlite3_file *file, int level)
{
    sqlite3_file *real = of(file)->real;
    return real->pMethods->xUnlock(real, level);
}

static int disk_reserved(sqlite3_file *file, int *result)
{
    sqlite3_file *real = of(file)->real;
    return real->pMethods->xCheckReservedLock(real, result);
}

static int disk_control(sqlite3_file *file, int operation, void *argument)
{
    sqlite3_file *real = of(file)->real;
    return real->pMethods->xFileControl(real, operation, argument);
}

static int disk_sector(sqlite3_file *file)
{
    sqlite3_file *real = of(file)->real;
    return real->pMethods->xSectorSize(real);
}

static int disk_traits(sqlite3_file *file)
{
    sqlite3_file *real = of(file)->real;
    return real->pMethods->xDeviceCharacteristics(real);
}

static int disk_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **map)
{
    sqlite3_file *real = of(file)->real;
    int rc = judge(FAULT_SHM, of(file)->kind, SQLITE_IOERR_SHMMAP);
    return rc ? rc : real->pMethods->xShmMap(real, page, size, extend, map);
}

static int disk_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    sqlite3_file *real = of(file)->real;
    return real->pMethods->xShmLock(real, offset, count, flags);
}

static void disk_shm_barrier(sqlite3_file *file)
{
    sqlite3_file *real = of(file)->real;
    real->pMethods->xShmBarrier(real);
}

static int disk_shm_unmap(sqlite3_file *file, int delete)
{
    sqlite3_file *real = of(file)->real;
    return real->pMethods->xShmUnmap(real, delete);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_file_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_traits,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
    struct fault_disk_file *self = of(file);
    (void)vfs;
    memset(self, 0, sizeof *self);
    self->kind = flags & SQLITE_OPEN_MAIN_DB ? FAULT_MAIN : flags & SQLITE_OPEN_WAL ? FAULT_WAL : 0;
    self->real = (sqlite3_file *)(void *)(self + 1);
    int rc = judge(FAULT_OPEN, self->kind, SQLITE_CANTOPEN);
    if (!rc)
        rc = board.real->xOpen(board.real, path, self->real, flags, out);
    self->base.pMethods = rc ? NULL : &methods;
    return rc;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    const char *end = path + strlen(path) - 4;
    (void)vfs, (void)sync;
    int rc = judge(FAULT_DELETE, end > path && !strcmp(end, "-wal") ? FAULT_WAL : FAULT_MAIN,
                   SQLITE_IOERR_DELETE);
    return rc ? rc : board.real->xDelete(board.real, path, 0);
}

void fault_vfs_register(void)
{
    if (board.real)
        return;
    board.real = sqlite3_vfs_find(NULL);
    board.vfs = *board.real;
    board.vfs.zName = "fault";
    board.vfs.szOsFile = (int)sizeof(struct fault_disk_file) + board.real->szOsFile;
    board.vfs.xOpen = disk_open;
    board.vfs.xDelete = disk_delete;
    sqlite3_vfs_register(&board.vfs, 1);
}

void fault_vfs_fail(unsigned operations, unsigned files, int after, int times, int error)
{
    pthread_mutex_lock(&board.lock);
    board.operations = operations;
    board.files = files;
    board.after = after;
    board.times = times;
    board.error = error;
    board.seen = board.failed = 0;
    pthread_mutex_unlock(&board.lock);
}

void fault_vfs_heal(void)
{
    fault_vfs_fail(0, 0, 0, 0, 0);
}

static int look(const int *number)
{
    pthread_mutex_lock(&board.lock);
    int value = *number;
    pthread_mutex_unlock(&board.lock);
    return value;
}

int fault_vfs_seen(void)
{
    return look(&board.seen);
}

int fault_vfs_failed(void)
{
    return look(&board.failed);
}

static bool is_synced(unsigned kind)
{
    pthread_mutex_lock(&board.lock);
    bool dirty = board.dirty & kind;
    pthread_mutex_unlock(&board.lock);
    return !dirty;
}

bool fault_vfs_wal_is_synced(void)
{
    return is_synced(FAULT_WAL);
}

bool fault_vfs_main_is_synced(void)
{
    return is_synced(FAULT_MAIN);
}
