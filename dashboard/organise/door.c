/* Who asks, and what he may: on the desk thread, before a form sees the errand. */
#include "dashboard/organise/organise_inner.h"

#include "agent/common/log.h"
#include <errno.h>
#include <string.h>

#define NAV_MAX 24

const char *cookie_name(enum cookie_kind kind, bool secure)
{
    static const char *const names[2][2] = {{"lampion", "__Host-lampion"},
                                            {"lampion-members", "__Host-lampion-members"}};
    return names[kind][secure];
}

static void note_session(struct errand *self, const char *digest)
{
    struct why why;
    struct store *store;
    if (self->now_ms - self->session.seen_ms < SESSION_NOTE_MS)
        return;
    store = store_open(organise_store_path(self->house), STORE_WRITE, &why);
    if (store && session_note(store, digest, self->now_ms, &why))
        log_warning("organise", "%s", why.text);
    store_close(store);
}

static void find_session(struct errand *self)
{
    char digest[DIGEST_TEXT_MAX];
    struct why why;
    if (!self->token[0])
        return;
    secret_digest(DIGEST_SESSION, self->token, digest);
    int error = session_find(self->reading, digest, self->now_ms, &self->session, &why);
    if (error == -EIO)
        log_error("organise", "%s", why.text);
    if (error)
        return;
    self->signed_in = true;
    secret_digest(DIGEST_CSRF, self->token, self->csrf);
    note_session(self, digest);
}

static bool may(const struct errand *self, enum errand_for whom)
{
    return whom == FOR_ANYBODY ||
           (self->signed_in && (whom == FOR_READERS || self->session.role == ROLE_ORGANISER));
}

static void fill_frame(struct errand *self, struct desk_nav nav[NAV_MAX])
{
    self->frame = (struct desk_frame){
        .language = self->language,
        .root = self->root,
        .place_name = self->place,
        .path = self->form->path,
        .title = self->form->title,
        .person = self->signed_in ? self->session.person : NULL,
        .may_change = may(self, self->form->changed_by),
        .csrf = self->signed_in ? self->csrf : NULL,
        .nav = nav,
        .nav_count = organise_nav(nav, NAV_MAX),
    };
}

static void run_post(struct errand *self)
{
    bool token = !self->signed_in || secret_equal(errand_field(self, "csrf"), self->csrf);
    if (!self->is_ours)
        errand_refuse(self, 403, DESK_STALE, "a form that was not posted from a page of ours");
    else if (!token)
        errand_refuse(self, 403, DESK_STALE, "a form without the token of its session");
    else if (!may(self, self->form->changed_by))
        errand_refuse(self, 403, DESK_READER_ONLY, "a change by somebody who may only see");
    else
        self->form->take(self);
}

void errand_run(struct errand *self)
{
    struct desk_nav nav[NAV_MAX];
    find_session(self);
    fill_frame(self, nav);
    if (!may(self, self->form->seen_by)) {
        if (self->post)
            self->refused = "a form without a session";
        errand_go(self, self->signed_in ? "organise" : "organise/sign-in");
    } else if (self->post)
        run_post(self);
    else
        self->form->show(self);
}
