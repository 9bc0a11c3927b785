#include "dashboard/ingest/source_word.h"
#include "agent/common/json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WORD_MAX 64

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The payload itself, without blanks around it. */
static enum source_answer plain(const char *payload, size_t length, char word[WORD_MAX])
{
    while (length > 0 && is_blank(payload[length - 1]))
        length--;
    while (length > 0 && is_blank(*payload)) {
        payload++;
        length--;
    }
    if (length == 0 || length >= WORD_MAX || memchr(payload, 0, length))
        return length == 0 ? SOURCE_NOTHING : SOURCE_WRONG;
    memcpy(word, payload, length);
    word[length] = 0;
    return SOURCE_SAYS;
}

static enum source_answer from_json(const struct json_t *root, const char *path,
                                    char word[WORD_MAX])
{
    const struct json_t *value = json_at(root, path);
    if (!value)
        return SOURCE_NOTHING;
    return json_word(value, word, WORD_MAX) ? SOURCE_SAYS : SOURCE_WRONG;
}

static enum source_answer find(const char *path, const char *payload, size_t length,
                               char word[WORD_MAX])
{
    struct json_t *root;
    if (length > SOURCE_PAYLOAD_MAX)
        return SOURCE_WRONG;
    if (!path)
        return plain(payload, length, word);
    if (json_parse(payload, length, &root))
        return SOURCE_WRONG;
    enum source_answer answer = from_json(root, path, word);
    json_free(root);
    return answer;
}

static bool is_one_of(const char *const *words, const char *word)
{
    for (; *words; words++)
        if (!strcasecmp(*words, word))
            return true;
    return false;
}

static enum source_answer read_level(const struct place_source *source, const char *word,
                                     int64_t *value)
{
    static const char *const ons[] = {"true",   "on",     "1",    "occupied", "present", "detected",
                                      "motion", "active", "open", "taken",    NULL};
    static const char *const offs[] = {"false",      "off",    "0",     "vacant",
                                       "unoccupied", "absent", "clear", "inactive",
                                       "closed",     "free",   NULL};
    bool on = source->on ? !strcmp(source->on, word) : is_one_of(ons, word);
    bool off = source->off ? !strcmp(source->off, word) : is_one_of(offs, word);
    *value = on;
    return on || off ? SOURCE_SAYS : SOURCE_WRONG;
}

/* A whole number of people, also as "12.0". */
static enum source_answer read_number(const char *word, int64_t most, int64_t *value)
{
    char *end;
    if (*word < '0' || *word > '9' || word[strspn(word, "0123456789.")])
        return SOURCE_WRONG;
    double number = strtod(word, &end);
    if (*end || number > (double)most || number != (double)(int64_t)number)
        return SOURCE_WRONG;
    *value = (int64_t)number;
    return SOURCE_SAYS;
}

static enum source_answer read_counter(const struct place_source *source, const char *payload,
                                       size_t length, struct source_said *said)
{
    char in[WORD_MAX], out[WORD_MAX];
    enum source_answer answer = find(source->in, payload, length, in);
    if (answer == SOURCE_SAYS)
        answer = find(source->out, payload, length, out);
    if (answer == SOURCE_SAYS)
        answer = read_number(in, MESSAGE_T_MAX_MS, &said->in);
    return answer == SOURCE_SAYS ? read_number(out, MESSAGE_T_MAX_MS, &said->out) : answer;
}

enum source_answer source_word(const struct place_source *source, const char *payload,
                               size_t length, struct source_said *said)
{
    char word[WORD_MAX];
    *said = (struct source_said){0};
    if (source->kind == SOURCE_COUNTER)
        return read_counter(source, payload, length, said);
    enum source_answer answer = find(source->path, payload, length, word);
    if (answer != SOURCE_SAYS)
        return answer;
    return source->kind == SOURCE_COUNT ? read_number(word, SOURCE_PEOPLE_MAX, &said->value)
                                        : read_level(source, word, &said->value);
}

enum source_answer source_availability(const struct place_source *source, const char *payload,
                                       size_t length, struct source_said *said)
{
    char word[WORD_MAX];
    *said = (struct source_said){0};
    enum source_answer answer = find(source->availability_path, payload, length, word);
    if (answer != SOURCE_SAYS && source->availability_path) /* zigbee2mqtt wrote it plain once */
        answer = find(NULL, payload, length, word);
    said->value =
        answer == SOURCE_SAYS && !strcmp(word, source->online ? source->online : "online");
    return answer;
}

bool source_takes(const char *filter, const char *topic)
{
    if (*topic == '$' && *filter != '$')
        return false;
    for (;;) {
        size_t wants = strcspn(filter, "/"), has = strcspn(topic, "/");
        if (wants == 1 && *filter == '#')
            return true;
        bool any = wants == 1 && *filter == '+';
        if (!any && (wants != has || memcmp(filter, topic, has) != 0))
            return false;
        filter += wants;
        topic += has;
        if (!*topic && !strcmp(filter, "/#")) /* the level above it, too */
            return true;
        if (!*filter || !*topic)
            return !*filter && !*topic;
        filter++;
        topic++;
    }
}
