#include "agent/common/yaml_part.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define FILE_MAX (1 << 20)
#define DEPTH_MAX 16

struct yaml_file {
    char *name;
    yaml_document_t document;
    bool loaded;
};

static int refuse_at(const char *name, size_t line, struct why *why, const char *text)
{
    return why_set(why, EINVAL, "%s:%zu: %s", name, line, text);
}

/* libyaml gives a byte offset, not a line, for what is no UTF-8. */
static size_t line_of_offset(const char *text, size_t length, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < length && i < offset; i++)
        line += text[i] == '\n';
    return line;
}

static bool line_has_tab(const char *text, size_t length, size_t line)
{
    const char *at = text, *end = text + length;
    while (line-- > 0 && at < end) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        at = next ? next + 1 : end;
    }
    while (at < end && *at == ' ')
        at++;
    return at < end && *at == '\t';
}

static int refuse_syntax(const char *name, const yaml_parser_t *parser, const char *text,
                         size_t length, struct why *why)
{
    if (parser->error == YAML_MEMORY_ERROR)
        return why_set(why, ENOMEM, "%s: out of memory", name);
    if (parser->error == YAML_READER_ERROR)
        return refuse_at(name, line_of_offset(text, length, parser->problem_offset), why,
                         "not UTF-8 text: save the file as UTF-8");
    size_t line = parser->problem_mark.line;
    if (line_has_tab(text, length, line))
        return refuse_at(name, line + 1, why, "a tab: indent with spaces");
    return why_set(why, EINVAL, "%s:%zu: not YAML: %s%s%s; look at this line and the one before",
                   name, line + 1, parser->context ? parser->context : "",
                   parser->context ? ", " : "", parser->problem ? parser->problem : "unreadable");
}

/* What our files do not need: NULL, or why this event is refused. */
static const char *refused_event(const yaml_event_t *event, int *documents, int *depth)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return ++*documents > 1 ? "a second document: keep one, without \"---\" between" : NULL;
    case YAML_ALIAS_EVENT:
        return "an alias (*name): write the value out; quote a text that begins with *";
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        if (memchr(event->data.scalar.value, '\0', event->data.scalar.length))
            return "a NUL character in a text: take it out";
        break;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        /* Both begin with anchor and tag. */
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        if (++*depth > DEPTH_MAX)
            return "lists and mappings too deep inside each other";
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        --*depth;
        break;
    default:
        break;
    }
    if (anchor)
        return "an anchor (&name): write the value where it is needed";
    return tag ? "a tag (!name): quote a text that begins with !" : NULL;
}

static bool begin(yaml_parser_t *parser, const char *text, size_t length)
{
    if (!yaml_parser_initialize(parser))
        return false;
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(parser, (const unsigned char *)text, length);
    return true;
}

/* A first walk over the events, since documents no longer show aliases and anchors. */
static int check_events(const char *name, const char *text, size_t length, struct why *why)
{
    yaml_parser_t parser;
    if (!begin(&parser, text, length))
        return why_set(why, ENOMEM, "%s: out of memory", name);
    int documents = 0, depth = 0, err = 0;
    for (bool ended = false; !ended && !err;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            err = refuse_syntax(name, &parser, text, length, why);
            break;
        }
        const char *refused = refused_event(&event, &documents, &depth);
        if (refused)
            err = refuse_at(name, event.start_mark.line + 1, why, refused);
        ended = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return err;
}

static int load(struct yaml_file *file, const char *text, size_t length, struct why *why)
{
    yaml_parser_t parser;
    if (!begin(&parser, text, length))
        return why_set(why, ENOMEM, "%s: out of memory", file->name);
    int err = 0;
    if (!yaml_parser_load(&parser, &file->document))
        err = refuse_syntax(file->name, &parser, text, length, why);
    else
        file->loaded = true;
    yaml_parser_delete(&parser);
    if (!err && !yaml_document_get_root_node(&file->document))
        err = refuse_at(file->name, 1, why, "the file is empty");
    return err;
}

static yaml_node_t *find(const struct yaml_file *file, int index)
{
    /* libyaml takes no const. */
    return file ? yaml_document_get_node((yaml_document_t *)&file->document, index) : NULL;
}

static yaml_node_t *node_of(struct yaml_node node)
{
    return find(node.file, node.index);
}

static int compare_keys(const void *a, const void *b)
{
    const yaml_node_t *one = *(yaml_node_t *const *)a, *other = *(yaml_node_t *const *)b;
    int order = strcmp((char *)one->data.scalar.value, (char *)other->data.scalar.value);
    return order ? order
                 : (one->start_mark.index > other->start_mark.index) -
                       (one->start_mark.index < other->start_mark.index);
}

static int check_sorted(const struct yaml_file *file, yaml_node_t **keys, size_t count,
                        struct why *why)
{
    for (size_t i = 1; i < count; i++) {
        const char *key = (char *)keys[i]->data.scalar.value;
        if (!strcmp(key, (char *)keys[i - 1]->data.scalar.value))
            return why_set(why, EINVAL, "%s:%zu: \"%.80s\" stands here and in line %zu: keep one",
                           file->name, keys[i]->start_mark.line + 1, key,
                           keys[i - 1]->start_mark.line + 1);
    }
    return 0;
}

/* Keys of one mapping must be plain texts, each there once. */
static int check_mapping(const struct yaml_file *file, const yaml_node_t *map, struct why *why)
{
    size_t count = (size_t)(map->data.mapping.pairs.top - map->data.mapping.pairs.start);
    yaml_node_t **keys = calloc(count + 1, sizeof *keys);
    if (!keys)
        return why_set(why, ENOMEM, "%s: out of memory", file->name);
    int err = 0;
    for (size_t i = 0; i < count && !err; i++) {
        keys[i] = find(file, map->data.mapping.pairs.start[i].key);
        if (keys[i]->type != YAML_SCALAR_NODE || keys[i]->data.scalar.length == 0)
            err = refuse_at(file->name, keys[i]->start_mark.line + 1, why,
                            "a key must be a word, as in \"key: value\"");
    }
    if (!err) {
        qsort(keys, count, sizeof *keys, compare_keys);
        err = check_sorted(file, keys, count, why);
    }
    free(keys);
    return err;
}

static int check_mappings(const struct yaml_file *file, struct why *why)
{
    yaml_node_t *node;
    for (int i = 1; (node = find(file, i)); i++)
        if (node->type == YAML_MAPPING_NODE && check_mapping(file, node, why) < 0)
            return -EINVAL;
    return 0;
}

struct yaml_file *yaml_parse(const char *name, const char *text, size_t length, struct why *why)
{
    if (length > FILE_MAX) {
        why_set(why, EFBIG, "%s: larger than 1 MiB: this is no configuration file", name);
        return NULL;
    }
    struct yaml_file *file = calloc(1, sizeof *file);
    if (!file || !(file->name = strdup(name))) {
        why_set(why, ENOMEM, "%s: out of memory", name);
    } else if (check_events(name, text, length, why) == 0 && load(file, text, length, why) == 0 &&
               check_mappings(file, why) == 0) {
        return file;
    }
    yaml_close(file);
    return NULL;
}

struct yaml_file *yaml_open(const char *path, struct why *why)
{
    FILE *in = fopen(path, "re");
    char *text = in ? malloc(FILE_MAX + 1) : NULL;
    size_t length = text ? fread(text, 1, FILE_MAX + 1, in) : 0;
    struct yaml_file *file = NULL;
    if (!text || ferror(in))
        why_set(why, errno, "%s: cannot be read: %s; check its path and permissions", path,
                strerror(errno));
    else
        file = yaml_parse(path, text, length, why);
    free(text);
    if (in)
        fclose(in);
    return file;
}

void yaml_close(struct yaml_file *file)
{
    if (!file)
        return;
    if (file->loaded)
        yaml_document_delete(&file->document);
    free(file->name);
    free(file);
}

struct yaml_node yaml_root(const struct yaml_file *file)
{
    return (struct yaml_node){file, 1};
}

bool yaml_is_set(struct yaml_node node)
{
    return node.file != NULL;
}

bool yaml_is_map(struct yaml_node node)
{
    yaml_node_t *found = node_of(node);
    return found && found->type == YAML_MAPPING_NODE;
}

bool yaml_is_list(struct yaml_node node)
{
    yaml_node_t *found = node_of(node);
    return found && found->type == YAML_SEQUENCE_NODE;
}

const char *yaml_scalar(struct yaml_node node)
{
    yaml_node_t *found = node_of(node);
    return found && found->type == YAML_SCALAR_NODE ? (char *)found->data.scalar.value : NULL;
}

bool yaml_is_null(struct yaml_node node)
{
    yaml_node_t *found = node_of(node);
    if (!found || found->type != YAML_SCALAR_NODE ||
        found->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return false;
    const char *text = (char *)found->data.scalar.value;
    return !*text || !strcmp(text, "~") || !strcmp(text, "null");
}

int yaml_line(struct yaml_node node)
{
    yaml_node_t *found = node_of(node);
    return found ? (int)found->start_mark.line + 1 : 0;
}

size_t yaml_count(struct yaml_node node)
{
    yaml_node_t *found = node_of(node);
    if (found && found->type == YAML_MAPPING_NODE)
        return (size_t)(found->data.mapping.pairs.top - found->data.mapping.pairs.start);
    if (found && found->type == YAML_SEQUENCE_NODE)
        return (size_t)(found->data.sequence.items.top - found->data.sequence.items.start);
    return 0;
}

struct yaml_node yaml_item(struct yaml_node list, size_t i)
{
    if (!yaml_is_list(list) || i >= yaml_count(list))
        return (struct yaml_node){0};
    return (struct yaml_node){list.file, node_of(list)->data.sequence.items.start[i]};
}

struct yaml_node yaml_pair(struct yaml_node map, size_t i, const char **key, int *key_line)
{
    if (!yaml_is_map(map) || i >= yaml_count(map))
        return (struct yaml_node){0};
    yaml_node_pair_t pair = node_of(map)->data.mapping.pairs.start[i];
    yaml_node_t *found = find(map.file, pair.key);
    if (key)
        *key = (char *)found->data.scalar.value;
    if (key_line)
        *key_line = (int)found->start_mark.line + 1;
    return (struct yaml_node){map.file, pair.value};
}

struct yaml_node yaml_get(struct yaml_node map, const char *key)
{
    for (size_t i = 0; i < yaml_count(map) && yaml_is_map(map); i++) {
        const char *name;
        struct yaml_node value = yaml_pair(map, i, &name, NULL);
        if (!strcmp(name, key))
            return value;
    }
    return (struct yaml_node){0};
}

int yaml_refuse_line(const struct yaml_file *file, int line, struct why *why, const char *format,
                     ...)
{
    va_list rest;
    va_start(rest, format);
    vsnprintf(why->text, sizeof why->text, format, rest);
    va_end(rest);
    return why_prefix(why, EINVAL, "%s:%d: ", file->name, line);
}

int yaml_refuse(struct yaml_node node, struct why *why, const char *format, ...)
{
    va_list rest;
    va_start(rest, format);
    vsnprintf(why->text, sizeof why->text, format, rest);
    va_end(rest);
    if (!node.file)
        return -EINVAL;
    return why_prefix(why, EINVAL, "%s:%d: ", node.file->name, yaml_line(node));
}
