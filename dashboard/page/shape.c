#include "dashboard/page/shape.h"

#include "dashboard/page/html.h"

/* Attributes of numbers and names of ours go without quotes: an update counts every byte.
 *
 * Each drawn in a square of 16, in the colour of its text. */
static const struct {
    const char *name, *drawing;
} shapes[SHAPE_COUNT] = {
    [SHAPE_UNKNOWN] = {"unknown",
                       "<circle cx=\"8\" cy=\"8\" r=\"5.5\" stroke-dasharray=\"2.6 1.72\"/>"
                       "<path d=\"M5.4 10.6l5.2-5.2M4.9 7.7l2.8-2.8M8.3 11.1l2.8-2.8\" "
                       "stroke-width=\"1\"/>"},
    [SHAPE_FREE] = {"free", "<circle cx=\"8\" cy=\"8\" r=\"5.5\"/>"},
    [SHAPE_BUSY] = {"busy", "<circle cx=\"8\" cy=\"8\" r=\"5.5\"/>"
                            "<path d=\"M8 2.5a5.5 5.5 0 0 0 0 11z\" fill=\"currentColor\"/>"},
    [SHAPE_FULL] = {"full", "<circle cx=\"8\" cy=\"8\" r=\"5.5\" fill=\"currentColor\"/>"},
    [SHAPE_HELD] = {"held", "<circle cx=\"8\" cy=\"8\" r=\"5.5\"/>"
                            "<circle cx=\"8\" cy=\"8\" r=\"1.2\" fill=\"currentColor\"/>"},
    [SHAPE_TAKEN] = {"taken", "<circle cx=\"8\" cy=\"8\" r=\"5.5\" fill=\"currentColor\"/>"},
    [SHAPE_CLOSED] = {"closed", "<path d=\"M3 8h10\"/>"},
};

const char *shape_class(enum shape shape)
{
    return shapes[shape].name;
}

void shapes_define(struct buffer *out)
{
    buffer_text(out, "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\">");
    for (size_t i = 0; i < SHAPE_COUNT; i++) {
        html_write(out,
                   "<symbol id=\"s-%s\" viewBox=\"0 0 16 16\" fill=\"none\" "
                   "stroke=\"currentColor\" stroke-width=\"2\">",
                   shapes[i].name);
        buffer_text(out, shapes[i].drawing);
        html_write(out,
                   "</symbol><pattern id=\"t-%s\" class=\"%s\" width=\"1\" height=\"1\" "
                   "patternUnits=\"userSpaceOnUse\"><use href=\"#s-%s\" width=\"1\" "
                   "height=\"1\"/></pattern>",
                   shapes[i].name, shapes[i].name, shapes[i].name);
    }
    buffer_text(out, "</svg>");
}

void shape_write(struct buffer *out, enum shape shape)
{
    html_write(out, "<svg aria-hidden=true><use href=#s-%s /></svg>", shapes[shape].name);
}

static int64_t columns_of(int64_t seats)
{
    int64_t columns = seats <= 120 ? 12 : seats <= 480 ? 24 : 48;
    return seats < columns ? seats : columns;
}

/* One state's seats from place `at` on, as one tiled rectangle a row. */
static int64_t run_write(struct buffer *out, enum shape shape, int64_t at, int64_t count,
                         int64_t columns)
{
    int64_t end = at + count;
    while (at < end) {
        int64_t column = at % columns;
        int64_t width = columns - column < end - at ? columns - column : end - at;
        int64_t height = 1;
        if (column == 0 && width == columns) {
            height = (end - at) / columns;
        }
        html_write(out, "<rect x=%lld y=%lld width=%lld height=%lld fill=url(#t-%s) />",
                   (long long)column, (long long)(at / columns), (long long)width,
                   (long long)height, shapes[shape].name);
        at += width * height;
    }
    return end;
}

void shape_seats(struct buffer *out, int64_t free, int64_t held, int64_t taken, int64_t unknown)
{
    int64_t seats = free + held + taken + unknown;
    if (seats <= 0) {
        return;
    }
    int64_t columns = columns_of(seats);
    int64_t rows = (seats + columns - 1) / columns;
    html_write(out, "<svg class=seats width=%lld viewBox=\"0 0 %lld %lld\" aria-hidden=true>",
               (long long)columns * 28, (long long)columns, (long long)rows);
    int64_t at = run_write(out, SHAPE_FREE, 0, free, columns);
    at = run_write(out, SHAPE_HELD, at, held, columns);
    at = run_write(out, SHAPE_TAKEN, at, taken, columns);
    run_write(out, SHAPE_UNKNOWN, at, unknown, columns);
    buffer_text(out, "</svg>");
}
