#include "agent/commands/commands.h"

#include "agent/board.h"
#include "agent/common/message_line.h"
#include "agent/common/time.h"
#include "hw/trace.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORK_A_TURN 10000
/* How long a replay goes on behind the last edge for what the drivers still have to decide. */
#define AFTER_MS 600000

/* Virtual time: the board's mono time is the wall time itself. */
struct replay {
    const struct agent_config *config;
    bool failed;
};

static void on_event(void *context, const struct event *event)
{
    struct replay *self = context;
    struct line_message line = {.event = *event};
    size_t length;
    memcpy(line.agent, self->config->agent, sizeof line.agent);
    char *text = line_encode(&line, &length);
    if (!text || puts(text) < 0)
        self->failed = true;
    free(text);
}

/* A trace with dates brings its own start. */
static int find_start(const char *path, const char *start, int64_t *wall_ms, struct why *why)
{
    char trace_why[LINES_WHY_MAX];
    struct trace trace;
    struct trace_row row;
    FILE *file = fopen(path, "re");
    if (!file)
        return why_set(why, errno, "%s: %s", path, strerror(errno));
    trace_start(&trace, file, path);
    int result = trace_next(&trace, &row, trace_why);
    fclose(file);
    if (result < 0)
        return why_set(why, -result, "%s", trace_why);
    if (result > 0 && trace.form == TRACE_FORM_WALL)
        *wall_ms = trace.origin_wall_ms;
    else if (!start)
        *wall_ms = 0;
    else if (time_parse(start, wall_ms) < 0)
        return why_set(why, EINVAL, "--start %s: expected a time as 2026-10-05T06:00:00Z", start);
    return 0;
}

static int play_until(struct replay *self, struct board *board, int64_t until_ms, struct why *why)
{
    int result;
    do
        result = board_run(board, until_ms, WORK_A_TURN);
    while (result > 0 && !self->failed);
    if (result < 0)
        why_set(why, -result, "%s: reading failed: %s", self->config->lines.file,
                strerror(-result));
    return result;
}

/* Goes from deadline to deadline, as the daemon does in real time. */
static int play_out(struct replay *self, struct board *board, int64_t begin_ms, struct why *why)
{
    int64_t last_ms = begin_ms;
    int result = 0;
    while (result == 0 && !self->failed) {
        int64_t edge_ms = board_deadline_of_lines(board);
        int64_t next_ms = board_deadline_of_sensors(board);
        if (edge_ms != BOARD_NEVER)
            last_ms = edge_ms;
        if (next_ms == BOARD_NEVER || next_ms > last_ms + AFTER_MS)
            break;
        result = play_until(self, board, next_ms, why);
    }
    return result;
}

static int play(struct replay *self, struct board *board, int64_t begin_ms, int64_t end_ms,
                struct why *why)
{
    int result = board_begin(board, begin_ms, on_event, self, why);
    if (result == 0)
        result = end_ms == TIME_NEVER ? play_out(self, board, begin_ms, why)
                                      : play_until(self, board, end_ms - 1, why);
    if (result >= 0 && (self->failed || fflush(stdout) != 0))
        result = why_set(why, EIO, "standard output: writing failed");
    return result;
}

/* `end` is NULL, or a time after the start. */
static int find_end(const char *end, int64_t begin_ms, int64_t *end_ms, struct why *why)
{
    *end_ms = TIME_NEVER;
    if (!end)
        return 0;
    if (time_parse(end, end_ms) < 0)
        return why_set(why, EINVAL, "--end %s: expected a time as 2026-10-05T06:00:00Z", end);
    if (*end_ms <= begin_ms)
        return why_set(why, EINVAL, "--end %s: is not after the start of the trace", end);
    return 0;
}

static int replay(struct agent_config *config, const char *start, const char *end, struct why *why)
{
    int64_t begin_ms, end_ms;
    struct replay self = {.config = config};
    if (find_start(config->lines.file, start, &begin_ms, why) < 0 ||
        find_end(end, begin_ms, &end_ms, why) < 0)
        return EXIT_USAGE;
    struct board *board = board_open(config, (struct board_origin){begin_ms, begin_ms}, why);
    if (!board)
        return EXIT_USAGE;
    int result = play(&self, board, begin_ms, end_ms, why);
    board_close(board);
    return result < 0 ? EXIT_FAILED : EXIT_DONE;
}

int command_replay(int argc, char **argv)
{
    const char *path = NULL, *start = NULL, *end = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "what is wired here (agent.yaml)", &path, true},
        {"start", "TIME", "when t 0 is, as 2026-10-05T06:00:00Z (a trace with dates has its own)",
         &start, false},
        {"end", "TIME",
         "stop just before it (standard: when the trace and what follows from it end)", &end,
         false},
        {0},
    };
    int count;
    int answer = command_options(options, "--config agent.yaml [--start TIME] [--end TIME] T.csv",
                                 argc, argv, &count);
    if (answer != 0)
        return answer > 0 ? EXIT_DONE : EXIT_USAGE;
    struct agent_config config;
    struct why why;
    if (count != 1) {
        fprintf(stderr, "replay: expected one trace; see lampion-agent replay --help\n");
        return EXIT_USAGE;
    }
    if (agent_config_read(&config, path, &why) < 0) {
        fprintf(stderr, "%s\n", why.text);
        return EXIT_USAGE;
    }
    answer = agent_config_use_trace(&config, argv[1], &why) < 0 ? EXIT_FAILED
                                                                : replay(&config, start, end, &why);
    if (answer != EXIT_DONE)
        fprintf(stderr, "%s\n", why.text);
    agent_config_clear(&config);
    return answer;
}
