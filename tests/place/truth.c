#include "tests/place/truth.h"

#include <errno.h>
#include <stdio.h>

static void add_door(struct truth *self)
{
    static const char *const direction[] = {"in", "out"};
    static const char *const manner[] = {"", ":side-by-side", ":dither", ":turn-back"};
    char before[32];

    for (int d = 0; d < DIRECTION_COUNT; d++) {
        snprintf(before, sizeof before, "pass,door,%s:", direction[d]);
        for (int m = 0; m < MANNER_COUNT; m++)
            self->pass[d][m] = sheet_key(self->trace, before, manner[m], SHEET_EVENT);
    }
    self->swing[0] = sheet_key(self->trace, "swing,outer,", "", SHEET_EVENT);
    self->swing[1] = sheet_key(self->trace, "swing,inner,", "", SHEET_EVENT);
}

static int add_seat_key(struct truth *self, const char *kind, int index)
{
    char before[32];

    snprintf(before, sizeof before, "%s,seat-%02d,", kind, index + 1);
    return sheet_key(self->trace, before, "", 0);
}

static void add_inside(struct truth *self, int seats)
{
    self->present[ZONE_HOUSE] = sheet_key(self->trace, "present,house,", "", 0);
    self->present[ZONE_OPENSPACE] = sheet_key(self->trace, "present,openspace,", "", 0);
    self->present[ZONE_MEETING] = sheet_key(self->trace, "present,meeting,", "", 0);
    for (int i = 0; i < seats; i++) {
        self->seat[i] = add_seat_key(self, "seat", i);
        self->claim[i] = add_seat_key(self, "claim", i);
        self->object[i] = add_seat_key(self, "object", i);
    }
}

int truth_open(struct truth *self, const char *dir, const char *notes, int seats, int64_t end_ms)
{
    self->trace = sheet_open(dir, "truth.csv", notes, "t,kind,subject,value", end_ms);
    if (!self->trace)
        return -errno;
    add_door(self);
    if (seats > 0)
        add_inside(self, seats);
    return 0;
}

void truth_seat(struct truth *self, int64_t t_ms, int index, bool sits)
{
    sheet_put(self->trace, self->seat[index], t_ms, sits);
}

void truth_claim(struct truth *self, int64_t t_ms, int index, bool claimed)
{
    sheet_put(self->trace, self->claim[index], t_ms, claimed);
}

void truth_object(struct truth *self, int64_t t_ms, int index, bool lies)
{
    sheet_put(self->trace, self->object[index], t_ms, lies);
}

void truth_present(struct truth *self, int64_t t_ms, enum zone zone, int people)
{
    sheet_put(self->trace, self->present[zone], t_ms, people);
}

void truth_pass(struct truth *self, int64_t t_ms, enum direction direction, int people,
                enum manner manner)
{
    sheet_put(self->trace, self->pass[direction][manner], t_ms, people);
}

void truth_swing(struct truth *self, int64_t t_ms, int beam, int length_ms)
{
    sheet_put(self->trace, self->swing[beam], t_ms, length_ms);
}

int truth_flush(struct truth *self)
{
    return sheet_flush(self->trace);
}

int truth_close(struct truth *self)
{
    int err = sheet_close(self->trace);

    self->trace = NULL;
    return err;
}
