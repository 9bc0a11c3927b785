/* School holidays from a CSV file: the French Ministry's "calendrier scolaire"
 * (data.education.gouv.fr, with labels or field names as headers), or a plain form.
 *
 *   Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire
 *   description;population;start_date;end_date;location;zones;annee_scolaire
 *       A date is the midnight at which the day begins (2025-10-17T22:00:00+00:00), or the day; the
 * end is the day school begins again. Rows for teachers alone are left out. "Zone B" becomes FR-B;
 *       each row also counts for its académie.
 *   zone,from,to,name
 *       Days (2026-02-14), both within.
 *
 * Separated by ";" or ",", UTF-8 with or without a mark, quotes as RFC 4180 has them, no line
 * breaks within. */
#ifndef LAMPION_SCHOOL_FILE_H
#define LAMPION_SCHOOL_FILE_H

#include "dashboard/history/school.h"

struct school_file {
    struct school_holiday *all;
    size_t count;
};

/* 0, or -errno with why ("file:line: ..."). school_file_clear is due in both cases. */
int school_file_read(struct school_file *self, const char *path, struct why *why);
void school_file_clear(struct school_file *self);

#endif
