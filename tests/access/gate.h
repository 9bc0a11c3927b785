/* A place whose broker lets in whom it enrolled: real programs, a real mosquitto on the files that
 * `lampion enroll` wrote, all in one folder. For tests of access. */
#ifndef LAMPION_TESTS_ACCESS_GATE_H
#define LAMPION_TESTS_ACCESS_GATE_H

#include "tests/support/process.h"
#include <stdbool.h>
#include <stdint.h>

#define GATE_AGENTS_MAX 4

struct gate {
    char folder[64];
    int broker_port, port; /* port: of the page */
    int said;              /* outputs of commands so far: said-N.log */
    struct process broker, collector, raw;
    struct process agents[GATE_AGENTS_MAX];
    int agent_count;
};

/* A folder with lampion.yaml (place "gate", the collector's credential to be collector.credential)
 * and place.yaml (a seat d1 of desks/s1); nothing runs. */
void gate_open(struct gate *self);
void gate_close(struct gate *self);

/* `lampion ARGUMENTS --config lampion.yaml` or any command line, in the folder: its exit code; what
 * it said is in gate_said until the next. */
int gate_lampion(struct gate *self, const char *arguments);
int gate_shell(struct gate *self, const char *line);
const char *gate_said(const struct gate *self);

/* `lampion enroll --broker HOSTS`, a collector's credential and one for each agent (by space),
 * NAME.credential. */
void gate_enroll(struct gate *self, const char *hosts, const char *agents);

/* mosquitto with mosquitto/lampion.conf, or the configuration named. Waits until it listens. */
void gate_broker(struct gate *self, const char *configuration);
/* Starts the collector and waits until it has a page (connected or not). */
void gate_serve(struct gate *self);
/* Writes agent.yaml of `name` (a seat s1, free at once) with this credential ("": none) and starts
 * it; its index. */
int gate_agent(struct gate *self, const char *name, const char *credential);

/* Waits until the page (or, with a path, another address) has this text, else fails. */
void gate_expect(struct gate *self, const char *path, const char *text);
/* Waits until the program's log has it, else fails. */
void gate_expect_log(struct process *process, const char *text);
/* The number that a statement on the history gives. */
int64_t gate_sql(const struct gate *self, const char *statement);

/* mosquitto_pub with the credential NAME (more options in `options`): its exit code. */
int gate_publish(struct gate *self, const char *name, const char *topic, const char *options);
/* mosquitto_sub of everything with the credential NAME until one message came; gate_heard is then
 * its topic. */
void gate_listen(struct gate *self, const char *name);
const char *gate_heard(struct gate *self);

#endif
