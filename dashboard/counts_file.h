/* Past counts from a CSV file: what a place knew before it had sensors.
 *
 *   date,zone,hour,present,in,out
 *   2024-03-14,house,,,61,60            a whole day: people who came in, who went out
 *   2024-03-14,openspace,10,12,,        an hour from 10:00 on the wall: people who were there
 *
 * The first line names the columns, in any order: date, zone, and at least one of present, in, out;
 * hour is optional. An empty cell is not known, never 0. `present` of an hour is the number of
 * people there in that hour; of a whole day the most at once. A day of a zone is given either
 * whole or by hours, once. Separated by "," or ";", UTF-8 with or without a mark. */
#ifndef LAMPION_COUNTS_FILE_H
#define LAMPION_COUNTS_FILE_H

#include "agent/common/message.h"
#include "agent/common/why.h"
#include <stddef.h>
#include <stdint.h>

#define COUNTS_NOT_GIVEN (-1)
#define COUNTS_WHOLE_DAY (-1)
#define COUNTS_MAX 1000000 /* people in a cell */

struct counts_row {
    int line;
    char zone[ID_MAX];
    int64_t day; /* civil, of the place */
    int hour;    /* 0..23, or COUNTS_WHOLE_DAY */
    int64_t present, in, out;
};

struct counts_file {
    const char *path;        /* borrowed */
    struct counts_row *rows; /* by zone, day and hour */
    size_t count;
};

/* 0, or -errno with why ("file:line: ..."). counts_file_clear is due in both cases. */
int counts_file_read(struct counts_file *self, const char *path, struct why *why);
void counts_file_clear(struct counts_file *self);

#endif
