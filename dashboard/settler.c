#include "dashboard/settler.h"
#include "agent/common/log.h"
#include "dashboard/history/retention.h"
#include "dashboard/history/slot.h"
#include "dashboard/settle.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_MS 5000    /* for news, real time */
#define BETWEEN_MS 20   /* of steps while there is more to do */
#define FAILED_MS 60000 /* until it is tried again */

struct settler {
    struct settler_config config;
    struct store *store;
    struct settle *settle;
    bool failing;
    struct retention_clock steady;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
};

static void wait_ms(struct settler *self, int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&self->lock);
    while (!self->stopping &&
           pthread_cond_clockwait(&self->wake, &self->lock, CLOCK_MONOTONIC, &until) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&self->lock);
}

static bool is_stopping(struct settler *self)
{
    pthread_mutex_lock(&self->lock);
    bool stopping = self->stopping;
    pthread_mutex_unlock(&self->lock);
    return stopping;
}

static int step(struct settler *self, bool *more, struct why *why)
{
    int64_t now_ms = clock_wall_ms(&self->config.clock);
    int error = settle_step(self->settle, now_ms - SETTLE_GRACE_MS, more, why);
    bool steady = retention_steady(&self->steady, clock_mono_ms(&self->config.clock), now_ms);
    if (error || *more || !steady)
        return error;
    struct retention keep = {.raw_ms = self->config.raw_ms,
                             .slots_ms = self->config.slots_ms,
                             .warm_ms = SETTLE_STATE_MS};
    return retention_step(self->store, &keep, now_ms, more, why);
}

/* Until there may be another slot: a simulated clock runs fast. */
static int64_t idle_ms(const struct settler *self)
{
    const struct lampion_clock *clock = &self->config.clock;
    double slot_ms = clock->simulated ? SLOT_MS / clock->speed : LOOK_MS;
    return slot_ms > LOOK_MS ? LOOK_MS : slot_ms < BETWEEN_MS ? BETWEEN_MS : (int64_t)slot_ms;
}

static void *settler_thread(void *context)
{
    struct settler *self = context;
    while (!is_stopping(self)) {
        bool more = false;
        struct why why;
        int error = step(self, &more, &why);
        if (error && !self->failing)
            log_warning("history", "not settled: %s; trying again", why.text);
        else if (!error && self->failing)
            log_info("history", "settles again");
        self->failing = error != 0;
        wait_ms(self, error ? FAILED_MS : more ? BETWEEN_MS : idle_ms(self));
    }
    return NULL;
}

static void settler_free(struct settler *self)
{
    settle_close(self->settle);
    if (self->store)
        store_close(self->store);
    pthread_cond_destroy(&self->wake);
    pthread_mutex_destroy(&self->lock);
    free(self);
}

struct settler *settler_start(const struct settler_config *config, struct why *why)
{
    struct settler *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->config = *config;
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->wake, NULL);
    self->store = store_open(config->store_path, STORE_WRITE, why);
    self->settle = self->store ? settle_open(self->store, SETTLE_BESIDE_OTHERS, why) : NULL;
    int error = self->settle ? pthread_create(&self->thread, NULL, settler_thread, self) : -1;
    if (error > 0)
        why_set(why, error, "settling thread: %s", strerror(error));
    if (error == 0)
        return self;
    settler_free(self);
    return NULL;
}

void settler_stop(struct settler *self)
{
    if (!self)
        return;
    pthread_mutex_lock(&self->lock);
    self->stopping = true;
    pthread_cond_signal(&self->wake);
    pthread_mutex_unlock(&self->lock);
    pthread_join(self->thread, NULL);
    settler_free(self);
}
