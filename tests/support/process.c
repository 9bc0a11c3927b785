#include "tests/support/process.h"
#include "tests/support/until.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void become(const char *log, const char *const *argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that crashes leaves nothing behind */
    int fd = open(log, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    dup2(fd, 1);
    dup2(fd, 2);
    execvp(argv[0], (char *const *)argv);
    fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
    _exit(127);
}

void process_start(struct process *self, const char *log, const char *const *argv)
{
    snprintf(self->log, sizeof self->log, "%s", log);
    fflush(NULL);
    self->pid = fork();
    if (self->pid == 0)
        become(log, argv);
    if (self->pid < 0) {
        perror("fork");
        abort();
    }
}

int process_wait(struct process *self, int ms)
{
    int status = 0;
    for (int64_t end_ms = until_ms(ms); self->pid;) {
        pid_t ended = waitpid(self->pid, &status, WNOHANG);
        if (ended == self->pid || (ended < 0 && errno == ECHILD)) {
            self->pid = 0;
            return status;
        }
        if (until_over(end_ms))
            return -1;
        usleep(5000);
    }
    return status;
}

int process_stop(struct process *self)
{
    if (!self->pid)
        return 0;
    kill(self->pid, SIGTERM);
    kill(self->pid, SIGCONT);
    int status = process_wait(self, 10000);
    if (status < 0)
        process_kill(self);
    return status;
}

void process_kill(struct process *self)
{
    if (!self->pid)
        return;
    kill(self->pid, SIGKILL);
    waitpid(self->pid, NULL, 0);
    self->pid = 0;
}

void process_signal(const struct process *self, int signal)
{
    if (self->pid)
        kill(self->pid, signal);
}

void process_show(const struct process *self)
{
    FILE *file = fopen(self->log, "re");
    char line[512];
    printf("-- %s\n", self->log);
    while (file && fgets(line, sizeof line, file))
        printf("   %s", line);
    if (file)
        fclose(file);
    fflush(stdout);
}

static bool find_between(const char *log, const char *before, const char *after, char *text,
                         size_t size)
{
    FILE *file = fopen(log, "re");
    char line[1024];
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file)) {
        char *start = strstr(line, before);
        char *end = start ? strstr(start + strlen(before), after) : NULL;
        if (!end)
            continue;
        start += strlen(before);
        snprintf(text, size, "%.*s", (int)(end - start), start);
        found = true;
    }
    if (file)
        fclose(file);
    return found;
}

bool process_said(const struct process *self, const char *before, const char *after, char *text,
                  size_t size, int ms)
{
    for (int64_t end_ms = until_ms(ms); !until_over(end_ms); usleep(5000))
        if (find_between(self->log, before, after, text, size))
            return true;
    return false;
}

int shell(const char *format, ...)
{
    char *line = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&line, format, arguments) < 0)
        abort();
    va_end(arguments);
    int status = system(line);
    free(line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
