#include "agent/commands/commands.h"

#include "agent/agent.h"
#include "agent/common/log.h"
#include "agent/journal.h"
#include <errno.h>

int command_run(int argc, char **argv)
{
    const char *path = NULL, *spec = NULL, *journal_path = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "what is wired here (agent.yaml)", &path, true},
        {"clock", "SPEC", "simulated time, REAL_MS,WALL_MS,SPEED", &spec, false},
        {"journal", "FILE", "adds every event to a log as it is numbered", &journal_path, false},
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
    struct journal *journal = journal_path ? journal_open(journal_path, &why) : NULL;
    int result = journal_path && !journal ? -EIO : agent_run(&config, &clock, journal, &why);
    if (result < 0)
        log_error("run", "%s", why.text);
    journal_close(journal);
    agent_config_clear(&config);
    return result < 0 ? EXIT_FAILED : EXIT_DONE;
}
