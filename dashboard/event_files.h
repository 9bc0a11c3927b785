/* Files of events (agent/common/message_line.h), read as one: merged by time, a line at a time.
 *
 * Lines of one file never go back in time; at the same time the file that was named first comes
 * first. Memory is a buffer a file, whatever their length; pipes will do. */
#ifndef LAMPION_EVENT_FILES_H
#define LAMPION_EVENT_FILES_H

#include "agent/common/message_line.h"
#include "agent/common/why.h"

#define EVENT_FILES_MAX 256

struct event_files;

struct event_files_row {
    size_t file; /* index of its path */
    unsigned long line;
    struct line_message message;
};

/* Opens 1 to EVENT_FILES_MAX files ("-": standard input, once); the paths stay the caller's.
 * NULL with why. */
struct event_files *event_files_open(char *const *paths, size_t count, struct why *why);
void event_files_close(struct event_files *self); /* NULL is allowed */

/* The next event; the pointer holds until the next call. 1; 0 at the end of all; -EINVAL (a wrong
 * line) or -EIO with why: "E.jsonl:17: ...". Not to be called again after an error. */
int event_files_next(struct event_files *self, const struct event_files_row **row, struct why *why);

/* For messages to a person. */
const char *event_files_name(const struct event_files *self, size_t file);

#endif
