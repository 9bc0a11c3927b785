/* What every page of the organisers' desk has around it, and the parts of its forms. Pure. Links
 * are relative: `root` leads to the page of the place ("" or "../" as often as needed). */
#ifndef LAMPION_PAGE_ORGANISE_FRAME_H
#define LAMPION_PAGE_ORGANISE_FRAME_H

#include "dashboard/page/organise/words.h"
#include <stddef.h>

struct desk_nav {
    const char *path; /* "organise/people" */
    enum desk_text title;
};

struct desk_frame {
    enum language language;
    const char *root, *place_name;
    const char *path; /* of this page, without the root */
    enum desk_text title;
    const char *person; /* signed in; NULL: nobody is */
    bool may_change;
    const char *csrf; /* of the session; NULL: none */
    const struct desk_nav *nav;
    size_t nav_count;
    enum desk_text said; /* about what was just asked for */
    const char *said_a;
    bool is_said, is_refusal;
    int renews_s;           /* the page asks for itself again so often; 0: not */
    const char *more_style; /* a second style sheet, "usage.css"; NULL: none */
};

void desk_frame_begin(struct buffer *out, const struct desk_frame *frame);
void desk_frame_end(struct buffer *out, const struct desk_frame *frame);

/* <form method=post> to this page, with what proves that it is ours; ends with </form>. */
void desk_form_begin(struct buffer *out, const struct desk_frame *frame);
/* A labelled input; `hint` may be DESK_TEXT_COUNT: none. `type` and `more` are HTML of ours. */
void desk_input(struct buffer *out, const struct desk_frame *frame, const char *name,
                enum desk_text label, enum desk_text hint, const char *type, const char *more);
/* A button with a name and a value, for forms with several. */
void desk_button(struct buffer *out, const struct desk_frame *frame, const char *name,
                 const char *value, enum desk_text label);
/* Something that is shown once, to be copied. */
void desk_secret(struct buffer *out, const struct desk_frame *frame, enum desk_text what,
                 const char *a, const char *secret);

/* A labelled input that may be filled in, or left empty. */
struct desk_field {
    const char *name;
    enum desk_text label;
    const char *label_a; /* {a} of it; NULL: none */
    enum desk_text hint; /* DESK_TEXT_COUNT: none */
    const char *type;    /* of HTML */
    const char *more;    /* further attributes; NULL: none */
    const char *value;   /* NULL: empty */
    bool may_be_empty;
};
void desk_field(struct buffer *out, const struct desk_frame *frame, const struct desk_field *field);

/* <select> in its paragraph, until desk_select_end; texts of options are escaped. */
void desk_select_begin(struct buffer *out, const struct desk_frame *frame, const char *name,
                       enum desk_text label);
void desk_option(struct buffer *out, const char *value, const char *text, const char *chosen);
void desk_select_end(struct buffer *out);

/* <table> in a region that scrolls; ends with desk_table_end. */
void desk_table_begin(struct buffer *out, const struct desk_frame *frame, enum desk_text name,
                      const enum desk_text *heads, size_t count);
void desk_table_end(struct buffer *out);

#endif
