#include "dashboard/watchman.h"

#include "agent/common/log.h"
#include "dashboard/history/backup.h"
#include "dashboard/page/alarm_line.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

/* A disk with so much left is not filling, whatever share of it that is. */
#define DISK_PLENTY_BYTES (5LL << 30)
#define LOOK_REAL_MIN_MS 100

/* Per cent; more than anybody needs to know is 1000. */
static int64_t share(int64_t part, int64_t whole)
{
    int64_t percent = whole > 0 ? 100 * part / whole : 1000;
    return percent < 1000 ? percent : 1000;
}

static void measure(struct watchman *self, enum alarm_kind kind, const char *subject, int64_t value,
                    bool muted, int64_t now_ms)
{
    alarms_measure(self->alarms, kind, subject, value, muted, now_ms);
}

/* In this run; 0: not heard yet. */
static int64_t last_word_ms(const struct live *live, const char *name)
{
    struct live_agent agent;
    for (size_t i = 0; i < live_agent_count(live); i++) {
        live_agent_at(live, i, &agent);
        if (!strcmp(agent.name, name))
            return agent.last_word_ms;
    }
    return 0;
}

static bool is_first_of_its_board(const struct place *place, size_t sensor)
{
    for (size_t i = 0; i < sensor; i++)
        if (!strcmp(place->sensors[i].agent, place->sensors[sensor].agent))
            return false;
    return true;
}

static void look_at_sensors(struct watchman *self, bool closed, int64_t now_ms)
{
    const struct collector *collector = self->collector;
    const struct place *place = collector->place;
    int64_t known = 0;
    for (size_t i = 0; i < place->sensor_count; i++) {
        known += collector->caretaker.readings[i].reason == READING_KNOWN;
        if (!is_first_of_its_board(place, i))
            continue;
        int64_t word_ms = last_word_ms(collector->ingest.live, place->sensors[i].agent);
        if (word_ms < self->started_ms)
            word_ms = self->started_ms;
        measure(self, ALARM_BOARD, place->sensors[i].agent, (now_ms - word_ms) / 60000, closed,
                now_ms);
    }
    if (place->sensor_count)
        measure(self, ALARM_COVERAGE, "", share(known, (int64_t)place->sensor_count), closed,
                now_ms);
}

/* Also in a closed place: a capacity has no opening hours. */
static void look_at_zones(struct watchman *self, int64_t now_ms)
{
    const struct place *place = self->collector->place;
    for (size_t z = 0; z < place->zone_count; z++) {
        const struct place_zone *zone = &place->zones[z];
        const struct zone_estimate *estimate = presence_zone(self->collector->presence, z);
        if (!zone->capacity || estimate->present.best < 0)
            continue;
        int64_t percent = share(estimate->present.best, zone->capacity);
        measure(self, ALARM_FILLING, zone->id, percent, false, now_ms);
        measure(self, ALARM_FULL, zone->id, percent, false, now_ms);
    }
}

static void look_at_disk(struct watchman *self, int64_t now_ms)
{
    struct statvfs disk;
    if (statvfs(self->collector->store_path, &disk) != 0)
        return;
    int64_t left = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    int64_t percent = share((int64_t)disk.f_bavail, (int64_t)disk.f_blocks);
    measure(self, ALARM_DISK, "", left > DISK_PLENTY_BYTES ? 100 : percent, false, now_ms);
}

/* Where there is none, from the start on. */
static void look_at_backup(struct watchman *self, int64_t now_ms)
{
    const struct config *config = self->collector->config;
    if (!config->backup_to)
        return;
    int64_t newest_ms = backup_newest(config->backup_to, self->collector->place->id);
    int64_t age_ms = now_ms - (newest_ms > 0 ? newest_ms : self->started_ms);
    measure(self, ALARM_BACKUP, "", share(age_ms, config->backup_every_ms), false, now_ms);
}

static void tell(struct watchman *self, const struct alarm_news *news,
                 const struct config_notify *to)
{
    const struct place *place = self->collector->place;
    enum language language = to->language < 0 ? place->languages[0] : (enum language)to->language;
    struct messenger_way way = {to->command, to->mail, to->from, to->sendmail};
    struct buffer subject = {0}, body = {0};
    alarm_line(&subject, news, place, language);
    alarm_letter(&body, news, place, language);
    struct messenger_text text = {
        .kind = alarm_kind_name(news->kind),
        .event = news->again   ? "again"
                 : news->began ? "began"
                               : "ended",
        .subject = buffer_peek(&subject),
        .body = buffer_peek(&body),
        .place = place->id,
    };
    int error = messenger_send(self->messenger, &way, &text);
    if (error)
        log_error("notify", "%s cannot be told: %s", to->mail ? to->mail : to->command,
                  strerror(-error));
    buffer_free(&subject);
    buffer_free(&body);
}

static void tell_all(struct watchman *self, int64_t now_ms)
{
    const struct config *config = self->collector->config;
    for (struct alarm_news news; alarms_next(self->alarms, &news, now_ms);) {
        struct buffer line = {0};
        alarm_line(&line, &news, self->collector->place, LANGUAGE_EN);
        log_info("notify", "%s", buffer_peek(&line));
        buffer_free(&line);
        for (size_t i = 0; i < config->notify_count; i++)
            tell(self, &news, &config->notify[i]);
    }
}

/* Until the next look; simulated time passes faster. */
static uint64_t period_usec(const struct watchman *self)
{
    double speed = self->collector->clock.simulated ? self->collector->clock.speed : 1;
    double period_ms = speed > 1 ? WATCHMAN_LOOK_MS / speed : WATCHMAN_LOOK_MS;
    return (uint64_t)((period_ms < LOOK_REAL_MIN_MS ? LOOK_REAL_MIN_MS : period_ms) * 1000);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *context)
{
    struct watchman *self = context;
    (void)usec;
    int64_t now_ms = clock_wall_ms(&self->collector->clock);
    struct snapshot_open open = opening_at(&self->collector->opening, now_ms);
    look_at_sensors(self, open.state == OPEN_CLOSED, now_ms);
    look_at_zones(self, now_ms);
    if (now_ms >= self->looked_at_files_ms + WATCHMAN_FILES_MS) {
        self->looked_at_files_ms = now_ms;
        look_at_disk(self, now_ms);
        look_at_backup(self, now_ms);
    }
    tell_all(self, now_ms);
    sd_event_source_set_time_relative(source, period_usec(self));
    return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

int watchman_start(struct watchman *self, const struct collector *collector, sd_event *loop,
                   struct why *why)
{
    *self = (struct watchman){.collector = collector};
    if (!collector->config->notify_count)
        return 0;
    self->started_ms = clock_wall_ms(&collector->clock);
    self->alarms = alarms_new();
    self->messenger = messenger_new(loop);
    if (!self->alarms || !self->messenger)
        return why_set(why, ENOMEM, "out of memory");
    int error = sd_event_add_time_relative(loop, &self->timer, CLOCK_MONOTONIC, period_usec(self),
                                           0, on_timer, self);
    return error < 0 ? why_set(why, -error, "event loop: %s", strerror(-error)) : 0;
}

void watchman_stop(struct watchman *self)
{
    self->timer = sd_event_source_disable_unref(self->timer);
    messenger_free(self->messenger);
    alarms_free(self->alarms);
    *self = (struct watchman){0};
}
