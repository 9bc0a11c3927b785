#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/report/paper.h"
#include "dashboard/report/words.h"

#include <string.h>

static void definitions(struct buffer *out, const struct report *report)
{
    static const enum word columns[] = {WORD_FIGURE, WORD_FORMULA, WORD_UNIT, WORD_COUNT};
    const struct report_words *words = report_words(report->language);
    paper_section(out, report, "definitions", WORD_DEFINITIONS);
    paper_say(out, report, "p", WORD_DEFINITIONS_MORE, NULL, NULL);
    buffer_text(out, "<table class=\"definitions\">");
    paper_head(out, report, word(report->language, WORD_DEFINITIONS), columns);
    for (int i = 0; i < INDICATOR_COUNT; i++)
        html_write(out,
                   "<tr><th scope=\"row\">%s <code>%s</code></th><td>%s</td><td>%s</td></tr>\n",
                   words->indicators[i].label, indicator_info(i)->name, words->indicators[i].means,
                   paper_words(report->language)->units[indicator_info(i)->unit]);
    buffer_text(out, "</tbody></table>\n</section>\n");
}

/* Days and hours that the small-number rule keeps back. */
static int64_t withheld(const struct report *report)
{
    int64_t cells = 0;
    for (size_t i = 0; i < report->zone_count; i++)
        cells += (int64_t)(report->zones[i].days_withheld + report->zones[i].hours_withheld);
    return cells;
}

static void privacy(struct buffer *out, const struct report *report)
{
    enum language language = report->language;
    int64_t cells = withheld(report);
    char number[LANG_NUMBER_MAX];
    paper_section(out, report, "privacy", WORD_PRIVACY);
    paper_say(out, report, "p", WORD_PRIVACY_TEXT, NULL, NULL);
    buffer_text(out, "<p>");
    if (report->minimum_count > 1)
        paper_say(out, report, NULL, WORD_PRIVACY_RULE,
                  lang_number(language, report->minimum_count, number), NULL);
    else
        paper_say(out, report, NULL, WORD_PRIVACY_NO_RULE, NULL, NULL);
    if (report->minimum_count > 1) {
        bool one = cells == 1 || (cells == 0 && language == LANGUAGE_FR);
        buffer_text(out, " ");
        paper_say(out, report, NULL, one ? WORD_PRIVACY_CELLS_ONE : WORD_PRIVACY_CELLS_MANY,
                  lang_number(language, cells, number), NULL);
    }
    if (cells > 0) {
        buffer_text(out, " ");
        paper_say(out, report, NULL, WORD_PRIVACY_SEATS, NULL, NULL);
    }
    buffer_text(out, "</p>\n</section>\n");
}

/* A value as people read it; settings.c and installation.c have those that are words. */
static const char *said(const struct report *report, const char *value)
{
    if (strcmp(value, "not said") == 0)
        return word(report->language, WORD_HOURS_UNSAID);
    if (strcmp(value, "set") == 0)
        return word(report->language, WORD_SET);
    return strcmp(value, "none") == 0 ? word(report->language, WORD_NONE) : value;
}

static void settings(struct buffer *out, const struct report *report)
{
    static const enum word columns[] = {WORD_SETTING, WORD_VALUE, WORD_STANDARD, WORD_COUNT};
    paper_section(out, report, "settings", WORD_SETTINGS);
    if (report->setting_count == 0) {
        paper_say(out, report, "p", WORD_SETTINGS_NONE, NULL, NULL);
        buffer_text(out, "</section>\n");
        return;
    }
    buffer_text(out, "<table class=\"settings\">");
    paper_head(out, report, word(report->language, WORD_SETTINGS_MORE), columns);
    for (size_t i = 0; i < report->setting_count; i++) {
        const struct report_setting *setting = &report->settings[i];
        html_write(out, "<tr><th scope=\"row\"><code>%s</code></th><td>%s</td><td>%s</td></tr>\n",
                   setting->key, said(report, setting->value), said(report, setting->standard));
    }
    buffer_text(out, "</tbody></table>\n</section>\n");
}

static void reproduce(struct buffer *out, const struct report *report)
{
    char period[PERIOD_TEXT_MAX], compared[PERIOD_TEXT_MAX];
    period_format(&report->period, period);
    period_format(&report->compared, compared);
    paper_section(out, report, "reproduce", WORD_REPRODUCE);
    paper_say(out, report, "p", WORD_REPRODUCE_TEXT, NULL, NULL);
    html_write(out,
               "<pre><code>lampion report --period %s --against %s --lang %s --format html "
               "-o …</code></pre>\n</section>\n",
               period, compared, lang_code(report->language));
}

void paper_end(struct buffer *out, const struct report *report)
{
    definitions(out, report);
    privacy(out, report);
    settings(out, report);
    reproduce(out, report);
}
