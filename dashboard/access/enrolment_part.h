/* What the files of enrolment share. */
#ifndef LAMPION_ACCESS_ENROLMENT_PART_H
#define LAMPION_ACCESS_ENROLMENT_PART_H

#include "dashboard/access/enrolment.h"

struct enrolment {
    struct enrolment_config config;
    char *folder, *roll_path;
    int lock;
    struct authority *authority;
    struct roll roll;
};

/* Writes the roll, then the list of what is revoked, where a broker of ours reads it. */
int enrolment_save(struct enrolment *self, struct why *why);

/* When what is made now ends. */
int64_t enrolment_end(const struct enrolment *self);

#endif
