/* Which language to answer in. */
#ifndef LAMPION_HTTP_NEGOTIATE_H
#define LAMPION_HTTP_NEGOTIATE_H

#include "dashboard/place.h"

/* The first that the place speaks of: what is asked for by ?lang= (`argument`), what the browser
 * prefers (`accept`, RFC 9110 section 12.5.4), the first language of the place. The texts may be
 * NULL; without a place every language we have is spoken. */
enum language language_choose(const struct place *place, const char *argument, const char *accept);

#endif
