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
#include "dashboard/page/organise/present.h"

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
    bool looks;                          /* is given the present */
    bool slow;                           /* GET: on the desk for long work */
    const char *const *arguments;        /* of the query, until a NULL; at most ERRAND_ARGUMENTS */
};

#define ERRAND_ARGUMENTS 6
#define ERRAND_ARGUMENT_MAX 64

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
    char arguments[ERRAND_ARGUMENTS][ERRAND_ARGUMENT_MAX];
    int64_t now_ms;
    int64_t place_ms;             /* the same by the clock of the place, which may be simulated */
    struct desk_present *present; /* of a form that looks; may be NULL: out of memory */
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
    char said_text[520];
    bool went_well; /* signed in, claimed: attempts are forgiven */
    bool report;    /* one was asked for: the desk for long work is to be told */
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
/* The same with a reason, 422. */
void errand_refuse_why(struct errand *self, const struct why *why);
/* A change that failed: with the reason when it is the person's (-EINVAL, -ENOENT, -EALREADY). */
void errand_refuse_change(struct errand *self, int error, const struct why *why);
/* "https://host/lampion/organise/claim"; root-relative when the host is not known. */
void errand_link(const struct errand *self, const char *path, char *text, size_t size);

/* The name of an account in the field `name`; NULL: refused already. */
const char *errand_name(struct errand *self);
const char *errand_field(const struct errand *self, const char *name); /* "" when not there */

/* A field of the form, or an argument of the query; "" when not there. */
const char *errand_value(const struct errand *self, const char *name);
/* A whole number in 1..most; 0: it is none. */
int64_t errand_number(const char *text, int64_t most);

/* The description in force, and its time zone. NULL: refused already. place_free, zonetime_free. */
struct place *errand_describe(struct errand *self, struct zonetime **zonetime);

/* The answer is a file to keep; takes the bytes over. */
void errand_file(struct errand *self, const char *type, const char *name, char *bytes,
                 size_t length);

/* What the errand's status is when `show` writes the page again after a refusal. */
#define ERRAND_STATUS(self) ((self)->frame.is_refusal ? 422 : 200)

#endif
