#include "tests/unit/test.h"

#include "agent/common/yaml.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

struct thing {
    char *name;
    char id[33];
    int64_t wait_ms, max_bytes, port;
    double latitude;
    bool quick;
    int bias;
    struct yaml_node list;
};

static const char *const biases[] = {"none", "pull-up", "pull-down", NULL};
static const struct yaml_key keys[] = {
    {"name", YAML_TEXT, offsetof(struct thing, name), .required = true, .hint = "La Gare"},
    {"id", YAML_ID, offsetof(struct thing, id), .required = false},
    {"wait", YAML_DURATION_MS, offsetof(struct thing, wait_ms), .minimum = 0, .maximum = 3600000},
    {"max", YAML_SIZE_BYTES, offsetof(struct thing, max_bytes), .minimum = 1,
     .maximum = 2000000000},
    {"port", YAML_INT, offsetof(struct thing, port), .minimum = -5, .maximum = 65535},
    {"latitude", YAML_NUMBER, offsetof(struct thing, latitude), .minimum = -90, .maximum = 90},
    {"quick", YAML_BOOL, offsetof(struct thing, quick), .required = false},
    {"bias", YAML_CHOICE, offsetof(struct thing, bias), .choices = biases},
    {"list", YAML_NODE, offsetof(struct thing, list), .required = false},
    {0},
};
static const struct yaml_key few[] = {
    {"uri", YAML_TEXT, offsetof(struct thing, name), .hint = "mqtt://host:1883"},
    {"port", YAML_INT, offsetof(struct thing, port), .required = false},
    {0},
};

static struct yaml_file *parse(const char *text, struct why *why)
{
    *why = (struct why){""};
    size_t length = strlen(text);
    char *exact = malloc(length + 1); /* so that ASan sees a read behind it */
    memcpy(exact, text, length);
    char *fitted = realloc(exact, length ? length : 1);
    struct yaml_file *file = yaml_parse("t.yaml", fitted, length, why);
    free(fitted);
    return file;
}

static void test_values_land_in_the_struct(void **state)
{
    (void)state;
    struct why why;
    struct yaml_file *file = parse("name: 'La Gare'\nid: seat-01\nwait: 90s\nmax: 64kB\n"
                                   "port: 1883\nlatitude: -48.8566\nquick: true\n"
                                   "bias: pull-down\nlist:\n  - a\n  - {x: 1, y: 2}\n",
                                   &why);
    assert_non_null(file);
    struct thing thing = {.name = strdup("standard")};
    assert_int_equal(yaml_map(yaml_root(file), keys, &thing, &why), 0);
    assert_string_equal(thing.name, "La Gare");
    assert_string_equal(thing.id, "seat-01");
    assert_int_equal(thing.wait_ms, 90000);
    assert_int_equal(thing.max_bytes, 64000);
    assert_int_equal(thing.port, 1883);
    assert_true(thing.latitude == -48.8566);
    assert_true(thing.quick);
    assert_int_equal(thing.bias, 2);
    assert_true(yaml_is_list(thing.list));
    assert_int_equal(yaml_count(thing.list), 2);
    assert_string_equal(yaml_scalar(yaml_item(thing.list, 0)), "a");
    struct yaml_node map = yaml_item(thing.list, 1);
    assert_true(yaml_is_map(map));
    const char *key;
    int line;
    assert_string_equal(yaml_scalar(yaml_pair(map, 1, &key, &line)), "2");
    assert_string_equal(key, "y");
    assert_int_equal(line, 11);
    assert_string_equal(yaml_scalar(yaml_get(map, "x")), "1");
    assert_false(yaml_is_set(yaml_get(map, "z")));
    assert_false(yaml_is_set(yaml_item(thing.list, 2)));
    assert_false(yaml_is_set(yaml_pair(map, 2, &key, &line)));
    assert_null(yaml_scalar(map));
    assert_int_equal(yaml_refuse(map, &why, "no %s", "sense"), -EINVAL);
    assert_string_equal(why.text, "t.yaml:11: no sense");
    free(thing.name);
    yaml_close(file);
}

static void test_what_is_not_said_stays_as_it_was(void **state)
{
    (void)state;
    struct why why;
    struct yaml_file *file = parse("name: x\n", &why);
    struct thing thing = {.wait_ms = 7, .bias = 1, .quick = true, .id = "kept"};
    assert_int_equal(yaml_map(yaml_root(file), keys, &thing, &why), 0);
    assert_int_equal(thing.wait_ms, 7);
    assert_int_equal(thing.bias, 1);
    assert_true(thing.quick);
    assert_string_equal(thing.id, "kept");
    assert_false(yaml_is_set(thing.list));
    free(thing.name);
    yaml_close(file);
}

static void check_refused(const char *text, const struct yaml_key *table, const char *expected)
{
    struct why why;
    struct yaml_file *file = parse(text, &why);
    struct thing thing = {0};
    if (file && yaml_map(yaml_root(file), table, &thing, &why) == 0)
        fail_msg("taken: %s", text);
    assert_string_equal(why.text, expected);
    free(thing.name);
    yaml_close(file);
}

static void test_keys_are_refused_where_they_stand(void **state)
{
    (void)state;
    check_refused("name: x\nwiat: 5s\n", keys,
                  "t.yaml:2: unknown key \"wiat\"; did you mean \"wait\"?");
    check_refused("name: x\n\n# note\n  \nxylophone: 5s\n", keys,
                  "t.yaml:5: unknown key \"xylophone\"; take it out");
    check_refused("url: x\n", few,
                  "t.yaml:1: unknown key \"url\"; did you mean \"uri\"? (known here: uri, port)");
    check_refused("something: x\n", few,
                  "t.yaml:1: unknown key \"something\" (known here: uri, port)");
    check_refused("{name: x,\n Name: y}\n", keys,
                  "t.yaml:2: unknown key \"Name\"; did you mean \"name\"?");
    check_refused("name: x\nid: a\nname: y\n", keys,
                  "t.yaml:3: \"name\" stands here and in line 1: keep one");
    check_refused("name: x\nlist:\n  - {a: 1,\n     a: 2}\n", keys,
                  "t.yaml:4: \"a\" stands here and in line 3: keep one");
    check_refused("\nid: a\n", keys, "t.yaml:2: \"name\" is missing; add \"name: La Gare\"");
    check_refused("- name\n", keys,
                  "t.yaml:1: expected keys with values here, one \"key: value\" a line");
    check_refused("? [a]\n: b\n", keys, "t.yaml:1: a key must be a word, as in \"key: value\"");
    check_refused("a:\n  ? {}\n  : b\n", keys,
                  "t.yaml:2: a key must be a word, as in \"key: value\"");
    check_refused("'': b\n", keys, "t.yaml:1: a key must be a word, as in \"key: value\"");
}

static void check_value(const char *value, const char *expected)
{
    char text[1200], line[256];
    snprintf(text, sizeof text, "name: x\n%s\n", value);
    snprintf(line, sizeof line, "t.yaml:2: %s", expected);
    check_refused(text, keys, line);
}

static void test_values_are_refused_where_they_stand(void **state)
{
    (void)state;
    check_value("id: Seat", "id: \"Seat\" is no id; write 1 to 32 of a-z, 0-9 and -");
    check_value(
        "id: abcdefghijabcdefghijabcdefghijabc",
        "id: \"abcdefghijabcdefghijabcdefghijabc\" is no id; write 1 to 32 of a-z, 0-9 and -");
    check_value("id:", "id: no value; write one or take the key out");
    check_value("id: ~", "id: no value; write one or take the key out");
    check_value("id: null", "id: no value; write one or take the key out");
    check_value("id: [a]", "id: expected one value, not a list");
    check_value("id: {a: b}", "id: expected one value, not a mapping");
    check_value("quick: yes", "quick: \"yes\" is neither; write true or false");
    check_value("bias: pullup", "bias: \"pullup\" is not known; did you mean \"pull-up\"?; "
                                "write one of none, pull-up, pull-down");
    check_value("wait: 2h", "wait: \"2h\" is out of range; write 0 to 1h");
    check_value("max: 0", "max: \"0\" is out of range; write 1 to 2GB");
    check_value("port: 65536", "port: \"65536\" is out of range; write -5 to 65535");
    check_value("port: -6", "port: \"-6\" is out of range; write -5 to 65535");
    check_value("latitude: 90.01", "latitude: \"90.01\" is out of range; write -90 to 90");
    const char *const durations[] = {"5",
                                     "5 s",
                                     "1.5s",
                                     "-5s",
                                     "5S",
                                     "5min",
                                     "s",
                                     "05s",
                                     "1e3s",
                                     "99999999999999999999s",
                                     "106751991168d"};
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
        char value[64], expected[128];
        snprintf(value, sizeof value, "wait: %s", durations[i]);
        snprintf(expected, sizeof expected,
                 "wait: \"%s\" is no duration; write it as 500ms, 5s, 10m, 12h or 3d",
                 durations[i]);
        check_value(value, expected);
    }
    const char *const integers[] = {
        "1.0", "0x10", "010", "1_000", "+5", "1e3", "--1", "9999999999999999999", "five", "''"};
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        char value[64], expected[128], shown[32];
        snprintf(value, sizeof value, "port: %s", integers[i]);
        snprintf(shown, sizeof shown, "%s", strcmp(integers[i], "''") ? integers[i] : "");
        snprintf(expected, sizeof expected, "port: \"%s\" is no whole number; write digits", shown);
        check_value(value, expected);
    }
    const char *const numbers[] = {"1,5", ".5",  "5.",    "1.2.3", "inf",
                                   "nan", "1e3", "0x1p3", "-5.",   "1.0000000000000000"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char value[64], expected[128];
        snprintf(value, sizeof value, "latitude: %s", numbers[i]);
        snprintf(expected, sizeof expected,
                 "latitude: \"%s\" is no number; write digits with a point, as 48.85", numbers[i]);
        check_value(value, expected);
    }
    check_value("max: 5KB", "max: \"5KB\" is no size; write it as 64kB, 200MB or 1GB");
    check_value("max: 5MiB", "max: \"5MiB\" is no size; write it as 64kB, 200MB or 1GB");
}

static void test_texts_are_one_line_of_a_bounded_length(void **state)
{
    (void)state;
    check_refused("name: ''\n", keys, "t.yaml:1: name: empty; write 1 to 1000 bytes");
    check_refused("name: \"a\\tb\"\n", keys,
                  "t.yaml:1: name: a control character; write one line of text");
    check_refused("name: |\n  a\n  b\n", keys,
                  "t.yaml:1: name: a control character; write one line of text");
    char text[1100] = "name: ";
    memset(text + 6, 'x', 1001);
    check_refused(text, keys, "t.yaml:1: name: too long; write 1 to 1000 bytes");
    text[6 + 1000] = '\0';
    struct why why;
    struct thing thing = {0};
    struct yaml_file *file = parse(text, &why);
    assert_int_equal(yaml_map(yaml_root(file), keys, &thing, &why), 0);
    free(thing.name);
    yaml_close(file);
}

static void test_what_our_files_do_not_need_is_refused(void **state)
{
    (void)state;
    check_refused("a: b\nc: &here d\n", keys,
                  "t.yaml:2: an anchor (&name): write the value where it is needed");
    check_refused("a: &x {b: c}\n", keys,
                  "t.yaml:1: an anchor (&name): write the value where it is needed");
    check_refused(
        "a: b\nc: *here\n", keys,
        "t.yaml:2: an alias (*name): write the value out; quote a text that begins with *");
    check_refused("a: !!int 5\n", keys, "t.yaml:1: a tag (!name): quote a text that begins with !");
    check_refused("a: !b [c]\n", keys, "t.yaml:1: a tag (!name): quote a text that begins with !");
    check_refused("a: b\n---\nc: d\n", keys,
                  "t.yaml:2: a second document: keep one, without \"---\" between");
    check_refused("a: \"b\\0c\"\n", keys, "t.yaml:1: a NUL character in a text: take it out");
    check_refused("", keys, "t.yaml:1: the file is empty");
    check_refused("# only a comment\n\n", keys, "t.yaml:1: the file is empty");
    check_refused("a: b\nc:\td\n\te: f\n", keys, "t.yaml:3: a tab: indent with spaces");
    check_refused("a: b\nc: \xff\n", keys, "t.yaml:2: not UTF-8 text: save the file as UTF-8");
    check_refused("a: b\n\nc: \xc3", keys, "t.yaml:3: not UTF-8 text: save the file as UTF-8");
    check_refused("a: b\nc: \"d\n", keys,
                  "t.yaml:3: not YAML: while scanning a quoted scalar, found unexpected end of "
                  "stream; look at this line and the one before");
}

static void test_depth_and_size_are_bounded(void **state)
{
    (void)state;
    static char text[(1 << 20) + 2];
    struct why why;
    for (size_t depth = 10; depth <= 500000; depth *= 7) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        text[2 * depth] = '\0';
        struct yaml_file *file = parse(text, &why);
        if (depth <= 16)
            assert_non_null(file);
        else
            assert_string_equal(why.text,
                                "t.yaml:1: lists and mappings too deep inside each other");
        yaml_close(file);
    }
    memset(text, '#', 1 << 20);
    text[1 << 20] = '\0';
    memcpy(text, "a: b\n", 5);
    struct yaml_file *file = parse(text, &why);
    assert_non_null(file);
    yaml_close(file);
    text[1 << 20] = '#';
    assert_null(parse(text, &why));
    assert_string_equal(why.text, "t.yaml: larger than 1 MiB: this is no configuration file");
}

static void test_files_are_read(void **state)
{
    (void)state;
    struct why why;
    char path[] = "/tmp/lampion-yaml-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "name: x\nport: y\n", 16), 16);
    close(fd);
    struct yaml_file *file = yaml_open(path, &why);
    assert_non_null(file);
    struct thing thing = {0};
    assert_int_equal(yaml_map(yaml_root(file), keys, &thing, &why), -EINVAL);
    assert_memory_equal(why.text, path, strlen(path));
    assert_string_equal(why.text + strlen(path),
                        ":2: port: \"y\" is no whole number; write digits");
    free(thing.name);
    yaml_close(file);
    unlink(path);
    assert_null(yaml_open(path, &why));
    assert_non_null(strstr(why.text, "cannot be read: No such file or directory"));
    assert_null(yaml_open("/", &why));
    assert_non_null(strstr(why.text, "/: cannot be read: Is a directory"));
}

static void test_durations(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int64_t ms;
    } right[] = {{"0", 0},        {"0s", 0},         {"500ms", 500},   {"5s", 5000},
                 {"10m", 600000}, {"12h", 43200000}, {"3d", 259200000}};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        int64_t ms = -1;
        assert_int_equal(duration_parse(right[i].text, &ms), 0);
        assert_int_equal(ms, right[i].ms);
    }
    int64_t ms;
    assert_int_equal(duration_parse("", &ms), -EINVAL);
    assert_int_equal(duration_parse("1", &ms), -EINVAL);
}

/* Damaged files are taken or refused, never worse. */
static void test_damaged_files_do_no_harm(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    const char good[] = "place: gare\nbroker: {uri: \"mqtt://h:1\", x: [1, 2]}\nsensors:\n"
                        "  - {id: door, kind: beam-pair}\n  - id: seat\n    line: GPIO22\n# end\n";
    static const char likely[] = "{}[]\",:\\-?&*!|>'%@`#\t\n \x80\xff";
    for (int i = 0; i < 5000; i++) {
        char text[sizeof good];
        memcpy(text, good, sizeof good);
        for (int64_t n = test_between(&seed, 1, 5); n; n--)
            text[test_random(&seed) % (sizeof good - 1)] =
                likely[test_random(&seed) % (sizeof likely - 1)];
        struct why why;
        struct yaml_file *file = parse(text, &why);
        struct thing thing = {0};
        if (file)
            yaml_map(yaml_root(file), keys, &thing, &why);
        assert_true(file || why.text[0]);
        free(thing.name);
        yaml_close(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_land_in_the_struct),
        cmocka_unit_test(test_what_is_not_said_stays_as_it_was),
        cmocka_unit_test(test_keys_are_refused_where_they_stand),
        cmocka_unit_test(test_values_are_refused_where_they_stand),
        cmocka_unit_test(test_texts_are_one_line_of_a_bounded_length),
        cmocka_unit_test(test_what_our_files_do_not_need_is_refused),
        cmocka_unit_test(test_depth_and_size_are_bounded),
        cmocka_unit_test(test_files_are_read),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_damaged_files_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
