/* The description of a place: zones, seats, sensors, doors, hours, policy. Plain data that
 * every room reads and none changes; made by place_read from place.yaml (see the README). */
#ifndef LAMPION_PLACE_H
#define LAMPION_PLACE_H

#include "agent/common/topic.h"
#include "agent/common/why.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum language { LANGUAGE_FR, LANGUAGE_EN, LANGUAGE_COUNT };
const char *language_code(enum language language); /* "fr" */

/* A name in the languages of the place; where the file gives one text, all are that text. */
struct place_text {
    char *in[LANGUAGE_COUNT];
};

enum zone_kind { ZONE_SEATS, ZONE_ROOM, ZONE_HALL };
enum seat_policy { SEAT_SHARED, SEAT_DEDICATED, SEAT_PRIVATE };
enum place_visibility { VISIBILITY_PUBLIC, VISIBILITY_MEMBERS, VISIBILITY_PRIVATE };

/* What a room is for; the order of the words in place_zones.c. */
enum zone_purpose {
    PURPOSE_ROOM,
    PURPOSE_MEETING,
    PURPOSE_OFFICE,
    PURPOSE_PHONE,
    PURPOSE_LOUNGE,
    PURPOSE_WORKSHOP,
    PURPOSE_KITCHEN,
    PURPOSE_TOILET,
    PURPOSE_CORRIDOR,
};

/* A PIR sees who moves, a radar (mmwave) also who sits still; a counter says how many. */
enum sensor_kind { SENSOR_UNSAID, SENSOR_PIR, SENSOR_MMWAVE, SENSOR_COUNT };

/* A sensor of an agent, named "agent/sensor" in the file. Indices into place.sensors are what
 * zones and doors refer to; they hold for one version of the description only. */
struct place_sensor {
    char agent[ID_MAX];
    char sensor[ID_MAX];
    int64_t freshness_ms;  /* how old its word may be; 0 = not said */
    enum sensor_kind kind; /* presence sensors: as the file says it, for boards that do not */
};

#define SENSOR_NONE ((size_t)-1)

struct place_seat {
    char id[ID_MAX];
    size_t sensor;
    enum seat_policy policy;
    bool out_of_service;
};

/* What leaves the house, and how fine. A zone's is the place's but for what it says itself. */
struct place_privacy {
    enum place_visibility visibility; /* of a zone: the place's, or private: shown to nobody */
    int64_t step_ms;                  /* of the place only */
    int64_t bucket;
    int64_t minimum_count; /* of the past */
    int64_t live_minimum;  /* of the present: minimum_count where the file says it, else 1 */
    bool hide_outside_hours;
};

struct place_zone {
    char id[ID_MAX];
    struct place_text name;
    enum zone_kind kind;
    struct place_privacy privacy;
    int64_t capacity;          /* persons; 0 = not said */
    int64_t release_ms;        /* seats: a seat left less long ago is held */
    enum zone_purpose purpose; /* room */
    bool has_hold;             /* room: a plain hold instead of the filter */
    int64_t hold_ms;           /* motion counts as presence this long */
    size_t contact;            /* room: of its only door; SENSOR_NONE */
    int64_t quiet_ms;          /* hall: reset to 0 after all was silent this long */
    int64_t fresh_ms;          /* how old the word of its sensors may be; 0 = not said */
    struct place_seat *seats;
    size_t seat_count;
    size_t *sensors; /* room: presence sensors and counters; hall: counters */
    size_t sensor_count;
    size_t *contains; /* hall: zones */
    size_t contain_count;
    size_t parent; /* the zone that contains this one, or ZONE_NONE */
};

#define ZONE_NONE ((size_t)-1)
#define ZONE_OUTSIDE ((size_t)-2)

struct place_door {
    size_t sensor;
    size_t from, to; /* zones, or ZONE_OUTSIDE; "in" goes from `from` to `to` */
};

/* A sensor of somebody else's, heard on the broker: "source/ID" in zones and doors. What it says
 * between two of our looks is lost. Topics may have the wildcards + and #. */
#define SOURCE_AGENT "source"
enum source_kind { SOURCE_ON_OFF, SOURCE_COUNT, SOURCE_COUNTER };

struct place_source {
    char id[ID_MAX];
    enum source_kind kind;
    char *topic;
    char *path, *in, *out;   /* into JSON, by dots; path NULL: the payload is the word */
    char *on, *off;          /* the words; NULL: the usual ones (source_word.h) */
    char *availability;      /* topic; NULL: none */
    char *availability_path; /* NULL: the payload; a payload that is no JSON is a word, too */
    char *online;            /* any other word means offline; NULL: "online" */
    int64_t freshness_ms;    /* how old a word may be; of a count: how long it holds */
};

struct place {
    char *uri;
    char id[ID_MAX];
    struct place_text name;
    char *kind, *timezone;
    enum language languages[LANGUAGE_COUNT];
    size_t language_count;
    char *url, *logo, *email, *address, *licence;
    bool has_location;
    double lat, lon;
    char *opening_hours; /* NULL when not said */
    size_t open_sensor;  /* or SENSOR_NONE */
    char *holidays;
    char *school_holidays; /* zone of the imported table; NULL when not said */
    struct place_privacy privacy;
    struct place_zone *zones;
    size_t zone_count;
    size_t *inner_first; /* all zone indices, a zone after those it contains */
    struct place_door *doors;
    size_t door_count;
    struct place_sensor *sensors;
    size_t sensor_count;
    struct place_source *sources;
    size_t source_count;
};

/* Reads a description and checks that it is whole: every reference leads somewhere, ids are
 * unique, zones do not contain themselves. NULL with why ("file:line: ..."). */
struct place *place_read(const char *path, struct why *why);
struct place *place_parse(const char *name, const char *text, size_t length, struct why *why);
void place_free(struct place *place);

size_t place_find_sensor(const struct place *place, const char *agent, const char *sensor);
const struct place_source *place_find_source(const struct place *place, const char *id);
/* How many sensors of a zone are sources: without protection against losses. */
size_t place_unprotected(const struct place *place, size_t zone);
size_t place_find_zone(const struct place *place, const char *id);

#endif
