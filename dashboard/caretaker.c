#include "dashboard/caretaker.h"

#include "agent/common/log.h"
#include "dashboard/page/finding_line.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_HEADER "# what is usual for each sensor; lampion writes and reads it\n"
#define ROW_MAX 512

int caretaker_start(struct caretaker *self, const struct place *place, struct presence *presence)
{
    *self = (struct caretaker){.place = place, .presence = presence};
    self->health = health_new(place);
    self->readings = calloc(place->sensor_count + 1, sizeof *self->readings);
    if (!self->health || !self->readings)
        return -ENOMEM;
    for (size_t i = 0; i < place->sensor_count; i++)
        self->readings[i].reason = READING_NEVER;
    return 0;
}

static bool read_row(struct caretaker *self, const char *row)
{
    char agent[ID_MAX], sensor[ID_MAX];
    int stands = 0;
    struct health_memory m = {0};
    int got = sscanf(row,
                     "%32[a-z0-9-]/%32[a-z0-9-] %lf %lf %lf %" SCNd64 " %" SCNd64 " %" SCNd64
                     " %d %" SCNd64,
                     agent, sensor, &m.uses, &m.chances, &m.since, &m.used_ms, &m.begun_ms,
                     &m.longest_ms, &stands, &m.never_since_ms);
    if (got != 10 || !(m.uses >= 0 && m.chances >= 0 && m.since >= 0) || m.longest_ms < 0)
        return false;
    m.never_used = stands != 0;
    size_t index = place_find_sensor(self->place, agent, sensor);
    if (index != SENSOR_NONE) /* else of a description before */
        health_restore(self->health, index, &m);
    return true;
}

void caretaker_keep(struct caretaker *self, const char *store_path)
{
    char row[ROW_MAX];
    bool whole = true;
    if (asprintf(&self->path, "%s.health", store_path) < 0)
        self->path = NULL;
    FILE *file = self->path ? fopen(self->path, "re") : NULL;
    if (!file)
        return; /* the first time */
    while (fgets(row, sizeof row, file))
        whole = (row[0] == '#' || read_row(self, row)) && whole;
    if (!whole || ferror(file))
        log_warning("health", "%s: not all of it can be read; what is usual is learned anew",
                    self->path);
    fclose(file);
}

static void write_rows(const struct caretaker *self, FILE *file)
{
    fputs(FILE_HEADER, file);
    for (size_t i = 0; i < self->place->sensor_count; i++) {
        struct health_memory m;
        health_remember(self->health, i, &m);
        if (m.begun_ms)
            fprintf(
                file, "%s/%s %.6f %.6f %.6f %" PRId64 " %" PRId64 " %" PRId64 " %d %" PRId64 "\n",
                self->place->sensors[i].agent, self->place->sensors[i].sensor, m.uses, m.chances,
                m.since, m.used_ms, m.begun_ms, m.longest_ms, m.never_used, m.never_since_ms);
    }
}

/* Replaced whole; a loss of the last quarter of an hour costs nothing, so nothing waits for the
 * disk. */
static void write_file(const struct caretaker *self)
{
    char *draft;
    if (!self->path || asprintf(&draft, "%s.new", self->path) < 0)
        return;
    FILE *file = fopen(draft, "we");
    if (file) {
        write_rows(self, file);
        bool well = !ferror(file);
        if (fclose(file) != 0 || !well || rename(draft, self->path) != 0)
            unlink(draft);
    }
    free(draft);
}

void caretaker_stop(struct caretaker *self)
{
    if (self->health && self->kept_ms)
        write_file(self);
    health_free(self->health);
    free(self->readings);
    free(self->path);
}

/* Presence believes what health leaves of the newest reading. */
static void believe(struct caretaker *self, size_t sensor, int64_t now_ms)
{
    struct reading reading = self->readings[sensor];
    health_believe(self->health, sensor, &reading);
    presence_read(self->presence, sensor, &reading, now_ms);
}

void caretaker_seats(struct caretaker *self, const struct facts *facts, int64_t now_ms)
{
    for (size_t z = 0; z < self->place->zone_count; z++) {
        const struct place_zone *zone = &self->place->zones[z];
        for (size_t i = 0; i < zone->seat_count; i++)
            health_seat_facts(
                self->health, z, i,
                facts_hold_seat(facts, FACT_LENT, zone->id, zone->seats[i].id, now_ms),
                facts_hold_seat(facts, FACT_OUT_OF_SERVICE, zone->id, zone->seats[i].id, now_ms));
    }
}

void caretaker_read(struct caretaker *self, size_t sensor, const struct reading *reading,
                    int64_t now_ms)
{
    self->readings[sensor] = *reading;
    health_read(self->health, sensor, reading, now_ms);
    believe(self, sensor, now_ms);
}

/* A board that falls silent is one line, not twenty. */
static bool is_told_by_another(const struct caretaker *self, const struct health_finding *finding)
{
    if (finding->kind != HEALTH_SILENT || finding->sensor == SENSOR_NONE)
        return false;
    const struct place_sensor *sensors = self->place->sensors;
    for (size_t i = 0; i < finding->sensor; i++)
        if (!strcmp(sensors[i].agent, sensors[finding->sensor].agent) &&
            self->readings[i].reason == self->readings[finding->sensor].reason)
            return true;
    return false;
}

static void tell(const struct caretaker *self, const struct health_finding *finding, bool began)
{
    struct buffer line = {0};
    if (is_told_by_another(self, finding))
        return;
    finding_who(&line, finding, self->place);
    if (began) {
        buffer_free(&line);
        finding_line(&line, finding, self->place, LANGUAGE_EN);
        log_warning("health", "%s", buffer_peek(&line));
    } else {
        log_info("health", "%s: no longer %s", buffer_peek(&line), health_kind_name(finding->kind));
    }
    buffer_free(&line);
}

bool caretaker_is_due(const struct caretaker *self, int64_t now_ms)
{
    return now_ms < self->looked_ms || now_ms - self->looked_ms >= CARETAKER_LOOK_MS;
}

void caretaker_look(struct caretaker *self, bool closed, int64_t now_ms)
{
    struct health_finding finding;
    bool began;
    self->looked_ms = now_ms;
    health_update(self->health, closed, now_ms);
    for (size_t sensor; health_next_changed(self->health, &sensor);)
        believe(self, sensor, now_ms);
    while (health_next_news(self->health, &finding, &began))
        tell(self, &finding, began);
    if (now_ms >= self->kept_ms && now_ms - self->kept_ms < CARETAKER_KEEP_MS)
        return;
    if (self->kept_ms)
        write_file(self);
    self->kept_ms = now_ms;
}
