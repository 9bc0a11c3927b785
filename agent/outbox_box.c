#include "agent/outbox_part.h"

#include "agent/common/log.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct box *box_live(const struct outbox *self)
{
    return &self->boxes[self->count - 1];
}

struct box *box_find(const struct outbox *self, const char *stream)
{
    for (size_t i = self->count; i-- > 0;)
        if (strcmp(self->boxes[i].row.name, stream) == 0)
            return &self->boxes[i];
    return NULL;
}

static struct box *box_add(struct outbox *self)
{
    if (self->count == self->capacity) {
        size_t capacity = self->capacity ? 2 * self->capacity : 8;
        struct box *boxes = realloc(self->boxes, capacity * sizeof *boxes);
        if (!boxes)
            return NULL;
        self->boxes = boxes;
        self->capacity = capacity;
    }
    struct box *box = &self->boxes[self->count++];
    *box = (struct box){.base = 1};
    return box;
}

int box_draw(struct outbox *self)
{
    unsigned char bytes[(STREAM_MAX - 1) / 2];
    int64_t born = self->count ? box_live(self)->row.born + 1 : 1;
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return -EIO;
    struct box *box = box_add(self);
    if (!box)
        return -ENOMEM;
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(box->row.name + 2 * i, 3, "%02x", bytes[i]);
    box->row.born = born;
    box->row.clock = self->clock;
    self->mark_count = 0;
    return outbox_file_put_stream(self->run, &box->row, &box->run_id);
}

static int load_run(void *context, int64_t id, const struct outbox_stream *stream)
{
    struct box *box = box_add(context);
    if (!box)
        return -ENOMEM;
    box->row = *stream;
    box->run_id = id;
    return 0;
}

/* What both files have of a stream is one; the run file's row is the newer. */
static int load_spill(void *context, int64_t id, const struct outbox_stream *stream)
{
    struct outbox *self = context;
    struct box *box = box_find(self, stream->name);
    if (!box && (box = box_add(self)))
        box->row = *stream;
    if (!box)
        return -ENOMEM;
    box->spill_id = id;
    return 0;
}

/* By age. What the spill alone knows is older than the run file. */
static int compare(const void *a, const void *b)
{
    const struct box *one = a, *two = b;
    if (one->row.born != two->row.born)
        return one->row.born < two->row.born ? -1 : 1;
    return (one->run_id != 0) - (two->run_id != 0);
}

/* Where what is held without a hole begins: down from the head, from file to file. */
static int find_base(struct outbox *self, struct box *box)
{
    uint64_t floor = 0;
    int result = 0;
    box->base = box->head + 1;
    if (box->run_id)
        result = outbox_file_floor(self->run, box->run_id, box->head, &floor);
    if (floor)
        box->base = floor;
    if (box->spill_last && box->spill_last + 1 >= box->base && box->spill_first < box->base) {
        box->base = box->spill_first;
        if (result == 0 && box->run_id)
            result = outbox_file_floor(self->run, box->run_id, box->base - 1, &floor);
        if (floor && floor < box->base)
            box->base = floor;
    }
    return result;
}

static int load_range(struct outbox *self, struct box *box, struct outbox_file **failed)
{
    uint64_t run_first = 0, run_last = 0;
    int result = 0;
    *failed = self->spill;
    if (box->spill_id)
        result = outbox_file_range(self->spill, box->spill_id, &box->spill_first, &box->spill_last);
    if (result < 0)
        return result;
    *failed = self->run;
    if (box->run_id)
        result = outbox_file_range(self->run, box->run_id, &run_first, &run_last);
    if (result < 0)
        return result;
    box->head = run_last > box->spill_last ? run_last : box->spill_last;
    box->swept = run_first;
    box->ended = !box->run_id || run_last < box->spill_last;
    if ((result = find_base(self, box)) < 0)
        return result;
    if (box->row.acknowledged > box->head)
        box->row.acknowledged = box->head;
    if (box->row.acknowledged + 1 < box->base)
        box_lose(self, box, box->row.acknowledged + 1, box->base - 1);
    return 0;
}

int box_load(struct outbox *self, struct outbox_file **failed)
{
    self->count = 0;
    *failed = self->run;
    int result = outbox_file_streams(self->run, load_run, self);
    if (result == 0 && self->spill) {
        *failed = self->spill;
        result = outbox_file_streams(self->spill, load_spill, self);
    }
    if (self->count)
        qsort(self->boxes, self->count, sizeof *self->boxes, compare);
    for (size_t i = 0; result == 0 && i < self->count; i++)
        result = load_range(self, &self->boxes[i], failed);
    return result;
}

int box_adopt(struct outbox *self, struct outbox_file **failed)
{
    char live[STREAM_MAX];
    memcpy(live, box_live(self)->row.name, sizeof live);
    int result = box_load(self, failed);
    struct box *box = result == 0 ? box_find(self, live) : NULL;
    if (box && box != box_live(self)) {
        box->row.born = box_live(self)->row.born + 1;
        box->changed = true;
        qsort(self->boxes, self->count, sizeof *self->boxes, compare);
    }
    for (size_t i = 0; i < self->count; i++)
        self->boxes[i].doubted = true;
    return result;
}

void box_lose(struct outbox *self, struct box *box, uint64_t first, uint64_t last)
{
    struct outbox_stream *row = &box->row;
    if (first <= row->acknowledged)
        first = row->acknowledged + 1;
    if (row->lost && first >= row->lost_first && first <= row->lost_last)
        first = row->lost_last + 1; /* said already */
    if (first > last)
        return;
    if (!row->lost || first < row->lost_first)
        row->lost_first = first;
    if (last > row->lost_last)
        row->lost_last = last;
    row->lost += last - first + 1;
    box->changed = true;
    if (!self->told_loss)
        log_warning("outbox",
                    "events dropped (stream %s, from %llu on): the collector will be "
                    "told of the loss",
                    row->name, (unsigned long long)first);
    self->told_loss = true;
}

uint64_t box_acknowledged(const struct box *box)
{
    return box->doubted ? 0 : box->row.acknowledged;
}

uint64_t box_danger(const struct box *box)
{
    uint64_t from = box_acknowledged(box) + 1;
    if (from <= box->spill_last)
        from = box->spill_last + 1;
    return from > box->base ? from : box->base;
}

int box_read(struct outbox *self, const struct box *box, uint64_t from, struct event *events,
             size_t capacity, uint64_t *first, uint64_t *end, int64_t *asleep_ms,
             struct outbox_file **failed)
{
    bool in_spill = self->spill && from >= box->spill_first && from <= box->spill_last;
    *failed = in_spill ? self->spill : self->run;
    *end = in_spill ? box->spill_last : box->head;
    if (!in_spill && from < box->spill_first)
        *end = box->spill_first - 1;
    int64_t id = in_spill ? box->spill_id : box->run_id;
    if (!id)
        return 0;
    return outbox_file_read(*failed, id, from, *end, events, capacity, first, asleep_ms);
}

static void box_forget(struct outbox *self, size_t i)
{
    if (self->boxes[i].run_id &&
        outbox_file_end(self->run, outbox_file_begin(self->run) == 0
                                       ? outbox_file_drop_stream(self->run, self->boxes[i].run_id)
                                       : -EIO) < 0)
        return;
    self->count--;
    memmove(&self->boxes[i], &self->boxes[i + 1], (self->count - i) * sizeof *self->boxes);
}

void box_prune(struct outbox *self)
{
    size_t whole = 0;
    if (self->count <= OUTBOX_STREAMS_KEPT)
        return;
    for (size_t i = self->count - 1; i-- > 0;) {
        const struct box *box = &self->boxes[i];
        bool done = box_acknowledged(box) >= box->head && !box->spill_id;
        if (done && ++whole > OUTBOX_STREAMS_KEPT)
            box_forget(self, i);
    }
}

/* The oldest events of a box in one file, the newest of the box left: some more than a few. */
static bool drop_some(struct outbox *self, struct box *box, bool of_spill)
{
    uint64_t first = of_spill ? box->spill_first : box->base, last = box->head - 1;
    if (!of_spill && box->spill_last >= box->base)
        first = box->spill_last + 1;
    if (of_spill && box->spill_last < last)
        last = box->spill_last;
    if (!first || !box->head || first > last || !(of_spill ? box->spill_id : box->run_id))
        return false;
    uint64_t some = 64 + (last - first) / 32;
    if (last - first >= some)
        last = first + some - 1;
    int result = of_spill ? outbox_file_delete(self->spill, box->spill_id, first, last)
                          : outbox_file_delete(self->run, box->run_id, first, last);
    if (result < 0)
        return false;
    if (of_spill)
        box->spill_first = last + 1;
    if (of_spill && box->spill_first > box->spill_last)
        box->spill_first = box->spill_last = 0;
    box_lose(self, box, first, last);
    if (box->base <= last && (of_spill || box->base >= first))
        box->base = last + 1;
    return true;
}

static bool drop_oldest(struct outbox *self, bool of_spill)
{
    for (size_t i = 0; i < self->count; i++)
        if (drop_some(self, &self->boxes[i], of_spill))
            return true;
    return false;
}

void box_bound(struct outbox *self)
{
    int64_t run_max =
        self->max_bytes < OUTBOX_RUN_MAX_BYTES ? self->max_bytes : OUTBOX_RUN_MAX_BYTES;
    for (;;) {
        int64_t run = outbox_file_bytes(self->run);
        int64_t spill = self->spill ? outbox_file_bytes(self->spill) : 0;
        bool of_spill = spill > 0 && run <= run_max;
        if ((run <= run_max && run + spill <= self->max_bytes) ||
            (!drop_oldest(self, of_spill) && !drop_oldest(self, !of_spill)))
            return;
    }
}
