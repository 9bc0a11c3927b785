#include "agent/common/topic.h"
#include "agent/common/words.h"
#include "agent/common/yaml_part.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 1000

struct unit {
    const char *name;
    int64_t factor;
};

static const struct unit durations[] = {{"ms", 1},      {"s", 1000},     {"m", 60000},
                                        {"h", 3600000}, {"d", 86400000}, {NULL, 0}};
static const struct unit sizes[] = {
    {"", 1}, {"kB", 1000}, {"MB", 1000000}, {"GB", 1000000000}, {NULL, 0}};

/* Reads decimal digits, at most 18, without a needless 0 in front (octal elsewhere in YAML). */
static const char *take_digits(const char *text, int64_t *number)
{
    size_t length = strspn(text, "0123456789");
    if (length == 0 || length > 18 || (length > 1 && text[0] == '0'))
        return NULL;
    *number = 0;
    for (size_t i = 0; i < length; i++)
        *number = *number * 10 + (text[i] - '0');
    return text + length;
}

static int parse_with_unit(const char *text, const struct unit *units, int64_t *number)
{
    int64_t count;
    const char *unit = take_digits(text, &count);
    for (; unit && units->name; units++)
        if (!strcmp(unit, units->name))
            return __builtin_mul_overflow(count, units->factor, number) ? -EINVAL : 0;
    return -EINVAL;
}

static void format_with_unit(int64_t number, const struct unit *units, char *text, size_t size)
{
    const struct unit *best = units;
    for (; units->name; units++)
        if (number % units->factor == 0)
            best = units;
    snprintf(text, size, "%" PRId64 "%s", number / best->factor, number ? best->name : "");
}

int duration_parse(const char *text, int64_t *ms)
{
    if (!strcmp(text, "0")) {
        *ms = 0;
        return 0;
    }
    return parse_with_unit(text, durations, ms);
}

static int parse_size(const char *text, int64_t *bytes)
{
    return parse_with_unit(text, sizes, bytes);
}

static int parse_int(const char *text, int64_t *number)
{
    bool negative = *text == '-';
    const char *end = take_digits(text + negative, number);
    if (!end || *end)
        return -EINVAL;
    if (negative)
        *number = -*number;
    return 0;
}

/* "48.8566", whatever the locale. Up to 15 digits the quotient of two exact doubles is the
 * nearest double, as strtod would give it (Clinger 1990). */
static int parse_number(const char *text, double *number)
{
    bool negative = *text == '-';
    int64_t digits = 0, scale = 1;
    int count = 0, before = 0, after = 0;
    bool point = false;
    for (const char *at = text + negative; *at; at++) {
        if (*at == '.' && !point) {
            point = true;
            continue;
        }
        if (*at < '0' || *at > '9' || ++count > 15)
            return -EINVAL;
        digits = digits * 10 + (*at - '0');
        if (point) {
            scale *= 10;
            after++;
        } else {
            before++;
        }
    }
    if (!before || (point && !after))
        return -EINVAL;
    *number = (double)digits / (double)scale;
    if (negative)
        *number = -*number;
    return 0;
}

/* `key: "text" <problem>; <hint>` */
static int refuse(struct yaml_node node, const struct yaml_key *key, const char *problem,
                  const char *hint, struct why *why)
{
    return yaml_refuse(node, why, "%s: \"%.80s\" %s; %s", key->name, yaml_scalar(node), problem,
                       key->hint ? key->hint : hint);
}

static int read_text(struct yaml_node node, const struct yaml_key *key, char **target,
                     struct why *why)
{
    const char *text = yaml_scalar(node);
    size_t length = strlen(text);
    if (length == 0 || length > TEXT_MAX)
        return yaml_refuse(node, why, "%s: %s; write 1 to %d bytes", key->name,
                           length ? "too long" : "empty", TEXT_MAX);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return yaml_refuse(node, why, "%s: a control character; write one line of text",
                               key->name);
    char *copy = strdup(text);
    if (!copy)
        return why_set(why, ENOMEM, "%s: out of memory", key->name);
    free(*target);
    *target = copy;
    return 0;
}

static int read_id(struct yaml_node node, const struct yaml_key *key, char *target, struct why *why)
{
    const char *text = yaml_scalar(node);
    if (!id_is_valid(text))
        return refuse(node, key, "is no id", "write 1 to 32 of a-z, 0-9 and -", why);
    strcpy(target, text);
    return 0;
}

static int read_bool(struct yaml_node node, const struct yaml_key *key, bool *target,
                     struct why *why)
{
    const char *text = yaml_scalar(node);
    if (strcmp(text, "true") && strcmp(text, "false"))
        return refuse(node, key, "is neither", "write true or false", why);
    *target = text[0] == 't';
    return 0;
}

static int read_choice(struct yaml_node node, const struct yaml_key *key, int *target,
                       struct why *why)
{
    const char *text = yaml_scalar(node);
    for (int i = 0; key->choices[i]; i++)
        if (!strcmp(text, key->choices[i])) {
            *target = i;
            return 0;
        }
    const char *meant = words_nearest(text, key->choices);
    char list[256], hint[64] = "";
    words_join(key->choices, list, sizeof list);
    if (meant)
        snprintf(hint, sizeof hint, "; did you mean \"%s\"?", meant);
    return yaml_refuse(node, why, "%s: \"%.80s\" is not known%s; write one of %s", key->name, text,
                       hint, list);
}

static bool is_bounded(const struct yaml_key *key)
{
    return key->minimum || key->maximum;
}

/* Times, sizes and integers differ in how they are written. */
static int read_integer(struct yaml_node node, const struct yaml_key *key,
                        int (*parse)(const char *, int64_t *), const struct unit *units,
                        const char *problem, const char *hint, int64_t *target, struct why *why)
{
    int64_t number;
    if (parse(yaml_scalar(node), &number) < 0)
        return refuse(node, key, problem, hint, why);
    if (is_bounded(key) && (number < key->minimum || number > key->maximum)) {
        char low[32], high[32];
        format_with_unit(key->minimum, units, low, sizeof low);
        format_with_unit(key->maximum, units, high, sizeof high);
        return yaml_refuse(node, why, "%s: \"%.80s\" is out of range; write %s to %s", key->name,
                           yaml_scalar(node), low, high);
    }
    *target = number;
    return 0;
}

static int read_number(struct yaml_node node, const struct yaml_key *key, double *target,
                       struct why *why)
{
    double number;
    if (parse_number(yaml_scalar(node), &number) < 0)
        return refuse(node, key, "is no number", "write digits with a point, as 48.85", why);
    if (is_bounded(key) && (number < (double)key->minimum || number > (double)key->maximum))
        return yaml_refuse(node, why,
                           "%s: \"%.80s\" is out of range; write %" PRId64 " to %" PRId64,
                           key->name, yaml_scalar(node), key->minimum, key->maximum);
    *target = number;
    return 0;
}

int yaml_value(struct yaml_node node, const struct yaml_key *key, void *target, struct why *why)
{
    static const struct unit plain[] = {{"", 1}, {NULL, 0}};
    void *at = (char *)target + key->offset;
    if (key->type == YAML_NODE) {
        *(struct yaml_node *)at = node;
        return 0;
    }
    if (!yaml_scalar(node))
        return yaml_refuse(node, why, "%s: expected one value, not a %s", key->name,
                           yaml_is_list(node) ? "list" : "mapping");
    if (yaml_is_null(node))
        return yaml_refuse(node, why, "%s: no value; write one or take the key out", key->name);
    switch (key->type) {
    case YAML_TEXT:
        return read_text(node, key, at, why);
    case YAML_ID:
        return read_id(node, key, at, why);
    case YAML_DURATION_MS:
        return read_integer(node, key, duration_parse, durations, "is no duration",
                            "write it as 500ms, 5s, 10m, 12h or 3d", at, why);
    case YAML_SIZE_BYTES:
        return read_integer(node, key, parse_size, sizes, "is no size",
                            "write it as 64kB, 200MB or 1GB", at, why);
    case YAML_INT:
        return read_integer(node, key, parse_int, plain, "is no whole number", "write digits", at,
                            why);
    case YAML_NUMBER:
        return read_number(node, key, at, why);
    case YAML_BOOL:
        return read_bool(node, key, at, why);
    case YAML_CHOICE:
        return read_choice(node, key, at, why);
    case YAML_NODE:
        break;
    }
    return 0;
}
