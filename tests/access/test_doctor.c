/* What `lampion-agent doctor` says of a broker that asks for certificates: each refusal by its
 * name.
 */
#include "tests/access/gate.h"

#include "tests/unit/test.h"
#include <string.h>
#include <unistd.h>

/* agent.yaml of `agent` with that credential ("": none), calling the broker HOST. */
static void examine(struct gate *gate, const char *agent, const char *host, const char *credential)
{
    char line[1024];
    snprintf(line, sizeof line,
             "printf 'place: gate\\nagent: %s\\nbroker: {uri: \"mqtts://%s:%d\"%s%s}\\n"
             "lines: {source: trace, file: seat.csv}\\nsensors:\\n"
             "  - {id: s1, kind: seat, line: a, active: high, bias: pull-up}\\n' >doctor.yaml && "
             "LC_ALL=C " LAMPION_AGENT
             " doctor --config doctor.yaml --seconds 1 | tr -s ' \\n' ' '",
             agent, host, gate->broker_port, *credential ? ", credential: " : "", credential);
    gate_shell(gate, line);
}

static void expect(const struct gate *gate, const char *text)
{
    if (!strstr(gate_said(gate), text))
        fail_msg("no \"%s\" in: %s", text, gate_said(gate));
}

static void test_each_refusal_has_its_name(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, "127.0.0.1,desk.example", "desks door");
    gate_broker(&gate, "mosquitto/lampion.conf");
    examine(&gate, "desks", "127.0.0.1", "desks.credential");
    expect(&gate, "well broker mqtts://127.0.0.1:");
    examine(&gate, "desks", "127.1", "desks.credential");
    expect(&gate, "WRONG broker the broker's certificate is not for 127.1, but for "
                  "127.0.0.1, desk.example");
    examine(&gate, "desks", "127.0.0.1", "");
    expect(&gate, "WRONG broker the certificate of 127.0.0.1:"); /* of no public authority */
    examine(&gate, "desks", "127.0.0.1", "door.credential");
    expect(&gate, "WRONG broker ");
    expect(&gate, "door.credential");
    gate_close(&gate);
}

static void test_a_revoked_credential_is_refused_by_the_broker(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, "127.0.0.1", "desks");
    gate_lampion(&gate, "revoke desks");
    gate_broker(&gate, "mosquitto/lampion.conf");
    examine(&gate, "desks", "127.0.0.1", "desks.credential");
    expect(&gate, "refuses our credential: ");
    expect(&gate, "revoked");
    gate_close(&gate);
}

/* As on a board, where the file is root's: a person without it is told, and the port still tried.
 */
static void test_a_credential_that_one_may_not_read(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, "127.0.0.1", "desks");
    examine(&gate, "desks", "127.0.0.1", "desks.credential"); /* writes doctor.yaml */
    gate_shell(&gate, "chmod 644 doctor.yaml seat.csv; chmod 755 .; setpriv --reuid 65534 --regid "
                      "65534 --clear-groups " LAMPION_AGENT
                      " doctor --config doctor.yaml --seconds 1 | tr -s ' \\n' ' '");
    if (geteuid() == 0) {
        expect(&gate, "note broker ");
        expect(&gate, "Permission denied");
        expect(&gate, "nobody listens at 127.0.0.1:");
    }
    gate_close(&gate);
}

static void test_the_session_of_the_daemon_stands(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, "127.0.0.1", "desks");
    gate_broker(&gate, "mosquitto/lampion.conf");
    int agent = gate_agent(&gate, "desks", "desks.credential");
    gate_expect_log(&gate.agents[agent], "connected (mqtts://");
    examine(&gate, "desks", "127.0.0.1", "desks.credential");
    expect(&gate, "well broker mqtts://127.0.0.1:");
    if (gate_shell(&gate, "cat agent-0.log broker.log; ! grep -q 'no connection' agent-0.log"))
        fail_msg("%s", gate_said(&gate));
    gate_close(&gate);
}

int main(void)
{
    if (access("/usr/sbin/mosquitto", X_OK)) {
        fprintf(stderr, "skipped: install the package mosquitto\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_refusal_has_its_name),
        cmocka_unit_test(test_a_revoked_credential_is_refused_by_the_broker),
        cmocka_unit_test(test_a_credential_that_one_may_not_read),
        cmocka_unit_test(test_the_session_of_the_daemon_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
