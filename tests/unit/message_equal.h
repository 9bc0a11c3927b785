/* Decoded messages compared field by field, by cmocka or by what fuzz.h has for it. */
#ifndef LAMPION_TESTS_UNIT_MESSAGE_EQUAL_H
#define LAMPION_TESTS_UNIT_MESSAGE_EQUAL_H

#ifndef assert_int_equal /* the fuzzer's targets bring their own */
#include "tests/unit/test.h"
#endif

#include "agent/common/message.h"

static inline void assert_event_equal(const struct event *a, const struct event *b)
{
    assert_string_equal(a->sensor, b->sensor);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->t_ms, b->t_ms);
    assert_int_equal(a->value, b->value);
    assert_int_equal(a->direction, b->direction);
    assert_int_equal(a->people, b->people);
    assert_int_equal(a->in, b->in);
    assert_int_equal(a->out, b->out);
    assert_int_equal(a->ttl_ms, b->ttl_ms);
    assert_string_equal(a->why, b->why);
}

static inline void assert_events_equal(const struct events_message *a,
                                       const struct events_message *b)
{
    assert_string_equal(a->stream, b->stream);
    assert_int_equal(a->base, b->base);
    assert_int_equal(a->first, b->first);
    assert_string_equal(a->clock.boot, b->clock.boot);
    assert_int_equal(a->clock.mono_ms, b->clock.mono_ms);
    assert_int_equal(a->clock.has_wall, b->clock.has_wall);
    assert_int_equal(a->clock.wall_ms, b->clock.wall_ms);
    assert_int_equal(a->clock.quality, b->clock.quality);
    assert_int_equal(a->clock.suspended_ms, b->clock.suspended_ms);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_event_equal(&a->events[i], &b->events[i]);
}

static inline void assert_word_equal(const struct sensor_word *a, const struct sensor_word *b)
{
    assert_string_equal(a->sensor, b->sensor);
    assert_int_equal(a->has_value, b->has_value);
    assert_int_equal(a->value, b->value);
    assert_int_equal(a->has_since, b->has_since);
    assert_int_equal(a->since_ms, b->since_ms);
    assert_int_equal(a->has_totals, b->has_totals);
    assert_int_equal(a->in, b->in);
    assert_int_equal(a->out, b->out);
    assert_int_equal(a->has_count, b->has_count);
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->ttl_ms, b->ttl_ms);
    assert_int_equal(a->fault_count, b->fault_count);
    for (size_t i = 0; i < a->fault_count; i++)
        assert_string_equal(a->faults[i], b->faults[i]);
}

static inline void assert_state_equal(const struct state_message *a, const struct state_message *b)
{
    assert_string_equal(a->stream, b->stream);
    assert_int_equal(a->conn, b->conn);
    assert_string_equal(a->boot, b->boot);
    assert_int_equal(a->mono_ms, b->mono_ms);
    assert_int_equal(a->has_began, b->has_began);
    assert_int_equal(a->began_ms, b->began_ms);
    assert_int_equal(a->head, b->head);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_word_equal(&a->sensors[i], &b->sensors[i]);
}

static inline void assert_hello_equal(const struct hello_message *a, const struct hello_message *b)
{
    assert_int_equal(a->online, b->online);
    assert_string_equal(a->stream, b->stream);
    assert_int_equal(a->conn, b->conn);
    assert_string_equal(a->boot, b->boot);
    assert_string_equal(a->version, b->version);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_string_equal(a->sensors[i].sensor, b->sensors[i].sensor);
        assert_string_equal(a->sensors[i].kind, b->sensors[i].kind);
    }
    assert_int_equal(a->loss_count, b->loss_count);
    for (size_t i = 0; i < a->loss_count; i++) {
        assert_string_equal(a->losses[i].stream, b->losses[i].stream);
        assert_int_equal(a->losses[i].first, b->losses[i].first);
        assert_int_equal(a->losses[i].last, b->losses[i].last);
    }
}

#endif
