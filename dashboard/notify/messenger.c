#include "dashboard/notify/messenger.h"

#include "agent/common/log.h"
#include "agent/common/time.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/queue.h>
#include <sys/wait.h>
#include <unistd.h>

struct letter {
    char *program;
    char *input;
    char *variables[5]; /* "LAMPION_KIND=…" */
    bool is_mail;
    STAILQ_ENTRY(letter) next;
};

struct messenger {
    sd_event *loop;
    STAILQ_HEAD(, letter) waiting;
    size_t count;
    struct letter *under_way;
    pid_t child;
    sd_event_source *ended, *patience;
};

static void letter_free(struct letter *letter)
{
    if (!letter)
        return;
    for (size_t i = 0; i < 4; i++)
        free(letter->variables[i]);
    free(letter->program);
    free(letter->input);
    free(letter);
}

struct messenger *messenger_new(sd_event *loop)
{
    struct messenger *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    self->loop = sd_event_ref(loop);
    STAILQ_INIT(&self->waiting);
    return self;
}

static struct letter *take_first(struct messenger *self)
{
    struct letter *letter = STAILQ_FIRST(&self->waiting);
    if (letter) {
        STAILQ_REMOVE_HEAD(&self->waiting, next);
        self->count--;
    }
    return letter;
}

static void put_away(struct messenger *self)
{
    self->ended = sd_event_source_disable_unref(self->ended);
    self->patience = sd_event_source_disable_unref(self->patience);
    letter_free(self->under_way);
    self->under_way = NULL;
    self->child = 0;
}

void messenger_free(struct messenger *self)
{
    if (!self)
        return;
    if (self->child) {
        kill(self->child, SIGKILL);
        waitpid(self->child, NULL, 0);
    }
    put_away(self);
    for (struct letter *letter; (letter = take_first(self));)
        letter_free(letter);
    sd_event_unref(self->loop);
    free(self);
}

/* The text is handed over whole, as a file in memory: no pipe that could fill. */
static int input_of(const struct letter *letter)
{
    int fd = memfd_create("notice", MFD_CLOEXEC);
    size_t length = strlen(letter->input);
    if (fd < 0)
        return -errno;
    if (write(fd, letter->input, length) != (ssize_t)length || lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return -EIO;
    }
    return fd;
}

/* The standards of a fresh program: no signal blocked or ignored, no environment but PATH, HOME
 * and ours. */
static int spawn(struct letter *letter, int input, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    char *arguments[] = {letter->program, letter->is_mail ? "-t" : NULL, "-i", NULL};
    char home[] = "HOME=/", path[] = "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    char *environment[8] = {path, home};
    for (size_t i = 0; letter->variables[i]; i++)
        environment[2 + i] = letter->variables[i];
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int error = posix_spawn(child, letter->program, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return -error;
}

static void start_next(struct messenger *self);

static int on_ended(sd_event_source *source, const siginfo_t *info, void *context)
{
    struct messenger *self = context;
    (void)source;
    if (info->si_code != CLD_EXITED || info->si_status != 0)
        log_error("notify", "%s %s %d: nobody was told", self->under_way->program,
                  info->si_code == CLD_EXITED ? "ended with" : "was killed by signal",
                  info->si_status);
    self->child = 0;
    put_away(self);
    start_next(self);
    return 0;
}

static int on_patience(sd_event_source *source, uint64_t usec, void *context)
{
    struct messenger *self = context;
    (void)source, (void)usec;
    kill(self->child, SIGKILL);
    return 0;
}

static int start(struct messenger *self)
{
    int input = input_of(self->under_way);
    if (input < 0)
        return input;
    int error = spawn(self->under_way, input, &self->child);
    close(input);
    if (error)
        return error;
    error = sd_event_add_child(self->loop, &self->ended, self->child, WEXITED, on_ended, self);
    if (error >= 0)
        error = sd_event_add_time_relative(self->loop, &self->patience, CLOCK_MONOTONIC,
                                           MESSENGER_PATIENCE_MS * 1000ULL, 0, on_patience, self);
    if (error >= 0)
        return 0;
    kill(self->child, SIGKILL);
    waitpid(self->child, NULL, 0);
    return error;
}

static void start_next(struct messenger *self)
{
    while (!self->under_way && (self->under_way = take_first(self))) {
        int error = start(self);
        if (!error)
            return;
        log_error("notify", "cannot run %s: %s: nobody was told", self->under_way->program,
                  strerror(-error));
        put_away(self);
    }
}

static char *variable(const char *name, const char *value)
{
    char *text = NULL;
    return asprintf(&text, "%s=%s", name, value) < 0 ? NULL : text;
}

static struct letter *letter_new(const struct messenger_way *way, const struct messenger_text *text)
{
    struct letter *letter = calloc(1, sizeof *letter);
    struct lampion_clock clock = clock_real();
    if (!letter)
        return NULL;
    letter->is_mail = way->mail;
    letter->program = strdup(!way->mail      ? way->command
                             : way->sendmail ? way->sendmail
                                             : MESSENGER_SENDMAIL);
    letter->input =
        way->mail ? messenger_mail(way, text, clock_wall_ms(&clock)) : strdup(text->body);
    letter->variables[0] = variable("LAMPION_KIND", text->kind);
    letter->variables[1] = variable("LAMPION_EVENT", text->event);
    letter->variables[2] = variable("LAMPION_SUBJECT", text->subject);
    letter->variables[3] = variable("LAMPION_PLACE", text->place);
    bool whole = letter->program && letter->input;
    for (size_t i = 0; i < 4; i++)
        whole = whole && letter->variables[i];
    if (whole)
        return letter;
    letter_free(letter);
    return NULL;
}

int messenger_send(struct messenger *self, const struct messenger_way *way,
                   const struct messenger_text *text)
{
    struct letter *letter = letter_new(way, text);
    if (!letter)
        return -ENOMEM;
    if (self->count == MESSENGER_WAITING_MAX) {
        struct letter *oldest = take_first(self);
        log_error("notify", "too many messages wait for %s: one is dropped", oldest->program);
        letter_free(oldest);
    }
    STAILQ_INSERT_TAIL(&self->waiting, letter, next);
    self->count++;
    start_next(self);
    return 0;
}
