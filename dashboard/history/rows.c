#include "dashboard/history/rows.h"

#include "dashboard/names.h"
#include <stdlib.h>
#include <string.h>

#define REMEMBERED_MAX 200000 /* names, about 25 MB */
#define PAIR_NEWS_MS 5        /* a pair that moves UTC by less is not worth a write */

enum {
    AGENT_FIND,
    AGENT_MAKE,
    SENSOR_FIND,
    SENSOR_MAKE,
    FAULT_FIND,
    FAULT_MAKE,
    STREAM_FIND,
    STREAM_MAKE,
    STREAM_SAVE,
    PART_FIND,
    PART_MAKE,
    BOOT_FIND,
    BOOT_MAKE,
    BOOT_SAVE,
    STATEMENTS,
};

static const char *const statements[STATEMENTS] = {
    [AGENT_FIND] = "SELECT id FROM agent WHERE name = ?2",
    [AGENT_MAKE] = "INSERT INTO agent (name) VALUES (?2)",
    [SENSOR_FIND] = "SELECT id FROM sensor WHERE agent = ?1 AND name = ?2",
    [SENSOR_MAKE] = "INSERT INTO sensor (agent, name) VALUES (?1, ?2)",
    [FAULT_FIND] = "SELECT id FROM fault WHERE why = ?2",
    [FAULT_MAKE] = "INSERT INTO fault (why) VALUES (?2)",
    [STREAM_FIND] = "SELECT id, agent, durable FROM stream WHERE name = ?2",
    [STREAM_MAKE] = "INSERT INTO stream (agent, name) VALUES (?1, ?2)",
    [STREAM_SAVE] = "UPDATE stream SET durable = ?2 WHERE id = ?1",
    [PART_FIND] = "SELECT boot, t0_ms FROM part WHERE stream = ?1 ORDER BY first DESC LIMIT 1",
    [PART_MAKE] = "INSERT INTO part (stream, first, boot, t0_ms) VALUES (?1, ?2, ?3, ?4)",
    [BOOT_FIND] = "SELECT id, mono_ms, wall_ms, quality, suspended_ms, offset_ms FROM boot "
                  "WHERE agent = ?1 AND name = ?2",
    [BOOT_MAKE] = "INSERT INTO boot (agent, name, mono_ms, wall_ms, quality, suspended_ms, "
                  "offset_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [BOOT_SAVE] = "UPDATE boot SET mono_ms = ?3, wall_ms = ?4, quality = ?5, suspended_ms = ?6, "
                  "offset_ms = ?7 WHERE id = ?1",
};

struct rows {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    struct names *agents, *sensors, *faults; /* of int64_t: the id */
    struct names *streams;                   /* of struct row_stream */
    struct names *boots;                     /* of struct row_boot */
};

struct row_boot {
    int64_t id;
    struct message_clock clock; /* but for its name */
    bool has_offset;
    int64_t offset_ms;
};

struct rows *rows_new(struct store *store, struct why *why)
{
    struct rows *self = calloc(1, sizeof *self);
    if (self == NULL) {
        why_set(why, SQLITE_NOMEM, "history %s: out of memory", store->path);
        return NULL;
    }
    self->db = store->db;
    self->agents = names_new(sizeof(int64_t));
    self->sensors = names_new(sizeof(int64_t));
    self->faults = names_new(sizeof(int64_t));
    self->streams = names_new(sizeof(struct row_stream));
    self->boots = names_new(sizeof(struct row_boot));
    bool whole = self->agents && self->sensors && self->faults && self->streams && self->boots;
    if (!whole)
        why_set(why, SQLITE_NOMEM, "history %s: out of memory", store->path);
    for (int i = 0; whole && i < STATEMENTS; i++) {
        self->statements[i] = sql_prepare(store, statements[i], why);
        whole = self->statements[i] != NULL;
    }
    if (whole)
        return self;
    rows_free(self);
    return NULL;
}

void rows_free(struct rows *self)
{
    if (self == NULL)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(self->statements[i]);
    names_free(self->agents);
    names_free(self->sensors);
    names_free(self->faults);
    names_free(self->streams);
    names_free(self->boots);
    free(self);
}

void rows_forget(struct rows *self)
{
    names_clear(self->agents);
    names_clear(self->sensors);
    names_clear(self->faults);
    names_clear(self->streams);
    names_clear(self->boots);
}

void rows_trim(struct rows *self)
{
    if (names_count(self->sensors) + names_count(self->streams) + names_count(self->boots) >
        REMEMBERED_MAX)
        rows_forget(self);
}

static sqlite3_stmt *rows_bind(struct rows *self, int which, int64_t scope, const char *name)
{
    sqlite3_stmt *statement = self->statements[which];
    sqlite3_bind_int64(statement, 1, scope);
    sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
    return statement;
}

/* Makes the row; its id comes back. */
static int rows_make(struct rows *self, int which, int64_t scope, const char *name, int64_t *id)
{
    int rc = sql_run(rows_bind(self, which, scope, name));
    *id = sqlite3_last_insert_rowid(self->db);
    return rc;
}

/* The id of a name: remembered, found (statement `find`), or made (statement `find` + 1). */
static int rows_id(struct rows *self, struct names *names, int find, int64_t scope,
                   const char *name, int64_t *id)
{
    int64_t *known = names_find(names, scope, name);
    if (known != NULL) {
        *id = *known;
        return SQLITE_OK;
    }
    sqlite3_stmt *statement = rows_bind(self, find, scope, name);
    int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW)
        *id = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    if (rc == SQLITE_DONE)
        rc = rows_make(self, find + 1, scope, name, id);
    if (rc != SQLITE_ROW && rc != SQLITE_OK)
        return rc;
    known = names_add(names, scope, name);
    if (known == NULL)
        return SQLITE_NOMEM;
    *known = *id;
    return SQLITE_OK;
}

int rows_agent(struct rows *self, const char *name, int64_t *id)
{
    return rows_id(self, self->agents, AGENT_FIND, 0, name, id);
}

int rows_sensor(struct rows *self, int64_t agent, const char *name, int64_t *id)
{
    return rows_id(self, self->sensors, SENSOR_FIND, agent, name, id);
}

int rows_fault(struct rows *self, const char *why, int64_t *id)
{
    return rows_id(self, self->faults, FAULT_FIND, 0, why, id);
}

static int stream_load_part(struct rows *self, struct row_stream *stream)
{
    sqlite3_stmt *find = self->statements[PART_FIND];
    sqlite3_bind_int64(find, 1, stream->id);
    int rc = sqlite3_step(find);
    stream->has_part = rc == SQLITE_ROW;
    if (stream->has_part) {
        stream->part_boot = sqlite3_column_int64(find, 0);
        stream->part_t0_ms = sqlite3_column_int64(find, 1);
    }
    sqlite3_reset(find);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int stream_load(struct rows *self, int64_t agent, const char *name,
                       struct row_stream *stream)
{
    sqlite3_stmt *find = rows_bind(self, STREAM_FIND, 0, name);
    int rc = sqlite3_step(find);
    if (rc == SQLITE_ROW) {
        stream->id = sqlite3_column_int64(find, 0);
        stream->agent = sqlite3_column_int64(find, 1);
        stream->durable = sqlite3_column_int64(find, 2);
    }
    sqlite3_reset(find);
    if (rc == SQLITE_ROW)
        return stream_load_part(self, stream);
    stream->agent = agent;
    return rc == SQLITE_DONE ? rows_make(self, STREAM_MAKE, agent, name, &stream->id) : rc;
}

int rows_stream(struct rows *self, int64_t agent, const char *name, struct row_stream **stream)
{
    *stream = names_find(self->streams, 0, name);
    if (*stream != NULL)
        return SQLITE_OK;
    struct row_stream loaded = {0};
    int rc = stream_load(self, agent, name, &loaded);
    if (rc != SQLITE_OK)
        return rc;
    *stream = names_add(self->streams, 0, name);
    if (*stream == NULL)
        return SQLITE_NOMEM;
    **stream = loaded;
    return SQLITE_OK;
}

int rows_open_part(struct rows *self, struct row_stream *stream, int64_t first, int64_t boot,
                   int64_t t0_ms)
{
    sqlite3_stmt *make = self->statements[PART_MAKE];
    sqlite3_bind_int64(make, 1, stream->id);
    sqlite3_bind_int64(make, 2, first);
    sqlite3_bind_int64(make, 3, boot);
    sqlite3_bind_int64(make, 4, t0_ms);
    stream->has_part = true;
    stream->part_boot = boot;
    stream->part_t0_ms = t0_ms;
    return sql_run(make);
}

int rows_save_durable(struct rows *self, struct row_stream *stream)
{
    if (!stream->durable_changed)
        return SQLITE_OK;
    sqlite3_stmt *save = self->statements[STREAM_SAVE];
    sqlite3_bind_int64(save, 1, stream->id);
    sqlite3_bind_int64(save, 2, stream->durable);
    stream->durable_changed = false;
    return sql_run(save);
}

static int boot_write(struct rows *self, int which, int64_t first, const struct row_boot *boot,
                      const char *name)
{
    sqlite3_stmt *write = self->statements[which];
    const struct message_clock *clock = &boot->clock;
    sqlite3_clear_bindings(write);
    sqlite3_bind_int64(write, 1, first);
    if (which == BOOT_MAKE)
        sqlite3_bind_text(write, 2, name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(write, 3, clock->mono_ms);
    if (clock->has_wall)
        sqlite3_bind_int64(write, 4, clock->wall_ms);
    sqlite3_bind_int(write, 5, clock->has_wall && clock->quality == CLOCK_SYNCED);
    sqlite3_bind_int64(write, 6, clock->suspended_ms);
    if (boot->has_offset)
        sqlite3_bind_int64(write, 7, boot->offset_ms);
    return sql_run(write);
}

/* 0 never knew UTC, 1 a guess, 2 synchronised. */
static int clock_rank(const struct message_clock *clock)
{
    return !clock->has_wall ? 0 : clock->quality == CLOCK_SYNCED ? 2 : 1;
}

/* A better pair always; one as good when it is newer and moves anything. */
static bool clock_is_news(const struct message_clock *known, const struct message_clock *said)
{
    int rank = clock_rank(said), known_rank = clock_rank(known);
    if (rank != known_rank)
        return rank > known_rank;
    if (said->mono_ms <= known->mono_ms)
        return false;
    int64_t moved = (said->wall_ms - said->mono_ms) - (known->wall_ms - known->mono_ms);
    return said->suspended_ms != known->suspended_ms ||
           (rank > 0 && (moved >= PAIR_NEWS_MS || moved <= -PAIR_NEWS_MS));
}

static bool boot_learn(struct row_boot *boot, const struct message_clock *clock,
                       const int64_t *offset_ms)
{
    bool news = false;
    if (clock_is_news(&boot->clock, clock)) {
        boot->clock = *clock;
        news = true;
    }
    if (offset_ms != NULL && (!boot->has_offset || *offset_ms < boot->offset_ms)) {
        boot->has_offset = true;
        boot->offset_ms = *offset_ms;
        news = true;
    }
    return news;
}

static bool boot_load(sqlite3_stmt *row, struct row_boot *boot)
{
    if (sqlite3_step(row) != SQLITE_ROW)
        return false;
    boot->id = sqlite3_column_int64(row, 0);
    boot->clock.mono_ms = sqlite3_column_int64(row, 1);
    boot->clock.has_wall = sqlite3_column_type(row, 2) != SQLITE_NULL;
    boot->clock.wall_ms = sqlite3_column_int64(row, 2);
    boot->clock.quality = sqlite3_column_int(row, 3) ? CLOCK_SYNCED : CLOCK_UNSYNCED;
    boot->clock.suspended_ms = sqlite3_column_int64(row, 4);
    boot->has_offset = sqlite3_column_type(row, 5) != SQLITE_NULL;
    boot->offset_ms = sqlite3_column_int64(row, 5);
    return true;
}

/* Found in the file, or made of what the clock says. */
static int boot_find(struct rows *self, int64_t agent, const struct message_clock *clock,
                     struct row_boot *boot)
{
    sqlite3_stmt *find = rows_bind(self, BOOT_FIND, agent, clock->boot);
    bool found = boot_load(find, boot);
    int rc = sqlite3_reset(find);
    if (found || rc != SQLITE_OK)
        return rc;
    boot->clock = *clock;
    rc = boot_write(self, BOOT_MAKE, agent, boot, clock->boot);
    boot->id = sqlite3_last_insert_rowid(self->db);
    return rc;
}

int rows_boot(struct rows *self, int64_t agent, const struct message_clock *clock,
              const int64_t *offset_ms, int64_t *id)
{
    struct row_boot *boot = names_find(self->boots, agent, clock->boot);
    if (boot == NULL) {
        struct row_boot found = {0};
        int rc = boot_find(self, agent, clock, &found);
        if (rc != SQLITE_OK)
            return rc;
        boot = names_add(self->boots, agent, clock->boot);
        if (boot == NULL)
            return SQLITE_NOMEM;
        *boot = found;
    }
    *id = boot->id;
    return boot_learn(boot, clock, offset_ms) ? boot_write(self, BOOT_SAVE, boot->id, boot, NULL)
                                              : SQLITE_OK;
}
