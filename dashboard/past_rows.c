#include "dashboard/past_rows.h"

#include "agent/common/time.h"
#include "dashboard/history/series.h"
#include "dashboard/report/gather.h"
#include "dashboard/report/indicator.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct writing {
    const struct past_rows *asked;
    FILE *out;
    bool first;
};

static const char *const steps[STEPS] = {"15m", "1h", "1d"};

static void write_number(struct writing *self, const char *name, int64_t number, bool known)
{
    if (known)
        fprintf(self->out, ",\"%s\":%" PRId64, name, number);
    else
        fprintf(self->out, ",\"%s\":null", name);
}

static void write_count(struct writing *self, const char *name, int64_t count, bool known)
{
    int64_t bucket = self->asked->bucket;
    write_number(self, name, bucket > 1 ? (count + bucket / 2) / bucket * bucket : count, known);
}

/* Some, but fewer than the zone asks for: told to nobody. */
static bool is_small(const struct past_rows *asked, const struct slot *slot)
{
    int64_t least = asked->zone_minimum;
    const int64_t *all = slot->all;
    return least > 1 &&
           ((slot->peak > 0 && slot->peak < least) || (all[SLOT_IN] > 0 && all[SLOT_IN] < least) ||
            (all[SLOT_OUT] > 0 && all[SLOT_OUT] < least));
}

/* What happened within the opening hours; false: there is nothing to be told. */
static bool open_part(enum slot_step step, struct slot *slot)
{
    if (step != STEP_DAY)
        return slot->open_s == slot->length_s;
    memcpy(slot->all, slot->open, sizeof slot->all);
    slot->length_s = slot->open_s;
    slot->peak = SLOT_NO_PEAK; /* of day and night together */
    return slot->open_s > 0;
}

/* What is not known of a slot is null: see dashboard/history/slot.h. */
static void write_sums(struct writing *self, const struct slot *slot, bool given)
{
    const int64_t *all = slot->all;
    bool seats = given && all[SLOT_SEATS] > all[SLOT_SEATS_UNKNOWN];
    bool heads = given && indicator_is_counted(slot);
    bool counted = heads && all[SLOT_UNCOUNTED] < slot->length_s;
    bool passed =
        given && (all[SLOT_IN] + all[SLOT_OUT] > 0 || all[SLOT_SENSORS] > all[SLOT_SILENT]);
    write_number(self, "seats_s", all[SLOT_SEATS], all[SLOT_SEATS] > 0);
    write_number(self, "seats_unknown_s", all[SLOT_SEATS_UNKNOWN], all[SLOT_SEATS] > 0 && given);
    write_number(self, "used_s", all[SLOT_USED], seats);
    write_number(self, "in_use_s", all[SLOT_IN_USE],
                 given && all[SLOT_USE_UNKNOWN] < slot->length_s);
    write_number(self, "use_unknown_s", all[SLOT_USE_UNKNOWN], given);
    write_number(self, "counted_s", slot->length_s - all[SLOT_UNCOUNTED], given);
    write_number(self, "person_s", all[SLOT_PERSON], counted);
    write_count(self, "in", all[SLOT_IN], passed);
    write_count(self, "out", all[SLOT_OUT], passed);
    write_count(self, "peak", slot->peak, heads && slot->peak != SLOT_NO_PEAK);
}

static void write_row(struct writing *self, const struct slot *from, enum slot_source source,
                      bool given)
{
    struct slot of_row = *from, *slot = &of_row;
    int64_t length_s = slot->length_s;
    static const char *const sources[] = {"measured", "tallied", "declared", "imported"};
    char start[TIME_TEXT_MAX];
    if (slot->start_s < self->asked->from_s || slot->start_s >= self->asked->to_s)
        return;
    if (self->asked->open_only)
        given = open_part(self->asked->step, slot) && given;
    given = given && !is_small(self->asked, slot);
    time_format_s(slot->start_s * 1000, start);
    fprintf(self->out, "%s{\"start\":\"%s\",\"state\":\"%s\",\"basis\":\"%s\"",
            self->first ? "" : ",\n", start, given ? "given" : "withheld", sources[source]);
    self->first = false;
    write_number(self, "length_s", length_s, true);
    write_number(self, "open_s", slot->open_s, slot->open_unknown_s < length_s);
    write_number(self, "sensors_s", from->all[SLOT_SENSORS], true);
    write_number(self, "silent_s", from->all[SLOT_SILENT], true);
    write_sums(self, slot, given);
    fputc('}', self->out);
}

static bool take_series(void *context, const struct series_row *row)
{
    write_row(context, &row->slot, row->revision.source, true);
    return true;
}

static struct slot slot_of(const struct report_hour *hour)
{
    struct slot slot;
    slot_start(&slot, hour->start_s);
    slot.length_s = hour->length_s;
    slot.open_s = hour->open_s;
    slot.all[SLOT_SENSORS] = hour->sensors_s;
    slot.all[SLOT_SILENT] = hour->silent_s;
    slot.all[SLOT_SEATS] = hour->seats_s;
    slot.all[SLOT_SEATS_UNKNOWN] = hour->seats_unknown_s;
    slot.all[SLOT_USED] = hour->used_s;
    slot.all[SLOT_IN_USE] = hour->in_use_s;
    slot.all[SLOT_USE_UNKNOWN] = hour->use_unknown_s;
    slot.all[SLOT_UNCOUNTED] = hour->uncounted_s;
    slot.all[SLOT_PERSON] = hour->person_s;
    slot.all[SLOT_IN] = hour->in;
    slot.all[SLOT_OUT] = hour->out;
    slot.peak = hour->seen ? (int64_t)hour->peak : SLOT_NO_PEAK;
    return slot;
}

static void write_day(struct writing *self, const struct report_zone *zone,
                      const struct report_day *day)
{
    if (day->given == GIVEN_NOT_SETTLED)
        return;
    if (self->asked->step == STEP_DAY)
        write_row(self, &day->slot, day->source, day->given == GIVEN);
    for (size_t i = 0; self->asked->step == STEP_HOUR && i < day->hour_count; i++) {
        const struct report_hour *hour = &zone->hours[day->hour_first + i];
        struct slot slot = slot_of(hour);
        write_row(self, &slot, day->source, hour->given == GIVEN);
    }
}

/* As reports have it: whether a row is given depends on the other zones, and on the hours. */
static int write_filtered(struct writing *self, struct store *store, struct why *why)
{
    const struct past_rows *asked = self->asked;
    struct gather_request request = {.period = asked->period, .language = LANGUAGE_EN};
    request.compared = (struct period){PERIOD_DAYS, asked->period.first, asked->period.first, 0, 0};
    struct report *report = report_gather(store, &request, why);
    if (!report)
        return -EIO;
    for (size_t z = 0; z < report->zone_count; z++) {
        const struct report_zone *zone = &report->zones[z];
        for (size_t i = 0; !strcmp(zone->id, asked->zone) && i < zone->day_count; i++)
            write_day(self, zone, &zone->days[i]);
    }
    report_free(report);
    return 0;
}

char *past_rows_json(const struct past_rows *self, struct store *store, struct why *why)
{
    char *text = NULL, from[TIME_TEXT_MAX], to[TIME_TEXT_MAX];
    size_t size;
    struct writing writing = {.asked = self, .first = true};
    writing.out = open_memstream(&text, &size);
    if (!writing.out) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    time_format_s(self->from_s * 1000, from);
    time_format_s(self->to_s * 1000, to);
    fprintf(writing.out,
            "{\"zone\":\"%s\",\"step\":\"%s\",\"from\":\"%s\",\"to\":\"%s\","
            "\"minimum_count\":%" PRId64 ",\"rows\":[\n",
            self->zone, steps[self->step], from, to, self->minimum_count);
    int error = self->minimum_count > 1 ? write_filtered(&writing, store, why)
                                        : series_read(store, self->zone, self->step, self->from_s,
                                                      self->to_s, take_series, &writing, why);
    fputs("\n]}\n", writing.out);
    if (fclose(writing.out) != 0 && (!error || error == -ENOENT))
        error = why_set(why, ENOMEM, "out of memory");
    if (!error || error == -ENOENT) /* a zone without a past has no rows */
        return text;
    free(text);
    return NULL;
}
