/* Command lines: options by table, --help and --version everywhere.
 *
 * Exit codes of both programs: 0 done, 1 failed, 2 wrong use or wrong file. */
#ifndef LAMPION_COMMON_COMMAND_H
#define LAMPION_COMMON_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct command_option {
    const char *name;     /* "config" for --config VALUE; of one letter: "o" for -o VALUE */
    const char *argument; /* "FILE", or NULL for a switch */
    const char *help;
    const char **value; /* the text given; for a switch the option's own name */
    bool required;
};

struct command {
    const char *name;                  /* "serve" */
    const char *usage;                 /* "--config lampion.yaml" */
    const char *help;                  /* one line */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name */
};

/* Finds argv[1] in the table (ended by a NULL name) and runs it; handles --help and --version.
 * The exit code. */
int command_main(const char *program, const struct command *commands, int argc, char **argv);

/* Reads options (table ended by a NULL name): --name VALUE, --name=VALUE, -n VALUE, each at most
 * once; `--` ends them. What is no option is moved to the front of argv[1..], *count of them
 * ("-" among them); with `count` NULL there must be none. 0; or 1 when help or version was shown
 * (exit 0); or -1, said on stderr (exit 2). */
int command_options(const struct command_option *options, const char *usage, int argc, char **argv,
                    int *count);

#endif
