/* Lists of words for people: the one that was probably meant, all of them in a line. */
#ifndef LAMPION_COMMON_WORDS_H
#define LAMPION_COMMON_WORDS_H

#include <stddef.h>

/* The word of a NULL-ended list that `given` was probably meant to be, else NULL. */
const char *words_nearest(const char *given, const char *const *words);

/* "a, b, c" into `text`, cut where it does not fit. */
void words_join(const char *const *words, char *text, size_t size);

#endif
