#include "agent/commands/commands.h"

#include "agent/agent.h"
#include "agent/common/log.h"

int command_run(int argc, char **argv)
{
    const char *path = NULL, *spec = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "what is wired here (agent.yaml)", &path, true},
        {"clock", "SPEC", "simulated time, REAL_MS,WALL_MS,SPEED", &spec, false},
        {0},
    };
    int count;
    int answer = command_options(options, "--config agent.yaml", argc, argv, &count);
    if (answer != 0)
        return answer > 0 ? EXIT_DONE : EXIT_USAGE;
    struct lampion_clock clock = clock_real();
    struct agent_config config;
    struct why why;
    if (count > 0) {
        log_error("run", "%s: not understood; see lampion-agent run --help", argv[1]);
        return EXIT_USAGE;
    }
    if ((spec && clock_parse(&clock, spec, &why) < 0) ||
        agent_config_read(&config, path, &why) < 0) {
        log_error("run", "%s", why.text);
        return EXIT_USAGE;
    }
    int result = agent_run(&config, &clock, &why);
    if (result < 0)
        log_error("run", "%s", why.text);
    agent_config_clear(&config);
    return result < 0 ? EXIT_FAILED : EXIT_DONE;
}
