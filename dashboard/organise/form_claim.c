/* Choosing a password with a one-time code: the first organiser by the code on the console, others
 * by the code that an organiser gave them. */
#include "dashboard/organise/forms.h"

#include "dashboard/access/password.h"
#include "dashboard/history/audit.h"
#include "dashboard/organise/organise_inner.h"
#include "dashboard/page/organise/pages.h"
#include <errno.h>
#include <string.h>

static bool nobody_has_access(struct store *store)
{
    struct why why;
    int64_t organisers = 1;
    return people_organisers(store, &organisers, &why) == 0 && organisers == 0;
}

static void show(struct errand *self)
{
    struct buffer out = {0};
    claim_page(&out, &self->frame, self->claim[0] && nobody_has_access(self->reading));
    errand_page(self, ERRAND_STATUS(self), &out);
}

/* Of the form itself; DESK_TEXT_COUNT: fine. */
static enum desk_text flaw_of(const struct errand *self, const char *name)
{
    static const enum desk_text flaws[] = {[PASSWORD_FINE] = DESK_TEXT_COUNT,
                                           [PASSWORD_SHORT] = DESK_SHORT,
                                           [PASSWORD_LONG] = DESK_LONG,
                                           [PASSWORD_COMMON] = DESK_COMMON};
    const char *password = errand_field(self, "password");
    return strcmp(password, errand_field(self, "again")) ? DESK_DIFFER
                                                         : flaws[password_flaw(password, name)];
}

/* Whether the code is right: of the person, or for the first of all, who is added. Within the
 * change, so that no code is used twice. */
static int use_code(struct errand *self, struct store *store, const char *name, const char *digest,
                    struct person *person, struct why *why)
{
    int error = person_find(store, name, person, why);
    if (error == -EIO)
        return error;
    if (!error && person->code[0] && secret_equal(person->code, digest) &&
        self->now_ms < person->code_until_ms)
        return 0;
    if (!secret_equal(self->claim, digest) || !nobody_has_access(store))
        return -EACCES;
    if (!error)
        return person->role == ROLE_ORGANISER
                   ? person_reset(store, person->id, digest, self->now_ms, why)
                   : -EACCES;
    error = person_add(store, name, ROLE_ORGANISER, NULL, self->now_ms, why);
    return error ? error : person_find(store, name, person, why);
}

static void take(struct errand *self)
{
    char code[CODE_MAX], digest[DIGEST_TEXT_MAX], hash[PASSWORD_HASHED_MAX];
    struct person person;
    struct why why;
    const char *name = errand_name(self);
    if (!name)
        return;
    enum desk_text flaw = flaw_of(self, name);
    if (flaw != DESK_TEXT_COUNT) {
        errand_refuse(self, 422, flaw, NULL);
        return;
    }
    secret_digest(DIGEST_CODE, code_read(errand_field(self, "code"), code) ? code : "", digest);
    struct store *store = errand_change(self);
    if (!store)
        return;
    int error = use_code(self, store, name, digest, &person, &why);
    if (error == -EACCES)
        errand_refuse(self, 422, DESK_WRONG_CODE, "one-time code: wrong name or code");
    if (!error)
        error = password_hash(errand_field(self, "password"), hash, &why);
    if (!error)
        error = person_password(store, person.id, hash, &why);
    if (errand_changed(self, store, error, "password", name))
        return;
    self->went_well = true;
    errand_go(self, "organise/sign-in");
}

const struct organise_form form_claim = {
    .path = "organise/claim", .title = DESK_CLAIM, .show = show, .take = take, .hashes = true};
