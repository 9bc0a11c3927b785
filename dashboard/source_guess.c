#include "dashboard/source_guess.h"
#include "agent/common/json.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A text as YAML has it between double quotes. */
static void quote(const char *text, char *quoted, size_t size)
{
    size_t used = 0;
    for (; *text && used + 3 < size; text++) {
        if (*text == '"' || *text == '\\')
            quoted[used++] = '\\';
        quoted[used++] = *text;
    }
    quoted[used] = 0;
}

static void name(struct source_guess *guess, const char *text)
{
    size_t used = 0;
    for (; *text && used + 1 < sizeof guess->id; text++) {
        char c = (char)tolower((unsigned char)*text);
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain || (used && guess->id[used - 1] != '-'))
            guess->id[used++] = plain ? c : '-';
    }
    while (used && guess->id[used - 1] == '-')
        used--;
    guess->id[used] = 0;
    if (!used)
        strcpy(guess->id, "sensor");
}

static void __attribute__((format(printf, 2, 3)))
add(struct source_guess *guess, const char *format, ...)
{
    size_t used = strlen(guess->rest);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(guess->rest + used, sizeof guess->rest - used, format, arguments);
    va_end(arguments);
}

static bool preset(struct source_guess *guess, const char *by, const char *which,
                   const char *device)
{
    char quoted[256];
    quote(device, quoted, sizeof quoted);
    name(guess, device);
    guess->by = by;
    add(guess, "preset: %s, device: \"%s\"", which, quoted);
    return true;
}

static bool is_there(const struct json_t *values, const char *path)
{
    char word[64];
    const struct json_t *value = json_at(values, path);
    return value && json_word(value, word, sizeof word);
}

/* What tells of people in an object of values; false: nothing. `standard`: what the preset takes
 * without being told. */
static bool add_value(struct source_guess *guess, const struct json_t *values, const char *standard)
{
    static const char *const pairs[][2] = {{"occupancy_in", "occupancy_out"},
                                           {"line_1_total_in", "line_1_total_out"},
                                           {"total_in", "total_out"},
                                           {"people_in", "people_out"}};
    static const char *const counts[] = {"people_count_all", "region_1_count", "people_count",
                                         "people", "occupancy_count"};
    static const char *const levels[] = {"occupancy", "presence", "motion"};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (is_there(values, pairs[i][0]) && is_there(values, pairs[i][1])) {
            add(guess, ", kind: counter, in: %s, out: %s", pairs[i][0], pairs[i][1]);
            return true;
        }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (is_there(values, counts[i])) {
            add(guess, ", kind: count, path: %s", counts[i]);
            return true;
        }
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (is_there(values, levels[i])) {
            if (!standard || strcmp(standard, levels[i]) != 0)
                add(guess, ", path: %s", levels[i]);
            return true;
        }
    if (!is_there(values, "contact"))
        return false;
    add(guess, ", path: contact, on: \"false\", off: \"true\""); /* contact: true is closed */
    return true;
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && !strcmp(text + length - tail, end);
}

static bool is_word(const char *payload, size_t length, const char *on, const char *off)
{
    return (length == strlen(on) && !strncmp(payload, on, length)) ||
           (length == strlen(off) && !strncmp(payload, off, length));
}

/* The level of a topic with this number, from 0. */
static bool level(const char *topic, int number, char *text, size_t size)
{
    for (; number > 0 && *topic; number--)
        topic = strchr(topic, '/') ? strchr(topic, '/') + 1 : "";
    size_t length = strcspn(topic, "/");
    if (!length || length >= size)
        return false;
    memcpy(text, topic, length);
    text[length] = 0;
    return true;
}

static bool guess_plain(const char *topic, const char *payload, size_t length,
                        struct source_guess *guess)
{
    char device[200], other[100];
    const char *middle = strstr(topic, "/binary_sensor/");
    if (!strncmp(topic, "homie/5/", 8) && !strchr(topic, '$') &&
        is_word(payload, length, "true", "false"))
        return preset(guess, "Homie 5", "homie5", topic + 8);
    if (!strncmp(topic, "stat/", 5) && ends_with(topic, "/POWER") &&
        is_word(payload, length, "ON", "OFF") && level(topic, 1, device, sizeof device))
        return preset(guess, "Tasmota", "tasmota", device);
    if (!middle || !ends_with(topic, "/state") || !is_word(payload, length, "ON", "OFF") ||
        strchr(topic, '/') != middle || !level(topic, 0, device, sizeof device) ||
        !level(topic, 2, other, sizeof other))
        return false;
    strncat(device, "/", sizeof device - strlen(device) - 1);
    strncat(device, other, sizeof device - strlen(device) - 1);
    return preset(guess, "ESPHome", "esphome", device);
}

static bool guess_json(const char *topic, const struct json_t *root, struct source_guess *guess)
{
    char device[200], quoted[256];
    if (!strncmp(topic, "zigbee2mqtt/bridge/", 19) || ends_with(topic, "/availability"))
        return false;
    if (!strncmp(topic, "zigbee2mqtt/", 12))
        return preset(guess, "Zigbee2MQTT", "zigbee2mqtt", topic + 12) &&
               add_value(guess, root, "occupancy");
    if (!strncmp(topic, "application/", 12) && ends_with(topic, "/event/up") &&
        level(topic, 3, device, sizeof device))
        return preset(guess, "ChirpStack", "milesight-chirpstack", device) &&
               add_value(guess, json_at(root, "object"), "occupancy");
    if (!strncmp(topic, "v3/", 3) && ends_with(topic, "/up") &&
        level(topic, 3, device, sizeof device))
        return preset(guess, "The Things Stack", "milesight-ttn", device) &&
               add_value(guess, json_at(root, "uplink_message.decoded_payload"), "occupancy");
    if (!strncmp(topic, "tele/", 5) && ends_with(topic, "/STATE") && is_there(root, "POWER") &&
        level(topic, 1, device, sizeof device))
        return preset(guess, "Tasmota", "tasmota", device);
    quote(topic, quoted, sizeof quoted);
    name(guess, topic);
    guess->by = "JSON";
    add(guess, "topic: \"%s\"", quoted);
    if (!add_value(guess, root, NULL))
        return false;
    add(guess, ", freshness: 1h");
    return true;
}

bool source_guess(const char *topic, const char *payload, size_t length, struct source_guess *guess)
{
    struct json_t *root;
    *guess = (struct source_guess){.by = ""};
    if (!strncmp(topic, "lampion/", 8) || !strncmp(topic, "homeassistant/", 14) ||
        strlen(topic) > 200)
        return false;
    if (guess_plain(topic, payload, length, guess))
        return true;
    if (json_parse(payload, length, &root))
        return false;
    bool found = guess_json(topic, root, guess);
    json_free(root);
    return found;
}
