/* Names of topics: lampion/1/<place>/agents/<agent>/<leaf>, and ids. */
#ifndef LAMPION_COMMON_TOPIC_H
#define LAMPION_COMMON_TOPIC_H

#include <stdbool.h>
#include <stddef.h>

#define ID_MAX 33 /* "[a-z0-9-]{1,32}" and its end */
#define TOPIC_MAX 160

enum topic_leaf { TOPIC_HELLO, TOPIC_STATE, TOPIC_EVENTS, TOPIC_ACK };

/* Whether `text` is an id: [a-z0-9-]{1,32}. */
bool id_is_valid(const char *text);

/* Writes "lampion/1/<place>/agents/<agent>/<leaf>"; agent "+" for a subscription. */
void topic_format(char topic[TOPIC_MAX], const char *place, const char *agent,
                  enum topic_leaf leaf);

/* Takes a topic of the place `place` apart. 0; -EPROTONOSUPPORT when it is of another version of
 * the protocol; -EINVAL when it is none of ours. */
int topic_parse(const char *topic, const char *place, char agent[ID_MAX], enum topic_leaf *leaf);

#endif
