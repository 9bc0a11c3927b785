/* Configuration files: YAML documents read through key tables, every error with file:line.
 *
 * A reader describes the keys of a mapping in a table; what the file says lands in a struct at
 * the given offsets. Keys that no table knows, keys given twice and wrong values are refused
 * with "file:line: what: why; what to do". Anchors, aliases, tags and several documents in one file
 * are refused: our files do not need them. */
#ifndef LAMPION_COMMON_YAML_H
#define LAMPION_COMMON_YAML_H

#include "agent/common/why.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct yaml_file;

/* A place in a file. Plain data, valid as long as the file is. `file` NULL: nothing there. */
struct yaml_node {
    const struct yaml_file *file;
    int index; /* libyaml's node number */
};

enum yaml_type {
    YAML_TEXT,        /* char *, malloc'ed; length 1..1000 */
    YAML_ID,          /* char[33]: [a-z0-9-]{1,32} */
    YAML_DURATION_MS, /* int64_t; 500ms 5s 10m 12h 3d, or 0; minimum and maximum in ms */
    YAML_SIZE_BYTES,  /* int64_t; 200MB, 64kB, 1GB (powers of 1000) or plain bytes */
    YAML_INT,         /* int64_t; minimum and maximum */
    YAML_NUMBER,      /* double; minimum and maximum as integers */
    YAML_BOOL,        /* bool; true and false */
    YAML_CHOICE,      /* int; the index in `choices` */
    YAML_NODE,        /* struct yaml_node: a mapping, list or scalar read by the caller */
};

struct yaml_key {
    const char *name;
    enum yaml_type type;
    size_t offset;
    bool required;
    int64_t minimum, maximum;   /* both 0: no bound */
    const char *const *choices; /* NULL-ended */
    const char *hint;           /* what to write, shown in errors; may be NULL */
};

/* Reads and parses a file (at most 1 MiB). NULL with why. */
struct yaml_file *yaml_open(const char *path, struct why *why);
void yaml_close(struct yaml_file *file);
/* The same from memory; `name` stands for the path in errors. */
struct yaml_file *yaml_parse(const char *name, const char *text, size_t length, struct why *why);

struct yaml_node yaml_root(const struct yaml_file *file);
bool yaml_is_set(struct yaml_node node);
bool yaml_is_map(struct yaml_node node);
bool yaml_is_list(struct yaml_node node);
/* The text of a scalar, else NULL. Belongs to the file. */
const char *yaml_scalar(struct yaml_node node);
int yaml_line(struct yaml_node node); /* 1-based */

/* Fills `target` (already holding the standard values) from a mapping. Keys are looked up in
 * `keys`, ended by a NULL name. Texts already at the target are freed when replaced.
 * 0, or -EINVAL with why. */
int yaml_map(struct yaml_node node, const struct yaml_key *keys, void *target, struct why *why);

/* One scalar read by a table row (name and offset apart). */
int yaml_value(struct yaml_node node, const struct yaml_key *key, void *target, struct why *why);

/* Items of a list, or pairs of a mapping, by position. */
size_t yaml_count(struct yaml_node node);
struct yaml_node yaml_item(struct yaml_node list, size_t i);
struct yaml_node yaml_pair(struct yaml_node map, size_t i, const char **key, int *key_line);
/* The value of a key in a mapping; file NULL when it is not there. */
struct yaml_node yaml_get(struct yaml_node map, const char *key);

/* "file:line: " + text into why; returns -EINVAL. For what only the reader can judge. */
int yaml_refuse(struct yaml_node node, struct why *why, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Durations as the files write them. 0 or -EINVAL. */
int duration_parse(const char *text, int64_t *ms);

#endif
