#include "tests/replay/live_words.h"

#include "agent/common/time.h"
#include "tests/support/until.h"
#include "tests/unit/test.h"
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#define SECOND_MS 1000
#define STEP_MS 500 /* shorter than anything between two events of the recordings */

void live_words_open(struct live_words *self, int port)
{
    *self = (struct live_words){.fd = stream_open(port, "/api/v1/live")};
    assert_true(self->fd >= 0);
}

void live_words_close(struct live_words *self)
{
    close(self->fd);
    free(self->buffer.text);
}

void live_words_free(struct live_words *self)
{
    free(self->words);
}

static enum live_state state_of(const json_t *zone)
{
    const char *state = json_string_value(json_object_get(zone, "state"));
    assert_non_null(state);
    if (strcmp(state, "unknown") == 0)
        return LIVE_UNKNOWN;
    return strcmp(state, "free") == 0 ? LIVE_FREE : LIVE_BUSY;
}

static struct live_word word_of(const char *text)
{
    json_t *place = json_loads(text, 0, NULL), *zones = json_object_get(place, "zones");
    json_t *people = json_object_get(json_object_get(json_array_get(zones, 0), "present"), "best");
    struct live_word word = {.people = json_is_integer(people) ? json_integer_value(people) : -1};
    const char *as_of = json_string_value(json_object_get(place, "as_of"));
    if (!as_of || time_parse(as_of, &word.as_of_ms) || json_array_size(zones) != 1 + LIVE_ROOMS)
        fail_msg("not a place: %s", text);
    word.as_of_ms += SECOND_MS - 1; /* it is told in whole seconds, cut */
    for (size_t i = 0; i < LIVE_ROOMS; i++)
        word.rooms[i] = state_of(json_array_get(zones, 1 + i));
    json_decref(place);
    return word;
}

void live_words_follow(struct live_words *self, int ms)
{
    int64_t end_ms = until_ms(ms);
    while (!until_over(end_ms)) {
        char *text = stream_next(self->fd, &self->buffer, "place", (int)(end_ms - real_ms()));
        if (!text)
            return;
        self->words = realloc(self->words, (self->count + 1) * sizeof *self->words);
        assert_non_null(self->words);
        self->words[self->count++] = word_of(text);
        free(text);
    }
}

/* A claim of a word and what the history says of a moment. */
struct claim {
    const struct history *history;
    const struct live_word *word;
    int64_t inside; /* before the first passage */
    const char *sensor;
    size_t room;
    int64_t hold_ms;
};

static bool door_agrees(const struct claim *claim, int64_t t_ms)
{
    int64_t people = claim->inside;
    const struct history *door = claim->history;
    for (size_t i = 0; i < door->count && door->rows[i].at_ms <= t_ms; i++)
        if (door->rows[i].kind == ROW_PASS)
            people += door->rows[i].value;
    return people == claim->word->people;
}

/* The level is of that moment; whether the hold is over is a matter of when it was said. */
static bool room_agrees(const struct claim *claim, int64_t t_ms)
{
    bool motion = false, busy = claim->word->rooms[claim->room] == LIVE_BUSY;
    int64_t held_ms = INT64_MIN; /* until when, by the last motion that ended */
    const struct history *room = claim->history;
    for (size_t i = 0; i < room->count && room->rows[i].at_ms <= t_ms; i++) {
        if (strcmp(room->rows[i].sensor, claim->sensor) != 0)
            continue;
        if (motion && !room->rows[i].value)
            held_ms = room->rows[i].at_ms + claim->hold_ms;
        motion = room->rows[i].value != 0;
    }
    if (motion)
        return busy;
    return busy ? held_ms > claim->word->as_of_ms - SECOND_MS : held_ms <= claim->word->as_of_ms;
}

/* Looks for the moment that a word tells of, not before the one of the last word. */
static void check_word(const struct claim *claim, int64_t *moment_ms,
                       bool (*agrees)(const struct claim *, int64_t))
{
    const struct live_word *word = claim->word;
    int64_t t_ms = word->as_of_ms - LIVE_WORD_AGE_MS;
    if (t_ms < *moment_ms)
        t_ms = *moment_ms;
    while (t_ms <= word->as_of_ms && !agrees(claim, t_ms))
        t_ms += STEP_MS;
    if (t_ms > word->as_of_ms)
        fail_msg("live word of %lld: %s: %lld people, room state %d: it was not so",
                 (long long)word->as_of_ms, claim->sensor, (long long)word->people,
                 word->rooms[claim->room]);
    *moment_ms = t_ms;
}

size_t live_words_check_door(const struct live_words *self, const struct history *door,
                             int64_t inside)
{
    struct claim claim = {.history = door, .inside = inside, .sensor = "door"};
    int64_t moment_ms = INT64_MIN;
    size_t known = 0;
    for (size_t i = 0; i < self->count; i++) {
        claim.word = &self->words[i];
        if (claim.word->people < 0)
            continue;
        known++;
        check_word(&claim, &moment_ms, door_agrees);
    }
    return known;
}

size_t live_words_check_room(const struct live_words *self, const struct history *room,
                             const char *sensor, size_t index, int64_t hold_ms)
{
    struct claim claim = {.history = room, .sensor = sensor, .room = index, .hold_ms = hold_ms};
    int64_t moment_ms = INT64_MIN;
    size_t known = 0;
    for (size_t i = 0; i < self->count; i++) {
        claim.word = &self->words[i];
        if (claim.word->rooms[index] == LIVE_UNKNOWN)
            continue;
        known++;
        check_word(&claim, &moment_ms, room_agrees);
    }
    return known;
}
