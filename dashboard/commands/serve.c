#include "dashboard/serve.h"
#include "agent/common/command.h"
#include "dashboard/commands/commands.h"

#include <stdio.h>

int command_serve(int argc, char **argv)
{
    const char *config_path = NULL, *clock = NULL, *listen = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, true},
        {"listen", "ADDRESS", "serve here instead of http.listen; port 0 = any free one", &listen},
        {"clock", "REAL_MS,WALL_MS,SPEED", "simulated time, for demos and tests", &clock},
        {0},
    };
    int count;
    int shown = command_options(options, "--config lampion.yaml", argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    struct why why;
    struct serve_options serve = {
        .clock = clock_real(), .http_listen = listen, .config_path = config_path};
    if (clock && clock_parse(&serve.clock, clock, &why)) {
        fprintf(stderr, "lampion serve: %s\n", why.text);
        return EXIT_USAGE;
    }
    struct config *config = config_read(config_path, &why);
    if (!config) {
        fprintf(stderr, "lampion serve: %s\n", why.text);
        return EXIT_USAGE;
    }
    int error;
    while ((error = serve_run(config, &serve, &why)) == SERVE_AGAIN) {
        struct config *next = config_read(config_path, &why);
        if (next)
            config_free(config);
        config = next ? next : config; /* a wrong file ends nothing */
    }
    config_free(config);
    if (error)
        fprintf(stderr, "lampion serve: %s\n", why.text);
    return error ? EXIT_FAILED : EXIT_DONE;
}
