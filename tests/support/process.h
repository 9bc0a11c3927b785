/* Programs that a test starts, and stops by their pid. What they say goes to a log file. */
#ifndef LAMPION_TESTS_PROCESS_H
#define LAMPION_TESTS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct process {
    pid_t pid; /* 0: not running */
    char log[256];
};

/* argv ends with NULL; argv[0] is looked up in PATH. Fails the test when it cannot start. */
void process_start(struct process *self, const char *log, const char *const *argv);
/* SIGTERM, and SIGKILL after 10 s. The wait status; nothing when it is not running. */
int process_stop(struct process *self);
/* SIGKILL, and reaped. */
void process_kill(struct process *self);
void process_signal(const struct process *self, int signal);
/* Waits up to `ms` for the end: the wait status, or -1. */
int process_wait(struct process *self, int ms);
/* Prints the end of the log, for a failing test. */
void process_show(const struct process *self);
/* The first text in the log between `before` and `after`, waiting up to `ms` for it. */
bool process_said(const struct process *self, const char *before, const char *after, char *text,
                  size_t size, int ms);

/* Runs a command line of the shell: its exit code. For preparing files. */
int shell(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
