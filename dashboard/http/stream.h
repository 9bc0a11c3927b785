/* The live stream's viewers. All of one language and kind share one frame; a viewer that is behind
 * gets the newest full frame rather than a backlog, and is dropped when it takes nothing for half
 * a minute. */
#ifndef LAMPION_HTTP_STREAM_H
#define LAMPION_HTTP_STREAM_H

#include "dashboard/http/frame.h"
#include "dashboard/http/server.h"
#include <systemd/sd-event.h>

struct stream;

/* The editions outlive the stream. NULL when out of memory. */
struct stream *stream_new(sd_event *loop, struct editions *editions);
/* Once all its viewers are gone (server_stop). NULL is allowed. */
void stream_free(struct stream *self);

/* The server that its viewers come by; before the first of them. */
void stream_serve(struct stream *self, struct server *server);

/* The editions are new: tells everybody what changed. What only says when it was read is told
 * when a third of the time is over for which the last word held, or with the next beat. */
void stream_publish(struct stream *self);

/* A viewer's answer, which begins with all there is; NULL when out of memory. */
struct reply *stream_reply(struct stream *self, enum language language, enum frame_parts parts);

size_t stream_viewers(const struct stream *self);

#endif
