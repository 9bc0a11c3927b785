#include "tests/unit/test.h"

#include "agent/common/command.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What was said while it ran. */
struct said {
    char out[2048], err[2048];
};

static int put_aside(FILE *stream)
{
    fflush(stream);
    int kept = dup(fileno(stream));
    FILE *file = tmpfile();
    assert_non_null(file);
    dup2(fileno(file), fileno(stream));
    fclose(file);
    return kept;
}

static void take_back(FILE *stream, int kept, char *text, size_t size)
{
    fflush(stream);
    ssize_t length = pread(fileno(stream), text, size - 1, 0);
    text[length > 0 ? length : 0] = '\0';
    dup2(kept, fileno(stream));
    close(kept);
}

static struct said said;
static int ran_argc;
static const char *ran_name;

static int run_serve(int argc, char **argv)
{
    ran_argc = argc;
    ran_name = argv[0];
    return EXIT_FAILED;
}

static const struct command commands[] = {
    {"serve", "--config lampion.yaml", "the daemon at the desk", run_serve},
    {"status", "", "the place in the terminal", run_serve},
    {0},
};

static int count_arguments(char **argv)
{
    int argc = 0;
    while (argv[argc])
        argc++;
    return argc;
}

#define MAIN(...) run_main((char *[]){"lampion", ##__VA_ARGS__, NULL})
static int run_main(char **argv)
{
    int out = put_aside(stdout), err = put_aside(stderr);
    int code = command_main("lampion", commands, count_arguments(argv), argv);
    take_back(stdout, out, said.out, sizeof said.out);
    take_back(stderr, err, said.err, sizeof said.err);
    return code;
}

static void test_commands_are_found(void **state)
{
    (void)state;
    assert_int_equal(MAIN("serve", "--config", "x"), EXIT_FAILED);
    assert_int_equal(ran_argc, 3);
    assert_string_equal(ran_name, "serve");
    assert_int_equal(MAIN("--version"), EXIT_DONE);
    assert_string_equal(said.out, "lampion " LAMPION_VERSION "\n");
    assert_int_equal(MAIN("--help"), EXIT_DONE);
    assert_string_equal(said.out, "usage: lampion COMMAND [OPTIONS]\n\ncommands:\n"
                                  "  serve        the daemon at the desk\n"
                                  "  status       the place in the terminal\n\n"
                                  "lampion COMMAND --help tells a command's options, "
                                  "lampion --version the version.\n");
    assert_int_equal(MAIN(), EXIT_USAGE);
    assert_string_equal(said.out, "");
    assert_int_equal(MAIN("serv"), EXIT_USAGE);
    assert_string_equal(said.err, "lampion: unknown command \"serv\"; did you mean \"serve\"?; "
                                  "see lampion --help\n");
    assert_int_equal(MAIN("--config"), EXIT_USAGE);
    assert_string_equal(said.err, "lampion: unknown command \"--config\"; see lampion --help\n");
}

static const char *config, *output, *quiet;
static const struct command_option options[] = {
    {"config", "FILE", "the installation's file", &config, .required = true},
    {"o", "FILE", "where to write", &output},
    {"quiet", NULL, "say nothing", &quiet},
    {0},
};
static char **operands;
static int operand_count;

#define READ(...) run_options(&operand_count, (char *[]){"serve", ##__VA_ARGS__, NULL})
#define READ_WITHOUT_OPERANDS(...) run_options(NULL, (char *[]){"serve", ##__VA_ARGS__, NULL})
static int run_options(int *count, char **argv)
{
    static char *copy[16];
    int argc = count_arguments(argv);
    memcpy(copy, argv, sizeof *argv * (size_t)(argc + 1));
    operands = copy + 1;
    config = output = quiet = NULL;
    operand_count = -1;
    int out = put_aside(stdout), err = put_aside(stderr);
    int code = command_options(options, "--config FILE [-o FILE]", argc, copy, count);
    take_back(stdout, out, said.out, sizeof said.out);
    take_back(stderr, err, said.err, sizeof said.err);
    return code;
}

static void test_options_are_read(void **state)
{
    (void)state;
    assert_int_equal(READ("--config", "a.yaml", "-o", "out", "--quiet"), 0);
    assert_string_equal(config, "a.yaml");
    assert_string_equal(output, "out");
    assert_string_equal(quiet, "quiet");
    assert_int_equal(operand_count, 0);
    assert_int_equal(READ("one", "--config=a=b", "-", "-o", "-", "--", "--quiet", "-x"), 0);
    assert_string_equal(config, "a=b");
    assert_string_equal(output, "-");
    assert_null(quiet);
    assert_int_equal(operand_count, 4);
    assert_string_equal(operands[0], "one");
    assert_string_equal(operands[1], "-");
    assert_string_equal(operands[2], "--quiet");
    assert_string_equal(operands[3], "-x");
}

static void test_help_and_version(void **state)
{
    (void)state;
    assert_int_equal(READ("--help"), 1);
    assert_string_equal(said.out, "usage: lampion serve --config FILE [-o FILE]\n\noptions:\n"
                                  "  --config FILE        the installation's file (needed)\n"
                                  "  -o FILE              where to write\n"
                                  "  --quiet              say nothing\n"
                                  "  --help               this text\n");
    assert_int_equal(READ("--version"), 1);
    assert_string_equal(said.out, "lampion " LAMPION_VERSION "\n");
}

static void check_said(int code, const char *expected)
{
    char line[512];
    snprintf(line, sizeof line, "lampion serve: %s; see lampion serve --help\n", expected);
    assert_int_equal(code, -1);
    assert_string_equal(said.err, line);
    assert_string_equal(said.out, "");
}

static void test_wrong_use_is_told(void **state)
{
    (void)state;
    check_said(READ(), "--config FILE is missing");
    check_said(READ("--confg", "x"), "unknown option --confg; did you mean --config?");
    check_said(READ("--confg=x"), "unknown option --confg=x; did you mean --config?");
    check_said(READ("--zzzzzzzzz"), "unknown option --zzzzzzzzz");
    check_said(READ("-config", "x"), "unknown option -config; did you mean --config?");
    check_said(READ("--o", "x"), "unknown option --o");
    check_said(READ("-x"), "unknown option -x");
    check_said(READ("--config"), "--config needs a value: FILE");
    check_said(READ("--config="), "--config needs a value: FILE");
    check_said(READ("--config", "--quiet"), "--config needs a value: FILE");
    check_said(READ("--config", "a", "--config=b"), "--config is given twice");
    check_said(READ("--config", "a", "--quiet=1"), "--quiet takes no value");
    check_said(READ_WITHOUT_OPERANDS("--config", "a", "b"), "\"b\" is not expected");
}

int main(void)
{
    program_invocation_short_name = "lampion";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands_are_found),
        cmocka_unit_test(test_options_are_read),
        cmocka_unit_test(test_help_and_version),
        cmocka_unit_test(test_wrong_use_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
