#include "tests/faults/verdict.h"

#include <err.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEAT 1     /* as the table `event` has it */
#define TELL_MAX 5 /* findings of a kind that are told */

/* Every event belongs to the last part that begins at or before it. */
static const char rows_query[] =
    "SELECT s.name, e.seq, p.t0_ms + e.t, c.offset_ms, e.kind, coalesce((SELECT name FROM sensor "
    "WHERE id = e.sensor), ''), e.value, e.value2, e.value3, CASE e.kind WHEN 5 THEN (SELECT why "
    "FROM fault WHERE id = e.value) ELSE '' END, coalesce(b.name, '') FROM event e JOIN stream s "
    "ON s.id = e.stream LEFT JOIN part p ON p.stream = e.stream AND p.first = (SELECT max(first) "
    "FROM part WHERE stream = e.stream AND first <= e.seq) LEFT JOIN boot b ON b.id = p.boot LEFT "
    "JOIN clock c ON c.boot = p.boot ORDER BY e.stream, e.seq";
static const char losses_query[] =
    "SELECT s.name, l.first, l.last FROM loss l JOIN stream s ON s.id = l.stream";
static const char durable_query[] = "SELECT durable FROM stream WHERE name = ?1";

struct judging {
    struct truth *truth;
    struct verdict_rule rule;
    struct tally tally;
    int told[4];
};
enum { LOST, DOUBLED, WRONG, DECLARED };

void tally_add(struct tally *self, const struct tally *other)
{
    self->events += other->events;
    self->lost += other->lost;
    self->doubled += other->doubled;
    self->wrong += other->wrong;
    self->declared += other->declared;
    self->in_hand += other->in_hand;
    if (other->error_ms > self->error_ms)
        self->error_ms = other->error_ms;
}

static sqlite3 *open_history(const char *path)
{
    sqlite3 *db = NULL;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL)) {
        sqlite3_close(db);
        return NULL;
    }
    sqlite3_busy_timeout(db, 5000);
    return db;
}

static int64_t durable_of(sqlite3 *db, const char *stream)
{
    sqlite3_stmt *from = NULL;
    int64_t durable = 0;
    if (sqlite3_prepare_v2(db, durable_query, -1, &from, NULL))
        return 0;
    sqlite3_bind_text(from, 1, stream, -1, SQLITE_STATIC);
    if (sqlite3_step(from) == SQLITE_ROW)
        durable = sqlite3_column_int64(from, 0);
    sqlite3_finalize(from);
    return durable;
}

bool verdict_is_complete(struct truth *truth, const char *history)
{
    sqlite3 *db = open_history(history);
    bool complete = db != NULL;
    for (size_t i = 0; complete && i < truth->count; i++) {
        const struct truth_event *event = &truth->events[i];
        bool newest = i + 1 == truth->count || truth->events[i + 1].stream != event->stream;
        if (newest && event->kept &&
            durable_of(db, truth->streams[event->stream].name) < event->fact.seq)
            complete = false;
    }
    sqlite3_close(db);
    return complete;
}

static void tell(struct judging *self, int finding, const char *stream, const struct fact *fact,
                 const char *format, ...)
{
    char text[256];
    va_list arguments;
    if (self->told[finding]++ >= TELL_MAX)
        return;
    fact_text(fact, text, sizeof text);
    printf("  %.8s/%s: ", stream, text);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

static void judge_time(struct judging *self, const char *stream, const struct fact *fact,
                       bool placed, int64_t offset_ms)
{
    int64_t off_ms = offset_ms - self->rule.offset_ms;
    if (placed && llabs(off_ms) > self->tally.error_ms)
        self->tally.error_ms = llabs(off_ms);
    if (placed && llabs(off_ms) <= self->rule.tolerance_ms) {
        self->tally.events++;
        return;
    }
    self->tally.wrong++;
    if (placed)
        tell(self, WRONG, stream, fact, "placed %lld ms from the truth", (long long)off_ms);
    else
        tell(self, WRONG, stream, fact, "has no place in time");
}

/* A row that is nowhere in the truth under its number. */
static void judge_stranger(struct judging *self, const char *stream, const struct fact *fact)
{
    char text[256] = "never numbered";
    int index = truth_stream(self->truth, stream);
    for (size_t i = 0; i < self->truth->count; i++)
        if (fact_same_content(&self->truth->events[i].fact, fact)) {
            self->tally.doubled++;
            tell(self, DOUBLED, stream, fact, "is also number %lld",
                 (long long)self->truth->events[i].fact.seq);
            return;
        }
    size_t at = index < 0 ? self->truth->count : truth_find(self->truth, index, fact->seq);
    if (at < self->truth->count && self->truth->events[at].fact.seq == fact->seq)
        fact_text(&self->truth->events[at].fact, text, sizeof text);
    self->tally.wrong++;
    tell(self, WRONG, stream, fact, "the truth: %s", text);
}

static struct fact read_fact(sqlite3_stmt *from)
{
    struct fact fact = {.seq = sqlite3_column_int64(from, 1),
                        .t_ms = sqlite3_column_int64(from, 2),
                        .kind = sqlite3_column_int(from, 4),
                        .value = sqlite3_column_int64(from, 6),
                        .value2 = sqlite3_column_int64(from, 7),
                        .value3 = sqlite3_column_int64(from, 8)};
    if (fact.kind == 5)
        fact.value = 0; /* the text's number */
    snprintf(fact.sensor, sizeof fact.sensor, "%s", sqlite3_column_text(from, 5));
    snprintf(fact.why, sizeof fact.why, "%s", sqlite3_column_text(from, 9));
    snprintf(fact.boot, sizeof fact.boot, "%s", sqlite3_column_text(from, 10));
    return fact;
}

static void judge_row(struct judging *self, sqlite3_stmt *from)
{
    struct fact fact = read_fact(from);
    const char *stream = (const char *)sqlite3_column_text(from, 0);
    int index = truth_stream(self->truth, stream);
    struct truth *truth = self->truth;
    size_t i = index < 0 ? truth->count : truth_find(truth, index, fact.seq);
    for (; i < truth->count && (int)truth->events[i].stream == index; i++) {
        if (truth->events[i].fact.seq != fact.seq)
            break;
        if (!fact_equal(&truth->events[i].fact, &fact))
            continue;
        truth->events[i].found = true;
        bool placed = sqlite3_column_type(from, 3) != SQLITE_NULL;
        judge_time(self, stream, &fact, placed, sqlite3_column_int64(from, 3));
        return;
    }
    judge_stranger(self, stream, &fact);
}

/* What is declared lost and is here after all is wrong; the rest is allowed or not. */
static void judge_loss(struct judging *self, sqlite3_stmt *from)
{
    struct truth *truth = self->truth;
    int64_t last = sqlite3_column_int64(from, 2);
    int index = truth_stream(truth, (const char *)sqlite3_column_text(from, 0));
    size_t i = index < 0 ? truth->count : truth_find(truth, index, sqlite3_column_int64(from, 1));
    for (; i < truth->count; i++) {
        struct truth_event *event = &truth->events[i];
        const char *stream = truth->streams[event->stream].name;
        if ((int)event->stream != index || event->fact.seq > last)
            break;
        if (event->found) {
            self->tally.wrong++;
            tell(self, WRONG, stream, &event->fact, "is there, and declared lost");
        } else if (self->rule.losses) {
            event->found = true;
            self->tally.declared++;
        } else
            tell(self, DECLARED, stream, &event->fact, "is declared lost");
    }
}

static void each_row(struct judging *self, sqlite3 *db, const char *query,
                     void (*judge)(struct judging *self, sqlite3_stmt *from))
{
    sqlite3_stmt *from = NULL;
    int rc;
    if (sqlite3_prepare_v2(db, query, -1, &from, NULL)) {
        printf("  the history cannot be read: %s\n", sqlite3_errmsg(db));
        self->tally.wrong++;
        return;
    }
    while ((rc = sqlite3_step(from)) == SQLITE_ROW)
        judge(self, from);
    if (rc != SQLITE_DONE) {
        printf("  the history cannot be read: %s\n", sqlite3_errmsg(db));
        self->tally.wrong++;
    }
    sqlite3_finalize(from);
}

/* Each process begins by saying that nobody looked before it: what lies between is unknown. */
static void judge_opening(struct judging *self, const struct truth_event *event)
{
    const char *stream = self->truth->streams[event->stream].name;
    if (event->fact.kind == BEAT && event->fact.value == 1)
        return;
    self->tally.wrong++;
    tell(self, WRONG, stream, &event->fact, "is first of its process, and no beat that opens");
}

struct tally verdict_give(struct truth *truth, const char *history, struct verdict_rule rule)
{
    struct judging self = {.truth = truth, .rule = rule};
    sqlite3 *db = open_history(history);
    if (!db)
        errx(3, "%s: cannot be opened", history);
    each_row(&self, db, rows_query, judge_row);
    each_row(&self, db, losses_query, judge_loss);
    sqlite3_close(db);
    for (size_t i = 0; i < truth->count; i++) {
        const struct truth_event *event = &truth->events[i];
        if (event->opens)
            judge_opening(&self, event);
        if (!event->found && event->kept) {
            self.tally.lost++;
            tell(&self, LOST, truth->streams[event->stream].name, &event->fact, "is lost");
        } else if (!event->found)
            self.tally.in_hand++;
    }
    return self.tally;
}
