/* The pages of access: signing in, people, keys and links, audit log. Pure: rows in, HTML out. */
#ifndef LAMPION_PAGE_ORGANISE_PAGES_H
#define LAMPION_PAGE_ORGANISE_PAGES_H

#include "dashboard/objection.h"
#include "dashboard/page/organise/frame.h"
#include <stdint.h>

void sign_in_page(struct buffer *out, const struct desk_frame *frame);
/* `first`: nobody has access yet. */
void claim_page(struct buffer *out, const struct desk_frame *frame, bool first);
void front_page(struct buffer *out, const struct desk_frame *frame);

struct people_row {
    const char *name;
    bool organiser, waits, disabled; /* waits: for the code to be used */
    int64_t made_ms;
};
/* `code` for `code_for` is shown once, with `link` to where it is used; NULL: none. */
void people_page(struct buffer *out, const struct desk_frame *frame, const struct people_row *rows,
                 size_t count, const char *code_for, const char *code, const char *link);

struct key_row {
    int64_t id;
    const char *name;
    bool reports; /* opens figures of the past, too */
    int64_t until_ms;
};
/* Keys of programs, or members' links; `secret` is shown once, NULL: none. */
void keys_page(struct buffer *out, const struct desk_frame *frame, bool members,
               const struct key_row *rows, size_t count, const char *secret);

/* "This is wrong": the newest first. */
void objections_page(struct buffer *out, const struct desk_frame *frame,
                     const struct objection *objections, size_t count);

struct audit_row {
    int64_t id, at_ms;
    const char *who, *what, *object;
};
/* `more`: there are older ones than the last. */
void audit_page(struct buffer *out, const struct desk_frame *frame, const struct audit_row *rows,
                size_t count, bool more);

#endif
