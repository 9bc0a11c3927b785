/* The address to listen on. */
#ifndef LAMPION_HTTP_LISTEN_H
#define LAMPION_HTTP_LISTEN_H

#include "agent/common/why.h"
#include <stdbool.h>
#include <sys/socket.h>

/* "127.0.0.1:8080", "[::1]:0", "localhost:8080"; names are looked up. 0 or -errno with why. */
int listen_parse(const char *text, struct sockaddr_storage *address, socklen_t *length,
                 struct why *why);

/* A listening socket, or -errno with why: "cannot listen on 127.0.0.1:8080: address already in
 * use; choose another in http.listen". */
int listen_open(const char *text, struct why *why);

/* The port of a listening socket. */
int listen_port(int fd);

/* How many connections this process can afford, by its limit of descriptors, and how many from one
 * address (0: any number; on loopback everybody is the same address, a proxy in front or this
 * machine itself). */
unsigned listen_limit(void);
unsigned listen_limit_of_address(int fd);

/* Whether the address is of this very machine (127.0.0.0/8, ::1, also mapped). */
bool address_is_loopback(const struct sockaddr *address);

#endif
