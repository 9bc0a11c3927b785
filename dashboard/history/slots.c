#include "dashboard/history/slots.h"

#include "dashboard/history/sql.h"
#include <errno.h>
#include <stdlib.h>

enum {
    READ_SLOT,
    READ_HOUR,
    READ_DAY,
    READ_HOUR_BRIEF,
    REMOVE_SLOT,
    REMOVE_HOUR,
    REMOVE_DAY,
    REMOVE_PART,
    PUT_SLOT,
    PUT_PART,
    PUT_HOUR,
    PUT_DAY,
    ZONE_FIND,
    ZONE_MAKE,
    ZONE_LAST,
    REVISION_FIND,
    REVISION_MAKE,
    REVISION_READ,
    STATEMENTS
};

#define RANGE " WHERE zone = ?1 AND start >= ?2 AND start < ?3"
#define SUMS_16 "?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24"
#define ROW                                                                                        \
    " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21"          \
    ",?22,?23,?24,?25,?26,?27,?28,?29,?30,?31,?32,?33,?34,?35,?36,?37,?38,?39,?40,?41,?42)"

static const char *const statements[STATEMENTS] = {
    [READ_SLOT] = "SELECT * FROM slots WHERE zone = ?1 AND slot >= ?2 AND slot < ?3 "
                  "ORDER BY slot",
    [READ_HOUR] = "SELECT * FROM hour" RANGE " ORDER BY start",
    [READ_DAY] = "SELECT * FROM day" RANGE " ORDER BY start",
    [READ_HOUR_BRIEF] =
        "SELECT start, local, length, opened, sensors, silent, seats, seats_unknown, used, in_use, "
        "use_unknown, uncounted, person, \"in\", \"out\", coalesce(open_used, used), "
        "coalesce(open_in_use, in_use), coalesce(open_person, person), coalesce(peak, -1) "
        "FROM hour" RANGE " ORDER BY start",
    [REMOVE_SLOT] = "DELETE FROM slot" RANGE,
    [REMOVE_HOUR] = "DELETE FROM hour" RANGE,
    [REMOVE_DAY] = "DELETE FROM day" RANGE,
    [REMOVE_PART] = "DELETE FROM slot_part" RANGE,
    [PUT_SLOT] = "INSERT OR REPLACE INTO slot VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,"
                 "?14,?15,?16,?17,?18,?19,?20)",
    [PUT_PART] = "INSERT OR REPLACE INTO slot_part VALUES (?1,?2,?3,?4,?5,?6,?7,?8," SUMS_16 ")",
    [PUT_HOUR] = "INSERT OR REPLACE INTO hour" ROW,
    [PUT_DAY] = "INSERT OR REPLACE INTO day" ROW,
    [ZONE_FIND] = "SELECT id FROM slot_zone WHERE name = ?1",
    [ZONE_MAKE] = "INSERT INTO slot_zone (name) VALUES (?1)",
    [ZONE_LAST] = "SELECT max(id) FROM slot_zone",
    [REVISION_FIND] = "SELECT id FROM revision WHERE zone = ?1 AND source = ?2 AND "
                      "description = ?3 AND method = ?4 AND sensors = ?5 AND seats = ?6 AND "
                      "capacity = ?7",
    [REVISION_MAKE] = "INSERT INTO revision (zone, source, description, method, sensors, seats, "
                      "capacity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [REVISION_READ] = "SELECT source, description, method, sensors, seats, capacity "
                      "FROM revision WHERE id = ?1",
};

struct slots {
    struct store *store;
    sqlite3_stmt *statements[STATEMENTS]; /* prepared when first used */
    struct slot_revision revision;        /* the newest that was looked up */
};

struct slots *slots_open(struct store *store, struct why *why)
{
    struct slots *self = calloc(1, sizeof *self);
    if (self == NULL)
        why_set(why, ENOMEM, "out of memory");
    else
        self->store = store;
    return self;
}

void slots_close(struct slots *self)
{
    if (self == NULL)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(self->statements[i]);
    free(self);
}

static sqlite3_stmt *statement(struct slots *self, int which, struct why *why)
{
    if (self->statements[which] == NULL)
        self->statements[which] = sql_prepare(self->store, statements[which], why);
    return self->statements[which];
}

static int failed(struct slots *self, struct why *why)
{
    return sql_failed(self->store, "slots", why);
}

/* Runs what gives no row. */
static int run(struct slots *self, sqlite3_stmt *bound, struct why *why)
{
    return sql_run(bound) == SQLITE_OK ? 0 : failed(self, why);
}

/* The first column of the first row, or 0. */
static int ask(struct slots *self, sqlite3_stmt *bound, int64_t *id, struct why *why)
{
    int rc = sqlite3_step(bound);
    *id = rc == SQLITE_ROW ? sqlite3_column_int64(bound, 0) : 0;
    sqlite3_reset(bound);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : failed(self, why);
}

int slots_zone_find(struct slots *self, const char *name, int64_t *id, struct why *why)
{
    sqlite3_stmt *find = statement(self, ZONE_FIND, why);
    if (find == NULL)
        return -EIO;
    sqlite3_bind_text(find, 1, name, -1, SQLITE_TRANSIENT);
    return ask(self, find, id, why);
}

int slots_zone(struct slots *self, const char *name, int64_t *id, struct why *why)
{
    int error = slots_zone_find(self, name, id, why);
    sqlite3_stmt *make = error || *id ? NULL : statement(self, ZONE_MAKE, why);
    if (make == NULL)
        return error || *id ? error : -EIO;
    sqlite3_bind_text(make, 1, name, -1, SQLITE_TRANSIENT);
    error = run(self, make, why);
    *id = sqlite3_last_insert_rowid(self->store->db);
    return error;
}

int slots_last_zone(struct slots *self, int64_t *id, struct why *why)
{
    sqlite3_stmt *last = statement(self, ZONE_LAST, why);
    return last ? ask(self, last, id, why) : -EIO;
}

static void bind_revision(sqlite3_stmt *bound, int64_t zone, const struct slot_revision *revision)
{
    sqlite3_bind_int64(bound, 1, zone);
    sqlite3_bind_int(bound, 2, (int)revision->source);
    sqlite3_bind_int64(bound, 3, revision->description);
    sqlite3_bind_int64(bound, 4, revision->method);
    sqlite3_bind_int64(bound, 5, revision->sensors);
    sqlite3_bind_int64(bound, 6, revision->seats);
    sqlite3_bind_int64(bound, 7, revision->capacity);
}

int slots_revision(struct slots *self, int64_t zone, struct slot_revision *revision,
                   struct why *why)
{
    sqlite3_stmt *find = statement(self, REVISION_FIND, why);
    if (find == NULL)
        return -EIO;
    bind_revision(find, zone, revision);
    int error = ask(self, find, &revision->id, why);
    if (error || revision->id)
        return error;
    sqlite3_stmt *make = statement(self, REVISION_MAKE, why);
    if (make == NULL)
        return -EIO;
    bind_revision(make, zone, revision);
    error = run(self, make, why);
    revision->id = sqlite3_last_insert_rowid(self->store->db);
    return error;
}

/* In the order that the view slots and the tables hour and day have in common. */
static void take(sqlite3_stmt *row, struct slot *slot)
{
    *slot = (struct slot){.start_s = sqlite3_column_int64(row, 1),
                          .length_s = sqlite3_column_int64(row, 2),
                          .flags = (unsigned)sqlite3_column_int(row, 3),
                          .open_s = sqlite3_column_int64(row, 4),
                          .open_unknown_s = sqlite3_column_int64(row, 5),
                          .peak = SLOT_NO_PEAK,
                          .revision = sqlite3_column_int64(row, 8 + 2 * SLOT_SUMS)};
    for (int i = 0; i < SLOT_SUMS; i++) {
        int open = 6 + SLOT_SUMS + i;
        slot->all[i] = sqlite3_column_int64(row, 6 + i);
        slot->open[i] = sqlite3_column_type(row, open) == SQLITE_NULL
                            ? slot->all[i]
                            : sqlite3_column_int64(row, open);
    }
    int peak = 6 + 2 * SLOT_SUMS;
    if (sqlite3_column_type(row, peak) == SQLITE_NULL)
        return;
    slot->peak = sqlite3_column_int64(row, peak);
    slot->peak_at_s = slot->start_s + sqlite3_column_int64(row, peak + 1);
}

static void bind_range(sqlite3_stmt *bound, enum slot_step step, int64_t zone, int64_t from_s,
                       int64_t to_s)
{
    /* Rows of slot and slot_part count in slots. */
    int64_t unit = step == STEP_SLOT ? SLOT_S : 1;
    sqlite3_bind_int64(bound, 1, zone);
    sqlite3_bind_int64(bound, 2, (from_s + unit - 1) / unit);
    sqlite3_bind_int64(bound, 3, (to_s + unit - 1) / unit);
}

int slots_read(struct slots *self, enum slot_step step, int64_t zone, int64_t from_s, int64_t to_s,
               slots_each *each, void *context, struct why *why)
{
    sqlite3_stmt *read = statement(self, READ_SLOT + (int)step, why);
    int rc = SQLITE_DONE;
    bool more = true;
    if (read == NULL)
        return -EIO;
    bind_range(read, step, zone, from_s, to_s);
    while (more && (rc = sqlite3_step(read)) == SQLITE_ROW) {
        struct slot slot;
        take(read, &slot);
        int64_t local = step == STEP_SLOT ? 0 : sqlite3_column_int64(read, 9 + 2 * SLOT_SUMS);
        more = each(context, &slot, local);
    }
    int error = rc == SQLITE_DONE || !more ? 0 : failed(self, why);
    sqlite3_reset(read);
    return error;
}

/* Of a year of 50 zones it is half the time of a report which columns are read, and how. */
int slots_read_hours(struct slots *self, int64_t zone, int64_t from_s, int64_t to_s,
                     slots_each *each, void *context, struct why *why)
{
    static const enum slot_sum all[] = {
        SLOT_SENSORS, SLOT_SILENT, SLOT_SEATS,       SLOT_SEATS_UNKNOWN,
        SLOT_USED,    SLOT_IN_USE, SLOT_USE_UNKNOWN, SLOT_UNCOUNTED,
        SLOT_PERSON,  SLOT_IN,     SLOT_OUT};
    static const enum slot_sum open[] = {SLOT_USED, SLOT_IN_USE, SLOT_PERSON};
    enum { ALL = sizeof all / sizeof *all, OPEN = sizeof open / sizeof *open };
    sqlite3_stmt *read = statement(self, READ_HOUR_BRIEF, why);
    int rc = SQLITE_DONE;
    bool more = true;
    if (read == NULL)
        return -EIO;
    bind_range(read, STEP_HOUR, zone, from_s, to_s);
    while (more && (rc = sqlite3_step(read)) == SQLITE_ROW) {
        struct slot slot = {.start_s = sqlite3_column_int64(read, 0),
                            .length_s = sqlite3_column_int64(read, 2),
                            .open_s = sqlite3_column_int64(read, 3),
                            .peak = sqlite3_column_int64(read, 4 + ALL + OPEN)};
        for (int i = 0; i < ALL; i++)
            slot.all[all[i]] = sqlite3_column_int64(read, 4 + i);
        for (int i = 0; i < OPEN; i++)
            slot.open[open[i]] = sqlite3_column_int64(read, 4 + ALL + i);
        more = each(context, &slot, sqlite3_column_int64(read, 1));
    }
    int error = rc == SQLITE_DONE || !more ? 0 : failed(self, why);
    sqlite3_reset(read);
    return error;
}

int slots_remove(struct slots *self, enum slot_step step, int64_t zone, int64_t from_s,
                 int64_t to_s, struct why *why)
{
    sqlite3_stmt *remove = statement(self, REMOVE_SLOT + (int)step, why);
    if (remove == NULL)
        return -EIO;
    bind_range(remove, step, zone, from_s, to_s);
    int error = run(self, remove, why);
    if (error || step != STEP_SLOT)
        return error;
    remove = statement(self, REMOVE_PART, why);
    if (remove == NULL)
        return -EIO;
    bind_range(remove, step, zone, from_s, to_s);
    return run(self, remove, why);
}

static void bind_unless(sqlite3_stmt *bound, int column, int64_t value, bool nothing)
{
    if (nothing)
        sqlite3_bind_null(bound, column);
    else
        sqlite3_bind_int64(bound, column, value);
}

static bool is_all_open(const struct slot *slot)
{
    for (int i = 0; i < SLOT_SUMS; i++)
        if (slot->open[i] != slot->all[i])
            return false;
    return slot->open_s == slot->length_s;
}

static bool is_all_closed(const struct slot *slot)
{
    for (int i = 0; i < SLOT_SUMS; i++)
        if (slot->open[i] != 0)
            return false;
    return slot->open_s == 0;
}

/* Hours and days. Open sums that are those of the whole are left out. */
static int put_sum(struct slots *self, enum slot_step step, int64_t zone, const struct slot *slot,
                   int64_t local, struct why *why)
{
    sqlite3_stmt *put = statement(self, step == STEP_HOUR ? PUT_HOUR : PUT_DAY, why);
    bool all_open = is_all_open(slot), peak = slot->peak == SLOT_NO_PEAK;
    if (put == NULL)
        return -EIO;
    sqlite3_bind_int64(put, 1, zone);
    sqlite3_bind_int64(put, 2, slot->start_s);
    sqlite3_bind_int64(put, 3, slot->length_s);
    sqlite3_bind_int(put, 4, (int)slot->flags);
    sqlite3_bind_int64(put, 5, slot->open_s);
    sqlite3_bind_int64(put, 6, slot->open_unknown_s);
    for (int i = 0; i < SLOT_SUMS; i++) {
        sqlite3_bind_int64(put, 7 + i, slot->all[i]);
        bind_unless(put, 7 + SLOT_SUMS + i, slot->open[i], all_open);
    }
    bind_unless(put, 39, slot->peak, peak);
    bind_unless(put, 40, slot->peak_at_s - slot->start_s, peak);
    sqlite3_bind_int64(put, 41, slot->revision);
    sqlite3_bind_int64(put, 42, local);
    return run(self, put, why);
}

int slots_revision_read(struct slots *self, int64_t id, struct slot_revision *revision,
                        struct why *why)
{
    sqlite3_stmt *read = statement(self, REVISION_READ, why);
    if (read == NULL)
        return -EIO;
    sqlite3_bind_int64(read, 1, id);
    int rc = sqlite3_step(read);
    if (rc == SQLITE_ROW)
        *revision = (struct slot_revision){.id = id,
                                           .source = (enum slot_source)sqlite3_column_int(read, 0),
                                           .description = sqlite3_column_int64(read, 1),
                                           .method = sqlite3_column_int64(read, 2),
                                           .sensors = sqlite3_column_int64(read, 3),
                                           .seats = sqlite3_column_int64(read, 4),
                                           .capacity = sqlite3_column_int64(read, 5)};
    sqlite3_reset(read);
    return rc == SQLITE_ROW ? 0 : failed(self, why);
}

static bool is_plain(const struct slots *self, const struct slot *slot)
{
    return slot->length_s == SLOT_S && slot->flags == 0 && slot->open_unknown_s == 0 &&
           slot->all[SLOT_SENSORS] == self->revision.sensors * SLOT_S &&
           slot->all[SLOT_SEATS] == self->revision.seats * SLOT_S &&
           (is_all_open(slot) || is_all_closed(slot));
}

static int put_part(struct slots *self, int64_t zone, const struct slot *slot, struct why *why)
{
    sqlite3_stmt *put = statement(self, PUT_PART, why);
    if (put == NULL)
        return -EIO;
    sqlite3_bind_int64(put, 1, zone);
    sqlite3_bind_int64(put, 2, slot->start_s / SLOT_S);
    sqlite3_bind_int64(put, 3, slot->length_s);
    sqlite3_bind_int(put, 4, (int)slot->flags);
    sqlite3_bind_int64(put, 5, slot->open_s);
    sqlite3_bind_int64(put, 6, slot->open_unknown_s);
    sqlite3_bind_int64(put, 7, slot->all[SLOT_SENSORS]);
    sqlite3_bind_int64(put, 8, slot->all[SLOT_SEATS]);
    for (int i = 0; i < SLOT_SUMS; i++)
        sqlite3_bind_int64(put, 9 + i, slot->open[i]);
    return run(self, put, why);
}

static int put_slot(struct slots *self, int64_t zone, const struct slot *slot, bool plain,
                    struct why *why)
{
    static const enum slot_sum columns[] = {
        SLOT_SILENT,      SLOT_SEATS_UNKNOWN, SLOT_USED,      SLOT_HELD,   SLOT_IN_USE,
        SLOT_USE_UNKNOWN, SLOT_FULL,          SLOT_UNCOUNTED, SLOT_PERSON, SLOT_RAW,
        SLOT_LOW,         SLOT_HIGH,          SLOT_IN,        SLOT_OUT};
    sqlite3_stmt *put = statement(self, PUT_SLOT, why);
    if (put == NULL)
        return -EIO;
    sqlite3_bind_int64(put, 1, zone);
    sqlite3_bind_int64(put, 2, slot->start_s / SLOT_S);
    bind_unless(put, 3, slot->open_s > 0, !plain);
    for (int i = 0; i < 14; i++) {
        enum slot_sum sum = columns[i];
        bool optional = sum == SLOT_RAW || sum == SLOT_LOW || sum == SLOT_HIGH;
        bind_unless(put, 4 + i, slot->all[sum],
                    optional && slot->all[sum] == slot->all[SLOT_PERSON]);
    }
    bool peak = slot->peak == SLOT_NO_PEAK;
    bind_unless(put, 18, slot->peak, peak);
    bind_unless(put, 19, slot->peak_at_s - slot->start_s, peak);
    sqlite3_bind_int64(put, 20, slot->revision);
    return run(self, put, why);
}

int slots_put(struct slots *self, enum slot_step step, int64_t zone, const struct slot *slot,
              int64_t local, struct why *why)
{
    if (step != STEP_SLOT)
        return put_sum(self, step, zone, slot, local, why);
    int error = 0; /* what its revision says of every slot that is nothing special */
    if (self->revision.id != slot->revision)
        error = slots_revision_read(self, slot->revision, &self->revision, why);
    if (error)
        return error;
    bool plain = is_plain(self, slot);
    error = slots_remove(self, STEP_SLOT, zone, slot->start_s, slot->start_s + SLOT_S, why);
    if (!error)
        error = put_slot(self, zone, slot, plain, why);
    return error || plain ? error : put_part(self, zone, slot, why);
}
