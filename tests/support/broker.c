#include "tests/support/broker.h"

#include "tests/support/ports.h"
#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_STEPS 2000 /* of 5 ms */
#define STOP_STEPS 1000

struct broker {
    char folder[64];
    char path[512]; /* of the file written last */
    char uri[64];
    char *lines;
    int port;
    pid_t pid;
};

struct broker *broker_new(int port)
{
    struct broker *broker = calloc(1, sizeof *broker);
    if (!broker)
        return NULL;
    strcpy(broker->folder, "/tmp/lampion-broker-XXXXXX");
    broker->port = port ? port : port_free();
    broker->lines = strdup("");
    if (broker->port <= 0 || !broker->lines || !mkdtemp(broker->folder)) {
        free(broker->lines);
        free(broker);
        return NULL;
    }
    snprintf(broker->uri, sizeof broker->uri, "mqtt://127.0.0.1:%d", broker->port);
    return broker;
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info, (void)type, (void)ftw;
    return remove(path);
}

void broker_free(struct broker *broker)
{
    if (!broker)
        return;
    broker_stop(broker);
    nftw(broker->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(broker->lines);
    free(broker);
}

int broker_port(const struct broker *broker)
{
    return broker->port;
}

const char *broker_uri(const struct broker *broker)
{
    return broker->uri;
}

int broker_pid(const struct broker *broker)
{
    return broker->pid;
}

const char *broker_file(struct broker *broker, const char *name, const char *text)
{
    snprintf(broker->path, sizeof broker->path, "%s/%s", broker->folder, name);
    FILE *file = fopen(broker->path, "we");
    if (!file)
        return NULL;
    fputs(text, file);
    return fclose(file) == 0 ? broker->path : NULL;
}

void broker_configure(struct broker *broker, const char *lines)
{
    free(broker->lines);
    broker->lines = strdup(lines);
}

static const char *write_configuration(struct broker *broker)
{
    char text[4096];
    snprintf(text, sizeof text,
             "listener %d 127.0.0.1\nallow_anonymous true\npersistence false\n"
             "set_tcp_nodelay true\nlog_dest file %s/log\nlog_type all\n%s%s",
             broker->port, broker->folder, geteuid() == 0 ? "user root\n" : "", broker->lines);
    return broker_file(broker, "mosquitto.conf", text);
}

/* In the child. */
static void run(const char *configuration, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execlp("mosquitto", "mosquitto", "-c", configuration, (char *)NULL);
    execl("/usr/sbin/mosquitto", "mosquitto", "-c", configuration, (char *)NULL);
    _exit(127);
}

static void show_log(const struct broker *broker)
{
    char path[128], line[512];
    snprintf(path, sizeof path, "%s/log", broker->folder);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file))
        fprintf(stderr, "mosquitto: %s", line);
    if (file)
        fclose(file);
}

int broker_start(struct broker *broker)
{
    const char *configuration = write_configuration(broker);
    if (!configuration)
        return -errno;
    pid_t parent = getpid();
    broker->pid = fork();
    if (broker->pid < 0) {
        broker->pid = 0;
        return -errno;
    }
    if (broker->pid == 0)
        run(configuration, parent);
    for (int step = 0; step < START_STEPS; step++) {
        int status;
        if (waitpid(broker->pid, &status, WNOHANG) == broker->pid) {
            broker->pid = 0;
            show_log(broker);
            return WIFEXITED(status) && WEXITSTATUS(status) == 127 ? -ENOENT : -EIO;
        }
        if (port_is_open(broker->port))
            return 0;
        poll(NULL, 0, 5);
    }
    show_log(broker);
    broker_kill(broker);
    return -ETIMEDOUT;
}

void broker_kill(struct broker *broker)
{
    if (!broker->pid)
        return;
    kill(broker->pid, SIGKILL);
    waitpid(broker->pid, NULL, 0);
    broker->pid = 0;
}

void broker_stop(struct broker *broker)
{
    if (!broker->pid)
        return;
    kill(broker->pid, SIGTERM);
    for (int step = 0; step < STOP_STEPS; step++) {
        if (waitpid(broker->pid, NULL, WNOHANG) == broker->pid) {
            broker->pid = 0;
            return;
        }
        poll(NULL, 0, 5);
    }
    broker_kill(broker);
}
