/* Charts as inline SVG: series in, text out, each with its table. Pure.
 *
 * They are read in black and white: what is known is solid ink, what was seen in part an outline,
 * what nobody observed is hatched over the whole height (never a gap that reads as nothing), what
 * is withheld is dotted. Widths are in CSS pixels of a view box that fills its column. A chart
 * without points writes nothing: say so in words instead. */
#ifndef LAMPION_PAGE_CHART_H
#define LAMPION_PAGE_CHART_H

#include "dashboard/page/buffer.h"
#include <stdbool.h>
#include <stddef.h>

enum chart_state {
    CHART_GIVEN,
    CHART_PARTLY,   /* a value, of less than was asked for */
    CHART_UNKNOWN,  /* not observed */
    CHART_WITHHELD, /* observed, not told */
    CHART_CLOSED,   /* nothing to observe */
    CHART_STATES
};

/* Texts are plain, never NULL, and are escaped here. */
struct chart_point {
    const char *tick;  /* beside its bar; "": none */
    const char *name;  /* in full, the head of its row in the table */
    const char *words; /* its value as it is said */
    const char *note;  /* "": none */
    double value;      /* 0..top; GIVEN and PARTLY */
    enum chart_state state;
};

struct chart {
    const char *id;                   /* of the page, [a-z0-9-]+ */
    const char *title, *about;        /* what it is; what it shows, for who does not see it */
    const char *head[3];              /* of the table's columns: name, words, note */
    const char *scale[3];             /* words for nothing, half of the top, the top */
    const char *states[CHART_STATES]; /* for the legend; GIVEN and CLOSED: not used */
    double top;                       /* > 0, see chart_top */
    const struct chart_point *points;
    size_t count;
};

#define CHART_DAYS 7
#define CHART_HOURS 24

/* How busy the hours of a week are. */
struct chart_heat {
    const char *id, *title, *about;
    const char *days[CHART_DAYS];   /* heads of the rows */
    const char *hours[CHART_HOURS]; /* heads of the columns */
    const char *states[CHART_STATES];
    int first, last; /* hours that are drawn, both within */
    double top;      /* what is darkest, 0..1, see chart_top */
    struct {
        double value; /* 0..1 */
        enum chart_state state;
    } cells[CHART_DAYS][CHART_HOURS];
};

/* The least of 1, 2, 4, 6, 8, 10, 20 ... that holds `greatest`; 1 for nothing: whole numbers, so
 * that half of it is one, too (or 0.5). */
double chart_top(double greatest);

/* The patterns, once a page, before the first chart. */
void chart_define(struct buffer *out);

/* Upright, along time. Ticks that would touch are left out; where there is room each bar has its
 * words above it. */
void chart_bars(struct buffer *out, const struct chart *chart);

void chart_rows(struct buffer *out, const struct chart *chart);  /* lying, to compare */
void chart_table(struct buffer *out, const struct chart *chart); /* of either */
void chart_heat(struct buffer *out, const struct chart_heat *heat);

#endif
