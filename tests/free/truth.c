#include "tests/free/truth.h"

#include "tests/unit/test.h"
#include <stdlib.h>
#include <string.h>

static void next_row(struct truth_reader *self)
{
    char row[160];
    double t_s;
    self->has_row = false;
    while (!self->has_row && fgets(row, sizeof row, self->file))
        if (sscanf(row, "%lf,%15[^,],%31[^,],%31[^\n]", &t_s, self->kind, self->subject,
                   self->value) == 4) {
            self->has_row = true;
            self->row_ms = (int64_t)(t_s * 1000 + 0.5);
        }
}

void truth_reader_open(struct truth_reader *self, const char *folder)
{
    char path[512];
    *self = (struct truth_reader){0};
    for (int i = 0; i < TRUTH_SEATS_MAX; i++)
        self->seats[i].left_ms = INT64_MIN;
    snprintf(path, sizeof path, "%s/truth.csv", folder);
    self->file = fopen(path, "r");
    assert_non_null(self->file);
    next_row(self);
}

void truth_reader_close(struct truth_reader *self)
{
    fclose(self->file);
}

static void take_seat(struct seat_truth *seat, const char *kind, bool value, int64_t t_ms)
{
    bool *fact = !strcmp(kind, "seat")     ? &seat->sits
                 : !strcmp(kind, "object") ? &seat->object
                                           : &seat->claim;
    if (fact != &seat->claim && *fact && !value)
        seat->left_ms = t_ms;
    *fact = value;
}

static void take_row(struct truth_reader *self)
{
    int seat = 0;
    if (sscanf(self->subject, "seat-%d", &seat) == 1 && seat >= 1 && seat <= TRUTH_SEATS_MAX)
        take_seat(&self->seats[seat - 1], self->kind, atoi(self->value) != 0, self->row_ms);
    else if (!strcmp(self->kind, "present") && !strcmp(self->subject, "meeting"))
        self->meeting = atoi(self->value);
}

void truth_reader_advance(struct truth_reader *self, int64_t t_ms)
{
    while (self->has_row && self->row_ms <= t_ms) {
        take_row(self);
        next_row(self);
    }
}

bool seat_truth_is_free(const struct seat_truth *self, int64_t release_ms, int64_t t_ms)
{
    bool held = self->left_ms != INT64_MIN && t_ms - self->left_ms < release_ms;
    return !self->sits && !self->object && !held;
}
