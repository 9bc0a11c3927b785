#include "agent/common/command.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/enrolling.h"

#include <stdio.h>

static void tell(const struct enrolling *self, const char *agent)
{
    printf("%s is revoked.\n", agent);
    if (enrolment_has_broker(self->enrolment))
        printf("It holds when the broker starts again, which also ends the session that stands:\n"
               "  sudo systemctl restart mosquitto\n"
               "The others come back by themselves and lose nothing.\n");
    else
        printf("Tell the administrator of the broker: its user is to be taken out there.\n");
}

int command_revoke(int argc, char **argv)
{
    const char *config_path = NULL, *clock = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &config_path, true},
        {"clock", "REAL_MS,WALL_MS,SPEED", "simulated time, for tests", &clock},
        {0},
    };
    int count;
    int shown = command_options(options, "revoke AGENT --config lampion.yaml", argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    if (count != 1) {
        fprintf(stderr, "lampion revoke: name one agent; see lampion revoke --help\n");
        return EXIT_USAGE;
    }
    struct enrolling self;
    struct why why;
    size_t revoked;
    int code = enrolling_open(&self, "revoke", config_path, clock, ENROLMENT_DAYS);
    if (code)
        return code;
    if (enrolment_revoke(self.enrolment, argv[1], &revoked, &why)) {
        fprintf(stderr, "lampion revoke: %s\n", why.text);
        code = EXIT_FAILED;
    } else {
        tell(&self, argv[1]);
    }
    enrolling_close(&self);
    return code;
}
