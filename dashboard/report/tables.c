#include "dashboard/report/tables.h"
#include "agent/common/time.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct column figure_columns[] = {
    {"zone", CELL_TEXT, "id of the zone; empty: the place", false},
    {"indicator", CELL_TEXT, "see the definitions; of a declared figure its key", false},
    {"value", CELL_NUMBER, "empty: not given", false},
    {"unit", CELL_TEXT, "", false},
    {"basis", CELL_TEXT, "measured, tallied, declared or imported", false},
    {"state", CELL_TEXT,
     "good, flagged (coverage below 95 %), withheld (below 50 %, or by the small-number rule), "
     "none (no such thing)",
     false},
    {"coverage_pct", CELL_NUMBER, "known share of the time that it rests on", false},
    {"low", CELL_NUMBER, "at least", false},
    {"high", CELL_NUMBER, "at most", false},
    {"at", CELL_MOMENT, "of a peak; of a declared figure its beginning", false},
    {"compared_before", CELL_NUMBER, "of the earlier period, well-observed days on equal weekdays",
     false},
    {"compared_now", CELL_NUMBER, "of this period, likewise", false},
    {"delta", CELL_NUMBER, "compared_now - compared_before", false},
    {"delta_pct", CELL_NUMBER, "of compared_before", false},
    {"compared_days", CELL_INTEGER, "of the earlier period that are compared", false},
};

static const struct column day_columns[] = {
    {"zone", CELL_TEXT, "id of the zone", true},
    {"date", CELL_DATE, "local day", true},
    {"state", CELL_TEXT, "given, withheld (small-number rule) or not-settled (nothing known)",
     false},
    {"basis", CELL_TEXT, "measured, tallied, declared or imported", false},
    {"length_h", CELL_NUMBER, "hours that the history has of the day", false},
    {"open_h", CELL_NUMBER, "hours open", false},
    {"open_unknown_h", CELL_NUMBER, "hours of which opening is not known", false},
    {"sensor_h", CELL_NUMBER, "sensor-hours expected", false},
    {"sensor_silent_h", CELL_NUMBER, "of those, not known", false},
    {"sensor_open_h", CELL_NUMBER, "sensor-hours expected while open", false},
    {"sensor_silent_open_h", CELL_NUMBER, "of those, not known", false},
    {"seat_h_offered", CELL_NUMBER, "seat-hours in service while open", false},
    {"seat_h_unknown", CELL_NUMBER, "of those, not known", false},
    {"seat_h_used", CELL_NUMBER, "seat-hours taken while open", false},
    {"seat_h_used_outside", CELL_NUMBER,
     "seat-hours taken while closed, without hours that are withheld", false},
    {"in_use_h", CELL_NUMBER, "hours open in which anybody was there", false},
    {"use_unknown_h", CELL_NUMBER, "hours open in which neither that nor the contrary is known",
     false},
    {"presence", CELL_YES, "1: somebody was there that day", false},
    {"counted_h", CELL_NUMBER, "hours with a head count", false},
    {"person_h", CELL_NUMBER, "people x hours, of counted hours", false},
    {"counted_open_h", CELL_NUMBER, "hours open with a head count", false},
    {"person_open_h", CELL_NUMBER, "people x hours, of those", false},
    {"capacity_h", CELL_NUMBER, "places x counted hours open", false},
    {"full_h", CELL_NUMBER, "counted hours open at or above 80 %", false},
    {"people_in", CELL_INTEGER, "passages in; passages, never persons", false},
    {"people_out", CELL_INTEGER, "passages out", false},
    {"peak_present", CELL_INTEGER, "most people at once", false},
    {"peak_at", CELL_MOMENT, "when first", false},
    {"corrected", CELL_YES, "1: corrected after its raw events were gone", false},
};

static const struct column hour_columns[] = {
    {"zone", CELL_TEXT, "id of the zone", true},
    {"start", CELL_MOMENT, "beginning, UTC", true},
    {"local", CELL_TEXT, "day and hour on the wall, yyyy-mm-ddThh", false},
    {"state", CELL_TEXT, "given or withheld (small-number rule)", false},
    {"length_h", CELL_NUMBER, "hours; less than 1 where the clock of the wall jumps", false},
    {"open_h", CELL_NUMBER, "hours open", false},
    {"known_pct", CELL_NUMBER, "known / expected sensor time", false},
    {"seat_h_offered", CELL_NUMBER, "seat-hours in service, open or not", false},
    {"seat_h_unknown", CELL_NUMBER, "of those, not known", false},
    {"seat_h_used", CELL_NUMBER, "seat-hours taken", false},
    {"in_use_h", CELL_NUMBER, "hours in which anybody was there", false},
    {"person_h", CELL_NUMBER, "people x hours, of counted time", false},
    {"counted_h", CELL_NUMBER, "hours with a head count", false},
    {"people_in", CELL_INTEGER, "passages in", false},
    {"people_out", CELL_INTEGER, "passages out", false},
    {"peak_present", CELL_INTEGER, "most people at once", false},
};

static const struct column gap_columns[] = {
    {"zone", CELL_TEXT, "id of the zone", true},
    {"from", CELL_MOMENT, "UTC", true},
    {"to", CELL_MOMENT, "UTC", false},
    {"known_pct", CELL_NUMBER, "known all the same", false},
    {"open", CELL_YES, "1: some of it was opening time, or may have been", false},
};

static const struct column event_columns[] = {
    {"id", CELL_INTEGER, "of the fact in the store", true},
    {"kind", CELL_TEXT, "event, closed, open, note, lent, out-of-service, count", false},
    {"zone", CELL_TEXT, "id; empty: the place", false},
    {"from", CELL_MOMENT, "UTC", false},
    {"to", CELL_MOMENT, "UTC; empty: no end", false},
    {"title", CELL_TEXT, "as written; of a note only where notes were asked for", false},
    {"declared_people", CELL_NUMBER, "as somebody counted or said", false},
    {"visits", CELL_NUMBER, "passages in, in the hours that it touches", false},
    {"visits_state", CELL_TEXT, "good, withheld, none", false},
    {"peak_present", CELL_NUMBER, "most people at once in the zone, in the same hours", false},
    {"peak_state", CELL_TEXT, "good, withheld, none", false},
};

static const struct column correction_columns[] = {
    {"id", CELL_INTEGER, "of the fact in the store", true},
    {"zone", CELL_TEXT, "id", false},
    {"from", CELL_MOMENT, "UTC", false},
    {"to", CELL_MOMENT, "UTC; empty: no end", false},
    {"people", CELL_NUMBER, "added to the count", false},
    {"text", CELL_TEXT, "why; only where notes were asked for", false},
    {"made", CELL_MOMENT, "UTC", false},
    {"retracted", CELL_MOMENT, "UTC; empty: it stands", false},
};

#define INFO(name, means, columns)                                                                 \
    {                                                                                              \
        name, means, columns, sizeof columns / sizeof columns[0]                                   \
    }

static const struct table_info infos[TABLE_COUNT] = {
    [TABLE_FIGURES] = INFO("figures", "indicators by zone, and declared figures", figure_columns),
    [TABLE_DAYS] = INFO("days", "zones by local day", day_columns),
    [TABLE_HOURS] = INFO("hours", "zones by local hour", hour_columns),
    [TABLE_GAPS] = INFO("gaps", "times that were not, or not well, observed", gap_columns),
    [TABLE_EVENTS] = INFO("events", "what was on, closures, openings, notes", event_columns),
    [TABLE_CORRECTIONS] = INFO("corrections", "corrections of counts", correction_columns),
};

_Static_assert(sizeof day_columns / sizeof day_columns[0] == DAY_COLUMNS, "days");
_Static_assert(sizeof figure_columns / sizeof figure_columns[0] == FIGURE_COLUMNS, "figures");

const struct table_info *table_info(enum table table)
{
    return &infos[table];
}

/* A row that is being made; texts live as long as it does. */
struct making {
    const struct report *report;
    table_each *each;
    void *context;
    struct cell cells[TABLE_COLUMNS_MAX];
    char texts[TABLE_COLUMNS_MAX][TIME_TEXT_MAX];
    size_t count;
};

static void add_text(struct making *self, const char *text)
{
    self->cells[self->count++] = (struct cell){.is = text && text[0], .text = text};
}

static void add_if(struct making *self, bool is, double number)
{
    self->cells[self->count++] = (struct cell){.is = is, .number = number};
}

static char *put_digits(char *at, int64_t number, int digits)
{
    for (int i = digits; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + digits;
}

static char *put_date(char *at, int64_t day)
{
    struct civil date = civil_from_days(day);
    at = put_digits(at, date.year, 4);
    *at++ = '-';
    at = put_digits(at, date.month, 2);
    *at++ = '-';
    return put_digits(at, date.day, 2);
}

/* time_format_s, for half a million rows. */
static void add_moment(struct making *self, bool is, int64_t at_ms)
{
    char *text = self->texts[self->count], *at = text;
    int64_t at_s = at_ms > 0 ? at_ms / 1000 : 0;
    at = put_date(at, at_s / 86400);
    *at++ = 'T';
    at = put_digits(at, at_s % 86400 / 3600, 2);
    *at++ = ':';
    at = put_digits(at, at_s % 3600 / 60, 2);
    *at++ = ':';
    at = put_digits(at, at_s % 60, 2);
    memcpy(at, "Z", 2);
    self->cells[self->count++] = (struct cell){.is = is, .text = text, .number = (double)at_ms};
}

static void add_date(struct making *self, int64_t day)
{
    char *text = self->texts[self->count];
    *put_date(text, day) = '\0';
    self->cells[self->count++] = (struct cell){.is = true, .text = text, .number = (double)day};
}

static void give(struct making *self, size_t zone, int indicator, const struct figure *figure)
{
    struct table_row row = {self->cells, zone, indicator, figure};
    self->each(self->context, &row);
    self->count = 0;
}

static double hours(int64_t seconds)
{
    return (double)seconds / 3600;
}

static const char *const sources[] = {"measured", "tallied", "declared", "imported"};
static const char *const states[] = {"good", "flagged", "withheld", "none"};
static const char *const givens[] = {"given", "not-settled", "withheld"};
static const char *const units[] = {"count", "days", "h", "seat-h", "%", "people"};

/* ---- Figures */

static void add_comparison(struct making *self, const struct compared *compared)
{
    add_if(self, compared->before.state <= INDICATOR_FLAGGED, compared->before.value);
    add_if(self, compared->now.state <= INDICATOR_FLAGGED, compared->now.value);
    add_if(self, compared->has_delta, compared->delta);
    add_if(self, compared->has_delta && !isnan(compared->delta_pct), compared->delta_pct);
}

static void add_figure(struct making *self, size_t index, enum indicator indicator)
{
    const struct report_zone *zone = &self->report->zones[index];
    const struct figure *figure = &zone->figures[indicator];
    bool given = figure->state <= INDICATOR_FLAGGED;
    add_text(self, zone->id);
    add_text(self, indicator_info(indicator)->name);
    add_if(self, given, figure->value);
    add_text(self, units[indicator_info(indicator)->unit]);
    add_text(self, sources[zone->source]);
    add_text(self, states[figure->state]);
    add_if(self, figure->state != INDICATOR_NONE, 100 * figure->coverage);
    add_if(self, given && figure->has_interval, figure->low);
    add_if(self, given && figure->has_interval, figure->high);
    add_moment(self, given && indicator == INDICATOR_PEAK, figure->at_s * 1000);
    bool compared = zone->comparison.days_now && zone->comparison.days_before;
    struct compared none = {.now.state = INDICATOR_NONE, .before.state = INDICATOR_NONE};
    add_comparison(self, compared ? &zone->comparison.figures[indicator] : &none);
    add_if(self, compared, (double)zone->comparison.days_before);
    give(self, index, (int)indicator, figure);
}

static void add_declared(struct making *self, const struct fact *fact)
{
    add_text(self, fact->zone);
    add_text(self, fact->key);
    add_if(self, fact->has_value, fact->value);
    add_text(self, NULL);
    add_text(self, "declared");
    add_text(self, "good");
    for (int i = 0; i < 3; i++)
        add_if(self, false, 0);
    add_moment(self, true, fact->from_ms);
    for (int i = 0; i < 5; i++)
        add_if(self, false, 0);
    give(self, ZONE_NONE, -1, NULL);
}

static void make_figures(struct making *self)
{
    for (size_t i = 0; i < self->report->zone_count; i++)
        for (int k = 0; k < INDICATOR_COUNT; k++)
            add_figure(self, i, (enum indicator)k);
    for (size_t i = 0; i < self->report->facts.count; i++) {
        const struct fact *fact = &self->report->facts.all[i];
        if (fact->kind == FACT_DECLARED && fact->retracted_ms == 0)
            add_declared(self, fact);
    }
}

/* ---- Days and hours */

static void add_day_seats(struct making *self, const struct slot *slot, bool is)
{
    const int64_t *all = slot->all, *open = slot->open;
    bool seats = is && all[SLOT_SEATS] > 0;
    add_if(self, is && slot->length_s > 0, hours(all[SLOT_SENSORS]));
    add_if(self, is && slot->length_s > 0, hours(all[SLOT_SILENT]));
    add_if(self, is && slot->length_s > 0, hours(open[SLOT_SENSORS]));
    add_if(self, is && slot->length_s > 0, hours(open[SLOT_SILENT]));
    add_if(self, seats, hours(open[SLOT_SEATS]));
    add_if(self, seats, hours(open[SLOT_SEATS_UNKNOWN]));
    add_if(self, seats && open[SLOT_SEATS] > open[SLOT_SEATS_UNKNOWN], hours(open[SLOT_USED]));
    bool outside =
        all[SLOT_SEATS] - open[SLOT_SEATS] > all[SLOT_SEATS_UNKNOWN] - open[SLOT_SEATS_UNKNOWN];
    add_if(self, seats && outside, hours(all[SLOT_USED] - open[SLOT_USED]));
}

static void add_day_people(struct making *self, const struct report_zone *zone,
                           const struct report_day *day, bool is)
{
    const struct slot *slot = &day->slot;
    int64_t counted_s = slot->length_s - slot->all[SLOT_UNCOUNTED];
    int64_t open_s = slot->open_s - slot->open[SLOT_UNCOUNTED];
    bool used = slot->all[SLOT_IN_USE] > 0 || slot->all[SLOT_USED] > 0 || slot->all[SLOT_IN] > 0;
    bool lines = is && day->given == GIVEN && zone->counts &&
                 slot->all[SLOT_SENSORS] > slot->all[SLOT_SILENT];
    bool heads = is && indicator_is_counted(slot);
    bool peak = heads && slot->peak != SLOT_NO_PEAK;
    add_if(self, is && slot->open[SLOT_USE_UNKNOWN] < slot->open_s, hours(slot->open[SLOT_IN_USE]));
    add_if(self, is, hours(slot->open[SLOT_USE_UNKNOWN]));
    add_if(self, is && slot->all[SLOT_USE_UNKNOWN] < slot->length_s, used);
    add_if(self, is, hours(counted_s));
    add_if(self, heads && counted_s > 0, hours(slot->all[SLOT_PERSON]));
    add_if(self, is, hours(open_s));
    add_if(self, heads && open_s > 0, hours(slot->open[SLOT_PERSON]));
    add_if(self, is && day->capacity > 0, (double)day->capacity * hours(open_s));
    add_if(self, heads && open_s > 0, hours(slot->open[SLOT_FULL]));
    add_if(self, lines, (double)slot->all[SLOT_IN]);
    add_if(self, lines, (double)slot->all[SLOT_OUT]);
    add_if(self, peak, (double)slot->peak);
    add_moment(self, peak, slot->peak_at_s * 1000);
    add_if(self, is, (slot->flags & SLOT_CORRECTED) != 0);
}

static void make_days(struct making *self)
{
    for (size_t i = 0; i < self->report->zone_count; i++) {
        const struct report_zone *zone = &self->report->zones[i];
        for (size_t d = 0; d < zone->day_count; d++) {
            const struct report_day *day = &zone->days[d];
            bool is = day->given != GIVEN_NOT_SETTLED;
            add_text(self, zone->id);
            add_date(self, day->day);
            add_text(self, givens[day->given]);
            add_text(self, is ? sources[day->source] : NULL);
            add_if(self, is, hours(day->slot.length_s));
            add_if(self, is, hours(day->slot.open_s));
            add_if(self, is, hours(day->slot.open_unknown_s));
            add_day_seats(self, &day->slot, is);
            add_day_people(self, zone, day, is);
            give(self, i, -1, NULL);
        }
    }
}

static void add_hour(struct making *self, const struct report_zone *zone,
                     const struct report_hour *hour)
{
    bool seats = hour->seats_s > hour->seats_unknown_s,
         heads = hour->person_s > 0 || hour->in_use_s == 0,
         counted = heads && hour->uncounted_s < hour->length_s;
    bool lines = zone->counts && hour->given == GIVEN && hour->sensors_s > hour->silent_s;
    add_text(self, zone->id);
    add_moment(self, true, hour->start_s * 1000);
    char *local = self->texts[self->count];
    char *at = put_digits(local, hour->local / 1000000, 4);
    *at++ = '-';
    at = put_digits(at, hour->local / 10000, 2);
    *at++ = '-';
    at = put_digits(at, hour->local / 100, 2);
    *at++ = 'T';
    *put_digits(at, hour->local, 2) = '\0';
    add_text(self, local);
    add_text(self, givens[hour->given]);
    add_if(self, true, hours(hour->length_s));
    add_if(self, true, hours(hour->open_s));
    add_if(self, hour->sensors_s > 0,
           100 - 100 * (double)hour->silent_s / (hour->sensors_s ? hour->sensors_s : 1));
    add_if(self, hour->seats_s > 0, hours(hour->seats_s));
    add_if(self, hour->seats_s > 0, hours(hour->seats_unknown_s));
    add_if(self, seats, hours(hour->used_s));
    add_if(self, hour->use_unknown_s < hour->length_s, hours(hour->in_use_s));
    add_if(self, counted, hours(hour->person_s));
    add_if(self, true, hours(hour->length_s - hour->uncounted_s));
    add_if(self, lines, hour->in);
    add_if(self, lines, hour->out);
    add_if(self, heads && hour->seen, hour->peak);
}

static void make_hours(struct making *self)
{
    for (size_t i = 0; i < self->report->zone_count; i++) {
        const struct report_zone *zone = &self->report->zones[i];
        for (size_t h = 0; h < zone->hour_count; h++) {
            add_hour(self, zone, &zone->hours[h]);
            give(self, i, -1, NULL);
        }
    }
}

/* ---- Gaps and facts */

static void make_gaps(struct making *self)
{
    for (size_t i = 0; i < self->report->zone_count; i++) {
        const struct report_zone *zone = &self->report->zones[i];
        for (size_t g = 0; g < zone->gap_count; g++) {
            add_text(self, zone->id);
            add_moment(self, true, zone->gaps[g].from_s * 1000);
            add_moment(self, true, zone->gaps[g].to_s * 1000);
            add_if(self, true, 100 * zone->gaps[g].known);
            add_if(self, true, zone->gaps[g].open);
            give(self, i, -1, NULL);
        }
    }
}

static const struct report_event *event_of(const struct report *report, const struct fact *fact)
{
    static const struct report_event none = {.visits.state = INDICATOR_NONE,
                                             .peak.state = INDICATOR_NONE};
    for (size_t i = 0; i < report->event_count; i++)
        if (report->events[i].fact == fact)
            return &report->events[i];
    return &none;
}

/* What nobody wrote for others to read. */
static const char *notes(const struct making *self, const struct fact *fact)
{
    return self->report->notes ? fact->text : NULL;
}

static void make_events(struct making *self)
{
    for (size_t i = 0; i < self->report->facts.count; i++) {
        const struct fact *fact = &self->report->facts.all[i];
        if (fact->kind == FACT_DECLARED || fact->kind == FACT_CORRECTION || fact->retracted_ms ||
            fact->seat[0]) /* no seat leaves the house */
            continue;
        const struct figure *visits = &event_of(self->report, fact)->visits;
        const struct figure *peak = &event_of(self->report, fact)->peak;
        /* A count by a person is a cell like any other. */
        bool small = fact->value > 0 && fact->value < (double)self->report->minimum_count;
        add_if(self, true, (double)fact->id);
        add_text(self, fact_kind_name(fact->kind));
        add_text(self, fact->zone);
        add_moment(self, true, fact->from_ms);
        add_moment(self, fact->to_ms != FACT_NO_END, fact->to_ms == FACT_NO_END ? 0 : fact->to_ms);
        add_text(self, fact->kind == FACT_NOTE ? notes(self, fact) : fact->text);
        add_if(self, fact->has_value && !small, fact->value);
        add_if(self, visits->state <= INDICATOR_FLAGGED, visits->value);
        add_text(self, states[visits->state]);
        add_if(self, peak->state <= INDICATOR_FLAGGED, peak->value);
        add_text(self, states[peak->state]);
        give(self, ZONE_NONE, -1, NULL);
    }
}

static void make_corrections(struct making *self)
{
    for (size_t i = 0; i < self->report->facts.count; i++) {
        const struct fact *fact = &self->report->facts.all[i];
        if (fact->kind != FACT_CORRECTION)
            continue;
        add_if(self, true, (double)fact->id);
        add_text(self, fact->zone);
        add_moment(self, true, fact->from_ms);
        add_moment(self, fact->to_ms != FACT_NO_END, fact->to_ms == FACT_NO_END ? 0 : fact->to_ms);
        add_if(self, fact->has_value, fact->value);
        add_text(self, notes(self, fact));
        add_moment(self, true, fact->made_ms);
        add_moment(self, fact->retracted_ms != 0, fact->retracted_ms);
        give(self, ZONE_NONE, -1, NULL);
    }
}

void table_rows(const struct report *report, enum table table, table_each *each, void *context)
{
    static void (*const makers[TABLE_COUNT])(struct making *) = {
        [TABLE_FIGURES] = make_figures, [TABLE_DAYS] = make_days,
        [TABLE_HOURS] = make_hours,     [TABLE_GAPS] = make_gaps,
        [TABLE_EVENTS] = make_events,   [TABLE_CORRECTIONS] = make_corrections};
    struct making making = {.report = report, .each = each, .context = context};
    makers[table](&making);
}
