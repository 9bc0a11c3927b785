#include "agent/common/words.h"
#include "agent/common/yaml_part.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define KEYS_MAX 64       /* of one table */
#define KEYS_LISTED_MAX 8 /* more are not listed in an error */

static int refuse_key(struct yaml_node map, const struct yaml_key *keys, const char *name, int line,
                      struct why *why)
{
    const char *known[KEYS_MAX + 1] = {0};
    size_t count = 0;
    for (; keys[count].name && count < KEYS_MAX; count++)
        known[count] = keys[count].name;
    const char *meant = words_nearest(name, known);
    char hint[64] = "", list[256] = "";
    if (meant)
        snprintf(hint, sizeof hint, "; did you mean \"%s\"?", meant);
    if (count > 0 && count <= KEYS_LISTED_MAX)
        words_join(known, list, sizeof list);
    else if (!meant)
        snprintf(hint, sizeof hint, "; take it out");
    return yaml_refuse_line(map.file, line, why, "unknown key \"%.80s\"%s%s%s%s", name, hint,
                            *list ? " (known here: " : "", list, *list ? ")" : "");
}

static int check_required(struct yaml_node map, const struct yaml_key *keys, struct why *why)
{
    for (; keys->name; keys++) {
        if (!keys->required || yaml_is_set(yaml_get(map, keys->name)))
            continue;
        return yaml_refuse(map, why, "\"%s\" is missing; add \"%s: %s\"", keys->name, keys->name,
                           keys->hint ? keys->hint : "...");
    }
    return 0;
}

static const struct yaml_key *find_key(const struct yaml_key *keys, const char *name)
{
    for (; keys->name; keys++)
        if (!strcmp(keys->name, name))
            return keys;
    return NULL;
}

int yaml_map(struct yaml_node node, const struct yaml_key *keys, void *target, struct why *why)
{
    if (!yaml_is_map(node))
        return yaml_refuse(node, why, "expected keys with values here, one \"key: value\" a line");
    for (size_t i = 0; i < yaml_count(node); i++) {
        const char *name;
        int line;
        struct yaml_node value = yaml_pair(node, i, &name, &line);
        const struct yaml_key *key = find_key(keys, name);
        if (!key)
            return refuse_key(node, keys, name, line, why);
        if (yaml_value(value, key, target, why) < 0)
            return -EINVAL;
    }
    return check_required(node, keys, why);
}
