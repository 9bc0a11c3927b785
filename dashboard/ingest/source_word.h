/* From a message of somebody else's sensor to a word. Pure; any bytes are allowed in.
 *
 * A path leads into JSON by names and numbers between dots ("object.lines.0.in"); without one the
 * payload itself is the word. Words of on/off unless the source says others, in any case: true on
 * 1 occupied present detected motion active open taken; false off 0 vacant unoccupied absent clear
 * inactive closed free. */
#ifndef LAMPION_INGEST_SOURCE_WORD_H
#define LAMPION_INGEST_SOURCE_WORD_H

#include "dashboard/place.h"

#define SOURCE_PAYLOAD_MAX (64 * 1024)
#define SOURCE_PEOPLE_MAX 1000000 /* more is no count of people */

enum source_answer {
    SOURCE_SAYS,
    SOURCE_NOTHING, /* the message is about something else: its path is not there */
    SOURCE_WRONG,   /* it is there and means nothing */
};

struct source_said {
    int64_t value;   /* ON_OFF 0 or 1; COUNT */
    int64_t in, out; /* COUNTER: totals */
};

enum source_answer source_word(const struct place_source *source, const char *payload,
                               size_t length, struct source_said *said);
/* A message of its availability topic: SOURCE_SAYS with value 1 online, 0 not. */
enum source_answer source_availability(const struct place_source *source, const char *payload,
                                       size_t length, struct source_said *said);

/* MQTT 3.1.1, 4.7: whether a filter with + and # takes a topic. */
bool source_takes(const char *filter, const char *topic);

#endif
