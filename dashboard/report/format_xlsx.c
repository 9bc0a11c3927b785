/* A workbook (Office Open XML). Its key figures are formulas over the sheet of days, so that who
 * doubts can follow them; the values beside them are what we worked out ourselves. */
#include "dashboard/report/formats.h"
#include "dashboard/report/tables.h"
#include "dashboard/report/words.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

struct book {
    const struct report *report;
    const struct report_words *words;
    lxw_workbook *workbook;
    lxw_worksheet *sheets[SHEET_COUNT];
    lxw_format *bold, *date, *moment;
    /* of the sheet that is being written */
    lxw_worksheet *sheet;
    const struct table_info *info;
    lxw_row_t row;
    size_t day_rows;
};

#define FORMULA_MAX 1000
/* A spreadsheet with more is slow to make, slower to open; a sheet ends at 1 048 576 rows. */
#define HOURS_MAX 100000

/* The cells of a column of days, "'Jours'!$L$2:$L$366". */
static void name_range(const struct book *self, enum day_column column, char text[80])
{
    char name[LXW_MAX_COL_NAME_LENGTH];
    lxw_col_to_name(name, (lxw_col_t)column, 1);
    snprintf(text, 80, "'%s'!%s$2:%s$%zu", self->words->sheets[SHEET_DAYS], name, name,
             self->day_rows + 1);
}

/* Adds to a formula: "@N" is the sum of column N of days in the row's zone. */
static void expand(const struct book *self, const char *pattern, char formula[FORMULA_MAX])
{
    char zones[80], range[80];
    size_t length = 0;
    name_range(self, DAY_ZONE, zones);
    for (; *pattern && length < FORMULA_MAX - 200; pattern++) {
        if (*pattern != '@' && *pattern != '#' && *pattern != '~') {
            formula[length++] = *pattern;
            continue;
        }
        int column = (pattern[1] - '0') * 10 + pattern[2] - '0';
        char kind = *pattern;
        pattern += 2;
        name_range(self, (enum day_column)column, range);
        if (kind == '@')
            length += (size_t)snprintf(formula + length, FORMULA_MAX - length, "SUMIFS(%s,%s,$A%u)",
                                       range, zones, self->row + 1);
        else if (kind == '#')
            length += (size_t)snprintf(formula + length, FORMULA_MAX - length,
                                       "COUNTIFS(%s,$A%u,%s,\">0\")", zones, self->row + 1, range);
        else
            length +=
                (size_t)snprintf(formula + length, FORMULA_MAX - length,
                                 "SUMPRODUCT(MAX((%s=$A%u)*%s))", zones, self->row + 1, range);
    }
    formula[length] = '\0';
}

/* @NN the sum of a column of days (tables.h, enum day_column) for the zone, #NN how many are more
 * than zero, ~NN the greatest. */
#define SEATS_USE "@13/(@11-@12)"
#define PEOPLE_USE "@21/@22"
#define FREQUENT "@15/(@05-@16)"
_Static_assert(DAY_OPEN == 5 && DAY_OFFERED == 11 && DAY_USED == 13 && DAY_IN_USE == 15 &&
                   DAY_PERSON_OPEN == 21 && DAY_IN == 24 && DAY_PEAK == 26,
               "the formulas count columns");

static const char *pattern_of(enum indicator indicator, bool seats)
{
    static const char *const patterns[INDICATOR_COUNT] = {
        [INDICATOR_VISITS] = "=@24",
        [INDICATOR_OPEN_DAYS] = "=#05",
        [INDICATOR_OPEN_HOURS] = "=@05",
        [INDICATOR_PRESENCE_DAYS] = "=@17",
        [INDICATOR_PERSON_HOURS] = "=@19",
        [INDICATOR_SEATS_OFFERED] = "=@11",
        [INDICATOR_SEATS_USED] = "=@13",
        [INDICATOR_SEATS_OUTSIDE] = "=@14",
        [INDICATOR_UTILISATION] = "=100*" SEATS_USE,
        [INDICATOR_FREQUENCY] = "=100*" FREQUENT,
        [INDICATOR_OCCUPANCY] = "=100*(" SEATS_USE ")/(" FREQUENT ")",
        [INDICATOR_PEAK] = "=~26",
        [INDICATOR_FULL] = "=100*@23/@20",
        [INDICATOR_MEAN_STAY] = "=@19/@24",
        [INDICATOR_COVERAGE] = "=100*(@09-@10)/@09",
    };
    if (!seats && indicator == INDICATOR_UTILISATION)
        return "=100*" PEOPLE_USE;
    if (!seats && indicator == INDICATOR_OCCUPANCY)
        return "=100*(" PEOPLE_USE ")/(" FREQUENT ")";
    return patterns[indicator];
}

static bool has_seats(const struct report_zone *zone)
{
    for (size_t i = 0; i < zone->day_count; i++)
        if (zone->days[i].slot.all[SLOT_SEATS] > 0)
            return true;
    return false;
}

static void put_cell(const struct book *self, lxw_col_t at, const struct cell *cell)
{
    enum cell_type type = self->info->columns[at].type;
    if (!cell->is)
        return;
    if (type == CELL_DATE) /* days since 1899-12-30 */
        worksheet_write_number(self->sheet, self->row, at, cell->number + 25569, self->date);
    else if (type == CELL_MOMENT)
        worksheet_write_number(self->sheet, self->row, at, cell->number / 86400000 + 25569,
                               self->moment);
    else if (cell->text)
        worksheet_write_string(self->sheet, self->row, at, cell->text, NULL);
    else
        worksheet_write_number(self->sheet, self->row, at, cell->number, NULL);
}

static void put_row(void *context, const struct table_row *row)
{
    struct book *self = context;
    bool formula = row->figure && row->figure->state <= INDICATOR_FLAGGED;
    for (size_t i = 0; i < self->info->column_count; i++) {
        if (formula && i == FIGURE_VALUE) {
            char text[FORMULA_MAX];
            bool seats = has_seats(&self->report->zones[row->zone]);
            expand(self, pattern_of((enum indicator)row->indicator, seats), text);
            worksheet_write_formula_num(self->sheet, self->row, (lxw_col_t)i, text, NULL,
                                        row->figure->value);
        } else {
            put_cell(self, (lxw_col_t)i, &row->cells[i]);
        }
    }
    if (row->figure)
        worksheet_write_string(self->sheet, self->row, FIGURE_COLUMNS,
                               self->words->indicators[row->indicator].label, NULL);
    self->row++;
}

static size_t count_hours(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->zone_count; i++)
        count += report->zones[i].hour_count;
    return count;
}

static void put_table(struct book *self, enum report_sheet sheet, enum table table)
{
    self->sheet = self->sheets[sheet];
    self->info = table_info(table);
    worksheet_freeze_panes(self->sheet, 1, 0);
    worksheet_set_column(self->sheet, 0, (lxw_col_t)self->info->column_count, 15, NULL);
    for (size_t i = 0; i < self->info->column_count; i++)
        worksheet_write_string(self->sheet, 0, (lxw_col_t)i, self->info->columns[i].name,
                               self->bold);
    if (table == TABLE_FIGURES)
        worksheet_write_string(self->sheet, 0, FIGURE_COLUMNS, self->words->label, self->bold);
    self->row = 1;
    if (table == TABLE_HOURS && count_hours(self->report) > HOURS_MAX)
        worksheet_write_string(self->sheet, 1, 0, self->words->too_many_hours, NULL);
    else
        table_rows(self->report, table, put_row, self);
}

static void put_line(lxw_worksheet *sheet, lxw_row_t row, const char *const texts[], size_t count,
                     lxw_format *format)
{
    for (size_t i = 0; i < count; i++)
        if (texts[i] && texts[i][0])
            worksheet_write_string(sheet, row, (lxw_col_t)i, texts[i], format);
}

static void put_declared(struct book *self)
{
    const struct report_words *words = self->words;
    lxw_worksheet *sheet = self->sheets[SHEET_DECLARED];
    const char *head[] = {words->declared_key, words->declared_value, words->declared_basis,
                          "zone"};
    lxw_row_t row = 1;
    worksheet_set_column(sheet, 0, 2, 36, NULL);
    put_line(sheet, 0, head, 4, self->bold);
    for (size_t i = 0; i < self->report->facts.count; i++) {
        const struct fact *fact = &self->report->facts.all[i];
        if (fact->kind != FACT_DECLARED || fact->retracted_ms)
            continue;
        const char *line[] = {fact->key, NULL, "declared", fact->zone};
        put_line(sheet, row, line, 4, NULL);
        if (fact->has_value)
            worksheet_write_number(sheet, row, 1, fact->value, NULL);
        row++;
    }
    for (int i = 0; i < WORDS_DECLARED; i++, row++) {
        const char *line[] = {words->declared_rows[i], NULL, words->declared_by_hand};
        put_line(sheet, row, line, 3, NULL);
    }
}

static void put_definitions(struct book *self)
{
    const struct report_words *words = self->words;
    lxw_worksheet *sheet = self->sheets[SHEET_DEFINITIONS];
    char period[PERIOD_TEXT_MAX], minimum[24];
    lxw_row_t row = 1;
    const char *head[] = {words->indicator, words->label, words->definition};
    worksheet_set_column(sheet, 0, 2, 40, NULL);
    put_line(sheet, 0, head, 3, self->bold);
    for (int i = 0; i < INDICATOR_COUNT; i++) {
        const char *line[] = {indicator_info((enum indicator)i)->name, words->indicators[i].label,
                              words->indicators[i].means};
        put_line(sheet, row++, line, 3, NULL);
    }
    period_format(&self->report->period, period);
    snprintf(minimum, sizeof minimum, "%lld", (long long)self->report->minimum_count);
    const char *const about[][2] = {{words->period, period},
                                    {words->version, self->report->version},
                                    {words->revision, self->report->revision},
                                    {words->rule, minimum},
                                    {words->method, NULL}};
    row++;
    for (size_t i = 0; i < sizeof about / sizeof about[0]; i++)
        put_line(sheet, row++, about[i], 2, NULL);
    for (size_t i = 0; i < self->report->setting_count; i++) {
        const struct report_setting *setting = &self->report->settings[i];
        const char *line[] = {setting->key, setting->value, setting->standard};
        put_line(sheet, row++, line, 3, NULL);
    }
}

static void put_properties(struct book *self)
{
    const char *name = self->report->place->name.in[self->report->language];
    lxw_doc_properties properties = {
        .title = (char *)(name ? name : self->report->place->id),
        .created = (time_t)self->report->to_s, /* of the period, not of this moment */
    };
    workbook_set_properties(self->workbook, &properties);
}

static int put_all(struct book *self)
{
    static const enum table tables[] = {
        [SHEET_FIGURES] = TABLE_FIGURES, [SHEET_DAYS] = TABLE_DAYS,
        [SHEET_HOURS] = TABLE_HOURS,     [SHEET_GAPS] = TABLE_GAPS,
        [SHEET_EVENTS] = TABLE_EVENTS,   [SHEET_CORRECTIONS] = TABLE_CORRECTIONS};
    for (size_t i = 0; i < self->report->zone_count; i++)
        self->day_rows += self->report->zones[i].day_count;
    for (int i = 0; i < SHEET_COUNT; i++) {
        self->sheets[i] = workbook_add_worksheet(self->workbook, self->words->sheets[i]);
        if (!self->sheets[i])
            return -ENOMEM;
    }
    self->bold = workbook_add_format(self->workbook);
    self->date = workbook_add_format(self->workbook);
    self->moment = workbook_add_format(self->workbook);
    format_set_bold(self->bold);
    format_set_num_format(self->date, "yyyy-mm-dd");
    format_set_num_format(self->moment, "yyyy-mm-dd hh:mm");
    put_properties(self);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        put_table(self, (enum report_sheet)i, tables[i]);
    put_declared(self);
    put_definitions(self);
    return 0;
}

int format_xlsx(const struct report *report, const char *path, struct why *why)
{
    struct book book = {.report = report, .words = report_words(report->language)};
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    book.workbook = workbook_new_opt(path, &options);
    int error = book.workbook ? put_all(&book) : -ENOMEM;
    lxw_error failed = book.workbook ? workbook_close(book.workbook) : LXW_NO_ERROR;
    if (error)
        return why_set(why, ENOMEM, "%s: out of memory", path);
    if (failed)
        return why_set(why, EIO, "%s: cannot be written: %s", path, lxw_strerror(failed));
    return 0;
}
