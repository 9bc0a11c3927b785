#include "dashboard/organise/errand.h"

#include "agent/common/log.h"
#include "dashboard/history/audit.h"
#include "dashboard/history/description.h"
#include "dashboard/organise/organise.h"
#include "dashboard/organise/organise_inner.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void trouble(struct errand *self, const struct why *why)
{
    log_error("organise", "%s", why->text);
    errand_refuse(self, 503, DESK_TROUBLE, NULL);
}

struct store *errand_change(struct errand *self)
{
    struct why why;
    struct store *store = store_open(organise_store_path(self->house), STORE_WRITE, &why);
    if (store && change_begin(store, &why)) {
        store_close(store);
        store = NULL;
    }
    if (!store)
        trouble(self, &why);
    return store;
}

int errand_changed(struct errand *self, struct store *store, int error, const char *what,
                   const char *object)
{
    struct why why;
    const char *who = self->signed_in ? self->session.person : errand_field(self, "name");
    if (!error)
        error = audit_put(store, self->now_ms, who, what, object, &why);
    int ended = change_end(store, error, &why);
    store_close(store);
    if (ended == -EIO && !self->reply)
        trouble(self, &why);
    return ended;
}

static void secure_headers(struct reply *reply)
{
    reply_header(reply, "Cache-Control", "no-store");
    /* A browser sends no Origin from a page with no-referrer, and forms need one. */
    reply_header(reply, "Referrer-Policy", "same-origin");
}

void errand_page(struct errand *self, int status, struct buffer *out)
{
    size_t length = 0;
    char *page = buffer_take(out, &length);
    self->reply = reply_new(status, "text/html; charset=utf-8", page, length);
    if (self->reply)
        secure_headers(self->reply);
}

void errand_go(struct errand *self, const char *path)
{
    char target[REPLY_VALUE_MAX];
    snprintf(target, sizeof target, "%s%s%s", self->root, path, *self->root || *path ? "" : "./");
    self->reply = reply_words(303, "See there.\n");
    if (self->reply) {
        reply_header(self->reply, "Location", target);
        reply_header(self->reply, "Referrer-Policy", "same-origin");
    }
}

void errand_cookie(struct errand *self, const char *token)
{
    char cookie[REPLY_VALUE_MAX];
    if (!self->reply)
        return;
    snprintf(cookie, sizeof cookie, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
             cookie_name(COOKIE_SESSION, self->origin.secure), token ? token : "",
             self->origin.secure ? "; Secure" : "", token ? "" : "; Max-Age=0");
    reply_header(self->reply, "Set-Cookie", cookie);
}

void errand_say(struct errand *self, enum desk_text words, const char *a)
{
    self->frame.is_said = true;
    self->frame.is_refusal = false;
    self->frame.said = words;
    self->frame.said_a = a;
}

void errand_refuse(struct errand *self, int status, enum desk_text words, const char *reason)
{
    errand_say(self, words, NULL);
    self->frame.is_refusal = true;
    self->refused = reason;
    if (status == 422) {
        self->form->show(self);
        return;
    }
    struct buffer out = {0};
    desk_frame_begin(&out, &self->frame);
    desk_frame_end(&out, &self->frame);
    errand_page(self, status, &out);
}

void errand_link(const struct errand *self, const char *path, char *text, size_t size)
{
    if (self->origin.host[0])
        snprintf(text, size, "%s://%s%s/%s", self->origin.secure ? "https" : "http",
                 self->origin.host, self->origin.prefix, path);
    else
        snprintf(text, size, "/%s", path);
}

const char *errand_field(const struct errand *self, const char *name)
{
    const char *value = self->post ? form_value(&self->fields, name) : NULL;
    return value ? value : "";
}

const char *errand_name(struct errand *self)
{
    const char *name = errand_field(self, "name");
    if (id_is_valid(name) && strcmp(name, "console") != 0)
        return name;
    errand_refuse(self, 422, DESK_BAD_NAME, NULL);
    return NULL;
}

const char *errand_value(const struct errand *self, const char *name)
{
    for (size_t i = 0; !self->post && self->form->arguments && self->form->arguments[i]; i++)
        if (!strcmp(self->form->arguments[i], name))
            return self->arguments[i];
    return errand_field(self, name);
}

int64_t errand_number(const char *text, int64_t most)
{
    size_t digits = strspn(text, "0123456789");
    int64_t value = digits && digits < 16 && !text[digits] ? strtoll(text, NULL, 10) : 0;
    return value <= most ? value : 0;
}

void errand_refuse_why(struct errand *self, const struct why *why)
{
    snprintf(self->said_text, sizeof self->said_text, "%s", why->text);
    errand_say(self, DESK_REFUSED, self->said_text);
    self->frame.is_refusal = true;
    self->form->show(self);
}

void errand_refuse_change(struct errand *self, int error, const struct why *why)
{
    if (error == -EINVAL || error == -ENOENT || error == -EALREADY)
        errand_refuse_why(self, why);
    else
        trouble(self, why);
}

struct place *errand_describe(struct errand *self, struct zonetime **zonetime)
{
    struct store_description description = {0};
    struct place *place = NULL;
    struct why why;
    *zonetime = NULL;
    why_set(&why, ENOENT, "no description is in force");
    if (!store_description_get(self->reading, self->place_ms, &description, &why))
        place = place_parse("description", description.text, strlen(description.text), &why);
    store_description_clear(&description);
    if (place)
        *zonetime = zonetime_load(place->timezone, &why);
    if (*zonetime)
        return place;
    place_free(place);
    trouble(self, &why);
    return NULL;
}

void errand_file(struct errand *self, const char *type, const char *name, char *bytes,
                 size_t length)
{
    char disposition[REPLY_VALUE_MAX];
    snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"", name);
    self->reply = reply_new(200, type, bytes, length);
    if (!self->reply)
        return;
    secure_headers(self->reply);
    reply_header(self->reply, "Content-Disposition", disposition);
}
