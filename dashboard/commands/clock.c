#include "agent/common/command.h"
#include "agent/common/time.h"
#include "dashboard/commands/commands.h"

#include <stdio.h>
#include <stdlib.h>

int command_clock(int argc, char **argv)
{
    const char *start = NULL, *speed = "1";
    const struct command_option options[] = {
        {"start", "RFC3339", "simulated UTC at this moment (standard: the real one)", &start},
        {"speed", "X", "simulated seconds a real second (standard: 1)", &speed},
        {0},
    };
    int count;
    int shown = command_options(options, "[--start UTC] [--speed X]", argc, argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    struct lampion_clock real = clock_real();
    int64_t wall_ms = clock_wall_ms(&real);
    if (start && time_parse(start, &wall_ms)) {
        fprintf(stderr, "lampion clock: --start %s: expected UTC like 2026-10-05T06:00:00Z\n",
                start);
        return EXIT_USAGE;
    }
    char text[96];
    struct lampion_clock clock;
    struct why why;
    snprintf(text, sizeof text, "%lld,%lld,%s", (long long)clock_real_ms(), (long long)wall_ms,
             speed);
    if (clock_parse(&clock, text, &why)) {
        fprintf(stderr, "lampion clock: %s\n", why.text);
        return EXIT_USAGE;
    }
    puts(text);
    return EXIT_DONE;
}
