/* The files schema/NNNN.sql as texts: step 0 makes version 1, step 1 turns it into 2, ... */
#ifndef LAMPION_HISTORY_SCHEMA_H
#define LAMPION_HISTORY_SCHEMA_H

extern const char *const schema_steps[];
extern const int schema_step_count; /* the newest version */

#endif
