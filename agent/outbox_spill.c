#include "agent/outbox_part.h"

#include "agent/common/log.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Copies first..last of a box from one file into the other, within its transaction. */
static int copy(struct outbox *self, struct box *box, uint64_t first, uint64_t last,
                struct outbox_file *to, int64_t to_id, struct outbox_file **failed)
{
    while (first <= last) {
        uint64_t at, end;
        int64_t asleep_ms;
        int count =
            box_read(self, box, first, self->copy, OUTBOX_COPY_MAX, &at, &end, &asleep_ms, failed);
        if (count < 0)
            return count;
        if (count == 0) { /* a hole */
            first = end + 1;
            continue;
        }
        *failed = to;
        for (int i = 0; i < count && at + (uint64_t)i <= last; i++) {
            int result = outbox_file_add(to, to_id, at + (uint64_t)i, asleep_ms, &self->copy[i]);
            if (result < 0)
                return result;
        }
        first = at + (uint64_t)count;
    }
    return 0;
}

/* Where a box's move begins: behind what the spill has, as long as that is held, so that it has
 * no hole. */
static uint64_t move_from(const struct box *box)
{
    uint64_t first = box_danger(box);
    return box->spill_last && box->base <= box->spill_last + 1 ? box->spill_last + 1 : first;
}

/* One box's part of the move. */
static int spill_box(struct outbox *self, struct box *box, struct outbox_file **failed)
{
    bool moves = box_danger(box) <= box->head;
    uint64_t first = move_from(box);
    int result = 0;
    if (!moves && !box->spill_id)
        return 0;
    *failed = self->spill;
    result = outbox_file_put_stream(self->spill, &box->row, &box->spill_id);
    if (result == 0 && moves && box->spill_last && first > box->spill_last + 1)
        result = outbox_file_delete(self->spill, box->spill_id, box->spill_first, box->spill_last);
    if (result == 0 && moves)
        result = copy(self, box, first, box->head, self->spill, box->spill_id, failed);
    return result;
}

/* After the commit: the run file lets go of what the spill has, but for the newest. */
static int release_box(struct outbox *self, struct box *box)
{
    uint64_t first = move_from(box);
    if (box_danger(box) > box->head)
        return 0;
    if (!box->spill_last || first > box->spill_last + 1)
        box->spill_first = first;
    box->spill_last = box->head;
    return box->run_id ? outbox_file_delete(self->run, box->run_id, box->spill_first, box->head - 1)
                       : 0;
}

/* A spill of before, on a disk that was not there when the outbox was opened. */
static int adopt_spill(struct outbox *self)
{
    struct outbox_file *failed;
    int result = box_adopt(self, &failed);
    if (result == 0 || failed != self->spill)
        return result;
    outbox_file_close(self->spill);
    self->spill = NULL;
    rescue_set_aside(self->spill_path);
    return box_adopt(self, &failed);
}

static int open_spill(struct outbox *self)
{
    struct why why;
    if (self->spill)
        return 0;
    bool was_there = access(self->spill_path, F_OK) == 0;
    int result = outbox_file_open(&self->spill, self->spill_path, true, &self->owner, &why);
    if (result == -EUCLEAN) {
        rescue_set_aside(self->spill_path);
        result = outbox_file_open(&self->spill, self->spill_path, true, &self->owner, &why);
    }
    if (result < 0 && !self->told_spill)
        log_warning("outbox", "%s; what waits is kept in memory alone, trying again", why.text);
    self->told_spill = self->told_spill || result < 0;
    if (result == 0 && was_there)
        result = adopt_spill(self);
    return result;
}

/* Rows that were taken back with the transaction. */
static void forget_new_ids(struct outbox *self)
{
    for (size_t i = 0; i < self->count; i++)
        if (!self->boxes[i].spill_last)
            self->boxes[i].spill_id = 0;
}

/* Everything in danger to the spill, in one transaction that is on disk when it ends. */
static int move_out(struct outbox *self, struct outbox_file **failed)
{
    *failed = self->spill;
    int result = outbox_file_begin(self->spill);
    for (size_t i = 0; result == 0 && i < self->count; i++)
        result = spill_box(self, &self->boxes[i], failed);
    if (result == 0)
        *failed = self->spill;
    result = outbox_file_end(self->spill, result);
    if (result < 0) {
        forget_new_ids(self);
        return result;
    }
    *failed = self->run;
    result = outbox_file_begin(self->run);
    for (size_t i = 0; result == 0 && i < self->count; i++)
        result = release_box(self, &self->boxes[i]);
    return outbox_file_end(self->run, result);
}

int spill_all(struct outbox *self)
{
    struct outbox_file *failed = NULL;
    int result = open_spill(self);
    if (result == 0)
        result = move_out(self, &failed);
    if (result == 0) {
        if (self->told_spill)
            log_info("outbox", "the spill works again (%s)", self->spill_path);
        self->told_spill = false;
        self->mark_count = 0;
        self->doubtful = self->pair_news = false;
        return 0;
    }
    self->retry_ms = self->now_ms + OUTBOX_RETRY_MS;
    if (failed)
        rescue_file(self, failed, result, false);
    return result;
}

/* Everything the spill holds is acknowledged. */
static bool is_drained(const struct outbox *self)
{
    uint64_t held = 0;
    for (size_t i = 0; i < self->count; i++) {
        const struct box *box = &self->boxes[i];
        if (box->spill_last > box_acknowledged(box))
            return false;
        held += box->spill_last ? box->spill_last - box->spill_first + 1 : 0;
    }
    return self->spill_after_ms > 0 || held > OUTBOX_TAIL;
}

/* The tail of a box back to the run file, within its transaction. */
static int return_box(struct outbox *self, struct box *box, struct outbox_file **failed)
{
    uint64_t first = box->spill_first > box->base ? box->spill_first : box->base;
    int result = 0;
    *failed = self->run;
    if (!box->run_id)
        result = outbox_file_put_stream(self->run, &box->row, &box->run_id);
    if (result < 0 || !box->spill_last)
        return result;
    return copy(self, box, first, box->spill_last, self->run, box->run_id, failed);
}

static int clear_spill(struct outbox *self)
{
    int result = 0;
    if (self->spill_after_ms == 0)
        result = outbox_file_begin(self->spill);
    for (size_t i = 0; self->spill_after_ms == 0 && result == 0 && i < self->count; i++)
        if (self->boxes[i].spill_id)
            result = outbox_file_drop_stream(self->spill, self->boxes[i].spill_id);
    if (self->spill_after_ms == 0 && (result = outbox_file_end(self->spill, result)) < 0)
        return result;
    if (self->spill_after_ms > 0) {
        outbox_file_remove(self->spill);
        self->spill = NULL;
    }
    for (size_t i = 0; i < self->count; i++) {
        struct box *box = &self->boxes[i];
        box->spill_id = 0;
        box->spill_first = box->spill_last = 0;
    }
    return 0;
}

/* Back to tmpfs: first the tails are there, then the spill goes. */
static void move_back(struct outbox *self)
{
    struct outbox_file *failed = self->run;
    int result = outbox_file_begin(self->run);
    for (size_t i = 0; result == 0 && i < self->count; i++)
        if (self->boxes[i].spill_id)
            result = return_box(self, &self->boxes[i], &failed);
    result = outbox_file_end(self->run, result);
    if (result == 0) {
        failed = self->spill;
        result = clear_spill(self);
    }
    if (result < 0)
        rescue_file(self, failed, result, false);
    else
        self->told_loss = false;
}

/* What is in danger, and since when. */
static bool danger_since(struct outbox *self, int64_t *since_ms)
{
    const struct box *live = box_live(self);
    uint64_t from = box_danger(live);
    size_t done = 0;
    while (done + 1 < self->mark_count && self->marks[done + 1].seq <= from)
        done++;
    self->mark_count -= done;
    memmove(self->marks, self->marks + done, self->mark_count * sizeof *self->marks);
    if (from > live->head)
        self->mark_count = 0;
    bool doubtful = from <= live->head && (!self->mark_count || from < self->marks[0].seq);
    for (size_t i = 0; !doubtful && i + 1 < self->count; i++)
        doubtful = box_danger(&self->boxes[i]) <= self->boxes[i].head;
    if (doubtful && !self->doubtful)
        self->doubt_ms = self->now_ms;
    self->doubtful = doubtful;
    *since_ms = doubtful ? self->doubt_ms : OUTBOX_NEVER;
    if (self->mark_count && self->marks[0].at_ms < *since_ms)
        *since_ms = self->marks[0].at_ms;
    return *since_ms != OUTBOX_NEVER;
}

static int64_t due_ms(struct outbox *self)
{
    int64_t since_ms, due_ms = OUTBOX_NEVER;
    if (!self->spill_path)
        return OUTBOX_NEVER;
    if (danger_since(self, &since_ms))
        due_ms = since_ms + self->spill_after_ms;
    if (self->pair_news && self->spill)
        due_ms = self->now_ms;
    return due_ms == OUTBOX_NEVER || due_ms > self->retry_ms ? due_ms : self->retry_ms;
}

void spill_turn(struct outbox *self)
{
    self->due_ms = due_ms(self);
    if (self->due_ms <= self->now_ms) {
        spill_all(self);
        self->due_ms = due_ms(self);
    }
    if (self->spill && is_drained(self))
        move_back(self);
}
