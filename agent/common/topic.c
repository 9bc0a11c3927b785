#include "agent/common/topic.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "lampion/"
#define VERSION "1"

static const char *const leaves[] = {
    [TOPIC_HELLO] = "hello",
    [TOPIC_STATE] = "state",
    [TOPIC_EVENTS] = "events",
    [TOPIC_ACK] = "ack",
};
#define LEAF_COUNT (sizeof leaves / sizeof *leaves)

bool id_is_valid(const char *text)
{
    size_t i = 0;
    for (; text[i]; i++)
        if (i == ID_MAX - 1 || !((text[i] >= 'a' && text[i] <= 'z') ||
                                 (text[i] >= '0' && text[i] <= '9') || text[i] == '-'))
            return false;
    return i > 0;
}

void topic_format(char topic[TOPIC_MAX], const char *place, const char *agent, enum topic_leaf leaf)
{
    assert(id_is_valid(place) && (id_is_valid(agent) || !strcmp(agent, "+")));
    snprintf(topic, TOPIC_MAX, PREFIX VERSION "/%s/agents/%s/%s", place, agent, leaves[leaf]);
}

/* Steps over one level of the topic, "level/"; NULL when another stands there. */
static const char *after(const char *topic, const char *level)
{
    size_t length = strlen(level);
    return strncmp(topic, level, length) == 0 && topic[length] == '/' ? topic + length + 1 : NULL;
}

/* Copies the level before the next '/' when it is an id. */
static const char *take_id(const char *topic, char id[ID_MAX])
{
    const char *end = strchr(topic, '/');
    if (!end || end - topic >= ID_MAX)
        return NULL;
    memcpy(id, topic, (size_t)(end - topic));
    id[end - topic] = '\0';
    return id_is_valid(id) ? end + 1 : NULL;
}

static int take_leaf(const char *text, enum topic_leaf *leaf)
{
    for (size_t i = 0; i < LEAF_COUNT; i++)
        if (!strcmp(text, leaves[i])) {
            *leaf = (enum topic_leaf)i;
            return 0;
        }
    return -EINVAL;
}

static bool starts_with_version(const char *text)
{
    size_t length = strspn(text, "0123456789");
    return length > 0 && length < 5 && text[length] == '/';
}

int topic_parse(const char *topic, const char *place, char agent[ID_MAX], enum topic_leaf *leaf)
{
    const char *version = after(topic, "lampion");
    if (!version)
        return -EINVAL;
    const char *rest = after(version, VERSION);
    if (!rest)
        return starts_with_version(version) ? -EPROTONOSUPPORT : -EINVAL;
    char id[ID_MAX];
    enum topic_leaf found;
    rest = after(rest, place);
    rest = rest ? after(rest, "agents") : NULL;
    rest = rest ? take_id(rest, id) : NULL;
    if (!rest || take_leaf(rest, &found) < 0)
        return -EINVAL;
    memcpy(agent, id, ID_MAX);
    *leaf = found;
    return 0;
}
