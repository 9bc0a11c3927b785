/* A mosquitto of the test's own: on a free loopback port, with a configuration and files in a
 * folder made by mkdtemp. The process goes with the test, whatever becomes of it; the folder of a
 * failed test stays, with the broker's log. */
#ifndef LAMPION_TESTS_SUPPORT_BROKER_H
#define LAMPION_TESTS_SUPPORT_BROKER_H

#include <stdbool.h>

struct broker;

/* Chooses a port (0: a free one) and makes the folder; starts nothing. NULL with errno. */
struct broker *broker_new(int port);
/* Stops, and removes the folder. */
void broker_free(struct broker *broker);

int broker_port(const struct broker *broker);
const char *broker_uri(const struct broker *broker); /* mqtt://127.0.0.1:PORT */
int broker_pid(const struct broker *broker);         /* 0: not running */

/* Writes a file into the folder; its path, valid until the next call. NULL with errno. */
const char *broker_file(struct broker *broker, const char *name, const char *text);

/* More lines of configuration for every later start ("" unless told). Anonymous clients are
 * allowed and nothing is kept on disk. */
void broker_configure(struct broker *broker, const char *lines);

/* Starts and waits until it listens. 0; -ENOENT when there is no mosquitto; else -errno, with
 * the broker's log on stderr. */
int broker_start(struct broker *broker);
void broker_stop(struct broker *broker); /* SIGTERM, and waits */
void broker_kill(struct broker *broker); /* SIGKILL, and waits */

#endif
