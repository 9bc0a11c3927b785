/* YAML by itself: every node that a reader could reach, and a table with every type of value. */
#include "tests/fuzz/fuzz.h"

#include "agent/common/yaml.h"

struct target {
    char *text;
    char id[33];
    int64_t duration_ms, bytes, integer;
    double number;
    bool flag;
    int choice;
    struct yaml_node node;
};

static const char *const choices[] = {"low", "high", NULL};
static const struct yaml_key keys[] = {
    {"text", YAML_TEXT, offsetof(struct target, text)},
    {"id", YAML_ID, offsetof(struct target, id)},
    {"time", YAML_DURATION_MS, offsetof(struct target, duration_ms), .maximum = 1000000},
    {"size", YAML_SIZE_BYTES, offsetof(struct target, bytes)},
    {"int", YAML_INT, offsetof(struct target, integer), .minimum = -5, .maximum = 5},
    {"number", YAML_NUMBER, offsetof(struct target, number), .minimum = -90, .maximum = 90},
    {"bool", YAML_BOOL, offsetof(struct target, flag)},
    {"choice", YAML_CHOICE, offsetof(struct target, choice), .choices = choices},
    {"node", YAML_NODE, offsetof(struct target, node), .required = true},
    {0},
};

/* What was refused says where, and in words. */
static void check_why(const struct why *why)
{
    must(!strncmp(why->text, "f.yaml:", 7));
    must(memchr(why->text, '\0', sizeof why->text));
}

static void check_table(struct yaml_node map)
{
    struct target target = {0};
    struct why why = {""};
    if (yaml_map(map, keys, &target, &why) < 0) {
        check_why(&why);
    } else {
        must(yaml_is_set(target.node));
        must(target.duration_ms >= 0 && target.duration_ms <= 1000000 && target.bytes >= 0);
        must(target.integer >= -5 && target.integer <= 5);
        must(target.number >= -90 && target.number <= 90);
        must(target.choice == 0 || target.choice == 1);
        must(!target.text || (*target.text && strlen(target.text) <= 1000));
    }
    free(target.text);
}

static void walk(struct yaml_node node)
{
    must(yaml_is_map(node) + yaml_is_list(node) + (yaml_scalar(node) != NULL) == 1);
    must(yaml_line(node) >= 1);
    for (size_t i = 0; yaml_is_list(node) && i < yaml_count(node); i++)
        walk(yaml_item(node, i));
    if (!yaml_is_map(node))
        return;
    check_table(node);
    for (size_t i = 0; i < yaml_count(node); i++) {
        const char *key;
        int line;
        struct yaml_node value = yaml_pair(node, i, &key, &line);
        must(*key && line >= 1);
        must(yaml_get(node, key).index == value.index);
        walk(value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct why why = {""};
    struct yaml_file *file = yaml_parse("f.yaml", size ? (const char *)data : "", size, &why);
    if (file)
        walk(yaml_root(file));
    else
        check_why(&why);
    yaml_close(file);
    return 0;
}
