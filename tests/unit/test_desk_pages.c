/* The organisers' desk on paper: every word in both languages, nothing that breaks out; and which
 * proxies are believed. */
#include "tests/unit/test.h"

#include "dashboard/http/proxies.h"
#include "dashboard/page/organise/pages.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

static void test_every_word_in_both_languages(void **state)
{
    (void)state;
    for (int text = 0; text < DESK_TEXT_COUNT; text++) {
        const char *fr = desk_text(LANGUAGE_FR, text), *en = desk_text(LANGUAGE_EN, text);
        if (!fr || !en || !*fr || !*en)
            fail_msg("text %d is missing", text);
        assert_null(strpbrk(fr, "<>&\"'"));
        assert_null(strpbrk(en, "<>&\"'"));
        assert_int_equal(!strstr(fr, "{a}"), !strstr(en, "{a}"));
    }
}

#define EVIL "\"><script>alert('1')</script>"

static void assert_harmless(struct buffer *out)
{
    assert_false(out->failed);
    assert_non_null(strstr(buffer_peek(out), "&quot;&gt;&lt;script&gt;"));
    assert_null(strstr(buffer_peek(out), "<script"));
    assert_non_null(strstr(buffer_peek(out), "</html>"));
    buffer_free(out);
}

static void test_names_do_not_break_out(void **state)
{
    const struct desk_nav nav[] = {{"organise/people", DESK_PEOPLE}};
    struct desk_frame frame = {.root = "../",
                               .place_name = EVIL,
                               .path = "organise/people",
                               .person = EVIL,
                               .may_change = true,
                               .csrf = EVIL,
                               .nav = nav,
                               .nav_count = 1,
                               .is_said = true,
                               .said = DESK_WAIT,
                               .said_a = EVIL};
    const struct people_row person = {EVIL, true, true, false, 0};
    const struct key_row key = {7, EVIL, true, 0};
    const struct audit_row entry = {1, 0, EVIL, EVIL, EVIL};
    (void)state;
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        struct buffer out = {0};
        frame.language = language;
        people_page(&out, &frame, &person, 1, EVIL, EVIL, EVIL);
        assert_harmless(&out);
        keys_page(&out, &frame, false, &key, 1, EVIL);
        assert_harmless(&out);
        keys_page(&out, &frame, true, &key, 1, EVIL);
        assert_harmless(&out);
        audit_page(&out, &frame, &entry, 1, true);
        assert_harmless(&out);
        sign_in_page(&out, &frame);
        assert_harmless(&out);
        claim_page(&out, &frame, true);
        assert_harmless(&out);
        front_page(&out, &frame);
        assert_harmless(&out);
    }
}

/* Who may not change gets no form but the one to sign out. */
static void test_a_reader_gets_no_forms(void **state)
{
    struct desk_frame frame = {
        .root = "../", .place_name = "T", .path = "organise/people", .person = "bob", .csrf = "c"};
    const struct people_row person = {"ana", true, false, false, 0};
    struct buffer out = {0};
    (void)state;
    people_page(&out, &frame, &person, 1, NULL, NULL, "");
    const char *form = strstr(buffer_peek(&out), "<form");
    assert_non_null(form);
    assert_null(strstr(form + 1, "<form"));
    buffer_free(&out);
}

static bool trusts(const struct proxies *proxies, const char *text)
{
    struct sockaddr_storage address = {0};
    if (inet_pton(AF_INET, text, &((struct sockaddr_in *)&address)->sin_addr) == 1)
        address.ss_family = AF_INET;
    else if (inet_pton(AF_INET6, text, &((struct sockaddr_in6 *)&address)->sin6_addr) == 1)
        address.ss_family = AF_INET6;
    return proxies_trust(proxies, &address);
}

static void test_proxies(void **state)
{
    static const char *const wrong[] = {"",        "a",           "10.0.0.0/33", "10.0.0.0/0",
                                        "::1/129", "10.0.0.0/8x", "10.0.0.0/",   "localhost"};
    struct proxies proxies = {0};
    struct why why;
    (void)state;
    assert_false(trusts(&proxies, "127.0.0.1"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_true(proxies_add(&proxies, wrong[i], &why) < 0);
    assert_int_equal(proxies_add(&proxies, "127.0.0.1", &why), 0);
    assert_int_equal(proxies_add(&proxies, "10.1.0.0/12", &why), 0);
    assert_int_equal(proxies_add(&proxies, "fd00::/7", &why), 0);
    assert_true(trusts(&proxies, "127.0.0.1"));
    assert_true(trusts(&proxies, "::ffff:127.0.0.1"));
    assert_false(trusts(&proxies, "127.0.0.2"));
    assert_true(trusts(&proxies, "10.15.255.255"));
    assert_false(trusts(&proxies, "10.16.0.0"));
    assert_true(trusts(&proxies, "fc12::1"));
    assert_false(trusts(&proxies, "fe80::1"));
    assert_false(trusts(&proxies, "::1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_word_in_both_languages),
        cmocka_unit_test(test_names_do_not_break_out),
        cmocka_unit_test(test_a_reader_gets_no_forms),
        cmocka_unit_test(test_proxies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
