#include "agent/maker/live.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { WORK_A_TURN = 2000 };

static int open_signals(struct live *self, struct why *why)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGWINCH);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    self->signals_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    return self->signals_fd < 0 ? why_set(why, errno, "signals: %s", strerror(errno)) : 0;
}

int live_open(struct live *self, const struct agent_config *config,
              const struct lampion_clock *clock, const struct live_hooks *hooks, struct why *why)
{
    *self = (struct live){.clock = *clock, .signals_fd = -1};
    int64_t mono_ms = clock->simulated ? clock->origin_wall_ms : clock_mono_ms(clock);
    self->pair_mono_ms = mono_ms;
    self->pair_wall_ms = clock->simulated ? mono_ms : clock_wall_ms(clock);
    self->board = board_open(config, (struct board_origin){mono_ms, self->pair_wall_ms}, why);
    int result = self->board ? open_signals(self, why) : -EIO;
    if (result == 0) {
        board_listen(self->board, hooks->heard, hooks->context);
        result = board_begin(self->board, clock_mono_ms(clock), hooks->emit, hooks->context, why);
    }
    if (result < 0)
        live_close(self);
    return result;
}

void live_close(struct live *self)
{
    board_close(self->board);
    if (self->signals_fd >= 0)
        close(self->signals_fd);
    *self = (struct live){.signals_fd = -1};
}

int64_t live_now(const struct live *self)
{
    return clock_mono_ms(&self->clock);
}

int64_t live_wall(const struct live *self, int64_t mono_ms)
{
    return self->pair_wall_ms + (mono_ms - self->pair_mono_ms);
}

static int take_signals(struct live *self)
{
    struct signalfd_siginfo info;
    int said = 0;
    while (read(self->signals_fd, &info, sizeof info) == sizeof info)
        said |= info.ssi_signo == SIGWINCH ? LIVE_RESIZED : LIVE_STOP;
    return said;
}

/* Sleeps until something is to be done or read. LIVE_... */
static int sleep_until(struct live *self, int input_fd, int64_t wake_ms)
{
    struct pollfd fds[] = {{.fd = self->signals_fd, .events = POLLIN},
                           {.fd = board_fd(self->board), .events = POLLIN},
                           {.fd = input_fd, .events = POLLIN}}; /* of -1 poll makes nothing */
    int64_t wait_ms = wake_ms - clock_real_ms();
    wait_ms = wait_ms < 0 ? 0 : wait_ms > 60000 ? 60000 : wait_ms;
    poll(fds, 3, (int)wait_ms);
    return take_signals(self) | (fds[2].revents ? LIVE_INPUT : 0);
}

int live_turn(struct live *self, int input_fd, int64_t until_ms)
{
    for (;;) {
        int result = board_run(self->board, clock_mono_ms(&self->clock), WORK_A_TURN);
        if (result < 0)
            return result;
        int64_t wake_ms = result > 0 ? 0 : clock_real_at(&self->clock, board_deadline(self->board));
        int said = sleep_until(self, input_fd, wake_ms < until_ms ? wake_ms : until_ms);
        if (said || clock_real_ms() >= until_ms)
            return said;
    }
}
