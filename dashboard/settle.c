#include "dashboard/settle.h"
#include "dashboard/describe.h"
#include "dashboard/history/description.h"
#include "dashboard/history/facts.h"
#include "dashboard/history/settled.h"
#include "dashboard/school_calendar.h"
#include "dashboard/settle_offset.h"
#include "dashboard/settle_rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS 86400000LL
#define PAUSE_MS 20 /* longer than SQLite's first tries to get at a busy file */
/* What is further apart than this has nothing to do with each other: a board's clock that stood in
 * 1970. Nothing is said of the time between. */
#define APART_MS (400 * DAY_MS)

struct settle {
    struct store *store;
    struct slots *slots;
    int64_t pause_ms;
    struct past *past; /* as of the newest look */
    struct settle_version *versions;
    size_t version_count;
    struct facts facts;
};

static int64_t floor_to(int64_t ms, int64_t unit_ms)
{
    int64_t over = ms % unit_ms;
    return ms - (over < 0 ? over + unit_ms : over);
}

static void drop_versions(struct settle *self)
{
    for (size_t i = 0; i < self->version_count; i++) {
        opening_stop(&self->versions[i].opening);
        place_free(self->versions[i].place);
    }
    free(self->versions);
    self->versions = NULL;
    self->version_count = 0;
}

struct settle *settle_open(struct store *store, enum settle_way way, struct why *why)
{
    struct settle *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->store = store;
    self->pause_ms = way == SETTLE_BESIDE_OTHERS ? PAUSE_MS : 0;
    self->slots = slots_open(store, why);
    if (self->slots && settled_connect(store, way == SETTLE_BESIDE_OTHERS, why) == 0)
        return self;
    settle_close(self);
    return NULL;
}

void settle_close(struct settle *self)
{
    if (!self)
        return;
    drop_versions(self);
    facts_clear(&self->facts);
    past_close(self->past);
    slots_close(self->slots);
    free(self);
}

static int open_version(struct settle *self, const struct store_description *description,
                        struct why *why)
{
    struct settle_version *versions =
        reallocarray(self->versions, self->version_count + 1, sizeof *versions);
    if (!versions)
        return why_set(why, EIO, "out of memory");
    self->versions = versions;
    struct settle_version *version = &versions[self->version_count];
    *version =
        (struct settle_version){.version = description->version,
                                .from_ms = floor_to(description->from_ms + SLOT_MS - 1, SLOT_MS)};
    version->place =
        place_parse("description in the store", description->text, strlen(description->text), why);
    if (!version->place)
        return -EINVAL;
    if (opening_start(&version->opening, version->place, why)) {
        opening_stop(&version->opening);
        place_free(version->place);
        return -EINVAL;
    }
    self->version_count++;
    return 0;
}

/* All versions; read anew when there is another one. */
static int load_versions(struct settle *self, struct why *why)
{
    int64_t known = self->version_count ? self->versions[self->version_count - 1].version : 0;
    for (int64_t number = known + 1;; number++) {
        struct store_description description = {0};
        int error = store_description_read(self->store, number, &description, why);
        if (error == -ENOENT)
            return 0;
        if (!error)
            error = open_version(self, &description, why);
        store_description_clear(&description);
        if (error)
            return error;
    }
}

/* Closures, lent seats, counts by a person; school holidays. */
static int load_facts(struct settle *self, struct why *why)
{
    facts_clear(&self->facts);
    self->facts = (struct facts){0};
    int error = store_facts_get(self->store, 0, INT64_MIN, INT64_MAX, &self->facts, why);
    for (size_t i = 0; !error && i < self->version_count; i++) {
        self->versions[i].opening.facts = &self->facts;
        error = school_calendar_read(&self->versions[i].opening, self->store, why);
    }
    return error;
}

static int look_at_past(struct settle *self, struct why *why)
{
    past_close(self->past);
    self->past = past_open(self->store, why);
    return self->past ? 0 : -EIO;
}

/* What is new is taken notice of: the history is settled only up to there. In a transaction. */
static int accept(struct settle *self, struct settled *settled, struct why *why)
{
    int64_t dirty_ms;
    bool news;
    int error = settled_look(self->store, &dirty_ms, &news, why);
    if (error || !news)
        return error;
    if (!settled->begun) {
        int64_t first_ms = past_first_ms(self->past);
        if (first_ms == INT64_MAX)
            return 0;
        *settled = (struct settled){true, floor_to(first_ms, DAY_MS), INT64_MIN};
    }
    int64_t known_until_ms = settled->until_ms;
    if (dirty_ms != SETTLED_NOTHING) {
        int64_t from_ms = floor_to(dirty_ms - HEARD_GAP_MS, SLOT_MS);
        /* A description may be from long before the first event. */
        int64_t first_ms = floor_to(past_first_ms(self->past), DAY_MS);
        from_ms = from_ms < first_ms ? first_ms : from_ms;
        from_ms = from_ms < settled->from_ms ? settled->from_ms : from_ms;
        if (from_ms < settled->until_ms) {
            settled->until_ms = from_ms;
            error = settled_state_drop(self->store, floor_to(from_ms, DAY_MS) / DAY_MS, why);
        }
    }
    if (!error)
        error = settled_note_backlog(self->store, known_until_ms, why);
    const struct settle_day versions = {.versions = self->versions,
                                        .version_count = self->version_count};
    if (!error)
        error = settle_offsets(self->store, self->slots, &versions, settled->from_ms, why);
    if (!error)
        error = settled_accept(self->store, settled->from_ms, why);
    return error ? error : settled_put(self->store, settled, why);
}

/* Within one transaction, so that what is looked at is what is accepted. */
static int take_notice(struct settle *self, struct settled *settled, struct why *why)
{
    int error = settled_begin(self->store, why);
    if (!error)
        error = look_at_past(self, why);
    if (!error)
        error = load_versions(self, why);
    if (!error)
        error = load_facts(self, why);
    if (!error)
        error = accept(self, settled, why);
    if (!error)
        error = settled_commit(self->store, why);
    if (error)
        settled_undo(self->store);
    return error;
}

/* `state`: malloc'ed, the caller's; NULL when there is none. */
static int prepare_day(struct settle *self, int64_t start_ms, struct heard *heard, int64_t *from_ms,
                       char **state, struct why *why)
{
    *state = NULL;
    *from_ms = start_ms;
    if (heard_start(heard, self->past))
        return why_set(why, EIO, "out of memory");
    int error = settled_state_get(self->store, start_ms / DAY_MS, from_ms, state, why);
    if (!error && *state && !heard_read(heard, *state))
        error = why_set(why, EIO, "the state of a day cannot be read");
    return error;
}

static int write_day(struct settle *self, struct settle_day *day, struct settle_rows *rows,
                     struct settled *settled, struct why *why)
{
    int error = settle_rows_put(rows, self->store, self->slots, day, why);
    if (error)
        return error;
    settled->until_ms = day->until_ms;
    error = settled_begin(self->store, why);
    if (!error && day->state)
        error = settled_state_put(self->store, day->start_ms / DAY_MS + 1, day->until_ms,
                                  day->state, why);
    if (!error)
        error = settled_put(self->store, settled, why);
    if (!error)
        error = settled_commit(self->store, why);
    if (error)
        settled_undo(self->store);
    return error;
}

static int run_day(struct settle *self, struct settle_day *day, struct settled *settled,
                   struct why *why)
{
    struct settle_rows rows = {.pause_ms = self->pause_ms};
    struct past_event *events = NULL;
    day->each = settle_rows_add;
    day->context = &rows;
    int error = past_read(self->past, day->from_ms, day->until_ms + HEARD_GAP_MS + 1, &events,
                          &day->count, why);
    day->events = events;
    if (!error && settle_day_run(day))
        error = why_set(why, EIO, "out of memory");
    if (!error)
        error = write_day(self, day, &rows, settled, why);
    settle_rows_clear(&rows);
    free(events);
    free(day->state);
    return error;
}

/* The day in which the history is not settled yet, or from where on it is the next to be. */
static int settle_next_day(struct settle *self, struct settled *settled, int64_t until_ms,
                           struct why *why)
{
    int64_t start_ms = floor_to(settled->until_ms, DAY_MS);
    int64_t end_ms = start_ms + DAY_MS;
    struct heard heard;
    struct settle_day day = {.past = self->past,
                             .versions = self->versions,
                             .version_count = self->version_count,
                             .facts = &self->facts,
                             .heard = &heard,
                             .start_ms = start_ms,
                             .until_ms = end_ms < until_ms ? end_ms : until_ms,
                             .writes_state = end_ms <= until_ms};
    char *state;
    int error = prepare_day(self, start_ms, &heard, &day.from_ms, &state, why);
    day.before = state;
    if (!error)
        error = run_day(self, &day, settled, why);
    heard_stop(&heard);
    free(state);
    int64_t next_ms = past_next_ms(self->past, start_ms);
    if (error || next_ms == INT64_MAX || next_ms <= end_ms + APART_MS)
        return error;
    settled->until_ms = floor_to(next_ms, DAY_MS);
    return settled_put(self->store, settled, why);
}

int settle_step(struct settle *self, int64_t until_ms, bool *more, struct why *why)
{
    struct settled settled;
    int64_t dirty_ms;
    bool news;
    *more = false;
    until_ms = floor_to(until_ms, SLOT_MS);
    int error = settled_get(self->store, &settled, why);
    if (!error)
        error = settled_look(self->store, &dirty_ms, &news, why);
    if (error)
        return error;
    bool late = dirty_ms != SETTLED_NOTHING && dirty_ms - HEARD_GAP_MS < settled.until_ms;
    if (!self->past || (news && (!settled.begun || late || until_ms > settled.until_ms)))
        error = take_notice(self, &settled, why);
    if (error || !settled.begun || !self->version_count || settled.until_ms >= until_ms)
        return error;
    error = settle_next_day(self, &settled, until_ms, why);
    *more = !error && settled.until_ms < until_ms;
    return error;
}

int settle_all(struct settle *self, int64_t until_ms, struct why *why)
{
    bool more = true;
    int error = look_at_past(self, why);
    if (!error && until_ms == INT64_MIN)
        error = past_last_ms(self->past, &until_ms, why);
    while (!error && more && until_ms != INT64_MIN)
        error = settle_step(self, until_ms, &more, why);
    return error;
}
