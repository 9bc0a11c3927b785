#include "dashboard/presence/hours_scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool continues_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

int hours_scan_column(const struct hours_scan *scan)
{
    int column = 1;
    for (const char *c = scan->text; c < scan->at; c++) {
        column += !continues_character(*c);
    }
    return column;
}

/* What stands at the position, cut after some characters, control characters as '?'. */
static void excerpt(const struct hours_scan *scan, char *out, size_t size)
{
    size_t length = 0;
    while (scan->at[length] && length < size - 1) {
        char c = scan->at[length];
        out[length++] = (unsigned char)c < 0x20 || c == 0x7f ? '?' : c;
    }
    while (length > 0 && continues_character(scan->at[length])) {
        length--;
    }
    out[length] = '\0';
}

int hours_scan_refuse(struct hours_scan *scan, const char *format, ...)
{
    char here[24];
    va_list arguments;
    va_start(arguments, format);
    why_vset(scan->why, EINVAL, format, arguments);
    va_end(arguments);
    excerpt(scan, here, sizeof here);
    int column = hours_scan_column(scan);
    return *here ? why_prefix(scan->why, EINVAL, "column %d, at \"%s\": ", column, here)
                 : why_prefix(scan->why, EINVAL, "column %d, at the end: ", column);
}

static const struct {
    const char *start, *words;
} hints[] = {
    {"||", "a fallback (\"||\") is not understood: write the rule after \";\" or \",\""},
    {"+", "an open end (\"+\") does not say when it closes: write the closing time"},
    {"week", "numbers of weeks are not understood: write dates (Jul 14-Aug 20)"},
    {"easter", "Easter by name is not understood: PH holds Easter Monday, or write dates"},
    {"\xe2\x80\x93", "this is a long dash: write a plain \"-\""},
    {"\xe2\x80\x94", "this is a long dash: write a plain \"-\""},
    {"\xe2\x80\x9c", "comments stand in plain quotes: \"like this\""},
    {"\xc2\xab", "comments stand in plain quotes: \"like this\""},
    {":", "a colon stands only inside a time (09:00): leave it out"},
    {"/", "periods (\"/\") are not understood: write the times or dates out"},
    {"dawn", "dawn and dusk are not understood: sunrise and sunset are"},
    {"dusk", "dawn and dusk are not understood: sunrise and sunset are"},
    {"24/7", "24/7 stands alone at the beginning of a rule"},
    {";", "an empty rule: take the \";\" away"},
};

int hours_scan_refuse_here(struct hours_scan *scan)
{
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
        if (strncmp(scan->at, hints[i].start, strlen(hints[i].start)) == 0) {
            return hours_scan_refuse(scan, "%s", hints[i].words);
        }
    }
    if (is_letter(*scan->at)) {
        return hours_scan_refuse(scan, "this word is not understood here: days are Mo Tu We Th Fr "
                                       "Sa Su, months Jan Feb ... Dec, PH public holidays, SH "
                                       "school holidays, off closed");
    }
    return hours_scan_refuse(scan, "this is not understood here: write like "
                                   "\"Mo-Fr 09:00-12:30,14:00-18:00; Sa[1] 10:00-13:00; PH off\"");
}

void hours_scan_spaces(struct hours_scan *scan)
{
    while (*scan->at == ' ' || *scan->at == '\t') {
        scan->at++;
    }
}

bool hours_scan_is(const struct hours_scan *scan, const char *word)
{
    size_t length = strlen(word);
    return strncmp(scan->at, word, length) == 0 &&
           !(is_letter(word[length - 1]) && is_letter(scan->at[length]));
}

bool hours_scan_take(struct hours_scan *scan, const char *word)
{
    if (!hours_scan_is(scan, word)) {
        return false;
    }
    scan->at += strlen(word);
    hours_scan_spaces(scan);
    return true;
}

/* The index from 1 of the name that stands here, 0 if none does. */
static int name_at(const struct hours_scan *scan, const char *const *names, int count)
{
    for (int i = 0; i < count; i++) {
        if (hours_scan_is(scan, names[i])) {
            return i + 1;
        }
    }
    return 0;
}

static const char *const weekdays[] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

int hours_scan_weekday_at(const struct hours_scan *scan)
{
    return name_at(scan, weekdays, 7);
}

int hours_scan_month_at(const struct hours_scan *scan)
{
    return name_at(scan, months, 12);
}

int hours_scan_take_weekday(struct hours_scan *scan)
{
    int weekday = hours_scan_weekday_at(scan);
    return weekday && hours_scan_take(scan, weekdays[weekday - 1]) ? weekday : 0;
}

int hours_scan_take_month(struct hours_scan *scan)
{
    int month = hours_scan_month_at(scan);
    return month && hours_scan_take(scan, months[month - 1]) ? month : 0;
}

int hours_scan_digits_at(const struct hours_scan *scan)
{
    int digits = 0;
    while (isdigit((unsigned char)scan->at[digits])) {
        digits++;
    }
    return digits;
}

bool hours_scan_year_at(const struct hours_scan *scan)
{
    return hours_scan_digits_at(scan) == 4 && scan->at[4] != ':';
}

bool hours_scan_day_at(const struct hours_scan *scan)
{
    int digits = hours_scan_digits_at(scan);
    return (digits == 1 || digits == 2) && scan->at[digits] != ':';
}

bool hours_scan_clock_at(const struct hours_scan *scan)
{
    int digits = hours_scan_digits_at(scan);
    return (digits && scan->at[digits] == ':') || *scan->at == '(' ||
           hours_scan_is(scan, "sunrise") || hours_scan_is(scan, "sunset");
}

int hours_scan_take_number(struct hours_scan *scan)
{
    int number = 0;
    for (int i = 0; i < 4 && isdigit((unsigned char)*scan->at); i++) {
        number = number * 10 + (*scan->at++ - '0');
    }
    hours_scan_spaces(scan);
    return number;
}
