#include "tests/faults/net.h"

#include "tests/support/process.h"
#include <err.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

bool net_private(void)
{
    if (geteuid() != 0 || unshare(CLONE_NEWNET | CLONE_NEWNS))
        return false;
    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
        return false;
    return shell("ip link set lo up") == 0;
}

static void stay(int ready)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (unshare(CLONE_NEWNET) || write(ready, "", 1) != 1)
        _exit(1);
    close(ready);
    for (;;)
        pause();
}

void cable_open(struct cable *self, int number)
{
    int ready[2];
    char byte;
    *self = (struct cable){.number = number};
    if (pipe(ready))
        err(3, "pipe");
    fflush(NULL);
    self->far = fork();
    if (self->far == 0)
        stay(ready[1]);
    close(ready[1]);
    if (self->far < 0 || read(ready[0], &byte, 1) != 1)
        errx(3, "no second network");
    close(ready[0]);
    snprintf(self->far_text, sizeof self->far_text, "%d", (int)self->far);
    if (shell("ip link add near%d type veth peer name far netns %d && "
              "ip addr add " CABLE_NEAR "/30 dev near%d && ip link set near%d up && "
              "nsenter --target %d --net sh -c 'ip link set lo up && "
              "ip addr add 10.77.%d.2/30 dev far && ip link set far up'",
              number, (int)self->far, number, number, number, (int)self->far, number))
        errx(3, "no cable between two networks; is iproute2 there?");
}

void cable_close(struct cable *self)
{
    if (!self->far)
        return;
    kill(self->far, SIGKILL);
    waitpid(self->far, NULL, 0);
    self->far = 0;
}

void cable_pull(struct cable *self, bool out)
{
    if (!self->far || out == self->out)
        return;
    self->out = out;
    if (shell("ip link set near%d %s", self->number, out ? "down" : "up"))
        errx(3, "the cable cannot be %s", out ? "pulled" : "put back");
}
