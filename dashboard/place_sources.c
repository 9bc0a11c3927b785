/* place.yaml → sources: sensors of somebody else's. A preset fills in what a project's messages
 * look like; every key may be said otherwise. */
#include "dashboard/place_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOURCES_MAX 250 /* words of one state */
#define HOUR_MS 3600000LL
#define FRESH_MIN_MS 15000
#define FRESH_MAX_MS (7 * 24 * HOUR_MS)

static const char *const kinds[] = {"on-off", "count", "counter", NULL};

/* {1} is the device up to its first slash, {2} what is behind it, {} the whole. `within`: paths
 * are told from there on. */
struct preset {
    const char *topic, *within, *path, *availability, *availability_path, *online;
    int64_t freshness_ms;
    const char *hint; /* what `device` is */
};

enum { ZIGBEE2MQTT, ESPHOME, TASMOTA, HOMIE5, MILESIGHT_CHIRPSTACK, MILESIGHT_TTN };
static const char *const preset_names[] = {
    "zigbee2mqtt", "esphome", "tasmota", "homie5", "milesight-chirpstack", "milesight-ttn", NULL};
static const struct preset presets[] = {
    /* https://www.zigbee2mqtt.io/guide/configuration/device-availability.html */
    [ZIGBEE2MQTT] = {"zigbee2mqtt/{}", NULL, "occupancy", "zigbee2mqtt/{}/availability", "state",
                     "online", 4 * HOUR_MS, "its friendly name"},
    /* https://esphome.io/components/mqtt.html */
    [ESPHOME] = {"{1}/binary_sensor/{2}/state", NULL, NULL, "{1}/status", NULL, "online",
                 12 * HOUR_MS, "node/sensor"},
    /* https://tasmota.github.io/docs/MQTT/ */
    [TASMOTA] = {"stat/{}/POWER", NULL, NULL, "tele/{}/LWT", NULL, "Online", 12 * HOUR_MS,
                 "its topic"},
    /* https://homieiot.github.io/specification/ */
    [HOMIE5] = {"homie/5/{}", NULL, NULL, "homie/5/{1}/$state", NULL, "ready", 12 * HOUR_MS,
                "device/node/property"},
    /* https://www.chirpstack.io/docs/chirpstack/integrations/mqtt.html */
    [MILESIGHT_CHIRPSTACK] = {"application/+/device/{}/event/up", "object.", "occupancy", NULL,
                              NULL, NULL, HOUR_MS, "its DevEUI"},
    /* https://www.thethingsindustries.com/docs/integrations/other-integrations/mqtt/ */
    [MILESIGHT_TTN] = {"v3/+/devices/{}/up", "uplink_message.decoded_payload.", "occupancy", NULL,
                       NULL, NULL, HOUR_MS, "its device id"},
};

struct file_source {
    struct place_source source;
    char *device;
    int kind, preset; /* preset -1: none */
    bool has_freshness;
};

/* A pattern with the device put in; NULL when there is none, or memory is out. */
static char *filled(const char *pattern, const char *device)
{
    if (!pattern)
        return NULL;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    size_t head = strcspn(device, "/");
    for (const char *at = pattern; *at; at++) {
        if (!strncmp(at, "{}", 2)) {
            fputs(device, out);
            at += 1;
        } else if (!strncmp(at, "{1}", 3)) {
            fprintf(out, "%.*s", (int)head, device);
            at += 2;
        } else if (!strncmp(at, "{2}", 3)) {
            fputs(device[head] ? device + head + 1 : "", out);
            at += 2;
        } else {
            fputc(*at, out);
        }
    }
    return fclose(out) == 0 ? text : NULL;
}

static void put_in(char **text, const char *standard, const char *device)
{
    if (!*text)
        *text = filled(standard, device);
}

/* Paths of a preset are told from within what the network server wraps around them. */
static void put_within(char **path, const char *within)
{
    char *whole = NULL;
    if (!*path || !within || asprintf(&whole, "%s%s", within, *path) < 0)
        return;
    free(*path);
    *path = whole;
}

static void apply_preset(struct file_source *file, const struct preset *preset)
{
    struct place_source *source = &file->source;
    const char *device = file->device ? file->device : "";
    put_in(&source->topic, preset->topic, device);
    if (source->kind != SOURCE_COUNTER)
        put_in(&source->path, preset->path, device);
    put_within(&source->path, preset->within);
    put_within(&source->in, preset->within);
    put_within(&source->out, preset->within);
    put_in(&source->availability, preset->availability, device);
    put_in(&source->availability_path, preset->availability_path, device);
    put_in(&source->online, preset->online, device);
    if (!source->freshness_ms)
        source->freshness_ms = preset->freshness_ms;
}

/* MQTT 3.1.1, 4.7: + is a whole level, # the last one. */
static bool is_filter(const char *topic)
{
    size_t length = strlen(topic);
    for (size_t i = 0; i < length; i++) {
        bool begins = i == 0 || topic[i - 1] == '/', ends = !topic[i + 1] || topic[i + 1] == '/';
        if ((unsigned char)topic[i] < ' ' || (topic[i] == '+' && !(begins && ends)) ||
            (topic[i] == '#' && !(begins && i + 1 == length)))
            return false;
    }
    return length > 0 && strcmp(topic, "#") != 0;
}

static int check(struct yaml_node node, const struct file_source *file, struct why *why)
{
    const struct place_source *source = &file->source;
    if (!source->topic)
        return yaml_refuse(node, why, "source %s: write preset and device, or a topic", source->id);
    if (!is_filter(source->topic) || (source->availability && !is_filter(source->availability)))
        return yaml_refuse(node, why,
                           "source %s: %s is no topic: + is a whole level, # the last, and # alone "
                           "would be everything",
                           source->id,
                           is_filter(source->topic) ? source->availability : source->topic);
    if (!strncmp(source->topic, "lampion/", 8))
        return yaml_refuse(node, why, "source %s: topics under lampion/ are Lampion's own",
                           source->id);
    bool counts = source->kind == SOURCE_COUNTER;
    if (counts && (!source->in || !source->out))
        return yaml_refuse(node, why,
                           "source %s: a counter needs in: and out:, where its totals stand",
                           source->id);
    if (!counts && (source->in || source->out))
        return yaml_refuse(node, why, "source %s: in and out are for kind: counter", source->id);
    if ((source->on || source->off) && source->kind != SOURCE_ON_OFF)
        return yaml_refuse(node, why, "source %s: on and off are for kind: on-off", source->id);
    if (!source->on != !source->off)
        return yaml_refuse(node, why, "source %s: on and off go together", source->id);
    if (!source->freshness_ms)
        return yaml_refuse(node, why,
                           "source %s: freshness is missing: how old its word may be and still "
                           "count, longer than it is ever silent (10m, 4h)",
                           source->id);
    return 0;
}

static int read_source(struct yaml_node node, struct place_source *source, struct why *why)
{
#define SOURCE(member) offsetof(struct file_source, source.member)
    static const struct yaml_key keys[] = {
        {"id", YAML_ID, SOURCE(id), .required = true},
        {"preset", YAML_CHOICE, offsetof(struct file_source, preset), .choices = preset_names},
        {"device", YAML_TEXT, offsetof(struct file_source, device)},
        {"kind", YAML_CHOICE, offsetof(struct file_source, kind), .choices = kinds},
        {"topic", YAML_TEXT, SOURCE(topic)},
        {"path", YAML_TEXT, SOURCE(path), .hint = "occupancy, or object.count"},
        {"in", YAML_TEXT, SOURCE(in)},
        {"out", YAML_TEXT, SOURCE(out)},
        {"on", YAML_TEXT, SOURCE(on)},
        {"off", YAML_TEXT, SOURCE(off)},
        {"availability", YAML_TEXT, SOURCE(availability)},
        {"availability_path", YAML_TEXT, SOURCE(availability_path)},
        {"online", YAML_TEXT, SOURCE(online)},
        {"freshness", YAML_DURATION_MS, SOURCE(freshness_ms), .minimum = FRESH_MIN_MS,
         .maximum = FRESH_MAX_MS, .hint = "how old its word may be and still count"},
        {0},
    };
#undef SOURCE
    struct file_source file = {.preset = -1};
    int error = yaml_map(node, keys, &file, why);
    file.source.kind = (enum source_kind)file.kind;
    if (!error && file.preset >= 0 && !file.device && !file.source.topic)
        error = yaml_refuse(node, why, "source %s: device is missing: %s", file.source.id,
                            presets[file.preset].hint);
    if (!error && file.device && file.preset < 0)
        error = yaml_refuse(node, why, "source %s: device goes with a preset", file.source.id);
    if (!error && file.preset == ESPHOME && file.device && !strchr(file.device, '/'))
        error = yaml_refuse(node, why, "source %s: device of esphome: write node/sensor",
                            file.source.id);
    if (!error && file.preset >= 0)
        apply_preset(&file, &presets[file.preset]);
    if (!error)
        error = check(node, &file, why);
    *source = file.source; /* also after an error: the place owns the texts */
    free(file.device);
    return error;
}

int place_read_sources(struct place *place, struct yaml_node list, struct why *why)
{
    if (!yaml_is_list(list) || yaml_count(list) > SOURCES_MAX)
        return yaml_refuse(list, why, "sources: write a list of at most %d {id: …, preset: …}",
                           SOURCES_MAX);
    place->sources = calloc(yaml_count(list) + 1, sizeof *place->sources);
    if (!place->sources)
        return why_set(why, ENOMEM, "out of memory");
    for (size_t i = 0; i < yaml_count(list); i++) {
        place->source_count = i + 1;
        int error = read_source(yaml_item(list, i), &place->sources[i], why);
        if (error)
            return error;
        for (size_t k = 0; k < i; k++)
            if (!strcmp(place->sources[k].id, place->sources[i].id))
                return yaml_refuse(yaml_item(list, i), why, "source %s is there twice",
                                   place->sources[i].id);
    }
    return 0;
}

static bool is_door(const struct place *place, size_t sensor)
{
    for (size_t i = 0; i < place->door_count; i++)
        if (place->doors[i].sensor == sensor)
            return true;
    return false;
}

int place_check_sources(struct place *place, struct yaml_node root, struct why *why)
{
    for (size_t i = 0; i < place->sensor_count; i++) {
        struct place_sensor *sensor = &place->sensors[i];
        if (strcmp(sensor->agent, SOURCE_AGENT) != 0)
            continue;
        const struct place_source *source = place_find_source(place, sensor->sensor);
        if (is_door(place, i) != (source->kind == SOURCE_COUNTER))
            return yaml_refuse(root, why, "sensor source/%s: %s", sensor->sensor,
                               is_door(place, i) ? "a door needs a source of kind: counter"
                                                 : "a counter belongs to a door");
        if (source->kind == SOURCE_COUNT)
            sensor->kind = SENSOR_COUNT;
    }
    return 0;
}
