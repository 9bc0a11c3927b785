/* What can become of a database while nobody has it open. SQLite has no checksums of rows: what
 * is damaged here is its structure, which its own check finds. */
#ifndef LAMPION_TESTS_FAULTS_DAMAGE_H
#define LAMPION_TESTS_FAULTS_DAMAGE_H

#include "tests/place/random.h"

/* Whatever is in the write-ahead log goes into the file. */
void damage_settle(const char *path);
/* Bytes that begin pages, now and then the file's first ones. */
void damage_flip(const char *path, struct random *random);
/* To a length that is nowhere near what it was. */
void damage_truncate(const char *path, struct random *random);
/* As if a later version had written it; the version that it had, to be put back. */
int damage_version(const char *path, int version);
/* Takes a copy, or puts it in the place of the file and its log. */
void damage_copy(const char *path, const char *copy);
void damage_restore(const char *path, const char *copy);

#endif
