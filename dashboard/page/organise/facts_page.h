/* The pages of what people know: dated facts, head counts, declared figures. Pure. */
#ifndef LAMPION_PAGE_ORGANISE_FACTS_PAGE_H
#define LAMPION_PAGE_ORGANISE_FACTS_PAGE_H

#include "dashboard/page/organise/frame.h"
#include <stdint.h>

/* In the order of enum fact_kind. */
enum desk_text fact_kind_text(int kind);

/* Texts are as they are shown; "" where there is none. */
struct fact_row {
    int64_t id;
    enum desk_text kind;
    char where[80], from[24], to[24], value[24];
    const char *key, *text, *author;
    bool retracted;
};

/* What the form of a kind asks for, and what was given last time; NULL: no form. */
struct fact_form {
    const char *kind;
    enum desk_text title;
    const struct place *place;
    bool whole;      /* the whole place may be meant */
    bool seat;       /* of a seat ... */
    bool dedicated;  /* ... a dedicated one */
    bool doors_only; /* a hall */
    bool people, more, open_end, text_must, titled, until;
    const char *(*given)(const void *context, const char *name);
    const void *context;
};

void facts_page(struct buffer *out, const struct desk_frame *frame, const struct fact_form *form,
                const struct fact_row *rows, size_t count, bool all);
/* Declared figures: the same rows with a form of its own. */
void declared_page(struct buffer *out, const struct desk_frame *frame, const struct fact_form *form,
                   const struct fact_row *rows, size_t count);

struct count_row {
    const char *id, *name; /* of the zone */
    char estimate[64];     /* "" not known */
};
void count_page(struct buffer *out, const struct desk_frame *frame, const struct count_row *rows,
                size_t count, const char *chosen);

#endif
