/* Years of a place with many zones: what a yearly report takes, a zone's year of days, and the
 * live stream while an export runs. The past is made by the store's own functions (slots_put), as a
 * replay of three years of 50 zones would take longer than all other benches together: hours and
 * days of every zone, slots of one. */
#include "agent/common/time.h"
#include "dashboard/civil.h"
#include "dashboard/history/calendar.h"
#include "dashboard/history/description.h"
#include "dashboard/history/series.h"
#include "dashboard/history/settled.h"
#include "tests/bench/benches.h"
#include "tests/bench/numbers.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define YEAR 2023 /* the first of the years; all over by any clock */
#define TIMES 10
#define FORMATS 6

struct years {
    struct stage *stage;
    struct figures *figures;
    int zones, years;
    struct why why;
};

static char *describe(int zones)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    fprintf(file, "place: {id: " STAGE_PLACE ", uri: \"https://bench.invalid/lampion\", "
                  "name: Bench, timezone: Europe/Paris}\n"
                  "zones:\n  - id: zone-1\n    name: Z\n    kind: seats\n    release: 0s\n"
                  "    seats:\n");
    for (int i = 1; i <= STAGE_SEATS; i++)
        fprintf(file, "      - {id: d%02d, sensor: desks/seat-%02d, policy: shared}\n", i, i);
    for (int i = 2; i < zones; i++)
        fprintf(file,
                "  - {id: zone-%d, name: Z, kind: room, capacity: 12, sensors: [rooms/m%d]}\n", i,
                i);
    fprintf(file, "  - {id: house, name: H, kind: hall, capacity: 600, contains: [zone-1");
    for (int i = 2; i < zones; i++)
        fprintf(file, ", zone-%d", i);
    fprintf(file, "]}\n");
    fclose(file);
    return text;
}

/* People by hour of the wall: a place that fills towards noon. */
static void fill(struct slot *slot, int zone, int64_t local, int64_t length_s)
{
    int hour = (int)(local % 100), open = hour >= 8 && hour < 20;
    int64_t people = open ? (hour < 14 ? hour - 7 : 20 - hour) + zone % 4 : 0;
    slot->length_s = length_s;
    slot->open_s = open ? length_s : 0;
    slot->all[SLOT_SENSORS] = STAGE_SEATS * length_s;
    slot->all[SLOT_SEATS] = STAGE_SEATS * length_s;
    slot->all[SLOT_USED] = people * length_s;
    slot->all[SLOT_IN_USE] = people ? length_s : 0;
    for (int sum = SLOT_PERSON; sum <= SLOT_HIGH; sum++)
        slot->all[sum] = people * length_s;
    slot->all[SLOT_IN] = slot->all[SLOT_OUT] = people / 2;
    slot->peak = people;
    slot->peak_at_s = slot->start_s;
    if (open)
        memcpy(slot->open, slot->all, sizeof slot->open);
}

static int put_hour(struct years *self, struct slots *slots, int64_t zone, int number,
                    const struct calendar_span *span, int64_t revision, struct slot *sum)
{
    struct slot slot;
    int error = 0;
    for (int64_t at_s = span->start_s; number == 1 && !error && at_s < span->end_s;
         at_s += SLOT_S) {
        slot_start(&slot, at_s);
        slot.revision = revision;
        fill(&slot, number, span->local, SLOT_S);
        error = slots_put(slots, STEP_SLOT, zone, &slot, 0, &self->why);
    }
    slot_start(&slot, span->start_s);
    slot.revision = revision;
    fill(&slot, number, span->local, span->end_s - span->start_s);
    slot_add(sum, &slot);
    return error ? error : slots_put(slots, STEP_HOUR, zone, &slot, span->local, &self->why);
}

static int put_zone(struct years *self, struct slots *slots, const struct zonetime *zonetime,
                    int number)
{
    char name[32] = "house";
    int64_t zone;
    struct slot_revision revision = {
        .description = 1, .sensors = STAGE_SEATS, .seats = STAGE_SEATS, .capacity = STAGE_SEATS};
    if (number > 0)
        snprintf(name, sizeof name, "zone-%d", number);
    int error = slots_zone(slots, name, &zone, &self->why);
    if (!error)
        error = slots_revision(slots, zone, &revision, &self->why);
    int64_t last = civil_days(YEAR + self->years, 1, 1);
    for (int64_t day = civil_days(YEAR, 1, 1); !error && day < last; day++) {
        struct calendar_span whole, span;
        struct slot sum;
        calendar_day(zonetime, zonetime_day_start_ms(zonetime, day) / 1000, &whole);
        slot_start(&sum, whole.start_s);
        for (int64_t at_s = whole.start_s; !error && at_s < whole.end_s; at_s = span.end_s) {
            calendar_hour(zonetime, at_s, &span);
            error = put_hour(self, slots, zone, number, &span, revision.id, &sum);
        }
        if (!error)
            error = slots_put(slots, STEP_DAY, zone, &sum, whole.local, &self->why);
    }
    return error;
}

static int make(struct years *self)
{
    int64_t version;
    char *text = describe(self->zones);
    struct zonetime *zonetime = zonetime_load("Europe/Paris", &self->why);
    struct store *store = zonetime ? store_open("years.db", STORE_WRITE, &self->why) : NULL;
    struct slots *slots = store ? slots_open(store, &self->why) : NULL;
    int error = slots ? store_description_put(store, text, 0, 0, &version, &self->why) : -1;
    if (!error)
        error = settled_begin(store, &self->why);
    for (int i = 0; !error && i < self->zones; i++)
        error = put_zone(self, slots, zonetime, i);
    if (!error)
        error = settled_commit(store, &self->why);
    slots_close(slots);
    store_close(store);
    zonetime_free(zonetime);
    free(text);
    return error;
}

static pid_t start_report(const struct years *self, const char *period, const char *format)
{
    char program[PATH_MAX + 32], output[48];
    snprintf(program, sizeof program, "%s/dashboard/lampion", self->stage->build);
    snprintf(output, sizeof output, "report-%s", format);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        if (!freopen("report.log", "we", stdout) ||
            execl(program, program, "report", "--db", "years.db", "--period", period, "--format",
                  format, "-o", output, (char *)NULL))
            _exit(127);
    }
    return pid;
}

static int measure_report(struct years *self, const char *format)
{
    struct rusage usage;
    int status;
    char period[16];
    snprintf(period, sizeof period, "%d", YEAR + self->years - 1);
    pid_t pid = start_report(self, period, format);
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status != 0)
        return -1;
    double cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                   (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    figures_add(self->figures, "s", cpu_s, AIM_AT_MOST, 1,
                "years, report of a year of %d zones, %s: processor time", self->zones, format);
    figures_add(self->figures, "MB", (double)usage.ru_maxrss / 1024, AIM_AT_MOST, 64,
                "years, report of a year of %d zones, %s: memory", self->zones, format);
    return 0;
}

static bool add_row(void *context, const struct series_row *row)
{
    *(int64_t *)context += row->slot.all[SLOT_USED];
    return true;
}

static double sql_ms(int64_t from_s, int64_t to_s)
{
    char sql[256];
    sqlite3 *db;
    int64_t began_ns = real_ns();
    snprintf(sql, sizeof sql,
             "SELECT sum(used), sum(person) FROM slots WHERE zone = (SELECT id FROM slot_zone "
             "WHERE name = 'zone-1') AND slot >= %lld AND slot < %lld "
             "GROUP BY (start + 7200) / 86400",
             (long long)from_s / SLOT_S, (long long)to_s / SLOT_S);
    int failed = sqlite3_open("years.db", &db) || sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return failed ? -1 : (double)(real_ns() - began_ns) / 1e6;
}

static int measure_history(struct years *self)
{
    int64_t to_s = civil_days(YEAR + self->years, 1, 1) * 86400, from_s = to_s - 365 * 86400;
    double days_ms[TIMES], raw_ms[TIMES];
    for (int i = 0; i < TIMES; i++) {
        int64_t used = 0, began_ns = real_ns();
        struct store *store = store_open("years.db", STORE_READ, &self->why);
        int error =
            store ? series_read(store, "zone-1", STEP_DAY, from_s, to_s, add_row, &used, &self->why)
                  : -1;
        store_close(store);
        days_ms[i] = (double)(real_ns() - began_ns) / 1e6;
        raw_ms[i] = sql_ms(from_s, to_s);
        if (error || used == 0 || raw_ms[i] < 0)
            return -1;
    }
    figures_add(self->figures, "ms", median(days_ms, TIMES), AIM_AT_MOST, 20,
                "years, a zone's year by day");
    figures_add(self->figures, "ms", median(raw_ms, TIMES), AIM_NONE, 0,
                "years, the same by SQL over the slots");
    return 0;
}

/* Exports all the years again and again until it is told to stop. */
static pid_t start_exports(struct years *self)
{
    char period[32];
    snprintf(period, sizeof period, "%d..%d", YEAR, YEAR + self->years - 1);
    fflush(NULL);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    setpgid(0, 0);
    for (int status = 0; status == 0;) {
        pid_t report = start_report(self, period, "json");
        if (report < 0 || waitpid(report, &status, 0) != report)
            break;
    }
    _exit(1);
}

static int measure_live(struct years *self, bool quick)
{
    double alone_ms, beside_ms = 0;
    size_t count = quick ? 60 : 300; /* more on end, and health calls the seats chattering */
    int error = stage_start_collector(self->stage, "years");
    if (!error)
        error = latency_p99(self->stage, "years-alone", count, &alone_ms);
    if (!error) {
        pid_t exports = start_exports(self);
        error = latency_p99(self->stage, "years-beside", count, &beside_ms);
        int status = 0;
        if (waitpid(exports, &status, WNOHANG) != 0)
            error = -1; /* it was to go on */
        kill(-exports, SIGTERM);
        waitpid(exports, &status, 0);
    }
    stage_stop_collector(self->stage);
    if (error)
        return -1;
    figures_add(self->figures, "ms", alone_ms, AIM_NONE, 0, "years, live stream: p99");
    figures_add(self->figures, "ms", beside_ms, AIM_NONE, 0,
                "years, live stream while %d years are exported: p99", self->years);
    figures_add(self->figures, "x", beside_ms / alone_ms, AIM_AT_MOST, 2,
                "years, live stream: p99 with an export, times that without");
    return 0;
}

int bench_years(struct stage *stage, struct figures *figures, bool quick)
{
    static const char *const formats[FORMATS] = {"csv",         "csv-fr", "json",
                                                 "datapackage", "xlsx",   "html"};
    struct years self = {stage, figures, quick ? 5 : 50, quick ? 1 : 3, {{0}}};
    int64_t began_ms = clock_real_ms();
    int error = make(&self);
    figures_add(figures, "s", (double)(clock_real_ms() - began_ms) / 1000, AIM_NONE, 0,
                "years, to make %d of %d zones", self.years, self.zones);
    for (int i = 0; !error && i < FORMATS; i++)
        error = measure_report(&self, formats[i]);
    if (!error)
        error = measure_history(&self);
    if (!error)
        error = measure_live(&self, quick);
    if (error)
        fprintf(stderr, "bench: years: %s\n", self.why.text);
    return error;
}
