#include "agent/maker/page.h"

#include <stdlib.h>
#include <string.h>

enum { ID_COLUMNS = 14, NAME_COLUMNS = 12, VERDICT_COLUMNS = 24, FIXED_ROWS = 3, ROW_MAX = 512 };

static const struct {
    const char *kind;
    enum said levels[2];
} level_words[] = {{"seat", {SAID_FREE, SAID_TAKEN}},
                   {"pir", {SAID_STILL, SAID_MOTION}},
                   {"mmwave", {SAID_NOBODY, SAID_SOMEBODY}},
                   {"contact", {SAID_CLOSED, SAID_OPEN}}};

const char *page_level_name(const struct driver *driver, int value, enum tongue tongue)
{
    for (size_t i = 0; i < sizeof level_words / sizeof *level_words; i++)
        if (strcmp(level_words[i].kind, driver->kind) == 0)
            return tongue_text(tongue, level_words[i].levels[value != 0]);
    return tongue_text(tongue, value ? SAID_ACTIVE : SAID_AT_REST);
}

const char *page_line_name(const struct driver *driver, size_t line)
{
    return driver->line_count > 1 ? driver->lines[line] : "";
}

/* "4 s", "12 min", "3 h", "2 d". */
static void format_age(int64_t age_ms, enum tongue tongue, char text[32])
{
    int64_t s = age_ms < 0 ? 0 : age_ms / 1000;
    if (s < 60)
        snprintf(text, 32, "%lld s", (long long)s);
    else if (s < 3600)
        snprintf(text, 32, "%lld min", (long long)(s / 60));
    else if (s < 172800)
        snprintf(text, 32, "%lld h", (long long)(s / 3600));
    else
        snprintf(text, 32, "%lld %s", (long long)(s / 86400), tongue == TONGUE_FR ? "j" : "d");
}

static void totals(const struct sensor_word *word, enum tongue tongue, FILE *out)
{
    char in[24], out_text[24];
    snprintf(in, sizeof in, "%lld", (long long)word->in);
    snprintf(out_text, sizeof out_text, "%lld", (long long)word->out);
    tongue_write(out, tongue, SAID_IN_OUT, in, out_text);
}

void page_verdict(const struct page *self, size_t sensor, enum tongue tongue, char *text,
                  size_t size)
{
    const struct sensor_word *word = &self->sensors[sensor].word;
    char age[32];
    FILE *out = fmemopen(text, size, "w");
    *text = 0;
    if (!out)
        return;
    if (word->has_totals) {
        totals(word, tongue, out);
    } else if (!word->has_value) {
        fputs(tongue_text(tongue, SAID_UNKNOWN), out);
    } else {
        const struct driver *driver = self->config->sensors[sensor].driver;
        fprintf(out, "%s ", page_level_name(driver, word->value, tongue));
        format_age(self->now_ms - (word->has_since ? word->since_ms : self->began_ms), tongue, age);
        tongue_write(out, tongue, SAID_SINCE, age, "");
    }
    putc(0, out);
    fclose(out);
    text[size - 1] = 0;
}

/* ---- rows ---- */

enum ink { INK_PLAIN, INK_HEAD, INK_DIM, INK_ON, INK_BAD };

/* The page while it is written. */
struct sheet {
    const struct page *page;
    const struct page_style *style;
    FILE *out;
    int id_columns, name_columns, cells; /* of the table */
    int row, first, last;                /* of the sensors' rows: from first to before last */
};

static void ink(const struct sheet *self, enum ink ink)
{
    static const char *const codes[] = {"\033[0m", "\033[1m", "\033[2m", "\033[36m", "\033[1;31m"};
    if (self->style->colour)
        fputs(codes[ink], self->out);
}

/* At most `columns` of the text, and blanks behind it up to them. */
static void put(const struct sheet *self, const char *text, int columns)
{
    char copy[ROW_MAX];
    int used = 0;
    snprintf(copy, sizeof copy, "%s", text);
    if (!self->style->wide)
        tongue_narrow(copy);
    for (const char *at = copy; *at; at++) {
        bool begins = ((unsigned char)*at & 0xc0) != 0x80;
        if (begins && used == columns)
            break;
        used += begins;
        putc(*at, self->out);
    }
    fprintf(self->out, "%*s", columns - used, "");
}

static void end_row(const struct sheet *self, bool last)
{
    fputs(last ? "\033[K" : "\033[K\r\n", self->out);
}

static void put_strip(const struct sheet *self, const struct strip *strip)
{
    static const char *const blocks[] = {"▁", "▂", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char ascii[] = "_..::++##";
    int cells[STRIP_SECONDS];
    strip_cells(strip, self->cells, cells);
    for (int i = 0; i < self->cells; i++) {
        if (cells[i] == STRIP_UNSEEN)
            putc(' ', self->out);
        else if (self->style->wide)
            fputs(blocks[cells[i]], self->out);
        else
            putc(ascii[cells[i]], self->out);
    }
}

/* False: this row of the sensors is scrolled away. */
static bool turn_row(struct sheet *self)
{
    int row = self->row++;
    return row >= self->first && row < self->last;
}

static int rest_columns(const struct sheet *self)
{
    return self->style->columns - self->id_columns - self->name_columns - self->cells - 7;
}

static void put_line(struct sheet *self, const char *id, size_t request, bool active,
                     const char *verdict)
{
    const struct page_line *line = &self->page->lines[request];
    char level[4];
    if (!turn_row(self))
        return;
    snprintf(level, sizeof level, "%d", line->level);
    putc(' ', self->out);
    put(self, id, self->id_columns);
    putc(' ', self->out);
    put(self, self->page->config->requests[request].name, self->name_columns);
    putc(' ', self->out);
    ink(self, active ? INK_ON : INK_PLAIN);
    put(self, line->level < 0 ? "?" : level, 2);
    put_strip(self, &line->strip);
    ink(self, INK_PLAIN);
    fputs("  ", self->out);
    put(self, verdict, rest_columns(self));
    end_row(self, false);
}

static void put_fault(struct sheet *self, const char *code, int64_t ago_ms)
{
    char text[ROW_MAX], age[32], ago[64] = "";
    enum tongue tongue = self->style->tongue;
    if (!turn_row(self))
        return;
    if (ago_ms >= 0) {
        FILE *out = fmemopen(ago, sizeof ago, "w");
        format_age(ago_ms, tongue, age);
        if (out) {
            fputs(", ", out);
            tongue_write(out, tongue, SAID_AGO, age, "");
            putc(0, out);
            fclose(out);
        }
    }
    snprintf(text, sizeof text, "   ! %s%s: %s", code, ago, tongue_fault(tongue, code));
    ink(self, ago_ms < 0 ? INK_BAD : INK_DIM);
    put(self, text, self->style->columns);
    ink(self, INK_PLAIN);
    end_row(self, false);
}

static bool is_news(const struct page *page, const struct page_sensor *sensor)
{
    if (!*sensor->news || page->now_ms - sensor->news_ms >= PAGE_NEWS_MS)
        return false;
    for (size_t i = 0; i < sensor->word.fault_count; i++)
        if (strcmp(sensor->word.faults[i], sensor->news) == 0)
            return false; /* it stands */
    return true;
}

static void put_title(struct sheet *self, const char *id, const char *kind, const char *verdict)
{
    if (!turn_row(self))
        return;
    int middle = self->name_columns + self->cells + 4;
    putc(' ', self->out);
    put(self, id, self->id_columns);
    putc(' ', self->out);
    ink(self, INK_DIM);
    put(self, kind, middle);
    ink(self, INK_PLAIN);
    putc(' ', self->out);
    put(self, verdict, rest_columns(self));
    end_row(self, false);
}

static void put_sensor(struct sheet *self, size_t sensor)
{
    const struct page *page = self->page;
    const struct sensor_config *config = &page->config->sensors[sensor];
    const struct driver *driver = config->driver;
    const struct page_sensor *state = &page->sensors[sensor];
    char verdict[128], name[40];
    page_verdict(page, sensor, self->style->tongue, verdict, sizeof verdict);
    if (driver->line_count > 1)
        put_title(self, config->id, driver->kind, verdict);
    for (size_t k = 0; k < driver->line_count; k++) {
        size_t request = config->lines[k];
        snprintf(name, sizeof name, "  %s", page_line_name(driver, k));
        bool many = driver->line_count > 1;
        put_line(self, many ? name : config->id, request, page->lines[request].strip.active,
                 many ? "" : verdict);
    }
    for (size_t i = 0; i < state->word.fault_count; i++)
        put_fault(self, state->word.faults[i], -1);
    if (is_news(page, state))
        put_fault(self, state->news, page->now_ms - state->news_ms);
}

int page_height(const struct page *self)
{
    int height = 0;
    for (size_t i = 0; i < self->config->sensor_count; i++) {
        const struct driver *driver = self->config->sensors[i].driver;
        height += (int)driver->line_count + (driver->line_count > 1);
        height += (int)self->sensors[i].word.fault_count + is_news(self, &self->sensors[i]);
    }
    return height;
}

int page_room(const struct page_style *style)
{
    return style->rows - FIXED_ROWS;
}

/* ---- head and foot ---- */

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* As wide a strip as leaves room for the words. */
static void plan(struct sheet *self)
{
    static const int divisors[] = {60, 30, 20, 15, 10, 5};
    const struct agent_config *config = self->page->config;
    self->id_columns = 8;
    self->name_columns = 5;
    for (size_t i = 0; i < config->sensor_count; i++) {
        int length = (int)strlen(config->sensors[i].id);
        self->id_columns = length > self->id_columns ? length : self->id_columns;
    }
    for (size_t i = 0; i < config->request_count; i++) {
        int length = (int)strlen(config->requests[i].name);
        self->name_columns = length > self->name_columns ? length : self->name_columns;
    }
    self->id_columns = least(self->id_columns, ID_COLUMNS);
    self->name_columns = least(self->name_columns, NAME_COLUMNS);
    for (size_t i = 0; i < sizeof divisors / sizeof *divisors; i++) {
        self->cells = divisors[i];
        if (rest_columns(self) >= VERDICT_COLUMNS)
            break;
    }
    if (rest_columns(self) < 1)
        self->name_columns = self->id_columns = 5;
}

/* A text with {a} replaced by a number. */
static void format_said(enum tongue tongue, enum said said, const char *number, char text[64])
{
    FILE *out = fmemopen(text, 64, "w");
    *text = 0;
    if (!out)
        return;
    tongue_write(out, tongue, said, number, "");
    putc(0, out);
    fclose(out);
}

/* How many sensors have a fault that stands, also those that are scrolled away: "   2 faults". */
static void format_faults(const struct page *page, enum tongue tongue, char text[64])
{
    char number[24];
    size_t count = 0;
    for (size_t i = 0; i < page->config->sensor_count; i++)
        count += page->sensors[i].word.fault_count > 0;
    snprintf(number, sizeof number, "%zu", count);
    *text = 0;
    if (count)
        format_said(tongue, count == 1 ? SAID_FAULTS_ONE : SAID_FAULTS_MANY, number, text);
}

static void put_head(struct sheet *self)
{
    const struct page *page = self->page;
    enum tongue tongue = self->style->tongue;
    char text[ROW_MAX], edges[32], pace[64], faults[64];
    snprintf(edges, sizeof edges, "%.1f", page->edges_a_second);
    char *dot = strchr(edges, '.');
    if (dot && tongue == TONGUE_FR)
        *dot = ',';
    format_said(tongue, SAID_EDGES_A_SECOND, edges, pace);
    format_faults(page, tongue, faults);
    snprintf(text, sizeof text, " %s/%s   %s   %s   %s", page->config->place, page->config->agent,
             page->clock, page->source, pace);
    int faults_columns = *faults ? (int)tongue_columns(faults) + 4 : 0;
    ink(self, INK_HEAD);
    put(self, text, self->style->columns - faults_columns);
    if (*faults) {
        ink(self, INK_BAD);
        fputs(" ! ", self->out);
        put(self, faults, faults_columns - 3);
    }
    ink(self, INK_PLAIN);
    end_row(self, false);
    ink(self, INK_DIM);
    putc(' ', self->out);
    put(self, tongue_text(tongue, SAID_SENSOR), self->id_columns + 1);
    put(self, tongue_text(tongue, SAID_LINE), self->name_columns + 3);
    put(self, tongue_text(tongue, SAID_LAST_MINUTE), self->cells + 2);
    put(self, tongue_text(tongue, SAID_IT_SAYS), rest_columns(self));
    ink(self, INK_PLAIN);
    end_row(self, false);
}

static void put_foot(struct sheet *self, int height)
{
    enum tongue tongue = self->style->tongue;
    int room = self->last - self->first;
    char text[ROW_MAX], part[32] = "";
    if (height > room)
        snprintf(part, sizeof part, "   %d-%d/%d   ", self->first + 1, least(self->last, height),
                 height);
    snprintf(text, sizeof text, " %s%s%s   %s %s  %s %s", tongue_text(tongue, SAID_KEYS), part,
             height > room ? tongue_text(tongue, SAID_KEYS_MORE) : "",
             self->style->wide ? "█" : "#", tongue_text(tongue, SAID_ACTIVE),
             self->style->wide ? "▁" : "_", tongue_text(tongue, SAID_AT_REST));
    ink(self, INK_DIM);
    put(self, text, self->style->columns);
    ink(self, INK_PLAIN);
    end_row(self, true);
}

void page_draw(const struct page *self, const struct page_style *style, int first, FILE *out)
{
    struct sheet sheet = {.page = self, .style = style, .out = out, .first = first};
    int height = page_height(self);
    if (style->rows < PAGE_ROWS_MIN || style->columns < PAGE_COLUMNS_MIN) {
        put(&sheet, tongue_text(style->tongue, SAID_TOO_SMALL), style->columns);
        end_row(&sheet, true);
        return;
    }
    sheet.last = first + page_room(style);
    plan(&sheet);
    put_head(&sheet);
    for (size_t i = 0; i < self->config->sensor_count; i++)
        put_sensor(&sheet, i);
    for (int row = height; row < sheet.last; row++)
        end_row(&sheet, false);
    put_foot(&sheet, height);
}
