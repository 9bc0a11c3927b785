/* A simulated board: the real board code over a trace, its words encoded as the agent does. */
#ifndef LAMPION_TESTS_FREE_SPEAKER_H
#define LAMPION_TESTS_FREE_SPEAKER_H

#include "agent/board.h"
#include "agent/common/message.h"
#include "agent/config.h"

#define SPEAKER_STATE_MS 10000 /* as the agent's uplink */
#define SPEAKER_BASE_MS 5000   /* of the board's clock at the trace's start */

struct speaker {
    char name[ID_MAX], path[512];
    struct agent_config config;
    struct board *board; /* NULL: the process is not there */
    char stream[STREAM_MAX], boot[BOOT_MAX];
    uint64_t conn, head, sent; /* of events */
    struct event events[MESSAGE_EVENTS_MAX];
    size_t event_count;
    struct sensor_word words[MESSAGE_SENSORS_MAX];
    bool changed, hello_due;
    int64_t state_ms; /* of the last, from the trace's start */
    /* What a broken sensor makes of the words, before they are encoded. */
    void (*spoil)(struct sensor_word *words, size_t count);
    void (*tell)(void *context, const struct speaker *self, const struct event *event);
    void *context;
};

/* `trace` is the path of its lines, `sensors` the list of agent.yaml. */
void speaker_open(struct speaker *self, const char *folder, const char *name, const char *trace,
                  const char *sensors);
void speaker_close(struct speaker *self);

/* The process begins (again) at `t_ms` from the trace's start. */
void speaker_start(struct speaker *self, int64_t t_ms);
void speaker_stop(struct speaker *self);
/* Reads its lines up to `t_ms`. */
void speaker_run(struct speaker *self, int64_t t_ms);
bool speaker_is_due(const struct speaker *self, int64_t t_ms);

/* Encoded messages, malloc'ed. */
char *speaker_hello(struct speaker *self, bool online, size_t *length);
char *speaker_state(struct speaker *self, int64_t t_ms, size_t *length);
/* NULL when there are none. `wall_ms` is what the board takes for the time. */
char *speaker_events(struct speaker *self, int64_t t_ms, int64_t wall_ms, size_t *length);

#endif
