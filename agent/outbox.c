#include "agent/outbox_part.h"

#include "agent/common/log.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SWEEP_MIN 256        /* acknowledged events beyond the tail go in lots */
#define CLOCK_SAVE_MS 60000  /* a pair as good as before is written as often */
#define ASLEEP_JITTER_MS 100 /* the time asleep is the difference of two readings */
#define TRIES 4

/* 0; or -errno with why, when nothing works. What is wrong with a file is said and mended. */
static int open_run(struct outbox *self, struct why *why)
{
    int result = -EROFS;
    if (self->run_path)
        result = outbox_file_open(&self->run, self->run_path, false, &self->owner, why);
    if (result == -EBUSY)
        return result;
    if (self->run_path && result == -EUCLEAN) {
        rescue_set_aside(self->run_path);
        result = outbox_file_open(&self->run, self->run_path, false, &self->owner, why);
    }
    if (self->run_path && result < 0)
        log_warning("outbox",
                    "%s; going on in memory, a killed process loses what is not "
                    "acknowledged",
                    why->text);
    return result < 0 ? outbox_file_open(&self->run, NULL, false, &self->owner, why) : 0;
}

/* A spill is there only when something is or was spilled. */
static int open_spill(struct outbox *self, struct why *why)
{
    if (!self->spill_path || access(self->spill_path, F_OK) < 0)
        return 0;
    int result = outbox_file_open(&self->spill, self->spill_path, true, &self->owner, why);
    if (result == -EBUSY)
        return result;
    if (result == -EUCLEAN)
        rescue_set_aside(self->spill_path);
    else if (result < 0)
        log_error("outbox", "%s; what it holds waits there", why->text);
    return 0;
}

static int load(struct outbox *self, struct why *why)
{
    struct outbox_file *failed;
    int result = 0;
    for (int i = 0; i < TRIES && (result = box_load(self, &failed)) < 0; i++) {
        if (result == -ENOMEM)
            break;
        bool of_run = failed == self->run;
        const char *path = of_run ? self->run_path : self->spill_path;
        outbox_file_close(failed);
        if (path)
            rescue_set_aside(path);
        if (!of_run)
            self->spill = NULL;
        else if ((result = open_run(self, why)) < 0)
            return result;
    }
    return result < 0 ? why_set(why, -result, "outbox: %s", strerror(-result)) : 0;
}

/* The stream goes on within its boot, and only where the run file knows its newest number. */
static bool goes_on(const struct outbox *self)
{
    if (!self->count)
        return false;
    const struct box *box = box_live(self);
    return !box->ended && strcmp(box->row.clock.boot, self->clock.boot) == 0;
}

static int start(struct outbox *self, struct why *why)
{
    int result = open_run(self, why);
    if (result == 0)
        result = open_spill(self, why);
    if (result == 0)
        result = load(self, why);
    if (result < 0)
        return result;
    if (!goes_on(self) && (result = box_draw(self)) < 0)
        return why_set(why, -result, "outbox: no new stream: %s", strerror(-result));
    /* How long it waits already is not known: too long, where there is a disk to be safe on. */
    self->doubtful = true;
    self->doubt_ms = self->now_ms - self->spill_after_ms;
    outbox_clock(self, &self->clock);
    return 0;
}

struct outbox *outbox_open(const struct outbox_config *config, const struct message_clock *clock,
                           int64_t now_ms, struct why *why)
{
    struct outbox *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "outbox: out of memory");
        return NULL;
    }
    assert(id_is_valid(config->place) && id_is_valid(config->agent));
    strcpy(self->owner.place, config->place);
    strcpy(self->owner.agent, config->agent);
    self->run_path = config->run ? strdup(config->run) : NULL;
    self->spill_path = config->spill ? strdup(config->spill) : NULL;
    self->spill_after_ms = config->spill_after_ms;
    self->max_bytes = config->max_bytes;
    self->clock = *clock;
    self->now_ms = self->retry_ms = now_ms;
    self->doubted_ms = now_ms - OUTBOX_DOUBT_MS;
    self->due_ms = OUTBOX_NEVER;
    if ((config->run && !self->run_path) || (config->spill && !self->spill_path))
        why_set(why, ENOMEM, "outbox: out of memory");
    else if (start(self, why) == 0)
        return self;
    outbox_file_close(self->run);
    outbox_file_close(self->spill);
    self->run = self->spill = NULL;
    outbox_close(self);
    return NULL;
}

static int clock_rank(const struct message_clock *clock)
{
    return !clock->has_wall ? 0 : clock->quality == CLOCK_SYNCED ? 2 : 1;
}

void outbox_clock(struct outbox *self, const struct message_clock *pair)
{
    int64_t asleep_ms = self->clock.suspended_ms;
    self->clock = *pair;
    if (pair->suspended_ms - asleep_ms < ASLEEP_JITTER_MS &&
        asleep_ms - pair->suspended_ms < ASLEEP_JITTER_MS)
        self->clock.suspended_ms = asleep_ms;
    bool save = pair->mono_ms - self->clock_saved_ms >= CLOCK_SAVE_MS;
    for (size_t i = 0; i < self->count; i++) {
        struct box *box = &self->boxes[i];
        int known = clock_rank(&box->row.clock), said = clock_rank(&self->clock);
        if (strcmp(box->row.clock.boot, pair->boot) != 0 || said < known)
            continue;
        box->row.clock = self->clock;
        box->changed = box->changed || save || said > known;
        self->pair_news = self->pair_news || (said > known && box->spill_id);
    }
    if (save)
        self->clock_saved_ms = pair->mono_ms;
}

/* One transaction: what was appended, and rows of streams that changed. */
static int write_pending(struct outbox *self)
{
    struct box *live = box_live(self);
    int result = outbox_file_begin(self->run);
    for (size_t i = 0; result == 0 && i < self->pending_count; i++) {
        const struct event *event = &self->pending[i];
        result = outbox_file_add(self->run, live->run_id, live->head + 1 + i,
                                 self->pending_asleep_ms[i], event);
        if (result == 0 && event->kind == EVENT_PASS)
            result = outbox_file_put_total(self->run, live->run_id, event->sensor, event->in,
                                           event->out);
    }
    for (size_t i = 0; result == 0 && i < self->count; i++)
        if (self->boxes[i].changed && self->boxes[i].run_id)
            result = outbox_file_put_stream(self->run, &self->boxes[i].row, &self->boxes[i].run_id);
    return outbox_file_end(self->run, result);
}

static bool has_changes(const struct outbox *self)
{
    bool changed = self->pending_count > 0;
    for (size_t i = 0; !changed && i < self->count; i++)
        changed = self->boxes[i].changed && self->boxes[i].run_id;
    return changed;
}

/* When the events from `seq` on were appended: a mark for each small part of spill_after. */
static void mark(struct outbox *self, uint64_t seq)
{
    int64_t apart_ms = self->spill_after_ms / (OUTBOX_MARKS / 2);
    if (self->mark_count == OUTBOX_MARKS)
        return;
    if (self->mark_count && self->now_ms - self->marks[self->mark_count - 1].at_ms < apart_ms)
        return;
    self->marks[self->mark_count++] = (struct outbox_mark){seq, self->now_ms};
}

/* Whether anything was written. */
static bool commit(struct outbox *self)
{
    int result = -EIO;
    if (!has_changes(self))
        return false;
    for (int i = 0; i < TRIES && (result = write_pending(self)) < 0; i++)
        rescue_file(self, self->run, result, false);
    struct box *live = box_live(self);
    if (self->pending_count)
        mark(self, live->head + 1);
    if (!live->swept)
        live->swept = live->head + 1;
    live->head += self->pending_count;
    if (result < 0 && self->pending_count) /* not even memory: the numbers are a loss */
        box_lose(self, live, live->head + 1 - self->pending_count, live->head);
    self->pending_count = 0;
    for (size_t i = 0; i < self->count; i++)
        self->boxes[i].changed = false;
    return true;
}

uint64_t outbox_append(struct outbox *self, const struct event *event)
{
    assert(event_is_valid(event));
    if (self->pending_count == OUTBOX_PENDING_MAX)
        commit(self);
    self->pending[self->pending_count] = *event;
    self->pending_asleep_ms[self->pending_count++] = self->clock.suspended_ms;
    return box_live(self)->head + self->pending_count;
}

uint64_t outbox_connect(struct outbox *self)
{
    uint64_t conn = ++box_live(self)->row.conn;
    box_live(self)->changed = true;
    commit(self); /* before its will can be published */
    return conn;
}

/* The tail ends where the base says; behind it the run file is swept now and then. */
static void sweep(struct outbox *self)
{
    bool sure = self->now_ms - self->doubted_ms >= OUTBOX_DOUBT_MS;
    for (size_t i = 0; i < self->count; i++) {
        struct box *box = &self->boxes[i];
        uint64_t acknowledged = box_acknowledged(box);
        if (sure && acknowledged > OUTBOX_TAIL && box->base < acknowledged + 1 - OUTBOX_TAIL)
            box->base = acknowledged + 1 - OUTBOX_TAIL;
        if (!box->run_id || !box->swept || box->base < box->swept + SWEEP_MIN)
            continue;
        uint64_t last = box->base - 1 < box->head ? box->base - 1 : box->head - 1;
        if (outbox_file_delete(self->run, box->run_id, 0, last) == 0)
            box->swept = box->base;
    }
}

void outbox_settle(struct outbox *self, int64_t now_ms)
{
    self->now_ms = now_ms;
    bool wrote = commit(self);
    sweep(self);
    spill_turn(self);
    if (wrote)
        box_bound(self);
    box_prune(self);
}

int64_t outbox_deadline(const struct outbox *self)
{
    return self->due_ms;
}

void outbox_close(struct outbox *self)
{
    if (!self)
        return;
    if (self->run) {
        commit(self);
        bool danger = false;
        for (size_t i = 0; i < self->count; i++)
            danger = danger || box_danger(&self->boxes[i]) <= self->boxes[i].head;
        if (danger && self->spill_path)
            spill_all(self);
    }
    outbox_file_close(self->run);
    outbox_file_close(self->spill);
    free(self->run_path);
    free(self->spill_path);
    free(self->boxes);
    free(self);
}
