/* Secrets, passwords, waiting, and what the store keeps of them. */
#include "tests/unit/test.h"

#include "dashboard/access/backoff.h"
#include "dashboard/access/password.h"
#include "dashboard/access/secret.h"
#include "dashboard/history/audit.h"
#include "dashboard/history/keys.h"
#include "dashboard/history/people.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define T0 INT64_C(1795421082000)

static void test_secrets(void **state)
{
    char a[TOKEN_MAX], b[TOKEN_MAX], code[CODE_MAX], again[CODE_MAX], one[65], two[65];
    (void)state;
    for (int i = 0; i < 200; i++) {
        assert_int_equal(token_draw(a) | token_draw(b) | code_draw(code), 0);
        assert_int_equal(strlen(a), 43);
        assert_string_not_equal(a, b);
        assert_int_equal(strlen(code), 23);
        assert_true(code_read(code, again));
        assert_string_equal(code, again);
    }
    assert_true(code_read(" ilo0o abcde fghjk-mnpqr ", again));
    assert_string_equal(again, "11000-ABCDE-FGHJK-MNPQR");
    assert_false(code_read("ABCDE", again));
    assert_false(code_read("ABCDE-ABCDE-ABCDE-ABCDE-A", again));
    assert_false(code_read("ABCDE-ABCDE-ABCDE-ABCD<", again));
    secret_digest("session", a, one);
    secret_digest("csrf", a, two);
    assert_int_equal(strlen(one), 64);
    assert_false(secret_equal(one, two));
    secret_digest("session", a, two);
    assert_true(secret_equal(one, two));
    assert_false(secret_equal("", ""));
}

static void test_passwords(void **state)
{
    char hash[PASSWORD_HASHED_MAX], other[PASSWORD_HASHED_MAX], long_one[200];
    struct why why;
    (void)state;
    memset(long_one, 'x', sizeof long_one);
    long_one[0] = 'a';
    long_one[129] = 0;
    assert_int_equal(password_flaw("elevenchars", "ana"), PASSWORD_SHORT);
    assert_int_equal(password_flaw("ééàéèéùéîéôé", "ana"), PASSWORD_FINE);
    assert_int_equal(password_flaw(long_one, "ana"), PASSWORD_LONG);
    long_one[128] = 0;
    assert_int_equal(password_flaw(long_one, "ana"), PASSWORD_FINE);
    assert_int_equal(password_flaw("Password2026", "ana"), PASSWORD_COMMON);
    assert_int_equal(password_flaw("motdepasse123", "ana"), PASSWORD_COMMON);
    assert_int_equal(password_flaw("anaanaanaana", "ana"), PASSWORD_COMMON);
    assert_int_equal(password_flaw("aaaaaaaaaaaa", "bob"), PASSWORD_COMMON);
    assert_int_equal(password_flaw("998877665544", "bob"), PASSWORD_COMMON);
    assert_int_equal(password_flaw("le chat dort au soleil", "ana"), PASSWORD_FINE);
    assert_int_equal(password_hash("le chat dort", hash, &why), 0);
    assert_int_equal(password_hash("le chat dort", other, &why), 0);
    assert_int_equal(strncmp(hash, "$y$", 3), 0);
    assert_string_not_equal(hash, other);
    assert_true(password_fits("le chat dort", hash));
    assert_false(password_fits("le chat mort", hash));
    assert_false(password_fits("", hash));
    assert_false(password_fits("le chat dort", ""));
    assert_false(password_fits("le chat dort", "*"));
}

/* Who has no account costs as much as who has: the hash of nobody must be one. */
static void test_nobody_costs_as_much(void **state)
{
    char hash[PASSWORD_HASHED_MAX];
    struct why why;
    struct timespec a, b, c;
    (void)state;
    password_hash("le chat dort", hash, &why);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
    password_fits("le chat mort", hash);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
    password_fits("le chat mort", "");
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &c);
    double known = (double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec);
    double unknown = (double)(c.tv_sec - b.tv_sec) * 1e9 + (double)(c.tv_nsec - b.tv_nsec);
    assert_true(unknown > known / 5); /* a refused setting would take a thousandth */
}

static void test_waiting(void **state)
{
    static struct backoff backoff;
    (void)state;
    backoff = (struct backoff){.most_ms = 60000};
    for (int i = 1; i < BACKOFF_FREE; i++)
        backoff_attempt(&backoff, "ana", 1000);
    assert_int_equal(backoff_wait_ms(&backoff, "ana", 1000), 0);
    backoff_attempt(&backoff, "ana", 1000);
    assert_int_equal(backoff_wait_ms(&backoff, "ana", 1000), 1000);
    backoff_attempt(&backoff, "ana", 2000);
    assert_int_equal(backoff_wait_ms(&backoff, "ana", 2000), 2000);
    assert_int_equal(backoff_wait_ms(&backoff, "ana", 4000), 0);
    assert_int_equal(backoff_wait_ms(&backoff, "bob", 2000), 0);
    for (int i = 0; i < 100; i++)
        backoff_attempt(&backoff, "ana", 5000);
    assert_int_equal(backoff_wait_ms(&backoff, "ana", 5000), 60000);
    backoff_attempt(&backoff, "ana", 5000 + 2 * BACKOFF_FORGIVEN_MS);
    assert_int_equal(backoff_wait_ms(&backoff, "ana", 5000 + 2 * BACKOFF_FORGIVEN_MS), 0);
    backoff_forgive(&backoff, "ana");
    assert_int_equal(backoff_wait_ms(&backoff, "ana", 5000), 0);
}

/* Whatever happens: nobody waits longer than the most, who keeps failing is never let through more
 * than now and then, and a crowd of others does not free the one who fails all the time. */
static void test_waiting_whatever_happens(void **state)
{
    static struct backoff backoff;
    uint64_t random = test_seed();
    int64_t now_ms = 0, tried = 0;
    (void)state;
    backoff = (struct backoff){.most_ms = 60000};
    for (int i = 0; i < 20000; i++) {
        char other[24];
        now_ms += test_between(&random, 0, 100);
        snprintf(other, sizeof other, "n%d", (int)test_between(&random, 0, 800));
        int64_t wait_ms = backoff_wait_ms(&backoff, "bad", now_ms);
        assert_in_range(wait_ms, 0, 60000);
        if (wait_ms == 0) {
            backoff_attempt(&backoff, "bad", now_ms);
            tried++;
        }
        if (backoff_wait_ms(&backoff, other, now_ms) == 0)
            backoff_attempt(&backoff, other, now_ms);
    }
    assert_true(tried <= 12 + now_ms / 60000);
}

/* ---- The store ---- */

static struct store *store;
static char folder[] = "/tmp/lampion-access.XXXXXX", file[64];

static int setup(void **state)
{
    struct why why;
    (void)state;
    strcpy(folder, "/tmp/lampion-access.XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/h.db", folder);
    store = store_open(file, STORE_WRITE, &why);
    return store ? 0 : -1;
}

static int teardown(void **state)
{
    char command[128];
    (void)state;
    store_close(store);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void test_people_and_sessions(void **state)
{
    struct why why;
    struct person ana;
    struct session session;
    (void)state;
    int64_t organisers = -1;
    assert_int_equal(people_organisers(store, &organisers, &why), 0);
    assert_int_equal(organisers, 0);
    assert_int_equal(person_add(store, "ana", ROLE_ORGANISER, "c0de", T0, &why), 0);
    assert_int_equal(person_add(store, "ana", ROLE_READER, NULL, T0, &why), -EEXIST);
    assert_int_equal(person_find(store, "bob", &ana, &why), -ENOENT);
    assert_int_equal(person_find(store, "ana", &ana, &why), 0);
    assert_string_equal(ana.code, "c0de");
    assert_int_equal(ana.code_until_ms, T0 + CODE_LASTS_MS);
    assert_int_equal(person_password(store, ana.id, "$y$h", &why), 0);
    assert_int_equal(session_put(store, "t", ana.id, T0, &why), 0);
    assert_int_equal(session_find(store, "u", T0, &session, &why), -ENOENT);
    assert_int_equal(session_find(store, "t", T0, &session, &why), 0);
    assert_string_equal(session.person, "ana");
    assert_int_equal(session.role, ROLE_ORGANISER);
    assert_int_equal(session_find(store, "t", T0 + SESSION_IDLE_MS, &session, &why), -ENOENT);
    assert_int_equal(session_find(store, "t", T0 - 86400000, &session, &why), -ENOENT);
    for (int64_t t = T0; t < T0 + SESSION_LASTS_MS; t += SESSION_IDLE_MS / 2)
        assert_int_equal(session_note(store, "t", t, &why), 0);
    assert_int_equal(session_find(store, "t", T0 + SESSION_LASTS_MS - 1, &session, &why), 0);
    assert_int_equal(session_find(store, "t", T0 + SESSION_LASTS_MS, &session, &why), -ENOENT);
    assert_int_equal(person_disable(store, ana.id, T0, &why), 0);
    assert_int_equal(session_find(store, "t", T0 + 1, &session, &why), -ENOENT);
    people_organisers(store, &organisers, &why);
    assert_int_equal(organisers, 0);
    assert_int_equal(person_reset(store, ana.id, "new", T0, &why), 0);
    assert_int_equal(person_find(store, "ana", &ana, &why), 0);
    assert_false(ana.disabled);
    assert_string_equal(ana.hash, "");
    assert_int_equal(session_put(store, "t", ana.id, T0, &why), 0);
    assert_int_equal(session_end(store, "t", &why), 0);
    assert_int_equal(session_find(store, "t", T0, &session, &why), -ENOENT);
}

static void test_keys(void **state)
{
    struct why why;
    struct access_key key = {
        .scope = KEY_REPORTS, .name = "<b>", .made_ms = T0, .until_ms = T0 + 9};
    struct access_key found, *all;
    int64_t id;
    (void)state;
    assert_int_equal(key_add(store, &key, "hash", &id, &why), 0);
    assert_int_equal(key_find(store, "hash", T0 + 8, &found, &why), 0);
    assert_int_equal(found.scope, KEY_REPORTS);
    assert_int_equal(key_find(store, "hash", T0 + 9, &found, &why), -ENOENT);
    assert_int_equal(key_find(store, "has", T0, &found, &why), -ENOENT);
    assert_int_equal(keys_list(store, &all, &why), 1);
    free(all);
    assert_int_equal(key_revoke(store, id, T0, &why), 0);
    assert_int_equal(key_find(store, "hash", T0, &found, &why), -ENOENT);
    assert_int_equal(key_revoke(store, id, T0, &why), -ENOENT);
}

static void test_the_audit_log_only_grows(void **state)
{
    struct why why;
    struct audit_entry entries[4];
    (void)state;
    assert_int_equal(change_begin(store, &why), 0);
    assert_int_equal(audit_put(store, T0, "ana", "user-add", "bob", &why), 0);
    assert_int_equal(change_end(store, 0, &why), 0);
    assert_int_equal(change_begin(store, &why), 0);
    assert_int_equal(audit_put(store, T0, "ana", "user-add", "eve", &why), 0);
    assert_int_equal(change_end(store, -EINVAL, &why), -EINVAL); /* nothing of it stays */
    assert_int_equal(audit_list(store, INT64_MAX, entries, 4, &why), 1);
    assert_string_equal(entries[0].object, "bob");
    char command[256];
    snprintf(command, sizeof command, "sqlite3 %s 'DELETE FROM audit' 2>/dev/null", file);
    assert_int_not_equal(system(command), 0);
    assert_int_equal(audit_list(store, INT64_MAX, entries, 4, &why), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_secrets),
        cmocka_unit_test(test_passwords),
        cmocka_unit_test(test_nobody_costs_as_much),
        cmocka_unit_test(test_waiting),
        cmocka_unit_test(test_waiting_whatever_happens),
        cmocka_unit_test_setup_teardown(test_people_and_sessions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_audit_log_only_grows, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
