#include "dashboard/event_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct event_file {
    const char *name;
    FILE *stream; /* NULL: at its end */
    struct event_files_row row;
};

struct event_files {
    size_t count, given; /* files; the one whose row is with the caller, or `count` */
    struct event_file files[];
};

static int file_open(struct event_file *self, const char *path, struct why *why)
{
    bool standard = strcmp(path, "-") == 0;
    self->name = standard ? "standard input" : path;
    self->stream = standard ? stdin : fopen(path, "re");
    return self->stream ? 0
                        : why_set(why, errno, "%s: cannot be opened: %s", path, strerror(errno));
}

static void file_close(struct event_file *self)
{
    if (self->stream && self->stream != stdin)
        fclose(self->stream);
    self->stream = NULL;
}

struct event_files *event_files_open(char *const *paths, size_t count, struct why *why)
{
    if (count > EVENT_FILES_MAX) {
        why_set(why, EINVAL, "%zu files at once, at most %d: put some together", count,
                EVENT_FILES_MAX);
        return NULL;
    }
    struct event_files *self = calloc(1, sizeof *self + count * sizeof self->files[0]);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->count = count;
    int error = 0, standard = 0;
    for (size_t i = 0; !error && i < count; i++) {
        self->files[i].row.file = i;
        error = file_open(&self->files[i], paths[i], why);
        standard += self->files[i].stream == stdin;
    }
    if (!error && standard > 1)
        error = why_set(why, EINVAL, "standard input (-) is read once, not twice");
    if (!error)
        return self;
    event_files_close(self);
    return NULL;
}

void event_files_close(struct event_files *self)
{
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++)
        file_close(&self->files[i]);
    free(self);
}

/* The bytes up to the end of line, which is left out. 1; 0: the end; -EMSGSIZE, -EIO. */
static int read_line(FILE *stream, char text[MESSAGE_LINE_MAX], size_t *length)
{
    int c;
    *length = 0;
    while ((c = getc_unlocked(stream)) != EOF && c != '\n') {
        if (*length == MESSAGE_LINE_MAX)
            return -EMSGSIZE;
        text[(*length)++] = (char)c;
    }
    if (ferror(stream))
        return -EIO;
    return c == '\n' || *length > 0;
}

static bool is_blank(const char *text, size_t length)
{
    while (length > 0 && (text[length - 1] == '\r' || text[length - 1] == ' '))
        length--;
    return length == 0;
}

static int take_line(struct event_file *self, const char *text, size_t length, struct why *why)
{
    struct line_message *message = &self->row.message;
    int64_t last_ms = message->event.t_ms;
    enum message_reject reject = line_decode(message, text, length);
    if (reject)
        return why_set(why, EINVAL,
                       "%s:%lu: this is no event (%s); lines are to be as `lampion-agent replay` "
                       "writes them",
                       self->name, self->row.line, message_reject_name(reject));
    if (message->event.t_ms < last_ms)
        return why_set(why, EINVAL, "%s:%lu: lines must not go back in time; sort them", self->name,
                       self->row.line);
    return 0;
}

/* Reads the next event of a file, or closes it at its end. */
static int file_advance(struct event_file *self, struct why *why)
{
    char text[MESSAGE_LINE_MAX];
    size_t length;
    int more;
    do {
        self->row.line++;
        more = read_line(self->stream, text, &length);
    } while (more > 0 && is_blank(text, length));
    if (more > 0)
        return take_line(self, text, length, why);
    if (more == -EMSGSIZE)
        return why_set(why, EINVAL, "%s:%lu: longer than %d bytes: this is no event", self->name,
                       self->row.line, MESSAGE_LINE_MAX);
    if (more < 0)
        return why_set(why, EIO, "%s:%lu: cannot be read: %s", self->name, self->row.line,
                       strerror(errno));
    file_close(self);
    return 0;
}

/* Whoever was given away goes on; at the beginning, all. */
static int advance(struct event_files *self, struct why *why)
{
    int error = 0;
    for (size_t i = 0; !error && i < self->count; i++) {
        struct event_file *file = &self->files[i];
        if (file->stream && (i == self->given || file->row.line == 0))
            error = file_advance(file, why);
    }
    return error;
}

int event_files_next(struct event_files *self, const struct event_files_row **row, struct why *why)
{
    int error = advance(self, why);
    if (error)
        return error;
    self->given = self->count;
    for (size_t i = 0; i < self->count; i++) {
        const struct event_file *file = &self->files[i];
        if (file->stream &&
            (self->given == self->count ||
             file->row.message.event.t_ms < self->files[self->given].row.message.event.t_ms))
            self->given = i;
    }
    if (self->given == self->count)
        return 0;
    *row = &self->files[self->given].row;
    return 1;
}

const char *event_files_name(const struct event_files *self, size_t file)
{
    return self->files[file].name;
}
