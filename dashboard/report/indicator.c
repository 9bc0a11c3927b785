#include "dashboard/report/indicator.h"

#include <string.h>

#define HOUR_S 3600.0

static const struct indicator_info infos[INDICATOR_COUNT] = {
    [INDICATOR_VISITS] = {"visits", "people who came in at the counted line", UNIT_COUNT},
    [INDICATOR_OPEN_DAYS] = {"open_days", "days with time open", UNIT_DAYS},
    [INDICATOR_OPEN_HOURS] = {"open_hours", "time open", UNIT_HOURS},
    [INDICATOR_PRESENCE_DAYS] = {"days_with_presence", "days with any use", UNIT_DAYS},
    [INDICATOR_PERSON_HOURS] = {"person_hours", "people x time, where people are counted",
                                UNIT_HOURS},
    [INDICATOR_SEATS_OFFERED] = {"seat_hours_offered", "seats in service x time open",
                                 UNIT_SEAT_HOURS},
    [INDICATOR_SEATS_USED] = {"seat_hours_used", "seat time taken, while open", UNIT_SEAT_HOURS},
    [INDICATOR_SEATS_OUTSIDE] = {"seat_hours_used_outside", "seat time taken, while closed",
                                 UNIT_SEAT_HOURS},
    [INDICATOR_UTILISATION] = {"utilisation_pct",
                               "used / offered, of known time (without seats: people x time / "
                               "(capacity x time))",
                               UNIT_PERCENT},
    [INDICATOR_FREQUENCY] = {"frequency_pct", "time in use / time open, of known time",
                             UNIT_PERCENT},
    [INDICATOR_OCCUPANCY] = {"occupancy_when_used_pct", "used / offered, while in use",
                             UNIT_PERCENT},
    [INDICATOR_PEAK] = {"peak_present", "most people at once", UNIT_PEOPLE},
    [INDICATOR_FULL] = {"pct_time_ge_80", "time at or above 80 % / time open, of counted time",
                        UNIT_PERCENT},
    [INDICATOR_MEAN_STAY] = {"mean_stay_h", "person_hours / visits (Little's law)", UNIT_HOURS},
    [INDICATOR_COVERAGE] = {"sensor_coverage_pct", "known / expected sensor time, while open",
                            UNIT_PERCENT},
};

const struct indicator_info *indicator_info(enum indicator indicator)
{
    return &infos[indicator];
}

/* What all days hold together, each as often as its weight. */
struct total {
    double length_s, open_s, open_unknown_s;
    double all[SLOT_SUMS], open[SLOT_SUMS];
    int64_t peak, peak_at_s;
    double open_days, presence_days;
    double capacity_s; /* capacity x counted time, open */
    double settled;    /* share of the days expected */
};

static bool is_used(const struct slot *slot)
{
    return slot->all[SLOT_IN_USE] > 0 || slot->all[SLOT_USED] > 0 || slot->all[SLOT_IN] > 0;
}

static void add(struct total *total, const struct indicator_day *day, double weight)
{
    const struct slot *slot = &day->slot;
    total->length_s += weight * (double)slot->length_s;
    total->open_s += weight * (double)slot->open_s;
    total->open_unknown_s += weight * (double)slot->open_unknown_s;
    for (int i = 0; i < SLOT_SUMS; i++) {
        total->all[i] += weight * (double)slot->all[i];
        total->open[i] += weight * (double)slot->open[i];
    }
    if (slot->peak > total->peak) {
        total->peak = slot->peak;
        total->peak_at_s = slot->peak_at_s;
    }
    total->open_days += weight * (slot->open_s > 0);
    total->presence_days += weight * is_used(slot);
    total->capacity_s +=
        weight * (double)day->capacity * (double)(slot->open_s - slot->open[SLOT_UNCOUNTED]);
}

static struct total sum(const struct indicator_day *days, size_t count, const double *weights,
                        size_t days_expected)
{
    struct total total = {.settled = 1, .peak = SLOT_NO_PEAK};
    for (size_t i = 0; i < count; i++)
        if (!weights || weights[i] > 0)
            add(&total, &days[i], weights ? weights[i] : 1);
    if (days_expected > count)
        total.settled = (double)count / (double)days_expected;
    return total;
}

bool indicator_is_counted(const struct slot *slot)
{
    return slot->all[SLOT_PERSON] > 0 || slot->all[SLOT_IN_USE] == 0;
}

/* Whether heads were counted at all: at a line, by seats, or by whatever found somebody once. */
static bool has_heads(const struct total *total, bool counts)
{
    bool found = total->all[SLOT_PERSON] > 0;
    bool line = counts || total->all[SLOT_IN] > 0 || total->all[SLOT_SEATS] > 0;
    return found || (line && total->all[SLOT_IN_USE] <= 0);
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static void judge(struct figure *figure, const struct indicator_rules *rules, bool exists,
                  double value, double coverage)
{
    *figure = (struct figure){.value = value, .coverage = coverage};
    if (!exists)
        *figure = (struct figure){.state = INDICATOR_NONE};
    else if (coverage < rules->withhold_below)
        *figure = (struct figure){.state = INDICATOR_WITHHELD, .coverage = coverage};
    else if (coverage < rules->flag_below)
        figure->state = INDICATOR_FLAGGED;
}

static void bound(struct figure *figure, double low, double high)
{
    if (figure->state > INDICATOR_FLAGGED || low >= high)
        return;
    figure->has_interval = true;
    figure->low = low;
    figure->high = high;
}

static void judge_opening(const struct total *total, const struct indicator_rules *rules,
                          struct figure figures[INDICATOR_COUNT])
{
    double known = total->open_s;
    double hours_known = 1 - ratio(total->open_unknown_s, total->length_s);
    double coverage = total->settled * hours_known;
    bool exists = total->length_s > 0 && total->open_unknown_s < total->length_s;
    judge(&figures[INDICATOR_OPEN_DAYS], rules, exists, total->open_days, coverage);
    judge(&figures[INDICATOR_OPEN_HOURS], rules, exists, known / HOUR_S, coverage);
    judge(&figures[INDICATOR_SEATS_OFFERED], rules, total->open[SLOT_SEATS] > 0,
          total->open[SLOT_SEATS] / HOUR_S, coverage);
    double expected = total->open[SLOT_SENSORS];
    double heard = ratio(expected - total->open[SLOT_SILENT], expected);
    judge(&figures[INDICATOR_COVERAGE], rules, expected > 0, 100 * heard, total->settled);
}

static void judge_seats(const struct total *total, const struct indicator_rules *rules,
                        struct figure figures[INDICATOR_COUNT])
{
    double offered = total->open[SLOT_SEATS], used = total->open[SLOT_USED];
    double unknown = total->open[SLOT_SEATS_UNKNOWN];
    double coverage = total->settled * ratio(offered - unknown, offered);
    judge(&figures[INDICATOR_SEATS_USED], rules, offered > 0, used / HOUR_S, coverage);
    bound(&figures[INDICATOR_SEATS_USED], used / HOUR_S, (used + unknown) / HOUR_S);
    judge(&figures[INDICATOR_UTILISATION], rules, offered > 0, 100 * ratio(used, offered - unknown),
          coverage);
    bound(&figures[INDICATOR_UTILISATION], 100 * ratio(used, offered),
          100 * ratio(used + unknown, offered));
    double out_seats = (total->all[SLOT_SEATS] - total->open[SLOT_SEATS]);
    double out_unknown = (total->all[SLOT_SEATS_UNKNOWN] - total->open[SLOT_SEATS_UNKNOWN]);
    judge(&figures[INDICATOR_SEATS_OUTSIDE], rules, out_seats > 0,
          (total->all[SLOT_USED] - total->open[SLOT_USED]) / HOUR_S,
          total->settled * ratio(out_seats - out_unknown, out_seats));
}

/* A zone without seats is as full as its people are many. */
static void judge_people_as_use(const struct total *total, bool counts,
                                const struct indicator_rules *rules,
                                struct figure figures[INDICATOR_COUNT])
{
    double open = total->open_s, counted = open - total->open[SLOT_UNCOUNTED];
    double coverage = total->settled * ratio(counted, open);
    double person = total->open[SLOT_PERSON];
    bool exists = total->capacity_s > 0 && has_heads(total, counts);
    judge(&figures[INDICATOR_UTILISATION], rules, exists, 100 * ratio(person, total->capacity_s),
          coverage);
    bound(&figures[INDICATOR_UTILISATION], 100 * ratio(total->open[SLOT_LOW], total->capacity_s),
          100 * ratio(total->open[SLOT_HIGH], total->capacity_s));
}

static void judge_frequency(const struct total *total, const struct indicator_rules *rules,
                            struct figure figures[INDICATOR_COUNT])
{
    double open = total->open_s, in_use = total->open[SLOT_IN_USE];
    double unknown = total->open[SLOT_USE_UNKNOWN];
    struct figure *frequency = &figures[INDICATOR_FREQUENCY];
    judge(frequency, rules, open > 0, 100 * ratio(in_use, open - unknown),
          total->settled * ratio(open - unknown, open));
    bound(frequency, 100 * ratio(in_use, open), 100 * ratio(in_use + unknown, open));
    double length = total->length_s, silent = total->all[SLOT_USE_UNKNOWN];
    judge(&figures[INDICATOR_PRESENCE_DAYS], rules, length > silent, total->presence_days,
          total->settled * ratio(length - silent, length));
}

/* The pair of the Space Management Group: utilisation = frequency x occupancy when used. */
static void judge_occupancy(const struct indicator_rules *rules,
                            struct figure figures[INDICATOR_COUNT])
{
    const struct figure *use = &figures[INDICATOR_UTILISATION];
    const struct figure *frequency = &figures[INDICATOR_FREQUENCY];
    bool exists = use->state != INDICATOR_NONE && frequency->state != INDICATOR_NONE;
    double coverage = use->coverage < frequency->coverage ? use->coverage : frequency->coverage;
    bool used = frequency->value > 0 || frequency->state == INDICATOR_WITHHELD;
    judge(&figures[INDICATOR_OCCUPANCY], rules, exists && used,
          100 * ratio(use->value, frequency->value), coverage);
}

static void judge_people(const struct total *total, bool counts,
                         const struct indicator_rules *rules,
                         struct figure figures[INDICATOR_COUNT])
{
    double length = total->length_s;
    double counted = total->settled * ratio(length - total->all[SLOT_UNCOUNTED], length);
    double person = total->all[SLOT_PERSON], visits = total->all[SLOT_IN];
    bool peopled = length > total->all[SLOT_UNCOUNTED] && has_heads(total, counts);
    judge(&figures[INDICATOR_PERSON_HOURS], rules, peopled, person / HOUR_S, counted);
    bound(&figures[INDICATOR_PERSON_HOURS], total->all[SLOT_LOW] / HOUR_S,
          total->all[SLOT_HIGH] / HOUR_S);
    judge(&figures[INDICATOR_PEAK], rules, peopled && total->peak != SLOT_NO_PEAK, total->peak,
          counted);
    figures[INDICATOR_PEAK].at_s = total->peak_at_s;
    double open = total->open_s, open_counted = open - total->open[SLOT_UNCOUNTED];
    judge(&figures[INDICATOR_FULL], rules, peopled && open_counted > 0,
          100 * ratio(total->open[SLOT_FULL], open_counted),
          total->settled * ratio(open_counted, open));

    double expected = total->all[SLOT_SENSORS];
    double heard = total->settled * ratio(expected - total->all[SLOT_SILENT], expected);
    struct figure *visited = &figures[INDICATOR_VISITS];
    judge(visited, rules, counts && expected > 0, visits, heard);
    if (rules->passages.known)
        bound(visited, visits / (1 - rules->passages.miss_low),
              visits / (1 - rules->passages.miss_high));
    struct figure *stay = &figures[INDICATOR_MEAN_STAY];
    judge(stay, rules, counts && peopled && visits > 0, ratio(person / HOUR_S, visits),
          counted < heard ? counted : heard);
    if (rules->passages.known && stay->state <= INDICATOR_FLAGGED)
        bound(stay, total->all[SLOT_LOW] / HOUR_S / visits * (1 - rules->passages.miss_high),
              total->all[SLOT_HIGH] / HOUR_S / visits * (1 - rules->passages.miss_low));
}

void indicator_figures(const struct indicator_day *days, size_t count, const double *weights,
                       size_t days_expected, bool counts, const struct indicator_rules *rules,
                       struct figure figures[INDICATOR_COUNT])
{
    struct total total = sum(days, count, weights, days_expected);
    judge_opening(&total, rules, figures);
    judge_seats(&total, rules, figures);
    if (total.all[SLOT_SEATS] == 0)
        judge_people_as_use(&total, counts, rules, figures);
    judge_frequency(&total, rules, figures);
    judge_occupancy(rules, figures);
    judge_people(&total, counts, rules, figures);
}
