#include "hw/trace.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#define SECONDS_MAX 10000000000 /* 300 years: more is a unit mistaken */

void trace_start(struct trace *self, FILE *file, const char *path)
{
    *self = (struct trace){.file = file, .path = path};
}

__attribute__((format(printf, 3, 4))) static int trace_refuse(const struct trace *self, char *why,
                                                              const char *format, ...)
{
    int used = snprintf(why, LINES_WHY_MAX, "%s:%lu: ", self->path, self->row);
    va_list arguments;
    va_start(arguments, format);
    if (used < LINES_WHY_MAX)
        vsnprintf(why + used, (size_t)(LINES_WHY_MAX - used), format, arguments);
    va_end(arguments);
    return -EINVAL;
}

/* Reads a row without its comment and the blanks around it. 1, 0 at the end, or -errno. */
static int trace_read(struct trace *self, char text[TRACE_ROW_MAX + 1], char *why)
{
    size_t length = 0;
    bool comment = false, any = false, zero = false;
    int c;
    self->row++;
    while ((c = getc(self->file)) != EOF && c != '\n') {
        any = true;
        comment |= c == '#';
        zero |= c == 0;
        if (comment || (length == 0 && isspace(c)))
            continue;
        if (length == TRACE_ROW_MAX)
            return trace_refuse(self, why, "row longer than %d characters", TRACE_ROW_MAX);
        text[length++] = (char)c;
    }
    if (ferror(self->file)) {
        trace_refuse(self, why, "cannot be read: %s", strerror(errno));
        return -EIO;
    }
    if (zero)
        return trace_refuse(self, why, "a zero byte: this is no text file");
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    text[length] = 0;
    return c == EOF && !any ? 0 : 1;
}

/* `width` digits, or -1. */
static int digits(const char *text, int width)
{
    int value = 0;
    for (int i = 0; i < width; i++) {
        if (!isdigit((unsigned char)text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

/* Days from 1970-01-01, Gregorian (H. Hinnant, "chrono-compatible low-level date algorithms"). */
static int64_t days_from_civil(int year, int month, int day)
{
    year -= month <= 2;
    int era = year / 400; /* years 0000 to 9999 only */
    int of_era = year - era * 400;
    int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return (int64_t)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* ".25" → microseconds; moves `*text` behind it. Nothing is 0; a dot without digits is -1. */
static int64_t fraction_us(const char **text)
{
    if (**text != '.')
        return 0;
    const char *digit = *text + 1;
    if (!isdigit((unsigned char)*digit))
        return -1;
    int64_t us = 0;
    for (int64_t unit = 100000; isdigit((unsigned char)*digit); digit++, unit /= 10)
        us += unit * (*digit - '0');
    *text = digit;
    return us;
}

/* "2026-10-05T06:00:00.25Z" → microseconds since the Unix epoch. */
static int parse_wall(const char *text, int64_t *us)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != form[i])
            return -EINVAL;
    int year = digits(text, 4), month = digits(text + 5, 2), day = digits(text + 8, 2);
    int hour = digits(text + 11, 2), minute = digits(text + 14, 2), second = digits(text + 17, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_of(year, month) || hour > 23 ||
        minute > 59 || second > 59)
        return -EINVAL;
    text += sizeof form - 1;
    int64_t fraction = fraction_us(&text);
    if (fraction < 0 || strcmp(text, "Z") != 0)
        return -EINVAL;
    int64_t minutes = (days_from_civil(year, month, day) * 24 + hour) * 60 + minute;
    *us = (minutes * 60 + second) * 1000000 + fraction;
    return 0;
}

/* "12.345" → microseconds. */
static int parse_seconds(const char *text, int64_t *us)
{
    int64_t seconds = 0;
    if (!isdigit((unsigned char)*text))
        return -EINVAL;
    for (; isdigit((unsigned char)*text); text++) {
        seconds = seconds * 10 + (*text - '0');
        if (seconds > SECONDS_MAX)
            return -EINVAL;
    }
    int64_t fraction = fraction_us(&text);
    if (fraction < 0 || *text)
        return -EINVAL;
    *us = seconds * 1000000 + fraction;
    return 0;
}

/* The time of a row in microseconds since the trace's start. */
static int trace_time(struct trace *self, const char *text, int64_t *us, char *why)
{
    enum trace_form form = TRACE_FORM_SECONDS;
    if (parse_seconds(text, us) < 0) {
        form = TRACE_FORM_WALL;
        if (parse_wall(text, us) < 0)
            return trace_refuse(self, why,
                                "t is \"%s\": write seconds (12.5) or RFC 3339 in UTC "
                                "(2026-10-05T06:00:00Z)",
                                text);
    }
    if (self->form == TRACE_FORM_OPEN) {
        self->form = form;
        self->origin_us = form == TRACE_FORM_WALL ? *us : 0;
        self->origin_wall_ms = self->origin_us / 1000;
        self->last_us = self->origin_us;
    }
    if (self->form != form)
        return trace_refuse(self, why, "t is \"%s\": one file is either in seconds or in UTC",
                            text);
    if (*us < self->last_us)
        return trace_refuse(self, why, "t is \"%s\": rows must not go back in time; sort them",
                            text);
    self->last_us = *us;
    *us -= self->origin_us;
    return 0;
}

/* Cuts at the next comma; the rest, or NULL when there is none. */
static char *cut(char *text)
{
    char *comma = strchr(text, ',');
    if (comma)
        *comma++ = 0;
    return comma;
}

static int trace_parse(struct trace *self, char *text, struct trace_row *row, char *why)
{
    char *line = cut(text);
    char *level = line ? cut(line) : NULL;
    if (!level || strchr(level, ','))
        return trace_refuse(self, why, "want three fields: t,line,level");
    int64_t us = 0;
    int err = trace_time(self, text, &us, why);
    if (err < 0)
        return err;
    if (!*line || strlen(line) >= sizeof row->line)
        return trace_refuse(self, why, "line is \"%s\": want a name of 1 to %zu characters", line,
                            sizeof row->line - 1);
    if (strcmp(level, "0") != 0 && strcmp(level, "1") != 0)
        return trace_refuse(self, why, "level is \"%s\": want 0 or 1", level);
    strcpy(row->line, line);
    row->level = *level - '0';
    row->t_ms = us / 1000;
    return 1;
}

int trace_next(struct trace *self, struct trace_row *row, char why[LINES_WHY_MAX])
{
    char text[TRACE_ROW_MAX + 1];
    int more;
    while ((more = trace_read(self, text, why)) > 0) {
        if (!*text)
            continue;
        if (self->header_seen)
            return trace_parse(self, text, row, why);
        const char *header = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;
        if (strcmp(header, "t,line,level") != 0 && *header)
            return trace_refuse(self, why, "want the header \"t,line,level\" first");
        self->header_seen = *header;
    }
    if (more == 0 && !self->header_seen)
        return trace_refuse(self, why, "want the header \"t,line,level\" first, not an empty file");
    return more;
}
