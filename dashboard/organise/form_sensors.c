/* Sensors and boards, with what is wrong and what to do; and seats, to find out which is which. */
#include "dashboard/organise/forms.h"

#include "dashboard/history/reader.h"
#include "dashboard/page/organise/sensors_page.h"
#include <errno.h>
#include <string.h>

static bool has_present(struct errand *self)
{
    struct why why;
    if (self->present)
        return true;
    why_set(&why, ENOMEM, "out of memory: ask again");
    errand_refuse_why(self, &why);
    return false;
}

static void show_sensors(struct errand *self)
{
    struct buffer out = {0};
    struct why why;
    if (!has_present(self))
        return;
    for (size_t i = 0; i < self->present->board_count; i++) {
        struct present_board *board = &self->present->boards[i];
        reader_clock(self->reading, board->name, board->boot, &board->clock, &why);
    }
    sensors_page(&out, &self->frame, self->present);
    errand_page(self, ERRAND_STATUS(self), &out);
}

static void show_seats(struct errand *self)
{
    struct buffer out = {0};
    if (!has_present(self))
        return;
    self->frame.renews_s = strcmp(errand_value(self, "live"), "1") ? 0 : IDENTIFY_RENEWS_S;
    identify_page(&out, &self->frame, self->present);
    errand_page(self, ERRAND_STATUS(self), &out);
}

static const char *const arguments[] = {"live", NULL};

const struct organise_form form_sensors = {.path = "organise/sensors",
                                           .title = DESK_SENSORS,
                                           .listed = true,
                                           .seen_by = FOR_READERS,
                                           .changed_by = FOR_ORGANISERS,
                                           .show = show_sensors,
                                           .looks = true};

const struct organise_form form_identify = {.path = "organise/identify",
                                            .title = DESK_IDENTIFY,
                                            .seen_by = FOR_READERS,
                                            .changed_by = FOR_ORGANISERS,
                                            .show = show_seats,
                                            .looks = true,
                                            .arguments = arguments};
