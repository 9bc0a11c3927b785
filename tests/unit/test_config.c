/* lampion.yaml: what is read, and what is said of a wrong one. */
#include "tests/unit/test.h"

#include "dashboard/config.h"
#include "dashboard/installation.h"
#include <string.h>
#include <unistd.h>

static struct config *read_text(const char *more, struct why *why)
{
    char path[] = "/tmp/lampion-config-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    dprintf(fd, "broker: {uri: \"mqtt://127.0.0.1:1883\"}\nstore: {path: history.db}\n%s", more);
    close(fd);
    struct config *config = config_read(path, why);
    unlink(path);
    return config;
}

static void test_the_standards(void **state)
{
    (void)state;
    struct why why;
    struct config *config = read_text("", &why);
    assert_non_null(config);
    assert_string_equal(config->store_path, "/tmp/history.db");
    assert_string_equal(config->http_listen, "127.0.0.1:8080");
    assert_int_equal(config->notify_count, 0);
    config_free(config);
}

static void test_a_place_without_a_broker(void **state)
{
    (void)state;
    char path[] = "/tmp/lampion-config-XXXXXX";
    struct why why;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    dprintf(fd, "store: {path: history.db}\n");
    close(fd);
    struct config *config = config_read(path, &why);
    unlink(path);
    assert_non_null(config);
    assert_null(config->broker_uri);
    config_free(config);
}

static void test_who_is_told(void **state)
{
    (void)state;
    struct why why;
    struct config *config =
        read_text("notify:\n  - {mail: ana@example.org, from: l@example.org, language: en}\n"
                  "  - {command: /usr/local/bin/tell}\n",
                  &why);
    assert_non_null(config);
    assert_int_equal(config->notify_count, 2);
    assert_string_equal(config->notify[0].mail, "ana@example.org");
    assert_int_equal(config->notify[0].language, LANGUAGE_EN);
    assert_null(config->notify[0].command);
    assert_string_equal(config->notify[1].command, "/usr/local/bin/tell");
    assert_int_equal(config->notify[1].language, -1);
    config_free(config);
}

static const char *setting(const struct config *config, const char *key)
{
    static struct report_setting settings[INSTALLATION_SETTINGS_MAX];
    size_t count = installation_settings(config, settings);
    for (size_t i = 0; i < count; i++) {
        assert_null(strchr(settings[i].value, '/'));
        assert_null(strchr(settings[i].value, '@'));
        if (key && strcmp(settings[i].key, key) == 0)
            return settings[i].value;
    }
    return key || count ? "as it comes" : "all";
}

/* What a report tells of them: nothing that is as it comes, never a path or an address. */
static void test_settings_that_a_report_lists(void **state)
{
    (void)state;
    struct why why;
    struct config *config = read_text("", &why);
    assert_string_equal(setting(config, NULL), "all");
    config_free(config);
    config = read_text("http: {base: /lampion, embed: [\"https://gare.example\"]}\n"
                       "backup: {to: /media/usb/lampion, every: 12h, keep: 30}\n"
                       "notify: [{mail: ana@example.org}, {command: /usr/local/bin/tell}]\n",
                       &why);
    assert_non_null(config);
    assert_string_equal(setting(config, "backup.to"), "set");
    assert_string_equal(setting(config, "http.base"), "set");
    assert_string_equal(setting(config, "broker"), "as it comes");
    assert_string_equal(setting(config, "backup.every"), "12h");
    assert_string_equal(setting(config, "backup.keep"), "as it comes");
    assert_string_equal(setting(config, "notify"), "2");
    config->store_raw_ms = 15 * 86400000LL;
    assert_string_equal(setting(config, "store.raw"), "15d");
    assert_string_equal(setting(config, "store.slots"), "as it comes");
    config_free(config);
}

static void test_wrong_ways(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } wrong[] = {
        {"notify: {mail: a@b}\n", ":3: notify is a list"},
        {"notify: [{from: a@b}]\n", "either command: or mail:"},
        {"notify: [{mail: a@b, command: /bin/true}]\n", "either command: or mail:"},
        {"notify: [{command: tell}]\n", "whole path"},
        {"notify: [{mail: \"a@b, c@d\"}]\n", "no mail address"},
        {"notify: [{mail: \"a@b\\nBcc: c@d\"}]\n", "a control character"},
        {"notify: [{mail: a@b, sendmail: sendmail}]\n", "whole path"},
        {"notify: [{mail: a@b, language: de}]\n", "language"},
        {"notify: [{post: a@b}]\n", "post"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct why why;
        assert_null(read_text(wrong[i].text, &why));
        if (!strstr(why.text, wrong[i].says))
            fail_msg("%s says \"%s\"", wrong[i].text, why.text);
    }
}

static void test_who_may_embed(void **state)
{
    (void)state;
    struct why why;
    struct config *config = read_text(
        "http: {embed: [\"https://gare.example\", \"https://*.ville.example:8443\"]}\n", &why);
    assert_non_null(config);
    assert_string_equal(config->http_embed, "https://gare.example https://*.ville.example:8443");
    config_free(config);
    assert_null(read_text("http: {embed: [\"https://a.example; script-src *\"]}\n", &why));
    assert_non_null(strstr(why.text, "write it like https://gare.example"));
    assert_null(read_text("http: {embed: []}\n", &why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_standards), cmocka_unit_test(test_a_place_without_a_broker),
        cmocka_unit_test(test_who_is_told),   cmocka_unit_test(test_settings_that_a_report_lists),
        cmocka_unit_test(test_wrong_ways),    cmocka_unit_test(test_who_may_embed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
