#include "dashboard/page/organise/sensors_page.h"

#include "dashboard/page/finding_line.h"
#include "dashboard/page/html.h"
#include "dashboard/page/lang.h"
#include "dashboard/page/moment.h"
#include <stdio.h>
#include <string.h>

static void moment_cell(struct buffer *out, const struct desk_frame *frame,
                        const struct desk_present *present, int64_t at_ms)
{
    struct buffer words = {0};
    if (at_ms > 0)
        moment_near(&words, frame->language, present->zonetime, at_ms, present->at_ms);
    else
        buffer_text(&words, desk_text(frame->language, DESK_SENSORS_NEVER));
    html_write(out, "<td>%s</td>", buffer_peek(&words));
    buffer_free(&words);
}

static void findings_write(struct buffer *out, const struct desk_frame *frame,
                           const struct desk_present *present)
{
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, DESK_SENSORS_FINDINGS));
    if (!present->finding_count) {
        html_write(out, "<p>%s</p>\n", desk_text(frame->language, DESK_SENSORS_WELL));
        return;
    }
    buffer_text(out, "<ul>\n");
    for (size_t i = 0; i < present->finding_count; i++) {
        struct buffer line = {0};
        finding_line(&line, &present->findings[i], present->place, frame->language);
        html_write(out, "<li>%s</li>\n", buffer_peek(&line));
        buffer_free(&line);
    }
    buffer_text(out, "</ul>\n");
}

static enum desk_text board_state(const struct present_board *board)
{
    return board->contested   ? DESK_SENSORS_CONTESTED
           : !board->in_place ? DESK_SENSORS_STRANGER
           : board->online    ? DESK_SENSORS_ONLINE
                              : DESK_SENSORS_OFFLINE;
}

static void boards_write(struct buffer *out, const struct desk_frame *frame,
                         const struct desk_present *present)
{
    static const enum desk_text heads[] = {DESK_SENSORS_BOARD, DESK_SENSORS_STATE,
                                           DESK_SENSORS_WORD, DESK_SENSORS_VERSION,
                                           DESK_SENSORS_CLOCK};
    static const enum desk_text clocks[] = {DESK_SENSORS_CLOCK_NONE, DESK_SENSORS_CLOCK_GUESS,
                                            DESK_SENSORS_CLOCK_GOOD};
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, DESK_SENSORS_BOARDS));
    desk_table_begin(out, frame, DESK_SENSORS_BOARDS, heads, 5);
    for (size_t i = 0; i < present->board_count; i++) {
        const struct present_board *board = &present->boards[i];
        html_write(out, "<tr><th scope=\"row\">%s</th><td>%s</td>", board->name,
                   desk_text(frame->language, board_state(board)));
        moment_cell(out, frame, present, board->last_word_ms);
        html_write(out, "<td>%s</td><td>%s</td></tr>\n", board->version,
                   desk_text(frame->language, clocks[board->clock + 1]));
    }
    desk_table_end(out);
}

static enum desk_text reading_state(const struct reading *reading)
{
    static const enum desk_text texts[] = {
        [READING_KNOWN] = DESK_SENSORS_KNOWN,         [READING_NEVER] = DESK_SENSORS_NOT_HEARD,
        [READING_SILENT] = DESK_SENSORS_SILENT,       [READING_LOST] = DESK_SENSORS_OFFLINE,
        [READING_ABSENT] = DESK_SENSORS_ABSENT,       [READING_FAULTED] = DESK_SENSORS_FAULTED,
        [READING_CONTESTED] = DESK_SENSORS_CONTESTED, [READING_SUSPECT] = DESK_SENSORS_SUSPECT};
    return texts[reading->reason];
}

static bool is_suspect(const struct desk_present *present, size_t sensor)
{
    for (size_t i = 0; i < present->finding_count; i++)
        if (present->findings[i].sensor == sensor && present->findings[i].suspect)
            return true;
    return false;
}

static void sensor_row(struct buffer *out, const struct desk_frame *frame,
                       const struct desk_present *present, size_t sensor)
{
    const struct place_sensor *named = &present->place->sensors[sensor];
    const struct reading *reading = &present->readings[sensor];
    bool suspect = reading->reason == READING_KNOWN && is_suspect(present, sensor);
    bool is_source = !strcmp(named->agent, SOURCE_AGENT);
    html_write(out, "<tr><th scope=\"row\">%s/%s</th><td>%s%s</td>", named->agent, named->sensor,
               desk_text(frame->language, suspect ? DESK_SENSORS_SUSPECT : reading_state(reading)),
               is_source ? desk_text(frame->language, DESK_SENSORS_SOURCE) : "");
    moment_cell(out, frame, present, reading->word_ms);
    html_write(out, "<td>%s</td></tr>\n", reading->fault);
}

/* Those of seats that are nobody's business are in the description, and their word is not kept. */
static void sensors_write(struct buffer *out, const struct desk_frame *frame,
                          const struct desk_present *present)
{
    static const enum desk_text heads[] = {DESK_SENSORS_SENSOR, DESK_SENSORS_STATE,
                                           DESK_SENSORS_WORD, DESK_SENSORS_FAULT};
    html_write(out, "<h2>%s</h2>\n", desk_text(frame->language, DESK_SENSORS_ALL));
    desk_table_begin(out, frame, DESK_SENSORS_ALL, heads, 4);
    for (size_t i = 0; i < present->place->sensor_count; i++)
        sensor_row(out, frame, present, i);
    desk_table_end(out);
}

void sensors_page(struct buffer *out, const struct desk_frame *frame,
                  const struct desk_present *present)
{
    desk_frame_begin(out, frame);
    findings_write(out, frame, present);
    html_write(out, "<p><a href=\"identify\">%s</a></p>\n",
               desk_text(frame->language, DESK_IDENTIFY));
    boards_write(out, frame, present);
    sensors_write(out, frame, present);
    desk_frame_end(out, frame);
}

static void seat_row(struct buffer *out, const struct desk_frame *frame,
                     const struct desk_present *present, const struct place_seat *seat,
                     enum seat_state state)
{
    static const enum desk_text texts[] = {[SEAT_FREE] = DESK_IDENTIFY_FREE,
                                           [SEAT_TAKEN] = DESK_IDENTIFY_TAKEN,
                                           [SEAT_HELD] = DESK_IDENTIFY_HELD,
                                           [SEAT_UNKNOWN] = DESK_IDENTIFY_UNKNOWN};
    const struct place_sensor *sensor = &present->place->sensors[seat->sensor];
    const struct reading *reading = &present->readings[seat->sensor];
    bool lit = reading->reason == READING_KNOWN && reading->has_since &&
               present->at_ms - reading->since_ms < IDENTIFY_LIT_MS;
    html_write(out, "<tr%s><th scope=\"row\">%s</th><td>%s</td><td>%s/%s</td><td>%s</td></tr>\n",
               lit ? " class=\"lit\"" : "", seat->id, desk_text(frame->language, texts[state]),
               sensor->agent, sensor->sensor,
               lit ? desk_text(frame->language, DESK_IDENTIFY_NOW) : "");
}

static void seats_write(struct buffer *out, const struct desk_frame *frame,
                        const struct desk_present *present, size_t z)
{
    static const enum desk_text heads[] = {DESK_FACT_SEAT, DESK_SENSORS_STATE, DESK_SENSORS_SENSOR,
                                           DESK_IDENTIFY_CHANGED};
    const struct place_zone *zone = &present->place->zones[z];
    const char *name = zone->name.in[frame->language];
    html_write(out, "<h2>%s</h2>\n", name ? name : zone->id);
    desk_table_begin(out, frame, DESK_IDENTIFY, heads, 4);
    for (size_t i = 0; i < zone->seat_count; i++)
        if (present->zones[z].seats_now[i].shown)
            seat_row(out, frame, present, &zone->seats[i], present->zones[z].seats_now[i].state);
    desk_table_end(out);
}

void identify_page(struct buffer *out, const struct desk_frame *frame,
                   const struct desk_present *present)
{
    bool follows = frame->renews_s > 0;
    desk_frame_begin(out, frame);
    html_write(out, "<p>%s</p>\n<p><a href=\"?live=%d\">%s</a></p>\n",
               desk_text(frame->language, DESK_IDENTIFY_WHAT), !follows,
               desk_text(frame->language, follows ? DESK_IDENTIFY_STOP : DESK_IDENTIFY_START));
    for (size_t z = 0; z < present->place->zone_count; z++)
        if (present->place->zones[z].kind == ZONE_SEATS)
            seats_write(out, frame, present, z);
    desk_frame_end(out, frame);
}
