#include "tests/place/place.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/place/day.h"
#include "tests/place/house.h"
#include "tests/place/instant.h"
#include "tests/place/passages.h"

#define DAY_S 86400
#define TRACE_HEADER "t,line,level"

/* Streams of random numbers that last for the whole trace: not of any day. */
#define NO_DAY UINT64_MAX
enum { STREAM_DOOR, STREAM_MOTION, STREAM_SEATS };

struct place {
    const struct options *options;
    struct sheet *desks, *meeting, *entrance;
    struct truth truth;
    struct house house;
};

/* Busier on Tuesdays and Thursdays, the days people choose when they choose. */
static const double week[5] = {0.95, 1.05, 0.95, 1.1, 0.85};

static int place_open(struct place *self, const struct options *options, const char *notes)
{
    const char *dir = options->out;
    int64_t end = options->span_ms;

    *self = (struct place){.options = options};
    if ((self->desks = sheet_open(dir, "desks.csv", notes, TRACE_HEADER, end)) &&
        (self->meeting = sheet_open(dir, "meeting.csv", notes, TRACE_HEADER, end)) &&
        (self->entrance = sheet_open(dir, "entrance.csv", notes, TRACE_HEADER, end)))
        return truth_open(&self->truth, dir, notes, options->seats, end);
    return -errno;
}

static int first_error(int a, int b)
{
    return a ? a : b;
}

static int place_close(struct place *self)
{
    int err = sheet_close(self->desks);

    err = first_error(err, sheet_close(self->meeting));
    err = first_error(err, sheet_close(self->entrance));
    return first_error(err, truth_close(&self->truth));
}

static int place_flush(struct place *self)
{
    int err = sheet_flush(self->desks);

    err = first_error(err, sheet_flush(self->meeting));
    err = first_error(err, sheet_flush(self->entrance));
    return first_error(err, truth_flush(&self->truth));
}

static void furnish(struct place *self)
{
    const struct options *o = self->options;
    struct door_habits door = {o->turn_back, o->dither, o->bag_swing, (int64_t)o->lag_ms};
    struct seat_habits seat = {o->bounce, o->wriggle};
    struct house *house = &self->house;

    house->truth = &self->truth;
    house->habits = (struct person_habits){o->bustle, o->coat};
    house->side_by_side = o->side_by_side;
    house->seat_count = o->seats;
    house->door =
        door_make(self->entrance, &self->truth, &door, random_stream(o->seed, NO_DAY, STREAM_DOOR));
    house->motion =
        motion_make(self->meeting, random_stream(o->seed, NO_DAY, STREAM_MOTION), o->warm_up);
    for (int i = 0; i < o->seats; i++)
        house->seats[i] = seat_make(self->desks, &self->truth, &seat,
                                    random_stream(o->seed, NO_DAY, STREAM_SEATS + (uint64_t)i), i);
}

static struct day day_of(const struct options *options, int64_t number)
{
    int64_t opens_s = options->day_start_s + number * DAY_S;
    int weekday = instant_weekday(opens_s);
    double share = weekday < 5 ? week[weekday] : options->weekend;

    return (struct day){
        .seed = options->seed,
        .number = number,
        .busy = share > 0.7,
        .open_ms = (opens_s - options->start_s) * 1000,
        .close_ms = (opens_s - options->start_s) * 1000 + options->open_ms,
        .visits = options->visits * share,
    };
}

static int live_days(struct place *self)
{
    const struct options *options = self->options;
    int64_t passed_s = options->start_s - options->day_start_s;
    int err = 0;

    /* A place that opened days ago: begin with the day the trace begins in. */
    for (int64_t n = passed_s > 0 ? passed_s / DAY_S : 0; !err; n++) {
        struct day day = day_of(options, n);

        if (day.open_ms >= options->span_ms)
            break;
        err = day_run(&day, &self->house);
        if (!err && self->house.door.free_ms >= day_of(options, n + 1).open_ms)
            err = -EDOM; /* they still queue to leave when the next day begins */
        if (!err)
            err = place_flush(self);
    }
    return err;
}

static int write_days(const struct options *options)
{
    char notes[1024];
    struct place place;
    int err;

    options_describe(options, notes, sizeof notes);
    err = place_open(&place, options, notes);
    if (!err) {
        furnish(&place);
        err = live_days(&place);
    }
    return first_error(err, place_close(&place));
}

int place_write(const struct options *options, char *why, size_t why_size)
{
    int err = 0;

    if (mkdir(options->out, 0777) < 0 && errno != EEXIST)
        err = -errno;
    else if (options->passages)
        return passages_write(options, why, why_size);
    else
        err = write_days(options);
    if (err == -EDOM)
        snprintf(why, why_size,
                 "so many do not get through the door in a day: lower --visits, "
                 "--turn-back or --open-hours");
    else if (err)
        snprintf(why, why_size, "%s: cannot write the traces: %s; choose another --out",
                 options->out, strerror(-err));
    return err;
}
