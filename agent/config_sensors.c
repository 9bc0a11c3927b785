#include "agent/config.h"

#include "agent/common/message.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMON_KEYS 6
#define KEYS_MAX 32
#define DEBOUNCE_MAX_MS 60000

static const char *const active_names[] = {"low", "high", NULL};
static const char *const bias_names[] = {
    [LINE_BIAS_AS_IS] = "as-is",
    [LINE_BIAS_PULL_UP] = "pull-up",
    [LINE_BIAS_PULL_DOWN] = "pull-down",
    [LINE_BIAS_DISABLED] = "disabled",
    NULL,
};

/* One sensor while it is read: what the key table fills. */
struct draft {
    struct sensor_config sensor;
    struct yaml_node kind;
    struct yaml_node line; /* of `line` or `lines` */
    int active, bias;      /* indices of the choices */
};

static int refuse_kind(struct yaml_node node, const char *kind, struct why *why)
{
    char kinds[256] = "";
    for (size_t i = 0; driver_at(i); i++) {
        size_t used = strlen(kinds);
        snprintf(kinds + used, sizeof kinds - used, "%s%s", i ? ", " : "", driver_at(i)->kind);
    }
    if (!kind)
        return yaml_refuse(node, why, "kind is missing; one of: %s", kinds);
    return yaml_refuse(node, why, "kind %s: there is no such kind; one of: %s", kind, kinds);
}

static int find_driver(struct yaml_node node, const struct driver **driver, struct why *why)
{
    if (!yaml_is_map(node))
        return yaml_refuse(node, why,
                           "a sensor is a mapping, as {id: seat-01, kind: seat, "
                           "line: GPIO22}");
    struct yaml_node at = yaml_get(node, "kind");
    const char *kind = yaml_is_set(at) ? yaml_scalar(at) : NULL;
    *driver = kind ? driver_find(kind) : NULL;
    return *driver ? 0 : refuse_kind(yaml_is_set(at) ? at : node, kind, why);
}

static bool has_one_line(const struct driver *driver)
{
    return driver->line_count == 1 && strcmp(driver->lines[0], "line") == 0;
}

/* The keys of a kind: the common ones and the driver's own. */
static void make_keys(const struct driver *driver, struct yaml_key keys[KEYS_MAX])
{
    const struct yaml_key common[COMMON_KEYS] = {
        {"id", YAML_ID, offsetof(struct draft, sensor.id), .required = true},
        {"kind", YAML_NODE, offsetof(struct draft, kind), .required = true},
        {has_one_line(driver) ? "line" : "lines", YAML_NODE, offsetof(struct draft, line),
         .required = true, .hint = has_one_line(driver) ? "GPIO22" : NULL},
        {"active", YAML_CHOICE, offsetof(struct draft, active), .choices = active_names},
        {"bias", YAML_CHOICE, offsetof(struct draft, bias), .choices = bias_names},
        {"debounce", YAML_DURATION_MS, offsetof(struct draft, sensor.debounce_ms),
         .maximum = DEBOUNCE_MAX_MS},
    };
    size_t count = 0;
    for (; count < COMMON_KEYS; count++)
        keys[count] = common[count];
    for (size_t i = 0; i < driver->key_count && count < KEYS_MAX - 1; i++) {
        const struct driver_key *key = &driver->keys[i];
        keys[count++] = (struct yaml_key){
            .name = key->name,
            .type = key->type == DRIVER_KEY_INT ? YAML_INT : YAML_DURATION_MS,
            .offset = offsetof(struct draft, sensor.driver_config) + key->offset,
            .minimum = key->minimum,
            .maximum = key->maximum,
        };
    }
    keys[count] = (struct yaml_key){0};
}

static void set_standards(struct draft *draft, const struct driver *driver)
{
    *draft = (struct draft){.sensor = {.driver = driver, .debounce_ms = driver->debounce_ms},
                            .active = driver->active_low ? 0 : 1,
                            .bias = (int)driver->bias};
    for (size_t i = 0; i < driver->key_count; i++)
        memcpy(draft->sensor.driver_config + driver->keys[i].offset, &driver->keys[i].standard,
               sizeof driver->keys[i].standard);
}

const char *agent_config_user(const struct agent_config *self, size_t request)
{
    for (size_t i = 0; i < self->sensor_count; i++)
        for (size_t k = 0; k < self->sensors[i].driver->line_count; k++)
            if (self->sensors[i].lines[k] == request)
                return self->sensors[i].id;
    return NULL;
}

/* Whose line it is already, perhaps of the sensor that is being read. */
static const char *line_user(const struct agent_config *self, const struct draft *draft,
                             size_t request)
{
    const char *user = agent_config_user(self, request);
    return user ? user : draft->sensor.id;
}

static int add_line(struct agent_config *self, struct draft *draft, size_t slot,
                    struct yaml_node node, struct why *why)
{
    const char *name = yaml_scalar(node);
    if (!name || !*name)
        return yaml_refuse(node, why, "%s: expected the name of a line, as GPIO17, or its offset",
                           draft->sensor.driver->lines[slot]);
    if (strlen(name) >= LINES_NAME_MAX)
        return yaml_refuse(node, why, "line %.20s...: longer than %d characters", name,
                           LINES_NAME_MAX - 1);
    for (size_t i = 0; i < self->request_count; i++)
        if (strcmp(self->requests[i].name, name) == 0)
            return yaml_refuse(node, why, "line %s: sensor %s uses it already", name,
                               line_user(self, draft, i));
    struct line_request *request = &self->requests[self->request_count];
    snprintf(request->name, sizeof request->name, "%s", name);
    request->bias = (enum line_bias)draft->bias;
    self->request_rows[self->request_count] = yaml_line(node);
    draft->sensor.lines[slot] = self->request_count++;
    return 0;
}

static void name_lines(const struct driver *driver, char text[128])
{
    text[0] = 0;
    for (size_t i = 0; i < driver->line_count; i++) {
        size_t used = strlen(text);
        snprintf(text + used, 128 - used, "%s%s: ...", i ? ", " : "", driver->lines[i]);
    }
}

/* `lines: {outer: GPIO17, inner: GPIO27}`: every line of the driver, and no other. */
static int add_named_lines(struct agent_config *self, struct draft *draft, struct why *why)
{
    const struct driver *driver = draft->sensor.driver;
    struct yaml_key keys[DRIVER_LINES_MAX + 1] = {0};
    struct yaml_node nodes[DRIVER_LINES_MAX] = {0};
    char wanted[128];
    name_lines(driver, wanted);
    if (!yaml_is_map(draft->line))
        return yaml_refuse(draft->line, why, "lines: a %s has %zu: write lines: {%s}", driver->kind,
                           driver->line_count, wanted);
    for (size_t i = 0; i < driver->line_count; i++)
        keys[i] = (struct yaml_key){.name = driver->lines[i],
                                    .type = YAML_NODE,
                                    .offset = i * sizeof *nodes,
                                    .required = true};
    int result = yaml_map(draft->line, keys, nodes, why);
    for (size_t i = 0; result == 0 && i < driver->line_count; i++)
        result = add_line(self, draft, i, nodes[i], why);
    return result;
}

static int refuse_wrong_form(struct yaml_node node, const struct driver *driver, struct why *why)
{
    const char *wrong = has_one_line(driver) ? "lines" : "line";
    struct yaml_node at = yaml_get(node, wrong);
    char wanted[128];
    if (!yaml_is_set(at))
        return 0;
    if (has_one_line(driver))
        return yaml_refuse(at, why, "lines: a %s has one: write line: ...", driver->kind);
    name_lines(driver, wanted);
    return yaml_refuse(at, why, "line: a %s has %zu: write lines: {%s}", driver->kind,
                       driver->line_count, wanted);
}

static int read_sensor(struct agent_config *self, struct yaml_node node, struct why *why)
{
    const struct driver *driver;
    struct yaml_key keys[KEYS_MAX];
    struct draft draft;
    int result = find_driver(node, &driver, why);
    if (result < 0 || (result = refuse_wrong_form(node, driver, why)) < 0)
        return result;
    make_keys(driver, keys);
    set_standards(&draft, driver);
    if ((result = yaml_map(node, keys, &draft, why)) < 0)
        return result;
    draft.sensor.active_low = draft.active == 0;
    draft.sensor.bias = (enum line_bias)draft.bias;
    for (size_t i = 0; i < self->sensor_count; i++)
        if (strcmp(self->sensors[i].id, draft.sensor.id) == 0)
            return yaml_refuse(yaml_get(node, "id"), why,
                               "id %s: the sensor at line %d has it already", draft.sensor.id,
                               self->sensor_rows[i]);
    const char *wrong = driver->check ? driver->check(draft.sensor.driver_config) : NULL;
    if (wrong)
        return yaml_refuse(node, why, "sensor %s: %s", draft.sensor.id, wrong);
    result = has_one_line(driver) ? add_line(self, &draft, 0, draft.line, why)
                                  : add_named_lines(self, &draft, why);
    if (result < 0)
        return result;
    self->sensor_rows[self->sensor_count] = yaml_line(node);
    self->sensors[self->sensor_count++] = draft.sensor;
    return 0;
}

int agent_config_sensors(struct agent_config *self, struct yaml_node list, struct why *why)
{
    size_t count = yaml_is_list(list) ? yaml_count(list) : 0;
    if (!count)
        return yaml_refuse(list, why, "sensors: expected a list of at least one sensor");
    if (count > MESSAGE_SENSORS_MAX)
        return yaml_refuse(list, why, "sensors: %zu are too many for one agent (at most %d)", count,
                           MESSAGE_SENSORS_MAX);
    self->sensors = calloc(count, sizeof *self->sensors);
    self->sensor_rows = calloc(count, sizeof *self->sensor_rows);
    self->requests = calloc(count * DRIVER_LINES_MAX, sizeof *self->requests);
    self->request_rows = calloc(count * DRIVER_LINES_MAX, sizeof *self->request_rows);
    if (!self->sensors || !self->sensor_rows || !self->requests || !self->request_rows)
        return why_set(why, ENOMEM, "out of memory");
    int result = 0;
    for (size_t i = 0; result == 0 && i < count; i++)
        result = read_sensor(self, yaml_item(list, i), why);
    return result;
}

const char *agent_config_fails_free(const struct agent_config *self, size_t sensor)
{
    const struct sensor_config *config = &self->sensors[sensor];
    if (!config->driver->fails_free)
        return NULL;
    return config->driver->fails_free(!config->active_low, bias_names[config->bias]);
}
