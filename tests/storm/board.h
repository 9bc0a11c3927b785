/* One agent of a gale. */
#ifndef LAMPION_TESTS_STORM_BOARD_H
#define LAMPION_TESTS_STORM_BOARD_H

#include "agent/common/message.h"
#include "tests/support/mqtt.h"

struct board {
    struct mqtt mqtt;
    bool is_up, watched, writing;
    char name[ID_MAX], stream[STREAM_MAX], boot[BOOT_MAX], run[STREAM_MAX];
    uint64_t head, acknowledged, outstanding; /* numbers; 0: none */
    int64_t began_ms, gap_ms; /* number n happened at began_ms + n * gap_ms: made when it is sent */
    int64_t due_ms;           /* its next turn without anything from the socket */
    int64_t retry_at_ms, retry_ms, state_at_ms;
    uint64_t conn;
    size_t messages, resent;
    int64_t slowest_live_ms;
};

void board_init(struct board *self, size_t number, uint64_t seed);
void board_clear(struct board *self);
/* `events` more, the newest of now. */
void board_load(struct board *self, size_t events, int64_t gap_ms, int64_t now_ms);
/* What came (`events` of epoll), and what is due. */
void board_turn(struct board *self, int port, uint32_t events, int64_t now_ms, uint64_t *random);

#endif
