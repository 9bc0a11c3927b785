/* Count now: a true head count, typed on the phone; the same as `lampion count`. */
#include "dashboard/organise/forms.h"

#include "agent/common/log.h"
#include "dashboard/fact_text.h"
#include "dashboard/head_count.h"
#include "dashboard/history/facts.h"
#include "dashboard/organise/fact_rows.h"
#include "dashboard/organise/organise_inner.h"
#include "dashboard/presence/presence.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_doors(const struct place *place, size_t zone)
{
    for (size_t i = 0; i < place->door_count; i++)
        if (presence_door_sign(place, &place->doors[i], zone))
            return true;
    return false;
}

/* "12 (10–14)". */
static void estimate_of(const struct errand *self, const char *zone, char *text, size_t size)
{
    *text = '\0';
    size_t z = self->present ? place_find_zone(self->present->place, zone) : ZONE_NONE;
    if (z == ZONE_NONE)
        return;
    const struct snapshot_present *people = &self->present->zones[z].people;
    if (people->best < 0)
        return;
    if (people->low >= 0 && people->high >= 0)
        snprintf(text, size, "%lld (%lld–%lld)", (long long)people->best, (long long)people->low,
                 (long long)people->high);
    else
        snprintf(text, size, "%lld", (long long)people->best);
}

static void show(struct errand *self)
{
    struct zonetime *zonetime;
    struct buffer out = {0};
    size_t count = 0;
    struct place *place = errand_describe(self, &zonetime);
    struct count_row *rows = place ? calloc(place->zone_count + 1, sizeof *rows) : NULL;
    if (!place)
        return;
    for (size_t z = 0; rows && z < place->zone_count; z++) {
        const struct place_zone *zone = &place->zones[z];
        if (!has_doors(place, z))
            continue;
        struct count_row *row = &rows[count++];
        row->id = zone->id;
        row->name = zone->name.in[self->language] ? zone->name.in[self->language] : zone->id;
        estimate_of(self, zone->id, row->estimate, sizeof row->estimate);
    }
    count_page(&out, &self->frame, rows, count, errand_value(self, "zone"));
    errand_page(self, ERRAND_STATUS(self), &out);
    free(rows);
    zonetime_free(zonetime);
    place_free(place);
}

/* Where the counting of silent doors begins, for the next start of the daemon. */
static void begin(struct errand *self, const struct place *place, const struct fact *fact)
{
    struct why why;
    struct head_count_doors doors;
    size_t zone = place_find_zone(place, fact->zone);
    int error = head_count_look(self->reading, place, zone, &doors, &why);
    if (!error && doors.silent) {
        struct store *store = store_open(organise_store_path(self->house), STORE_WRITE, &why);
        error =
            store ? head_count_begin(store, place, zone, (int64_t)fact->value, fact->from_ms, &why)
                  : -EIO;
    }
    if (error)
        log_error("organise", "count: %s", why.text);
}

static void put(struct errand *self, const struct place *place, const struct fact *fact)
{
    char estimate[64];
    if (fact_put(self, fact))
        return;
    begin(self, place, fact);
    estimate_of(self, fact->zone, estimate, sizeof estimate);
    snprintf(self->said_text, sizeof self->said_text, "%s",
             *estimate ? estimate : desk_text(self->language, DESK_COUNT_NOT_KNOWN));
    errand_say(self, DESK_COUNT_DONE, self->said_text);
    show(self);
}

static void take(struct errand *self)
{
    struct zonetime *zonetime;
    struct fact fact;
    struct why why;
    const char *people = errand_field(self, "people");
    struct fact_text given = {.kind = "count",
                              .zone = errand_field(self, "zone"),
                              .value = *people ? people : NULL,
                              .by = self->session.person};
    struct place *place = errand_describe(self, &zonetime);
    if (!place)
        return;
    int error = fact_read(&given, place, zonetime, self->place_ms, &fact, &why);
    if (!error && !has_doors(place, place_find_zone(place, fact.zone)))
        error =
            why_set(&why, EINVAL, "zone %s has no doors: there is nothing to count in", fact.zone);
    if (error)
        errand_refuse_why(self, &why);
    else
        put(self, place, &fact);
    zonetime_free(zonetime);
    place_free(place);
}

static const char *const arguments[] = {"zone", NULL};

const struct organise_form form_count = {.path = "organise/count",
                                         .title = DESK_COUNT,
                                         .listed = true,
                                         .seen_by = FOR_READERS,
                                         .changed_by = FOR_ORGANISERS,
                                         .show = show,
                                         .take = take,
                                         .looks = true,
                                         .arguments = arguments};
