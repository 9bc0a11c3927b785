/* The messenger: brings a text to people, by a command of theirs or as mail through the local
 * sendmail. On the loop; a program that takes longer than MESSENGER_PATIENCE_MS is killed. At most
 * MESSENGER_WAITING_MAX messages wait; beyond that the oldest is dropped, and the log says so. */
#ifndef LAMPION_NOTIFY_MESSENGER_H
#define LAMPION_NOTIFY_MESSENGER_H

#include "agent/common/why.h"
#include <stddef.h>
#include <systemd/sd-event.h>

#define MESSENGER_PATIENCE_MS 30000
#define MESSENGER_WAITING_MAX 50
#define MESSENGER_SENDMAIL "/usr/sbin/sendmail"

/* A way to somebody: exactly one of `command` and `mail`. */
struct messenger_way {
    const char *command;  /* a program, run without a shell and without arguments */
    const char *mail;     /* an address */
    const char *from;     /* of mail; NULL: sendmail's own idea */
    const char *sendmail; /* NULL: MESSENGER_SENDMAIL */
};

struct messenger_text {
    const char *kind; /* "board-silent"; "began", "again", "ended" */
    const char *event;
    const char *subject; /* one line */
    const char *body;    /* plain text, lines ended by \n */
    const char *place;   /* its id */
};

struct messenger;

/* SIGCHLD must be blocked in every thread. NULL when out of memory. */
struct messenger *messenger_new(sd_event *loop);
/* Kills what still runs. NULL is allowed. */
void messenger_free(struct messenger *self);

/* A command gets the body on its standard input, and LAMPION_KIND, LAMPION_EVENT, LAMPION_SUBJECT,
 * LAMPION_PLACE in its environment. Copies what it needs. 0 or -errno; a program that fails later
 * is said in the log. */
int messenger_send(struct messenger *self, const struct messenger_way *way,
                   const struct messenger_text *text);

/* The mail (RFC 5322, the subject as of RFC 2047), malloc'ed; NULL when out of memory. Line ends in
 * addresses and subject become spaces. */
char *messenger_mail(const struct messenger_way *way, const struct messenger_text *text,
                     int64_t now_ms);

#endif
