#include "dashboard/objections.h"

#include "agent/common/log.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define AT_ONCE 64 /* within CONTEST_MS; each zone has one that holds */

int objections_start(struct objections *self, const char *path, const struct place *place,
                     struct why *why)
{
    *self = (struct objections){.place = place};
    self->contests = calloc(place->zone_count + 1, sizeof *self->contests);
    if (!self->contests)
        return why_set(why, ENOMEM, "out of memory");
    self->reading = store_open(path, STORE_READ, why);
    return self->reading ? 0 : -EIO;
}

void objections_stop(struct objections *self)
{
    store_close(self->reading);
    free(self->contests);
}

void objections_hurry(struct objections *self)
{
    self->looked_real_ms = 0;
}

static void take(struct objections *self, const struct objection *objection, int64_t now_ms)
{
    size_t zone = place_find_zone(self->place, objection->zone);
    if (zone == ZONE_NONE)
        return;
    if (objection->verdict == VERDICT_REFUSED)
        contest_refuse(&self->contests[zone], objection->id);
    else if (objection->id > self->newest)
        contest_object(&self->contests[zone], objection->id, objection->claim, objection->at_ms,
                       now_ms);
}

/* The oldest first: the list begins with the newest. */
static int read_new(struct objections *self, int64_t now_ms, struct why *why)
{
    struct objection list[AT_ONCE];
    int count = objection_list(self->reading, now_ms - CONTEST_MS, list, AT_ONCE, why);
    for (int i = count - 1; i >= 0; i--)
        take(self, &list[i], now_ms);
    if (count > 0)
        self->newest = list[0].id;
    return count < 0 ? count : 0;
}

bool objections_turn(struct objections *self, int64_t now_real_ms, int64_t now_ms)
{
    struct objection_sums sums;
    struct why why;
    if (!self->reading ||
        (self->looked_real_ms && now_real_ms < self->looked_real_ms + OBJECTIONS_PERIOD_REAL_MS))
        return false;
    self->looked_real_ms = now_real_ms;
    int error = objection_sum(self->reading, now_ms - OBJECTION_BACK_MS, &sums, &why);
    bool news = !error && memcmp(&sums, &self->sums, sizeof sums) != 0;
    if (news)
        error = read_new(self, now_ms, &why);
    if (error && !self->failed)
        log_error("objections", "cannot be read: %s", why.text);
    self->failed = error != 0;
    if (!error)
        self->sums = sums;
    return news;
}

/* Its own, or that somebody says a zone around it is closed. */
static const struct contest *contest_of(const struct objections *self, size_t zone)
{
    if (self->contests[zone].id)
        return &self->contests[zone];
    for (size_t z = self->place->zones[zone].parent; z != ZONE_NONE;
         z = self->place->zones[z].parent)
        if (self->contests[z].id && self->contests[z].claim == CLAIM_CLOSED)
            return &self->contests[z];
    return NULL;
}

void objections_mark(struct objections *self, const struct presence *presence,
                     struct snapshot *snapshot)
{
    const struct place_zone *zones = self->place ? self->place->zones : NULL;
    snapshot->wrong = self->sums;
    if (!self->reading)
        return;
    for (size_t z = 0; z < snapshot->zone_count; z++)
        contest_turn(&self->contests[z], &zones[z], presence_zone(presence, z), snapshot->as_of_ms);
    for (size_t z = 0; z < snapshot->zone_count; z++) {
        const struct contest *contest = contest_of(self, z);
        if (contest)
            snapshot_contest(snapshot, z, contest->since_ms, contest->claim);
    }
}
