/* Who gets in and who does not, with the real mosquitto on the files that lampion enroll writes. */
#include "tests/access/gate.h"

#include "tests/support/until.h"
#include "tests/unit/test.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOCAL "localhost,127.0.0.1"
#define TOPIC "lampion/1/gate/agents/"

/* ---- who is right ---- */

static void test_an_enrolled_agent_reaches_page_and_history(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks");
    gate_broker(&gate, "mosquitto/lampion.conf");
    gate_serve(&gate);
    assert_int_equal(gate_shell(&gate, LAMPION_AGENT " enroll desks.credential --to board"), 0);
    assert_non_null(strstr(gate_said(&gate), "agent: desks"));
    gate_agent(&gate, "desks", "board/credential");
    gate_expect(&gate, NULL, "\"free\":1");
    gate_expect(&gate, "/healthz", "\"connected\":true");
    gate_expect_log(&gate.agents[0], "connected (mqtts://");
    process_stop(&gate.agents[0]); /* not before its events are acknowledged */
    assert_true(gate_sql(&gate, "SELECT count(*) FROM event WHERE kind = 0") >= 1);
    gate_close(&gate);
}

/* ---- who is wrong ---- */

static void test_nobody_without_a_credential(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks");
    gate_broker(&gate, "mosquitto/lampion.conf");
    gate_serve(&gate);
    int agent = gate_agent(&gate, "desks", "");
    gate_expect_log(&gate.agents[agent], "no connection (mqtts://");
    assert_int_equal(gate_shell(&gate, "mosquitto_pub -d -h 127.0.0.1 -p $(sed -n "
                                       "'s/^listener \\([0-9]*\\).*/\\1/p' mosquitto/lampion.conf) "
                                       "--cafile mosquitto/authority.pem -t " TOPIC
                                       "desks/state -m x") == 0,
                     0);
    assert_null(strstr(gate_said(&gate), "CONNACK (0)"));
    gate_expect(&gate, "/healthz", "\"connected\":true"); /* the collector hears by now */
    assert_int_equal(gate_publish(&gate, "desks", TOPIC "desks/state", ""), 0); /* and with one */
    gate_expect(&gate, "/healthz", "\"state\":{\"not_json\":1}");
    gate_close(&gate);
}

static void test_an_agent_with_anothers_credential_says_so(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks door");
    gate_broker(&gate, "mosquitto/lampion.conf");
    int agent = gate_agent(&gate, "desks", "door.credential");
    gate_expect_log(&gate.agents[agent], "is the credential of gate/door, not of gate/desks");
    int status = process_wait(&gate.agents[agent], 10000);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
    assert_int_equal(gate_shell(&gate, LAMPION_AGENT " check --config desks.yaml"), 2);
    assert_non_null(strstr(gate_said(&gate), "is the credential of gate/door"));
    /* A head that was changed by hand is no other name either. */
    gate_shell(&gate, "sed -i 's/door/desks/' door.credential");
    assert_int_equal(gate_shell(&gate, LAMPION_AGENT " check --config desks.yaml"), 2);
    assert_non_null(strstr(gate_said(&gate), "its certificate gate/door"));
    gate_close(&gate);
}

static void test_a_broker_of_another_name_hears_nothing(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, "elsewhere.example", "desks");
    gate_broker(&gate, "mosquitto/lampion.conf");
    gate_serve(&gate);
    int agent = gate_agent(&gate, "desks", "desks.credential");
    gate_expect_log(&gate.agents[agent], "the certificate is not for this host");
    gate_expect_log(&gate.collector, "the certificate is not for this host");
    gate_expect(&gate, "/healthz", "\"connected\":false");
    gate_close(&gate);
}

static void test_a_broker_of_another_authority_hears_nothing(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks");
    gate_shell(&gate, "mv ca other-ca && mv enrolled.csv other.csv && mv desks.credential ours");
    gate_enroll(&gate, LOCAL, "desks");
    gate_shell(&gate, "mv ours desks.credential");
    gate_broker(&gate, "mosquitto/lampion.conf");
    int agent = gate_agent(&gate, "desks", "desks.credential");
    gate_expect_log(&gate.agents[agent], "certificate verify failed");
    gate_close(&gate);
}

static void test_an_agent_is_no_broker(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks door");
    gate_shell(&gate, "cp door.credential mosquitto/broker.pem; "
                      "cp door.credential mosquitto/broker.key");
    gate_broker(&gate, "mosquitto/lampion.conf");
    int agent = gate_agent(&gate, "desks", "desks.credential");
    gate_expect_log(&gate.agents[agent], "certificate verify failed");
    gate_close(&gate);
}

/* ---- whose topics ---- */

static void test_an_agent_writes_its_own_topics_only(void **state)
{
    (void)state;
    static const char *const others[] = {TOPIC "desks/hello",
                                         TOPIC "desks/state",
                                         TOPIC "desks/events",
                                         TOPIC "desks/ack",
                                         TOPIC "door/ack",
                                         TOPIC "door/other",
                                         "lampion/1/gate/zones/openspace",
                                         "lampion/1/gate/status",
                                         "lampion/1/gate/pulse",
                                         "lampion/1/other/agents/door/state"};
    static const char *const own[] = {TOPIC "door/hello", TOPIC "door/state", TOPIC "door/events"};
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks door");
    gate_broker(&gate, "mosquitto/lampion.conf");
    for (size_t i = 0; i < 3; i++) {
        gate_listen(&gate, "collector");
        for (size_t j = 0; j < sizeof others / sizeof *others; j++)
            gate_publish(&gate, "door", others[j], "");
        assert_int_equal(gate_publish(&gate, "door", own[i], ""), 0);
        assert_string_equal(gate_heard(&gate), own[i]); /* the first that was heard at all */
    }
    gate_close(&gate);
}

static void test_an_agent_reads_its_own_acks_only(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks door");
    gate_broker(&gate, "mosquitto/lampion.conf");
    gate_publish(&gate, "desks", TOPIC "desks/hello", "-r"); /* a retained one is none, too */
    gate_listen(&gate, "door");
    gate_publish(&gate, "desks", TOPIC "desks/state", "");
    gate_publish(&gate, "desks", TOPIC "desks/events", "");
    gate_publish(&gate, "collector", TOPIC "desks/ack", "");
    gate_publish(&gate, "collector", "lampion/1/gate/pulse", "");
    gate_publish(&gate, "collector", "lampion/1/gate/status", "");
    gate_publish(&gate, "collector", TOPIC "door/ack", "");
    assert_string_equal(gate_heard(&gate), TOPIC "door/ack");
    gate_close(&gate);
}

static void test_an_agent_cannot_take_anothers_session(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks door");
    gate_broker(&gate, "mosquitto/lampion.conf");
    gate_serve(&gate);
    int agent = gate_agent(&gate, "desks", "desks.credential");
    gate_expect(&gate, NULL, "\"free\":1");
    assert_int_equal(gate_publish(&gate, "door", TOPIC "door/state", "-i lampion-gate-desks"), 0);
    assert_int_equal(gate_publish(&gate, "door", TOPIC "door/state", "-i desks"), 0);
    gate_expect(&gate, "/healthz", "\"state\":{\"not_json\":2}"); /* both are through */
    gate_expect(&gate, NULL, "\"free\":1");
    char rest[8];
    assert_false(process_said(&gate.agents[agent], "no connection", "", rest, sizeof rest, 1));
    gate_close(&gate);
}

/* ---- revoked ---- */

/* mosquitto does not say when it has read its files again. */
static void reload_until_refused(struct gate *gate, const char *name, const char *topic)
{
    process_signal(&gate->broker, SIGHUP);
    for (int64_t end_ms = until_ms(15000); !gate_publish(gate, name, topic, ""); usleep(20000))
        if (until_over(end_ms)) {
            process_show(&gate->broker);
            fail_msg("%s is revoked and still heard", name);
        }
}

static void test_a_reload_refuses_who_is_revoked(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks door meeting");
    gate_broker(&gate, "mosquitto/lampion.conf");
    static const char *const names[] = {"door", "meeting"};
    for (size_t i = 0; i < 2; i++) { /* twice: the newer list must win over the one it has */
        char line[64], topic[64];
        snprintf(topic, sizeof topic, TOPIC "%s/state", names[i]);
        snprintf(line, sizeof line, "revoke %s", names[i]);
        assert_int_equal(gate_publish(&gate, names[i], topic, ""), 0);
        assert_int_equal(gate_lampion(&gate, line), 0);
        reload_until_refused(&gate, names[i], topic);
        assert_int_equal(gate_publish(&gate, "desks", TOPIC "desks/state", ""), 0);
    }
    assert_int_not_equal(gate_publish(&gate, "door", TOPIC "door/state", ""), 0);
    assert_int_equal(gate_lampion(&gate, "revoke nobody"), 1);
    assert_int_equal(gate_lampion(&gate, "revoke door"), 1); /* it holds none any more */
    gate_close(&gate);
}

static void test_a_restart_ends_the_session_of_who_is_revoked(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks");
    gate_broker(&gate, "mosquitto/lampion.conf");
    gate_serve(&gate);
    int agent = gate_agent(&gate, "desks", "desks.credential");
    gate_expect(&gate, NULL, "\"free\":1");
    assert_int_equal(gate_lampion(&gate, "revoke desks"), 0);
    process_stop(&gate.broker);
    gate_broker(&gate, "mosquitto/lampion.conf");
    gate_expect_log(&gate.agents[agent], "no connection");
    gate_expect(&gate, "/healthz", "\"connected\":true");
    gate_expect(&gate, NULL, "\"free\":null"); /* unknown, never free */
    process_stop(&gate.agents[agent]);
    /* Enrolled again it is back. */
    assert_int_equal(gate_lampion(&gate, "enroll desks -o desks.credential"), 0);
    gate_agent(&gate, "desks", "desks.credential");
    gate_expect(&gate, NULL, "\"free\":1");
    gate_close(&gate);
}

static void test_enrolling_again_revokes_the_former(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks");
    gate_shell(&gate, "mv desks.credential former.credential");
    assert_int_equal(gate_lampion(&gate, "enroll desks -o desks.credential"), 0);
    assert_non_null(strstr(gate_said(&gate), "is revoked"));
    gate_broker(&gate, "mosquitto/lampion.conf");
    assert_int_equal(gate_publish(&gate, "desks", TOPIC "desks/state", ""), 0);
    assert_int_not_equal(gate_publish(&gate, "former", TOPIC "desks/state", ""), 0);
    /* A list that does not reach the broker is no success. */
    gate_shell(&gate, "mv mosquitto away");
    assert_int_equal(gate_lampion(&gate, "enroll door -o door.credential"), 1);
    assert_non_null(strstr(gate_said(&gate), "the broker does not know yet"));
    gate_shell(&gate, "mv away mosquitto");
    /* What could not be written costs nobody the credential it has. */
    assert_int_equal(gate_lampion(&gate, "enroll desks -o nowhere/desks.credential"), 1);
    process_stop(&gate.broker);
    gate_broker(&gate, "mosquitto/lampion.conf");
    assert_int_equal(gate_publish(&gate, "desks", TOPIC "desks/state", ""), 0);
    gate_close(&gate);
}

int main(void)
{
    if (access("/usr/sbin/mosquitto", X_OK) ||
        system("mosquitto_sub --version >/dev/null 2>&1") == 127 << 8) {
        fprintf(stderr, "skipped: install the packages mosquitto and mosquitto-clients\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_enrolled_agent_reaches_page_and_history),
        cmocka_unit_test(test_nobody_without_a_credential),
        cmocka_unit_test(test_an_agent_with_anothers_credential_says_so),
        cmocka_unit_test(test_a_broker_of_another_name_hears_nothing),
        cmocka_unit_test(test_a_broker_of_another_authority_hears_nothing),
        cmocka_unit_test(test_an_agent_is_no_broker),
        cmocka_unit_test(test_an_agent_writes_its_own_topics_only),
        cmocka_unit_test(test_an_agent_reads_its_own_acks_only),
        cmocka_unit_test(test_an_agent_cannot_take_anothers_session),
        cmocka_unit_test(test_a_reload_refuses_who_is_revoked),
        cmocka_unit_test(test_a_restart_ends_the_session_of_who_is_revoked),
        cmocka_unit_test(test_enrolling_again_revokes_the_former),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
