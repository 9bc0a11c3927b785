/* A broker that somebody else runs: its own authority, users and access list; ours in it are what
 * `lampion enroll --print` says. */
#include "tests/access/gate.h"

#include "tests/unit/test.h"
#include <string.h>
#include <unistd.h>

/* The administrator's broker: a certificate of an authority of its own (made here by another
 * Lampion place, which is as good as any), a password file, an access list with what was printed.
 */
static void set_up_broker(struct gate *gate)
{
    char line[1024];
    gate_shell(gate, "mkdir theirs && cp lampion.yaml place.yaml theirs");
    snprintf(line, sizeof line,
             "cd theirs && " LAMPION " enroll --broker localhost,127.0.0.1 --config lampion.yaml");
    assert_int_equal(gate_shell(gate, line), 0);
    snprintf(line, sizeof line,
             "cd theirs && cat >their.conf <<END\nper_listener_settings true\n"
             "listener %d 127.0.0.1\ncertfile $PWD/mosquitto/broker.pem\n"
             "keyfile $PWD/mosquitto/broker.key\nallow_anonymous false\n"
             "password_file $PWD/mosquitto/passwords\nacl_file $PWD/mosquitto/acl\nEND\n"
             "rm mosquitto/acl; touch mosquitto/acl mosquitto/passwords; chmod 711 .",
             gate->broker_port);
    assert_int_equal(gate_shell(gate, line), 0);
}

/* Enrolls and puts what is printed where the administrator would. */
static void enroll_there(struct gate *gate, const char *who, const char *file)
{
    char line[512];
    snprintf(line, sizeof line,
             "enroll %s -o %s --print --password --uri mqtts://127.0.0.1:%d --broker-ca "
             "theirs/ca/authority.pem",
             who, file, gate->broker_port);
    if (gate_lampion(gate, line))
        fail_msg("%s", gate_said(gate));
    snprintf(line, sizeof line,
             "grep -E '^(user|topic) ' said-%d.log >>theirs/mosquitto/acl; "
             "grep ':\\$7\\$' said-%d.log >>theirs/mosquitto/passwords; "
             "chmod 600 theirs/mosquitto/*; "
             "! id mosquitto 2>/dev/null || chown mosquitto theirs/mosquitto/* 2>/dev/null || :",
             gate->said, gate->said);
    assert_int_equal(gate_shell(gate, line), 0);
}

static void test_a_password_at_anothers_broker(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    set_up_broker(&gate);
    enroll_there(&gate, "--collector", "collector.credential");
    enroll_there(&gate, "desks", "desks.credential");
    enroll_there(&gate, "door", "door.credential");
    gate_broker(&gate, "theirs/their.conf");
    gate_serve(&gate);
    gate_expect(&gate, "/healthz", "\"connected\":true");
    assert_int_equal(gate_shell(&gate, LAMPION_AGENT " enroll desks.credential --to board"), 0);
    int desks = gate_agent(&gate, "desks", "board/credential");
    gate_expect(&gate, NULL, "\"free\":1");
    process_stop(&gate.agents[desks]);
    assert_true(gate_sql(&gate, "SELECT count(*) FROM event WHERE kind = 0") >= 1);
    /* Another's topics are shut to it here, too: door speaks in the name of desks, unheard. */
    char line[1024];
    snprintf(line, sizeof line,
             "mosquitto_pub -h 127.0.0.1 -p %d --cafile theirs/ca/authority.pem -q 1 "
             "-u lampion-gate-door -P $(sed -n 's/^# password: //p' door.credential) -m x -t "
             "lampion/1/gate/agents/desks/state",
             gate.broker_port);
    assert_int_equal(gate_shell(&gate, line), 0);
    strcpy(strstr(line, "agents/desks"), "agents/door/state");
    assert_int_equal(gate_shell(&gate, line), 0);
    gate_expect(&gate, "/healthz", "\"state\":{\"not_json\":1}");
    gate_close(&gate);
}

static void test_a_wrong_password_is_refused(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    set_up_broker(&gate);
    enroll_there(&gate, "desks", "desks.credential");
    gate_broker(&gate, "theirs/their.conf");
    gate_shell(&gate, "sed -i 's/^# password: ./# password: X/' desks.credential");
    int desks = gate_agent(&gate, "desks", "desks.credential");
    gate_expect_log(&gate.agents[desks], "no connection (mqtts://");
    gate_expect_log(&gate.agents[desks], "refuse");
    gate_close(&gate);
}

static void test_a_certificate_at_anothers_broker(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    set_up_broker(&gate);
    char line[512];
    snprintf(line, sizeof line,
             "enroll desks -o desks.credential --print --uri mqtts://127.0.0.1:%d --broker-ca "
             "theirs/ca/authority.pem",
             gate.broker_port);
    assert_int_equal(gate_lampion(&gate, line), 0);
    /* The administrator takes our authority and the user's lines from what was printed. */
    snprintf(line, sizeof line,
             "sed -n '/Ours vouches/,/END CERT/{/BEGIN/,/END/p}' said-%d.log >theirs/mosquitto/ours"
             "; grep -E '^(user|topic) ' said-%d.log >theirs/mosquitto/acl; "
             "! id mosquitto 2>/dev/null || chown mosquitto theirs/mosquitto/* 2>/dev/null || :",
             gate.said, gate.said);
    gate_shell(&gate, line);
    gate_shell(&gate, "cd theirs && sed -i '/password_file/d' their.conf && printf 'cafile "
                      "%s\\nrequire_certificate true\\nuse_identity_as_username true\\n' "
                      "$PWD/mosquitto/ours >>their.conf");
    gate_broker(&gate, "theirs/their.conf");
    int desks = gate_agent(&gate, "desks", "desks.credential");
    gate_expect_log(&gate.agents[desks], "connected (mqtts://");
    gate_expect_log(&gate.broker, "u'lampion-gate-desks'");
    gate_close(&gate);
}

int main(void)
{
    if (access("/usr/sbin/mosquitto", X_OK)) {
        fprintf(stderr, "skipped: install the packages mosquitto and mosquitto-clients\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_password_at_anothers_broker),
        cmocka_unit_test(test_a_wrong_password_is_refused),
        cmocka_unit_test(test_a_certificate_at_anothers_broker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
