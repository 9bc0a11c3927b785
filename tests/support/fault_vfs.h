/* A disk of SQLite that fails on demand: a shim over the default VFS.
 *
 * Registered as the default, so that whatever opens a database in this process meets it. Counts
 * the operations of the chosen kinds on the chosen files and fails them from the n-th on, for as
 * many times as told. A write that fails has written half of what it should, as a full disk does.
 * Nothing is really synced (tests kill no power), but it is counted, so that a test can ask
 * whether what was acknowledged had been. One switchboard for the process; any thread. */
#ifndef LAMPION_TESTS_SUPPORT_FAULT_VFS_H
#define LAMPION_TESTS_SUPPORT_FAULT_VFS_H

#include <stdbool.h>

enum fault_operation {
    FAULT_WRITE = 1,
    FAULT_SYNC = 2,
    FAULT_TRUNCATE = 4,
    FAULT_READ = 8,
    FAULT_SHM = 16, /* mapping the index of the log */
    FAULT_OPEN = 32,
    FAULT_DELETE = 64,
    FAULT_OPERATIONS = 127,
};

enum fault_file {
    FAULT_MAIN = 1,
    FAULT_WAL = 2,
    FAULT_FILES = 3,
};

#define FAULT_FOR_EVER (-1)

/* Makes it the default VFS; once a process. */
void fault_vfs_register(void);

/* From now on: the next `after` matching operations go well, then `times` of them fail with the
 * SQLite result code `error` (0: what the operation gives for an I/O error). */
void fault_vfs_fail(unsigned operations, unsigned files, int after, int times, int error);
void fault_vfs_heal(void);

/* Matching operations since fault_vfs_fail, and how many of them failed. */
int fault_vfs_seen(void);
int fault_vfs_failed(void);

/* Whether nothing was written to a log, or a database, since the last good sync of one. */
bool fault_vfs_wal_is_synced(void);
bool fault_vfs_main_is_synced(void);

#endif
