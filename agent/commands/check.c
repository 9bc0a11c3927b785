#include "agent/commands/commands.h"

#include "agent/board.h"
#include "agent/common/credential.h"
#include "agent/common/time.h"
#include "agent/maker/holder.h"
#include <stdio.h>

static void warn_of_wiring(const struct agent_config *config)
{
    for (size_t i = 0; i < config->sensor_count; i++) {
        const char *text = agent_config_fails_free(config, i);
        if (text)
            fprintf(stderr, "%s:%d: warning: sensor %s fails free: %s\n", config->path,
                    config->sensor_rows[i], config->sensors[i].id, text);
    }
}

/* Opens the lines and lets them go again. */
static int try_lines(const struct agent_config *config, struct why *why)
{
    struct board *board = board_open(config, (struct board_origin){0, 0}, why);
    board_close(board);
    if (!board)
        holder_explain(config, TONGUE_EN, why);
    return board ? 0 : -1;
}

static int try_credential(const struct agent_config *config, struct why *why)
{
    struct lampion_clock clock = clock_real();
    struct credential credential;
    struct why end;
    int error = credential_take(&credential, config->broker.credential, config->place,
                                config->agent, config->broker.uri, why);
    if (!error && credential_ends(&credential, clock_wall_ms(&clock), &end) != 0)
        fprintf(stderr, "warning: %s\n", end.text);
    credential_clear(&credential);
    return error;
}

int command_check(int argc, char **argv)
{
    const char *path = NULL, *no_lines = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "what is wired here (agent.yaml)", &path, true},
        {"no-lines", NULL, "leave the lines alone: the board is another one", &no_lines, false},
        {0},
    };
    int count;
    int answer = command_options(options, "--config agent.yaml", argc, argv, &count);
    if (answer != 0)
        return answer > 0 ? EXIT_DONE : EXIT_USAGE;
    if (count > 0) {
        fprintf(stderr, "check: %s: not understood; see lampion-agent check --help\n", argv[1]);
        return EXIT_USAGE;
    }
    struct agent_config config;
    struct why why;
    if (agent_config_read(&config, path, &why) < 0) {
        fprintf(stderr, "%s\n", why.text);
        return EXIT_USAGE;
    }
    warn_of_wiring(&config);
    if (!no_lines && try_lines(&config, &why) < 0) {
        fprintf(stderr, "%s\n", why.text);
        answer = EXIT_USAGE;
    } else if (try_credential(&config, &why) < 0) {
        fprintf(stderr, "%s: broker: %s\n", path, why.text);
        answer = EXIT_USAGE;
    } else {
        printf("%s: %zu sensors on %zu lines: in order\n", path, config.sensor_count,
               config.request_count);
    }
    agent_config_clear(&config);
    return answer;
}
