#include "agent/journal.h"

#include "agent/common/log.h"
#include "agent/common/message_part.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024

struct journal {
    int fd;
    uint64_t kept; /* the newest number said to be kept */
    bool failed;
};

struct journal *journal_open(const char *path, struct why *why)
{
    struct journal *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (self->fd < 0) {
        why_set(why, errno, "journal %s: %s; name a file that can be written", path,
                strerror(errno));
        free(self);
        return NULL;
    }
    return self;
}

void journal_close(struct journal *self)
{
    if (!self)
        return;
    close(self->fd);
    free(self);
}

static void begin(struct json_writer *writer, const char *stream)
{
    json_writer_add(writer, "{");
    json_writer_key_quote(writer, "stream", stream);
}

static void write_line(struct journal *self, struct json_writer *writer)
{
    size_t length;
    json_writer_add(writer, "}\n");
    char *line = json_writer_end(writer, LINE_MAX_BYTES, &length);
    ssize_t written = line ? write(self->fd, line, length) : -1;
    if (written != (ssize_t)length && !self->failed) {
        log_error("journal", "a line could not be written: %s; it is left out",
                  written < 0 ? strerror(errno) : "the disk is full");
        self->failed = true;
    }
    free(line);
}

void journal_opens(struct journal *self, const char *stream, uint64_t first, const char *boot)
{
    struct json_writer writer = {0};
    if (!self)
        return;
    self->kept = first - 1;
    begin(&writer, stream);
    json_writer_key_int(&writer, "opens", (int64_t)first);
    json_writer_key_quote(&writer, "boot", boot);
    write_line(self, &writer);
}

void journal_event(struct journal *self, const char *stream, uint64_t seq,
                   const struct event *event)
{
    struct json_writer writer = {0};
    if (!self)
        return;
    begin(&writer, stream);
    json_writer_key_int(&writer, "seq", (int64_t)seq);
    json_writer_key(&writer, "event");
    event_write(event, &writer);
    write_line(self, &writer);
}

void journal_kept(struct journal *self, const char *stream, uint64_t seq)
{
    struct json_writer writer = {0};
    if (!self || seq <= self->kept)
        return;
    self->kept = seq;
    begin(&writer, stream);
    json_writer_key_int(&writer, "kept", (int64_t)seq);
    write_line(self, &writer);
}
