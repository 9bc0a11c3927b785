/* What health keeps of one sensor, and the findings that its own behaviour makes. Pure; used by
 * health.c only. */
#ifndef LAMPION_PRESENCE_HEALTH_SUBJECT_H
#define LAMPION_PRESENCE_HEALTH_SUBJECT_H

#include "dashboard/presence/absence.h"
#include "dashboard/presence/health.h"

enum subject_role { SUBJECT_NONE, SUBJECT_SEAT, SUBJECT_MOTION, SUBJECT_DOOR };

/* Findings that stand, and those that were told. */
struct marks {
    unsigned standing, told; /* bits of enum health_kind */
    int64_t since_ms[HEALTH_KINDS];
};

/* Times are 0 while there is none. */
struct subject {
    enum subject_role role;
    size_t zone;        /* that it serves; a door: that it leads to, or from */
    int64_t gap_ms;     /* a use begins after so long without */
    bool known, value;  /* value: as last known */
    bool counts;        /* people: nobody for weeks, or somebody all day, is nothing unusual */
    int64_t unknown_ms; /* since when it is not known */
    int64_t high_ms, freed_ms;
    int64_t longest_ms; /* in use without a change */
    int64_t begun_ms;   /* first known */
    double bucket;
    int64_t bucket_ms;
    struct absence absence;
    bool has_totals, only_door, has_both;
    char epoch[EPOCH_MAX];
    int64_t in, out, day_in, day_out;
    struct marks marks;
    bool suspect;
};

/* What a reading told that it had not before. */
struct subject_news {
    bool use; /* somebody came where nobody was */
    int64_t in, out;
};

bool marks_has(const struct marks *self, enum health_kind kind);
/* Begins or ends a finding; one that stands keeps its since. */
void marks_set(struct marks *self, enum health_kind kind, bool stands, int64_t since_ms);

struct subject_news subject_read(struct subject *self, const struct reading *reading,
                                 int64_t now_ms);
/* Known, and nobody has been there for longer than a short absence. */
bool subject_is_free(const struct subject *self, int64_t now_ms);

/* `open_ms`, `closed_ms`: since when the place is, 0 when it is not. */
void subject_update(struct subject *self, int64_t open_ms, int64_t closed_ms, int64_t now_ms);
/* A door's day is over. */
void subject_end_day(struct subject *self, int64_t now_ms);

#endif
