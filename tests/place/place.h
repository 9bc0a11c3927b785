/* The simulated place: sensor traces and the truth of some days, or door traces from counts.
 *
 * In DIR: desks.csv, meeting.csv, entrance.csv (traces) and truth.csv; README.md has the formats.
 */
#ifndef LAMPION_TESTS_PLACE_PLACE_H
#define LAMPION_TESTS_PLACE_PLACE_H

#include <stddef.h>

#include "tests/place/options.h"

/* Writes all files of `options`, making the folder if there is none; files of these names are
 * replaced. 0, or -errno with `why` telling a person. */
int place_write(const struct options *options, char *why, size_t why_size);

#endif
