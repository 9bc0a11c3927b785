/* What yaml.c, yaml_map.c and yaml_value.c share. Not for others. */
#ifndef LAMPION_COMMON_YAML_PART_H
#define LAMPION_COMMON_YAML_PART_H

#include "agent/common/yaml.h"

/* Nothing after the colon, or null or ~ without quotes. */
bool yaml_is_null(struct yaml_node node);

int yaml_refuse_line(const struct yaml_file *file, int line, struct why *why, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

#endif
