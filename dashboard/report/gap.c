#include "dashboard/report/gap.h"

void gap_finder_start(struct gap_finder *self, int64_t from_s,
                      void (*emit)(void *context, const struct gap *gap), void *context)
{
    *self = (struct gap_finder){.emit = emit, .context = context, .at_s = from_s};
}

static void close_gap(struct gap_finder *self)
{
    if (!self->in_gap)
        return;
    self->in_gap = false;
    self->gap.known = self->sensors > 0 ? 1 - self->silent / self->sensors : 0;
    self->emit(self->context, &self->gap);
}

static void open_gap(struct gap_finder *self, int64_t from_s)
{
    if (self->in_gap)
        return;
    self->in_gap = true;
    self->gap = (struct gap){.from_s = from_s};
    self->sensors = self->silent = 0;
}

/* Nobody settled anything up to there. Whether it would have been open is not known. */
static void miss(struct gap_finder *self, int64_t to_s)
{
    if (to_s <= self->at_s)
        return;
    open_gap(self, self->at_s);
    self->gap.to_s = self->at_s = to_s;
    self->gap.open = true;
}

void gap_finder_take(struct gap_finder *self, const struct slot *slot)
{
    double sensors = (double)slot->all[SLOT_SENSORS], silent = (double)slot->all[SLOT_SILENT];
    miss(self, slot->start_s);
    if (sensors > 0 && silent < GAP_SHARE * sensors) {
        close_gap(self);
    } else {
        open_gap(self, slot->start_s);
        self->gap.to_s = slot->start_s + slot->length_s;
        self->gap.open = self->gap.open || slot->open_s > 0;
        self->sensors += sensors;
        self->silent += silent;
    }
    self->at_s = slot->start_s + slot->length_s;
}

void gap_finder_end(struct gap_finder *self, int64_t to_s)
{
    miss(self, to_s);
    close_gap(self);
}
