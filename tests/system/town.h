/* A place for system tests: a folder, a broker, a collector and agents that play traces or, inside
 * tests/rig, read GPIO lines; real programs, real sockets, real files. Everything ends with
 * town_close. */
#ifndef LAMPION_TESTS_TOWN_H
#define LAMPION_TESTS_TOWN_H

#include "tests/support/broker.h"
#include "tests/support/process.h"

#include <jansson.h>
#include <stdint.h>

#define TOWN_AGENTS_MAX 4

struct town {
    char folder[64];
    char clock[96]; /* --clock of all programs; empty: the real one */
    struct broker *broker;
    int broker_port, port;
    struct process collector;
    struct {
        char name[33];
        struct process process;
    } agents[TOWN_AGENTS_MAX];
    int agent_count;
};

#define TOWN_REAL_TIME 0 /* a speed: no simulated clock, as GPIO lines need it */

/* A folder, a simulated clock that starts now at `speed`, a broker, a lampion.yaml, and the
 * description `place` (YAML, with place id "town"). */
void town_open(struct town *self, double speed, const char *place);
void town_close(struct town *self);

/* So many people are in a hall before the collector first starts (`lampion count`). */
void town_count(const struct town *self, const char *zone, int64_t people);

/* The path of the program lampion. */
const char *town_program(void);

/* Starts the collector and waits until it answers. */
void town_serve(struct town *self);
/* Writes NAME.yaml with these sensors and NAME.csv, starts the agent; its index. */
int town_agent(struct town *self, const char *name, const char *sensors, const char *trace);
/* The same with another `lines:` than a trace ("{source: gpio, chip: ...}"); starts nothing. */
int town_agent_on(struct town *self, const char *name, const char *lines, const char *sensors);
void town_agent_start(struct town *self, int agent);

/* /api/v1/place, or /healthz: to be given to json_decref; NULL when there is no answer. */
json_t *town_place(const struct town *self);
json_t *town_health(const struct town *self);

/* Waits up to `ms` real until a number or text of /api/v1/place is `expected` ("null" too); the
 * path is like "zones.0.free" or "seats". Fails the test with what was there instead. */
void town_expect(struct town *self, const char *path, const char *expected, int ms);
/* The same for /healthz. */
void town_expect_health(struct town *self, const char *path, const char *expected, int ms);

/* The text of a value of that document, "(nothing)" where there is none. */
void town_value(json_t *root, const char *path, char *text, size_t size);
/* Prints what the programs said, for a failing test. */
void town_show(const struct town *self);

/* `lampion-agent check` on an agent's file: its exit status, and what it said. */
int town_check(const struct town *self, int agent, char *text, size_t size);

/* Publishes a payload as any client of the broker could. */
void town_publish(const struct town *self, const char *topic, const char *payload, size_t length);

/* The single number that a statement on the history gives. */
int64_t town_sql(const struct town *self, const char *statement);
/* Calls `row` for every row that a statement on the history gives. */
void town_rows(const struct town *self, const char *statement,
               int (*row)(void *context, int columns, char **values, char **names), void *context);

#endif
