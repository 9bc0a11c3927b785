/* Networks of a round's own, by Linux namespaces; root only, and nothing of the machine's network
 * is touched. */
#ifndef LAMPION_TESTS_FAULTS_NET_H
#define LAMPION_TESTS_FAULTS_NET_H

#include <stdbool.h>
#include <sys/types.h>

/* This process and what it starts from here on gets a network of its own (a loopback and nothing
 * else), and mounts of its own. False where that is not allowed. */
bool net_private(void);

/* A cable to another such network; programs get there by `nsenter --target FAR --net`. */
struct cable {
    pid_t far; /* a process there, 0: none */
    char far_text[16];
    int number;
    bool out;
};

#define CABLE_NEAR "10.77.%d.1" /* this side's address; the cable's number */

/* After net_private; `number` 0 to 255, of several. Ends the program where it fails. */
void cable_open(struct cable *self, int number);
void cable_close(struct cable *self);
void cable_pull(struct cable *self, bool out);

#endif
