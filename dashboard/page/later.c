#include "dashboard/page/later.h"

#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/moment.h"

#define HOURS_MAX 4

static void hour_write(struct buffer *out, const struct view *view, const struct outlook_hour *hour)
{
    struct buffer clock = {0}, chance = {0};
    char number[LANG_NUMBER_MAX];
    moment_clock(&clock, view->language, view->zone, hour->from_ms, false);
    lang_write(&chance, view->language, TEXT_IN_TEN,
               lang_number(view->language, hour->in_ten, number), NULL);
    html_write(out,
               "<li>%s <svg class=free viewBox=\"0 0 10 1\" preserveAspectRatio=none "
               "aria-hidden=true><rect width=%d height=1 fill=currentColor /></svg><b>%s</b></li>",
               buffer_peek(&clock), hour->in_ten, buffer_peek(&chance));
    buffer_free(&clock);
    buffer_free(&chance);
}

static enum text silence_text(const struct outlook_zone *zone)
{
    switch (zone ? zone->says : OUTLOOK_TOO_LITTLE) {
    case OUTLOOK_NOT_USUAL:
        return TEXT_LATER_NOT_USUAL;
    case OUTLOOK_OPEN_UNKNOWN:
        return TEXT_LATER_OPEN_UNKNOWN;
    case OUTLOOK_TOO_LITTLE:
        return TEXT_LATER_TOO_LITTLE;
    default:
        return TEXT_LATER_OVER;
    }
}

void later_zone_write(struct buffer *out, const struct view *view, const struct outlook_zone *zone)
{
    const struct snapshot *snapshot = view->snapshot;
    struct outlook_hour hours[HOURS_MAX];
    int64_t now_ms = snapshot->as_of_ms;
    size_t count = 0;
    if (zone && snapshot->outlook) {
        count = outlook_hours(snapshot->outlook, zone, now_ms,
                              zonetime_offset_s(view->zone, now_ms), hours, HOURS_MAX);
    }
    if (count == 0) {
        bool old = snapshot->outlook && now_ms - snapshot->outlook->made_ms > OUTLOOK_OLD_MS;
        html_write(out, "<p>%s\u00a0: %s</p>", lang_text(view->language, TEXT_LATER),
                   lang_text(view->language, old ? TEXT_LATER_TOO_LITTLE : silence_text(zone)));
        return;
    }
    struct buffer basis = {0};
    lang_count(&basis, view->language, TEXT_LATER_BASIS_ONE, zone->days);
    html_write(out, "<p>%s <small>%s</small></p><ul>", lang_text(view->language, TEXT_LATER),
               buffer_peek(&basis));
    buffer_free(&basis);
    for (size_t i = 0; i < count; i++) {
        hour_write(out, view, &hours[i]);
    }
    buffer_text(out, "</ul>");
}

void later_write(struct buffer *out, const struct view *view)
{
    const struct snapshot *snapshot = view->snapshot;
    if (snapshot->open.state == OPEN_CLOSED || snapshot->seats <= 0) {
        return; /* the answer says when it opens; where no seat is counted none can be free */
    }
    later_zone_write(out, view, snapshot->outlook ? &snapshot->outlook->place : NULL);
}
