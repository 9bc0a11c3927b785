/* The messages between agent and collector, in both directions: version 1 of the contract.
 *
 * Pure: JSON text to plain data and back. Unknown fields are ignored, known ones are checked
 * for type and range; a message is taken whole or rejected with a counted reason, never half.
 * Times are the board's CLOCK_MONOTONIC in ms, but for `wall_ms` (UTC). Ownership: decoded
 * structs that hold arrays are freed by their *_clear; texts encoded are malloc'ed. */
#ifndef LAMPION_COMMON_MESSAGE_H
#define LAMPION_COMMON_MESSAGE_H

#include "agent/common/topic.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGE_MAX (64 * 1024) /* bytes of any message */
#define MESSAGE_EVENTS_MAX 500  /* events of one message */
#define MESSAGE_SENSORS_MAX 256 /* sensors of one agent */
#define MESSAGE_LOSSES_MAX 32
#define STREAM_MAX 33 /* [0-9a-f]{1,32} and the end; we draw all 32 */
#define BOOT_MAX 37   /* [0-9a-f-]{1,36} and the end: a UUID */
#define FAULT_MAX 33  /* [a-z0-9-]{1,32} */
#define MESSAGE_FAULTS_MAX 4
#define MESSAGE_T_MAX_MS (1LL << 52)      /* largest time or total on the wire: exact in a double */
#define MESSAGE_SEQ_MAX ((1LL << 53) - 1) /* largest sequence number, `head` or `conn` */
#define EVENTS_ENVELOPE_MAX 384           /* an events message without its events, at most */

/* How long a count may hold. */
#define COUNT_TTL_MIN_MS 1000
#define COUNT_TTL_MAX_MS (7 * 86400000LL)

/* Why a message was rejected; the names are what /healthz counts by. */
enum message_reject {
    MESSAGE_OK = 0,
    MESSAGE_TOO_LARGE,
    MESSAGE_NOT_JSON, /* also duplicate keys, wrong UTF-8, too deep */
    MESSAGE_MISSING_FIELD,
    MESSAGE_WRONG_TYPE,
    MESSAGE_OUT_OF_RANGE,
    MESSAGE_BAD_ID,
    MESSAGE_UNKNOWN_KIND,
    MESSAGE_TOO_MANY,
    MESSAGE_UNKNOWN_VERSION, /* a topic of another protocol version */
    MESSAGE_BAD_TOPIC,
    MESSAGE_REJECT_COUNT,
};
const char *message_reject_name(enum message_reject reason); /* "too_large", ... */

enum event_kind { EVENT_LEVEL, EVENT_PASS, EVENT_COUNT, EVENT_RESET, EVENT_FAULT, EVENT_BEAT };
enum pass_direction { PASS_IN, PASS_OUT };
const char *event_kind_name(enum event_kind kind);

/* A beat that opens is the first word of a process: between it and the event before it in its
 * stream nobody looked, and nothing is known. Any other beat says that the time was known. */
struct event {
    char sensor[ID_MAX]; /* empty for EVENT_BEAT */
    enum event_kind kind;
    int64_t t_ms;
    int64_t value;                 /* LEVEL: 0/1; COUNT: the number (>= 0); BEAT: 1 opens */
    enum pass_direction direction; /* PASS */
    int people;                    /* PASS: 1..100 */
    int64_t in, out;               /* PASS: running totals after it */
    int64_t ttl_ms;                /* COUNT: how long it holds, 1 s .. 7 d */
    char why[FAULT_MAX];           /* FAULT */
};

enum clock_quality { CLOCK_UNSYNCED, CLOCK_SYNCED };

/* The best pair known for the boot that the events belong to. CLOCK_MONOTONIC stands while the
 * board sleeps: `suspended_ms` is the time it had slept before these events, and mono_ms +
 * suspended_ms the boot's age at the pair. Events of before and after a sleep travel in messages
 * of their own. */
struct message_clock {
    char boot[BOOT_MAX];
    int64_t mono_ms;
    bool has_wall; /* false: wall_ms null, never known */
    int64_t wall_ms;
    enum clock_quality quality;
    int64_t suspended_ms;
};

struct events_message {
    char stream[STREAM_MAX];
    uint64_t base;  /* the oldest sequence number the agent still holds, >= 1 */
    uint64_t first; /* number of events[0], >= base */
    struct message_clock clock;
    struct event *events;
    size_t count; /* 1 .. MESSAGE_EVENTS_MAX */
};

struct sensor_word {
    char sensor[ID_MAX];
    bool has_value; /* false: unknown now (warming up, faulted) */
    int value;
    bool has_since; /* false: unchanged since the agent started */
    int64_t since_ms;
    bool has_totals;
    int64_t in, out;
    bool has_count;        /* a counter of people: said at `since_ms`, and then */
    int64_t count, ttl_ms; /* as an EVENT_COUNT has them */
    char faults[MESSAGE_FAULTS_MAX][FAULT_MAX];
    size_t fault_count;
};

struct state_message {
    char stream[STREAM_MAX];
    uint64_t conn; /* counts the agent's connections within its stream */
    char boot[BOOT_MAX];
    int64_t mono_ms;
    bool has_began;   /* agents from 0.1 on say it */
    int64_t began_ms; /* when this process began to look: what was before it, nobody saw */
    uint64_t head;    /* the newest sequence number */
    struct sensor_word *sensors;
    size_t count;
};

struct hello_sensor {
    char sensor[ID_MAX];
    char kind[ID_MAX];
};

struct hello_loss {
    char stream[STREAM_MAX];
    uint64_t first, last;
};

struct hello_message {
    bool online;
    char stream[STREAM_MAX];
    uint64_t conn;
    char boot[BOOT_MAX];
    char version[ID_MAX]; /* [A-Za-z0-9.+~-]{1,32} */
    struct hello_sensor *sensors;
    size_t count;
    struct hello_loss *losses;
    size_t loss_count;
};

struct ack_message {
    char run[STREAM_MAX];
    char stream[STREAM_MAX];
    uint64_t seq; /* everything up to and with it is on disk */
};

/* Encoders: a malloc'ed, NUL-ended text (length in *length). What they are given must be valid
 * (asserted). NULL when out of memory, or when the text would be longer than MESSAGE_MAX. */
char *events_encode(const struct events_message *message, size_t *length);
char *state_encode(const struct state_message *message, size_t *length);
char *hello_encode(const struct hello_message *message, size_t *length);
char *ack_encode(const struct ack_message *message, size_t *length);

/* Decoders: `payload` need not end in NUL. On a reject nothing is allocated. */
enum message_reject events_decode(struct events_message *message, const char *payload,
                                  size_t length);
enum message_reject state_decode(struct state_message *message, const char *payload, size_t length);
enum message_reject hello_decode(struct hello_message *message, const char *payload, size_t length);
enum message_reject ack_decode(struct ack_message *message, const char *payload, size_t length);

void events_clear(struct events_message *message);
void state_clear(struct state_message *message);
void hello_clear(struct hello_message *message);

/* Whether an event is what its kind demands, within its ranges. */
bool event_is_valid(const struct event *event);

/* The size of one event as the encoder writes it, with its comma: to fill a message up to
 * MESSAGE_MAX without encoding twice. */
size_t event_encoded_size(const struct event *event);

#endif
