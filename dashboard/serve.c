#include "dashboard/serve.h"
#include "agent/common/credential.h"
#include "agent/common/log.h"
#include "agent/common/watchdog.h"
#include "dashboard/access/enrolment.h"
#include "dashboard/collector.h"
#include "dashboard/describe.h"
#include "dashboard/desk.h"
#include "dashboard/forecaster.h"
#include "dashboard/health.h"
#include "dashboard/history/care.h"
#include "dashboard/installation.h"
#include "dashboard/organise/organise.h"
#include "dashboard/past_api.h"
#include "dashboard/present_look.h"
#include "dashboard/settler.h"
#include "dashboard/sources.h"
#include "dashboard/watchman.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>

#define INBOX_MAX 20000
/* Messages taken from the inbox, and how long, before page and web get their turn: one of events
 * takes about a millisecond. */
#define TAKE_AT_ONCE 256
#define TAKE_MS 5

enum { PART_LOOP, PART_STORE, PART_LINK, PARTS };
static const struct vital_part parts[PARTS] = {
    [PART_LOOP] = {"the loop", 30000}, /* turns every COLLECTOR_PUBLISH_PERIOD_MS at the least */
    [PART_STORE] = {"the store"},
    [PART_LINK] = {"the broker link", 120000}, /* longer than the slowest attempt to connect */
};

struct serve {
    const struct config *config;
    const char *config_path;
    struct store_lock *lock;
    struct place *place;
    struct collector collector;
    bool collecting;
    struct settler *settler;
    struct desk *desk, *long_desk; /* the second: reports */
    struct organise *organise;
    struct past_api history;
    struct forecaster *forecaster;
    char *roll_path;
    struct link *link;
    struct sources *sources;
    struct web *web;
    sd_event *loop;
    sd_event_source *timer;
    struct watchdog watchdog;
    struct watchman watchman;
};

/* Sets the one timer to whatever comes first. Accuracy 1: sd-event takes 0 for 250 ms. */
static void arm(struct serve *self)
{
    int64_t at_ms = collector_deadline_real(&self->collector);
    int64_t link_ms = self->link ? link_deadline(self->link) : TIME_NEVER;
    if (link_ms < at_ms)
        at_ms = link_ms;
    sd_event_source_set_time(self->timer, at_ms > INT64_MAX / 1000 ? UINT64_MAX
                                          : at_ms < 0              ? 0
                                                                   : (uint64_t)at_ms * 1000);
    sd_event_source_set_enabled(self->timer, SD_EVENT_ONESHOT);
}

static void on_wake(void *context)
{
    struct serve *self = context;
    sd_event_source_set_time(self->timer, 0);
    sd_event_source_set_enabled(self->timer, SD_EVENT_ONESHOT);
}

static void turn(struct serve *self)
{
    collector_flush(&self->collector);
    forecaster_turn(self->forecaster);
    arm(self);
    vital_moved(&self->watchdog.vital, PART_LOOP, clock_real_ms());
}

static int on_link(sd_event_source *source, int fd, uint32_t events, void *context)
{
    struct serve *self = context;
    struct link_item item;
    int64_t end_ms = clock_real_ms() + TAKE_MS;
    for (int i = 0; i < TAKE_AT_ONCE && clock_real_ms() <= end_ms && link_next(self->link, &item);
         i++) {
        collector_take(&self->collector, &item);
        link_item_clear(&item);
    }
    turn(self);
    (void)source, (void)fd, (void)events;
    return 0;
}

static int on_store(sd_event_source *source, int fd, uint32_t events, void *context)
{
    struct serve *self = context;
    collector_settle(&self->collector);
    vital_moved(&self->watchdog.vital, PART_STORE, clock_real_ms());
    turn(self);
    (void)fd, (void)events;
    if (self->collector.damaged)
        return sd_event_exit(sd_event_source_get_event(source), -EUCLEAN);
    return 0;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *context)
{
    struct serve *self = context;
    if (self->link)
        link_tick(self->link, clock_real_ms());
    turn(self);
    (void)source, (void)usec;
    return 0;
}

/* A store that nothing is asked of has moved. */
static void look(void *context, struct vital *vital, char status[WATCHDOG_STATUS_MAX])
{
    struct serve *self = context;
    struct writer_health health;
    writer_health(self->collector.writer, &health);
    if (health.waiting == 0)
        vital_moved(vital, PART_STORE, clock_real_ms());
    vital_moved(vital, PART_LINK, self->link ? link_moved_ms(self->link) : clock_real_ms());
    health_line(&self->collector, status, WATCHDOG_STATUS_MAX);
}

static int on_signal(sd_event_source *source, const struct signalfd_siginfo *info, void *context)
{
    (void)info, (void)context;
    return sd_event_exit(sd_event_source_get_event(source), 0);
}

/* The file is read again, and all that follows from it begins anew. */
static int on_hangup(sd_event_source *source, const struct signalfd_siginfo *info, void *context)
{
    struct serve *self = context;
    struct why why;
    struct config *next = config_read(self->config_path, &why);
    (void)info;
    if (!next) {
        log_error("serve", "goes on with the former settings: %s", why.text);
        return 0;
    }
    config_free(next);
    log_info("serve", "reads %s again", self->config_path);
    return sd_event_exit(sd_event_source_get_event(source), SERVE_AGAIN);
}

/* A long history takes its time to be looked at; the service manager is to wait. */
static struct store *open_with_care(struct serve *self, int64_t now_ms, struct why *why)
{
    struct why aside;
    const char *path = self->config->store_path;
    self->lock = store_lock_take(path, why);
    if (!self->lock)
        return NULL;
    sd_notify(0, "STATUS=looking at the history\nEXTEND_TIMEOUT_USEC=600000000");
    return store_open_with_care(path, self->lock, now_ms, &aside, why);
}

static int open_store(struct serve *self, struct lampion_clock clock, struct why *why)
{
    struct store *store = open_with_care(self, clock_wall_ms(&clock), why);
    if (!store)
        return -EIO;
    self->place = describe_open(self->config, store, clock_wall_ms(&clock), why);
    if (!self->place) {
        store_close(store);
        return -EINVAL;
    }
    self->collecting = true;
    self->roll_path = enrolment_roll_path(self->config->store_path);
    int error = collector_start(&self->collector, self->place, clock, store, why);
    self->collector.store_path = self->config->store_path;
    self->collector.wake = on_wake;
    self->collector.wake_context = self;
    if (!error)
        caretaker_keep(&self->collector.caretaker, self->config->store_path);
    self->collector.config = self->config;
    struct settler_config settler = {self->config->store_path, clock, self->config->store_raw_ms,
                                     self->config->store_slots_ms};
    if (!error)
        error = collector_read_facts(&self->collector, self->config->store_path, why);
    if (!error)
        self->settler = settler_start(&settler, why);
    if (self->settler)
        self->desk = desk_start(self->loop, self->config->store_path, why);
    if (self->desk)
        self->long_desk = desk_start(self->loop, self->config->store_path, why);
    if (self->long_desk)
        self->forecaster = forecaster_start(&self->collector, self->desk, why);
    return error || self->forecaster ? error : -EIO;
}

static void tell_end(const struct credential *credential)
{
    struct lampion_clock clock = clock_real(); /* TLS knows no other */
    struct why why;
    if (credential_ends(credential, clock_wall_ms(&clock), &why) != 0)
        log_warning("broker", "%s", why.text);
}

static int open_link(struct serve *self, struct why *why)
{
    static const enum topic_leaf leaves[] = {TOPIC_HELLO, TOPIC_STATE, TOPIC_EVENTS};
    char topics[3][TOPIC_MAX], client_id[TOPIC_MAX], pulse[TOPIC_MAX];
    snprintf(client_id, sizeof client_id, "lampion-%s--collector", self->place->id);
    snprintf(pulse, sizeof pulse, "lampion/1/%s/pulse", self->place->id);
    struct link_config link = {.uri = self->config->broker_uri,
                               .client_id = client_id,
                               .subscription_count = 3,
                               .pulse_topic = pulse,
                               .keepalive_s = 20,
                               .retry_min_ms = 500,
                               .retry_max_ms = 3000, /* live again within 5 s of the broker */
                               .inbox_max = INBOX_MAX,
                               .bulk_topics = "/events"};
    for (size_t i = 0; i < 3; i++) {
        topic_format(topics[i], self->place->id, "+", leaves[i]);
        link.subscriptions[i] = (struct link_subscription){topics[i], leaves[i] != TOPIC_STATE};
    }
    struct credential credential;
    if (credential_take(&credential, self->config->broker_credential, self->place->id,
                        CREDENTIAL_COLLECTOR, link.uri, why))
        return -EINVAL;
    self->collector.credential_until_ms = credential.until_ms;
    tell_end(&credential);
    credential_apply(&credential, &link);
    self->link = link_open(&link, why);
    self->collector.link = self->link;
    credential_clear(&credential);
    return self->link ? 0 : -EIO;
}

static struct desk_present *look_at_present(void *context)
{
    return present_look(context);
}

static int open_web(struct serve *self, const char *listen, struct why *why)
{
    struct report_setting settings[INSTALLATION_SETTINGS_MAX];
    struct organise_config organise = {.store_path = self->config->store_path,
                                       .proxies = self->config->proxies,
                                       .desk = self->desk,
                                       .raw_ms = self->config->store_raw_ms,
                                       .slots_ms = self->config->store_slots_ms,
                                       .long_desk = self->long_desk,
                                       .clock = self->collector.clock,
                                       .settings = settings,
                                       .setting_count =
                                           installation_settings(self->config, settings),
                                       .look = look_at_present,
                                       .look_context = &self->collector};
    self->organise = organise_start(&organise, why);
    if (!self->organise)
        return -EIO;
    struct web_config web = {.listen = listen ? listen : self->config->http_listen,
                             .zonetime = self->collector.opening.zonetime,
                             .health = health_json,
                             .base = self->config->http_base,
                             .embed = self->config->http_embed,
                             .wing = organise_wing(self->organise),
                             .context = &self->collector,
                             .history = past_api_answer,
                             .history_context = &self->history};
    self->history.desk = self->desk;
    self->history.zonetime = web.zonetime;
    self->collector.roll_path = self->roll_path;
    self->web = web_start(self->loop, &web, why);
    self->collector.web = self->web;
    return self->web ? 0 : -EIO;
}

/* A viewer is a descriptor; what the system allows at most is asked for. */
static void raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static int open_loop(struct serve *self, struct why *why)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGCHLD);           /* of the messenger's programs */
    sigprocmask(SIG_BLOCK, &signals, NULL); /* before any thread starts */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on files is a full disk, see outage.h */
    raise_descriptors();
    int error = sd_event_default(&self->loop);
    if (error >= 0)
        error = sd_event_add_signal(self->loop, NULL, SIGTERM, on_signal, self);
    if (error >= 0)
        error = sd_event_add_signal(self->loop, NULL, SIGINT, on_signal, self);
    if (error >= 0)
        error = sd_event_add_signal(self->loop, NULL, SIGHUP, on_hangup, self);
    if (error >= 0)
        error = sd_event_add_time(self->loop, &self->timer, CLOCK_MONOTONIC, 0, 1, on_timer, self);
    return error < 0 ? why_set(why, -error, "event loop: %s", strerror(-error)) : 0;
}

static int watch(struct serve *self, struct why *why)
{
    int error = 0;
    if (self->link)
        error = sd_event_add_io(self->loop, NULL, link_fd(self->link), EPOLLIN, on_link, self);
    if (error >= 0)
        error = sd_event_add_io(self->loop, NULL, writer_fd(self->collector.writer), EPOLLIN,
                                on_store, self);
    if (error < 0)
        return why_set(why, -error, "event loop: %s", strerror(-error));
    return watchdog_start(&self->watchdog, self->loop, parts, PARTS, look, self, why);
}

static void close_all(struct serve *self, bool well)
{
    watchdog_stop(&self->watchdog);
    watchman_stop(&self->watchman);
    web_stop(self->web);
    desk_stop(self->desk);
    desk_stop(self->long_desk);
    organise_stop(self->organise);
    forecaster_stop(self->forecaster);
    settler_stop(self->settler);
    sources_stop(self->sources);
    if (self->collecting)
        collector_stop(&self->collector);
    store_lock_release(self->lock, well);
    link_close(self->link);
    place_free(self->place);
    free(self->roll_path);
    sd_event_source_unref(self->timer);
    sd_event_unref(self->loop);
}

static void say_ready(const struct serve *self, const struct serve_options *options)
{
    const char *listen = options->http_listen ? options->http_listen : self->config->http_listen;
    const char *port = strrchr(listen, ':');
    log_info("serve", "%s on http://%.*s:%d/", self->place->id, (int)(port - listen), listen,
             web_port(self->web));
    char address[300];
    snprintf(address, sizeof address, "http://%.*s:%d/", (int)(port - listen), listen,
             web_port(self->web));
    organise_say(self->organise, address);
}

int serve_run(const struct config *config, const struct serve_options *options, struct why *why)
{
    struct serve self = {.config = config, .config_path = options->config_path};
    int error = open_loop(&self, why);
    if (!error)
        error = open_store(&self, options->clock, why);
    if (!error && config->broker_uri)
        error = open_link(&self, why);
    if (!error)
        error = open_web(&self, options->http_listen, why);
    if (!error)
        error = watch(&self, why);
    if (!error && self.place->source_count)
        error = sources_start(&self.sources, self.loop, &self.collector, why);
    if (!error)
        error = watchman_start(&self.watchman, &self.collector, self.loop, why);
    if (!error) {
        say_ready(&self, options);
        sd_notify(0, "READY=1\nSTATUS=");
        turn(&self);
        error = sd_event_loop(self.loop);
        sd_notify(0, error == SERVE_AGAIN ? "RELOADING=1" : "STOPPING=1");
        if (error == -EUCLEAN)
            why_set(why, -error,
                    "history %s: damage was met; the next start looks at it and puts it aside",
                    config->store_path);
        else if (error < 0)
            why_set(why, -error, "event loop: %s", strerror(-error));
    }
    close_all(&self, error >= 0);
    return error;
}
