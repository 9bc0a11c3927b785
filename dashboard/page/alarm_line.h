/* Alarms in words, for those who look after the place. Plain text. */
#ifndef LAMPION_PAGE_ALARM_LINE_H
#define LAMPION_PAGE_ALARM_LINE_H

#include "dashboard/notify/alarm.h"
#include "dashboard/page/buffer.h"
#include "dashboard/place.h"

/* One line: "La Gare: desks has not been heard of for 12 min". */
void alarm_line(struct buffer *out, const struct alarm_news *news, const struct place *place,
                enum language language);
/* The line, what to do next, and who says so. */
void alarm_letter(struct buffer *out, const struct alarm_news *news, const struct place *place,
                  enum language language);

#endif
