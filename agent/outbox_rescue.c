#include "agent/outbox_part.h"

#include "agent/common/log.h"
#include <errno.h>
#include <string.h>

void rescue_set_aside(const char *path)
{
    char name[4096];
    int result = outbox_file_set_aside(path, name, sizeof name);
    if (result == 0)
        log_error("outbox",
                  "%s is damaged, or of another version: set aside as %s, a new one is begun; what "
                  "it held and nobody acknowledged is lost, unless `lampion ingest` can read it",
                  path, name);
    else
        log_error("outbox", "%s is damaged and cannot be set aside: %s", path, strerror(-result));
}

/* Events as far as they can be read; what cannot be is a hole, which taking will declare. */
static void salvage(struct outbox *self, struct box *box, struct outbox_file *to, int64_t to_id)
{
    for (uint64_t from = box->base; from <= box->head;) {
        struct outbox_file *failed;
        uint64_t first, end;
        int64_t asleep_ms;
        int count = box_read(self, box, from, self->copy, OUTBOX_COPY_MAX, &first, &end, &asleep_ms,
                             &failed);
        if (count < 0 && failed == self->run)
            return;
        if (count <= 0 || failed != self->run) { /* a hole, or safe in the spill */
            from = end + 1;
            continue;
        }
        for (int i = 0; i < count; i++)
            if (outbox_file_add(to, to_id, first + (uint64_t)i, asleep_ms, &self->copy[i]) < 0)
                return;
        from = first + (uint64_t)count;
    }
}

static void salvage_all(struct outbox *self, struct outbox_file *memory)
{
    int result = outbox_file_begin(memory);
    for (size_t i = 0; result == 0 && i < self->count; i++) {
        struct box *box = &self->boxes[i];
        int64_t id = 0;
        result = outbox_file_put_stream(memory, &box->row, &id);
        if (result == 0 && box->run_id)
            salvage(self, box, memory, id);
        box->run_id = id;
    }
    outbox_file_end(memory, result);
}

/* The run file is given up for memory. It must go from its place: a process that found it later
 * would give the numbers again that are given in memory from here on. */
static void leave_run(struct outbox *self, int error)
{
    struct outbox_file *memory, *old = self->run;
    struct why why;
    if (outbox_file_open(&memory, NULL, false, &self->owner, &why) < 0) {
        log_error("outbox", "%s", why.text);
        return;
    }
    log_error("outbox",
              "%s cannot be used (%s): going on in memory, a killed process loses what is not "
              "acknowledged",
              outbox_file_path(old), strerror(-error));
    salvage_all(self, memory);
    self->run = memory;
    if (error == -ENOSPC) {
        outbox_file_remove(old);
    } else {
        outbox_file_close(old);
        if (self->run_path)
            rescue_set_aside(self->run_path);
    }
}

/* What the spill alone had is gone. */
static void leave_spill(struct outbox *self)
{
    outbox_file_close(self->spill);
    self->spill = NULL;
    rescue_set_aside(self->spill_path);
    for (size_t i = 0; i < self->count; i++) {
        struct box *box = &self->boxes[i];
        uint64_t first = box->spill_first, last = box->spill_last;
        box->spill_id = 0;
        box->spill_first = box->spill_last = 0;
        if (!last)
            continue;
        if (box->run_id && last == box->head)
            last--; /* the newest never left the run file */
        if (last < first)
            continue;
        box_lose(self, box, first, last);
        if (box->base <= last)
            box->base = last + 1;
    }
}

void rescue_file(struct outbox *self, struct outbox_file *failed, int error, bool reading)
{
    if (failed == self->run) {
        leave_run(self, error);
    } else if (reading || error == -EUCLEAN) {
        leave_spill(self);
    } else if (!self->told_spill) {
        log_error("outbox",
                  "%s cannot be written (%s): what waits is kept in memory alone, trying again "
                  "every %d s",
                  self->spill_path, strerror(-error), OUTBOX_RETRY_MS / 1000);
        self->told_spill = true;
    }
}
