/* Credentials: what the authority makes, a board can read, and nothing else. */
#include "tests/unit/test.h"

#include "agent/common/certificate.h"
#include "agent/common/credential.h"
#include "agent/common/file.h"
#include "agent/common/time.h"
#include "dashboard/access/authority.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW_MS 1790000000000LL
#define DAY_MS 86400000LL
#define MUTATIONS 3000

static char folder[] = "/tmp/lampion-credential-XXXXXX";
static char *good; /* the text of a credential of gare/desks */

static int make(void **state)
{
    (void)state;
    struct why why;
    struct issued issued;
    struct credential head = {
        .place = "gare", .agent = "desks", .user = "desks", .broker = "mqtts://desk.local:8883"};
    const struct authority_request request = {
        .agent = "desks", .user = "desks", .until_ms = NOW_MS + 100 * DAY_MS};
    char *pem = NULL;
    if (!mkdtemp(folder))
        return -1;
    struct authority *authority = authority_open(folder, "gare", NOW_MS, &why);
    assert_non_null(authority);
    assert_int_equal(authority_issue(authority, &request, &issued, &why), 0);
    assert_true(asprintf(&pem, "%s%s%s", issued.certificate, authority_certificate(authority),
                         issued.key) > 0);
    good = credential_format(&head, pem);
    free(pem);
    issued_clear(&issued);
    authority_close(authority);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    char command[128];
    free(good);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static const char *write_good(const char *name, mode_t mode)
{
    static char path[128];
    struct why why;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(file_write(path, good, mode, &why), 0);
    return path;
}

static void test_what_was_written_is_read(void **state)
{
    (void)state;
    struct credential read;
    struct why why;
    assert_int_equal(credential_parse(&read, "c", good, &why), 0);
    assert_string_equal(read.place, "gare");
    assert_string_equal(read.agent, "desks");
    assert_string_equal(read.user, "desks");
    assert_string_equal(read.broker, "mqtts://desk.local:8883");
    assert_string_equal(read.password, "");
    assert_true(read.has_authority);
    assert_int_equal(read.until_ms, NOW_MS + 100 * DAY_MS);
    assert_int_equal(credential_ends(&read, NOW_MS, &why), 0);
    assert_int_equal(credential_ends(&read, NOW_MS + 71 * DAY_MS, &why), 1);
    assert_int_equal(credential_ends(&read, NOW_MS + 100 * DAY_MS, &why), -1);
    assert_int_equal(credential_ends(&read, 0, &why), 0); /* a board without a clock */
}

static void test_it_fits_one_agent_and_tls(void **state)
{
    (void)state;
    struct credential taken;
    struct why why;
    const char *path = write_good("fits", 0600), *uri = "mqtts://h:8883";
    assert_int_equal(credential_take(&taken, path, "gare", "desks", uri, &why), 0);
    struct link_config link = {.uri = uri};
    credential_apply(&taken, &link);
    assert_string_equal(link.ca_file, path);
    assert_string_equal(link.cert_file, path);
    assert_string_equal(link.key_file, path);
    assert_null(link.username);
    assert_true(credential_take(&taken, path, "gare", "door", uri, &why) < 0);
    assert_true(credential_take(&taken, path, "other", "desks", uri, &why) < 0);
    assert_true(credential_take(&taken, path, "gare", CREDENTIAL_COLLECTOR, uri, &why) < 0);
    assert_true(credential_take(&taken, path, "gare", "desks", "mqtt://127.0.0.1", &why) < 0);
    assert_true(credential_take(&taken, "/nowhere", "gare", "desks", uri, &why) < 0);
    assert_int_equal(credential_take(&taken, NULL, "gare", "desks", uri, &why), 0);
    link = (struct link_config){.uri = uri};
    credential_apply(&taken, &link);
    assert_null(link.cert_file);
    assert_null(link.ca_file);
}

static void test_systemds_copy_is_taken(void **state)
{
    (void)state;
    struct credential read;
    struct why why;
    const char *path = write_good("credential", 0400);
    setenv("CREDENTIALS_DIRECTORY", folder, 1);
    assert_int_equal(credential_read(&read, "/etc/lampion-agent/credential", &why), 0);
    assert_string_equal(read.path, path);
    assert_true(credential_read(&read, "/etc/lampion-agent/other", &why) < 0);
    char *kept = good;
    good = "\n"; /* what the unit shows where there is no file */
    write_good("credential", 0400);
    assert_int_equal(credential_read(&read, "/etc/lampion-agent/credential", &why), -ENOENT);
    assert_non_null(strstr(why.text, "/etc/lampion-agent/credential: there is no credential"));
    good = kept;
    write_good("credential", 0400);
    unsetenv("CREDENTIALS_DIRECTORY");
    chmod(path, 0440); /* a group may be meant, everybody not */
    assert_int_equal(credential_read(&read, path, &why), 0);
    chmod(path, 0604);
    assert_int_equal(credential_read(&read, path, &why), -EACCES);
}

static void test_a_password_needs_no_certificate(void **state)
{
    (void)state;
    struct credential head = {.place = "gare", .agent = CREDENTIAL_COLLECTOR, .password = "p"},
                      read;
    struct why why;
    credential_user_elsewhere(head.user, head.place, head.agent);
    char *text = credential_format(&head, "");
    assert_int_equal(credential_parse(&read, "c", text, &why), 0);
    assert_string_equal(read.user, "lampion-gare--collector");
    assert_int_equal(read.until_ms, TIME_NEVER);
    struct link_config link = {.uri = "mqtts://h"};
    credential_apply(&read, &link);
    assert_string_equal(link.username, "lampion-gare--collector");
    assert_string_equal(link.password, "p");
    assert_null(link.ca_file); /* the system's authorities */
    free(text);
}

/* Whatever is done to the file, it is refused or still names the same agent. */
static void test_damage_never_makes_another_of_it(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    size_t length = strlen(good);
    for (int i = 0; i < MUTATIONS; i++) {
        struct credential read;
        struct why why;
        char *text = strdup(good);
        for (int64_t j = test_between(&seed, 1, 3); j > 0; j--)
            text[test_between(&seed, 0, (int64_t)length - 1)] = (char)test_between(&seed, 1, 127);
        if (test_between(&seed, 0, 3) == 0)
            text[test_between(&seed, 0, (int64_t)length)] = '\0';
        if (credential_parse(&read, "c", text, &why) == 0 && !read.password[0]) {
            assert_string_equal(read.place, "gare");
            assert_string_equal(read.agent, "desks");
        }
        free(text);
    }
}

static void test_the_list_of_what_is_revoked_is_made(void **state)
{
    (void)state;
    static const char serials[2][AUTHORITY_SERIAL_MAX] = {"0A", "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFF"};
    static const int64_t when[2] = {NOW_MS, NOW_MS};
    struct why why;
    struct authority *authority = authority_open(folder, "gare", NOW_MS, &why); /* the same */
    assert_non_null(strstr(good, authority_certificate(authority)));
    char *empty = authority_list(authority, serials, when, 0, 0, &why);
    char *two = authority_list(authority, serials, when, 2, 2, &why);
    assert_non_null(strstr(empty, "BEGIN X509 CRL"));
    assert_true(strlen(two) > strlen(empty));
    free(empty);
    free(two);
    authority_close(authority);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_written_is_read),
        cmocka_unit_test(test_it_fits_one_agent_and_tls),
        cmocka_unit_test(test_systemds_copy_is_taken),
        cmocka_unit_test(test_a_password_needs_no_certificate),
        cmocka_unit_test(test_damage_never_makes_another_of_it),
        cmocka_unit_test(test_the_list_of_what_is_revoked_is_made),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
