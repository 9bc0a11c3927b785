#include "agent/common/command.h"

#include "agent/common/words.h"
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define OPTIONS_MAX 32
#define COMMANDS_MAX 32

static const char *program_name(void)
{
    return program_invocation_short_name;
}

static bool is_help(const char *text)
{
    return !strcmp(text, "--help") || !strcmp(text, "-h");
}

static void show_version(const char *program)
{
    printf("%s %s\n", program, LAMPION_VERSION);
}

static void show_commands(FILE *out, const char *program, const struct command *commands)
{
    fprintf(out, "usage: %s COMMAND [OPTIONS]\n\ncommands:\n", program);
    for (; commands->name; commands++)
        fprintf(out, "  %-12s %s\n", commands->name, commands->help);
    fprintf(out, "\n%s COMMAND --help tells a command's options, %s --version the version.\n",
            program, program);
}

static int refuse_command(const char *program, const struct command *commands, const char *given)
{
    const char *names[COMMANDS_MAX + 1] = {0};
    for (size_t i = 0; commands[i].name && i < COMMANDS_MAX; i++)
        names[i] = commands[i].name;
    const char *meant = words_nearest(given, names);
    fprintf(stderr, "%s: unknown command \"%s\"%s%s%s; see %s --help\n", program, given,
            meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "", program);
    return EXIT_USAGE;
}

int command_main(const char *program, const struct command *commands, int argc, char **argv)
{
    if (argc < 2) {
        show_commands(stderr, program, commands);
        return EXIT_USAGE;
    }
    if (is_help(argv[1]) || !strcmp(argv[1], "help")) {
        show_commands(stdout, program, commands);
        return EXIT_DONE;
    }
    if (!strcmp(argv[1], "--version")) {
        show_version(program);
        return EXIT_DONE;
    }
    for (const struct command *command = commands; command->name; command++)
        if (!strcmp(command->name, argv[1]))
            return command->run(argc - 1, argv + 1);
    return refuse_command(program, commands, argv[1]);
}

/* One reading of a command line. */
struct reading {
    const struct command_option *options;
    const char *command;
    uint32_t seen; /* bit i: option i was given */
};

static int refuse(const struct reading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int refuse(const struct reading *reading, const char *format, ...)
{
    char text[512];
    va_list rest;
    va_start(rest, format);
    vsnprintf(text, sizeof text, format, rest);
    va_end(rest);
    fprintf(stderr, "%s %s: %s; see %s %s --help\n", program_name(), reading->command, text,
            program_name(), reading->command);
    return -1;
}

static const char *dashes(const char *name)
{
    return name[1] ? "--" : "-";
}

static void show_option(const struct command_option *option)
{
    char left[64];
    snprintf(left, sizeof left, "%s%s%s%s", dashes(option->name), option->name,
             option->argument ? " " : "", option->argument ? option->argument : "");
    printf("  %-20s %s%s\n", left, option->help, option->required ? " (needed)" : "");
}

static int show_help(const struct reading *reading, const char *usage)
{
    printf("usage: %s %s%s%s\n\noptions:\n", program_name(), reading->command, *usage ? " " : "",
           usage);
    for (const struct command_option *option = reading->options; option->name; option++)
        show_option(option);
    printf("  %-20s %s\n", "--help", "this text");
    return 1;
}

/* The option of `name` up to its end or '=', else -1. */
static int find_option(const struct reading *reading, const char *name, size_t length)
{
    for (int i = 0; reading->options[i].name; i++)
        if (strlen(reading->options[i].name) == length &&
            !memcmp(reading->options[i].name, name, length))
            return i;
    return -1;
}

static int refuse_option(const struct reading *reading, const char *given)
{
    const char *names[OPTIONS_MAX + 1] = {0};
    size_t count = 0;
    for (size_t i = 0; reading->options[i].name && count < OPTIONS_MAX; i++)
        if (reading->options[i].name[1])
            names[count++] = reading->options[i].name;
    char name[64];
    snprintf(name, sizeof name, "%s", given + strspn(given, "-"));
    name[strcspn(name, "=")] = '\0';
    const char *meant = words_nearest(name, names);
    return refuse(reading, "unknown option %s%s%s%s", given, meant ? "; did you mean --" : "",
                  meant ? meant : "", meant ? "?" : "");
}

/* Takes the option at argv[*i], and its value, which may be the next argument. */
static int take_option(struct reading *reading, int argc, char **argv, int *i)
{
    const char *given = argv[*i], *name = given + (given[1] == '-' ? 2 : 1);
    size_t length = strcspn(name, "=");
    bool shape = (given[1] == '-') == (length > 1); /* --long, -s */
    int found = shape ? find_option(reading, name, length) : -1;
    if (found < 0)
        return refuse_option(reading, given);
    const struct command_option *option = &reading->options[found];
    const char *value = name[length] == '=' ? name + length + 1 : NULL;
    int shown = (int)(name - given) + (int)length;
    if (reading->seen & (1u << found))
        return refuse(reading, "%.*s is given twice", shown, given);
    reading->seen |= 1u << found;
    if (!option->argument) {
        if (value)
            return refuse(reading, "%.*s takes no value", shown, given);
        value = option->name;
    } else if (!value && *i + 1 < argc && strncmp(argv[*i + 1], "--", 2)) {
        value = argv[++*i];
    }
    if (!value || !*value)
        return refuse(reading, "%.*s needs a value: %s", shown, given, option->argument);
    *option->value = value;
    return 0;
}

static int check_required(const struct reading *reading)
{
    for (int i = 0; reading->options[i].name; i++) {
        const struct command_option *option = &reading->options[i];
        if (option->required && !(reading->seen & (1u << i)))
            return refuse(reading, "%s%s %s is missing", dashes(option->name), option->name,
                          option->argument ? option->argument : "");
    }
    return 0;
}

int command_options(const struct command_option *options, const char *usage, int argc, char **argv,
                    int *count)
{
    struct reading reading = {.options = options, .command = argv[0]};
    int operands = 0;
    bool ended = false;
    for (int i = 1; i < argc; i++) {
        if (ended || argv[i][0] != '-' || !argv[i][1]) {
            argv[1 + operands++] = argv[i];
        } else if (!strcmp(argv[i], "--")) {
            ended = true;
        } else if (is_help(argv[i])) {
            return show_help(&reading, usage);
        } else if (!strcmp(argv[i], "--version")) {
            show_version(program_name());
            return 1;
        } else if (take_option(&reading, argc, argv, &i) < 0) {
            return -1;
        }
    }
    if (!count && operands)
        return refuse(&reading, "\"%s\" is not expected", argv[1]);
    if (count)
        *count = operands;
    return check_required(&reading);
}
