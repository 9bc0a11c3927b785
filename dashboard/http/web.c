#include "dashboard/http/web.h"

#include "dashboard/http/hung.h"

#include <errno.h>
#include <stdlib.h>

struct web {
    struct site site;
    struct server *server;
};

struct web *web_start(sd_event *loop, const struct web_config *config, struct why *why)
{
    struct web *self = calloc(1, sizeof *self);
    if (!self) {
        why_set(why, ENOMEM, "cannot start the HTTP server: out of memory");
        return NULL;
    }
    self->site.editions.zone = config->zonetime;
    self->site.health = config->health;
    self->site.context = config->context;
    self->site.base = config->base;
    self->site.embed = config->embed;
    self->site.widget_policy = widget_policy(config->embed);
    self->site.wing = config->wing;
    self->site.history = config->history;
    self->site.history_context = config->history_context;
    self->site.object = config->object;
    self->site.object_context = config->object_context;
    self->site.stream = stream_new(loop, &self->site.editions);
    if (!self->site.stream || !self->site.widget_policy) {
        why_set(why, ENOMEM, "cannot start the live stream: out of memory");
        web_stop(self);
        return NULL;
    }
    struct server_handler handler = {
        .answer = routes_answer, .takes = routes_take, .context = &self->site};
    self->server = server_start(loop, config->listen, &handler, why);
    if (!self->server) {
        web_stop(self);
        return NULL;
    }
    stream_serve(self->site.stream, self->server);
    return self;
}

void web_stop(struct web *self)
{
    if (!self) {
        return;
    }
    server_stop(self->server);
    stream_free(self->site.stream);
    editions_publish(&self->site.editions, NULL);
    free(self->site.widget_policy);
    free(self);
}

int web_port(const struct web *self)
{
    return server_port(self->server);
}

void web_publish(struct web *self, struct snapshot *snapshot)
{
    editions_publish(&self->site.editions, snapshot);
    stream_publish(self->site.stream);
}

size_t web_viewers(const struct web *self)
{
    return stream_viewers(self->site.stream);
}
