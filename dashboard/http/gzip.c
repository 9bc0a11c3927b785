#include "dashboard/http/gzip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#define LEVEL 6 /* a page of 12 kB in a third of a millisecond */

bool gzip_is_accepted(const char *accept)
{
    for (const char *at = accept; at && *at; at += strspn(at, ", \t")) {
        size_t length = strcspn(at, ",");
        if (strncasecmp(at, "gzip", 4) == 0 && strchr(",; \t", at[4])) {
            const char *q = memchr(at, '=', length);
            return !q || strtod(q + 1, NULL) > 0;
        }
        at += length;
    }
    return false;
}

char *gzip_pack(const char *bytes, size_t length, size_t *packed_length)
{
    z_stream stream = {.next_in = (unsigned char *)bytes, .avail_in = (unsigned)length};
    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return NULL;
    }
    size_t room = deflateBound(&stream, length);
    char *packed = malloc(room);
    stream.next_out = (unsigned char *)packed;
    stream.avail_out = (unsigned)room;
    bool packed_all = packed && deflate(&stream, Z_FINISH) == Z_STREAM_END;
    *packed_length = stream.total_out;
    deflateEnd(&stream);
    if (!packed_all) {
        free(packed);
        return NULL;
    }
    return packed;
}

struct reply *gzip_reply(int status, const char *type, char *body, size_t length, bool accepted,
                         const char *vary)
{
    char varies[REPLY_VALUE_MAX];
    if (accepted && body) {
        char *packed = gzip_pack(body, length, &length);
        free(body);
        body = packed;
    }
    struct reply *reply = reply_new(status, type, body, length);
    if (!reply) {
        return NULL;
    }
    if (accepted) {
        reply_header(reply, "Content-Encoding", "gzip");
    }
    snprintf(varies, sizeof varies, "%s%sAccept-Encoding", vary, *vary ? ", " : "");
    reply_header(reply, "Vary", varies);
    return reply;
}
