#include "dashboard/school_file.h"

#include "agent/common/time.h"
#include "dashboard/civil.h"
#include "dashboard/csv_line.h"
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 4096
#define FIELDS_MAX 16
#define DAY_MS 86400000LL

enum column { ZONE, ACADEMY, FROM, TO, NAME, POPULATION, COLUMNS };

/* What a column may be called. */
static const struct {
    const char *name;
    enum column column;
    bool ministry;
} headers[] = {
    {"zone", ZONE, false},
    {"from", FROM, false},
    {"to", TO, false},
    {"name", NAME, false},
    {"Zones", ZONE, true},
    {"zones", ZONE, true},
    {"Académies", ACADEMY, true},
    {"location", ACADEMY, true},
    {"Date de début", FROM, true},
    {"start_date", FROM, true},
    {"Date de fin", TO, true},
    {"end_date", TO, true},
    {"Description", NAME, true},
    {"description", NAME, true},
    {"Population", POPULATION, true},
    {"population", POPULATION, true},
};

struct table {
    struct school_file *file;
    const char *path;
    int line;
    char separator;
    bool ministry;
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
    for (int i = 0; i < count; i++)
        for (size_t h = 0; h < sizeof headers / sizeof *headers; h++)
            if (!strcmp(fields[i], headers[h].name)) {
                self->at[headers[h].column] = i;
                self->ministry = self->ministry || headers[h].ministry;
            }
    if (self->at[ZONE] >= 0 && self->at[FROM] >= 0 && self->at[TO] >= 0 && self->at[NAME] >= 0)
        return 0;
    return why_set(why, EINVAL,
                   "%s:1: no table of school holidays: its first line must name the columns "
                   "zone,from,to,name, or be the one of the Ministry's calendrier scolaire",
                   self->path);
}

static int read_day(const struct table *self, const char *text, int64_t *days, struct why *why)
{
    int year, month, day, end = 0, hours = 0, offset_h = 0;
    char sign = '+';
    int found = sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end);
    if (found != 3 || !civil_valid(year, month, day) || year < 1970 || year > 2200)
        return why_set(why, EINVAL, "%s:%d: \"%.40s\" is no day: write 2026-02-14", self->path,
                       self->line, text);
    *days = civil_days(year, month, day);
    /* The midnight of France or of its islands, told in another zone: the nearest one. */
    if (sscanf(text + end, "T%2d:%*2d:%*2d%c%2d", &hours, &sign, &offset_h) >= 1)
        *days += hours - (sign == '-' ? -offset_h : offset_h) >= 12;
    return 0;
}

static int add(struct table *self, const struct school_holiday *holiday, const char *zone,
               struct why *why)
{
    struct school_file *file = self->file;
    struct school_holiday *grown = reallocarray(file->all, file->count + 1, sizeof *grown);
    if (!grown)
        return why_set(why, ENOMEM, "out of memory");
    file->all = grown;
    grown[file->count] = *holiday;
    if (self->ministry && !strncmp(zone, "Zone ", 5))
        snprintf(grown[file->count].zone, SCHOOL_ZONE_MAX, "FR-%s", zone + 5);
    else
        snprintf(grown[file->count].zone, SCHOOL_ZONE_MAX, "%s", zone);
    file->count++;
    return 0;
}

static int read_row(struct table *self, char *line, struct why *why)
{
    char *fields[FIELDS_MAX], *of[COLUMNS];
    int count = csv_line_split(line, self->separator, fields, FIELDS_MAX);
    for (int i = 0; i < COLUMNS; i++)
        of[i] = self->at[i] >= 0 && self->at[i] < count ? fields[self->at[i]] : "";
    if (!strcmp(of[POPULATION], "Enseignants"))
        return 0;
    struct school_holiday holiday = {0};
    int error = read_day(self, of[FROM], &holiday.first, why);
    if (!error)
        error = read_day(self, of[TO], &holiday.last, why);
    if (error)
        return error;
    if (self->ministry && holiday.last > holiday.first)
        holiday.last--;
    if (holiday.last < holiday.first || !*of[ZONE])
        return why_set(why, EINVAL, "%s:%d: %s", self->path, self->line,
                       *of[ZONE] ? "ends before it begins" : "no zone");
    snprintf(holiday.name, sizeof holiday.name, "%s", of[NAME]);
    error = add(self, &holiday, of[ZONE], why);
    if (!error && *of[ACADEMY] && strcmp(of[ACADEMY], of[ZONE]) != 0)
        error = add(self, &holiday, of[ACADEMY], why);
    return error;
}

static int read_lines(struct table *self, FILE *stream, struct why *why)
{
    char line[LINE_MAX_BYTES];
    int error = 0;
    while (!error && fgets(line, sizeof line, stream)) {
        self->line++;
        if (!strchr(line, '\n') && !feof(stream))
            return why_set(why, EINVAL, "%s:%d: too long a line", self->path, self->line);
        line[strcspn(line, "\r\n")] = '\0';
        if (self->line == 1)
            error = read_header(self, line, why);
        else if (*line)
            error = read_row(self, line, why);
    }
    if (!error && !self->file->count)
        error = why_set(why, EINVAL, "%s: no holidays in it", self->path);
    return error;
}

int school_file_read(struct school_file *self, const char *path, struct why *why)
{
    *self = (struct school_file){0};
    struct table table = {.file = self, .path = path};
    FILE *stream = fopen(path, "re");
    if (!stream)
        return why_set(why, errno, "%s: %s", path, strerror(errno));
    int error = read_lines(&table, stream, why);
    fclose(stream);
    return error;
}

void school_file_clear(struct school_file *self)
{
    free(self->all);
    *self = (struct school_file){0};
}
