/* The truth: what the agents numbered, as their journals (agent/journal.h) have it. */
#ifndef LAMPION_TESTS_FAULTS_TRUTH_H
#define LAMPION_TESTS_FAULTS_TRUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An event as the history has it (dashboard/history/schema). */
struct fact {
    int64_t seq;
    int64_t t_ms; /* the board's time */
    int kind;     /* of the table `event` */
    char sensor[33], why[33], boot[37];
    int64_t value, value2, value3; /* 0 where there is none */
};

struct truth_event {
    struct fact fact;
    uint32_t stream; /* index */
    uint32_t life;   /* of an agent: one a process, over all agents */
    bool opens;      /* the first of its process */
    bool kept;       /* was in the outbox, or its process ended by itself */
    bool found;      /* the verdict's */
};

struct truth {
    struct truth_stream {
        char name[33];
        int agent;
    } * streams;
    size_t stream_count;
    struct truth_event *events; /* by stream, number, life */
    size_t count;
    uint32_t lives;
};

/* Adds a journal. Ends the program where a line is not understood; half a line at the end, of a
 * process that is just writing, is none. */
void truth_read(struct truth *self, const char *path, int agent);
/* To be called once when all are read, before they are looked for. */
void truth_sort(struct truth *self);
void truth_free(struct truth *self);

/* -1: no such stream. */
int truth_stream(const struct truth *self, const char *name);
/* The first event with this number or a higher one. */
size_t truth_find(const struct truth *self, int stream, int64_t seq);

bool fact_equal(const struct fact *a, const struct fact *b);
/* But for the number. */
bool fact_same_content(const struct fact *a, const struct fact *b);
void fact_text(const struct fact *fact, char *text, size_t size);

#endif
