#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/report/paper.h"
#include <stdio.h>

static bool has_kind(const struct report *report, enum zone_kind kind)
{
    for (size_t i = 0; i < report->zone_count; i++)
        if (report->zones[i].kind == kind)
            return true;
    return false;
}

static bool counts(const struct report *report)
{
    for (size_t i = 0; i < report->zone_count; i++)
        if (report->zones[i].counts)
            return true;
    return has_kind(report, ZONE_HALL);
}

static bool has_sources(const struct place *place)
{
    for (size_t z = 0; z < place->zone_count; z++)
        if (place_unprotected(place, z))
            return true;
    return false;
}

static void part(struct buffer *out, const struct report *report, enum word title, enum word text,
                 const char *a, const char *b)
{
    paper_say(out, report, "h3", title, NULL, NULL);
    paper_say(out, report, "p", text, a, b);
}

/* How long seats are held: "15 min", or from the shortest to the longest. */
static void release(struct buffer *out, const struct report *report)
{
    int64_t least = INT64_MAX, most = 0;
    char text[64];
    for (size_t i = 0; i < report->place->zone_count; i++) {
        const struct place_zone *zone = &report->place->zones[i];
        if (zone->kind != ZONE_SEATS)
            continue;
        least = zone->release_ms < least ? zone->release_ms : least;
        most = zone->release_ms > most ? zone->release_ms : most;
    }
    least = least < most ? least : most;
    int used = snprintf(text, sizeof text, "%lld", (long long)(least / 60000));
    if (least < most)
        used +=
            snprintf(text + used, sizeof text - (size_t)used, "–%lld", (long long)(most / 60000));
    snprintf(text + used, sizeof text - (size_t)used, "\u00a0min");
    buffer_text(out, text);
}

static void counting_error(struct buffer *out, const struct report *report)
{
    const struct indicator_error *error = &report->rules.passages;
    struct buffer low = {0}, high = {0};
    word_number(&low, report->language, 100 * error->miss_low, 1);
    word_number(&high, report->language, 100 * error->miss_high, 1);
    part(out, report, WORD_METHOD_ERROR,
         error->known ? WORD_METHOD_ERROR_TEXT : WORD_METHOD_ERROR_NONE, buffer_peek(&low),
         buffer_peek(&high));
    buffer_free(&low);
    buffer_free(&high);
}

void paper_method(struct buffer *out, const struct report *report)
{
    struct buffer text = {0};
    paper_section(out, report, "method", WORD_METHOD);
    buffer_text(out, "<div class=\"prose\">\n");
    if (has_kind(report, ZONE_SEATS)) {
        release(&text, report);
        part(out, report, WORD_METHOD_SEATS, WORD_METHOD_SEATS_TEXT, buffer_peek(&text), NULL);
    }
    if (has_kind(report, ZONE_ROOM))
        part(out, report, WORD_METHOD_ROOMS, WORD_METHOD_ROOMS_TEXT, NULL, NULL);
    if (counts(report)) {
        part(out, report, WORD_METHOD_DOORS, WORD_METHOD_DOORS_TEXT, NULL, NULL);
        part(out, report, WORD_METHOD_VISIT, WORD_METHOD_VISIT_TEXT, NULL, NULL);
    }
    if (has_sources(report->place))
        part(out, report, WORD_METHOD_SOURCES, WORD_METHOD_SOURCES_TEXT, NULL, NULL);
    part(out, report, WORD_METHOD_UNKNOWN, WORD_METHOD_UNKNOWN_TEXT, NULL, NULL);
    if (counts(report))
        counting_error(out, report);
    part(out, report, WORD_METHOD_COMPARED, WORD_METHOD_COMPARED_TEXT, NULL, NULL);
    part(out, report, WORD_METHOD_NOT, WORD_METHOD_NOT_TEXT, NULL, NULL);
    part(out, report, WORD_METHOD_NAMES, WORD_METHOD_NAMES_TEXT, NULL, NULL);
    buffer_text(out, "</div>\n</section>\n");
    buffer_free(&text);
}
