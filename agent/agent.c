#include "agent/agent.h"

#include "agent/common/log.h"
#include "agent/common/watchdog.h"
#include "agent/journal.h"
#include "agent/outbox_place.h"
#include "agent/uplink.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>

#define WORK_A_TURN 2000
#define DRAIN_MS 1000 /* how long a stop waits for acknowledgements */

enum { PART_BOARD, PART_UPLINK, PARTS };
static const struct vital_part parts[PARTS] = {
    [PART_BOARD] = {"the board"},
    [PART_UPLINK] = {"the broker link", 120000}, /* longer than the slowest attempt to connect */
};

struct agent {
    struct agent_config *config;
    struct agent_clock clock;
    struct outbox *outbox;
    struct board *board;
    struct uplink *uplink;
    struct journal *journal; /* NULL: none is kept */
    sd_event *loop;
    sd_event_source *timer;
    struct watchdog watchdog;
    bool behind;          /* the board has more to do before now */
    int64_t stop_real_ms; /* when a stop that was asked for takes place at the latest */
    int failed;           /* -errno that ends the life */
};

static void on_event(void *context, const struct event *event)
{
    struct agent *self = context;
    uint64_t seq = outbox_append(self->outbox, event);
    journal_event(self->journal, outbox_stream(self->outbox), seq, event);
    if (event->kind != EVENT_BEAT && self->uplink)
        uplink_changed(self->uplink);
}

/* The handlers only wake the loop: the turn that follows does the work in its order. */
static int on_io(sd_event_source *source, int fd, uint32_t events, void *context)
{
    (void)source, (void)fd, (void)events, (void)context;
    return 0;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *context)
{
    (void)source, (void)usec, (void)context;
    return 0;
}

static int on_signal(sd_event_source *source, const struct signalfd_siginfo *info, void *context)
{
    (void)source;
    struct agent *self = context;
    int64_t now_ms = clock_real_ms();
    bool again = self->stop_real_ms != TIME_NEVER;
    log_info("agent", "stopping (signal %u)", info->ssi_signo);
    sd_notify(0, "STOPPING=1");
    self->stop_real_ms = again ? now_ms : now_ms + DRAIN_MS;
    return 0;
}

static bool is_paused(const struct agent *self)
{
    return self->config->lines.source == AGENT_LINES_TRACE &&
           outbox_waiting(self->outbox) > AGENT_WAITING_MAX;
}

static void step_board(struct agent *self)
{
    if (is_paused(self) || self->stop_real_ms != TIME_NEVER) {
        vital_moved(&self->watchdog.vital, PART_BOARD, clock_real_ms());
        return;
    }
    int64_t from_ms = board_now(self->board);
    int result = board_run(self->board, agent_clock_mono_ms(&self->clock), WORK_A_TURN);
    self->behind = result == 1;
    if (board_now(self->board) > from_ms)
        vital_moved(&self->watchdog.vital, PART_BOARD, clock_real_ms());
    if (result < 0) {
        log_error("lines", "reading failed (%s): %s; is the chip still there?", self->config->path,
                  strerror(-result));
        self->failed = result;
    }
}

static void look(void *context, struct vital *vital, char status[WATCHDOG_STATUS_MAX])
{
    const struct agent *self = context;
    vital_moved(vital, PART_UPLINK, uplink_moved_ms(self->uplink));
    snprintf(status, WATCHDOG_STATUS_MAX, "%zu sensor%s, broker %s, %llu events waiting",
             self->config->sensor_count, self->config->sensor_count == 1 ? "" : "s",
             uplink_is_connected(self->uplink) ? "connected" : "not connected",
             (unsigned long long)outbox_waiting(self->outbox));
}

static int64_t next_wake_ms(const struct agent *self)
{
    int64_t wake_ms = uplink_deadline(self->uplink);
    int64_t board_ms = TIME_NEVER;
    if (!is_paused(self) && self->stop_real_ms == TIME_NEVER)
        board_ms =
            self->behind ? 0 : clock_real_at(&self->clock.clock, board_deadline(self->board));
    if (board_ms < wake_ms)
        wake_ms = board_ms;
    if (outbox_deadline(self->outbox) < wake_ms)
        wake_ms = outbox_deadline(self->outbox);
    return self->stop_real_ms < wake_ms ? self->stop_real_ms : wake_ms;
}

static bool is_over(const struct agent *self)
{
    if (self->failed)
        return true;
    if (self->stop_real_ms == TIME_NEVER)
        return false;
    return clock_real_ms() >= self->stop_real_ms || !uplink_is_connected(self->uplink) ||
           outbox_waiting(self->outbox) == 0;
}

static int live(struct agent *self)
{
    for (;;) {
        struct message_clock pair = agent_clock_pair(&self->clock);
        outbox_clock(self->outbox, &pair);
        step_board(self);
        outbox_settle(self->outbox, clock_real_ms());
        journal_kept(self->journal, outbox_stream(self->outbox), outbox_head(self->outbox));
        uplink_turn(self->uplink, clock_real_ms());
        if (is_over(self))
            return self->failed;
        int64_t wake_ms = next_wake_ms(self);
        uint64_t wake_us = wake_ms >= INT64_MAX / 1000 ? UINT64_MAX : (uint64_t)wake_ms * 1000;
        sd_event_source_set_time(self->timer, wake_us);
        sd_event_source_set_enabled(self->timer, SD_EVENT_ONESHOT);
        int result = sd_event_run(self->loop, UINT64_MAX);
        if (result < 0)
            return result;
    }
}

static int open_loop(struct agent *self, struct why *why)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    /* Before paho starts its threads, which inherit the mask. */
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    int result = sd_event_new(&self->loop);
    if (result >= 0)
        result = sd_event_add_signal(self->loop, NULL, SIGTERM, on_signal, self);
    if (result >= 0)
        result = sd_event_add_signal(self->loop, NULL, SIGINT, on_signal, self);
    if (result >= 0) /* an accuracy of 0 would mean 250 ms */
        result = sd_event_add_time(self->loop, &self->timer, CLOCK_MONOTONIC, 0, 1, on_timer, self);
    return result < 0 ? why_set(why, -result, "the event loop: %s", strerror(-result)) : 0;
}

static int watch(struct agent *self, struct why *why)
{
    int lines_fd = board_fd(self->board);
    int result = sd_event_add_io(self->loop, NULL, uplink_fd(self->uplink), EPOLLIN, on_io, self);
    if (result >= 0 && lines_fd >= 0)
        result = sd_event_add_io(self->loop, NULL, lines_fd, EPOLLIN, on_io, self);
    if (result < 0)
        return why_set(why, -result, "the event loop: %s", strerror(-result));
    return watchdog_start(&self->watchdog, self->loop, parts, PARTS, look, self, why);
}

/* A trace's `t` 0 is at the origin of a simulated clock, else now. */
static struct board_origin origin_of(const struct agent_clock *clock)
{
    int64_t mono_ms =
        clock->clock.simulated ? clock->clock.origin_wall_ms : agent_clock_mono_ms(clock);
    return (struct board_origin){mono_ms, agent_clock_wall_at(clock, mono_ms)};
}

static int open_outbox(struct agent *self, struct why *why)
{
    const struct agent_config *config = self->config;
    struct message_clock pair = agent_clock_pair(&self->clock);
    struct outbox_place place;
    int result = outbox_place_choose(&place, config, self->clock.clock.simulated, why);
    if (result < 0)
        return result;
    struct outbox_config outbox = {.place = config->place,
                                   .agent = config->agent,
                                   .run = place.run,
                                   .spill = place.spill,
                                   .spill_after_ms = config->outbox.spill_after_ms,
                                   .max_bytes = config->outbox.max_bytes};
    self->outbox = outbox_open(&outbox, &pair, clock_real_ms(), why);
    outbox_place_clear(&place);
    for (size_t i = 0; self->outbox && i < config->sensor_count; i++) {
        struct sensor_config *sensor = &self->config->sensors[i];
        outbox_totals(self->outbox, sensor->id, &sensor->start_in, &sensor->start_out);
    }
    return self->outbox ? 0 : -EIO;
}

static int open_parts(struct agent *self, const struct lampion_clock *clock, struct why *why)
{
    int result = open_loop(self, why);
    if (result < 0 || (result = agent_clock_start(&self->clock, clock, why)) < 0 ||
        (result = open_outbox(self, why)) < 0)
        return result;
    self->board = board_open(self->config, origin_of(&self->clock), why);
    if (!self->board)
        return -EIO;
    journal_opens(self->journal, outbox_stream(self->outbox), outbox_head(self->outbox) + 1,
                  self->clock.boot);
    int64_t begin_ms = agent_clock_mono_ms(&self->clock);
    if ((result = board_begin(self->board, begin_ms, on_event, self, why)) < 0)
        return result;
    self->uplink = uplink_open(self->config, &self->clock, self->board, self->outbox, why);
    return self->uplink ? watch(self, why) : -EIO;
}

static void close_parts(struct agent *self)
{
    watchdog_stop(&self->watchdog);
    uplink_close(self->uplink);
    board_close(self->board);
    outbox_close(self->outbox);
    sd_event_source_unref(self->timer);
    sd_event_unref(self->loop);
}

static void tell_wiring(const struct agent_config *config)
{
    for (size_t i = 0; i < config->sensor_count; i++) {
        const char *text = agent_config_fails_free(config, i);
        if (text)
            log_warning("agent", "%s:%d: sensor %s fails free: %s", config->path,
                        config->sensor_rows[i], config->sensors[i].id, text);
    }
}

int agent_run(struct agent_config *config, const struct lampion_clock *clock,
              struct journal *journal, struct why *why)
{
    struct agent self = {.config = config, .journal = journal, .stop_real_ms = TIME_NEVER};
    tell_wiring(config);
    config->lines.waits = true; /* the daemon is there before a chip on USB may be */
    int result = open_parts(&self, clock, why);
    if (result == 0) {
        log_info("agent", "%s/%s: %zu sensors, stream %s", config->place, config->agent,
                 config->sensor_count, outbox_stream(self.outbox));
        sd_notify(0, "READY=1");
        result = live(&self);
        if (result < 0)
            why_set(why, -result, "the agent ended: %s", strerror(-result));
        uint64_t waiting = outbox_waiting(self.outbox);
        if (waiting)
            log_warning("agent",
                        "%llu events were not acknowledged before the stop: the outbox "
                        "keeps what it has on tmpfs or disk",
                        (unsigned long long)waiting);
    }
    close_parts(&self);
    return result;
}
