/* Real programs told of something: what they get, and what becomes of those that hang or fail. */
#include "tests/unit/test.h"

#include "dashboard/notify/messenger.h"
#include "tests/support/until.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct desk {
    char folder[64], program[96], out[96];
    sd_event *loop;
    struct messenger *messenger;
};

static const struct messenger_text text = {
    .kind = "board-silent",
    .event = "began",
    .subject = "La Gare : carte « été » muette, et la suite de ce sujet est longue à souhait",
    .body = "Première ligne.\n\nDeuxième.\n",
    .place = "gare",
};

static void write_program(const struct desk *desk, const char *lines)
{
    FILE *file = fopen(desk->program, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\nout=%s\n%s\n", desk->out, lines);
    fclose(file);
    assert_int_equal(chmod(desk->program, 0700), 0);
}

static void open_desk(struct desk *desk, const char *lines)
{
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    strcpy(desk->folder, "/tmp/lampion-messenger-XXXXXX");
    assert_non_null(mkdtemp(desk->folder));
    snprintf(desk->program, sizeof desk->program, "%s/tell", desk->folder);
    snprintf(desk->out, sizeof desk->out, "%s/told", desk->folder);
    write_program(desk, lines);
    assert_true(sd_event_new(&desk->loop) >= 0);
    desk->messenger = messenger_new(desk->loop);
    assert_non_null(desk->messenger);
}

static void close_desk(struct desk *desk)
{
    messenger_free(desk->messenger);
    sd_event_unref(desk->loop);
    unlink(desk->program);
    unlink(desk->out);
    rmdir(desk->folder);
}

/* Runs the loop until the file says so many bytes at least, or 5 s have passed. */
static size_t told(struct desk *desk, char *said, size_t size, size_t least)
{
    size_t length = 0;
    for (int64_t end_ms = real_ms() + 5000; length < least && real_ms() < end_ms;) {
        assert_true(sd_event_run(desk->loop, 20000) >= 0);
        FILE *file = fopen(desk->out, "r");
        length = file ? fread(said, 1, size - 1, file) : 0;
        if (file)
            fclose(file);
        said[length] = 0;
    }
    return length;
}

static void test_a_command_is_told(void **state)
{
    (void)state;
    struct desk desk;
    char said[2000];
    open_desk(&desk, "{ echo \"$# $LAMPION_KIND $LAMPION_EVENT $LAMPION_PLACE\"; "
                     "echo \"$LAMPION_SUBJECT\"; cat; echo end; } > $out.new; mv $out.new $out");
    struct messenger_way way = {.command = desk.program};
    assert_int_equal(messenger_send(desk.messenger, &way, &text), 0);
    assert_true(told(&desk, said, sizeof said, 10) > 0);
    char expected[2000];
    snprintf(expected, sizeof expected, "0 board-silent began gare\n%s\n%send\n", text.subject,
             text.body);
    assert_string_equal(said, expected);
    close_desk(&desk);
}

static void test_a_mail_is_sent(void **state)
{
    (void)state;
    struct desk desk;
    char said[3000];
    open_desk(&desk, "{ echo \"$@\"; cat; } > $out.new; mv $out.new $out");
    struct messenger_way way = {.mail = "ana@example.org",
                                .from = "desk@example.org\nBcc: all@example.org",
                                .sendmail = desk.program};
    assert_int_equal(messenger_send(desk.messenger, &way, &text), 0);
    assert_true(told(&desk, said, sizeof said, 10) > 0);
    assert_true(!strncmp(said, "-t -i\nTo: ana@example.org\n", 26));
    assert_null(strstr(said, "\nBcc:"));
    assert_non_null(strstr(said, "\nAuto-Submitted: auto-generated\n"));
    assert_non_null(strstr(said, "\n\nPremière ligne.\n"));
    assert_non_null(strstr(said, "\nSubject: =?UTF-8?B?TGEgR2FyZSA6IGNhcnRlIMKr"));
    close_desk(&desk);
}

static void test_one_that_fails_does_not_stop_the_next(void **state)
{
    (void)state;
    struct desk desk;
    char said[100];
    open_desk(&desk, "echo told >> $out; exit 3");
    struct messenger_way way = {.command = desk.program}, none = {.command = "/nowhere/tell"};
    assert_int_equal(messenger_send(desk.messenger, &way, &text), 0);
    assert_int_equal(messenger_send(desk.messenger, &none, &text), 0);
    assert_int_equal(messenger_send(desk.messenger, &way, &text), 0);
    assert_int_equal(told(&desk, said, sizeof said, 10), 10);
    assert_string_equal(said, "told\ntold\n");
    close_desk(&desk);
}

/* Ends with the messenger, whatever it was doing; what waits is bounded. */
static void test_one_that_hangs(void **state)
{
    (void)state;
    struct desk desk;
    char said[100];
    open_desk(&desk, "echo $$ > $out; exec sleep 1000");
    struct messenger_way way = {.command = desk.program};
    for (int i = 0; i < MESSENGER_WAITING_MAX + 20; i++)
        assert_int_equal(messenger_send(desk.messenger, &way, &text), 0);
    assert_true(told(&desk, said, sizeof said, 2) > 0);
    pid_t pid = (pid_t)atoi(said);
    assert_int_equal(kill(pid, 0), 0);
    close_desk(&desk);
    assert_int_equal(kill(pid, 0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_command_is_told),
        cmocka_unit_test(test_a_mail_is_sent),
        cmocka_unit_test(test_one_that_fails_does_not_stop_the_next),
        cmocka_unit_test(test_one_that_hangs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
