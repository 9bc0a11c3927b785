/* Coming in and going: front, sign in, sign out. */
#include "dashboard/organise/forms.h"

#include "dashboard/access/password.h"
#include "dashboard/history/audit.h"
#include "dashboard/organise/organise_inner.h"
#include "dashboard/page/organise/pages.h"
#include <errno.h>
#include <string.h>

static void show_front(struct errand *self)
{
    struct buffer out = {0};
    front_page(&out, &self->frame);
    errand_page(self, 200, &out);
}

const struct organise_form form_front = {
    .path = "organise", .title = DESK_TITLE, .seen_by = FOR_READERS, .show = show_front};

static void show_sign_in(struct errand *self)
{
    struct buffer out = {0};
    sign_in_page(&out, &self->frame);
    errand_page(self, ERRAND_STATUS(self), &out);
}

/* A new session under a new token, whatever the browser brought along; that one ends. */
static void begin_session(struct errand *self, const struct person *person)
{
    char token[TOKEN_MAX], digest[DIGEST_TEXT_MAX], old[DIGEST_TEXT_MAX];
    struct why why;
    struct store *store = errand_change(self);
    if (!store)
        return;
    secret_digest(DIGEST_SESSION, self->token, old);
    int error = token_draw(token);
    secret_digest(DIGEST_SESSION, token, digest);
    if (!error)
        error = session_end(store, old, &why);
    if (!error)
        error = session_put(store, digest, person->id, self->now_ms, &why);
    self->signed_in = false;
    if (errand_changed(self, store, error, "sign-in", person->name))
        return;
    errand_go(self, "organise");
    errand_cookie(self, token);
    self->went_well = true;
}

static void take_sign_in(struct errand *self)
{
    struct why why;
    struct person person = {0};
    const char *name = errand_field(self, "name");
    int error = id_is_valid(name) ? person_find(self->reading, name, &person, &why) : -ENOENT;
    bool known = !error && !person.disabled;
    if (password_fits(errand_field(self, "password"), known ? person.hash : ""))
        begin_session(self, &person);
    else
        errand_refuse(self, 422, DESK_WRONG, "sign-in: wrong name or password");
}

const struct organise_form form_sign_in = {.path = "organise/sign-in",
                                           .title = DESK_SIGN_IN,
                                           .show = show_sign_in,
                                           .take = take_sign_in,
                                           .hashes = true};

static void show_sign_out(struct errand *self)
{
    errand_go(self, "organise");
}

static void take_sign_out(struct errand *self)
{
    char digest[DIGEST_TEXT_MAX];
    struct why why;
    struct store *store = errand_change(self);
    if (!store)
        return;
    secret_digest(DIGEST_SESSION, self->token, digest);
    int error = session_end(store, digest, &why);
    if (errand_changed(self, store, error, "sign-out", self->session.person))
        return;
    errand_go(self, "organise/sign-in");
    errand_cookie(self, NULL);
}

const struct organise_form form_sign_out = {.path = "organise/sign-out",
                                            .title = DESK_SIGN_OUT,
                                            .seen_by = FOR_READERS,
                                            .changed_by = FOR_READERS,
                                            .show = show_sign_out,
                                            .take = take_sign_out};
