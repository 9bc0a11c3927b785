#include "tests/storm/gale.h"

#include "agent/common/message.h"
#include "tests/storm/board.h"
#include "tests/support/until.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define THREADS 4
#define TURN_MS 20
#define SECONDS_MAX 600

struct slice {
    struct gale *gale;
    pthread_t thread;
    int epoll;
    uint64_t random;
    struct board *boards;
    size_t count;
    int64_t first_ms, last_ms;
    atomic_int followed;           /* of the gale's returns */
    uint64_t seconds[SECONDS_MAX]; /* events acknowledged, by second since the return */
};

struct gale {
    int port;
    size_t agents;
    int64_t spread_ms;
    struct slice slices[THREADS];
    /* of all threads */
    atomic_bool held, stopping;
    atomic_int returned; /* how often; each slice follows */
    size_t events;
    int64_t gap_ms;
    _Atomic int64_t return_ms;
    pthread_mutex_t lock; /* around a slice's turn */
};

static int64_t draw(uint64_t *random, int64_t range)
{
    *random ^= *random << 13, *random ^= *random >> 7, *random ^= *random << 17;
    return (int64_t)(*random % (uint64_t)(range + 1));
}

static void note_ack(struct slice *self, uint64_t events, int64_t now_ms)
{
    int64_t second = (now_ms - self->gale->return_ms) / 1000;
    self->last_ms = now_ms;
    if (second >= 0 && second < SECONDS_MAX)
        self->seconds[second] += events;
}

/* Sockets come and go; epoll is told with the pointer of the board. */
static void watch(struct slice *self, struct board *board)
{
    struct epoll_event wanted = {.events = board->writing ? EPOLLIN | EPOLLOUT : EPOLLIN,
                                 .data.ptr = board};
    int how = board->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (board->is_up && epoll_ctl(self->epoll, how, board->mqtt.fd, &wanted) == 0)
        board->watched = true;
}

static void take_turn(struct slice *self, struct board *board, uint32_t events, int64_t now_ms)
{
    uint64_t before = board->acknowledged;
    bool writing = board->writing, up = board->is_up;
    board_turn(board, self->gale->port, events, now_ms, &self->random);
    if (board->acknowledged > before)
        note_ack(self, board->acknowledged - before, now_ms);
    if (!self->first_ms && board->outstanding)
        self->first_ms = now_ms;
    if (board->is_up && (!up || writing != board->writing))
        watch(self, board);
}

static void follow(struct slice *self, int64_t now_ms)
{
    if (self->followed == self->gale->returned)
        return;
    self->first_ms = 0;
    for (size_t i = 0; i < self->count; i++) {
        board_load(&self->boards[i], self->gale->events, self->gale->gap_ms, now_ms);
        self->boards[i].due_ms = now_ms + draw(&self->random, self->gale->spread_ms);
    }
    self->followed = self->gale->returned;
}

static void *blow(void *context)
{
    struct slice *self = context;
    struct epoll_event events[64];
    while (!self->gale->stopping) {
        int count = epoll_wait(self->epoll, events, 64, TURN_MS);
        int64_t now_ms = real_ms();
        pthread_mutex_lock(&self->gale->lock);
        follow(self, now_ms);
        pthread_mutex_unlock(&self->gale->lock);
        for (int i = 0; i < count; i++)
            take_turn(self, events[i].data.ptr, events[i].events, now_ms);
        for (size_t i = 0; i < self->count; i++)
            if (!(self->gale->held && !self->boards[i].is_up) && self->boards[i].due_ms <= now_ms)
                take_turn(self, &self->boards[i], 0, real_ms());
    }
    return NULL;
}

struct gale *gale_start(int port, size_t agents, int64_t spread_ms, uint64_t seed)
{
    struct gale *self = calloc(1, sizeof *self);
    self->port = port;
    self->agents = agents;
    self->spread_ms = spread_ms;
    self->events = 1;
    self->return_ms = real_ms();
    pthread_mutex_init(&self->lock, NULL);
    for (size_t t = 0, number = 1; t < THREADS; t++) {
        struct slice *slice = &self->slices[t];
        slice->gale = self;
        slice->random = (seed + t) | 1;
        slice->epoll = epoll_create1(EPOLL_CLOEXEC);
        slice->count = agents / THREADS + (t < agents % THREADS);
        slice->boards = calloc(slice->count + 1, sizeof *slice->boards);
        for (size_t i = 0; i < slice->count; i++, number++) {
            board_init(&slice->boards[i], number, seed);
            board_load(&slice->boards[i], 2, 1000, real_ms());
            slice->boards[i].due_ms = real_ms() + draw(&slice->random, spread_ms);
        }
        pthread_create(&slice->thread, NULL, blow, slice);
    }
    return self;
}

void gale_stop(struct gale *self)
{
    self->stopping = true;
    for (size_t t = 0; t < THREADS; t++) {
        pthread_join(self->slices[t].thread, NULL);
        for (size_t i = 0; i < self->slices[t].count; i++)
            board_clear(&self->slices[t].boards[i]);
        free(self->slices[t].boards);
        close(self->slices[t].epoll);
    }
    free(self);
}

void gale_hold(struct gale *self)
{
    self->held = true;
}

void gale_return(struct gale *self, size_t events, int64_t gap_ms)
{
    pthread_mutex_lock(&self->lock);
    self->events = events;
    self->gap_ms = gap_ms;
    self->return_ms = real_ms();
    self->returned++;
    pthread_mutex_unlock(&self->lock);
    /* Until every board has its backlog, gale_wait() would find nothing left to wait for. */
    for (size_t t = 0; t < THREADS; t++)
        while (self->slices[t].followed != self->returned)
            usleep(1000);
    self->held = false;
}

/* A look at what the threads are changing: a number may be a moment old. */
void gale_figures(struct gale *self, struct gale_figures *figures)
{
    *figures = (struct gale_figures){.first_ms = INT64_MAX};
    uint64_t seconds[SECONDS_MAX] = {0};
    for (size_t t = 0; t < THREADS; t++) {
        const struct slice *slice = &self->slices[t];
        for (size_t i = 0; i < slice->count; i++) {
            const struct board *board = &slice->boards[i];
            figures->connects += board->conn;
            figures->messages += board->messages;
            figures->resent += board->resent;
            figures->events += board->head;
            figures->acknowledged += board->acknowledged;
            if (board->slowest_live_ms > figures->slowest_live_ms)
                figures->slowest_live_ms = board->slowest_live_ms;
        }
        if (slice->first_ms && slice->first_ms < figures->first_ms)
            figures->first_ms = slice->first_ms;
        if (slice->last_ms > figures->last_ms)
            figures->last_ms = slice->last_ms;
        for (size_t s = 0; s < SECONDS_MAX; s++)
            seconds[s] += slice->seconds[s];
    }
    for (size_t s = 0; s < SECONDS_MAX; s++)
        if (seconds[s] > figures->best_second)
            figures->best_second = seconds[s];
}

int gale_wait(struct gale *self, int64_t ms)
{
    struct gale_figures figures;
    for (int64_t end_ms = real_ms() + ms; real_ms() < end_ms; usleep(20000)) {
        gale_figures(self, &figures);
        if (figures.events && figures.acknowledged == figures.events)
            return 0;
    }
    return -1;
}
