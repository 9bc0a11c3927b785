#include "dashboard/counts_file.h"

#include "dashboard/civil.h"
#include "dashboard/csv_line.h"
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 4096
#define FIELDS_MAX 32

enum column { DATE, ZONE, HOUR, PRESENT, IN, OUT, COLUMNS };
static const char *const headers[COLUMNS] = {"date", "zone", "hour", "present", "in", "out"};

struct table {
    struct counts_file *file;
    int line;
    char separator;
    int at[COLUMNS]; /* the field of each column, -1: none */
};

static int read_header(struct table *self, char *line, struct why *why)
{
    char *fields[FIELDS_MAX];
    if (!strncmp(line, "\xEF\xBB\xBF", 3))
        line += 3;
    self->separator = strchr(line, ';') ? ';' : ',';
    int count = csv_line_split(line, self->separator, fields, FIELDS_MAX);
    for (int i = 0; i < COLUMNS; i++)
        self->at[i] = -1;
    for (int i = 0; i < count; i++) {
        int column = 0;
        while (column < COLUMNS && strcmp(fields[i], headers[column]) != 0)
            column++;
        if (column == COLUMNS || self->at[column] >= 0)
            return why_set(why, EINVAL, "%s:1: column \"%.40s\": %s", self->file->path, fields[i],
                           column < COLUMNS ? "there twice"
                                            : "only date, zone, hour, present, in and out are "
                                              "taken");
        self->at[column] = i;
    }
    if (self->at[DATE] >= 0 && self->at[ZONE] >= 0 &&
        (self->at[PRESENT] >= 0 || self->at[IN] >= 0 || self->at[OUT] >= 0))
        return 0;
    return why_set(why, EINVAL,
                   "%s:1: the first line must name the columns: date, zone, and present or in and "
                   "out; hour where counts are by hour",
                   self->file->path);
}

static int read_number(const struct table *self, const char *name, const char *text, int64_t most,
                       int64_t *number, struct why *why)
{
    char *end;
    *number = COUNTS_NOT_GIVEN;
    if (!*text)
        return 0;
    errno = 0;
    *number = strtoll(text, &end, 10);
    if (!errno && !*end && *text >= '0' && *text <= '9' && *number <= most)
        return 0;
    return why_set(why, EINVAL, "%s:%d: %s \"%.40s\": a whole number from 0 to %lld is expected",
                   self->file->path, self->line, name, text, (long long)most);
}

static int read_day(const struct table *self, const char *text, int64_t *day, struct why *why)
{
    int year, month, date, end = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &year, &month, &date, &end) == 3 && end == 10 && !text[10] &&
        civil_valid(year, month, date) && year >= 1973 && year <= 2200) {
        *day = civil_days(year, month, date);
        return 0;
    }
    return why_set(why, EINVAL, "%s:%d: \"%.40s\" is no day: write 2024-03-14", self->file->path,
                   self->line, text);
}

static int add(struct counts_file *file, const struct counts_row *row, struct why *why)
{
    if (file->count % 1024 == 0) {
        struct counts_row *grown = reallocarray(file->rows, file->count + 1024, sizeof *grown);
        if (!grown)
            return why_set(why, ENOMEM, "out of memory");
        file->rows = grown;
    }
    file->rows[file->count++] = *row;
    return 0;
}

static int read_row(struct table *self, char *line, struct why *why)
{
    char *fields[FIELDS_MAX], *of[COLUMNS];
    int count = csv_line_split(line, self->separator, fields, FIELDS_MAX);
    struct counts_row row = {.line = self->line};
    int64_t hour = 0;
    for (int i = 0; i < COLUMNS; i++)
        of[i] = self->at[i] >= 0 && self->at[i] < count ? fields[self->at[i]] : (char *)"";
    int error = read_day(self, of[DATE], &row.day, why);
    if (!error && (!*of[ZONE] || strlen(of[ZONE]) >= sizeof row.zone))
        error = why_set(why, EINVAL, "%s:%d: \"%.40s\" is no zone", self->file->path, self->line,
                        of[ZONE]);
    if (!error)
        error = read_number(self, "hour", of[HOUR], 23, &hour, why);
    if (!error)
        error = read_number(self, "present", of[PRESENT], COUNTS_MAX, &row.present, why);
    if (!error)
        error = read_number(self, "in", of[IN], COUNTS_MAX, &row.in, why);
    if (!error)
        error = read_number(self, "out", of[OUT], COUNTS_MAX, &row.out, why);
    if (error)
        return error;
    if (row.present < 0 && row.in < 0 && row.out < 0)
        return why_set(why, EINVAL, "%s:%d: nothing was counted; leave the line out",
                       self->file->path, self->line);
    row.hour = (int)hour;
    strcpy(row.zone, of[ZONE]);
    return add(self->file, &row, why);
}

static int compare(const void *one, const void *other)
{
    const struct counts_row *a = one, *b = other;
    int zone = strcmp(a->zone, b->zone);
    if (zone)
        return zone;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return a->hour != b->hour ? a->hour - b->hour : a->line - b->line;
}

static int check_order(struct counts_file *self, struct why *why)
{
    qsort(self->rows, self->count, sizeof *self->rows, compare);
    for (size_t i = 1; i < self->count; i++) {
        const struct counts_row *before = &self->rows[i - 1], *row = &self->rows[i];
        if (strcmp(before->zone, row->zone) != 0 || before->day != row->day)
            continue;
        if (before->hour == row->hour || before->hour == COUNTS_WHOLE_DAY)
            return why_set(why, EINVAL, "%s:%d: line %d has %s of this zone already", self->path,
                           row->line, before->line,
                           before->hour == row->hour ? "the same" : "the whole day");
    }
    return 0;
}

static int read_lines(struct table *self, FILE *stream, struct why *why)
{
    char line[LINE_MAX_BYTES];
    int error = 0;
    while (!error && fgets(line, sizeof line, stream)) {
        self->line++;
        if (!strchr(line, '\n') && !feof(stream))
            return why_set(why, EINVAL, "%s:%d: too long a line", self->file->path, self->line);
        line[strcspn(line, "\r\n")] = '\0';
        if (self->line == 1)
            error = read_header(self, line, why);
        else if (*line)
            error = read_row(self, line, why);
    }
    if (!error && !self->file->count)
        error = why_set(why, EINVAL, "%s: no counts in it", self->file->path);
    return error;
}

int counts_file_read(struct counts_file *self, const char *path, struct why *why)
{
    *self = (struct counts_file){.path = path};
    struct table table = {.file = self};
    FILE *stream = fopen(path, "re");
    if (!stream)
        return why_set(why, errno, "%s: %s", path, strerror(errno));
    int error = read_lines(&table, stream, why);
    fclose(stream);
    return error ? error : check_order(self, why);
}

void counts_file_clear(struct counts_file *self)
{
    free(self->rows);
    *self = (struct counts_file){0};
}
