/* Free ports on loopback. */
#ifndef LAMPION_TESTS_SUPPORT_PORTS_H
#define LAMPION_TESTS_SUPPORT_PORTS_H

/* A TCP port of 127.0.0.1 that nobody listens on now; -errno when there is none. */
int port_free(void);

/* Whether somebody listens on it. */
int port_is_open(int port);

#endif
