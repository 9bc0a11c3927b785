/* To be preloaded (LD_PRELOAD) into broker and programs for a simulated hour.
 *
 * mosquitto 2.0 looks every 100 ms whether there is anything to do, paho 1.3 while it has no
 * connection; in the rig, where idle time takes none, that is what an hour costs. Here they look
 * every second. What comes wakes them as ever. */
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define HASTE_MS 100
#define PATIENCE_MS 1000

int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)
{
    return epoll_pwait(epfd, events, maxevents, timeout == HASTE_MS ? PATIENCE_MS : timeout, NULL);
}

int usleep(useconds_t us)
{
    useconds_t wait_us = us == HASTE_MS * 1000 ? PATIENCE_MS * 1000 : us;
    const struct timespec wait = {wait_us / 1000000, wait_us % 1000000 * 1000};
    return nanosleep(&wait, NULL);
}
