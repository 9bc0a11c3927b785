#include "agent/common/message_part.h"

#include <assert.h>
#include <string.h>

static const char *const kinds[] = {
    [EVENT_LEVEL] = "level", [EVENT_PASS] = "pass",   [EVENT_COUNT] = "count",
    [EVENT_RESET] = "reset", [EVENT_FAULT] = "fault", [EVENT_BEAT] = "beat",
    [EVENT_BEAT + 1] = NULL,
};
static const char *const directions[] = {[PASS_IN] = "in", [PASS_OUT] = "out", NULL};

#define PEOPLE_MAX 100

/* In the order in which events are written: see find_field() in json.c. */
enum event_field {
    F_SENSOR,
    F_KIND,
    F_VALUE,
    F_TTL,
    F_DIRECTION,
    F_PEOPLE,
    F_IN,
    F_OUT,
    F_WHY,
    F_T
};
#define AT(member) .offset = offsetof(struct event, member)
static const struct json_field event_fields[] = {
    [F_SENSOR] = {"s", JSON_WANT_TEXT, AT(sensor), .optional = true, .valid = id_is_valid,
                  .size = ID_MAX},
    [F_KIND] = {"k", JSON_WANT_CHOICE, AT(kind), .choices = kinds,
                .otherwise = MESSAGE_UNKNOWN_KIND},
    [F_VALUE] = {"v", JSON_WANT_INT64, AT(value), .optional = true, .maximum = MESSAGE_T_MAX_MS},
    [F_TTL] = {"ttl_ms", JSON_WANT_INT64, AT(ttl_ms), .optional = true, .minimum = COUNT_TTL_MIN_MS,
               .maximum = COUNT_TTL_MAX_MS},
    [F_DIRECTION] = {"dir", JSON_WANT_CHOICE, AT(direction), .optional = true,
                     .choices = directions, .otherwise = MESSAGE_OUT_OF_RANGE},
    [F_PEOPLE] = {"n", JSON_WANT_INT, AT(people), .optional = true, .minimum = 1,
                  .maximum = PEOPLE_MAX},
    [F_IN] = {"in", JSON_WANT_INT64, AT(in), .optional = true, .maximum = MESSAGE_T_MAX_MS},
    [F_OUT] = {"out", JSON_WANT_INT64, AT(out), .optional = true, .maximum = MESSAGE_T_MAX_MS},
    [F_WHY] = {"why", JSON_WANT_TEXT, AT(why), .optional = true, .valid = id_is_valid,
               .size = FAULT_MAX},
    /* the last: see `timed` */
    [F_T] = {"t", JSON_WANT_INT64, AT(t_ms), .maximum = MESSAGE_T_MAX_MS},
};
#undef AT

/* What an event of a kind must bring, beside `k` and `t`. */
#define BIT(field) (1u << (field))
static const uint32_t required[] = {
    [EVENT_LEVEL] = BIT(F_SENSOR) | BIT(F_VALUE),
    [EVENT_PASS] = BIT(F_SENSOR) | BIT(F_DIRECTION) | BIT(F_PEOPLE) | BIT(F_IN) | BIT(F_OUT),
    [EVENT_COUNT] = BIT(F_SENSOR) | BIT(F_VALUE) | BIT(F_TTL),
    [EVENT_RESET] = BIT(F_SENSOR),
    [EVENT_FAULT] = BIT(F_SENSOR) | BIT(F_WHY),
    [EVENT_BEAT] = 0,
};

const char *event_kind_name(enum event_kind kind)
{
    assert(kind <= EVENT_BEAT);
    return kinds[kind];
}

/* What its kind does not know is taken out again, so that equal events are equal structs. */
static void strip(struct event *event)
{
    enum event_kind kind = event->kind;
    uint32_t keeps = required[kind] | (kind == EVENT_BEAT ? BIT(F_VALUE) : 0);
    if (!(keeps & BIT(F_SENSOR)))
        memset(event->sensor, 0, sizeof event->sensor);
    if (!(keeps & BIT(F_VALUE)))
        event->value = 0;
    if (!(keeps & BIT(F_TTL)))
        event->ttl_ms = 0;
    if (!(keeps & BIT(F_WHY)))
        memset(event->why, 0, sizeof event->why);
    if (kind != EVENT_PASS) {
        event->direction = PASS_IN;
        event->people = 0;
        event->in = event->out = 0;
    }
}

enum message_reject event_read(const struct json_t *object, bool timed, struct event *event)
{
    uint32_t seen;
    enum message_reject reject =
        json_read(object, event_fields, COUNT_OF(event_fields) - !timed, event, &seen);
    if (reject)
        return reject;
    uint32_t needs = required[event->kind];
    if ((seen & needs) != needs)
        return MESSAGE_MISSING_FIELD;
    if ((event->kind == EVENT_LEVEL || event->kind == EVENT_BEAT) && event->value > 1)
        return MESSAGE_OUT_OF_RANGE;
    if (seen & ~(needs | BIT(F_KIND) | BIT(F_T)))
        strip(event);
    return MESSAGE_OK;
}

bool event_is_valid(const struct event *event)
{
    bool ok = event->t_ms >= 0 && event->t_ms <= MESSAGE_T_MAX_MS;
    if (event->kind != EVENT_BEAT)
        ok = ok && id_is_valid(event->sensor);
    switch (event->kind) {
    case EVENT_LEVEL:
        return ok && (event->value == 0 || event->value == 1);
    case EVENT_COUNT:
        return ok && event->value >= 0 && event->value <= MESSAGE_T_MAX_MS &&
               event->ttl_ms >= COUNT_TTL_MIN_MS && event->ttl_ms <= COUNT_TTL_MAX_MS;
    case EVENT_PASS:
        return ok && event->people >= 1 && event->people <= PEOPLE_MAX && event->in >= 0 &&
               event->in <= MESSAGE_T_MAX_MS && event->out >= 0 && event->out <= MESSAGE_T_MAX_MS;
    case EVENT_FAULT:
        return ok && id_is_valid(event->why);
    case EVENT_RESET:
        return ok;
    case EVENT_BEAT:
        return ok && (event->value == 0 || event->value == 1);
    }
    return false;
}

void event_write_members(const struct event *event, struct json_writer *writer)
{
    assert(event_is_valid(event));
    if (event->kind != EVENT_BEAT)
        json_writer_key_quote(writer, "s", event->sensor);
    json_writer_key_quote(writer, "k", kinds[event->kind]);
    if (event->kind == EVENT_LEVEL || event->kind == EVENT_COUNT ||
        (event->kind == EVENT_BEAT && event->value))
        json_writer_key_int(writer, "v", event->value);
    if (event->kind == EVENT_COUNT)
        json_writer_key_int(writer, "ttl_ms", event->ttl_ms);
    if (event->kind == EVENT_PASS) {
        json_writer_key_quote(writer, "dir", directions[event->direction]);
        json_writer_key_int(writer, "n", event->people);
        json_writer_key_int(writer, "in", event->in);
        json_writer_key_int(writer, "out", event->out);
    }
    if (event->kind == EVENT_FAULT)
        json_writer_key_quote(writer, "why", event->why);
}

void event_write(const struct event *event, struct json_writer *writer)
{
    json_writer_comma(writer);
    json_writer_add(writer, "{");
    event_write_members(event, writer);
    json_writer_key_int(writer, "t", event->t_ms);
    json_writer_add(writer, "}");
}

size_t event_encoded_size(const struct event *event)
{
    struct json_writer writer = {.counting = true};
    event_write(event, &writer);
    return writer.used + 1; /* its comma */
}
