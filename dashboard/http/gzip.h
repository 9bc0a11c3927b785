/* Answers packed with gzip (RFC 1952), for clients that take it (RFC 9110 section 12.5.3). */
#ifndef LAMPION_HTTP_GZIP_H
#define LAMPION_HTTP_GZIP_H

#include "dashboard/http/reply.h"

/* By the request's Accept-Encoding. */
bool gzip_is_accepted(const char *accept);

/* The same bytes packed, malloc'ed; NULL when out of memory. */
char *gzip_pack(const char *bytes, size_t length, size_t *packed_length);

/* A reply whose malloc'ed body is packed where the client takes that; takes the body over. It has
 * Content-Encoding and Vary, `vary` with Accept-Encoding behind it. */
struct reply *gzip_reply(int status, const char *type, char *body, size_t length, bool accepted,
                         const char *vary);

#endif
