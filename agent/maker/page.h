/* The page of `watch`: what stands on the terminal at one moment. From plain data to text; knows
 * neither lines nor terminal. */
#ifndef LAMPION_AGENT_MAKER_PAGE_H
#define LAMPION_AGENT_MAKER_PAGE_H

#include "agent/common/message.h"
#include "agent/config.h"
#include "agent/maker/strip.h"
#include "agent/maker/tongue.h"

#define PAGE_NEWS_MS 60000 /* how long a fault that has passed is still shown */
#define PAGE_ROWS_MIN 6
#define PAGE_COLUMNS_MIN 40

struct page_line {
    int level; /* electrical */
    struct strip strip;
};

struct page_sensor {
    struct sensor_word word;
    char news[FAULT_MAX]; /* the last fault that was said; empty: none */
    int64_t news_ms;
};

/* All times are the board's. */
struct page {
    const struct agent_config *config;
    const struct page_line *lines;     /* one a request */
    const struct page_sensor *sensors; /* one a sensor */
    int64_t now_ms, began_ms;
    const char *clock;  /* the time of day, as text */
    const char *source; /* "raspberry-pi-4", "T.csv" */
    double edges_a_second;
};

struct page_style {
    enum tongue tongue;
    bool wide; /* more than ASCII */
    bool colour;
    int columns, rows; /* of the terminal */
};

/* Rows of all sensors. */
int page_height(const struct page *self);
/* Rows that fit at once. */
int page_room(const struct page_style *style);

/* Writes rows `first`.. as style->rows rows with "\r\n" between; every row ends with what clears
 * its rest (ESC [ K). Not longer than style->columns. */
void page_draw(const struct page *self, const struct page_style *style, int first, FILE *out);

/* What the driver concludes, in words, without its faults: "taken for 4 min". */
void page_verdict(const struct page *self, size_t sensor, enum tongue tongue, char *text,
                  size_t size);
/* The name of a level in the words of its kind: "taken". */
const char *page_level_name(const struct driver *driver, int value, enum tongue tongue);
/* A line's name among its sensor's ("outer"), "" where it has one line. */
const char *page_line_name(const struct driver *driver, size_t line);

#endif
