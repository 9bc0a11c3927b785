#include "dashboard/past_api.h"

#include "agent/common/log.h"
#include "agent/common/time.h"
#include "dashboard/civil.h"
#include "dashboard/history/series.h"
#include "dashboard/past_rows.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "/api/v1/zones/"
#define SUFFIX "/history"
#define DAY_S 86400
#define JSON "application/json"

static const int days_max[STEPS] = {[STEP_SLOT] = 31, [STEP_HOUR] = 92, [STEP_DAY] = 1100};
static const int64_t step_ms[STEPS] = {
    [STEP_SLOT] = SLOT_MS, [STEP_HOUR] = 3600000, [STEP_DAY] = 86400000};

/* A question: at the desk, until its client is answered. */
struct question {
    struct pending *pending;
    struct past_rows rows;
    char *text; /* NULL: it could not be read */
};

static struct reply *answer(int status, char *body, size_t length)
{
    struct reply *reply = reply_new(status, JSON, body, length);
    if (reply) {
        reply_header(reply, "Access-Control-Allow-Origin", "*");
        reply_header(reply, "Cache-Control", "no-store");
    }
    return reply;
}

static struct reply *refuse(int status, const char *words)
{
    char *body = NULL;
    int length = asprintf(&body, "{\"error\":\"%s\"}\n", words);
    return length < 0 ? NULL : answer(status, body, (size_t)length);
}

/* For a moment: whoever asks again is answered. */
static struct reply *refuse_now(const char *words)
{
    struct reply *reply = refuse(503, words);
    if (reply)
        reply_header(reply, "Retry-After", "10");
    return reply;
}

/* ---- The desk's part */

static void on_run(void *context, struct store *store)
{
    struct question *self = context;
    struct why why;
    self->text = past_rows_json(&self->rows, store, &why);
    if (!self->text)
        log_warning("history", "a question about %s: %s", self->rows.zone, why.text);
}

/* Also of a question that was not run, for the desk stops. */
static void on_free(void *context)
{
    struct question *self = context;
    size_t length = self->text ? strlen(self->text) : 0;
    if (self->pending)
        pending_answer(self->pending, self->text ? answer(200, self->text, length)
                                                 : refuse_now("the history cannot be read now"));
    else
        free(self->text);
    free(self);
}

/* ---- What was asked */

/* False: an address of another kind. */
static bool read_zone(const char *path, char zone[ID_MAX])
{
    size_t length = strlen(path), ends = strlen(PREFIX) + strlen(SUFFIX);
    if (length <= ends || length - ends >= ID_MAX ||
        strcmp(path + length - strlen(SUFFIX), SUFFIX) != 0)
        return false;
    memcpy(zone, path + strlen(PREFIX), length - ends);
    zone[length - ends] = '\0';
    return true;
}

static bool read_time(const struct zonetime *zonetime, const char *text, int64_t *at_s)
{
    int year, month, day, length = 0;
    int64_t at_ms;
    if (text && sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &length) == 3 && length == 10 &&
        !text[10] && civil_valid(year, month, day) && year >= 1973 && year <= 2200) {
        *at_s = zonetime_day_start_ms(zonetime, civil_days(year, month, day)) / 1000;
        return true;
    }
    if (!text || time_parse(text, &at_ms))
        return false;
    *at_s = (at_ms + 999) / 1000;
    return *at_s >= 94694400 && *at_s < 7289654400; /* 1973 to 2200 */
}

static int64_t local_day(const struct zonetime *zonetime, int64_t at_s)
{
    struct zonetime_local local;
    zonetime_local(zonetime, at_s * 1000, &local);
    return local.days;
}

/* What may be told of the zone; false: nothing, or there is none. */
static bool read_policy(const struct place *place, struct past_rows *rows)
{
    size_t z = place_find_zone(place, rows->zone);
    if (z == ZONE_NONE)
        return false;
    const struct place_privacy *privacy = &place->zones[z].privacy;
    rows->minimum_count = place->privacy.minimum_count;
    rows->zone_minimum = privacy->minimum_count > rows->minimum_count ? privacy->minimum_count : 0;
    rows->bucket = privacy->bucket;
    rows->open_only = privacy->hide_outside_hours;
    return privacy->visibility != VISIBILITY_PRIVATE ||
           place->privacy.visibility == VISIBILITY_PRIVATE;
}

/* NULL: it may be asked. */
static struct reply *read_question(const struct past_api *api, const struct request *request,
                                   const struct place *place, struct past_rows *rows)
{
    const char *step = request_argument(request, "step");
    rows->zonetime = api->zonetime;
    if (!read_zone(request->path, rows->zone) || !read_policy(place, rows))
        return refuse(404, "the place has no such zone");
    if (series_step(step ? step : "1d", &rows->step))
        return refuse(400, "step: 15m, 1h or 1d");
    if (step_ms[rows->step] < place->privacy.step_ms)
        return refuse(400, "step: finer than the privacy of the place allows");
    if (rows->step == STEP_SLOT && rows->minimum_count > 1)
        return refuse(400, "step: by hour at the finest, small counts are protected here");
    if (!read_time(api->zonetime, request_argument(request, "from"), &rows->from_s) ||
        !read_time(api->zonetime, request_argument(request, "to"), &rows->to_s))
        return refuse(400, "from and to: a date like 2026-10-05, or UTC like 2026-10-05T06:00:00Z");
    if (rows->from_s >= rows->to_s)
        return refuse(400, "to: must be later than from");
    if (rows->to_s - rows->from_s > (days_max[rows->step] + 1) * (int64_t)DAY_S)
        return refuse(400, "from and to: at most 31 days by 15m, 92 by 1h, 1100 by 1d");
    rows->period = (struct period){.kind = PERIOD_DAYS,
                                   .first = local_day(api->zonetime, rows->from_s),
                                   .last = local_day(api->zonetime, rows->to_s - 1)};
    return NULL;
}

struct reply *past_api_answer(void *context, const struct request *request,
                              const struct place *place)
{
    struct past_api *api = context;
    struct past_rows rows = {0};
    struct reply *refusal = read_question(api, request, place, &rows);
    if (!refusal && desk_waiting(api->desk) >= DESK_JOBS_MAX)
        refusal = refuse_now("too many questions at once; try again in a moment");
    if (refusal)
        return refusal;
    struct question *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->rows = rows;
    self->pending = request_later(request);
    if (!self->pending || desk_submit(api->desk, on_run, NULL, on_free, self))
        on_free(self);
    return NULL;
}
