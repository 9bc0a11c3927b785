/* The settled history: the same slots however the events arrived, and what live would have said. */
#include "agent/common/message.h"
#include "dashboard/config.h"
#include "dashboard/history/past.h"
#include "dashboard/history/retention.h"
#include "dashboard/history/writer.h"
#include "dashboard/ingest/live.h"
#include "dashboard/presence/presence.h"
#include "dashboard/settle.h"
#include "dashboard/settle_day.h"
#include "dashboard/settler.h"
#include "tests/unit/test.h"

#include <errno.h>
#include <poll.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define DAY_MS 86400000LL
#define MINUTE_MS 60000LL
#define START_MS (1792108800000LL + 9 * 3600000LL) /* 2026-10-16, 09:00 UTC */
#define DAYS 3
#define END_MS (START_MS + DAYS * DAY_MS)
#define EVENTS_MAX 30000

static const char place_text[] =
    "place: {id: gare, name: Gare, timezone: Europe/Paris, opening_hours: \"Mo-Su 08:10-19:00\"}\n"
    "zones:\n"
    "  - id: openspace\n"
    "    name: O\n"
    "    kind: seats\n"
    "    release: 15m\n"
    "    seats:\n"
    "      - {id: d1, sensor: desks/s1}\n"
    "      - {id: d2, sensor: desks/s2}\n"
    "      - {id: d3, sensor: desks/s3}\n"
    "      - {id: d4, sensor: desks/s4}\n"
    "  - {id: meeting, name: M, kind: room, capacity: 8, hold: 5m, sensors: [rooms/motion]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 20, quiet: 30m, contains: [openspace, "
    "meeting]}\n"
    "  - {id: cafe, name: C, kind: room, capacity: 8, sensors: [counters/n1]}\n"
    "  - {id: court, name: Y, kind: hall, capacity: 30, contains: [cafe], sensors: "
    "[counters/n2]}\n"
    "doors:\n"
    "  - {sensor: entrance/door, from: outside, to: house}\n";

#define ZONES 5

enum { DESKS, ROOMS, ENTRANCE, COUNTERS, AGENTS };
static const char *const names[AGENTS] = {"desks", "rooms", "entrance", "counters"};
static const int sensor_counts[AGENTS] = {4, 1, 1, 2};
static const char *const sensor_names[AGENTS][4] = {
    {"s1", "s2", "s3", "s4"}, {"motion"}, {"door"}, {"n1", "n2"}};

/* What a board did, in order: its events, and which of them begin a boot (a stream of its own). */
struct board {
    struct event events[EVENTS_MAX];
    int boots[EVENTS_MAX]; /* number of the boot that an event is of */
    size_t count;
    int64_t in, out;
    int levels[4];
    bool crashes;
};

static void emit(struct board *board, int boot, struct event event)
{
    assert_true(board->count < EVENTS_MAX);
    board->boots[board->count] = boot;
    board->events[board->count++] = event;
}

static void begin(struct board *board, int agent, int boot, int64_t at_ms)
{
    emit(board, boot, (struct event){.kind = EVENT_BEAT, .t_ms = at_ms, .value = 1});
    for (int s = 0; s < sensor_counts[agent] && agent < ENTRANCE; s++) {
        struct event level = {.kind = EVENT_LEVEL, .t_ms = at_ms, .value = board->levels[s]};
        strcpy(level.sensor, sensor_names[agent][s]);
        emit(board, boot, level);
    }
}

static bool is_night(int64_t at_ms)
{
    int64_t hour = at_ms / 3600000 % 24;
    return hour < 6 || hour >= 18;
}

static void act(struct board *board, int agent, int boot, int64_t at_ms, uint64_t *seed)
{
    int s = (int)test_between(seed, 0, sensor_counts[agent] - 1);
    struct event event = {.t_ms = at_ms, .kind = EVENT_LEVEL};
    strcpy(event.sensor, sensor_names[agent][s]);
    if (agent == COUNTERS) {
        event.kind = EVENT_COUNT;
        event.value = test_between(seed, 0, 9);
        event.ttl_ms = test_between(seed, 1, 20 * 60) * 1000;
    } else if (agent != ENTRANCE) {
        if (is_night(at_ms) && !board->levels[s])
            return;
        event.value = board->levels[s] = !board->levels[s];
    } else {
        bool in = !is_night(at_ms) && test_random(seed) % 2;
        if (!in && board->out >= board->in)
            return;
        event.kind = EVENT_PASS;
        event.people = 1;
        event.direction = in ? PASS_IN : PASS_OUT;
        *(in ? &board->in : &board->out) += 1;
        event.in = board->in;
        event.out = board->out;
    }
    emit(board, boot, event);
}

/* Beats every minute, something every few minutes; now and then the program is killed, or the
 * power goes and a new stream begins. */
static void live_through(struct board *board, int agent, bool crashes, uint64_t *seed)
{
    int boot = 0;
    int64_t at_ms = START_MS, act_ms = START_MS, beat_ms;
    memset(board, 0, sizeof *board);
    board->crashes = crashes;
    begin(board, agent, boot, at_ms);
    beat_ms = at_ms + MINUTE_MS;
    while (at_ms < END_MS) {
        act_ms = act_ms > at_ms ? act_ms : at_ms + test_between(seed, 5000, 20 * MINUTE_MS);
        if (crashes && test_between(seed, 0, 1500) == 0) {
            at_ms += test_between(seed, 1000, 5 * 3600000);
            if (test_random(seed) % 2) {
                boot++;
                board->in = board->out = 0;
            }
            begin(board, agent, boot, at_ms);
            beat_ms = at_ms + MINUTE_MS;
        } else if (act_ms < beat_ms) {
            act(board, agent, boot, at_ms = act_ms, seed);
        } else {
            at_ms = beat_ms;
            beat_ms += MINUTE_MS;
            emit(board, boot, (struct event){.kind = EVENT_BEAT, .t_ms = at_ms});
        }
    }
}

struct world {
    struct board boards[AGENTS];
    char path[64];
    size_t sent[AGENTS];
};

static char folder[64];
static struct why why;

static void put_description(const char *path, const char *text, int64_t from_ms)
{
    struct store *store = store_open(path, STORE_WRITE, &why);
    assert_non_null(store);
    sqlite3 *db;
    store_close(store);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *sql = sqlite3_mprintf("INSERT INTO description (from_ms, applied_ms, text) "
                                "VALUES (%lld, 0, %Q)",
                                (long long)from_ms, text);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(sql);
    sqlite3_close(db);
}

static void new_store(struct world *world, const char *name)
{
    snprintf(world->path, sizeof world->path, "%.40s/%s", folder, name);
    memset(world->sent, 0, sizeof world->sent);
    put_description(world->path, place_text, 0);
}

/* The next events of a board, up to `count` and of one boot, as a message would bring them. */
static void send(struct world *world, struct writer *writer, int agent, size_t count, bool synced)
{
    struct board *board = &world->boards[agent];
    size_t first = world->sent[agent], begin = first;
    while (begin > 0 && board->boots[begin - 1] == board->boots[first])
        begin--;
    size_t n = 0;
    while (n < count && first + n < board->count && board->boots[first + n] == board->boots[first])
        n++;
    if (n == 0)
        return;
    struct write_job *job = calloc(1, sizeof *job);
    job->kind = WRITE_EVENTS;
    strcpy(job->agent, names[agent]);
    snprintf(job->stream, sizeof job->stream, "%d%031d", agent, board->boots[first]);
    snprintf(job->clock.boot, sizeof job->clock.boot, "%d-%d", agent, board->boots[first]);
    /* Its monotonic clock is an hour old at its first event of all. */
    const int64_t offset_ms = START_MS - 3600000;
    job->events = calloc(n, sizeof *job->events);
    memcpy(job->events, &board->events[first], n * sizeof *job->events);
    for (size_t i = 0; i < n; i++)
        job->events[i].t_ms -= offset_ms;
    job->first = first - begin + 1;
    job->count = n;
    job->clock.mono_ms = job->events[n - 1].t_ms;
    job->clock.has_wall = true;
    job->clock.quality = synced ? CLOCK_SYNCED : CLOCK_UNSYNCED;
    job->clock.wall_ms = job->clock.mono_ms + offset_ms + (synced ? 0 : -7 * 3600000);
    assert_int_equal(writer_push(writer, job), 0);
    struct pollfd wait = {.fd = writer_fd(writer), .events = POLLIN};
    while (!(job = writer_next(writer)))
        poll(&wait, 1, 1000);
    assert_int_equal(job->error, 0);
    write_job_free(job);
    world->sent[agent] += n;
}

static struct writer *open_writer(const struct world *world)
{
    struct store *store = store_open(world->path, STORE_WRITE, &why);
    struct writer *writer = store ? writer_start(store, &why) : NULL;
    assert_non_null(writer);
    return writer;
}

static bool all_sent(const struct world *world)
{
    for (int a = 0; a < AGENTS; a++)
        if (world->sent[a] < world->boards[a].count)
            return false;
    return true;
}

static void send_all(struct world *world)
{
    struct writer *writer = open_writer(world);
    for (int a = 0; a < AGENTS; a++)
        while (world->sent[a] < world->boards[a].count)
            send(world, writer, a, 400, true);
    writer_stop(writer);
}

/* Some steps, by a settler that is started for them and ends after. */
static void settle(const struct world *world, int64_t until_ms, int steps)
{
    struct store *store = store_open(world->path, STORE_WRITE, &why);
    struct settle *settle = settle_open(store, SETTLE_ALONE, &why);
    bool more = true;
    assert_non_null(settle);
    while (more && steps-- > 0)
        if (settle_step(settle, until_ms, &more, &why))
            fail_msg("%s", why.text);
    settle_close(settle);
    store_close(store);
}

static bool is_number_of_a_row(const char *column)
{
    return !strcmp(column, "id") || !strcmp(column, "zone") || !strcmp(column, "revision");
}

static char *dump_rows(const char *path, const char *sql, bool with_row_numbers)
{
    sqlite3 *db;
    sqlite3_stmt *rows;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &rows, NULL), SQLITE_OK);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            const char *value = (const char *)sqlite3_column_text(rows, i);
            if (with_row_numbers || !is_number_of_a_row(sqlite3_column_name(rows, i)))
                fprintf(out, "%s|", value ? value : "");
        }
        fputc('\n', out);
    }
    sqlite3_finalize(rows);
    sqlite3_close(db);
    fclose(out);
    return text;
}

static char *dump_sql(const char *path, const char *sql)
{
    return dump_rows(path, sql, true);
}

static int64_t number(const struct world *world, const char *sql)
{
    char *text = dump_sql(world->path, sql);
    int64_t value = strtoll(text, NULL, 10);
    free(text);
    return value;
}

#define NAMED(table) "FROM " table " t JOIN slot_zone z ON z.id = t.zone "
#define REVISED(table)                                                                             \
    "SELECT z.name, r.source, r.description, r.method, r.sensors, r.seats, r.capacity, "           \
    "t.* " NAMED(table) "JOIN revision r ON r.id = t.revision ORDER BY z.name, t.start"

/* Every row of the tables themselves, not of the views. Zones and revisions are numbered as they
 * are first met: they are compared by what they stand for. */
static void expect_same(const struct world *a, const struct world *b)
{
    static const char *const tables[] = {
        "SELECT name FROM slot_zone ORDER BY name",
        "SELECT z.name, t.* " NAMED("revision") "ORDER BY z.name, source, description, method, "
                                                "sensors, seats, capacity",
        REVISED("slot"),
        "SELECT z.name, t.* " NAMED("slot_part") "ORDER BY z.name, t.start",
        REVISED("hour"),
        REVISED("day"),
        "SELECT until_ms FROM settled"};
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
        char *left = dump_rows(a->path, tables[t], false);
        char *right = dump_rows(b->path, tables[t], false);
        size_t at = 0;
        while (left[at] && left[at] == right[at])
            at++;
        if (left[at] || right[at])
            fail_msg("%s: %s has ...%.150s\nand %s ...%.150s", tables[t], a->path,
                     left + (at > 60 ? at - 60 : 0), b->path, right + (at > 60 ? at - 60 : 0));
        free(left);
        free(right);
    }
}

static int setup(void **state)
{
    strcpy(folder, "/tmp/lampion-settle-XXXXXX");
    *state = calloc(1, sizeof(struct world));
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
    char command[96];
    free(*state);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

/* One board after another at random, each behind the others by up to a day, clocks that are set
 * late, settling in between by settlers that end at any point. */
static void arrive_anyhow(struct world *world, uint64_t *seed)
{
    struct writer *writer = open_writer(world);
    int64_t until_ms = START_MS;
    while (!all_sent(world)) {
        int agent = (int)test_between(seed, 0, AGENTS - 1);
        for (int i = (int)test_between(seed, 1, 8); i > 0; i--)
            send(world, writer, agent, (size_t)test_between(seed, 1, 500),
                 test_between(seed, 0, 2) == 0);
        if (test_between(seed, 0, 4) > 0)
            continue;
        if (test_random(seed) % 4 == 0) {
            writer_stop(writer);
            writer = open_writer(world);
        }
        until_ms += test_between(seed, 0, DAY_MS / 2);
        settle(world, until_ms < END_MS ? until_ms : END_MS, (int)test_between(seed, 1, 4));
    }
    /* The last word of each boot's clock is the right one. */
    writer_stop(writer);
    sqlite3 *db;
    sqlite3_open(world->path, &db);
    char sql[200];
    snprintf(sql, sizeof sql, "UPDATE boot SET quality = 1, wall_ms = mono_ms + %lld",
             (long long)START_MS - 3600000);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void test_arrival_does_not_matter(void **state)
{
    struct world *once = *state;
    struct world *anyhow = malloc(sizeof *anyhow);
    uint64_t seed = test_seed();
    for (int round = 0; round < 4; round++) {
        char name[16];
        for (int a = 0; a < AGENTS; a++)
            live_through(&once->boards[a], a, true, &seed);
        *anyhow = *once;
        snprintf(name, sizeof name, "once-%d", round);
        new_store(once, name);
        send_all(once);
        settle(once, END_MS, 100);
        snprintf(name, sizeof name, "anyhow-%d", round);
        new_store(anyhow, name);
        arrive_anyhow(anyhow, &seed);
        settle(anyhow, END_MS, 100);
        expect_same(once, anyhow);
        assert_int_equal(number(once, "SELECT count(*) FROM day"), ZONES * (DAYS + 1));
    }
    free(anyhow);
}

/* Passages are those of the events; hours and days are sums of the slots. */
static void test_sums_hold(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&world->boards[a], a, true, &seed);
    new_store(world, "sums");
    send_all(world);
    settle(world, END_MS, 100);
    int64_t in = 0;
    for (size_t i = 0; i < world->boards[ENTRANCE].count; i++)
        in += world->boards[ENTRANCE].events[i].kind == EVENT_PASS &&
              world->boards[ENTRANCE].events[i].t_ms < END_MS &&
              world->boards[ENTRANCE].events[i].direction == PASS_IN;
    assert_int_equal(number(world, "SELECT sum(\"in\") FROM day WHERE zone = 3"), in);
    static const char *const columns[] = {
        "length",  "opened",    "sensors",     "silent",      "seats",  "used",
        "held",    "in_use",    "person",      "raw",         "low",    "high",
        "\"out\"", "open_used", "open_silent", "open_person", "open_in"};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        for (int t = 0; t < 2; t++) {
            char sql[400];
            snprintf(sql, sizeof sql,
                     "SELECT (SELECT sum(%1$s) FROM slots) - (SELECT sum(coalesce(%1$s, %3$s)) "
                     "FROM %2$s)",
                     columns[c], t ? "day" : "hour",
                     strncmp(columns[c], "open_", 5) ? columns[c]
                     : columns[c][5] == 'i'          ? "\"in\""
                                                     : columns[c] + 5);
            assert_int_equal(number(world, sql), 0);
        }
    assert_int_equal(number(world, "SELECT sum(length) FROM day"),
                     ZONES * (END_MS - START_MS) / 1000 + ZONES * 9 * 3600);
}

/* From the moment a board is heard no more nothing is known, and never zero. */
static void test_without_a_board_all_is_unknown(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&world->boards[a], a, false, &seed);
    new_store(world, "dead");
    struct board *desks = &world->boards[DESKS];
    int64_t dead_ms = 0;
    for (size_t i = 0; i < desks->count; i++)
        if (desks->events[i].t_ms > START_MS + DAY_MS) {
            dead_ms = desks->events[i - 1].t_ms;
            desks->count = i;
        }
    send_all(world);
    settle(world, END_MS, 100);
    char sql[200];
    int64_t after_s = (dead_ms / 900000 + 1) * 900;
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM slots WHERE zone = 1 AND start >= %lld AND (silent <> 3600 OR "
             "seats_unknown <> 3600 OR used <> 0 OR uncounted <> 900 OR use_unknown <> 900)",
             (long long)after_s);
    assert_int_equal(number(world, sql), 0);
    snprintf(sql, sizeof sql, "SELECT silent FROM slots WHERE zone = 1 AND start = %lld",
             (long long)after_s - 900);
    assert_in_range(number(world, sql), (after_s - dead_ms / 1000) * 4 - 8,
                    (after_s - dead_ms / 1000) * 4 + 8);
}

/* The page's own way: words every 10 s and on each change, through live and presence; each second
 * what it says is added up, and compared with what is settled. */
struct watch {
    struct presence *presence;
    int64_t now_ms;
};

static void on_reading(void *context, size_t sensor, const struct reading *reading)
{
    struct watch *watch = context;
    presence_read(watch->presence, sensor, reading, watch->now_ms);
}

struct spoken {
    size_t next;
    struct sensor_word words[4];
};

static void speak(struct spoken *spoken, const struct board *board, int agent, struct live *live,
                  int64_t now_ms)
{
    bool news = now_ms % 10000 == 0;
    for (; spoken->next < board->count && board->events[spoken->next].t_ms <= now_ms;
         spoken->next++) {
        const struct event *event = &board->events[spoken->next];
        for (int s = 0; s < sensor_counts[agent]; s++) {
            struct sensor_word *word = &spoken->words[s];
            strcpy(word->sensor, sensor_names[agent][s]);
            word->has_totals = agent == ENTRANCE;
            if (strcmp(event->sensor, word->sensor) != 0)
                continue;
            word->has_count = event->kind == EVENT_COUNT;
            word->count = event->value;
            word->ttl_ms = event->ttl_ms;
            word->has_since = word->has_count || (word->has_value && event->kind == EVENT_LEVEL);
            word->since_ms = event->t_ms;
            word->has_value = event->kind == EVENT_LEVEL;
            word->value = (int)event->value;
            word->in = event->in;
            word->out = event->out;
        }
        news = true;
    }
    if (!news)
        return;
    struct state_message state = {.conn = 1,
                                  .mono_ms = now_ms,
                                  .has_began = true,
                                  .began_ms = START_MS,
                                  .sensors = spoken->words,
                                  .count = (size_t)sensor_counts[agent]};
    snprintf(state.stream, sizeof state.stream, "%032d", agent);
    snprintf(state.boot, sizeof state.boot, "%d", agent);
    live_state(live, names[agent], &state, (struct live_now){now_ms, now_ms});
}

struct sums {
    int64_t used, held, silent, in_use, person, uncounted;
};

static void add_up(struct sums *sums, const struct zone_estimate *estimate)
{
    const struct present *present = &estimate->present;
    bool counted = present->low >= 0 && present->best >= 0 && present->high >= 0;
    sums->used += estimate->taken;
    sums->held += estimate->held;
    sums->silent += estimate->sensors_total - estimate->sensors_ok;
    sums->in_use +=
        estimate->taken + estimate->held > 0 || present->low > 0 || (counted && present->best > 0);
    sums->person += counted ? present->best : 0;
    sums->uncounted += !counted;
}

static void compare_slot(const struct world *world, const struct sums sums[ZONES], int64_t end_ms,
                         int64_t off[ZONES])
{
    for (int z = 0; z < ZONES; z++) {
        char sql[200];
        snprintf(sql, sizeof sql,
                 "SELECT used, held, silent, in_use, person, uncounted FROM slots "
                 "WHERE zone = %d AND start = %lld",
                 z + 1, (long long)end_ms / 1000 - 900);
        char *text = dump_sql(world->path, sql);
        long long said[6];
        assert_int_equal(sscanf(text, "%lld|%lld|%lld|%lld|%lld|%lld", said, said + 1, said + 2,
                                said + 3, said + 4, said + 5),
                         6);
        free(text);
        const int64_t live[6] = {sums[z].used,   sums[z].held,   sums[z].silent,
                                 sums[z].in_use, sums[z].person, sums[z].uncounted};
        for (int i = 0; i < 6; i++)
            off[z] += said[i] > live[i] ? said[i] - live[i] : live[i] - said[i];
    }
}

static void test_settled_is_what_live_said(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&world->boards[a], a, false, &seed);
    new_store(world, "live");
    send_all(world);
    settle(world, END_MS, 100);
    struct place *place = place_parse("t", place_text, sizeof place_text - 1, &why);
    struct live *live = live_new(place);
    struct watch watch = {.presence = presence_new(place)};
    struct spoken spoken[AGENTS] = {0};
    struct sums sums[ZONES] = {0};
    int64_t off[ZONES] = {0}, slots = 0;
    for (watch.now_ms = START_MS; watch.now_ms < END_MS; watch.now_ms += 1000) {
        for (int a = 0; a < AGENTS; a++)
            speak(&spoken[a], &world->boards[a], a, live, watch.now_ms);
        live_flush(live, (struct live_now){watch.now_ms, watch.now_ms}, on_reading, &watch);
        presence_update(watch.presence, watch.now_ms);
        for (size_t z = 0; z < ZONES; z++)
            add_up(&sums[z], presence_zone(watch.presence, z));
        if ((watch.now_ms + 1000) % 900000 != 0)
            continue;
        compare_slot(world, sums, watch.now_ms + 1000, off);
        memset(sums, 0, sizeof sums);
        slots++;
    }
    printf("seconds apart of %lld slots: openspace %lld, meeting %lld, house %lld, "
           "cafe %lld, court %lld\n",
           (long long)slots, (long long)off[0], (long long)off[1], (long long)off[2],
           (long long)off[3], (long long)off[4]);
    /* Sampling by the second: each of about 20 changes an hour is off by half a second. A door's
     * first word is its first passage. The house: its estimator looks inside every five minutes,
     * and what changed within a second of that it sees five minutes later; its best guess may be
     * one person apart until the next reset. On average a fifth of a person, at most. */
    assert_in_range(off[0], 0, slots * 15);
    assert_in_range(off[1], 0, slots * 15);
    assert_in_range(off[2], 0, slots * 180);
    /* A count changes, or ends, six times an hour, by up to nine people. */
    assert_in_range(off[3], 0, slots * 30);
    assert_in_range(off[4], 0, slots * 30);
    presence_free(watch.presence);
    live_free(live);
    place_free(place);
}

/* Slots as text, from settle_day_run itself. */
static void note_slot(void *context, const char *zone, const struct slot_revision *revision,
                      const struct slot *slot)
{
    FILE *out = context;
    fprintf(out, "%s %lld %lld ", zone, (long long)revision->sensors, (long long)slot->start_s);
    for (size_t i = 0; i < sizeof *slot; i++)
        fprintf(out, "%02x", ((const unsigned char *)slot)[i]);
    fputc('\n', out);
}

struct stretch_world {
    struct past *past;
    struct settle_version version;
    struct facts facts;
};

/* From one time to another out of a state; gives the state after. */
static char *run_from(struct stretch_world *world, const char *before, int64_t from_ms,
                      int64_t until_ms, FILE *out)
{
    struct heard heard;
    struct past_event *events = NULL;
    assert_int_equal(heard_start(&heard, world->past), 0);
    assert_true(!before || heard_read(&heard, before));
    struct settle_day day = {.past = world->past,
                             .versions = &world->version,
                             .version_count = 1,
                             .facts = &world->facts,
                             .heard = &heard,
                             .before = before,
                             .from_ms = from_ms,
                             .start_ms = from_ms,
                             .until_ms = until_ms,
                             .writes_state = true,
                             .each = note_slot,
                             .context = out};
    assert_int_equal(
        past_read(world->past, from_ms, until_ms + HEARD_GAP_MS + 1, &events, &day.count, &why), 0);
    day.events = events;
    assert_int_equal(settle_day_run(&day), 0);
    heard_stop(&heard);
    free(events);
    return day.state;
}

static int by_line(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines in an order of their own: zones take turns at the end of each run. */
static char *sort_lines(char *text)
{
    static char *lines[4000];
    size_t count = 0, size = strlen(text) + 1;
    char *sorted = calloc(1, size), *save, *end = sorted;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        assert_true(count < 4000);
        lines[count++] = line;
    }
    qsort(lines, count, sizeof *lines, by_line);
    for (size_t i = 0; i < count; i++)
        end += sprintf(end, "%s\n", lines[i]);
    free(text);
    return sorted;
}

/* However often it is interrupted, and goes on from the text: byte for byte what one run says. */
static void test_a_state_is_whole(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&world->boards[a], a, true, &seed);
    new_store(world, "whole");
    send_all(world);
    struct store *store = store_open(world->path, STORE_READ, &why);
    struct stretch_world part = {.past = past_open(store, &why), .version = {.version = 1}};
    assert_non_null(part.past);
    part.version.place = place_parse("t", place_text, sizeof place_text - 1, &why);
    assert_int_equal(opening_start(&part.version.opening, part.version.place, &why), 0);
    part.version.opening.facts = &part.facts;
    char *text[2], *known[2] = {NULL, NULL};
    size_t size[2], longest = 0;
    for (int way = 0; way < 2; way++) {
        FILE *out = open_memstream(&text[way], &size[way]);
        for (int64_t from_ms = START_MS, until_ms; from_ms < END_MS; from_ms = until_ms) {
            until_ms = way == 0 ? END_MS : from_ms + 900000 * test_between(&seed, 1, 96);
            until_ms = until_ms < END_MS ? until_ms : END_MS;
            char *after = run_from(&part, known[way], from_ms, until_ms, out);
            longest = strlen(after) > longest ? strlen(after) : longest;
            free(known[way]);
            known[way] = after;
        }
        fclose(out);
        text[way] = sort_lines(text[way]);
    }
    printf("longest state: %zu bytes\n", longest);
    assert_string_equal(text[0], text[1]);
    assert_string_equal(known[0], known[1]);
    /* Text of another version, or damaged, is nothing. */
    struct presence *presence = presence_new(part.version.place);
    char *saved = strchr(settle_day_known(known[0]), '\n') + 1;
    assert_true(presence_load(presence, saved, PRESENCE_LEARNED));
    saved[strlen(saved) / 2] ^= 1;
    assert_false(presence_load(presence, saved, PRESENCE_WHOLE));
    assert_false(presence_load(presence, "presence 2 0\n", PRESENCE_WHOLE));
    assert_false(presence_load(presence, "", PRESENCE_WHOLE));
    presence_free(presence);
    for (int way = 0; way < 2; way++) {
        free(text[way]);
        free(known[way]);
    }
    opening_stop(&part.version.opening);
    place_free(part.version.place);
    past_close(part.past);
    store_close(store);
}

/* From a date on there is one seat less, and it is said of the past later on. */
static void test_a_version_holds_from_its_slot(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&world->boards[a], a, false, &seed);
    new_store(world, "version");
    send_all(world);
    settle(world, END_MS, 100);
    char text[sizeof place_text];
    strcpy(text, place_text);
    char *line = strstr(text, "      - {id: d4");
    memmove(line, strchr(line, '\n') + 1, strlen(strchr(line, '\n') + 1) + 1);
    put_description(world->path, text, START_MS + DAY_MS + 5000);
    settle(world, END_MS, 100);
    char sql[160];
    int64_t from_s = (START_MS + DAY_MS) / 1000 + 900;
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM slots WHERE zone = 1 AND seats <> iif(start < %lld, 3600, 2700)",
             (long long)from_s);
    assert_int_equal(number(world, sql), 0);
    snprintf(sql, sizeof sql, "SELECT sum(seats) / 4 FROM day WHERE zone = 1");
    assert_in_range(number(world, sql), 1, (DAYS * DAY_MS + 9 * 3600000) / 1000 - DAY_MS / 4000);
    /* Hours and days are still the sums. */
    assert_int_equal(number(world, "SELECT (SELECT sum(seats) FROM slots) - "
                                   "(SELECT sum(seats) FROM day)"),
                     0);
}

/* A fact, and its retraction, settle the time from its beginning on again; and only once. */
static void test_facts_are_noticed(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&world->boards[a], a, false, &seed);
    new_store(world, "facts");
    send_all(world);
    settle(world, END_MS, 100);
    static const char *const changes[] = {
        "INSERT INTO fact (kind, from_ms, to_ms, made_ms) VALUES ('closed', %lld, %lld, 0)",
        "INSERT INTO retraction (fact, made_ms) VALUES (1, 1)"};
    for (int i = 0; i < 2; i++) {
        sqlite3 *db;
        char sql[200];
        int64_t from_ms = START_MS + DAY_MS + i;
        snprintf(sql, sizeof sql, changes[i], (long long)from_ms, (long long)from_ms + DAY_MS);
        assert_int_equal(sqlite3_open(world->path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        settle(world, END_MS, 1); /* the first of some days */
        assert_in_range(number(world, "SELECT until_ms FROM settled"), START_MS + DAY_MS,
                        END_MS - 1);
        settle(world, END_MS, 100);
        assert_int_equal(number(world, "SELECT until_ms FROM settled"), END_MS);
        settle(world, END_MS, 1);
        assert_int_equal(number(world, "SELECT until_ms FROM settled"), END_MS);
        snprintf(sql, sizeof sql,
                 "SELECT sum(opened) FROM slots WHERE zone = 1 AND start >= %lld AND start < %lld",
                 (long long)(START_MS + DAY_MS) / 1000, (long long)(START_MS + 2 * DAY_MS) / 1000);
        int64_t opened_s = number(world, sql);
        assert_true(i == 0 ? opened_s == 0 : opened_s > 8 * 3600);
    }
}

static void purge(const struct world *world, int64_t raw_ms, int64_t slots_ms, int64_t now_ms)
{
    struct store *store = store_open(world->path, STORE_WRITE, &why);
    const struct retention keep = {raw_ms, slots_ms, SETTLE_STATE_MS};
    bool more = true;
    while (more) {
        int64_t before = number(world, "SELECT count(*) FROM event");
        if (retention_step(store, &keep, now_ms, &more, &why))
            fail_msg("%s", why.text);
        assert_in_range(before - number(world, "SELECT count(*) FROM event"), 0, RETENTION_ROWS);
    }
    store_close(store);
}

/* Once the raw events of a day are gone its slots stay as they are, whatever comes. */
static void test_the_purge(void **state)
{
    struct world *kept = *state, *purged = malloc(sizeof *purged);
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&kept->boards[a], a, true, &seed);
    *purged = *kept;
    new_store(kept, "kept");
    send_all(kept);
    settle(kept, END_MS, 100);
    /* The desks are late by a day and a half when the first two days go; one stays. */
    new_store(purged, "purged");
    struct writer *writer = open_writer(purged);
    for (int a = ROOMS; a < AGENTS; a++)
        while (purged->sent[a] < purged->boards[a].count)
            send(purged, writer, a, 500, true);
    size_t late = purged->boards[DESKS].count / 2;
    while (purged->boards[DESKS].events[late - 1].t_ms > START_MS + DAY_MS)
        late--; /* it may have been down for long */
    while (purged->sent[DESKS] < late)
        send(purged, writer, DESKS, late - purged->sent[DESKS], true);
    settle(purged, END_MS, 100);
    int64_t events = number(purged, "SELECT count(*) FROM event");
    purge(purged, 0, 0, END_MS);
    assert_int_equal(number(purged, "SELECT count(*) FROM event"), events);
    purge(purged, DAY_MS, 0, END_MS);
    int64_t from_ms = (END_MS - DAY_MS) / DAY_MS * DAY_MS;
    char sql[300];
    static const char times[] = "(SELECT p.t0_ms + e.t + c.offset_ms AS at, e.* FROM event e "
                                "JOIN part p ON p.stream = e.stream AND p.first = (SELECT "
                                "max(first) FROM part WHERE stream = e.stream AND first <= e.seq) "
                                "JOIN clock c ON c.boot = p.boot)";
    snprintf(sql, sizeof sql, "SELECT min(at) >= %lld AND min(at) < %lld FROM %s",
             (long long)(from_ms - SETTLE_STATE_MS),
             (long long)(from_ms - SETTLE_STATE_MS + 5 * 3600000), times);
    assert_int_equal(number(purged, sql), 1);
    /* Of four days about two are left; how busy each was is chance. */
    assert_in_range(number(purged, "SELECT count(*) FROM event"), 100, events * 3 / 4);
    char *slots = dump_sql(purged->path, "SELECT * FROM slots");
    while (purged->sent[DESKS] < purged->boards[DESKS].count)
        send(purged, writer, DESKS, 300, true);
    writer_stop(writer);
    settle(purged, END_MS, 100);
    /* What came before `from` is counted; what came after made the same of that day as ever. */
    int64_t too_late = 0;
    for (size_t i = late; i < purged->boards[DESKS].count; i++)
        too_late += purged->boards[DESKS].events[i].t_ms < from_ms;
    assert_true(too_late > 0);
    assert_int_equal(number(purged, "SELECT sum(events) FROM too_late"), too_late);
    int64_t backlog_ms = number(purged, "SELECT age_ms FROM longest_backlog");
    assert_in_range(backlog_ms, END_MS - purged->boards[DESKS].events[late].t_ms - 2 * SLOT_MS,
                    END_MS - purged->boards[DESKS].events[late].t_ms);
    struct config config = {.store_raw_ms = DAY_MS};
    assert_int_equal(config_check_raw(&config, "f", 0, &why), -EINVAL);
    assert_non_null(strstr(why.text, "write raw: 8d"));
    config.store_raw_ms = 2 * DAY_MS;
    assert_int_equal(config_check_raw(&config, "f", 0, &why), 0);
    assert_int_equal(config_check_raw(&config, "f", backlog_ms, &why), -EINVAL);
    assert_non_null(strstr(why.text, "write raw: "));
    config.store_raw_ms = backlog_ms + DAY_MS;
    assert_int_equal(config_check_raw(&config, "f", backlog_ms, &why), 0);
    snprintf(sql, sizeof sql, "SELECT * FROM slots WHERE start < %lld", (long long)from_ms / 1000);
    char *before = dump_sql(purged->path, sql);
    assert_memory_equal(before, slots, 2000);
    free(before);
    free(slots);
    snprintf(sql, sizeof sql, "SELECT * FROM slots WHERE zone = 2 ORDER BY zone, start");
    char *left = dump_sql(kept->path, sql), *right = dump_sql(purged->path, sql);
    assert_string_equal(left, right);
    free(left);
    free(right);
    /* Slots go, hours and days stay. */
    int64_t days = number(purged, "SELECT count(*) FROM day");
    purge(purged, DAY_MS, DAY_MS, END_MS + 10 * DAY_MS);
    assert_int_equal(number(purged, "SELECT count(*) FROM day"), days);
    assert_in_range(number(purged, "SELECT count(*) FROM slot"), 1, 3 * 96 * ZONES);
    assert_int_equal(number(purged, "SELECT count(*) FROM hour"),
                     number(kept, "SELECT count(*) FROM hour"));
    free(purged);
}

#define HOUSE_ZONE "(SELECT id FROM slot_zone WHERE name = 'house')"

static int64_t house(const struct world *world, const char *what, int64_t from_ms, int64_t to_ms)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "SELECT %s FROM slots WHERE zone = " HOUSE_ZONE " AND start >= %lld AND start < %lld",
             what, (long long)from_ms / 1000, (long long)to_ms / 1000);
    return number(world, sql);
}

/* A door that was blocked is unknown for as long, and no longer: nobody need pass for that. */
static void test_a_standing_fault_ends(void **state)
{
    struct world *world = *state;
    static const int64_t hour_ms = 3600000;
    for (int a = 0; a < AGENTS; a++)
        begin(&world->boards[a], a, 0, START_MS);
    for (int64_t at_ms = START_MS + MINUTE_MS; at_ms < START_MS + 5 * hour_ms; at_ms += MINUTE_MS)
        for (int a = 0; a < AGENTS; a++) {
            struct event event = {.kind = EVENT_BEAT, .t_ms = at_ms};
            bool blocks = at_ms == START_MS + 2 * hour_ms, frees = at_ms == START_MS + 3 * hour_ms;
            emit(&world->boards[a], 0, event);
            if (a != ENTRANCE || (!blocks && !frees))
                continue;
            event = (struct event){.sensor = "door", .kind = EVENT_FAULT, .t_ms = at_ms};
            strcpy(event.why, blocks ? "obstructed" : "over");
            emit(&world->boards[a], 0, event);
        }
    new_store(world, "blocked");
    send_all(world);
    settle(world, START_MS + 4 * hour_ms, 100);
    assert_int_equal(house(world, "sum(silent)", START_MS + 2 * hour_ms, START_MS + 3 * hour_ms),
                     3600);
    assert_int_equal(house(world, "sum(silent)", START_MS + 3 * hour_ms, START_MS + 4 * hour_ms),
                     0);
}

/* A sensor that whoever listens to it hears no more (a source) is unknown until it speaks, though
 * its agent beats on. */
static void test_a_silent_source_is_unknown(void **state)
{
    struct world *world = *state;
    static const int64_t hour_ms = 3600000;
    char sql[200];
    for (int a = 0; a < AGENTS; a++)
        begin(&world->boards[a], a, 0, START_MS);
    for (int64_t at_ms = START_MS + MINUTE_MS; at_ms < START_MS + 5 * hour_ms; at_ms += MINUTE_MS)
        for (int a = 0; a < AGENTS; a++) {
            struct event event = {.kind = EVENT_BEAT, .t_ms = at_ms};
            bool ends = at_ms == START_MS + 2 * hour_ms, begins = at_ms == START_MS + 3 * hour_ms;
            emit(&world->boards[a], 0, event);
            if (a != DESKS || (!ends && !begins))
                continue;
            event = (struct event){.sensor = "s1", .kind = EVENT_LEVEL, .t_ms = at_ms};
            event.kind = ends ? EVENT_FAULT : EVENT_LEVEL;
            strcpy(event.why, ends ? "silent" : "");
            emit(&world->boards[a], 0, event);
        }
    new_store(world, "silent");
    send_all(world);
    settle(world, START_MS + 4 * hour_ms, 100);
    for (int hour = 1; hour < 4; hour++) {
        int64_t from_s = (START_MS + hour * hour_ms) / 1000;
        snprintf(sql, sizeof sql,
                 "SELECT sum(seats_unknown) FROM slots JOIN slot_zone z ON z.id = zone WHERE "
                 "z.name = 'openspace' AND start >= %lld AND start < %lld",
                 (long long)from_s, (long long)from_s + 3600);
        assert_int_equal(number(world, sql), hour == 2 ? 3600 : 0);
    }
}

/* A desk that wakes in 2035 takes away no more than a day's worth. */
static void test_a_clock_that_leaps_purges_nothing(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&world->boards[a], a, false, &seed);
    new_store(world, "leap");
    send_all(world);
    settle(world, END_MS, 100);
    int64_t events = number(world, "SELECT count(*) FROM event");
    purge(world, 8 * DAY_MS, 1200 * DAY_MS, END_MS + 3000 * DAY_MS);
    assert_int_equal(number(world, "SELECT count(*) FROM event"), events);
    assert_true(number(world, "SELECT count(*) FROM slot") > 0);
    struct retention_clock clock = {0};
    assert_false(retention_steady(&clock, 1000, START_MS));
    assert_true(
        retention_steady(&clock, 1000 + RETENTION_STEADY_MS, START_MS + RETENTION_STEADY_MS));
    int64_t later_ms = 1000 + 2 * RETENTION_STEADY_MS;
    assert_false(retention_steady(&clock, later_ms, START_MS + 3000 * DAY_MS));
    assert_false(retention_steady(&clock, later_ms + MINUTE_MS, START_MS + MINUTE_MS));
    assert_true(retention_steady(&clock, later_ms + MINUTE_MS + RETENTION_STEADY_MS,
                                 START_MS + MINUTE_MS + RETENTION_STEADY_MS));
}

/* A board that woke in 1970 and was not heard live: its events wait until they are placed. */
static void test_what_is_not_placed_is_not_purged(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&world->boards[a], a, false, &seed);
    new_store(world, "guess");
    send_all(world);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(world->path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "UPDATE boot SET quality = 0, offset_ms = NULL, wall_ms = mono_ms + 5000 "
                     "- (SELECT min(t0_ms) FROM part WHERE boot = boot.id) "
                     "WHERE agent = (SELECT id FROM agent WHERE name = 'rooms')",
                     NULL, NULL, NULL),
        SQLITE_OK);
    static const char rooms[] = "SELECT count(*) FROM event WHERE stream IN (SELECT id FROM stream "
                                "WHERE agent = (SELECT id FROM agent WHERE name = 'rooms'))";
    int64_t events = number(world, rooms), all = number(world, "SELECT count(*) FROM event");
    assert_true(events > 1000);
    settle(world, END_MS, 100);
    purge(world, DAY_MS, 0, END_MS);
    assert_int_equal(number(world, rooms), events);
    assert_true(number(world, "SELECT count(*) FROM event") < all);
    assert_int_equal(number(world, "SELECT count(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM "
                                   "part p WHERE p.stream = e.stream AND p.first <= e.seq)"),
                     0);
    assert_int_equal(
        sqlite3_exec(db, "UPDATE boot SET offset_ms = 1792141200000", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    settle(world, END_MS, 100);
    purge(world, DAY_MS, 0, END_MS);
    assert_true(number(world, rooms) < events);
}

static int64_t put_fact(const struct world *world, const char *kind, int64_t at_ms, int people)
{
    sqlite3 *db;
    char sql[300];
    snprintf(sql, sizeof sql,
             "INSERT INTO fact (kind, zone, from_ms, to_ms, value, made_ms) "
             "VALUES ('%s', 'house', %lld, %lld, %d, 0)",
             kind, (long long)at_ms, (long long)at_ms + (*kind == 'c' && kind[2] == 'r') * DAY_MS,
             people);
    assert_int_equal(sqlite3_open(world->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    int64_t id = sqlite3_last_insert_rowid(db);
    sqlite3_close(db);
    settle(world, END_MS, 100);
    return id;
}

static void retract_fact(const struct world *world, int64_t id)
{
    sqlite3 *db;
    char sql[100];
    snprintf(sql, sizeof sql, "INSERT INTO retraction (fact, made_ms) VALUES (%lld, 1)",
             (long long)id);
    assert_int_equal(sqlite3_open(world->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    settle(world, END_MS, 100);
}

/* A slot in which people were counted, and are for a while; its raw events go with the purge. */
static int64_t peopled(const struct world *world)
{
    char sql[500];
    snprintf(sql, sizeof sql,
             "SELECT min(start) FROM slots s WHERE zone = " HOUSE_ZONE
             " AND start >= %lld AND start < %lld AND (SELECT count(*) FROM slots n WHERE "
             "n.zone = s.zone AND n.start >= s.start AND n.start < s.start + 6 * 900 AND "
             "n.uncounted = 0 AND n.low > 0) = 6",
             (long long)(START_MS + DAY_MS / 2) / 1000,
             (long long)(START_MS + DAY_MS) / 1000 + 28800);
    int64_t at_s = number(world, sql);
    assert_true(at_s > 0);
    return at_s * 1000;
}

/* Hours and days are the sums of their slots, and say what was corrected. */
static void expect_sums(const struct world *world)
{
    static const char *const tables[] = {"hour", "day"};
    for (int i = 0; i < 2; i++) {
        char sql[300];
        snprintf(sql, sizeof sql,
                 "SELECT abs((SELECT sum(person + 7 * low + 13 * high) FROM slots) - "
                 "(SELECT sum(person + 7 * low + 13 * high) FROM %s)) + "
                 "((SELECT max(flags) FROM slots) <> (SELECT max(flags) FROM %s))",
                 tables[i], tables[i]);
        assert_int_equal(number(world, sql), 0);
    }
}

static const char all_rows[] =
    "SELECT 1, zone, start, flags, person, raw, low, high, open_person, peak, peak_at FROM slots "
    "UNION ALL SELECT 2, zone, start, flags, person, raw, low, high, open_person, peak, peak_at "
    "FROM hour UNION ALL SELECT 3, zone, start, flags, person, raw, low, high, open_person, peak, "
    "peak_at FROM day";

static void settled_and_purged(struct world *world, const char *name)
{
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&world->boards[a], a, false, &seed);
    new_store(world, name);
    send_all(world);
    settle(world, END_MS, 100);
    purge(world, DAY_MS, 0, END_MS);
}

/* The raw events are gone: an offset from its time on, flagged, and taken back without a trace. */
static void test_a_correction_after_the_purge_is_an_offset(void **state)
{
    struct world *world = *state;
    settled_and_purged(world, "offset");
    int64_t at_ms = peopled(world);
    char *before = dump_sql(world->path, all_rows);
    int64_t person = house(world, "sum(person)", at_ms, at_ms + SLOT_MS);
    int64_t raw = house(world, "sum(raw)", 0, END_MS);
    int64_t counted = house(world, "sum(length - uncounted)", at_ms, at_ms + SLOT_MS);
    assert_int_equal(counted, SLOT_S);
    int64_t fact = put_fact(world, "correction", at_ms, 5);
    assert_int_equal(house(world, "sum(person)", at_ms, at_ms + SLOT_MS), person + 5 * SLOT_S);
    assert_int_equal(house(world, "sum(raw)", 0, END_MS), raw);
    assert_int_equal(house(world, "sum(flags)", 0, at_ms), 0);
    assert_int_equal(house(world, "min(flags)", at_ms, at_ms + SLOT_MS), SLOT_CORRECTED);
    assert_int_equal(house(world, "sum(flags)", at_ms + DAY_MS, END_MS), 0);
    expect_sums(world);
    char *once = dump_sql(world->path, all_rows);
    /* Another one, of the same time, and back again: the first is as it was. */
    int64_t second = put_fact(world, "correction", at_ms + 3 * SLOT_MS, -100);
    assert_int_equal(house(world, "min(low) < 0", 0, END_MS), 0);
    expect_sums(world);
    retract_fact(world, second);
    char *again = dump_sql(world->path, all_rows);
    assert_string_equal(once, again);
    retract_fact(world, fact);
    char *after = dump_sql(world->path, all_rows);
    assert_string_equal(before, after);
    assert_int_equal(number(world, "SELECT count(*) FROM slot_before"), 0);
    assert_int_equal(number(world, "SELECT count(*) FROM slot_offset"), 0);
    free(before);
    free(once);
    free(again);
    free(after);
}

static void test_a_count_after_the_purge_says_how_many_there_were(void **state)
{
    struct world *world = *state;
    settled_and_purged(world, "counted");
    int64_t at_ms = peopled(world);
    char *before = dump_sql(world->path, all_rows);
    int64_t fact = put_fact(world, "count", at_ms, 17);
    int64_t person = house(world, "sum(person)", at_ms, at_ms + SLOT_MS);
    assert_in_range(person, 17 * SLOT_S - SLOT_S / 2, 17 * SLOT_S + SLOT_S / 2);
    assert_int_equal(house(world, "min(flags)", at_ms, at_ms + SLOT_MS), SLOT_CORRECTED);
    expect_sums(world);
    retract_fact(world, fact);
    char *after = dump_sql(world->path, all_rows);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

/* Where the raw events are, it is settled with them; taken back when they are gone, it is an
 * offset the other way. */
static void test_a_correction_before_the_purge_is_settled(void **state)
{
    struct world *world = *state;
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&world->boards[a], a, false, &seed);
    new_store(world, "with-raw");
    send_all(world);
    settle(world, END_MS, 100);
    int64_t at_ms = peopled(world) + 3 * SLOT_MS; /* an empty house is empty again at once */
    char *before = dump_sql(world->path, all_rows);
    int64_t person = house(world, "sum(person)", at_ms, at_ms + SLOT_MS);
    int64_t fact = put_fact(world, "correction", at_ms, 4);
    int64_t more = house(world, "sum(person)", at_ms, at_ms + SLOT_MS) - person;
    assert_in_range(more, 2 * SLOT_S, 5 * SLOT_S);
    assert_int_equal(house(world, "max(flags)", 0, END_MS), 0);
    retract_fact(world, fact);
    char *after = dump_sql(world->path, all_rows);
    assert_string_equal(before, after);
    fact = put_fact(world, "correction", at_ms, 4);
    purge(world, DAY_MS, 0, END_MS);
    settle(world, END_MS, 100);
    retract_fact(world, fact);
    more = house(world, "sum(person)", at_ms, at_ms + SLOT_MS) - person;
    /* Four less than what the estimator made of four more, above. */
    assert_in_range(more + 2 * SLOT_S, 0, 3 * SLOT_S);
    assert_int_equal(house(world, "max(flags)", at_ms, at_ms + SLOT_MS), SLOT_CORRECTED);
    expect_sums(world);
    free(before);
    free(after);
}

/* The events whose time has come; how long the slowest commit took. */
static int64_t send_due(struct world *world, struct writer *writer, int64_t now_ms)
{
    int64_t slowest_ms = 0;
    for (int a = 0; a < AGENTS; a++) {
        size_t due = world->sent[a];
        while (due < world->boards[a].count && world->boards[a].events[due].t_ms <= now_ms)
            due++;
        if (due == world->sent[a])
            continue;
        int64_t began_ms = clock_real_ms();
        send(world, writer, a, due - world->sent[a], true);
        int64_t took_ms = clock_real_ms() - began_ms;
        slowest_ms = took_ms > slowest_ms ? took_ms : slowest_ms;
    }
    return slowest_ms;
}

/* The daemon's thread beside the writer, three days in four seconds, killed once on the way: the
 * same rows as settled at once. */
static void test_beside_the_writer(void **state)
{
    struct world *live = *state, *once = malloc(sizeof *once);
    uint64_t seed = test_seed();
    for (int a = 0; a < AGENTS; a++)
        live_through(&live->boards[a], a, true, &seed);
    *once = *live;
    new_store(live, "beside");
    struct lampion_clock clock = {.simulated = true,
                                  .origin_real_ms = clock_real_ms(),
                                  .origin_wall_ms = START_MS,
                                  .speed = DAYS * 86400 / 4};
    struct settler_config config = {.store_path = live->path, .clock = clock};
    struct writer *writer = open_writer(live);
    struct settler *settler = settler_start(&config, &why);
    assert_non_null(settler);
    int64_t slowest_ms = 0, end_ms = clock_real_ms() + 60000;
    bool killed = false;
    while (clock_real_ms() < end_ms &&
           (!all_sent(live) ||
            number(live, "SELECT coalesce(max(until_ms), 0) FROM settled") < END_MS)) {
        int64_t took_ms = send_due(live, writer, clock_wall_ms(&clock));
        slowest_ms = took_ms > slowest_ms ? took_ms : slowest_ms;
        if (!killed && live->sent[DESKS] > live->boards[DESKS].count / 2) {
            killed = true;
            settler_stop(settler);
            settler = settler_start(&config, &why);
        }
        usleep(5000);
    }
    settler_stop(settler);
    writer_stop(writer);
    printf("slowest commit beside the settler: %lld ms\n", (long long)slowest_ms);
    int64_t until_ms = number(live, "SELECT until_ms FROM settled");
    assert_true(until_ms >= END_MS);
    settle(live, until_ms, 100); /* what came after the last look of the thread */
    new_store(once, "at-once");
    send_all(once);
    settle(once, until_ms, 100);
    expect_same(once, live);
    free(once);
}

#define SETTLE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SETTLE_TEST(test_arrival_does_not_matter),
        SETTLE_TEST(test_sums_hold),
        SETTLE_TEST(test_without_a_board_all_is_unknown),
        SETTLE_TEST(test_settled_is_what_live_said),
        SETTLE_TEST(test_a_state_is_whole),
        SETTLE_TEST(test_a_version_holds_from_its_slot),
        SETTLE_TEST(test_facts_are_noticed),
        SETTLE_TEST(test_the_purge),
        SETTLE_TEST(test_a_standing_fault_ends),
        SETTLE_TEST(test_a_silent_source_is_unknown),
        SETTLE_TEST(test_a_clock_that_leaps_purges_nothing),
        SETTLE_TEST(test_what_is_not_placed_is_not_purged),
        SETTLE_TEST(test_a_correction_after_the_purge_is_an_offset),
        SETTLE_TEST(test_a_count_after_the_purge_says_how_many_there_were),
        SETTLE_TEST(test_a_correction_before_the_purge_is_settled),
        SETTLE_TEST(test_beside_the_writer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
