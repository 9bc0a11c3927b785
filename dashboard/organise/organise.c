#include "dashboard/organise/organise.h"

#include "agent/common/log.h"
#include "agent/common/time.h"
#include "dashboard/access/backoff.h"
#include "dashboard/history/keys.h"
#include "dashboard/http/cookie.h"
#include "dashboard/organise/organise_inner.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HASHES_WAITING_MAX 8 /* passwords on their way: 26 ms and 16 MiB each */
#define ACCOUNT_WAIT_MOST_MS 60000
#define ADDRESS_WAIT_MOST_MS 300000
#define TOLD_AGAIN_MS 10000 /* the same refusal is logged so often at the most */
#define MEMBERS_LASTS "31536000"

struct organise {
    struct organise_config config;
    struct store *reading; /* of the loop */
    char code[CODE_MAX];   /* of the first run; empty: somebody has access */
    struct shelf *shelf;
    int hashing;
    struct backoff accounts, addresses;
    const char *told;
    int64_t told_ms;
};

void organise_kept(const struct organise *self, int64_t *raw_ms, int64_t *slots_ms)
{
    *raw_ms = self->config.raw_ms;
    *slots_ms = self->config.slots_ms;
}

struct shelf *organise_shelf(const struct organise *house)
{
    return house->shelf;
}

const char *organise_store_path(const struct organise *house)
{
    return house->config.store_path;
}

static int64_t now_wall_ms(void)
{
    struct lampion_clock clock = clock_real();
    return clock_wall_ms(&clock);
}

struct organise *organise_start(const struct organise_config *config, struct why *why)
{
    struct organise *self = calloc(1, sizeof *self);
    int64_t organisers = 0;
    if (!self) {
        why_set(why, ENOMEM, "out of memory");
        return NULL;
    }
    self->config = *config;
    self->accounts.most_ms = ACCOUNT_WAIT_MOST_MS;
    self->addresses.most_ms = ADDRESS_WAIT_MOST_MS;
    self->reading = store_open(config->store_path, STORE_READ, why);
    self->shelf = self->reading ? shelf_new(config->settings, config->setting_count, why) : NULL;
    int error = self->shelf ? people_organisers(self->reading, &organisers, why) : -EIO;
    if (!error && !organisers)
        error = code_draw(self->code);
    if (!error)
        return self;
    organise_stop(self);
    return NULL;
}

void organise_stop(struct organise *self)
{
    if (!self)
        return;
    shelf_free(self->shelf);
    store_close(self->reading);
    explicit_bzero(self->code, sizeof self->code);
    free(self);
}

void organise_say(const struct organise *self, const char *address)
{
    if (self->code[0])
        log_info("organise",
                 "nobody has access yet: open %sorganise/claim and use the one-time code %s",
                 address, self->code);
}

/* ---- Errands: from the loop to the desk and back ---- */

/* Every refusal once, a flood of the same as one. */
static void tell(struct organise *self, const char *refused)
{
    int64_t now_ms = clock_real_ms();
    if (!refused || (refused == self->told && now_ms - self->told_ms < TOLD_AGAIN_MS))
        return;
    self->told = refused;
    self->told_ms = now_ms;
    log_warning("organise", "refused (%s): nothing was changed", refused);
}

static void on_desk(void *context, struct store *store)
{
    struct errand *errand = context;
    errand->reading = store;
    errand_run(errand);
}

static void on_long_desk(void *context, struct store *store)
{
    struct organise *self = context;
    shelf_make(self->shelf, store, self->config.store_path);
}

static void on_done(void *context)
{
    struct errand *errand = context;
    struct organise *self = errand->house;
    if (errand->post && errand->form->hashes && errand->went_well) {
        backoff_forgive(&self->accounts, errand_field(errand, "name"));
        backoff_undo(&self->addresses, errand->origin.address);
    }
    tell(self, errand->refused);
    if (errand->report && desk_submit(self->config.long_desk, on_long_desk, NULL, NULL, self))
        log_error("organise", "the desk has too much to do: a report waits for the next one");
    pending_answer(errand->pending, errand->reply);
    errand->pending = NULL;
    errand->reply = NULL;
}

static void on_free(void *context)
{
    struct errand *errand = context;
    if (errand->post && errand->form->hashes)
        errand->house->hashing--;
    if (errand->pending)
        pending_answer(errand->pending, NULL);
    reply_unref(errand->reply);
    form_clear(&errand->fields);
    desk_present_free(errand->present);
    free(errand);
}

static const char *root_of(const char *path)
{
    return strchr(path, '/') ? "../" : "";
}

static void read_arguments(struct errand *errand, const struct request *request)
{
    const char *const *names = errand->form->arguments;
    for (size_t i = 0; names && names[i]; i++) {
        const char *value = request_argument(request, names[i]);
        bool plain = value && strlen(value) < ERRAND_ARGUMENT_MAX;
        snprintf(errand->arguments[i], ERRAND_ARGUMENT_MAX, "%s", plain ? value : "");
    }
}

static void read_request(struct errand *errand, const struct request *request)
{
    read_arguments(errand, request);
    const char *before = request_argument(request, "before");
    errand->before = before && strspn(before, "0123456789") == strlen(before) && *before
                         ? strtoll(before, NULL, 10)
                         : INT64_MAX;
    errand->post = request->post;
    origin_of(errand->house->config.proxies, request, &errand->origin);
    errand->is_ours = origin_is_ours(&errand->origin, request);
    cookie_find(request_header(request, "Cookie"),
                cookie_name(COOKIE_SESSION, errand->origin.secure), errand->token,
                sizeof errand->token);
}

static struct errand *errand_new(struct organise *self, const struct organise_form *form,
                                 const struct request *request, enum language language,
                                 const char *place)
{
    struct errand *errand = calloc(1, sizeof *errand);
    if (!errand)
        return NULL;
    errand->house = self;
    errand->form = form;
    errand->language = language;
    errand->root = root_of(form->path);
    errand->now_ms = now_wall_ms();
    errand->place_ms = clock_wall_ms(&self->config.clock);
    errand->present = form->looks ? self->config.look(self->config.look_context) : NULL;
    snprintf(errand->place, sizeof errand->place, "%s", place);
    if (self->code[0])
        secret_digest(DIGEST_CODE, self->code, errand->claim);
    read_request(errand, request);
    return errand;
}

/* What is refused without the desk; takes nothing over. */
static struct reply *refuse(struct errand *errand, int status, enum desk_text words,
                            int64_t wait_ms, const char *reason)
{
    char seconds[24];
    struct buffer out = {0};
    snprintf(seconds, sizeof seconds, "%lld", (long long)(wait_ms + 999) / 1000);
    errand->frame = (struct desk_frame){.language = errand->language,
                                        .root = errand->root,
                                        .place_name = errand->place,
                                        .path = errand->form->path,
                                        .title = errand->form->title};
    errand_say(errand, words, seconds);
    errand->frame.is_refusal = true;
    desk_frame_begin(&out, &errand->frame);
    desk_frame_end(&out, &errand->frame);
    errand_page(errand, status, &out);
    tell(errand->house, reason);
    struct reply *reply = errand->reply;
    errand->reply = NULL;
    if (reply && wait_ms)
        reply_header(reply, "Retry-After", seconds);
    return reply;
}

/* Whether a password may be tried now; the attempt counts. NULL: yes. */
static struct reply *limit(struct organise *self, struct errand *errand)
{
    const char *name = errand_field(errand, "name");
    int64_t now_ms = clock_real_ms();
    int64_t account_ms = backoff_wait_ms(&self->accounts, name, now_ms);
    int64_t wait_ms = backoff_wait_ms(&self->addresses, errand->origin.address, now_ms);
    if (account_ms > wait_ms)
        wait_ms = account_ms;
    if (wait_ms)
        return refuse(errand, 429, DESK_WAIT, wait_ms, "too many attempts to sign in");
    if (self->hashing >= HASHES_WAITING_MAX)
        return refuse(errand, 503, DESK_BUSY, 1000, "too many passwords at once");
    backoff_attempt(&self->accounts, name, now_ms);
    backoff_attempt(&self->addresses, errand->origin.address, now_ms);
    return NULL;
}

static struct reply *read_form(struct organise *self, struct errand *errand,
                               const struct request *request)
{
    if (form_parse(&errand->fields, request->body, request->body_length))
        return refuse(errand, 400, DESK_BAD_VALUE, 0, "a form that no browser writes");
    if (!errand->is_ours)
        return refuse(errand, 403, DESK_STALE, 0, "a form that was not posted from a page of ours");
    return errand->form->hashes ? limit(self, errand) : NULL;
}

static struct reply *send_errand(struct organise *self, struct errand *errand,
                                 const struct request *request)
{
    struct reply *refused = errand->post ? read_form(self, errand, request) : NULL;
    struct desk *desk =
        errand->form->slow && !errand->post ? self->config.long_desk : self->config.desk;
    if (!refused && desk_waiting(desk) + 1 >= DESK_JOBS_MAX)
        refused = refuse(errand, 503, DESK_BUSY, 1000, "the desk has too much to do");
    if (refused) {
        form_clear(&errand->fields);
        desk_present_free(errand->present);
        free(errand);
        return refused;
    }
    if (errand->post && errand->form->hashes)
        self->hashing++;
    errand->pending = request_later(request);
    if (!errand->pending || desk_submit(desk, on_desk, on_done, on_free, errand))
        on_free(errand);
    return NULL;
}

/* ---- Who may see ---- */

static bool key_holds(struct organise *self, const char *token, bool members)
{
    char digest[DIGEST_TEXT_MAX];
    struct access_key key;
    struct why why;
    secret_digest(DIGEST_KEY, token, digest);
    return key_find(self->reading, digest, now_wall_ms(), &key, &why) == 0 &&
           (members || key.scope != KEY_MEMBERS);
}

static bool may_see(void *context, const struct request *request, bool members)
{
    struct organise *self = context;
    char token[TOKEN_MAX], digest[DIGEST_TEXT_MAX];
    struct origin origin;
    struct session session;
    struct why why;
    const char *cookies = request_header(request, "Cookie");
    if (bearer_find(request_header(request, "Authorization"), token, sizeof token))
        return key_holds(self, token, members);
    origin_of(self->config.proxies, request, &origin);
    if (members &&
        cookie_find(cookies, cookie_name(COOKIE_MEMBERS, origin.secure), token, sizeof token) &&
        key_holds(self, token, true))
        return true;
    if (!cookie_find(cookies, cookie_name(COOKIE_SESSION, origin.secure), token, sizeof token))
        return false;
    secret_digest(DIGEST_SESSION, token, digest);
    return session_find(self->reading, digest, now_wall_ms(), &session, &why) == 0;
}

/* By the members' link: the key becomes a cookie, Lax because people come from elsewhere. */
static struct reply *join(struct organise *self, const struct request *request,
                          enum language language, const char *place)
{
    char cookie[REPLY_VALUE_MAX], token[TOKEN_MAX] = "";
    struct errand errand = {.form = organise_form_find("organise/members"),
                            .house = self,
                            .language = language,
                            .root = "../"};
    snprintf(errand.place, sizeof errand.place, "%s", place);
    origin_of(self->config.proxies, request, &errand.origin);
    snprintf(token, sizeof token, "%s", request->path + strlen("/join/"));
    bool whole = strlen(request->path + strlen("/join/")) == TOKEN_MAX - 1;
    if (!whole || !key_holds(self, token, true))
        return refuse(&errand, 403, DESK_LINK_WRONG, 0, "a members' link that does not hold");
    errand_go(&errand, "");
    snprintf(cookie, sizeof cookie,
             "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=" MEMBERS_LASTS "%s",
             cookie_name(COOKIE_MEMBERS, errand.origin.secure), token,
             errand.origin.secure ? "; Secure" : "");
    if (errand.reply)
        reply_header(errand.reply, "Set-Cookie", cookie);
    return errand.reply;
}

/* ---- The wing ---- */

static bool owns(const char *path)
{
    return !strncmp(path, "/join/", 6) || organise_form_find(path + 1);
}

static bool takes(void *context, const char *path)
{
    const struct organise_form *form = organise_form_find(path + 1);
    (void)context;
    return form && form->take;
}

static struct reply *answer(void *context, const struct request *request, enum language language,
                            const char *place)
{
    struct organise *self = context;
    const struct organise_form *form = organise_form_find(request->path + 1);
    if (!form)
        return join(self, request, language, place);
    struct errand *errand = errand_new(self, form, request, language, place);
    return errand ? send_errand(self, errand, request) : NULL;
}

struct wing organise_wing(struct organise *self)
{
    return (struct wing){owns, takes, answer, may_see, self};
}
