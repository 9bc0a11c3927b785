/* SHA-256, in hexadecimal. */
#ifndef LAMPION_REPORT_DIGEST_H
#define LAMPION_REPORT_DIGEST_H

#include "agent/common/why.h"
#include <stddef.h>
#include <stdint.h>

#define DIGEST_TEXT 65 /* with the end */

struct digest; /* a sum that is being made */

struct digest *digest_new(void); /* NULL: out of memory */
void digest_add(struct digest *self, const void *bytes, size_t size);
void digest_add_text(struct digest *self, const char *text); /* NULL is empty; with an end */
void digest_add_number(struct digest *self, int64_t number); /* the same on every machine */
/* Ends and frees it. */
void digest_end(struct digest *self, char text[DIGEST_TEXT]);

/* Of a file, with its size. 0, or -errno with why. */
int digest_file(const char *path, char text[DIGEST_TEXT], int64_t *size, struct why *why);

#endif
