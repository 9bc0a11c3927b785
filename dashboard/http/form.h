/* Forms as browsers post them: application/x-www-form-urlencoded (WHATWG URL 5.1), read strictly.
 * Pure. What a browser would never send is refused whole, nothing is guessed. */
#ifndef LAMPION_HTTP_FORM_H
#define LAMPION_HTTP_FORM_H

#include <stdbool.h>
#include <stddef.h>

#define FORM_FIELDS_MAX 200
#define FORM_NAME_MAX 64

struct form_field {
    const char *name;  /* [a-z0-9_.-]{1,64}, each once */
    const char *value; /* UTF-8 without control characters but tab and line feed (of CR LF, too) */
};

struct form {
    struct form_field fields[FORM_FIELDS_MAX];
    size_t count;
    char *text; /* what they point into */
    size_t size;
};

/* Whether a Content-Type is that of a form; its charset, if it names one, must be UTF-8. */
bool form_is_type(const char *content_type);

/* 0; -EINVAL: no form as said above, -ENOMEM. form_clear is due after 0 only. */
int form_parse(struct form *self, const char *body, size_t length);
/* Wipes it, too: it may hold a password. */
void form_clear(struct form *self);

/* NULL when there is none of this name. */
const char *form_value(const struct form *self, const char *name);

#endif
