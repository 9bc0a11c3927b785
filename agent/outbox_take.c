#include "agent/outbox_part.h"

#include "agent/common/outbox_format.h"
#include <stdio.h>
#include <string.h>

const char *outbox_stream(const struct outbox *self)
{
    return box_live(self)->row.name;
}

uint64_t outbox_base(const struct outbox *self)
{
    return box_live(self)->base;
}

uint64_t outbox_head(const struct outbox *self)
{
    return box_live(self)->head;
}

void outbox_totals(struct outbox *self, const char *sensor, int64_t *in, int64_t *out)
{
    int result = outbox_file_get_total(self->run, box_live(self)->run_id, sensor, in, out);
    if (result < 0)
        rescue_file(self, self->run, result, true);
}

static uint64_t box_from(const struct box *box)
{
    uint64_t from = box_acknowledged(box) + 1;
    return from > box->base ? from : box->base;
}

uint64_t outbox_waiting(const struct outbox *self)
{
    uint64_t waiting = 0;
    for (size_t i = 0; i < self->count; i++)
        waiting += self->boxes[i].head + 1 - box_from(&self->boxes[i]);
    return waiting;
}

uint64_t outbox_spilled(const struct outbox *self)
{
    uint64_t spilled = 0;
    for (size_t i = 0; i < self->count; i++) {
        uint64_t from = box_from(&self->boxes[i]), last = self->boxes[i].spill_last;
        if (last && from < self->boxes[i].spill_first)
            from = self->boxes[i].spill_first;
        spilled += last >= from ? last + 1 - from : 0;
    }
    return spilled;
}

/* How many of them fit. */
static size_t fitting(const struct event *events, size_t count, size_t max_bytes)
{
    size_t bytes = 0, fit = 0;
    while (fit < count) {
        bytes += event_encoded_size(&events[fit]);
        if (fit && bytes > max_bytes)
            break;
        fit++;
    }
    return fit;
}

/* The next events of a box into the message; where one is missing, behind the hole. */
static size_t box_take(struct outbox *self, size_t i, struct events_message *message,
                       size_t max_bytes, size_t capacity)
{
    for (;;) {
        struct box *box = &self->boxes[i];
        struct outbox_file *failed;
        uint64_t from = box_from(box), first = 0, end = 0;
        int64_t asleep_ms = 0;
        if (from > box->head)
            return 0;
        int count =
            box_read(self, box, from, message->events, capacity, &first, &end, &asleep_ms, &failed);
        if (count < 0) {
            rescue_file(self, failed, count, true);
            return 0; /* at the next turn, with what is left */
        }
        uint64_t at = count ? first : end + 1;
        if (at > from) {
            box_lose(self, box, from, at - 1);
            box->base = at;
        }
        if (!count)
            continue;
        snprintf(message->stream, sizeof message->stream, "%s", box->row.name);
        message->base = box->base;
        message->first = first;
        message->clock = outbox_clock_at(box->row.clock, asleep_ms);
        message->count = fitting(message->events, (size_t)count, max_bytes);
        return message->count;
    }
}

size_t outbox_take(struct outbox *self, struct events_message *message, size_t max_bytes,
                   size_t capacity)
{
    size_t count = 0;
    for (size_t i = 0; !count && i < self->count; i++)
        count = box_take(self, i, message, max_bytes, capacity);
    return count;
}

bool outbox_holds(const struct outbox *self, const char *stream, uint64_t seq)
{
    const struct box *box = box_find(self, stream);
    return box && (seq <= box->head || box != box_live(self));
}

bool outbox_acknowledge(struct outbox *self, const char *stream, uint64_t seq)
{
    struct box *box = box_find(self, stream);
    if (!outbox_holds(self, stream, seq))
        return false;
    if (seq > box->head) /* sent, and then lost with the power */
        seq = box->head;
    box->changed = box->changed || box->row.acknowledged != seq;
    box->row.acknowledged = seq;
    box->doubted = false;
    return true;
}

uint64_t outbox_acknowledged(const struct outbox *self, const char *stream)
{
    const struct box *box = box_find(self, stream);
    return box ? box_acknowledged(box) : 0;
}

void outbox_doubt(struct outbox *self)
{
    for (size_t i = 0; i < self->count; i++)
        self->boxes[i].doubted = true;
    self->doubted_ms = self->now_ms;
}

size_t outbox_losses(const struct outbox *self, struct hello_loss *losses, size_t max)
{
    size_t count = 0;
    for (size_t i = self->count; i-- > 0 && count < max;) {
        const struct outbox_stream *row = &self->boxes[i].row;
        uint64_t base = self->boxes[i].base;
        if (!row->lost || base <= row->lost_first)
            continue; /* none, or a hole behind events that are still to be sent */
        memcpy(losses[count].stream, row->name, sizeof losses[count].stream);
        losses[count].first = row->lost_first;
        losses[count++].last = row->lost_last < base ? row->lost_last : base - 1;
    }
    return count;
}

uint64_t outbox_lost(const struct outbox *self)
{
    uint64_t lost = 0;
    for (size_t i = 0; i < self->count; i++)
        lost += self->boxes[i].row.lost;
    return lost;
}
