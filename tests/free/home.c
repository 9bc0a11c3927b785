#include "tests/free/home.h"

#include "tests/place/place.h"
#include "tests/unit/test.h"
#include <string.h>
#include <unistd.h>

static const char *const names[BOARDS] = {"desks", "meeting", "entrance", "desks"};

static void make_traces(struct home *self, uint64_t seed)
{
    struct options options;
    char why[512];
    strcpy(self->folder, "/tmp/lampion-free-XXXXXX");
    assert_non_null(mkdtemp(self->folder));
    options_default(&options);
    options.out = self->folder;
    options.seed = seed;
    options.start_s = HOME_WALL_MS / 1000;
    options.day_start_s = options.start_s - 2 * 3600;
    options.span_ms = HOME_SPAN_MS;
    options.seats = HOME_SEATS;
    options.visits = 9 * HOME_SEATS; /* so full that a wrong number is wrong about somebody */
    options.bustle = 2;
    if (place_write(&options, why, sizeof why))
        fail_msg("%s", why);
}

static void make_place(struct home *self, const char *hours)
{
    char text[4096];
    struct why why;
    int used = snprintf(text, sizeof text,
                        "place: {id: gare, name: G, timezone: Europe/Paris%s%s%s}\nzones:\n"
                        "  - {id: house, name: H, kind: hall, capacity: 60, contains: [desks, "
                        "room]}\n"
                        "  - {id: room, name: R, kind: room, sensors: [meeting/motion]}\n"
                        "  - id: desks\n    name: O\n    kind: seats\n    release: %s\n%s"
                        "    seats:\n",
                        hours ? ", opening_hours: \"" : "", hours ? hours : "", hours ? "\"" : "",
                        self->broken == NO_RELEASE ? "0s" : "15m",
                        self->broken == NO_FRESHNESS ? "    freshness: 10m\n" : "");
    for (int i = 1; i <= HOME_SEATS; i++)
        used += snprintf(text + used, sizeof text - (size_t)used,
                         "      - {id: d%d, sensor: desks/seat-%02d%s}\n", i, i,
                         i <= 20   ? ""
                         : i <= 22 ? ", policy: private"
                         : i == 23 ? ", policy: dedicated"
                                   : ", out_of_service: true");
    used += snprintf(text + used, sizeof text - (size_t)used,
                     "doors:\n  - {sensor: entrance/door, from: outside, to: house}\n");
    self->place = place_parse("free", text, (size_t)used, &why);
    if (!self->place)
        fail_msg("%s", why.text);
}

/* What the store would have. */
static void on_event(void *context, const struct speaker *board, const struct event *event)
{
    struct home *self = context;
    int seat;
    if (event->kind != EVENT_LEVEL || sscanf(event->sensor, "seat-%d", &seat) != 1 ||
        !self->collecting || strcmp(board->name, "desks"))
        return;
    self->level[seat - 1] = (int)event->value;
    self->level_ms[seat - 1] = HOME_WALL_MS + self->wall_step_ms + event->t_ms - SPEAKER_BASE_MS;
}

static void open_boards(struct home *self)
{
    char seats[4096] = "";
    int used = 0;
    for (int i = 1; i <= HOME_SEATS; i++)
        used += snprintf(seats + used, sizeof seats - (size_t)used,
                         "  - {id: seat-%02d, kind: seat, line: seat-%02d, active: high, bias: "
                         "pull-up}\n",
                         i, i);
    speaker_open(&self->boards[BOARD_DESKS], self->folder, "desks", "desks.csv", seats);
    speaker_open(&self->boards[BOARD_MEETING], self->folder, "meeting", "meeting.csv",
                 "  - {id: motion, kind: pir, line: motion, warm_up: 0s}\n");
    speaker_open(&self->boards[BOARD_ENTRANCE], self->folder, "entrance", "entrance.csv",
                 "  - {id: door, kind: beam-pair, lines: {outer: outer, inner: inner}, active: "
                 "low, bias: pull-up}\n");
    speaker_open(&self->boards[BOARD_TWIN], self->folder, "desks", "desks.csv", seats);
    strcpy(self->boards[BOARD_TWIN].stream, "7717");
    strcpy(self->boards[BOARD_TWIN].boot, "77");
    for (int i = 0; i < BOARD_TWIN; i++) {
        self->boards[i].tell = on_event;
        self->boards[i].context = self;
        speaker_start(&self->boards[i], 0);
    }
}

void home_open(struct home *self, uint64_t seed, enum home_broken broken, const char *hours)
{
    *self = (struct home){.broken = broken,
                          .link_boards = true,
                          .link_desk = true,
                          .fault_ms = HOME_NEVER,
                          .knowable_ms = HOME_NEVER};
    self->last = &self->first;
    for (int i = 0; i < HOME_SEATS; i++) {
        self->level[i] = -1;
        self->untrue_since_ms[i] = -1;
    }
    make_traces(self, seed);
    make_place(self, hours);
    truth_reader_open(&self->truth, self->folder);
    home_collector_start(self);
    open_boards(self);
}

/* Rewrites the desk trace: from `from_ms` on the line has this level and no other. */
void home_stick(struct home *self, const char *line, int level, int64_t from_ms)
{
    char path[128], draft[128], row[160], rest[160];
    double t_s;
    bool stuck = false;
    snprintf(path, sizeof path, "%s/desks.csv", self->folder);
    snprintf(draft, sizeof draft, "%s/draft.csv", self->folder);
    FILE *in = fopen(path, "r"), *out = fopen(draft, "w");
    assert_true(in && out);
    while (fgets(row, sizeof row, in)) {
        bool timed = sscanf(row, "%lf,%159s", &t_s, rest) == 2;
        if (timed && t_s * 1000 >= (double)from_ms && !stuck) {
            fprintf(out, "%.3f,%s,%d\n", (double)from_ms / 1000, line, level);
            stuck = true;
        }
        bool its = timed && !strncmp(rest, line, strlen(line)) && t_s * 1000 >= (double)from_ms;
        if (!its)
            fputs(row, out);
    }
    fclose(in);
    fclose(out);
    assert_int_equal(rename(draft, path), 0);
    speaker_stop(&self->boards[BOARD_DESKS]);
    self->boards[BOARD_DESKS].event_count = 0;
    self->boards[BOARD_DESKS].head = 0;
    speaker_start(&self->boards[BOARD_DESKS], 0);
}

static void drop_parcels(struct home *self)
{
    while (self->first) {
        struct parcel *parcel = self->first;
        self->first = parcel->next;
        free(parcel->payload);
        free(parcel);
    }
    self->last = &self->first;
}

void home_close(struct home *self)
{
    static const char *const files[] = {"desks.csv",  "meeting.csv",  "entrance.csv", "truth.csv",
                                        "desks.yaml", "meeting.yaml", "entrance.yaml"};
    char path[128];
    drop_parcels(self);
    if (self->collecting)
        home_collector_stop(self);
    snapshot_unref(self->viewed);
    for (int i = 0; i < BOARDS; i++)
        speaker_close(&self->boards[i]);
    truth_reader_close(&self->truth);
    place_free(self->place);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", self->folder, files[i]);
        unlink(path);
    }
    rmdir(self->folder);
}

static struct live_now now_of(const struct home *self)
{
    return (struct live_now){HOME_MONO_MS + self->t_ms,
                             HOME_WALL_MS + self->t_ms + self->wall_step_ms};
}

/* As collector_start does, with what the store would have. */
void home_collector_start(struct home *self)
{
    struct why why;
    self->presence = presence_new(self->place);
    assert_int_equal(ingest_start(&self->ingest, self->place), 0);
    assert_int_equal(caretaker_start(&self->caretaker, self->place, self->presence), 0);
    if (opening_start(&self->opening, self->place, &why))
        fail_msg("%s", why.text);
    for (int i = 0; i < HOME_SEATS; i++) {
        char sensor[ID_MAX];
        snprintf(sensor, sizeof sensor, "seat-%02d", i + 1);
        if (self->level[i] >= 0)
            presence_restore_seat(self->presence, place_find_sensor(self->place, "desks", sensor),
                                  self->level[i], self->level_ms[i]);
    }
    presence_restored(self->presence);
    self->collecting = true;
}

void home_collector_stop(struct home *self)
{
    snapshot_unref(self->snapshot);
    self->snapshot = NULL;
    caretaker_stop(&self->caretaker);
    presence_free(self->presence);
    ingest_stop(&self->ingest);
    opening_stop(&self->opening);
    self->collecting = false;
}

void home_inject(struct home *self, const char *topic, const char *payload, size_t length,
                 bool retained)
{
    struct ingest_result result;
    if (!self->collecting)
        return;
    if (self->broken == RETAINED_IS_WORD)
        retained = false;
    ingest_message(&self->ingest, topic, payload, length, retained, now_of(self), &result);
    assert_int_not_equal(result.kind, INGEST_REFUSED);
    ingest_result_clear(&result);
}

static void post(struct home *self, const struct speaker *board, enum topic_leaf leaf,
                 char *payload, size_t length)
{
    if (!payload || !self->link_boards) {
        free(payload);
        return;
    }
    struct parcel *parcel = calloc(1, sizeof *parcel);
    assert_non_null(parcel);
    *parcel = (struct parcel){
        .due_ms = self->t_ms + self->delay_ms, .payload = payload, .length = length};
    topic_format(parcel->topic, "gare", board->name, leaf);
    *self->last = parcel;
    self->last = &parcel->next;
}

void home_will(struct home *self, enum home_board board)
{
    size_t length;
    char *text = speaker_hello(&self->boards[board], false, &length);
    post(self, &self->boards[board], TOPIC_HELLO, text, length);
}

void home_retained(struct home *self)
{
    char topic[TOPIC_MAX];
    for (int i = 0; i < BOARD_TWIN; i++) {
        size_t length;
        char *text = speaker_hello(&self->boards[i], self->boards[i].board != NULL, &length);
        topic_format(topic, "gare", names[i], TOPIC_HELLO);
        home_inject(self, topic, text, length, true);
        free(text);
    }
}

void home_link_boards(struct home *self, bool up)
{
    self->link_boards = up;
    for (int i = 0; up && i < BOARDS; i++) {
        if (!self->boards[i].board)
            continue;
        self->boards[i].conn++;
        self->boards[i].hello_due = true;
        self->boards[i].state_ms = INT64_MIN / 2;
    }
}

void home_link_desk(struct home *self, bool up, bool told)
{
    self->link_desk = up;
    if (up)
        home_retained(self);
    else if (told && self->broken != NO_UNLINK)
        live_unlinked(self->ingest.live, now_of(self));
}

static void speak(struct home *self, int i)
{
    struct speaker *board = &self->boards[i];
    size_t length;
    char *text;
    if (!board->board || self->frozen[i])
        return;
    speaker_run(board, self->t_ms);
    if (board->hello_due && self->link_boards) {
        text = speaker_hello(board, true, &length);
        post(self, board, TOPIC_HELLO, text, length);
    }
    if (speaker_is_due(board, self->t_ms)) {
        text = speaker_state(board, self->t_ms, &length);
        post(self, board, TOPIC_STATE, text, length);
    }
    if (!self->link_boards)
        return;
    text =
        speaker_events(board, self->t_ms, HOME_WALL_MS + self->t_ms + self->board_wall_ms, &length);
    post(self, board, TOPIC_EVENTS, text, length);
}

static void deliver(struct home *self)
{
    while (self->first && self->first->due_ms <= self->t_ms) {
        struct parcel *parcel = self->first;
        if (self->link_desk)
            home_inject(self, parcel->topic, parcel->payload, parcel->length, false);
        self->first = parcel->next;
        if (!self->first)
            self->last = &self->first;
        free(parcel->payload);
        free(parcel);
    }
}

static void deaf(struct home *self, struct reading *reading)
{
    if (self->broken == DEAF_TO_FAULTS && reading->reason == READING_FAULTED)
        reading->reason = READING_KNOWN;
}

static void reading_changed(void *context, size_t sensor, const struct reading *reading)
{
    struct home *self = context;
    struct reading heard = *reading;
    deaf(self, &heard);
    caretaker_read(&self->caretaker, sensor, &heard, now_of(self).wall_ms);
}

/* As collector_flush does. */
static void collect(struct home *self)
{
    struct live_now now = now_of(self);
    live_flush(self->ingest.live, now, reading_changed, self);
    struct snapshot_open open = opening_at(&self->opening, now.wall_ms);
    if (caretaker_is_due(&self->caretaker, now.wall_ms))
        caretaker_look(&self->caretaker, open.state == OPEN_CLOSED, now.wall_ms);
    presence_update(self->presence, now.wall_ms);
    snapshot_unref(self->snapshot);
    self->snapshot = snapshot_new(self->place, self->presence, open, now.wall_ms);
    assert_non_null(self->snapshot);
}

/* Whether a seat is to be had, and since when it is not; at every step, whoever looks. */
static void follow_seat(struct home *self, int seat)
{
    bool closed = self->opening.hours &&
                  opening_at(&self->opening, HOME_WALL_MS + self->t_ms).state == OPEN_CLOSED;
    bool is_free =
        !closed && seat_truth_is_free(&self->truth.seats[seat], HOME_RELEASE_MS, self->t_ms);
    int64_t *since_ms = &self->untrue_since_ms[seat];
    *since_ms = is_free ? -1 : *since_ms < 0 ? self->t_ms : *since_ms;
}

static void count_seat(struct home *self, size_t zone, int seat, bool numbers)
{
    const struct seat_truth *truth = &self->truth.seats[seat];
    bool is_free = self->untrue_since_ms[seat] < 0;
    int64_t now_ms = now_of(self).wall_ms;
    bool shown = numbers && presence_seat(self->presence, zone, (size_t)seat, now_ms) == SEAT_FREE;
    self->looked++;
    self->shown_free += shown;
    self->claimed += shown && is_free && truth->claim;
    self->coffee += !is_free && !shown && !truth->sits && !truth->object;
    if (!shown || is_free)
        return;
    if (self->t_ms >= self->fault_ms && self->t_ms < self->knowable_ms + HOME_ALLOWED_MS)
        self->before++;
    else if (self->t_ms - self->untrue_since_ms[seat] <= HOME_ALLOWED_MS)
        self->lag++;
    else
        self->after++;
}

static const struct snapshot_zone *seats_of(const struct snapshot *snapshot)
{
    return &snapshot->zones[place_find_zone(snapshot->place, "desks")];
}

static void count(struct home *self)
{
    size_t zone = place_find_zone(self->place, "desks");
    const struct snapshot_zone *shown = seats_of(self->snapshot);
    int64_t free_seats = 0;
    assert_int_equal(shown->seats, HOME_SHARED);
    for (int i = 0; i < HOME_SHARED; i++) {
        count_seat(self, zone, i, shown->free != SNAPSHOT_NULL);
        free_seats +=
            presence_seat(self->presence, zone, (size_t)i, now_of(self).wall_ms) == SEAT_FREE;
    }
    if (shown->free != SNAPSHOT_NULL)
        assert_int_equal(shown->free, free_seats); /* nobody's own seat among them */
}

/* A viewer whose link is lost sees the numbers of then, for as long as they say that they hold. */
static void count_viewer(struct home *self)
{
    const struct snapshot *viewed = self->viewed;
    int64_t shown = seats_of(viewed)->free, free_seats = 0;
    if (now_of(self).wall_ms >= viewed->until_ms)
        shown = 0; /* marked as old */
    for (int i = 0; i < HOME_SHARED; i++)
        free_seats += seat_truth_is_free(&self->truth.seats[i], HOME_RELEASE_MS, self->t_ms);
    self->looked += HOME_SHARED;
    self->shown_free += shown > 0 ? shown : 0;
    if (shown <= free_seats)
        return;
    if (self->t_ms < self->knowable_ms + HOME_ALLOWED_MS)
        self->before += shown - free_seats;
    else
        self->after += shown - free_seats;
}

void home_step(struct home *self)
{
    self->t_ms += 1000;
    for (int i = 0; i < BOARDS; i++)
        speak(self, i);
    deliver(self);
    truth_reader_advance(&self->truth, self->t_ms);
    for (int i = 0; i < HOME_SHARED; i++)
        follow_seat(self, i);
    if (self->collecting) {
        collect(self);
        if (self->viewed)
            count_viewer(self);
        else
            count(self);
    }
}
