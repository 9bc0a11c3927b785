#include "dashboard/health.h"
#include "dashboard/access/roll.h"
#include "dashboard/history/backup.h"
#include "dashboard/history/care.h"
#include "dashboard/page/finding_line.h"
#include "dashboard/sources.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define FINDINGS_MAX 256 /* told of; all are counted */

static json_t *refused_of(const struct ingest *ingest)
{
    json_t *all = json_object();
    for (size_t leaf = 0; leaf <= TOPIC_ACK; leaf++) {
        json_t *reasons = json_object();
        for (int reason = 1; reason < MESSAGE_REJECT_COUNT; reason++)
            if (ingest->refused[leaf][reason])
                json_object_set_new(reasons, message_reject_name((enum message_reject)reason),
                                    json_integer((json_int_t)ingest->refused[leaf][reason]));
        json_object_set_new(all, ingest_leaf_name(leaf), reasons);
    }
    return all;
}

static json_t *taken_of(const struct ingest *ingest)
{
    json_t *all = json_object();
    for (size_t leaf = 0; leaf < TOPIC_ACK; leaf++)
        json_object_set_new(all, ingest_leaf_name(leaf),
                            json_integer((json_int_t)ingest->taken[leaf]));
    json_object_set_new(all, "duplicates", json_integer((json_int_t)ingest->duplicates));
    json_object_set_new(all, "gaps", json_integer((json_int_t)ingest->gaps));
    return all;
}

/* What is wrong with the store, in words; NULL: nothing. */
static const char *store_trouble(const struct writer_health *health)
{
    if (health->last_error)
        return health->last_error_text;
    if (health->checkpoint_error)
        return "the log cannot be written back into the database: is the disk full?";
    if (health->wal_bytes >= WRITER_WAL_ALARM_BYTES)
        return "the log grows: another program holds the database open";
    return NULL;
}

static void add_aside(void *context, const char *name)
{
    json_array_append_new(context, json_string(name));
}

/* Damaged histories that a person has not moved away yet. */
static json_t *aside_of(const struct collector *collector)
{
    json_t *names = json_array();
    store_each_aside(collector->store_path, add_aside, names);
    return names;
}

static json_t *store_of(struct collector *collector, bool *well)
{
    struct writer_health health;
    writer_health(collector->writer, &health);
    const char *trouble = store_trouble(&health);
    *well = !trouble;
    json_t *store = json_pack(
        "{s:b, s:I, s:I, s:I, s:I, s:I}", "well", *well, "rows", (json_int_t)health.rows, "commits",
        (json_int_t)health.commits, "failed_commits", (json_int_t)health.failed_commits, "waiting",
        (json_int_t)health.waiting, "wal_bytes", (json_int_t)health.wal_bytes);
    if (trouble)
        json_object_set_new(store, "error", json_string(trouble));
    json_object_set_new(store, "set_aside", aside_of(collector));
    return store;
}

static json_t *agents_of(const struct collector *collector)
{
    json_t *agents = json_object();
    for (size_t i = 0; i < live_agent_count(collector->ingest.live); i++) {
        struct live_agent agent;
        char text[TIME_TEXT_MAX];
        live_agent_at(collector->ingest.live, i, &agent);
        json_t *entry =
            json_pack("{s:b, s:b, s:s, s:I}", "online", agent.online, "in_place", agent.in_place,
                      "version", agent.version, "head", (json_int_t)agent.head);
        time_format_s(agent.last_word_ms, text);
        json_object_set_new(entry, "last_word",
                            agent.last_word_ms ? json_string(text) : json_null());
        json_object_set_new(entry, "boot", agent.boot[0] ? json_string(agent.boot) : json_null());
        if (agent.other_boot[0]) /* two boards with one name */
            json_object_set_new(entry, "contested_by", json_string(agent.other_boot));
        json_object_set_new(agents, agent.name, entry);
    }
    return agents;
}

/* What the sensors' health says; the list of kinds is in the README. No reason to be unwell: the
 * collector is not. */
static json_t *sensors_of(const struct collector *collector)
{
    struct health_finding findings[FINDINGS_MAX];
    const struct place *place = collector->place;
    size_t count = health_findings(collector->caretaker.health, findings, FINDINGS_MAX);
    json_t *all = json_array();
    for (size_t i = 0; i < count && i < FINDINGS_MAX; i++) {
        const struct health_finding *finding = &findings[i];
        struct buffer who = {0}, words = {0};
        char text[TIME_TEXT_MAX];
        finding_who(&who, finding, place);
        finding_line(&words, finding, place, LANGUAGE_EN);
        time_format_s(finding->since_ms, text);
        json_array_append_new(
            all, json_pack("{s:s, s:s, s:s?, s:b, s:s}", "kind", health_kind_name(finding->kind),
                           finding->sensor == SENSOR_NONE ? "zone" : "sensor", buffer_peek(&who),
                           "since", finding->since_ms ? text : NULL, "suspect", finding->suspect,
                           "words", buffer_peek(&words)));
        buffer_free(&who);
        buffer_free(&words);
    }
    return json_pack("{s:I, s:o}", "count", (json_int_t)count, "findings", all);
}

static json_t *end_text(int64_t until_ms)
{
    char text[TIME_TEXT_MAX];
    time_format_s(until_ms, text);
    return until_ms == TIME_NEVER ? json_null() : json_string(text);
}

/* What ends within 30 days: a warning, no failure. */
static json_t *access_of(const struct collector *collector)
{
    struct lampion_clock clock = clock_real();
    int64_t now_ms = clock_wall_ms(&clock);
    json_t *ending = json_array();
    struct roll roll;
    struct why why;
    if (collector->roll_path && roll_read(&roll, collector->roll_path, &why) == 0) {
        for (const struct roll_row *row = NULL; (row = roll_ending(&roll, row, now_ms));)
            json_array_append_new(ending, json_pack("{s:s, s:o, s:b}", "who", roll_who(row),
                                                    "until", end_text(row->until_ms), "ended",
                                                    now_ms >= row->until_ms));
        roll_clear(&roll);
    }
    return json_pack("{s:o, s:o}", "until", end_text(collector->credential_until_ms), "ending",
                     ending);
}

/* School holidays: a table that ends, where the hours need it; "note" weeks before that. */
static json_t *opening_of(const struct collector *collector)
{
    struct why note;
    const struct opening *opening = &collector->opening;
    if (!opening_school_note(opening, clock_wall_ms(&collector->clock), &note))
        return json_object();
    return json_pack("{s:s}", "note", note.text);
}

/* The newest backup; without one, or twice as old as asked for, it is late: a warning. */
static json_t *backup_of(const struct collector *collector)
{
    enum { MANY = 10000 };
    const struct config *config = collector->config;
    if (!config || !config->backup_to)
        return json_null();
    struct lampion_clock clock = clock_real();
    int64_t *times_ms = calloc(MANY, sizeof *times_ms);
    int count =
        times_ms ? backup_list(config->backup_to, collector->place->id, times_ms, MANY) : -ENOMEM;
    int64_t newest_ms = count > 0 ? times_ms[count - 1] : 0;
    char text[TIME_TEXT_MAX];
    time_format_s(newest_ms, text);
    free(times_ms);
    return json_pack("{s:o, s:i, s:b}", "newest", newest_ms ? json_string(text) : json_null(),
                     "count", count > 0 ? count : 0, "late",
                     clock_wall_ms(&clock) - newest_ms > 2 * config->backup_every_ms);
}

/* Sensors of somebody else's; null without any. */
static json_t *sources_of(const struct collector *collector)
{
    struct source_sums sums;
    if (!collector->sources)
        return json_null();
    source_set_sums(sources_set(collector->sources), &sums);
    return json_pack("{s:b, s:I, s:I, s:I, s:I}", "connected",
                     sources_connected(collector->sources), "count", (json_int_t)sums.sources,
                     "known", (json_int_t)sums.known, "taken", (json_int_t)sums.taken, "wrong",
                     (json_int_t)sums.wrong);
}

char *health_json(void *context, bool *well)
{
    struct collector *collector = context;
    bool store_well, broker_well = !collector->link || link_is_connected(collector->link);
    json_t *store = store_of(collector, &store_well);
    *well = store_well && broker_well;
    json_t *root = json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "status",
        *well ? "ok" : "failing", "version", LAMPION_VERSION, "run", collector->run, "broker",
        collector->link ? json_pack("{s:b, s:I}", "connected", broker_well, "dropped",
                                    (json_int_t)link_dropped(collector->link))
                        : json_null(), /* a place without boards */
        "store", store, "taken", taken_of(&collector->ingest), "refused",
        refused_of(&collector->ingest), "agents", agents_of(collector), "sensors",
        sensors_of(collector), "access", access_of(collector), "backup", backup_of(collector),
        "viewers", (json_int_t)web_viewers(collector->web));
    json_object_set_new(root, "opening", opening_of(collector));
    json_object_set_new(root, "sources", sources_of(collector));
    char *text = root ? json_dumps(root, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
    json_decref(root);
    return text;
}

void health_line(const struct collector *collector, char *line, size_t size)
{
    const struct live *live = collector->ingest.live;
    size_t online = 0, count = live_agent_count(live);
    struct writer_health store;
    writer_health(collector->writer, &store);
    for (size_t i = 0; i < count; i++) {
        struct live_agent agent;
        live_agent_at(live, i, &agent);
        online += agent.online;
    }
    snprintf(line, size, "%zu of %zu agents online, broker %s, %zu viewers%s%s", online, count,
             !collector->link                     ? "none"
             : link_is_connected(collector->link) ? "connected"
                                                  : "not connected",
             web_viewers(collector->web), store.last_error ? "; cannot write the history: " : "",
             store.last_error ? store.last_error_text : "");
}
