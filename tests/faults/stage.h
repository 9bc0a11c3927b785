/* The stage of a round: a broker, a collector and agents that play traces, in a folder of their
 * own; each can be killed, stopped and started again, and the truth is kept in journals. */
#ifndef LAMPION_TESTS_FAULTS_STAGE_H
#define LAMPION_TESTS_FAULTS_STAGE_H

#include "tests/faults/flow.h"
#include "tests/faults/net.h"
#include "tests/faults/proxy.h"
#include "tests/faults/verdict.h"
#include "tests/support/broker.h"
#include "tests/support/process.h"

#define STAGE_AGENTS_MAX FLOW_AGENTS_MAX

struct stage_plan {
    uint64_t seed;
    int agents;              /* 3 to STAGE_AGENTS_MAX */
    double speed;            /* of the simulated clock; 0: the real one */
    int length_ms;           /* real: how long the traces go on */
    int step_ms;             /* real: the mean time between two changes on a board */
    const char *spill_after; /* of the agents' outboxes */
    bool proxied;            /* agents and collector reach the broker by a proxy each */
    bool apart;              /* each agent is at the end of a cable; needs net_private */
    bool patient;            /* a simulated hour is to cost little, see patience.c */
    bool small_disks;        /* of the collector and the agents; needs net_private */
};

struct stage {
    struct stage_plan plan;
    char folder[64];
    char clock[96];      /* --clock of all programs; empty: the real one */
    int64_t end_real_ms; /* of the traces */
    int64_t offset_ms;   /* UTC less the boards' time */
    struct broker *broker;
    int http_port;
    struct proxy *proxies[2]; /* the agents' and the collector's, NULL: none */
    struct cable cables[STAGE_AGENTS_MAX];
    int ended;    /* programs that ended by themselves */
    int findings; /* what was wrong on the way, told when it was seen */
    struct process collector;
    struct process agents[STAGE_AGENTS_MAX];
};

/* The folder and all files, and the broker's start. Ends the program where that fails. */
void stage_open(struct stage *self, const struct stage_plan *plan, const char *folder);
/* Removes the folder; a copy of it stays in FOLDER.kept if told. */
void stage_close(struct stage *self, bool keep);

void stage_start_collector(struct stage *self);
void stage_start_agent(struct stage *self, int agent);
void stage_start_all(struct stage *self);

/* A file of the stage: "history.db". */
const char *stage_path(const struct stage *self, const char *name, char path[256]);
/* "run" and "spill" have a folder for each agent. */
const char *stage_agent_folder(const struct stage *self, int agent, const char *name,
                               char path[256]);

/* Everything that was killed and not started again is started, what was stopped goes on, the
 * cable is in. */
void stage_repair(struct stage *self);
/* Waits until all traces are at their end and the history has everything. False when `ms` pass
 * without it. */
bool stage_settle(struct stage *self, int ms);
/* Kills the agents; the page must say unknown of every seat when their last word is
 * not fresh any more at the latest. Starts them
 * again. */
void stage_check_unknown(struct stage *self);
/* Stops the programs, and holds the journals against the history. */
struct tally stage_verdict(struct stage *self, bool losses);

void stage_show(const struct stage *self);

#endif
