#include "agent/maker/guide.h"

#include "agent/maker/holder.h"
#include "agent/maker/live.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct guide {
    const struct agent_config *config;
    const struct sensor_config *sensor;
    struct live live;
    enum tongue tongue;
    FILE *out;
    int rounds;
    struct walk_passage passages[2 * WALK_ROUNDS_MAX];
    size_t count;
    struct walk_passage now; /* the one under way */
    char typed[64];          /* what came after the last end of line */
    size_t typed_length;
    bool ended; /* no more input */
};

bool guide_counts(const struct driver *driver)
{
    static const char *const kinds[] = {"beam-pair", "pulse", "tally"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i], driver->kind) == 0)
            return true;
    return false;
}

static size_t line_named(const struct driver *driver, const char *name)
{
    size_t i = 0;
    while (i < driver->line_count && strcmp(driver->lines[i], name) != 0)
        i++;
    return i;
}

static bool has_beams(const struct driver *driver)
{
    return line_named(driver, "outer") < driver->line_count &&
           line_named(driver, "inner") < driver->line_count;
}

/* ---- what the sensor says ---- */

static void say(const struct guide *self, enum said said, const char *a)
{
    fputs("       ", self->out);
    tongue_write(self->out, self->tongue, said, a, "");
    fputs("\n", self->out);
    fflush(self->out);
}

static void on_event(void *context, const struct event *event)
{
    struct guide *self = context;
    if (strcmp(event->sensor, self->sensor->id) != 0)
        return;
    if (event->kind == EVENT_FAULT) {
        self->now.faults++;
        say(self, SAID_WALK_SEEN, tongue_fault(self->tongue, event->why));
    } else if (event->kind == EVENT_PASS) {
        bool in = event->direction == PASS_IN;
        *(in ? &self->now.in : &self->now.out) += event->people;
        say(self, SAID_WALK_SEEN, tongue_text(self->tongue, in ? SAID_WALK_IN : SAID_WALK_OUT));
    }
}

static void on_edge(void *context, const struct line_edge *edge)
{
    struct guide *self = context;
    bool active = self->sensor->active_low == !edge->level;
    for (size_t i = 0; i < self->sensor->driver->line_count; i++)
        if (self->sensor->lines[i] == edge->line && active && self->now.first_line < 0)
            self->now.first_line = (int)i;
}

/* ---- what the person says ---- */

/* Takes what was typed up to an end of line; false: not that far yet. */
static bool take_typed(struct guide *self, char answer[64])
{
    char *end = memchr(self->typed, '\n', self->typed_length);
    if (!end)
        return false;
    size_t length = (size_t)(end - self->typed);
    memcpy(answer, self->typed, length);
    answer[length] = 0;
    self->typed_length -= length + 1;
    memmove(self->typed, end + 1, self->typed_length);
    return true;
}

static void read_typed(struct guide *self)
{
    if (self->typed_length == sizeof self->typed)
        self->typed_length = 0; /* a text that nobody asked for */
    ssize_t got = read(STDIN_FILENO, self->typed + self->typed_length,
                       sizeof self->typed - self->typed_length);
    if (got <= 0)
        self->ended = true;
    else
        self->typed_length += (size_t)got;
}

/* Goes on until Enter. 1: with the answer; 0: the end; -errno. */
static int hear(struct guide *self, char answer[64])
{
    while (!take_typed(self, answer)) {
        if (self->ended)
            return 0;
        int said = live_turn(&self->live, STDIN_FILENO, TIME_NEVER);
        if (said < 0)
            return said;
        if (said & LIVE_STOP)
            return 0;
        if (said & LIVE_INPUT)
            read_typed(self);
    }
    return 1;
}

/* ---- the walk ---- */

static void ask(const struct guide *self)
{
    char which[32];
    snprintf(which, sizeof which, "%3zu/%d", self->count + 1, 2 * self->rounds);
    tongue_write(self->out, self->tongue, self->count % 2 ? SAID_WALK_GO_OUT : SAID_WALK_GO_IN,
                 which, "");
    fputs("\n", self->out);
    fflush(self->out);
}

/* 1: go on, 0: the person ended it, -errno. */
static int walk_once(struct guide *self)
{
    char answer[64];
    self->now =
        (struct walk_passage){.told = self->count % 2 ? WALK_OUT : WALK_IN, .first_line = -1};
    ask(self);
    int result = hear(self, answer);
    if (result <= 0 || *answer == 'e')
        return result < 0 ? result : 0;
    /* The driver may need a moment more, as when the doorway has to be clear for a while. */
    int64_t settled_ms = clock_real_ms() + GUIDE_SETTLE_MS;
    int said = 0;
    while (said >= 0 && clock_real_ms() < settled_ms && !(said & LIVE_STOP))
        said = live_turn(&self->live, -1, settled_ms);
    if (said < 0 || said & LIVE_STOP)
        return said < 0 ? said : 0;
    if (*answer == 'r') {
        say(self, SAID_WALK_AGAIN, "");
        return 1;
    }
    if (self->now.in + self->now.out == 0)
        say(self, SAID_WALK_NOTHING, "");
    self->passages[self->count++] = self->now;
    return 1;
}

static void print_percent(double share, enum tongue tongue, char text[32])
{
    snprintf(text, 32, "%.1f %%", share * 100);
    char *dot = strchr(text, '.');
    if (dot && tongue == TONGUE_FR)
        *dot = ',';
}

static void print_interval(const struct interval *interval, enum tongue tongue, char text[80])
{
    char low[32], high[32];
    print_percent(interval->low, tongue, low);
    print_percent(interval->high, tongue, high);
    snprintf(text, 80, "%s .. %s", low, high);
}

static void print_way(const struct walk_way *way, enum said name, enum tongue tongue, FILE *out)
{
    char best[32], range[80];
    if (way->done == 0)
        return;
    struct interval error = interval_wilson(way->done - way->right, way->done);
    print_percent(error.best, tongue, best);
    print_interval(&error, tongue, range);
    const char *label = tongue_text(tongue, name);
    fprintf(out, "%s%*s%8d%7d%8d%11d%7d%9s  %s\n", label, 8 - (int)tongue_columns(label), "",
            way->done, way->right, way->missed, way->wrong_way, way->extra, best, range);
}

static void print_desk(const struct agent_config *config, size_t sensor, const struct walk_sum *sum,
                       enum tongue tongue, FILE *out)
{
    struct interval error = walk_error(sum);
    int done = sum->ways[WALK_IN].done + sum->ways[WALK_OUT].done;
    int right = sum->ways[WALK_IN].right + sum->ways[WALK_OUT].right;
    fprintf(out, "\n%s\n", tongue_text(tongue, SAID_WALK_DESK));
    fprintf(out,
            "lampion fact add --config lampion.yaml --kind declared --key walk-error --to never "
            "--value %.4f --text \"%s/%s: %d of %d passages wrong, 95 %%: %.4f to %.4f\"\n",
            error.best, config->agent, config->sensors[sensor].id, done - right, done, error.low,
            error.high);
}

static void print_swapped(const struct agent_config *config, size_t sensor, enum tongue tongue,
                          FILE *out)
{
    const struct sensor_config *self = &config->sensors[sensor];
    bool beams = has_beams(self->driver);
    size_t outer = line_named(self->driver, "outer"), inner = line_named(self->driver, "inner");
    tongue_write(out, tongue, beams ? SAID_WALK_SWAPPED : SAID_WALK_SWAPPED_ANY,
                 beams ? config->requests[self->lines[outer]].name : "",
                 beams ? config->requests[self->lines[inner]].name : "");
    putc('\n', out);
}

void guide_sum(const struct agent_config *config, size_t sensor, const struct walk_sum *sum,
               enum tongue tongue, FILE *out)
{
    char best[32], range[80], faults[24];
    if (sum->ways[WALK_IN].done + sum->ways[WALK_OUT].done == 0) {
        fprintf(out, "%s\n", tongue_text(tongue, SAID_WALK_NONE));
        return;
    }
    fprintf(out, "\n%s\n", tongue_text(tongue, SAID_WALK_TABLE));
    print_way(&sum->ways[WALK_IN], SAID_WALK_IN, tongue, out);
    print_way(&sum->ways[WALK_OUT], SAID_WALK_OUT, tongue, out);
    struct interval error = walk_error(sum);
    print_percent(error.best, tongue, best);
    print_interval(&error, tongue, range);
    tongue_write(out, tongue, SAID_WALK_ERROR, best, range);
    putc('\n', out);
    snprintf(faults, sizeof faults, "%d", sum->faults);
    if (sum->faults) {
        tongue_write(out, tongue, SAID_WALK_FAULTS, faults, "");
        putc('\n', out);
    }
    if (sum->swapped)
        print_swapped(config, sensor, tongue, out);
    else
        print_desk(config, sensor, sum, tongue, out);
}

static int walk(struct guide *self, struct why *why)
{
    char rounds[24];
    snprintf(rounds, sizeof rounds, "%d", self->rounds);
    tongue_write(self->out, self->tongue, SAID_WALK_HEAD, self->sensor->id, rounds);
    fprintf(self->out, "\n%s\n\n", tongue_text(self->tongue, SAID_WALK_KEYS));
    int result = 1;
    while (result > 0 && self->count < 2 * (size_t)self->rounds)
        result = walk_once(self);
    if (result < 0)
        why_set(why, -result, "%s: the lines failed: %s", self->config->path, strerror(-result));
    return result;
}

int guide_walk(const struct agent_config *config, size_t sensor, int rounds,
               const struct lampion_clock *clock, enum tongue tongue, FILE *out, struct why *why)
{
    struct guide *self = calloc(1, sizeof *self);
    if (!self)
        return why_set(why, ENOMEM, "out of memory");
    const struct live_hooks hooks = {on_event, on_edge, self};
    const struct driver *driver = config->sensors[sensor].driver;
    self->config = config;
    self->sensor = &config->sensors[sensor];
    self->tongue = tongue;
    self->rounds = rounds;
    self->out = out;
    int result = live_open(&self->live, config, clock, &hooks, why);
    if (result < 0)
        holder_explain(config, tongue, why);
    else
        result = walk(self, why);
    if (result >= 0) {
        int outer = has_beams(driver) ? (int)line_named(driver, "outer") : -1;
        struct walk_sum sum = walk_sum(self->passages, self->count, outer);
        guide_sum(config, sensor, &sum, tongue, out);
        result = (int)self->count - sum.ways[WALK_IN].right - sum.ways[WALK_OUT].right;
        result += sum.swapped;
    }
    if (self->live.board)
        live_close(&self->live);
    free(self);
    return result;
}
