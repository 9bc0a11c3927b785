/* The small-number rule, with complementary suppression. Pure.
 *
 * What is finest is a zone and an hour. A cell (a zone in an hour, or on a local day) in which
 * 0 < people < minimum is withheld: people at once, people who came in, or people who went out.
 * Never by hour: a zone with fewer seats (or places) than the minimum, and one whose people
 * nobody counts. Then what subtraction would tell is withheld too:
 * - zones of a hall on a day: a withheld one is never alone; a second, the least used, goes with
 *   it, or else the day of the hall;
 * - hours of a day: a withheld one is never alone; the least of the others goes with it. Outside
 *   opening a withheld hour leaves the day's sums too, for those give opening hours apart
 *   (passages: where they are of a few people);
 * - zones of a hall by hour: two of them are given by day only, or, where there are no three, the
 *   hall is withheld in the same hours.
 * A withheld day is in no sum over days. The rules look at one local day at a time, so that the
 * same day is given or withheld whatever the period: periods that overlap tell nothing more. There
 * is no total of the place; people in a hall who are in none of its zones belong to no cell.
 *
 * Its limit: one report at a time. When events come late, a report of the same days that was made
 * before differs in the cells of the late sensors, and be it one seat, the difference is its hours.
 * Only withholding every cell with a silent sensor, or coarse rounding, would hide that, and with
 * them what a report is for; so it is said: here, in the metadata, and by `lampion report` when it
 * makes a second one. tests/report/attack.py shows that it is that much and no more. */
#ifndef LAMPION_REPORT_SUPPRESS_H
#define LAMPION_REPORT_SUPPRESS_H

#include "dashboard/report/report.h"

/* Of the days and hours of all zones together, day by day. `complementary`: false only for the
 * test that must fail then. */
void suppress(struct report_zone *zones, size_t count, int64_t minimum, bool complementary);

#define SUPPRESS_RULE                                                                              \
    "cells by zone and day or hour with 0 < people < minimum_count are withheld (empty), and "     \
    "with them the next least ones, so that no subtraction between hours and days, zones and "     \
    "halls, or overlapping periods can tell them; zones with fewer than minimum_count places, "    \
    "and zones without a head count, are given by day only; withheld days are in no sum; two "     \
    "reports of the same days, events having come in between, differ by what came"

#endif
