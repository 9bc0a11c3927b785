/* The files of a stage: configurations, the place, traces. Not for others. */
#ifndef LAMPION_TESTS_FAULTS_STAGE_FILES_H
#define LAMPION_TESTS_FAULTS_STAGE_FILES_H

#include "tests/faults/stage.h"

/* Folder, configurations, place, and the clock of the programs, which begins now. */
void stage_files_write(struct stage *self);
/* An agent's trace; on a real clock for what is left, as it begins anew with each process. */
void stage_files_trace(const struct stage *self, int agent);

#endif
