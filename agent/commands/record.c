#include "agent/commands/commands.h"

#include "agent/maker/holder.h"
#include "agent/maker/live.h"
#include "agent/maker/seconds.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FLUSH_MS 1000 /* what a power cut takes at most */

/* A trace that grows. Times are those that the drivers go by: the same rows give the same events.
 */
struct record {
    const struct agent_config *config;
    struct live live;
    FILE *out;
    const char *path;
    unsigned long edges, gaps;
};

static void on_event(void *context, const struct event *event)
{
    (void)context, (void)event;
}

static void put_row(struct record *self, int64_t mono_ms, size_t line, int level)
{
    char at[TIME_TEXT_MAX];
    time_format_ms(live_wall(&self->live, mono_ms), at);
    fprintf(self->out, "%s,%s,%d\n", at, self->config->requests[line].name, level);
}

/* A trace knows edges alone; what else there is to say stands beside it. */
static void put_remark(struct record *self, const struct line_edge *edge)
{
    static const char *const words[] = {[LINE_LOST] = "edges before this row were lost",
                                        [LINE_FROZEN] = "its edges do not arrive",
                                        [LINE_GONE] = "its chip is gone",
                                        [LINE_BACK] = "its chip is back"};
    if (edge->word == LINE_EDGE)
        return;
    self->gaps++;
    fprintf(self->out, "# %s: %s\n", self->config->requests[edge->line].name, words[edge->word]);
}

static void on_edge(void *context, const struct line_edge *edge)
{
    struct record *self = context;
    /* A row of the first moment would be a level. */
    int64_t least_ms = board_began(self->live.board) + 1, t_ms = board_now(self->live.board);
    put_remark(self, edge);
    put_row(self, t_ms > least_ms ? t_ms : least_ms, edge->line, edge->level);
    self->edges++;
}

static void put_head(struct record *self)
{
    char host[128] = "?", at[TIME_TEXT_MAX];
    int64_t began_ms = board_began(self->live.board);
    gethostname(host, sizeof host - 1);
    time_format_ms(live_wall(&self->live, began_ms), at);
    fprintf(self->out, "# recorded on %s from %s by lampion-agent %s; config %s\nt,line,level\n",
            host, at, LAMPION_VERSION, self->config->path);
    for (size_t i = 0; i < self->config->request_count; i++)
        put_row(self, began_ms, i, board_level(self->live.board, i));
}

static int check_written(struct record *self, struct why *why)
{
    if (fflush(self->out) == 0 && !ferror(self->out))
        return 0;
    return why_set(why, EIO, "%s: writing failed: %s; is the disk full?", self->path,
                   strerror(errno));
}

static int record(struct record *self, int64_t end_ms, struct why *why)
{
    int said = 0;
    put_head(self);
    while (!(said & LIVE_STOP)) {
        int64_t now_ms = clock_real_ms();
        if (check_written(self, why) < 0)
            return -EIO;
        if (now_ms >= end_ms)
            return 0;
        said = live_turn(&self->live, -1, end_ms - now_ms < FLUSH_MS ? end_ms : now_ms + FLUSH_MS);
        if (said < 0)
            return why_set(why, -said, "%s: the lines failed: %s; is the chip still there?",
                           self->config->path, strerror(-said));
    }
    return check_written(self, why);
}

static int record_to(struct record *self, const struct lampion_clock *clock, int64_t end_ms,
                     struct why *why)
{
    const struct live_hooks hooks = {on_event, on_edge, self};
    /* Lines first: a recording that cannot begin leaves the file of before alone. */
    int result = live_open(&self->live, self->config, clock, &hooks, why);
    if (result < 0) {
        holder_explain(self->config, TONGUE_EN, why);
        return result;
    }
    self->out = strcmp(self->path, "-") ? fopen(self->path, "we") : stdout;
    if (!self->out)
        result = why_set(why, errno, "%s: cannot be written: %s", self->path, strerror(errno));
    else
        result = record(self, end_ms, why);
    live_close(&self->live);
    if (self->out && self->out != stdout && fclose(self->out) != 0 && result == 0)
        result = why_set(why, errno, "%s: %s", self->path, strerror(errno));
    if (result == 0)
        fprintf(stderr, "%s: %lu edges of %zu lines%s\n", self->path, self->edges,
                self->config->request_count, self->gaps ? "; with gaps, see its comments" : "");
    return result;
}

int command_record(int argc, char **argv)
{
    const char *path = NULL, *spec = NULL, *seconds_text = NULL;
    struct record self = {0};
    const struct command_option options[] = {
        {"config", "FILE", "what is wired here (agent.yaml)", &path, true},
        {"o", "T.csv", "the trace, written over; - is standard output", &self.path, true},
        {"seconds", "N", "ends by itself (standard: with Ctrl-C)", &seconds_text, false},
        {"clock", "SPEC", "simulated time, REAL_MS,WALL_MS,SPEED", &spec, false},
        {0},
    };
    int answer =
        command_options(options, "--config agent.yaml -o T.csv [--seconds N]", argc, argv, NULL);
    if (answer != 0)
        return answer > 0 ? EXIT_DONE : EXIT_USAGE;
    struct lampion_clock clock = clock_real();
    struct agent_config config;
    struct why why;
    int64_t end_ms;
    if (seconds_read(seconds_text, &end_ms, &why) < 0 ||
        (spec && clock_parse(&clock, spec, &why) < 0) ||
        agent_config_read(&config, path, &why) < 0) {
        fprintf(stderr, "%s\n", why.text);
        return EXIT_USAGE;
    }
    self.config = &config;
    int result = record_to(&self, &clock, end_ms, &why);
    if (result < 0)
        fprintf(stderr, "%s\n", why.text);
    agent_config_clear(&config);
    return result < 0 ? EXIT_FAILED : EXIT_DONE;
}
