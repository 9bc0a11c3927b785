#include "tests/replay/door_counts.h"

#include "tests/unit/test.h"
#include <time.h>

#define FLOW_OUT 7
#define FLOW_IN 9

struct row {
    int flow, month, day, year, hour, minute, second;
    int64_t count;
};

static int64_t slot_start_ms(const struct row *row)
{
    struct tm utc = {.tm_year = 100 + row->year,
                     .tm_mon = row->month - 1,
                     .tm_mday = row->day,
                     .tm_hour = row->hour,
                     .tm_min = row->minute,
                     .tm_sec = row->second};
    return (int64_t)timegm(&utc) * 1000 - DOOR_SLOT_MS;
}

static struct door_slot *slot_at(struct door_counts *self, int64_t start_ms)
{
    struct door_slot *last = self->count ? &self->slots[self->count - 1] : NULL;
    if (last && last->start_ms == start_ms)
        return last;
    if (last)
        assert_int_equal(start_ms, last->start_ms + DOOR_SLOT_MS);
    self->slots = realloc(self->slots, (self->count + 1) * sizeof *self->slots);
    assert_non_null(self->slots);
    self->slots[self->count] = (struct door_slot){.start_ms = start_ms};
    return &self->slots[self->count++];
}

void door_counts_read(struct door_counts *self, const char *path)
{
    char line[128];
    FILE *file = fopen(path, "re");
    *self = (struct door_counts){0};
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        struct row row;
        long long count;
        if (sscanf(line, "%d,%d/%d/%d,%d:%d:%d,%lld", &row.flow, &row.month, &row.day, &row.year,
                   &row.hour, &row.minute, &row.second, &count) != 8 ||
            (row.flow != FLOW_IN && row.flow != FLOW_OUT))
            fail_msg("%s: not a row: %s", path, line);
        struct door_slot *slot = slot_at(self, slot_start_ms(&row));
        *(row.flow == FLOW_IN ? &slot->in : &slot->out) += count;
    }
    fclose(file);
}

void door_counts_free(struct door_counts *self)
{
    free(self->slots);
}

struct door_slot door_counts_sum(const struct door_counts *self)
{
    struct door_slot sum = {.start_ms = self->slots[0].start_ms};
    for (size_t i = 0; i < self->count; i++) {
        sum.in += self->slots[i].in;
        sum.out += self->slots[i].out;
    }
    return sum;
}

size_t door_counts_busiest(const struct door_counts *self)
{
    size_t busiest = 0;
    for (size_t i = 0; i < self->count; i++)
        if (self->slots[i].in + self->slots[i].out >
            self->slots[busiest].in + self->slots[busiest].out)
            busiest = i;
    return busiest;
}

int64_t door_counts_inside_before(const struct door_counts *self)
{
    int64_t inside = 0, needed = 0;
    for (size_t i = 0; i < self->count; i++) {
        /* Whatever the order within the half hour: all who leave may leave first. */
        if (self->slots[i].out - inside > needed)
            needed = self->slots[i].out - inside;
        inside += self->slots[i].in - self->slots[i].out;
    }
    return needed;
}

void door_counts_write(const struct door_slot *slots, size_t count, const char *path)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fprintf(file, "t_seconds,direction,n\n");
    for (size_t i = 0; i < count; i++) {
        long long t_s = (long long)(slots[i].start_ms - slots[0].start_ms) / 1000;
        fprintf(file, "%lld,in,%lld\n%lld,out,%lld\n", t_s, (long long)slots[i].in, t_s,
                (long long)slots[i].out);
    }
    fclose(file);
}
