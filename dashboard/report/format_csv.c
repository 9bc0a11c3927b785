#include "dashboard/report/format_csv.h"
#include "dashboard/report/formats.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const struct csv_dialect csv_rfc4180 = {',', '.', "\r\n", false};
const struct csv_dialect csv_french = {';', ',', "\r\n", true};

/* Whole numbers and quarters of hours are most of what there is; printf follows the locale and is
 * slow. Six decimals at most: a second is 0.000278 h. */
int csv_number(double number, char decimal, char text[CSV_NUMBER_MAX])
{
    char digits[CSV_NUMBER_MAX];
    int count = 0, length = 0;
    if (!(fabs(number) < 1e12))
        number = number < 0 ? -1e12 : 1e12;
    int64_t scaled = llround(fabs(number) * 1e6), whole = scaled / 1000000, part = scaled % 1000000;
    if (number < 0 && scaled)
        text[length++] = '-';
    do
        digits[count++] = (char)('0' + whole % 10);
    while ((whole /= 10) > 0);
    while (count > 0)
        text[length++] = digits[--count];
    if (part)
        text[length++] = decimal;
    for (int64_t unit = 100000; part > 0; unit /= 10) {
        text[length++] = (char)('0' + part / unit);
        part %= unit;
    }
    text[length] = '\0';
    return length;
}

struct writing {
    FILE *file;
    const struct csv_dialect *dialect;
    const struct table_info *info;
};

/* A spreadsheet takes a text that begins like a formula for one; people write such titles. */
static bool is_like_formula(const char *text)
{
    return text[0] && strchr("=+-@\t", text[0]);
}

static void put_text(struct writing *self, const char *text)
{
    const char special[] = {'"', '\r', '\n', self->dialect->delimiter, '\0'};
    bool guard = is_like_formula(text);
    if (!guard && !strpbrk(text, special)) {
        fputs(text, self->file);
        return;
    }
    fputs(guard ? "\"'" : "\"", self->file);
    for (; *text; text++)
        fputs(*text == '"' ? "\"\"" : (char[]){*text, '\0'}, self->file);
    putc('"', self->file);
}

static void put_row(void *context, const struct table_row *row)
{
    struct writing *self = context;
    char number[CSV_NUMBER_MAX];
    for (size_t i = 0; i < self->info->column_count; i++) {
        const struct cell *cell = &row->cells[i];
        if (i > 0)
            putc_unlocked(self->dialect->delimiter, self->file);
        if (!cell->is)
            continue;
        if (cell->text && self->info->columns[i].type == CELL_TEXT)
            put_text(self, cell->text);
        else if (cell->text)
            fputs_unlocked(cell->text, self->file);
        else
            fwrite_unlocked(number, 1,
                            (size_t)csv_number(cell->number, self->dialect->decimal, number),
                            self->file);
    }
    fputs_unlocked(self->dialect->line_end, self->file);
}

int csv_write_table(const struct report *report, enum table table, const char *folder,
                    const struct csv_dialect *dialect, struct why *why)
{
    char path[4096];
    struct writing self = {.dialect = dialect, .info = table_info(table)};
    snprintf(path, sizeof path, "%s/%s.csv", folder, self.info->name);
    self.file = fopen(path, "wbe");
    if (!self.file)
        return why_set(why, errno, "%s: cannot be written: %s", path, strerror(errno));
    setvbuf(self.file, NULL, _IOFBF, CSV_BUFFER);
    if (dialect->bom)
        fputs("\xEF\xBB\xBF", self.file);
    for (size_t i = 0; i < self.info->column_count; i++)
        fprintf(self.file, "%.*s%s", i > 0, &dialect->delimiter, self.info->columns[i].name);
    fputs(dialect->line_end, self.file);
    table_rows(report, table, put_row, &self);
    bool failed = ferror(self.file);
    if (fclose(self.file) != 0 || failed)
        return why_set(why, EIO, "%s: cannot be written; is the disk full?", path);
    return 0;
}

static int write_all(const struct report *report, const char *folder,
                     const struct csv_dialect *dialect, struct why *why)
{
    int error = 0;
    for (int i = 0; !error && i < TABLE_COUNT; i++)
        error = csv_write_table(report, (enum table)i, folder, dialect, why);
    return error;
}

int format_csv(const struct report *report, const char *path, struct why *why)
{
    return write_all(report, path, &csv_rfc4180, why);
}

int format_csv_fr(const struct report *report, const char *path, struct why *why)
{
    return write_all(report, path, &csv_french, why);
}
