/* The wall clock of the machine, stepped: only inside tests/rig, where it is nobody else's. */
#ifndef LAMPION_TESTS_FAULTS_WALLCLOCK_H
#define LAMPION_TESTS_FAULTS_WALLCLOCK_H

#include <stdint.h>

/* To a time that is nobody's word: unsynchronised. */
void wallclock_set(int64_t wall_ms);
/* Where a board without a clock begins: 1970, and some seconds more than the kernel is up, which
 * lets nobody say less. */
int64_t wallclock_1970(void);
/* To CLOCK_MONOTONIC + offset_ms, and synchronised, as by NTP. */
void wallclock_mend(int64_t offset_ms);

#endif
