/* Public holidays of France, computed; school holidays, from a table that somebody imported.
 *
 * Codes:
 *   FR      métropole: 11 days
 *   FR-AM   Alsace-Moselle (Bas-Rhin, Haut-Rhin, Moselle): also Good Friday and 26 December
 *   FR-GP   Guadeloupe 27 May          FR-MQ  Martinique 22 May      FR-GF  Guyane 10 June
 *   FR-RE   La Réunion 20 December     FR-YT  Mayotte 27 April       FR-BL  Saint-Barthélemy 9 Oct.
 *   FR-MF   Saint-Martin 28 May (27 May until 2017)                  FR-NC  24 September
 *   FR-WF   28 April, 29 June, 29 July                               FR-PM  as métropole
 *   FR-PF   5 March, Good Friday, 20 November (29 June from 1985 to 2024)
 * (after the dash: ISO 3166 letters, AM is ours). Custom days without a law are left out.
 *
 * Sources: Code du travail L3133-1 and L3422-2, L3134-13 for Alsace-Moselle; 8 May since the law of
 * 2 October 1981; days of the abolition since the decree of 23 November 1983; Easter by the
 * anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8).
 *
 * Pure. Days are civil days (dashboard/civil.h). */
#ifndef LAMPION_PRESENCE_HOLIDAYS_H
#define LAMPION_PRESENCE_HOLIDAYS_H

#include <stddef.h>
#include <stdint.h>

#include "agent/common/why.h"

enum holidays_answer { HOLIDAYS_NO, HOLIDAYS_YES, HOLIDAYS_UNKNOWN };

/* First and last day, both within. */
struct holidays_range {
    int64_t first, last;
};

/* School holidays known for the days of `known`; outside of it nothing is. The ranges are the
 * caller's and must outlive the struct. No table yet: known.first > known.last. */
struct holidays_school {
    struct holidays_range known;
    const struct holidays_range *ranges;
    size_t count;
};

struct holidays {
    const struct holidays_zone *zone;
    struct holidays_school school;
};

/* Without school holidays at first. -EINVAL and the codes there are, if this is none of them. */
int holidays_init(struct holidays *holidays, const char *code, struct why *why);

/* Unknown before 1970 and after 2100. */
enum holidays_answer holidays_public(const struct holidays *holidays, int64_t days);

enum holidays_answer holidays_school(const struct holidays *holidays, int64_t days);

/* Easter Sunday, Gregorian. */
int64_t holidays_easter(int year);

#endif
