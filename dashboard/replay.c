#include "dashboard/replay.h"
#include "dashboard/history/reader.h"
#include "dashboard/history/writer.h"
#include "dashboard/names.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Events between us and the disk: two transactions of the writer, about 6 MB. */
#define ON_THE_WAY_MAX 40000
/* Events that wait for their job to be full, of all streams. */
#define PENDING_MAX 50000

struct stream {
    char name[STREAM_MAX];
    char agent[ID_MAX];
    struct reader_newest known; /* by the store, before */
    uint64_t taken;             /* events of the file so far */
    struct event *pending;      /* the last `count` of them, not yet in a job */
    size_t count, room;
};

/* A stream by (file + 1, agent), and by (0, agent) the one that the agent's events go on in. */
struct entry {
    size_t stream;
};

struct replay {
    struct writer *writer;
    struct store *reading;
    struct names *entries;
    struct names *names; /* of streams: struct entry */
    struct stream *streams;
    size_t stream_count, stream_room;
    size_t pending, on_the_way;
    bool failed;
    struct replay_sums sums;
};

struct replay *replay_start(struct store *writing, struct store *reading, struct why *why)
{
    struct replay *self = calloc(1, sizeof *self);
    if (self) {
        self->reading = reading;
        self->entries = names_new(sizeof(struct entry));
        self->names = names_new(sizeof(struct entry));
    }
    if (!self || !self->entries || !self->names) {
        why_set(why, ENOMEM, "out of memory");
        store_close(writing);
        replay_stop(self);
        return NULL;
    }
    self->writer = writer_start(writing, why);
    if (self->writer)
        return self;
    store_close(writing);
    replay_stop(self);
    return NULL;
}

void replay_stop(struct replay *self)
{
    if (!self)
        return;
    writer_stop(self->writer);
    for (size_t i = 0; i < self->stream_count; i++)
        free(self->streams[i].pending);
    free(self->streams);
    names_free(self->entries);
    names_free(self->names);
    free(self);
}

static int write_failed(struct replay *self, struct why *why)
{
    struct writer_health health;
    writer_health(self->writer, &health);
    return why_set(why, EIO, "the history cannot be written: %s; mend it and replay again",
                   health.last_error_text[0] ? health.last_error_text : "a job out of step");
}

/* Waits until no more than `most` events are on their way. */
static int wait_written(struct replay *self, size_t most, struct why *why)
{
    struct pollfd wait = {.fd = writer_fd(self->writer), .events = POLLIN};
    while (self->on_the_way > most) {
        struct write_job *job = writer_next(self->writer);
        if (!job) {
            poll(&wait, 1, -1);
            continue;
        }
        self->on_the_way -= job->count;
        if (job->error)
            self->failed = true;
        else
            self->sums.stored += job->count;
        write_job_free(job);
    }
    return self->failed ? write_failed(self, why) : 0;
}

/* Its pending events as a job of the store. */
static int stream_push(struct replay *self, struct stream *stream, struct why *why)
{
    size_t count = stream->count;
    struct write_job *job = count ? calloc(1, sizeof *job) : NULL;
    if (!job)
        return count ? why_set(why, ENOMEM, "out of memory") : 0;
    int64_t last_ms = stream->pending[count - 1].t_ms;
    *job = (struct write_job){.kind = WRITE_EVENTS,
                              .clock = {.mono_ms = last_ms,
                                        .has_wall = true,
                                        .wall_ms = last_ms,
                                        .quality = CLOCK_SYNCED},
                              .first = stream->taken - count + 1,
                              .events = stream->pending,
                              .count = count,
                              .received_wall_ms = last_ms};
    memcpy(job->agent, stream->agent, sizeof job->agent);
    memcpy(job->stream, stream->name, sizeof job->stream);
    memcpy(job->clock.boot, stream->name, sizeof stream->name); /* one stream, one boot */
    stream->pending = NULL;
    stream->count = stream->room = 0;
    self->pending -= count;
    int error = wait_written(self, ON_THE_WAY_MAX, why);
    if (!error && writer_push(self->writer, job) < 0)
        error = why_set(why, EIO, "the store thread takes no more"); /* more than it is told to */
    if (error)
        write_job_free(job);
    else
        self->on_the_way += count;
    return error;
}

static int push_all(struct replay *self, struct why *why)
{
    int error = 0;
    for (size_t i = 0; !error && i < self->stream_count; i++)
        error = stream_push(self, &self->streams[i], why);
    return error;
}

static int stream_append(struct replay *self, struct stream *stream, const struct event *event,
                         struct why *why)
{
    if (stream->count == stream->room) {
        size_t room = stream->room ? stream->room * 2 : 32;
        room = room > MESSAGE_EVENTS_MAX ? MESSAGE_EVENTS_MAX : room;
        struct event *more = reallocarray(stream->pending, room, sizeof *more);
        if (!more)
            return why_set(why, ENOMEM, "out of memory");
        stream->pending = more;
        stream->room = room;
    }
    stream->pending[stream->count++] = *event;
    self->pending++;
    if (self->pending >= PENDING_MAX)
        return push_all(self, why);
    return stream->count == MESSAGE_EVENTS_MAX ? stream_push(self, stream, why) : 0;
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash_on(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

/* The name of the stream that begins with this event: never to be changed, or the pasts that are
 * in stores would be taken twice. */
static int name_stream(const struct line_message *first, char name[STREAM_MAX])
{
    size_t length;
    char *text = line_encode(first, &length);
    if (!text)
        return -ENOMEM;
    uint64_t high = hash_on(14695981039346656037u, text);
    snprintf(name, STREAM_MAX, "%016" PRIx64 "%016" PRIx64, high, hash_on(high, text));
    free(text);
    return 0;
}

static int stream_load(struct replay *self, const struct event_files *files,
                       const struct event_files_row *row, struct stream *stream, struct why *why)
{
    if (name_stream(&row->message, stream->name) < 0)
        return why_set(why, ENOMEM, "out of memory");
    memcpy(stream->agent, row->message.agent, sizeof stream->agent);
    if (names_find(self->names, 0, stream->name))
        return why_set(why, EINVAL, "%s:%lu: %s begins as in a file before it: name each file once",
                       event_files_name(files, row->file), row->line, stream->agent);
    return reader_newest(self->reading, stream->name, &stream->known, why);
}

static int stream_add(struct replay *self, const struct stream *stream, size_t *index)
{
    if (self->stream_count == self->stream_room) {
        size_t room = self->stream_room ? self->stream_room * 2 : 16;
        struct stream *more = reallocarray(self->streams, room, sizeof *more);
        if (!more)
            return -ENOMEM;
        self->streams = more;
        self->stream_room = room;
    }
    struct entry *name = names_add(self->names, 0, stream->name);
    if (!name)
        return -ENOMEM;
    *index = self->stream_count++;
    self->streams[*index] = *stream;
    return 0;
}

/* An agent's events begin in this file, and end in another if they were there. */
static int stream_begin(struct replay *self, const struct event_files *files,
                        const struct event_files_row *row, size_t *index, struct why *why)
{
    struct stream stream = {0};
    int error = stream_load(self, files, row, &stream, why);
    if (error)
        return error;
    if (stream_add(self, &stream, index) < 0)
        return why_set(why, ENOMEM, "out of memory");
    struct entry *of_file = names_add(self->entries, (int64_t)row->file + 1, stream.agent);
    if (!of_file)
        return why_set(why, ENOMEM, "out of memory");
    of_file->stream = *index;
    struct entry *of_agent = names_find(self->entries, 0, stream.agent);
    if (!of_agent) {
        of_agent = names_add(self->entries, 0, stream.agent);
        self->sums.agents++;
    }
    if (!of_agent)
        return why_set(why, ENOMEM, "out of memory");
    of_agent->stream = *index;
    return 0;
}

static int find_stream(struct replay *self, const struct event_files *files,
                       const struct event_files_row *row, struct stream **stream, struct why *why)
{
    const char *agent = row->message.agent;
    struct entry *of_file = names_find(self->entries, (int64_t)row->file + 1, agent);
    size_t index = of_file ? of_file->stream : 0;
    int error = of_file ? 0 : stream_begin(self, files, row, &index, why);
    if (error)
        return error;
    const struct entry *of_agent = names_find(self->entries, 0, agent);
    if (of_agent->stream != index)
        return why_set(why, EINVAL,
                       "%s:%lu: %s went on in another file before this: put its events of one "
                       "time into one file",
                       event_files_name(files, row->file), row->line, agent);
    *stream = &self->streams[index];
    return 0;
}

/* Whether event number `taken` is the one that the store has under this number. */
static bool is_the_same(const struct stream *stream, const struct event *event)
{
    return stream->taken != stream->known.seq ||
           (event->t_ms == stream->known.at_ms && !strcmp(event->sensor, stream->known.sensor));
}

int replay_take(struct replay *self, const struct event_files *files,
                const struct event_files_row *row, struct why *why)
{
    const struct event *event = &row->message.event;
    struct stream *stream = NULL;
    int error = find_stream(self, files, row, &stream, why);
    if (error)
        return error;
    stream->taken++;
    if (!is_the_same(stream, event))
        return why_set(why, EINVAL,
                       "%s:%lu: the store has another event number %" PRIu64 " of this past of "
                       "%s, which began alike: replay only one of them into a store",
                       event_files_name(files, row->file), row->line, stream->taken, stream->agent);
    if (!self->sums.first_ms)
        self->sums.first_ms = event->t_ms;
    self->sums.last_ms = event->t_ms;
    if (stream->taken > stream->known.durable)
        return stream_append(self, stream, event, why);
    self->sums.skipped++;
    return 0;
}

int replay_finish(struct replay *self, struct replay_sums *sums, struct why *why)
{
    int error = push_all(self, why);
    int written = wait_written(self, 0, why);
    *sums = self->sums;
    return error ? error : written;
}
