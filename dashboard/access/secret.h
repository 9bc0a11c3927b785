/* Secrets that we draw: tokens for machines (256 bits), codes for people to type (100 bits). Kept
 * as SHA-256 only, which is enough for what cannot be guessed. */
#ifndef LAMPION_ACCESS_SECRET_H
#define LAMPION_ACCESS_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#define TOKEN_MAX 44       /* 32 bytes in base64url (RFC 4648), and its end */
#define CODE_MAX 24        /* "K7QX2-9M4PD-…": four groups of five, and its end */
#define DIGEST_TEXT_MAX 65 /* SHA-256 in hex, and its end */

/* 0, or -errno when the system gives no random bytes. */
int token_draw(char token[TOKEN_MAX]);
/* Letters and digits that cannot be taken for each other (Crockford's base 32). */
int code_draw(char code[CODE_MAX]);
/* As it was meant: small letters, blanks and hyphens, o for 0, i and l for 1. False: no code. */
bool code_read(const char *typed, char code[CODE_MAX]);

/* SHA-256 of `purpose` and `text`, so that one purpose's hash is of no use for another. */
void secret_digest(const char *purpose, const char *text, char digest[DIGEST_TEXT_MAX]);
/* In a time that does not depend on where they differ. */
bool secret_equal(const char *a, const char *b);

#endif
