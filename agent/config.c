#include "agent/config.h"

#include "agent/common/uri.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct document {
    struct yaml_node broker, lines, outbox, sensors;
    char place[ID_MAX], agent[ID_MAX];
};

static const struct yaml_key document_keys[] = {
    {"place", YAML_ID, offsetof(struct document, place), .required = true},
    {"agent", YAML_ID, offsetof(struct document, agent), .required = true},
    {"broker", YAML_NODE, offsetof(struct document, broker), .required = true,
     .hint = "{uri: \"mqtts://desk.local:8883\"}"},
    {"lines", YAML_NODE, offsetof(struct document, lines), .required = true,
     .hint = "{source: gpio, board: raspberry-pi-4}"},
    {"outbox", YAML_NODE, offsetof(struct document, outbox)},
    {"sensors", YAML_NODE, offsetof(struct document, sensors), .required = true,
     .hint = "[{id: seat-01, kind: seat, line: GPIO22}]"},
    {0},
};

static const struct yaml_key broker_keys[] = {
    {"uri", YAML_TEXT, offsetof(struct agent_config, broker.uri), .required = true,
     .hint = "mqtts://host:8883"},
    {"credential", YAML_TEXT, offsetof(struct agent_config, broker.credential)},
    {"insecure", YAML_BOOL, offsetof(struct agent_config, broker.insecure)},
    {0},
};

static const char *const source_names[] = {
    [AGENT_LINES_GPIO] = "gpio", [AGENT_LINES_TRACE] = "trace", NULL};

static const struct yaml_key lines_keys[] = {
    {"source", YAML_CHOICE, offsetof(struct agent_config, lines.source), .required = true,
     .choices = source_names},
    {"board", YAML_TEXT, offsetof(struct agent_config, lines.board)},
    {"chip", YAML_TEXT, offsetof(struct agent_config, lines.chip)},
    {"file", YAML_TEXT, offsetof(struct agent_config, lines.file)},
    {0},
};

static const struct yaml_key outbox_keys[] = {
    {"run", YAML_TEXT, offsetof(struct agent_config, outbox.run)},
    {"spill", YAML_TEXT, offsetof(struct agent_config, outbox.spill)},
    {"spill_after", YAML_DURATION_MS, offsetof(struct agent_config, outbox.spill_after_ms),
     .minimum = 0, .maximum = 3600000},
    {"max", YAML_SIZE_BYTES, offsetof(struct agent_config, outbox.max_bytes), .minimum = 1000000,
     .maximum = 100000000000},
    {0},
};

/* A relative path counts from the folder of agent.yaml. */
static int resolve(const struct agent_config *self, char **file, struct why *why)
{
    const char *slash = strrchr(self->path, '/');
    if (!*file || (*file)[0] == '/' || !slash)
        return 0;
    char *path;
    if (asprintf(&path, "%.*s/%s", (int)(slash - self->path), self->path, *file) < 0)
        return why_set(why, ENOMEM, "out of memory");
    free(*file);
    *file = path;
    return 0;
}

static int check_broker(struct agent_config *self, struct yaml_node node, struct why *why)
{
    struct why reason;
    if (uri_check_broker(self->broker.uri, self->broker.insecure, &reason) == 0)
        return resolve(self, &self->broker.credential, why);
    return yaml_refuse(yaml_get(node, "uri"), why, "uri: %s", reason.text);
}

static int check_lines(struct agent_config *self, struct yaml_node node, struct why *why)
{
    bool trace = self->lines.source == AGENT_LINES_TRACE;
    const char *const names[] = {"board", "chip", "file"};
    for (size_t i = 0; i < 3; i++) {
        struct yaml_node at = yaml_get(node, names[i]);
        bool allowed = trace == (strcmp(names[i], "file") == 0);
        if (yaml_is_set(at) && !allowed)
            return yaml_refuse(at, why, "%s: does not go with source: %s", names[i],
                               source_names[self->lines.source]);
    }
    if (self->lines.board && self->lines.chip)
        return yaml_refuse(yaml_get(node, "chip"), why,
                           "chip: board %s names it already; keep one of the two",
                           self->lines.board);
    if (!trace)
        return 0;
    if (!self->lines.file)
        return yaml_refuse(node, why, "lines: source: trace needs file: PATH of the trace");
    return resolve(self, &self->lines.file, why);
}

static void set_standards(struct agent_config *self)
{
    self->outbox.spill_after_ms = 5000;
    self->outbox.max_bytes = 200000000;
}

static int read_document(struct agent_config *self, const struct yaml_file *file, struct why *why)
{
    struct document document = {0};
    int result = yaml_map(yaml_root(file), document_keys, &document, why);
    if (result < 0)
        return result;
    memcpy(self->place, document.place, sizeof self->place);
    memcpy(self->agent, document.agent, sizeof self->agent);
    if ((result = yaml_map(document.broker, broker_keys, self, why)) < 0 ||
        (result = check_broker(self, document.broker, why)) < 0 ||
        (result = yaml_map(document.lines, lines_keys, self, why)) < 0 ||
        (result = check_lines(self, document.lines, why)) < 0)
        return result;
    if (yaml_is_set(document.outbox) &&
        (result = yaml_map(document.outbox, outbox_keys, self, why)) < 0)
        return result;
    return agent_config_sensors(self, document.sensors, why);
}

int agent_config_read(struct agent_config *self, const char *path, struct why *why)
{
    *self = (struct agent_config){.path = strdup(path)};
    set_standards(self);
    struct yaml_file *file = self->path ? yaml_open(path, why) : NULL;
    if (!self->path)
        why_set(why, ENOMEM, "out of memory");
    int result = file ? read_document(self, file, why) : -EINVAL;
    if (file)
        yaml_close(file);
    if (result < 0)
        agent_config_clear(self);
    return result;
}

void agent_config_clear(struct agent_config *self)
{
    char *const texts[] = {self->path,        self->broker.uri,  self->broker.credential,
                           self->lines.board, self->lines.chip,  self->lines.file,
                           self->outbox.run,  self->outbox.spill};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    free(self->sensors);
    free(self->sensor_rows);
    free(self->requests);
    free(self->request_rows);
    *self = (struct agent_config){0};
}

int agent_config_use_trace(struct agent_config *self, const char *path, struct why *why)
{
    char *copy = strdup(path);
    if (!copy)
        return why_set(why, ENOMEM, "out of memory");
    free(self->lines.file);
    self->lines.file = copy;
    self->lines.source = AGENT_LINES_TRACE;
    return 0;
}

struct lines_config agent_config_lines(const struct agent_config *self)
{
    return (struct lines_config){
        .source = source_names[self->lines.source],
        .chip = self->lines.chip,
        .board = self->lines.board,
        .waits = self->lines.waits,
        .file = self->lines.file,
        .requests = self->requests,
        .request_count = self->request_count,
    };
}
