/* Sensors that people own already, through a real broker into page and history: messages as
 * Zigbee2MQTT, ESPHome and a LoRaWAN network server send them (see tests/unit/test_source.c). */
#include "tests/unit/test.h"

#include "tests/system/town.h"
#include <string.h>
#include <unistd.h>

static const char place[] =
    "place: {id: town, name: Town, timezone: Europe/Paris, opening_hours: 24/7}\n"
    "sources:\n"
    "  - {id: desk-1, preset: zigbee2mqtt, device: desk-1}\n"
    "  - {id: desk-2, preset: esphome, device: desks/two}\n"
    "  - {id: cafe, preset: milesight-chirpstack, device: 24e1, kind: count, path: region_1_count, "
    "freshness: 15s}\n"
    "  - {id: door, kind: counter, topic: counters/door/+, in: in, out: out, freshness: 1h}\n"
    "zones:\n"
    "  - {id: openspace, name: O, kind: seats, release: 0s, seats: [{id: d1, sensor: "
    "source/desk-1},"
    " {id: d2, sensor: source/desk-2}]}\n"
    "  - {id: cafe, name: C, kind: room, capacity: 10, sensors: [source/cafe]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 20, quiet: 30m, contains: [openspace]}\n"
    "doors:\n"
    "  - {sensor: source/door, from: outside, to: house}\n";

static void say(const struct town *town, const char *topic, const char *payload)
{
    town_publish(town, topic, payload, strlen(payload));
}

/* What was said is on disk within a second. */
static void expect_sql(const struct town *town, const char *sql, int64_t expected)
{
    int64_t value = town_sql(town, sql);
    for (int i = 0; i < 100 && value != expected; i++) {
        usleep(50000);
        value = town_sql(town, sql);
    }
    assert_int_equal(value, expected);
}

#define UP "application/5e3b0b5e/device/24e1/event/up"

static void test_from_the_broker_to_page_and_history(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    town_expect_health(&town, "sources.connected", "true", 5000);
    town_expect(&town, "zones.0.unknown", "2", 5000);
    say(&town, "zigbee2mqtt/desk-1", "{\"battery\":100,\"linkquality\":18,\"occupancy\":false}");
    say(&town, "desks/binary_sensor/two/state", "ON");
    town_expect(&town, "zones.0.free", "1", 5000);
    town_expect(&town, "zones.0.unknown", "0", 5000);
    say(&town, "desks/status", "offline");
    town_expect(&town, "zones.0.unknown", "1", 5000);
    say(&town, UP, "{\"deviceInfo\":{\"devEui\":\"24e1\"},\"object\":{\"region_1_count\":4}}");
    town_expect(&town, "zones.1.present.best", "4", 5000);
    town_expect(&town, "zones.0.sensors.unprotected", "2", 0);
    town_expect(&town, "zones.2.sensors.unprotected", "1", 0);
    say(&town, "counters/door/a", "{\"in\":812,\"out\":790}");
    say(&town, "counters/door/a", "{\"in\":815,\"out\":791}");
    town_expect(&town, "zones.2.sensors.ok", "1", 5000);
    town_expect_health(&town, "sources.taken", "5", 5000);
    expect_sql(&town, "SELECT total(value) FROM event WHERE kind = 2", 2);
    /* No board may call itself so. */
    say(&town, "lampion/1/town/agents/source/hello", "{}");
    town_expect_health(&town, "refused.topic.bad_topic", "1", 5000);
    town_expect(&town, "zones.1.present.best", "null", 25000); /* its time is over */
    town_close(&town);
}

/* After a restart the numbers go on, and nobody passed meanwhile as far as one knows. */
static void test_a_restart(void **state)
{
    (void)state;
    struct town town;
    town_open(&town, 1, place);
    town_serve(&town);
    town_expect_health(&town, "sources.connected", "true", 5000);
    say(&town, "counters/door/a", "{\"in\":812,\"out\":790}");
    say(&town, "counters/door/a", "{\"in\":815,\"out\":791}");
    town_expect_health(&town, "sources.taken", "2", 5000);
    expect_sql(&town, "SELECT count(*) FROM event WHERE kind = 2", 2);
    process_kill(&town.collector);
    town_serve(&town);
    town_expect_health(&town, "sources.connected", "true", 5000);
    town_expect(&town, "zones.2.sensors.ok", "0", 5000);
    say(&town, "counters/door/a", "{\"in\":900,\"out\":850}");
    say(&town, "counters/door/a", "{\"in\":901,\"out\":850}");
    town_expect_health(&town, "sources.taken", "2", 5000);
    expect_sql(&town,
               "SELECT coalesce(max(value2) * 100 + max(value3), 0) FROM event WHERE kind = 2",
               401);
    expect_sql(&town, "SELECT count(DISTINCT stream) FROM event", 1);
    expect_sql(&town, "SELECT max(seq) - count(*) FROM event", 0);
    expect_sql(&town, "SELECT count(*) FROM event WHERE kind = 1 AND value = 1", 2);
    town_close(&town);
}

/* What it hears, what is used already, and what is silent. */
static void test_the_doctor(void **state)
{
    (void)state;
    struct town town;
    char line[500], said[4000] = "";
    town_open(&town, 1, place);
    snprintf(line, sizeof line,
             "(sleep 1; for m in 'zigbee2mqtt/desk-1 {\"occupancy\":true}' "
             "'zigbee2mqtt/lobby {\"occupancy\":true}' 'hall/binary_sensor/motion/state ON'; do "
             "mosquitto_pub -p %d -t ${m%%%% *} -m \"${m##* }\"; done) & "
             "%s doctor --config %s/lampion.yaml --seconds 3 2>&1",
             town.broker_port, town_program(), town.folder);
    FILE *output = popen(line, "r");
    assert_non_null(output);
    said[fread(said, 1, sizeof said - 1, output)] = 0;
    int code = pclose(output);
    static const char *const lines[] = {
        "3 topics heard",
        "\nsources:\n  - {id: lobby, preset: zigbee2mqtt, device: \"lobby\"} # Zigbee2MQTT\n",
        "  - {id: hall-motion, preset: esphome, device: \"hall/motion\"} # ESPHome\n",
        "source/desk-1: heard on zigbee2mqtt/desk-1",
        "source/cafe: NOT heard",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (code != 0 || !strstr(said, lines[i]))
            fail_msg("no \"%s\" in:\n%s", lines[i], said);
    assert_null(strstr(said, "device: \"desk-1\""));
    town_close(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_from_the_broker_to_page_and_history),
        cmocka_unit_test(test_a_restart),
        cmocka_unit_test(test_the_doctor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
