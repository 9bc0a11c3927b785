#include "tests/free/faults.h"

#include "tests/unit/test.h"
#include <string.h>

#define SEAT_OF_FAULTS 4 /* seat-05, from 0 */

static void knowable_now(struct home *home)
{
    home->knowable_ms = home->t_ms;
}

/* Silence is silence when the last word is older than words may be. */
static void knowable_by_silence(struct home *home)
{
    home->knowable_ms = home->t_ms + LIVE_FRESHNESS_MS;
}

static void begin_nothing(struct home *home)
{
    knowable_now(home);
}

/* It reads nobody and says that it is faulted, whoever sits there. */
static void spoil_seats(struct sensor_word *words, size_t count)
{
    for (size_t i = 0; i < count && i < 10; i++) {
        words[i].value = 0;
        words[i].has_since = false;
        words[i].fault_count = 1;
        strcpy(words[i].faults[0], i % 2 ? "noisy" : "stuck");
        words[i].has_value = i % 3 != 0;
    }
}

static void begin_faulted(struct home *home)
{
    home->boards[BOARD_DESKS].spoil = spoil_seats;
    home->boards[BOARD_DESKS].changed = true;
    knowable_now(home);
}

static void end_faulted(struct home *home)
{
    home->boards[BOARD_DESKS].spoil = NULL;
}

static void begin_killed(struct home *home)
{
    home_will(home, BOARD_DESKS);
    speaker_stop(&home->boards[BOARD_DESKS]);
    knowable_now(home);
}

static void end_killed(struct home *home)
{
    speaker_start(&home->boards[BOARD_DESKS], home->t_ms);
}

static void begin_power_cut(struct home *home)
{
    speaker_stop(&home->boards[BOARD_DESKS]);
    knowable_by_silence(home);
}

static void begin_restart(struct home *home)
{
    speaker_stop(&home->boards[BOARD_DESKS]);
    speaker_start(&home->boards[BOARD_DESKS], home->t_ms + 3000);
    knowable_now(home);
}

static void begin_frozen(struct home *home)
{
    home->frozen[BOARD_DESKS] = true;
    knowable_by_silence(home);
}

static void end_frozen(struct home *home)
{
    home->frozen[BOARD_DESKS] = false;
}

static void begin_broker(struct home *home)
{
    home_link_boards(home, false);
    home_link_desk(home, false, true);
    knowable_now(home);
}

static void begin_half_open(struct home *home)
{
    home_link_desk(home, false, false);
    knowable_by_silence(home);
}

static void end_half_open(struct home *home)
{
    home_link_desk(home, true, true);
}

static void end_broker(struct home *home)
{
    end_half_open(home);
    home_link_boards(home, true);
}

/* Every minute for half of it: somebody sits down in one of the gaps. */
static void during_flapping(struct home *home)
{
    if (home->t_ms / 1000 % 60 == 0) {
        home->fault_ms = home->t_ms;
        begin_broker(home);
    } else if (home->t_ms / 1000 % 60 == 35) {
        end_broker(home);
    }
}

static void begin_collector(struct home *home)
{
    home_collector_stop(home);
    home_collector_start(home);
    home_retained(home);
    knowable_now(home);
}

static void begin_collector_away(struct home *home)
{
    home_collector_stop(home);
    knowable_now(home);
}

static void end_collector_away(struct home *home)
{
    home_collector_start(home);
    home_retained(home);
}

static void begin_all_dark(struct home *home)
{
    begin_collector_away(home);
    for (int i = 0; i < BOARD_TWIN; i++)
        speaker_stop(&home->boards[i]);
}

static void end_all_dark(struct home *home)
{
    end_collector_away(home);
    for (int i = 0; i < BOARD_TWIN; i++)
        speaker_start(&home->boards[i], home->t_ms);
}

/* From before every start of a clock, then an hour ahead, then stepping at random. */
static void begin_board_clock(struct home *home)
{
    home->board_wall_ms = -HOME_WALL_MS;
    knowable_now(home);
}

static void during_board_clock(struct home *home)
{
    int64_t minutes = home->t_ms / MINUTE_MS;
    if (home->t_ms - home->fault_ms > 10 * MINUTE_MS)
        home->board_wall_ms = (minutes * 7919 % 121 - 60) * MINUTE_MS;
}

static void begin_desk_clock(struct home *home)
{
    home->wall_step_ms = HOUR_MS;
    knowable_now(home);
}

static void begin_desk_clock_back(struct home *home)
{
    home->wall_step_ms = -HOUR_MS;
    knowable_now(home);
}

static void begin_delay(struct home *home)
{
    home->delay_ms = LIVE_FRESHNESS_MS + 10000;
    knowable_by_silence(home);
}

/* After ten to twenty minutes what never changes looks like a clock that stood (README). */
static void during_delay(struct home *home)
{
    if (home->t_ms - home->fault_ms > 9 * MINUTE_MS)
        home->delay_ms = 0;
}

static void end_delay(struct home *home)
{
    home->delay_ms = 0;
}

/* What the board says of an empty house. */
static void inject_empty(struct home *home, const char *stream, const char *boot, uint64_t conn,
                         int64_t board_ms, bool retained)
{
    struct sensor_word words[HOME_SEATS] = {0};
    struct state_message state = {
        .conn = conn, .mono_ms = board_ms, .sensors = words, .count = HOME_SEATS};
    char topic[TOPIC_MAX];
    size_t length;
    snprintf(state.stream, sizeof state.stream, "%s", stream);
    snprintf(state.boot, sizeof state.boot, "%s", boot);
    for (int i = 0; i < HOME_SEATS; i++) {
        snprintf(words[i].sensor, sizeof words[i].sensor, "seat-%02d", i + 1);
        words[i].has_value = true;
    }
    char *text = state_encode(&state, &length);
    topic_format(topic, "gare", "desks", TOPIC_STATE);
    home_inject(home, topic, text, length, retained);
    free(text);
}

/* Words of half an hour ago, again: by their number of the connection, or by their time, old. */
static void during_old_words(struct home *home)
{
    const struct speaker *desks = &home->boards[BOARD_DESKS];
    int64_t board_ms = SPEAKER_BASE_MS + home->t_ms - 30 * MINUTE_MS;
    if (home->t_ms / 1000 % 7 || board_ms < 0)
        return;
    inject_empty(home, desks->stream, desks->boot, desks->conn, board_ms, false);
    inject_empty(home, desks->stream, desks->boot, desks->conn - 1, board_ms, false);
}

/* Events of an empty house, an hour's worth in every message, out of an outbox. */
static void during_backlog(struct home *home)
{
    struct event events[HOME_SEATS] = {0};
    struct events_message message = {.stream = "0b",
                                     .base = 1,
                                     .first = (uint64_t)(home->t_ms / 1000) * HOME_SEATS,
                                     .clock = {.boot = "0b", .mono_ms = 1},
                                     .events = events,
                                     .count = HOME_SEATS};
    char topic[TOPIC_MAX];
    size_t length;
    message.base = message.first;
    for (int i = 0; i < HOME_SEATS; i++)
        snprintf(events[i].sensor, sizeof events[i].sensor, "seat-%02d", i + 1);
    char *text = events_encode(&message, &length);
    topic_format(topic, "gare", "desks", TOPIC_EVENTS);
    home_inject(home, topic, text, length, false);
    free(text);
}

/* Somebody's tool kept words of an empty house at the broker; the collector comes back to them, and
 * the board is away. */
static void begin_retained(struct home *home)
{
    const struct speaker *desks = &home->boards[BOARD_DESKS];
    begin_killed(home);
    home_collector_stop(home);
    home_collector_start(home);
    inject_empty(home, desks->stream, desks->boot, desks->conn, 1000, true);
}

static void during_retained(struct home *home)
{
    const struct speaker *desks = &home->boards[BOARD_DESKS];
    if (home->t_ms / 1000 % 20 == 0)
        inject_empty(home, desks->stream, desks->boot, desks->conn + 1,
                     SPEAKER_BASE_MS + home->t_ms, true);
}

/* A second board of the same name says that the house is empty. The two throw each other out; from
 * the first word of the one that had been thrown out it is known that there are two. */
static void during_twins(struct home *home)
{
    int64_t passed_ms = home->t_ms - home->fault_ms;
    if (passed_ms % 10000 == 2000)
        inject_empty(home, "7717", "77", 1, 900000 + passed_ms, false);
    if (home->knowable_ms == HOME_NEVER && passed_ms > 12000)
        knowable_now(home);
}

static void begin_twins(struct home *home)
{
    (void)home;
}

static void begin_viewer(struct home *home)
{
    home->viewed = snapshot_ref(home->snapshot);
    home->knowable_ms = home->t_ms + (home->viewed->until_ms - home->viewed->as_of_ms);
}

static void end_viewer(struct home *home)
{
    snapshot_unref(home->viewed);
    home->viewed = NULL;
}

static void begin_viewer_at_closing(struct home *home)
{
    /* 11:00 in Paris is an hour after the trace's start. */
    if (home->t_ms >= HOUR_MS - 15000 && !home->viewed)
        begin_viewer(home);
}

static void begin_cut_wire(struct home *home)
{
    knowable_now(home);
}

const struct fault faults[] = {
    {"nothing wrong", "at once", NULL, begin_nothing, NULL, NULL},
    {"a wire cut (normally closed)", "at once: reads taken", NULL, begin_cut_wire, NULL, NULL},
    {"sensors say they are faulted", "their word", NULL, begin_faulted, NULL, end_faulted},
    {"board killed", "the will, at once", NULL, begin_killed, NULL, end_killed},
    {"board without power", "30 s of silence", NULL, begin_power_cut, NULL, end_killed},
    {"agent restarted (3 s)", "at once", NULL, begin_restart, NULL, NULL},
    {"board silent, session open", "30 s of silence", NULL, begin_frozen, NULL, end_frozen},
    {"broker gone", "the link's end, at once", NULL, begin_broker, NULL, end_broker},
    {"broker gone every minute", "the link's end, at once", NULL, begin_nothing, during_flapping,
     end_broker},
    {"broker gone, half open", "30 s of silence", NULL, begin_half_open, NULL, end_half_open},
    {"collector restarted", "at once", NULL, begin_collector, NULL, NULL},
    {"collector away", "its start", NULL, begin_collector_away, NULL, end_collector_away},
    {"power cut of the house", "its start", NULL, begin_all_dark, NULL, end_all_dark},
    {"board's clock 1970, stepping", "at once", NULL, begin_board_clock, during_board_clock, NULL},
    {"desk's clock an hour ahead", "at once", NULL, begin_desk_clock, NULL, NULL},
    {"desk's clock an hour back", "at once", NULL, begin_desk_clock_back, NULL, NULL},
    {"words 40 s late", "30 s of silence", NULL, begin_delay, during_delay, end_delay},
    {"old words again", "at once", NULL, begin_nothing, during_old_words, NULL},
    {"a backlog of an empty house", "at once", NULL, begin_nothing, during_backlog, NULL},
    {"stale retained words", "at once", NULL, begin_retained, during_retained, end_killed},
    {"two boards with one name", "first word of the other", NULL, begin_twins, during_twins, NULL},
    {"the place closes", "at once", "Mo-Su 08:00-11:00", begin_nothing, NULL, NULL},
    {"a viewer's link is lost", "holds_until", NULL, begin_viewer, NULL, end_viewer},
    {"the same, at closing time", "holds_until", "Mo-Su 08:00-11:00", begin_viewer_at_closing,
     begin_viewer_at_closing, end_viewer},
};
const size_t fault_count = sizeof faults / sizeof *faults;

void fault_play(struct home *home, const struct fault *fault, uint64_t seed,
                enum home_broken broken, int64_t from_ms, int64_t to_ms)
{
    char line[16];
    home_open(home, seed, broken, fault->hours);
    snprintf(line, sizeof line, "seat-%02d", SEAT_OF_FAULTS + 1);
    if (fault->begin == begin_cut_wire)
        home_stick(home, line, 1, from_ms);
    while (home->t_ms < HOME_SPAN_MS - 1000) {
        if (home->t_ms == from_ms) {
            home->fault_ms = home->t_ms;
            fault->begin(home);
        }
        if (fault->during && home->t_ms >= from_ms && home->t_ms < to_ms)
            fault->during(home);
        if (fault->end && home->t_ms == to_ms)
            fault->end(home);
        home_step(home);
    }
}
