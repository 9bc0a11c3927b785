/* An errand: one question to the organisers' desk, from the loop to the desk thread and back. What
 * a form gets, and what it answers with. Forms run on the desk thread. */
#ifndef LAMPION_ORGANISE_ERRAND_H
#define LAMPION_ORGANISE_ERRAND_H

#include "dashboard/access/secret.h"
#include "dashboard/history/people.h"
#include "dashboard/http/form.h"
#include "dashboard/http/proxies.h"
#include "dashboard/http/server.h"
#include "dashboard/page/organise/frame.h"

enum errand_for { FOR_ANYBODY, FOR_READERS, FOR_ORGANISERS };

struct errand;

/* A form of the desk: one file each, listed in forms.c. */
struct organise_form {
    const char *path; /* "organise/people" */
    enum desk_text title;
    bool listed;                         /* in the navigation */
    enum errand_for seen_by, changed_by; /* checked before the functions are called */
    void (*show)(struct errand *errand); /* GET */
    void (*take)(struct errand *errand); /* POST; NULL: nothing to post */
    bool hashes;                         /* POST: works on a password, is limited in how often */
};

struct errand {
    const struct organise_form *form;
    struct organise *house;
    /* The question */
    bool post, is_ours; /* posted from a page of ours */
    struct form fields; /* POST */
    char token[TOKEN_MAX];
    int64_t before; /* GET: ?before=, INT64_MAX without */
    struct origin origin;
    enum language language;
    char place[128];
    const char *root;
    int64_t now_ms;
    /* Who asks */
    struct store *reading; /* the desk's */
    bool signed_in;
    struct session session;
    char csrf[DIGEST_TEXT_MAX];
    char claim[DIGEST_TEXT_MAX]; /* of the code of the first run; empty: none */
    /* The answer */
    struct desk_frame frame;
    struct reply *reply;
    const char *refused; /* for the log; NULL: it was not */
    bool went_well;      /* signed in, claimed: attempts are forgiven */
    struct pending *pending;
};

/* A connection that writes, opened for this change, and the change begun; NULL: refused already. */
struct store *errand_change(struct errand *self);
/* Ends change and connection: kept, with an entry in the audit log, when error is 0. Trouble is
 * refused already. 0 or -errno. */
int errand_changed(struct errand *self, struct store *store, int error, const char *what,
                   const char *object);

/* The answer is this page. */
void errand_page(struct errand *self, int status, struct buffer *out);
/* The answer is another page (303), "organise/people"; "" is the page of the place. */
void errand_go(struct errand *self, const char *path);
/* Sets or (NULL) removes the cookie of the session with the answer, which is there already. */
void errand_cookie(struct errand *self, const char *token);
/* What the page is to say above all; then `show` again. Logged with `reason` when it is not NULL.
 */
void errand_refuse(struct errand *self, int status, enum desk_text words, const char *reason);
void errand_say(struct errand *self, enum desk_text words, const char *a);
/* "https://host/lampion/organise/claim"; root-relative when the host is not known. */
void errand_link(const struct errand *self, const char *path, char *text, size_t size);

/* The name of an account in the field `name`; NULL: refused already. */
const char *errand_name(struct errand *self);
const char *errand_field(const struct errand *self, const char *name); /* "" when not there */

/* What the errand's status is when `show` writes the page again after a refusal. */
#define ERRAND_STATUS(self) ((self)->frame.is_refusal ? 422 : 200)

#endif
