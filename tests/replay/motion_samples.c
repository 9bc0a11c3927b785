#include "tests/replay/motion_samples.h"

#include "tests/unit/test.h"
#include <string.h>
#include <time.h>

#define COLUMN_S6 16 /* Date is 0 */
#define COLUMN_PEOPLE 18

const char *const motion_names[MOTION_SENSORS] = {"s6", "s7"};

static const char *column(const char *line, int number)
{
    for (; number > 0; number--) {
        line = strchr(line, ',');
        assert_non_null(line);
        line++;
    }
    return line;
}

static int64_t parse_time(const char *line)
{
    struct tm utc = {0};
    assert_int_equal(sscanf(line, "%d-%d-%d,%d:%d:%d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
                            &utc.tm_hour, &utc.tm_min, &utc.tm_sec),
                     6);
    utc.tm_year -= 1900;
    utc.tm_mon--;
    return (int64_t)timegm(&utc) * 1000;
}

static struct motion_sample parse_row(const char *line)
{
    struct motion_sample sample = {.t_ms = parse_time(line)};
    for (int sensor = 0; sensor < MOTION_SENSORS; sensor++) {
        const char *level = column(line, COLUMN_S6 + sensor);
        assert_true((*level == '0' || *level == '1') && level[1] == ',');
        sample.level[sensor] = *level == '1';
    }
    sample.people = atoi(column(line, COLUMN_PEOPLE));
    return sample;
}

void motion_samples_read(struct motion_samples *self, const char *path)
{
    char line[512];
    FILE *file = fopen(path, "re");
    *self = (struct motion_samples){0};
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    assert_int_equal(strncmp(column(line, COLUMN_S6), "S6_PIR,S7_PIR,Room_Occupancy_Count", 34), 0);
    while (fgets(line, sizeof line, file)) {
        self->samples = realloc(self->samples, (self->count + 1) * sizeof *self->samples);
        assert_non_null(self->samples);
        self->samples[self->count] = parse_row(line);
        if (self->count > 0)
            assert_true(self->samples[self->count].t_ms > self->samples[self->count - 1].t_ms);
        self->count++;
    }
    fclose(file);
}

void motion_samples_free(struct motion_samples *self)
{
    free(self->samples);
}

size_t motion_stretch(const struct motion_samples *self, size_t first)
{
    size_t next = first + 1;
    if (first >= self->count)
        return 0;
    while (next < self->count &&
           self->samples[next].t_ms - self->samples[next - 1].t_ms < MOTION_GAP_MS)
        next++;
    return next - first;
}

char *motion_trace(const struct motion_sample *samples, size_t count)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    for (size_t i = 0; i < count; i++)
        for (int sensor = 0; sensor < MOTION_SENSORS; sensor++)
            if (i == 0 || samples[i].level[sensor] != samples[i - 1].level[sensor])
                fprintf(file, "%lld,%s,%d\n", (long long)(samples[i].t_ms - samples[0].t_ms) / 1000,
                        motion_names[sensor], samples[i].level[sensor]);
    fclose(file);
    return text;
}

struct motion_total motion_total(const struct motion_sample *samples, size_t count, int sensor,
                                 struct motion_rule rule)
{
    struct motion_total total = {0};
    int64_t begin_ms = 0, fall_ms = 0; /* of the motion under way, and its last fall or 0 */
    bool high = false;
    for (size_t i = 0; i < count; i++) {
        bool level = samples[i].level[sensor];
        int64_t heard_ms = samples[i].t_ms + (i > 0 ? rule.debounce_ms : 0);
        total.high_samples += level;
        if (level && !high && (!fall_ms || heard_ms - fall_ms >= rule.quiet_ms)) {
            if (fall_ms)
                total.ms += fall_ms + rule.quiet_ms - begin_ms;
            begin_ms = heard_ms;
            total.periods++;
        }
        if (high && !level)
            fall_ms = heard_ms;
        high = level;
    }
    total.open = high;
    if (!high && fall_ms)
        total.ms += fall_ms + rule.quiet_ms - begin_ms;
    return total;
}
