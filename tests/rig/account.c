#include "tests/rig/account.h"

#include "tests/support/until.h"
#include "tests/unit/test.h"
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 10000

void account_add(struct account *self, const char *sensor, int value, int64_t from_ms,
                 int64_t to_ms)
{
    assert_true(self->count < ACCOUNT_MAX);
    struct account_row *row = &self->rows[self->count++];
    *row = (struct account_row){.value = value, .from_ms = from_ms, .to_ms = to_ms};
    snprintf(row->sensor, sizeof row->sensor, "%s", sensor);
}

void account_wait(const struct account *self, const struct town *town)
{
    int64_t end_ms = until_ms(PATIENCE_MS), levels;
    while ((levels = town_sql(town, "SELECT count(*) FROM event WHERE kind = 0")) <
           (int64_t)self->count) {
        if (until_over(end_ms)) {
            town_show(town);
            fail_msg("%lld levels in the history, %zu were pulled", (long long)levels, self->count);
        }
        usleep(20000);
    }
}

/* The history's levels, one after the other in time. */
struct audit {
    const struct account *account;
    size_t at;
};

static int audit_row(void *context, int columns, char **values, char **names)
{
    (void)columns, (void)names;
    struct audit *self = context;
    const char *sensor = values[0];
    int value = atoi(values[1]);
    int64_t t_ms = strtoll(values[2], NULL, 10);
    if (self->at == self->account->count)
        fail_msg("row %zu: %s %d was never pulled", self->at, sensor, value);
    const struct account_row *row = &self->account->rows[self->at];
    if (strcmp(sensor, row->sensor) != 0 || value != row->value)
        fail_msg("row %zu is %s %d, pulled was %s %d", self->at, sensor, value, row->sensor,
                 row->value);
    if (t_ms < row->from_ms || t_ms > row->to_ms)
        fail_msg("row %zu, %s %d, has the stamp %lld, pulled was from %lld to %lld", self->at,
                 sensor, value, (long long)t_ms, (long long)row->from_ms, (long long)row->to_ms);
    self->at++;
    return 0;
}

#define TIMED                                                                                      \
    "WITH timed AS (SELECT event.*, part.t0_ms + event.t AS t_ms FROM event JOIN part"             \
    " ON part.stream = event.stream AND part.first = (SELECT max(first) FROM part"                 \
    " WHERE stream = event.stream AND first <= event.seq)) "

void account_check(const struct account *self, const struct town *town)
{
    struct audit audit = {.account = self};
    town_rows(town,
              TIMED "SELECT sensor.name, value, t_ms FROM timed"
                    " JOIN sensor ON sensor.id = timed.sensor"
                    " WHERE kind = 0 ORDER BY t_ms, stream, seq",
              audit_row, &audit);
    if (audit.at != self->count)
        fail_msg("%zu levels in the history, %zu were pulled", audit.at, self->count);
    assert_int_equal(town_sql(town, TIMED "SELECT count(*) FROM (SELECT t_ms - lag(t_ms) OVER"
                                          " (PARTITION BY stream ORDER BY seq) AS step FROM timed)"
                                          " WHERE step < 0"),
                     0);
    assert_int_equal(town_sql(town, "SELECT count(*) FROM (SELECT 1 FROM event GROUP BY stream"
                                    " HAVING min(seq) <> 1 OR max(seq) <> count(*))"),
                     0);
    assert_int_equal(town_sql(town, "SELECT count(*) FROM loss"), 0);
}
