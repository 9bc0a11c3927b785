#include "dashboard/page/usual_value.h"

#include "dashboard/page/html.h"

double usual_top(const struct outlook_zone *zone)
{
    if (zone->measure == OUTLOOK_USE) {
        return 1;
    }
    double top = zone->measure == OUTLOOK_TAKEN ? (double)zone->seats : 1;
    for (size_t q = 0; q < zone->quarter_count; q++) {
        const struct outlook_quarter *quarter = &zone->quarters[q];
        top = quarter->p90 > top ? (double)quarter->p90 : top;
        top = quarter->today > top ? (double)quarter->today : top;
    }
    return top < 1 ? 1 : top;
}

void usual_words(struct buffer *out, enum language language, enum outlook_measure measure,
                 float value)
{
    char number[LANG_NUMBER_MAX];
    if (value < 0) {
        buffer_text(out, lang_text(language, value <= OUTLOOK_FEW ? TEXT_FEW : TEXT_NOT_KNOWN));
    } else if (measure == OUTLOOK_USE) {
        int64_t percent = (int64_t)((double)value * 100 + 0.5);
        lang_write(out, language, TEXT_PERCENT, lang_number(language, percent, number), NULL);
    } else {
        buffer_text(out, lang_number(language, (int64_t)((double)value + 0.5), number));
    }
}

void usual_caption(struct buffer *out, const struct view *view, const struct outlook_zone *zone,
                   enum text about)
{
    struct buffer basis = {0};
    lang_count(&basis, view->language, TEXT_LATER_BASIS_ONE, zone->days);
    html_write(out, "<p class=caption>%s, %s. %s</p>\n",
               lang_text(view->language, TEXT_MEASURE_TAKEN + zone->measure), buffer_peek(&basis),
               lang_text(view->language, about));
    buffer_free(&basis);
}
