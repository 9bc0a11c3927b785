#include "dashboard/http/stream.h"

#include "agent/common/time.h"
#include <stdlib.h>
#include <string.h>

#define BEAT_MS 15000
#define STUCK_MS 30000      /* a viewer that takes nothing for so long is dropped */
#define TIMES_APART_MS 1000 /* of the world's clock: a simulated one may run fast */

struct viewer {
    struct feed feed; /* first: a feed of ours is a viewer */
    struct stream *stream;
    struct channel *channel;
    struct frame *frame; /* what it is being sent, from `offset` on */
    size_t offset;
    bool behind; /* next it gets the newest full frame */
    int64_t moved_ms;
    LIST_ENTRY(viewer) all;
};

LIST_HEAD(viewer_list, viewer);

/* The viewers that are told the same. */
struct channel {
    enum language language;
    enum frame_parts parts;
    struct viewer_list viewers;
    size_t count;
    struct frame *full; /* of `full_of` */
    struct edition *full_of;
};

struct stream {
    sd_event *loop;
    sd_event_source *beat;
    struct server *server;
    struct editions *editions;
    struct channel channels[LANGUAGE_COUNT][FRAME_PARTS];
    struct edition *told[LANGUAGE_COUNT]; /* what the viewers of a language know */
    int64_t told_ms[LANGUAGE_COUNT];
    size_t viewers;
};

/* ---- Channels ---- */

/* The full frame of now, made once; NULL when out of memory. */
static struct frame *channel_full(struct channel *self, struct editions *editions)
{
    struct edition *edition = editions_get(editions, self->language);
    if (!edition) {
        return NULL;
    }
    if (self->full_of != edition) {
        frame_unref(self->full);
        edition_unref(self->full_of);
        self->full = frame_full(edition, self->parts);
        self->full_of = self->full ? edition_ref(edition) : NULL;
    }
    return self->full;
}

static void channel_forget(struct channel *self)
{
    frame_unref(self->full);
    edition_unref(self->full_of);
    self->full = NULL;
    self->full_of = NULL;
}

/* ---- Viewers ---- */

static ssize_t viewer_read(struct feed *feed, char *bytes, size_t size)
{
    struct viewer *self = (struct viewer *)feed;
    if (!self->frame && self->behind) {
        struct frame *full = channel_full(self->channel, self->stream->editions);
        if (!full) {
            return -1;
        }
        self->frame = frame_ref(full);
        self->offset = 0;
        self->behind = false;
    }
    if (!self->frame) {
        return 0;
    }
    size_t left = self->frame->length - self->offset;
    size_t length = left < size ? left : size;
    memcpy(bytes, self->frame->bytes + self->offset, length);
    self->offset += length;
    self->moved_ms = clock_real_ms();
    if (length == left) {
        frame_unref(self->frame);
        self->frame = NULL;
    }
    return (ssize_t)length;
}

static void viewer_close(struct feed *feed)
{
    struct viewer *self = (struct viewer *)feed;
    LIST_REMOVE(self, all);
    self->stream->viewers--;
    if (--self->channel->count == 0) {
        channel_forget(self->channel);
    }
    frame_unref(self->frame);
    free(self);
}

/* Hands it a frame; one that it has not begun to read is overtaken. */
static void viewer_tell(struct viewer *self, struct frame *frame, int64_t now_ms)
{
    if (!self->frame && !self->behind) {
        self->frame = frame_ref(frame);
        self->offset = 0;
        self->moved_ms = now_ms;
        server_wake(self->stream->server, &self->feed);
        return;
    }
    self->behind = true;
    if (self->frame && self->offset == 0) {
        frame_unref(self->frame);
        self->frame = NULL;
    }
}

static bool viewer_is_stuck(const struct viewer *self, int64_t now_ms)
{
    return (self->frame || self->behind) && now_ms - self->moved_ms > STUCK_MS;
}

/* ---- Telling ---- */

/* Tells the viewers of a language what is new; on trouble with memory the next word catches up. */
static void stream_tell(struct stream *self, enum language language, struct edition *edition)
{
    int64_t now_ms = clock_real_ms();
    for (int parts = 0; parts < FRAME_PARTS; parts++) {
        struct channel *channel = &self->channels[language][parts];
        struct viewer *viewer;
        struct frame *frame =
            channel->count ? frame_change(self->told[language], edition, channel->parts) : NULL;
        if (!frame) {
            continue;
        }
        LIST_FOREACH(viewer, &channel->viewers, all)
        {
            viewer_tell(viewer, frame, now_ms);
        }
        frame_unref(frame);
    }
    edition_ref(edition);
    edition_unref(self->told[language]);
    self->told[language] = edition;
    self->told_ms[language] = now_ms;
}

static size_t language_viewers(const struct stream *self, enum language language)
{
    return self->channels[language][FRAME_ALL].count + self->channels[language][FRAME_PAGE].count;
}

/* Whether it is time to say that what was said still holds. */
static bool times_are_due(const struct stream *self, enum language language,
                          const struct edition *edition)
{
    const struct snapshot *told = self->told[language]->snapshot, *now = edition->snapshot;
    if (told->until_ms == SNAPSHOT_NEVER ||
        clock_real_ms() - self->told_ms[language] < TIMES_APART_MS) {
        return false;
    }
    return now->as_of_ms - told->as_of_ms >= (told->until_ms - told->as_of_ms) / 3;
}

static void language_publish(struct stream *self, enum language language)
{
    if (language_viewers(self, language) == 0) {
        edition_unref(self->told[language]);
        self->told[language] = NULL;
        return;
    }
    struct edition *edition = editions_get(self->editions, language);
    struct edition *told = self->told[language];
    if (edition &&
        (!told || !editions_same(told, edition) || times_are_due(self, language, edition))) {
        stream_tell(self, language, edition);
    }
}

void stream_publish(struct stream *self)
{
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        language_publish(self, language);
    }
}

static void channel_drop_stuck(struct stream *self, struct channel *channel, int64_t now_ms)
{
    struct viewer *viewer;
    LIST_FOREACH(viewer, &channel->viewers, all)
    {
        if (viewer_is_stuck(viewer, now_ms)) {
            server_drop(self->server, &viewer->feed);
        }
    }
}

static void beat_arm(struct stream *self)
{
    sd_event_source_set_time_relative(self->beat, BEAT_MS * 1000);
    sd_event_source_set_enabled(self->beat, SD_EVENT_ONESHOT);
}

static int on_beat(sd_event_source *source, uint64_t usec, void *context)
{
    struct stream *self = context;
    int64_t now_ms = clock_real_ms();
    (void)source, (void)usec;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        for (int parts = 0; parts < FRAME_PARTS; parts++) {
            channel_drop_stuck(self, &self->channels[language][parts], now_ms);
        }
        struct edition *edition =
            language_viewers(self, language) ? editions_get(self->editions, language) : NULL;
        if (edition) {
            stream_tell(self, language, edition);
        }
    }
    if (self->viewers) {
        beat_arm(self);
    }
    return 0;
}

/* ---- The stream ---- */

struct stream *stream_new(sd_event *loop, struct editions *editions)
{
    struct stream *self = calloc(1, sizeof *self);
    if (!self) {
        return NULL;
    }
    self->editions = editions;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        for (int parts = 0; parts < FRAME_PARTS; parts++) {
            self->channels[language][parts] =
                (struct channel){.language = language, .parts = parts};
        }
    }
    if (sd_event_add_time(loop, &self->beat, CLOCK_MONOTONIC, 0, 1, on_beat, self) < 0) {
        free(self);
        return NULL;
    }
    sd_event_source_set_enabled(self->beat, SD_EVENT_OFF);
    return self;
}

void stream_serve(struct stream *self, struct server *server)
{
    self->server = server;
}

void stream_free(struct stream *self)
{
    if (!self) {
        return;
    }
    sd_event_source_disable_unref(self->beat);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        edition_unref(self->told[language]);
    }
    free(self);
}

struct reply *stream_reply(struct stream *self, enum language language, enum frame_parts parts)
{
    struct edition *edition = editions_get(self->editions, language);
    struct viewer *viewer = edition ? calloc(1, sizeof *viewer) : NULL;
    if (!viewer) {
        return NULL;
    }
    if (!self->told[language]) {
        self->told[language] = edition_ref(edition);
        self->told_ms[language] = clock_real_ms();
    }
    if (self->viewers++ == 0) {
        beat_arm(self);
    }
    viewer->feed.read = viewer_read;
    viewer->feed.close = viewer_close;
    viewer->stream = self;
    viewer->channel = &self->channels[language][parts];
    viewer->channel->count++;
    viewer->behind = true;
    viewer->moved_ms = clock_real_ms();
    LIST_INSERT_HEAD(&viewer->channel->viewers, viewer, all);
    struct reply *reply = reply_feed(&viewer->feed, "text/event-stream");
    if (reply) {
        reply_header(reply, "Cache-Control", "no-store");
        reply_header(reply, "X-Accel-Buffering", "no");
    }
    return reply;
}

size_t stream_viewers(const struct stream *self)
{
    return self->viewers;
}
