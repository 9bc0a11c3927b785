#include "dashboard/history/card.h"

#include "agent/common/outbox_format.h"
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define COPY_NAME "card.db"
#define STREAMS_MAX 100000

struct card {
    const char *path;
    char folder[4096]; /* of the copy; empty: none yet */
    sqlite3 *db;
    sqlite3_stmt *events;
    char place[ID_MAX], agent[ID_MAX];
    struct card_stream *streams;
    int64_t *ids;
    size_t count;
};

static int copy_bytes(int in, int out)
{
    for (;;) {
        ssize_t count = sendfile(out, in, NULL, 1 << 20);
        if (count <= 0)
            return count < 0 ? -errno : 0;
    }
}

/* A file into the folder. 0, or -errno; -ENOENT when there is none. */
static int copy_file(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return -errno;
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int error = out < 0 ? -errno : copy_bytes(in, out);
    if (out >= 0 && close(out) < 0 && !error)
        error = -errno;
    close(in);
    return error;
}

static int copy_card(struct card *self, struct why *why)
{
    char from[4096], to[4200];
    const char *temporary = getenv("TMPDIR");
    struct stat status;
    if (stat(self->path, &status) < 0)
        return why_set(why, errno, "%s: %s", self->path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return why_set(why, EINVAL, "%s: this is no file", self->path);
    snprintf(self->folder, sizeof self->folder, "%s/lampion-card.XXXXXX",
             temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(self->folder)) {
        why_set(why, errno, "%s: %s", self->folder, strerror(errno));
        self->folder[0] = 0;
        return -EIO;
    }
    snprintf(to, sizeof to, "%s/" COPY_NAME, self->folder);
    int error = copy_file(self->path, to);
    if (!error && snprintf(from, sizeof from, "%s-wal", self->path) < (int)sizeof from) {
        snprintf(to, sizeof to, "%s/" COPY_NAME "-wal", self->folder);
        error = copy_file(from, to);
        error = error == -ENOENT ? 0 : error;
    }
    return error ? why_set(why, -error, "%s: cannot be copied to %s: %s", self->path, self->folder,
                           strerror(-error))
                 : 0;
}

static int64_t number(struct card *self, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;
    if (sqlite3_prepare_v2(self->db, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

static int refuse_damaged(const struct card *self, struct why *why)
{
    return why_set(why, EIO, "%s: damaged: %s", self->path, sqlite3_errmsg(self->db));
}

static bool copy_text(char *to, size_t size, sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    return text && *text && snprintf(to, size, "%s", text) < (int)size;
}

static int check_identity(struct card *self, struct why *why)
{
    sqlite3_stmt *board = NULL;
    int64_t application = number(self, "PRAGMA application_id");
    int64_t version = number(self, "PRAGMA user_version");
    if (application != OUTBOX_APPLICATION_ID)
        return why_set(why, EINVAL, "%s: this is no outbox of lampion-agent", self->path);
    if (version != OUTBOX_FORMAT_VERSION)
        return why_set(why, EINVAL, "%s: of another lampion-agent (format %lld, this one reads %d)",
                       self->path, (long long)version, OUTBOX_FORMAT_VERSION);
    bool known = sqlite3_prepare_v2(self->db, "SELECT place, agent FROM board", -1, &board, NULL) ==
                     SQLITE_OK &&
                 sqlite3_step(board) == SQLITE_ROW &&
                 copy_text(self->place, sizeof self->place, board, 0) &&
                 copy_text(self->agent, sizeof self->agent, board, 1) && id_is_valid(self->place) &&
                 id_is_valid(self->agent);
    sqlite3_finalize(board);
    return known ? 0 : why_set(why, EIO, "%s: damaged: it does not say whose it is", self->path);
}

static bool consists_of(const char *text, const char *characters)
{
    return text[strspn(text, characters)] == 0;
}

/* id, name, boot, mono, wall, quality, suspended, lost, lost_first, lost_last, first, last */
static bool read_stream(sqlite3_stmt *row, struct card_stream *stream)
{
    int64_t numbers[] = {sqlite3_column_int64(row, 3), sqlite3_column_int64(row, 4),
                         sqlite3_column_int64(row, 6), sqlite3_column_int64(row, 8),
                         sqlite3_column_int64(row, 9), sqlite3_column_int64(row, 10),
                         sqlite3_column_int64(row, 11)};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i] < 0 || numbers[i] > (i < 3 ? MESSAGE_T_MAX_MS : MESSAGE_SEQ_MAX))
            return false;
    struct message_clock *clock = &stream->clock;
    clock->mono_ms = numbers[0];
    clock->has_wall = sqlite3_column_type(row, 4) != SQLITE_NULL;
    clock->wall_ms = numbers[1];
    clock->quality = sqlite3_column_int(row, 5) ? CLOCK_SYNCED : CLOCK_UNSYNCED;
    clock->suspended_ms = numbers[2];
    if (sqlite3_column_int64(row, 7) > 0) {
        stream->lost_first = (uint64_t)numbers[3];
        stream->lost_last = (uint64_t)numbers[4];
    }
    stream->first = (uint64_t)numbers[5];
    stream->last = (uint64_t)numbers[6];
    return copy_text(stream->name, sizeof stream->name, row, 1) &&
           consists_of(stream->name, "0123456789abcdef") &&
           copy_text(clock->boot, sizeof clock->boot, row, 2) &&
           consists_of(clock->boot, "0123456789abcdef-");
}

static int read_streams(struct card *self, struct why *why)
{
    sqlite3_stmt *list = NULL;
    int rc = sqlite3_prepare_v2(
        self->db,
        "SELECT id, name, boot, mono_ms, wall_ms, quality, suspended_ms, lost, lost_first, "
        "lost_last, (SELECT min(seq) FROM event WHERE stream = id), "
        "(SELECT max(seq) FROM event WHERE stream = id) FROM stream ORDER BY born, id",
        -1, &list, NULL);
    while (rc == SQLITE_OK && (rc = sqlite3_step(list)) == SQLITE_ROW) {
        struct card_stream *streams = reallocarray(self->streams, self->count + 1, sizeof *streams);
        self->streams = streams ? streams : self->streams;
        int64_t *ids = streams ? reallocarray(self->ids, self->count + 1, sizeof *ids) : NULL;
        self->ids = ids ? ids : self->ids;
        if (!ids || self->count == STREAMS_MAX)
            break;
        self->streams[self->count] = (struct card_stream){0};
        self->ids[self->count] = sqlite3_column_int64(list, 0);
        if (!read_stream(list, &self->streams[self->count]))
            break;
        self->count++;
        rc = SQLITE_OK;
    }
    sqlite3_finalize(list);
    return rc == SQLITE_DONE ? 0 : refuse_damaged(self, why);
}

static int open_copy(struct card *self, struct why *why)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/" COPY_NAME, self->folder);
    if (sqlite3_open_v2(path, &self->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return refuse_damaged(self, why);
    int error = check_identity(self, why);
    if (!error)
        error = read_streams(self, why);
    if (!error &&
        sqlite3_prepare_v2(self->db,
                           "SELECT seq, sensor, kind, t_ms, asleep_ms, value, value2, value3, why "
                           "FROM event WHERE stream = ?1 AND seq >= ?2 ORDER BY seq",
                           -1, &self->events, NULL) != SQLITE_OK)
        error = refuse_damaged(self, why);
    return error;
}

struct card *card_open(const char *path, struct why *why)
{
    struct card *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->path = path;
    if (copy_card(self, why) == 0 && open_copy(self, why) == 0)
        return self;
    card_close(self);
    return NULL;
}

void card_close(struct card *self)
{
    static const char *const names[] = {COPY_NAME, COPY_NAME "-wal", COPY_NAME "-shm",
                                        COPY_NAME "-journal"};
    char path[4200];
    if (!self)
        return;
    sqlite3_finalize(self->events);
    sqlite3_close(self->db);
    for (size_t i = 0; self->folder[0] && i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", self->folder, names[i]);
        unlink(path);
    }
    if (self->folder[0])
        rmdir(self->folder);
    free(self->streams);
    free(self->ids);
    free(self);
}

const char *card_place(const struct card *self)
{
    return self->place;
}

const char *card_agent(const struct card *self)
{
    return self->agent;
}

size_t card_count(const struct card *self)
{
    return self->count;
}

const struct card_stream *card_stream(const struct card *self, size_t i)
{
    return &self->streams[i];
}

static int read_event(sqlite3_stmt *at, struct event *event)
{
    struct outbox_row row = {.sensor = (const char *)sqlite3_column_text(at, 1),
                             .kind = sqlite3_column_int(at, 2),
                             .t_ms = sqlite3_column_int64(at, 3),
                             .why = (const char *)sqlite3_column_text(at, 8)};
    for (int i = 0; i < OUTBOX_VALUES; i++) {
        row.has[i] = sqlite3_column_type(at, 5 + i) != SQLITE_NULL;
        row.values[i] = sqlite3_column_int64(at, 5 + i);
    }
    return outbox_row_event(&row, event);
}

int card_read(struct card *self, size_t i, uint64_t from, struct events_message *message,
              size_t capacity, struct why *why)
{
    const struct card_stream *stream = &self->streams[i];
    int64_t asleep_ms = 0;
    int rc = SQLITE_DONE, error = 0;
    message->count = 0;
    sqlite3_bind_int64(self->events, 1, self->ids[i]);
    sqlite3_bind_int64(self->events, 2, (int64_t)from);
    while (message->count < capacity && (rc = sqlite3_step(self->events)) == SQLITE_ROW) {
        uint64_t seq = (uint64_t)sqlite3_column_int64(self->events, 0);
        int64_t asleep = sqlite3_column_int64(self->events, 4);
        if (message->count == 0) {
            message->first = seq;
            asleep_ms = asleep;
        } else if (seq != message->first + message->count || asleep != asleep_ms) {
            break;
        }
        error = asleep < 0 || asleep > MESSAGE_T_MAX_MS
                    ? -EINVAL
                    : read_event(self->events, &message->events[message->count]);
        if (error < 0)
            break;
        message->count++;
    }
    sqlite3_reset(self->events);
    if (error < 0 || (rc != SQLITE_ROW && rc != SQLITE_DONE))
        return why_set(
            why, EIO, "%s: damaged near event %llu of stream %s", self->path,
            (unsigned long long)(message->count ? message->first + message->count : from),
            stream->name);
    memcpy(message->stream, stream->name, sizeof message->stream);
    message->clock = outbox_clock_at(stream->clock, asleep_ms);
    return (int)message->count;
}
