/* SpaceAPI, field by field against schema 15 and what 14 asks for beyond it; whatever is in the
 * file and not in the lists here is a finding. */
#include "tests/unit/test.h"

#include "dashboard/page/space_json.h"
#include "tests/unit/snapshots.h"
#include <jansson.h>
#include <string.h>

static void publish_place(struct sample *sample)
{
    sample_fill(sample);
    sample->place.url = "https://gare.example/";
    sample->place.logo = "https://gare.example/logo.svg";
    sample->place.email = "bonjour@gare.example";
    sample->place.address = "1 place de la Gare, 35000 Rennes, France";
    sample->place.has_location = true;
    sample->place.lat = 48.1035;
    sample->place.lon = -1.6723;
}

struct field {
    const char *name;
    json_type type; /* JSON_REAL: any number; JSON_TRUE: either boolean */
    bool required;
};

static bool is_of(const json_t *value, json_type type)
{
    return type == JSON_REAL   ? json_is_number(value)
           : type == JSON_TRUE ? json_is_boolean(value)
                               : json_typeof(value) == type;
}

/* Each value is one of the fields, of its type; each required field is there. */
static void assert_fields(json_t *object, const struct field *fields)
{
    const char *key;
    json_t *value;
    assert_true(json_is_object(object));
    json_object_foreach(object, key, value)
    {
        const struct field *field = fields;
        while (field->name && strcmp(field->name, key) != 0) {
            field++;
        }
        if (!field->name || !is_of(value, field->type)) {
            fail_msg("%s: not in the schema, or of another type", key);
        }
    }
    for (; fields->name; fields++) {
        if (fields->required && !json_object_get(object, fields->name)) {
            fail_msg("%s is required", fields->name);
        }
    }
}

static void assert_people(json_t *people)
{
    static const struct field fields[] = {{"value", JSON_REAL, true},
                                          {"location", JSON_STRING, false},
                                          {"lastchange", JSON_REAL, false},
                                          {NULL, JSON_NULL, false}};
    size_t i;
    json_t *entry;
    json_array_foreach(people, i, entry)
    {
        assert_fields(entry, fields); /* and so: no names */
    }
}

static void assert_schema(json_t *space, bool fourteen)
{
    static const struct field top[] = {{"api_compatibility", JSON_ARRAY, true},
                                       {"space", JSON_STRING, true},
                                       {"logo", JSON_STRING, true},
                                       {"url", JSON_STRING, true},
                                       {"location", JSON_OBJECT, true},
                                       {"contact", JSON_OBJECT, true},
                                       {"state", JSON_OBJECT, false},
                                       {"sensors", JSON_OBJECT, false},
                                       {"ext_lampion", JSON_OBJECT, false},
                                       {NULL, JSON_NULL, false}};
    const struct field location[] = {{"lat", JSON_REAL, fourteen},
                                     {"lon", JSON_REAL, fourteen},
                                     {"address", JSON_STRING, false},
                                     {"timezone", JSON_STRING, true},
                                     {NULL, JSON_NULL, false}};
    static const struct field contact[] = {{"email", JSON_STRING, false}, {NULL, JSON_NULL, false}};
    static const struct field state[] = {
        {"open", JSON_TRUE, false}, {"lastchange", JSON_INTEGER, false}, {NULL, JSON_NULL, false}};
    static const struct field sensors[] = {{"people_now_present", JSON_ARRAY, true},
                                           {NULL, JSON_NULL, false}};
    assert_fields(space, top);
    json_t *versions = json_object_get(space, "api_compatibility");
    assert_int_equal(json_array_size(versions), fourteen ? 2 : 1);
    assert_string_equal(json_string_value(json_array_get(versions, fourteen ? 1 : 0)), "15");
    assert_fields(json_object_get(space, "location"), location);
    assert_fields(json_object_get(space, "contact"), contact);
    assert_fields(json_object_get(space, "state"), state);
    if (json_object_get(space, "sensors")) {
        assert_fields(json_object_get(space, "sensors"), sensors);
        assert_people(json_object_get(json_object_get(space, "sensors"), "people_now_present"));
    }
}

static json_t *space_of(const struct sample *sample, int64_t changed_ms)
{
    char *text = space_json(&sample->snapshot, changed_ms);
    assert_non_null(text);
    assert_null(strstr(text, "null"));
    json_t *space = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    free(text);
    assert_non_null(space);
    return space;
}

static json_t *member(json_t *space, const char *object, const char *key)
{
    return json_object_get(json_object_get(space, object), key);
}

static void test_an_open_place(void **state)
{
    struct sample sample;
    (void)state;
    publish_place(&sample);
    json_t *space = space_of(&sample, SAMPLE_NOW_MS - 282000);
    assert_schema(space, true);
    assert_true(json_is_true(member(space, "state", "open")));
    assert_int_equal(json_integer_value(member(space, "state", "lastchange")), 1795420800);
    json_t *people = member(space, "sensors", "people_now_present");
    assert_int_equal(json_array_size(people), 1); /* the house; what it contains is in it */
    assert_int_equal(json_integer_value(json_object_get(json_array_get(people, 0), "value")), 12);
    assert_int_equal(json_integer_value(member(space, "ext_lampion", "free")), 12);
    json_decref(space);
}

static void test_what_is_not_known_is_left_out(void **state)
{
    struct sample sample;
    (void)state;
    publish_place(&sample);
    sample_unknown(&sample);
    sample.snapshot.free = SNAPSHOT_NULL;
    sample.zones[SAMPLE_OPENSPACE].free = SNAPSHOT_NULL;
    json_t *space = space_of(&sample, 0);
    assert_schema(space, true);
    assert_null(member(space, "state", "open"));
    assert_null(member(space, "state", "lastchange"));
    assert_null(json_object_get(space, "sensors"));
    assert_null(member(space, "ext_lampion", "free"));
    json_decref(space);
}

static void test_a_closed_place_without_a_position(void **state)
{
    struct sample sample;
    (void)state;
    publish_place(&sample);
    sample.place.has_location = false;
    sample_closed(&sample, SNAPSHOT_NEVER);
    json_t *space = space_of(&sample, 0);
    assert_schema(space, false);
    assert_true(json_is_false(member(space, "state", "open")));
    json_decref(space);
}

static void test_what_is_asked_for_and_not_said(void **state)
{
    struct sample sample;
    (void)state;
    publish_place(&sample);
    assert_null(space_lacks(&sample.place));
    sample.place.url = NULL; /* the address that is the place's alone will do */
    assert_null(space_lacks(&sample.place));
    sample.place.uri = NULL;
    assert_non_null(strstr(space_lacks(&sample.place), "place.url"));
    publish_place(&sample);
    sample.place.logo = NULL;
    assert_non_null(strstr(space_lacks(&sample.place), "place.logo"));
}

static void test_golden(void **state)
{
    static const char path[] = TESTS_SOURCE_DIR "/golden/page/space.json";
    struct sample sample;
    (void)state;
    publish_place(&sample);
    json_t *space = space_of(&sample, SAMPLE_NOW_MS - 282000);
    const char *mode = getenv("LAMPION_GOLDEN");
    if (mode && strcmp(mode, "write") == 0) {
        assert_int_equal(json_dump_file(space, path, JSON_INDENT(2) | JSON_REAL_PRECISION(9)), 0);
    }
    json_t *golden = json_load_file(path, 0, NULL);
    assert_non_null(golden);
    assert_true(json_equal(space, golden));
    json_decref(golden);
    json_decref(space);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_open_place),
        cmocka_unit_test(test_what_is_not_known_is_left_out),
        cmocka_unit_test(test_a_closed_place_without_a_position),
        cmocka_unit_test(test_what_is_asked_for_and_not_said),
        cmocka_unit_test(test_golden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
