/* A message on the broker that looks like a sensor of a project we know, and the line that makes a
 * source of it. No I/O. */
#ifndef LAMPION_SOURCE_GUESS_H
#define LAMPION_SOURCE_GUESS_H

#include "dashboard/place.h"

#define SOURCE_GUESS_MAX 600

struct source_guess {
    char id[ID_MAX];             /* made of the topic; not yet unlike all others */
    char rest[SOURCE_GUESS_MAX]; /* "preset: zigbee2mqtt, device: \"desk-1\"" */
    const char *by;              /* "Zigbee2MQTT" */
};

bool source_guess(const char *topic, const char *payload, size_t length,
                  struct source_guess *guess);

#endif
