#include "dashboard/report/paper_words.h"

#include "dashboard/civil.h"
#include "dashboard/page/lang_tables.h"
#include "dashboard/page/moment.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NBSP "\u00a0"

static const char *const short_months[LANGUAGE_COUNT][12] = {
    [LANGUAGE_FR] = {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.",
                     "oct.", "nov.", "déc."},
    [LANGUAGE_EN] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                     "Dec"},
};
static const char *const short_days[LANGUAGE_COUNT][7] = {
    [LANGUAGE_FR] = {"lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."},
    [LANGUAGE_EN] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
};

const struct paper_words *paper_words(enum language language)
{
    return language == LANGUAGE_FR ? &paper_words_fr : &paper_words_en;
}

const char *word(enum language language, enum word word)
{
    return paper_words(language)->words[word];
}

void word_write(struct buffer *out, enum language language, enum word word, const char *a,
                const char *b)
{
    const char *from = paper_words(language)->words[word];
    for (const char *at = strchr(from, '{'); at; at = strchr(from, '{')) {
        const char *value = at[1] == 'a' ? a : b;
        buffer_add(out, from, (size_t)(at - from));
        buffer_text(out, value ? value : "");
        from = at + strlen("{a}");
    }
    buffer_text(out, from);
}

void word_number(struct buffer *out, enum language language, double value, int decimals)
{
    char whole[LANG_NUMBER_MAX], digits[64];
    snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
    bool negative = value < 0 && strspn(digits, "0.") < strlen(digits);
    char *point = strchr(digits, '.');
    if (point)
        *point = '\0';
    buffer_text(out, negative ? "−" : "");
    buffer_text(out, lang_number(language, strtoll(digits, NULL, 10), whole));
    if (point) {
        buffer_text(out, paper_words(language)->decimal);
        buffer_text(out, point + 1);
    }
}

void word_percent(struct buffer *out, enum language language, double percent, int decimals)
{
    word_number(out, language, percent, decimals);
    buffer_text(out, paper_words(language)->measures[UNIT_PERCENT]);
}

void word_share(struct buffer *out, enum language language, double share)
{
    double percent = share >= 1 ? 100 : floor(1000 * share) / 10;
    word_percent(out, language, percent, percent > 99 && percent < 100 ? 1 : 0);
}

void word_value(struct buffer *out, enum language language, enum indicator_unit unit, double value)
{
    bool fraction = unit == UNIT_PERCENT || unit == UNIT_HOURS || unit == UNIT_SEAT_HOURS;
    word_number(out, language, value, fraction && fabs(value) < 100 ? 1 : 0);
    buffer_text(out, paper_words(language)->measures[unit]);
}

static void date(struct buffer *out, enum language language, const struct civil *civil,
                 const char *month)
{
    char text[16];
    snprintf(text, sizeof text, "%d", civil->day);
    buffer_text(out, text);
    buffer_text(out, language == LANGUAGE_FR && civil->day == 1 ? "er" : "");
    buffer_text(out, NBSP);
    buffer_text(out, month);
}

void word_day(struct buffer *out, enum language language, int64_t civil_day)
{
    const struct lang_table *lang = lang_table(language);
    struct civil civil = civil_from_days(civil_day);
    char year[24];
    buffer_text(out, lang->weekdays[civil_weekday(civil_day) - 1]);
    buffer_text(out, NBSP);
    date(out, language, &civil, lang->months[civil.month - 1]);
    snprintf(year, sizeof year, NBSP "%d", civil.year);
    buffer_text(out, year);
}

void word_day_short(struct buffer *out, enum language language, int64_t civil_day)
{
    struct civil civil = civil_from_days(civil_day);
    buffer_text(out, short_days[language][civil_weekday(civil_day) - 1]);
    buffer_text(out, NBSP);
    date(out, language, &civil, short_months[language][civil.month - 1]);
}

void word_date_short(struct buffer *out, enum language language, int64_t civil_day)
{
    struct civil civil = civil_from_days(civil_day);
    date(out, language, &civil, short_months[language][civil.month - 1]);
}

void word_month(struct buffer *out, enum language language, int month, int year)
{
    char text[24];
    buffer_text(out,
                year ? lang_table(language)->months[month - 1] : short_months[language][month - 1]);
    snprintf(text, sizeof text, NBSP "%d", year);
    buffer_text(out, year ? text : "");
}

void word_hour(struct buffer *out, enum language language, int hour)
{
    char text[24];
    snprintf(text, sizeof text, language == LANGUAGE_FR ? "%d" NBSP "h" : "%02d:00", hour);
    buffer_text(out, text);
}

void word_moment(struct buffer *out, const struct report *report, int64_t utc_ms)
{
    struct zonetime_local local;
    char year[24];
    zonetime_local(report->zonetime, utc_ms, &local);
    word_day_short(out, report->language, local.days);
    snprintf(year, sizeof year, NBSP "%d", local.year);
    if (civil_from_days(report->period.first).year != civil_from_days(report->period.last).year)
        buffer_text(out, year);
    buffer_text(out, report->language == LANGUAGE_FR ? " à" NBSP : ", ");
    moment_clock(out, report->language, report->zonetime, utc_ms, false);
}

void word_until(struct buffer *out, const struct report *report)
{
    struct zonetime_local local;
    zonetime_local(report->zonetime, report->settled_until_ms, &local);
    bool whole = zonetime_day_start_ms(report->zonetime, local.days) == report->settled_until_ms;
    struct civil civil = civil_from_days(local.days - whole);
    char year[24];
    snprintf(year, sizeof year, NBSP "%d", civil.year);
    date(out, report->language, &civil, lang_table(report->language)->months[civil.month - 1]);
    buffer_text(out, year);
    if (whole)
        return;
    buffer_text(out, report->language == LANGUAGE_FR ? " à" NBSP : ", ");
    moment_clock(out, report->language, report->zonetime, report->settled_until_ms, false);
}

static void days_from_to(struct buffer *out, enum language language, const struct period *period)
{
    struct buffer a = {0}, b = {0};
    word_day(&a, language, period->first);
    word_day(&b, language, period->last);
    word_write(out, language, WORD_FROM_TO, buffer_peek(&a), buffer_peek(&b));
    buffer_free(&a);
    buffer_free(&b);
}

static const char *ordinal(enum language language, int number)
{
    static const char *const fr[] = {"1er", "2e", "3e", "4e"};
    static const char *const en[] = {"First", "Second", "Third", "Fourth"};
    return (language == LANGUAGE_FR ? fr : en)[(number - 1) & 3];
}

void word_period(struct buffer *out, enum language language, const struct period *period)
{
    char year[24], number[40];
    snprintf(year, sizeof year, "%d", period->year);
    snprintf(number, sizeof number, "%d", period->number);
    switch (period->kind) {
    case PERIOD_WEEK:
        word_write(out, language, WORD_WEEK, number, year);
        break;
    case PERIOD_MONTH:
        buffer_text(out, lang_table(language)->months[(period->number - 1) % 12]);
        buffer_text(out, NBSP);
        buffer_text(out, year);
        break;
    case PERIOD_QUARTER:
        word_write(out, language, WORD_QUARTER, ordinal(language, period->number), year);
        break;
    case PERIOD_YEAR:
        word_write(out, language, WORD_YEAR, year, NULL);
        break;
    case PERIOD_SCHOOL_YEAR:
        snprintf(number, sizeof number, "%d", period->year + 1);
        word_write(out, language, WORD_SCHOOL_YEAR, year, number);
        break;
    default:
        if (period->first == period->last)
            word_day(out, language, period->first);
        else
            days_from_to(out, language, period);
    }
}
