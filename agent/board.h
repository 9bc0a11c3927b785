/* The board: lines, sensors and the beat, as one sequence of events in order of time.
 *
 * Knows no broker and no clock: the caller says up to when to go. The beat is a deadline as a
 * driver's: at one time the sensors' deadlines come first, then the beat, then the edges; so
 * the same edges give the same events however the caller steps. */
#ifndef LAMPION_AGENT_BOARD_H
#define LAMPION_AGENT_BOARD_H

#include "agent/common/message.h"
#include "agent/config.h"

/* Why of the fault event that tells that none stands any more. */
#define BOARD_FAULT_OVER "over"

#define BOARD_NEVER INT64_MAX
#define BOARD_BEAT_MS 60000

struct board;

typedef void board_emit(void *context, const struct event *event);

/* Mono and wall time of one instant: when the trace's `t` 0 is. */
struct board_origin {
    int64_t mono_ms, wall_ms;
};

/* Opens the lines. `config` must outlive the board. NULL with why. */
struct board *board_open(const struct agent_config *config, struct board_origin origin,
                         struct why *why);
void board_close(struct board *self);

/* Begins to observe at `begin_ms`: what a trace has up to then only sets the levels. Emits the
 * opening beat and what the drivers have to say at once. 0, or -errno with why. */
int board_begin(struct board *self, int64_t begin_ms, board_emit *emit, void *context,
                struct why *why);

/* Every raw edge, and what else the source says of a line, before the sensors get it: for a person
 * who looks on. Before board_begin or never. */
typedef void board_heard(void *context, const struct line_edge *edge);
void board_listen(struct board *self, board_heard *heard, void *context);

/* The electrical level of a line request as of board_now: as last heard. -1 before board_begin,
 * and while its chip has not been there yet. */
int board_level(const struct board *self, size_t request);

/* Readable when edges wait; -1 for a trace. */
int board_fd(const struct board *self);

/* Goes on up to `now_ms`, or until about `max_work` edges and events were dealt with. 0: reached;
 * 1: there is more before `now_ms`; -errno: the lines failed. */
int board_run(struct board *self, int64_t now_ms, size_t max_work);

/* When it began to observe. */
int64_t board_began(const struct board *self);
/* Up to when everything has been said. */
int64_t board_now(const struct board *self);
/* When something is to be done next: an edge of a trace, a deadline, the beat. */
int64_t board_deadline(const struct board *self);
/* The same without the beat: BOARD_NEVER when nothing but beats would come. */
int64_t board_deadline_of_sensors(const struct board *self);
/* The next edge of a trace. */
int64_t board_deadline_of_lines(const struct board *self);

/* What is true now, sensor by sensor; `words` has room for all of the configuration. */
void board_words(const struct board *self, struct sensor_word *words);

#endif
