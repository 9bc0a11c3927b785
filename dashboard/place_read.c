/* place.yaml → struct place: what the place is called, its policy, and the order of the parts. */
#include "dashboard/place_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const languages[] = {"fr", "en", NULL};

static char *copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

static int read_one_text(struct yaml_node node, struct place_text *text, struct why *why)
{
    static const struct yaml_key row = {"name", YAML_TEXT};
    char *given = NULL;
    int error = yaml_value(node, &row, &given, why);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        text->in[i] = copy(given);
    free(given);
    return error;
}

int place_read_text(struct yaml_node node, struct place_text *text, struct why *why)
{
    if (yaml_scalar(node))
        return read_one_text(node, text, why);
    static const struct yaml_key keys[] = {
        {"fr", YAML_TEXT, offsetof(struct place_text, in[LANGUAGE_FR])},
        {"en", YAML_TEXT, offsetof(struct place_text, in[LANGUAGE_EN])},
        {0},
    };
    int error = yaml_map(node, keys, text, why);
    if (error)
        return error;
    const char *given = NULL;
    for (int i = 0; i < LANGUAGE_COUNT && !given; i++)
        given = text->in[i];
    if (!given)
        return yaml_refuse(node, why, "name: write a text, or {fr: …, en: …}");
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (!text->in[i])
            text->in[i] = copy(given);
    return 0;
}

int place_read_sensor(struct place *place, struct yaml_node node, size_t *index, struct why *why)
{
    struct place_sensor sensor = {0};
    const char *text = yaml_scalar(node), *slash = text ? strchr(text, '/') : NULL;
    if (slash && slash - text < ID_MAX && strlen(slash + 1) < ID_MAX) {
        memcpy(sensor.agent, text, (size_t)(slash - text));
        strcpy(sensor.sensor, slash + 1);
    }
    if (!id_is_valid(sensor.agent) || !id_is_valid(sensor.sensor))
        return yaml_refuse(node, why, "sensor %s: write agent/sensor, both of a-z 0-9 and -",
                           text ? text : "(not a text)");
    if (!strcmp(sensor.agent, SOURCE_AGENT) && !place_find_source(place, sensor.sensor))
        return yaml_refuse(node, why,
                           "sensor %s: sources: has no %s (the agent's name \"source\" is theirs)",
                           text, sensor.sensor);
    *index = place_find_sensor(place, sensor.agent, sensor.sensor);
    if (*index != SENSOR_NONE)
        return 0;
    struct place_sensor *grown = realloc(place->sensors, (place->sensor_count + 1) * sizeof *grown);
    if (!grown)
        return why_set(why, ENOMEM, "out of memory");
    place->sensors = grown;
    *index = place->sensor_count++;
    place->sensors[*index] = sensor;
    return 0;
}

struct file_place {
    struct place place;
    struct yaml_node name, languages, contact, open, lat, lon;
};

struct file_open {
    struct yaml_node sensor;
};

static int read_languages(struct place *place, struct yaml_node list, struct why *why)
{
    if (!yaml_is_list(list))
        return yaml_refuse(list, why, "languages: write a list, [fr, en]");
    for (size_t i = 0; i < yaml_count(list) && i < LANGUAGE_COUNT; i++) {
        int language = 0;
        static const struct yaml_key row = {"languages", YAML_CHOICE, .choices = languages};
        int error = yaml_value(yaml_item(list, i), &row, &language, why);
        if (error)
            return error;
        place->languages[place->language_count++] = (enum language)language;
    }
    return 0;
}

static int read_location(struct file_place *file, struct why *why)
{
    static const struct yaml_key lat = {"lat", YAML_NUMBER, .minimum = -90, .maximum = 90};
    static const struct yaml_key lon = {"lon", YAML_NUMBER, .minimum = -180, .maximum = 180};
    if (!yaml_is_set(file->lat) && !yaml_is_set(file->lon))
        return 0;
    if (!yaml_is_set(file->lat) || !yaml_is_set(file->lon))
        return yaml_refuse(yaml_is_set(file->lat) ? file->lat : file->lon, why,
                           "lat and lon go together");
    file->place.has_location = true;
    int error = yaml_value(file->lat, &lat, &file->place.lat, why);
    return error ? error : yaml_value(file->lon, &lon, &file->place.lon, why);
}

static int read_about_parts(struct file_place *file, struct place *place, struct why *why)
{
    static const struct yaml_key contact_keys[] = {
        {"email", YAML_TEXT, offsetof(struct place, email)}, {0}};
    static const struct yaml_key open_keys[] = {
        {"sensor", YAML_NODE, offsetof(struct file_open, sensor), .required = true}, {0}};
    int error = place_read_text(file->name, &place->name, why);
    if (!error && yaml_is_set(file->languages))
        error = read_languages(place, file->languages, why);
    if (!error && yaml_is_set(file->contact))
        error = yaml_map(file->contact, contact_keys, place, why);
    struct file_open open = {0};
    if (!error && yaml_is_set(file->open))
        error = yaml_map(file->open, open_keys, &open, why);
    if (!error && yaml_is_set(open.sensor))
        error = place_read_sensor(place, open.sensor, &place->open_sensor, why);
    if (!error && place->opening_hours && place->open_sensor != SENSOR_NONE)
        error = yaml_refuse(file->open, why, "write opening_hours or open, not both");
    return error;
}

static int read_about(struct place *place, struct yaml_node node, struct why *why)
{
#define PLACE(member) offsetof(struct file_place, place.member)
    static const struct yaml_key keys[] = {
        {"uri", YAML_TEXT, PLACE(uri), .hint = "an address that is yours alone"},
        {"id", YAML_ID, PLACE(id), .required = true},
        {"name", YAML_NODE, offsetof(struct file_place, name), .required = true},
        {"kind", YAML_TEXT, PLACE(kind)},
        {"timezone", YAML_TEXT, PLACE(timezone), .hint = "Europe/Paris"},
        {"languages", YAML_NODE, offsetof(struct file_place, languages)},
        {"url", YAML_TEXT, PLACE(url)},
        {"logo", YAML_TEXT, PLACE(logo)},
        {"contact", YAML_NODE, offsetof(struct file_place, contact)},
        {"address", YAML_TEXT, PLACE(address)},
        {"lat", YAML_NODE, offsetof(struct file_place, lat)},
        {"lon", YAML_NODE, offsetof(struct file_place, lon)},
        {"licence", YAML_TEXT, PLACE(licence)},
        {"opening_hours", YAML_TEXT, PLACE(opening_hours)},
        {"open", YAML_NODE, offsetof(struct file_place, open)},
        {"holidays", YAML_TEXT, PLACE(holidays)},
        {"school_holidays", YAML_TEXT, PLACE(school_holidays),
         .hint = "FR-A, FR-B, FR-C, or what the imported table says: Rennes, Corse"},
        {0},
    };
#undef PLACE
    struct file_place file = {.place = *place};
    int error = yaml_map(node, keys, &file, why);
    if (!error)
        error = read_location(&file, why);
    *place = file.place; /* also after an error: it owns the texts */
    if (!error)
        error = read_about_parts(&file, place, why);
    if (!error && !place->language_count) {
        place->languages[0] = LANGUAGE_FR;
        place->languages[1] = LANGUAGE_EN;
        place->language_count = 2;
    }
    return error;
}

struct file_description {
    struct yaml_node place, privacy, sources, zones, doors;
};

static int read_all(struct place *place, struct yaml_node root, struct why *why)
{
    static const struct yaml_key keys[] = {
        {"place", YAML_NODE, offsetof(struct file_description, place), .required = true},
        {"privacy", YAML_NODE, offsetof(struct file_description, privacy)},
        {"sources", YAML_NODE, offsetof(struct file_description, sources)},
        {"zones", YAML_NODE, offsetof(struct file_description, zones), .required = true},
        {"doors", YAML_NODE, offsetof(struct file_description, doors)},
        {0},
    };
    struct file_description file = {0};
    int error = yaml_map(root, keys, &file, why);
    if (!error && yaml_is_set(file.sources)) /* others refer to them */
        error = place_read_sources(place, file.sources, why);
    if (!error)
        error = read_about(place, file.place, why);
    if (!error && yaml_is_set(file.privacy))
        error = place_read_privacy(file.privacy, &place->privacy, why);
    if (!error)
        error = place_read_zones(place, file.zones, why);
    if (!error && yaml_is_set(file.doors))
        error = place_read_doors(place, file.doors, why);
    if (!error)
        error = place_check_sources(place, root, why);
    return error;
}

static struct place *read_file(struct yaml_file *file, struct why *why)
{
    struct place *place = file ? calloc(1, sizeof *place) : NULL;
    if (place) {
        place->open_sensor = SENSOR_NONE;
        place->privacy = place_privacy_standard;
        if (read_all(place, yaml_root(file), why)) {
            place_free(place);
            place = NULL;
        } else if (!place->timezone) {
            place->timezone = copy("Europe/Paris");
        }
    }
    yaml_close(file);
    return place;
}

struct place *place_read(const char *path, struct why *why)
{
    return read_file(yaml_open(path, why), why);
}

struct place *place_parse(const char *name, const char *text, size_t length, struct why *why)
{
    return read_file(yaml_parse(name, text, length, why), why);
}
