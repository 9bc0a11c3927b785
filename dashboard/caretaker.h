/* The caretaker: looks after the sensors. Stands between live words and presence, so that what a
 * sensor says is believed as far as its health allows (dashboard/presence/health.h), tells once in
 * the log what began and what ended, and keeps what it has learned in a file beside the history,
 * because a switch that died before a restart is dead after it. Used on the loop only. */
#ifndef LAMPION_CARETAKER_H
#define LAMPION_CARETAKER_H

#include "dashboard/facts.h"
#include "dashboard/presence/health.h"
#include "dashboard/presence/presence.h"

/* Findings are made this often, at most, and what was learned is written this often. */
#define CARETAKER_LOOK_MS 1000
#define CARETAKER_KEEP_MS (15 * 60000)

struct caretaker {
    const struct place *place;
    struct health *health;
    struct presence *presence;
    struct reading *readings; /* the newest, by sensor, as live gives them */
    char *path;               /* of the file; NULL: nothing is kept */
    int64_t looked_ms, kept_ms;
};

/* Both outlive it. 0 or -ENOMEM; caretaker_stop is due in both cases. */
int caretaker_start(struct caretaker *self, const struct place *place, struct presence *presence);
/* Takes up what was kept at `store_path`.health, and keeps it there from now on. A file that
 * cannot be read is said in the log, and written anew. */
void caretaker_keep(struct caretaker *self, const char *store_path);
/* What dated facts say of seats now. */
void caretaker_seats(struct caretaker *self, const struct facts *facts, int64_t now_ms);

void caretaker_stop(struct caretaker *self);

void caretaker_read(struct caretaker *self, size_t sensor, const struct reading *reading,
                    int64_t now_ms);
bool caretaker_is_due(const struct caretaker *self, int64_t now_ms);
void caretaker_look(struct caretaker *self, bool closed, int64_t now_ms);

#endif
