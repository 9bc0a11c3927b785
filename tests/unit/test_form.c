/* Forms and cookies from outside: what a browser sends is read as it was typed, all else refused.
 */
#include "tests/unit/test.h"

#include "dashboard/http/cookie.h"
#include "dashboard/http/form.h"
#include <errno.h>
#include <string.h>

static void assert_value(const char *body, const char *name, const char *value)
{
    struct form form;
    assert_int_equal(form_parse(&form, body, strlen(body)), 0);
    if (value)
        assert_string_equal(form_value(&form, name), value);
    else
        assert_null(form_value(&form, name));
    form_clear(&form);
}

static void test_what_browsers_send(void **state)
{
    (void)state;
    assert_value("name=ana&note=caf%C3%A9+noir", "note", "café noir");
    assert_value("name=ana&note=", "note", "");
    assert_value("", "name", NULL);
    assert_value("a=1", "b", NULL);
    assert_value("text=one%0D%0Atwo", "text", "one\ntwo");
    assert_value("text=%3Cb%3E%26%3D", "text", "<b>&=");
    assert_value("a=b=c", "a", "b=c");
}

static void assert_refused(const char *body, size_t length)
{
    struct form form;
    if (form_parse(&form, body, length) != -EINVAL)
        fail_msg("taken: %.*s", (int)length, body);
}

static void test_what_no_browser_sends_is_refused(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "a",     "a&b=1",    "=1",          "a=1&",           "&a=1",  "a=1&a=2",
        "a=%",   "a=%4",     "a=%4g",       "a=%00",          "a=%0D", "a=%1B",
        "a=%C3", "a=%C0%AF", "a=%ED%A0%80", "a=%F4%90%80%80", "a=%FF", "a=%C2%85",
        "a=b c", "a=b\r\nc", "A=1",         "a%62=1",         "a/b=1", "a=\xc3\xa9",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        assert_refused(bodies[i], strlen(bodies[i]));
    assert_refused("a=\0", 3);
    char many[4 * (FORM_FIELDS_MAX + 2) * 2] = "", *to = many;
    for (int i = 0; i <= FORM_FIELDS_MAX; i++)
        to += sprintf(to, "%sf%d=", i ? "&" : "", i);
    assert_refused(many, strlen(many));
}

static void test_types(void **state)
{
    (void)state;
    assert_true(form_is_type("application/x-www-form-urlencoded"));
    assert_true(form_is_type("Application/X-WWW-Form-Urlencoded; charset=UTF-8"));
    assert_false(form_is_type("application/x-www-form-urlencoded; charset=latin1"));
    assert_false(form_is_type("application/x-www-form-urlencodedx"));
    assert_false(form_is_type("multipart/form-data; boundary=a"));
    assert_false(form_is_type("text/plain"));
}

/* Any text, encoded as a browser does, comes back. */
static void test_any_text_comes_back(void **state)
{
    static const char *const pieces[] = {"a", "é",  "€",  "𝄞", " ",  "%", "&", "=",
                                         "+", "\t", "\n", "<", "\"", "'", ";", "%41"};
    uint64_t random = test_seed();
    (void)state;
    for (int round = 0; round < 2000; round++) {
        char text[200] = "", body[700] = "x=";
        for (int64_t n = test_between(&random, 0, 40); n > 0; n--)
            strcat(text, pieces[test_between(&random, 0, 15)]);
        char *to = body + 2;
        for (const char *at = text; *at; at++)
            to += *at == '\n'  ? sprintf(to, "%%0D%%0A")
                  : *at == ' ' ? sprintf(to, "+")
                               : sprintf(to, "%%%02X", (unsigned char)*at);
        assert_value(body, "x", text);
    }
}

static void test_cookies(void **state)
{
    char value[16];
    (void)state;
    assert_true(cookie_find("a=1; lampion=abc-_9; b=2", "lampion", value, sizeof value));
    assert_string_equal(value, "abc-_9");
    assert_true(cookie_find("lampion=abc", "lampion", value, sizeof value));
    assert_false(cookie_find(NULL, "lampion", value, sizeof value));
    assert_false(cookie_find("", "lampion", value, sizeof value));
    assert_false(cookie_find("xlampion=abc", "lampion", value, sizeof value));
    assert_false(cookie_find("lampionx=abc", "lampion", value, sizeof value));
    assert_false(cookie_find("lampion=", "lampion", value, sizeof value));
    assert_false(cookie_find("lampion=a b", "lampion", value, sizeof value) && value[1]);
    assert_false(cookie_find("lampion=a'b", "lampion", value, sizeof value));
    assert_false(cookie_find("lampion=\"abc\"", "lampion", value, sizeof value));
    assert_false(cookie_find("lampion=abc; lampion=def", "lampion", value, sizeof value));
    assert_false(cookie_find("lampion=0123456789abcdef", "lampion", value, sizeof value));
    assert_true(bearer_find("Bearer abc", value, sizeof value));
    assert_string_equal(value, "abc");
    assert_false(bearer_find("Basic abc", value, sizeof value));
    assert_false(bearer_find("Bearer abc def", value, sizeof value));
    assert_false(bearer_find("Bearer ", value, sizeof value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_browsers_send),
        cmocka_unit_test(test_what_no_browser_sends_is_refused),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_any_text_comes_back),
        cmocka_unit_test(test_cookies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
