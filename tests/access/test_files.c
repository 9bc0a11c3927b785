/* The files of access: who may read them, what they and every log must not hold, and their end. */
#include "tests/access/gate.h"

#include "tests/unit/test.h"
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOCAL "localhost,127.0.0.1"
#define DAY_MS 86400000LL

static int mode_of(const struct gate *gate, const char *name)
{
    char path[256];
    struct stat info;
    snprintf(path, sizeof path, "%s/%s", gate->folder, name);
    if (stat(path, &info))
        fail_msg("%s is not there", path);
    return (int)(info.st_mode & 07777);
}

static void test_keys_are_for_their_owner_alone(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    assert_int_equal(gate_shell(&gate, "umask 0"), 0);
    gate_enroll(&gate, LOCAL, "desks");
    assert_int_equal(
        gate_shell(&gate, "umask 0; " LAMPION_AGENT " enroll desks.credential --to board"), 0);
    assert_int_equal(mode_of(&gate, "ca"), 0700);
    assert_int_equal(mode_of(&gate, "mosquitto"), 0700);
    static const char *const secret[] = {"ca/authority.key", "mosquitto/broker.key",
                                         "desks.credential", "collector.credential",
                                         "board/credential"};
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++)
        if (mode_of(&gate, secret[i]) != 0600)
            fail_msg("%s has mode %o", secret[i], (unsigned)mode_of(&gate, secret[i]));
    /* Nothing else has a key in it, and nothing is left beside. */
    assert_int_equal(gate_shell(&gate, "test $(grep -rl 'PRIVATE KEY' . | wc -l) = 5"), 0);
    assert_int_equal(gate_shell(&gate,
                                "test \"$(echo ca/* board/* mosquitto/*)\" = \"ca/authority.key "
                                "ca/authority.pem board/credential mosquitto/acl "
                                "mosquitto/authority.pem mosquitto/broker.key "
                                "mosquitto/broker.pem mosquitto/lampion.conf "
                                "mosquitto/revoked.pem\""),
                     0);
    /* A credential that everybody can read is refused, with what to do. */
    gate_shell(&gate, "chmod 644 board/credential");
    gate_broker(&gate, "mosquitto/lampion.conf");
    int agent = gate_agent(&gate, "desks", "board/credential");
    gate_expect_log(&gate.agents[agent], "chmod 600");
    /* So is an authority. */
    gate_shell(&gate, "chmod 755 ca");
    assert_int_equal(gate_lampion(&gate, "enroll door -o door.credential"), 1);
    assert_non_null(strstr(gate_said(&gate), "chmod 700"));
    gate_close(&gate);
}

/* The collector, and nobody else, may read what the place's sources say. */
static void test_sources_are_in_the_access_list(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_shell(&gate, "echo 'sources: [{id: x, preset: zigbee2mqtt, device: lobby}]' >>place.yaml");
    gate_enroll(&gate, LOCAL, "desks");
    assert_int_equal(gate_shell(&gate, "tail -2 mosquitto/acl | head -1 | "
                                       "grep -qx 'topic read zigbee2mqtt/lobby'"),
                     0);
    assert_int_equal(gate_shell(&gate, "tail -1 mosquitto/acl | "
                                       "grep -qx 'topic read zigbee2mqtt/lobby/availability'"),
                     0);
    assert_int_equal(gate_shell(&gate, "grep '^user' mosquitto/acl | tail -1 | grep -q collector"),
                     0);
    gate_close(&gate);
}

static void test_no_key_is_in_any_log(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks door");
    assert_int_equal(gate_lampion(&gate, "enroll door -o password.credential --print --password "
                                         "--uri mqtts://other.example:8883 --broker-ca system"),
                     0);
    gate_shell(&gate, LAMPION_AGENT " enroll desks.credential --to board");
    gate_broker(&gate, "mosquitto/lampion.conf");
    gate_serve(&gate);
    gate_agent(&gate, "desks", "board/credential");
    gate_expect(&gate, NULL, "\"free\":1");
    gate_agent(&gate, "door", "desks.credential"); /* refused, and says why */
    gate_expect_log(&gate.agents[1], "is the credential of");
    gate_shell(&gate, "sed 's/BEGIN PRIV/BEGUN PRIV/' desks.credential >broken; chmod 600 broken");
    assert_int_equal(gate_shell(&gate, LAMPION_AGENT " enroll broken --to board"), 2);
    assert_non_null(strstr(gate_said(&gate), "private key"));
    gate_lampion(&gate, "check");
    gate_lampion(&gate, "revoke desks");
    /* Every line of every key, and the password, against everything that was said or stored. */
    assert_int_equal(
        gate_shell(&gate, "for f in *.credential ca/authority.key mosquitto/broker.key; do "
                          "sed -n '/BEGIN PRIV/,/END PRIV/{/PRIV/!p};s/^# password: //p' $f; done "
                          ">needles; test $(wc -l <needles) -ge 16"),
        0);
    assert_int_equal(gate_shell(&gate, "grep -c . said-1.log collector.log agent-0.log"), 0);
    gate_shell(&gate, "cat *.log enrolled.csv history.db* >everything");
    assert_int_equal(gate_shell(&gate, "grep -aqFf needles board/credential"), 0);
    assert_int_equal(gate_shell(&gate, "grep -aqFf needles everything"), 1);
    gate_close(&gate);
}

/* Commands whose clock stands `days` before now. */
static void enroll_in_the_past(struct gate *gate, const char *arguments, int days)
{
    char line[256];
    struct timespec real, wall;
    clock_gettime(CLOCK_MONOTONIC, &real);
    clock_gettime(CLOCK_REALTIME, &wall);
    snprintf(line, sizeof line, "enroll %s --clock %lld,%lld,1", arguments,
             (long long)real.tv_sec * 1000, (long long)wall.tv_sec * 1000 - days * DAY_MS);
    assert_int_equal(gate_lampion(gate, line), 0);
}

static void test_an_end_is_told_before_and_after(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "meeting");
    enroll_in_the_past(&gate, "desks -o desks.credential --days 3", 5); /* ended */
    enroll_in_the_past(&gate, "door -o door.credential --days 20", 5);  /* ends soon */
    enroll_in_the_past(&gate, "--collector -o collector.credential --days 20", 5);
    assert_int_equal(gate_shell(&gate, LAMPION_AGENT " enroll desks.credential --to board"), 2);
    assert_non_null(strstr(gate_said(&gate), "ended"));
    assert_int_equal(gate_shell(&gate, LAMPION_AGENT " enroll door.credential --to board"), 0);
    gate_broker(&gate, "mosquitto/lampion.conf");
    gate_serve(&gate);
    gate_expect_log(&gate.collector, "collector.credential: ends ");
    gate_expect(&gate, "/healthz", "\"access\":{\"until\":\"20");
    gate_expect(&gate, "/healthz", "{\"who\":\"desks\",\"until\":\"20");
    gate_expect(&gate, "/healthz", "\"ended\":true},{\"who\":\"door\",\"until\":\"20");
    gate_expect(&gate, "/healthz", "{\"who\":\"the collector\"");
    gate_expect(&gate, "/healthz", "\"ended\":false}]}");
    assert_int_equal(gate_lampion(&gate, "check"), 0);
    assert_non_null(strstr(gate_said(&gate), "what desks holds ended "));
    assert_non_null(strstr(gate_said(&gate), "what door holds ends "));
    assert_null(strstr(gate_said(&gate), "meeting"));
    /* It is no reason to stop measuring: the agent runs, says so and is let in again later. */
    int agent = gate_agent(&gate, "desks", "desks.credential");
    gate_expect_log(&gate.agents[agent], "desks.credential: ended ");
    gate_expect_log(&gate.agents[agent], "no connection");
    assert_int_equal(process_wait(&gate.agents[agent], 100), -1);
    assert_int_equal(gate_shell(&gate, LAMPION_AGENT " check --config desks.yaml"), 0);
    assert_non_null(strstr(gate_said(&gate), "warning: "));
    gate_close(&gate);
}

static void test_damaged_files_are_refused_with_a_reason(void **state)
{
    (void)state;
    struct gate gate;
    gate_open(&gate);
    gate_enroll(&gate, LOCAL, "desks door");
    static const char *const damage[][2] = {
        {"head -c 900 desks.credential", "cannot be read"},
        {"sed 's/^# place: gate/# place: other/' desks.credential", "its certificate gate/desks"},
        {"sed '/^# agent/d' desks.credential", "head is damaged"},
        {"sed 1d desks.credential", "no credential"},
        {"sed '/BEGIN PRIV/,$d' desks.credential; sed -n '/BEGIN PRIV/,$p' door.credential",
         "does not fit"},
        {"cat collector.credential", "is the collector's"},
        {"head -c 100000 /dev/zero", "too large"},
        {":", "no credential"},
    };
    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        char line[256];
        snprintf(line, sizeof line, "(%s) >damaged; chmod 600 damaged", damage[i][0]);
        gate_shell(&gate, line);
        assert_int_not_equal(gate_shell(&gate, LAMPION_AGENT " enroll damaged --to board"), 0);
        if (!strstr(gate_said(&gate), damage[i][1]))
            fail_msg("%s: %s", damage[i][0], gate_said(&gate));
        assert_int_not_equal(gate_shell(&gate, "test -e board/credential"), 0);
    }
    gate_shell(&gate, "echo nonsense >>enrolled.csv");
    assert_int_equal(gate_lampion(&gate, "enroll door -o door.credential"), 1);
    assert_non_null(strstr(gate_said(&gate), "enrolled.csv:6: damaged"));
    gate_close(&gate);
}

static void test_wrong_use_is_told(void **state)
{
    (void)state;
    static const char *const wrong[] = {"enroll",
                                        "enroll desks",
                                        "enroll Desks -o x",
                                        "enroll desks door -o x",
                                        "enroll desks --collector -o x",
                                        "enroll desks -o x --password",
                                        "enroll desks -o x --print",
                                        "enroll desks -o x --days 0",
                                        "enroll --broker h --listen x",
                                        "enroll desks -o x --listen 1",
                                        "revoke",
                                        "revoke a b"};
    struct gate gate;
    gate_open(&gate);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (gate_lampion(&gate, wrong[i]) != 2)
            fail_msg("%s: %s", wrong[i], gate_said(&gate));
    assert_int_equal(gate_lampion(&gate, "enroll desks -o x"), 1);
    assert_non_null(strstr(gate_said(&gate), "first lampion enroll --broker HOST"));
    assert_int_equal(gate_lampion(&gate, "enroll --broker 'a b'"), 1);
    assert_int_equal(gate_shell(&gate, "test -e x"), 1);
    gate_close(&gate);
}

int main(void)
{
    if (access("/usr/sbin/mosquitto", X_OK)) {
        fprintf(stderr, "skipped: install the package mosquitto\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_are_for_their_owner_alone),
        cmocka_unit_test(test_sources_are_in_the_access_list),
        cmocka_unit_test(test_no_key_is_in_any_log),
        cmocka_unit_test(test_an_end_is_told_before_and_after),
        cmocka_unit_test(test_damaged_files_are_refused_with_a_reason),
        cmocka_unit_test(test_wrong_use_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
