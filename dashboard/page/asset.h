/* The files a page brings along (style, script, icon), embedded at build time from page/web. */
#ifndef LAMPION_PAGE_ASSET_H
#define LAMPION_PAGE_ASSET_H

#include <stddef.h>

struct asset {
    const char *name; /* "style.css" */
    const char *hash; /* of its bytes, for addresses that may be kept for ever */
    const unsigned char *bytes;
    size_t length;
    const unsigned char *packed; /* the same as gzip; NULL where that is not smaller */
    size_t packed_length;
};

/* NULL when there is none of this name. */
const struct asset *asset_find(const char *name);

/* Written by page/web/embed.c. */
extern const struct asset asset_list[];
extern const size_t asset_count;

#endif
