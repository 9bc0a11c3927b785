/* Why a room is said to be in use, free or unknown, as one line of plain text; nothing where there
 * is no more to say than its sensors (why_line.h). */
#ifndef LAMPION_PAGE_ROOM_LINE_H
#define LAMPION_PAGE_ROOM_LINE_H

#include "dashboard/page/buffer.h"
#include "dashboard/snapshot.h"
#include "dashboard/zonetime.h"

/* For people: "Dernier mouvement : 14 h 32 ; encore occupée à 75 % ou plus". */
void room_line(struct buffer *out, const struct room_account *account, enum language language,
               const struct zonetime *zone, int64_t now_ms);

/* For machines, in English: "door closed since 09:12 with somebody inside". */
void room_terse(struct buffer *out, const struct room_account *account, const struct zonetime *zone,
                int64_t now_ms);

#endif
