/* What the files of the desk's door share. Not for others. */
#ifndef LAMPION_ORGANISE_INNER_H
#define LAMPION_ORGANISE_INNER_H

#include "dashboard/organise/errand.h"
#include "dashboard/organise/shelf.h"

enum cookie_kind { COOKIE_SESSION, COOKIE_MEMBERS };

/* __Host- binds the cookie to https and to this very host (RFC 6265bis 4.1.3.2). */
const char *cookie_name(enum cookie_kind kind, bool secure);

struct shelf *organise_shelf(const struct organise *house);
const char *organise_store_path(const struct organise *house);
/* How long raw events and quarter hours are kept. */
void organise_kept(const struct organise *house, int64_t *raw_ms, int64_t *slots_ms);

/* NULL when there is none of this path. */
const struct organise_form *organise_form_find(const char *path);
/* Those in the navigation; at most `room`. */
size_t organise_nav(struct desk_nav *nav, size_t room);

/* On the desk thread: finds out who asks, checks what he may, lets the form answer. */
void errand_run(struct errand *self);

/* What SHA-256 is taken of secrets for. */
#define DIGEST_SESSION "lampion session"
#define DIGEST_CSRF "lampion csrf"
#define DIGEST_CODE "lampion code"
#define DIGEST_KEY "lampion key"

#endif
