#include "agent/maker/diagnosis.h"
#include "agent/maker/doctor.h"
#include "agent/maker/holder.h"
#include "agent/maker/live.h"
#include "hw/survey.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- lines ---- */

/* "agent.yaml:7: sensor door, line GPIO17". */
static void name_line(const struct agent_config *config, size_t request,
                      char text[FINDING_TEXT_MAX])
{
    snprintf(text, FINDING_TEXT_MAX, "%s:%d: sensor %s, line %s", config->path,
             config->request_rows[request], agent_config_user(config, request),
             config->requests[request].name);
}

/* False: it is not to be had. */
static bool look_at_line(const struct agent_config *config, size_t request,
                         const struct survey_line *line, bool *ours, struct findings *findings)
{
    char where[FINDING_TEXT_MAX], who[96];
    struct holder holder;
    name_line(config, request, where);
    if (line->err) {
        findings_add(findings, FINDING_LINE_MISSING, where, line->why);
        return false;
    }
    if (!line->used)
        return true;
    bool is_ours = strcmp(line->user, BANK_CONSUMER) == 0;
    if (is_ours && *ours)
        return false; /* said once */
    *ours |= is_ours;
    holder_of_line(line->user, request, &holder);
    holder_name(&holder, who);
    if (is_ours)
        findings_add(findings, FINDING_LINE_OURS, who, NULL);
    else
        findings_add(findings, FINDING_LINE_BUSY, where, who);
    return false;
}

static void try_pulls(const struct survey_line *line, int *pulls)
{
    pulls[0] = survey_level(line, LINE_BIAS_PULL_UP);
    pulls[1] = survey_level(line, LINE_BIAS_PULL_DOWN);
}

bool doctor_lines(const struct agent_config *config, int *pulls, struct findings *findings)
{
    struct lines_config lines = agent_config_lines(config);
    char why[LINES_WHY_MAX] = "";
    bool all = true, ours = false;
    for (size_t i = 0; i < 2 * config->request_count; i++)
        pulls[i] = -1;
    if (config->lines.source == AGENT_LINES_TRACE)
        return true;
    struct survey_line *rows = calloc(config->request_count, sizeof *rows);
    if (!rows)
        return false;
    if (survey_lines(&lines, rows, why) < 0) {
        /* That there is no chip, or none may be opened, has been said. */
        if (findings_have(findings, FINDING_CHIP_OK))
            findings_add(findings, FINDING_BOARD_WRONG, config->path, why);
        free(rows);
        return false;
    }
    if (config->lines.board)
        findings_add(findings, FINDING_BOARD_OK, config->lines.board, NULL);
    for (size_t i = 0; i < config->request_count; i++)
        all &= look_at_line(config, i, &rows[i], &ours, findings);
    for (size_t i = 0; all && i < config->request_count; i++)
        try_pulls(&rows[i], &pulls[2 * i]);
    free(rows);
    return all;
}

/* ---- watching them ---- */

static void on_event(void *context, const struct event *event)
{
    (void)context, (void)event;
}

static void on_edge(void *context, const struct line_edge *edge)
{
    unsigned *edges = context;
    edges[edge->line]++;
}

static const struct sensor_config *sensor_of(const struct agent_config *config, size_t request)
{
    const char *id = agent_config_user(config, request);
    size_t i = 0;
    while (strcmp(config->sensors[i].id, id) != 0)
        i++;
    return &config->sensors[i];
}

static bool judge_line(const struct agent_config *config, size_t request, unsigned edges, int level,
                       const int *pulls, struct findings *findings)
{
    const struct sensor_config *sensor = sensor_of(config, request);
    const struct line_seen seen = {.kind = sensor->driver->kind,
                                   .bias = sensor->bias,
                                   .active_low = sensor->active_low,
                                   .level = level,
                                   .edges = edges,
                                   .pulled_up = pulls[2 * request],
                                   .pulled_down = pulls[2 * request + 1]};
    enum finding_kind kind = diagnose_line(&seen);
    char where[FINDING_TEXT_MAX], count[24];
    name_line(config, request, where);
    snprintf(count, sizeof count, "%u", edges);
    findings_add(findings, kind, where,
                 kind == FINDING_LINE_INVERTED ? sensor->active_low ? "high" : "low" : count);
    return kind == FINDING_NONE;
}

static int watch(struct live *live, int64_t end_real_ms)
{
    int said = 0;
    while (said >= 0 && !(said & LIVE_STOP) && clock_real_ms() < end_real_ms)
        said = live_turn(live, -1, end_real_ms);
    return said;
}

void doctor_watch(const struct agent_config *config, const struct lampion_clock *clock,
                  const int *pulls, int64_t watch_ms, struct findings *findings)
{
    unsigned *edges = calloc(config->request_count, sizeof *edges);
    const struct live_hooks hooks = {on_event, on_edge, edges};
    struct live live;
    struct why why;
    char count[24], seconds[24];
    if (!edges || live_open(&live, config, clock, &hooks, &why) < 0) {
        findings_add(findings, FINDING_LINES_FAILED, edges ? why.text : "out of memory", NULL);
        free(edges);
        return;
    }
    int64_t began_ms = clock_real_ms();
    int result = watch(&live, began_ms + watch_ms);
    bool quiet = result >= 0;
    if (result < 0)
        findings_add(findings, FINDING_LINES_FAILED, strerror(-result), NULL);
    for (size_t i = 0; result >= 0 && i < config->request_count; i++)
        quiet &= judge_line(config, i, edges[i], board_level(live.board, i), pulls, findings);
    snprintf(count, sizeof count, "%zu", config->request_count);
    snprintf(seconds, sizeof seconds, "%lld", (long long)(clock_real_ms() - began_ms + 500) / 1000);
    if (quiet)
        findings_add(findings, FINDING_LINES_OK, count, seconds);
    live_close(&live);
    free(edges);
}
