/* agent.yaml: what is wired to this board, and where its word goes.
 *
 * Read whole or refused with "file:line: what: why". Plain data afterwards. Passwords and keys
 * stand in the credential file, whose path alone is kept here; a URI that carries one is
 * refused unseen. */
#ifndef LAMPION_AGENT_CONFIG_H
#define LAMPION_AGENT_CONFIG_H

#include "agent/common/topic.h"
#include "agent/common/why.h"
#include "agent/common/yaml.h"
#include "hw/sensors.h"

struct agent_config {
    char *path; /* of the file that was read */
    char place[ID_MAX];
    char agent[ID_MAX];
    struct {
        char *uri;
        char *credential; /* path (made relative to the folder of agent.yaml), or NULL */
        bool insecure;    /* plain mqtt:// beyond loopback was asked for in so many words */
    } broker;
    struct {
        int source; /* AGENT_LINES_GPIO, AGENT_LINES_TRACE */
        char *board, *chip;
        bool waits; /* a chip that is named may come later; not of the file */
        char *file; /* trace: made relative to the folder of agent.yaml */
    } lines;
    struct {
        char *run, *spill;
        int64_t spill_after_ms;
        int64_t max_bytes;
    } outbox;
    struct sensor_config *sensors;
    int *sensor_rows; /* where each one begins in the file */
    size_t sensor_count;
    struct line_request *requests; /* sensors name lines by index in these */
    int *request_rows;             /* where each one is named in the file */
    size_t request_count;
};

enum { AGENT_LINES_GPIO, AGENT_LINES_TRACE };

/* 0; or -EINVAL, -ENOMEM with why and nothing to clear. */
int agent_config_read(struct agent_config *self, const char *path, struct why *why);
void agent_config_clear(struct agent_config *self);

/* Why the wiring of a sensor would read free when a wire breaks: static text, NULL if it does
 * not. */
const char *agent_config_fails_free(const struct agent_config *self, size_t sensor);

/* Of the sensor that uses a line request. */
const char *agent_config_user(const struct agent_config *self, size_t request);

/* The face to the source of lines; its texts belong to `self`. The start times are the
 * caller's. */
struct lines_config agent_config_lines(const struct agent_config *self);

/* Takes the edges from this trace, whatever source the file names. 0, or -ENOMEM with why. */
int agent_config_use_trace(struct agent_config *self, const char *path, struct why *why);

/* Part of the reader (config_sensors.c): the list `sensors`. */
int agent_config_sensors(struct agent_config *self, struct yaml_node list, struct why *why);

#endif
