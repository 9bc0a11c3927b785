#include "tests/unit/test.h"

#include "agent/common/topic.h"
#include <errno.h>

static void test_ids(void **state)
{
    (void)state;
    assert_true(id_is_valid("a"));
    assert_true(id_is_valid("seat-01"));
    assert_true(id_is_valid("abcdefghijabcdefghijabcdefghij12"));
    const char *const wrong[] = {"",  "A", "a b",      "a_b", "a/b",
                                 "+", "#", "\xc3\xa9", "a.b", "abcdefghijabcdefghijabcdefghij123"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(id_is_valid(wrong[i]));
}

static void test_a_topic_is_written_and_taken_apart(void **state)
{
    (void)state;
    const char *const texts[] = {
        [TOPIC_HELLO] = "lampion/1/gare/agents/desks/hello",
        [TOPIC_STATE] = "lampion/1/gare/agents/desks/state",
        [TOPIC_EVENTS] = "lampion/1/gare/agents/desks/events",
        [TOPIC_ACK] = "lampion/1/gare/agents/desks/ack",
    };
    for (int i = TOPIC_HELLO; i <= TOPIC_ACK; i++) {
        char topic[TOPIC_MAX], agent[ID_MAX];
        enum topic_leaf leaf;
        topic_format(topic, "gare", "desks", (enum topic_leaf)i);
        assert_string_equal(topic, texts[i]);
        assert_int_equal(topic_parse(topic, "gare", agent, &leaf), 0);
        assert_string_equal(agent, "desks");
        assert_int_equal(leaf, i);
    }
    char topic[TOPIC_MAX];
    topic_format(topic, "gare", "+", TOPIC_STATE);
    assert_string_equal(topic, "lampion/1/gare/agents/+/state");
}

static void test_other_topics_are_refused(void **state)
{
    (void)state;
    const char *const wrong[] = {"",
                                 "lampion",
                                 "lampion/",
                                 "lampion/1",
                                 "lampion/1/gare/agents/desks",
                                 "lampion/1/gare/agents/desks/",
                                 "lampion/1/gare/agents/desks/other",
                                 "lampion/1/gare/agents/desks/hello/more",
                                 "lampion/1/gare/agents//hello",
                                 "lampion/1/gare/agents/Desks/hello",
                                 "lampion/1/gare/agents/abcdefghijabcdefghijabcdefghij123/hello",
                                 "lampion/1/other/agents/desks/hello",
                                 "lampion/1/gare2/agents/desks/hello",
                                 "lampion/1/gare/zones/desks/hello",
                                 "lampion/one/gare/agents/desks/hello",
                                 "lampion//gare/agents/desks/hello",
                                 "lanterns/1/gare/agents/desks/hello"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char agent[ID_MAX];
        enum topic_leaf leaf;
        assert_int_equal(topic_parse(wrong[i], "gare", agent, &leaf), -EINVAL);
    }
}

static void test_other_versions_are_told_apart(void **state)
{
    (void)state;
    char agent[ID_MAX];
    enum topic_leaf leaf;
    assert_int_equal(topic_parse("lampion/2/gare/agents/desks/hello", "gare", agent, &leaf),
                     -EPROTONOSUPPORT);
    assert_int_equal(topic_parse("lampion/10/whatever", "gare", agent, &leaf), -EPROTONOSUPPORT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_a_topic_is_written_and_taken_apart),
        cmocka_unit_test(test_other_topics_are_refused),
        cmocka_unit_test(test_other_versions_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
