/* What an estimator knows, as text and back: each noun says once what it consists of, and the same
 * walk writes it or reads it. Pure.
 *
 * A line a noun, words between single spaces: its kind, its names, then numbers in order. Integers
 * are decimal. A double is the hex digits of its IEEE 754 bits without the zeros at their end, so
 * that it comes back as it was, and "0" takes one character. */
#ifndef LAMPION_PRESENCE_SAVED_H
#define LAMPION_PRESENCE_SAVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAVED_WORD_MAX 160

struct saved {
    bool reading;
    bool failed; /* out of memory, or the text is none of ours */
    char *text;  /* while writing: malloc'ed, ended by 0 */
    size_t length, room;
    const char *at;   /* while reading: behind the last word taken */
    const char *next; /* the next line */
};

void saved_write_start(struct saved *self);
void saved_read_start(struct saved *self, const char *text);

/* Writing: a line begins, with its kind; and ends. */
void saved_begin(struct saved *self, const char *kind);
void saved_end(struct saved *self);
/* Reading: the next line, whatever is left of this one and failed in it. False at the end. */
bool saved_next(struct saved *self);

/* Each writes the value, or reads it; once something failed nothing is touched any more. A word has
 * no spaces in it and is less than `size` long; empty is "-". */
void saved_word(struct saved *self, char *word, size_t size);
void saved_name(struct saved *self, const char *name); /* only to write */
void saved_int(struct saved *self, int64_t *value);
void saved_int_within(struct saved *self, int *value, int low, int high);
void saved_bool(struct saved *self, bool *value);
void saved_double(struct saved *self, double *value);
void saved_doubles(struct saved *self, double *values, size_t count);
void saved_floats(struct saved *self, float *values, size_t count);

/* FNV-1a of 64 bits (Fowler, Noll, Vo): tells a whole text from a damaged one. */
uint64_t saved_sum(const char *text);

#endif
