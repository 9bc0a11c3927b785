/* A past of the simulated place through replay: what the history weighs, how long it takes. */
#include "agent/common/time.h"
#include "dashboard/history/series.h"
#include "tests/bench/benches.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define START "2026-01-05T06:00:00Z"
#define START_S 1767592800
#define DAY_S 86400
#define ZONES 3

static void write_agent(const char *name, const char *sensors)
{
    char path[64];
    snprintf(path, sizeof path, "past-%s.yaml", name);
    FILE *file = fopen(path, "we");
    if (!file)
        return;
    fprintf(file,
            "place: bench\nagent: %s\nbroker: {uri: \"mqtt://127.0.0.1\"}\n"
            "lines: {source: trace, file: past/%s.csv}\nsensors:\n%s",
            name, name, sensors);
    fclose(file);
}

static int write_files(void)
{
    char seats[8192] = "", lines[8192] = "";
    for (int i = 1; i <= 24; i++) {
        size_t s = strlen(seats), l = strlen(lines);
        snprintf(seats + s, sizeof seats - s, "      - {id: d%02d, sensor: desks/seat-%02d}\n", i,
                 i);
        snprintf(lines + l, sizeof lines - l,
                 "  - {id: seat-%02d, kind: seat, line: seat-%02d, active: high}\n", i, i);
    }
    FILE *place = fopen("past-place.yaml", "we");
    if (!place)
        return -1;
    fprintf(place,
            "place: {id: bench, name: Bench, timezone: Europe/Paris, opening_hours: \"Mo-Sa "
            "08:00-19:00\"}\nzones:\n  - id: openspace\n    name: O\n    kind: seats\n    seats:\n"
            "%s  - {id: meeting, name: M, kind: room, capacity: 8, sensors: [meeting/motion]}\n"
            "  - {id: house, name: H, kind: hall, capacity: 60, contains: [openspace, meeting]}\n"
            "doors:\n  - {sensor: entrance/door, from: outside, to: house}\n",
            seats);
    write_agent("desks", lines);
    write_agent("meeting", "  - {id: motion, kind: pir, line: motion, warm_up: 0s}\n");
    write_agent("entrance", "  - {id: door, kind: beam-pair, lines: {outer: outer, inner: inner}, "
                            "active: low}\n");
    return fclose(place);
}

/* past.db: `days` of the place. 0 or -1. */
static int make_past(const struct stage *stage, int days)
{
    char end[TIME_TEXT_MAX];
    time_format_s((START_S + (int64_t)days * DAY_S) * 1000, end);
    int failed = write_files() || shell("mkdir -p past && %s/tests/place/lampion-place --out past "
                                        "--days %d --start " START " --day-start " START,
                                        stage->build, days);
    static const char *const agents[] = {"desks", "meeting", "entrance"};
    for (int a = 0; !failed && a < 3; a++)
        failed = shell("%s/agent/lampion-agent replay --config past-%s.yaml --start " START
                       " --end %s past/%s.csv >past-%s.jsonl",
                       stage->build, agents[a], end, agents[a], agents[a]);
    return failed ? -1 : 0;
}

static double number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    double value = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        value = sqlite3_column_double(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static bool count_row(void *context, const struct series_row *row)
{
    *(int64_t *)context += row->slot.length_s;
    return true;
}

static double read_ms(enum slot_step step, int days)
{
    struct why why;
    int64_t seconds = 0, began_ms = clock_real_ms();
    for (int i = 0; i < 10; i++) {
        struct store *store = store_open("past.db", STORE_READ, &why);
        int error =
            store ? series_read(store, "openspace", step, START_S,
                                START_S + (int64_t)(days + 1) * DAY_S, count_row, &seconds, &why)
                  : -1;
        store_close(store);
        if (error)
            return -1;
    }
    return (double)(clock_real_ms() - began_ms) / 10;
}

static int measure(struct figures *figures, int days)
{
    sqlite3 *db;
    if (sqlite3_open("past.db", &db) != SQLITE_OK)
        return -1;
    double event = number(db, "SELECT 1.0 * (SELECT sum(pgsize) FROM dbstat WHERE name = 'event') "
                              "/ (SELECT count(*) FROM event)");
    double slots = number(db, "SELECT sum(pgsize) / 1e6 FROM dbstat WHERE name IN "
                              "('slot', 'slot_part')");
    int64_t began_ms = clock_real_ms();
    double used = number(db, "SELECT sum(u) FROM (SELECT sum(used) AS u FROM slots WHERE zone = 1 "
                             "GROUP BY (start + 7200) / 86400)");
    int64_t raw_ms = clock_real_ms() - began_ms;
    sqlite3_close(db);
    double days_ms = read_ms(STEP_DAY, days), slots_ms = read_ms(STEP_SLOT, days);
    if (event < 0 || slots < 0 || used < 0 || days_ms < 0 || slots_ms < 0)
        return -1;
    figures_add(figures, "bytes", event, AIM_AT_MOST, 24, "history, a raw event");
    figures_add(figures, "MB", slots / ZONES * 365 / days, AIM_AT_MOST, 1.5,
                "history, slots of a zone and a year");
    figures_add(figures, "ms", days_ms, AIM_AT_MOST, 20, "history, a zone's %d days by day", days);
    figures_add(figures, "ms", slots_ms, AIM_NONE, 0, "history, a zone's %d days by slot", days);
    figures_add(figures, "ms", (double)raw_ms, AIM_NONE, 0,
                "history, the same by SQL over the slots, summed by day");
    return 0;
}

static double children_s(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int bench_history(struct stage *stage, struct figures *figures, bool quick)
{
    int days = quick ? 14 : 365;
    if (make_past(stage, days) < 0) {
        fprintf(stderr, "bench: the past cannot be made in %s\n", stage->folder);
        return -1;
    }
    double began_s = children_s();
    if (shell("%s/dashboard/lampion replay --place past-place.yaml --db past.db past-desks.jsonl "
              "past-meeting.jsonl past-entrance.jsonl >past.said",
              stage->build) != 0)
        return -1;
    figures_add(figures, "s", children_s() - began_s, AIM_NONE, 0,
                "history, processor time of %d days replayed and settled", days);
    return measure(figures, days);
}
