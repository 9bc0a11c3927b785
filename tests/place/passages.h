/* Door traces from counts: turns "n people in the half hour from t" into passages of the beams.
 *
 * The file has rows `t_seconds,direction,n`: whole seconds from the trace's start in rising order,
 * `in` or `out`, 0 to PASSAGES_MAX people. A first row of these three names, empty lines and lines
 * that begin with `#` are allowed. The people of all rows of one time pass single file, evenly
 * spaced within the following half hour, each before it ends; ways in and out are mixed evenly. */
#ifndef LAMPION_TESTS_PLACE_PASSAGES_H
#define LAMPION_TESTS_PLACE_PASSAGES_H

#include <stddef.h>

#include "tests/place/options.h"

/* In both directions together, in a half hour. */
#define PASSAGES_MAX 800

/* Writes DIR/entrance.csv and DIR/truth.csv (its passes only), with clean waveforms.
 * 0, or -errno with `why` naming file and line. */
int passages_write(const struct options *options, char *why, size_t why_size);

#endif
