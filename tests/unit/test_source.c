/* Sources: what the messages of other projects mean, and what becomes of it.
 *
 * The messages are those of the projects' own tests and documents:
 * - Zigbee2MQTT: test/extensions/receive.test.ts (occupancy_sensor) and availability.test.ts of
 *   Koenkk/zigbee2mqtt (GPL-3.0), and what its log shows of a Philips motion sensor;
 * - ESPHome: components/mqtt of esphome/esphome-docs (CC BY-NC-SA 4.0);
 * - Tasmota: docs/MQTT.md of tasmota/docs; Homie 5: homieiot/convention;
 * - Milesight: vs135 and vs341 of Milesight-IoT/SensorDecoders, within the uplinks of ChirpStack
 *   (docs/integrations/events) and The Things Stack (data formats). */
#include "tests/unit/test.h"

#include "dashboard/ingest/source.h"
#include "dashboard/ingest/source_word.h"
#include <stdlib.h>
#include <string.h>

#define NOW_MS 1790000000000
#define SAYS(v) SOURCE_SAYS, v

static const char text[] =
    "place: {id: gare, name: La Gare}\n"
    "sources:\n"
    "  - {id: z2m, preset: zigbee2mqtt, device: occupancy_sensor, freshness: 10m}\n"
    "  - {id: contact, preset: zigbee2mqtt, device: door, path: contact, on: \"false\", "
    "off: \"true\"}\n"
    "  - {id: esp, preset: esphome, device: livingroom/motion}\n"
    "  - {id: tas, preset: tasmota, device: pir}\n"
    "  - {id: homie, preset: homie5, device: super-car/engine/occupied}\n"
    "  - {id: vs341, preset: milesight-chirpstack, device: 24e124136b502217}\n"
    "  - {id: vs135, preset: milesight-chirpstack, device: 24e124136b502218, kind: count, "
    "path: region_2_count}\n"
    "  - {id: ttn, preset: milesight-ttn, device: dev1, kind: counter, in: line_1_total_in, "
    "out: line_1_total_out}\n"
    "  - {id: plain, kind: count, topic: rooms/+/people, freshness: 4m}\n"
    "zones:\n"
    "  - {id: cafe, name: C, kind: room, capacity: 10, sensors: [source/plain]}\n"
    "  - {id: desks, name: D, kind: seats, seats: [{id: d1, sensor: source/z2m}]}\n"
    "  - {id: house, name: H, kind: hall, capacity: 40}\n"
    "doors: [{sensor: source/ttn, from: outside, to: house}]\n";

static const struct {
    const char *source, *topic, *payload;
    enum source_answer answer;
    int64_t value;
} messages[] = {
    {"z2m", "zigbee2mqtt/occupancy_sensor",
     "{\"battery\":100,\"illuminance\":16994,\"linkquality\":18,\"occupancy\":true,"
     "\"temperature\":19.9,\"update_available\":false}",
     SAYS(1)},
    {"z2m", "zigbee2mqtt/occupancy_sensor",
     "{\"battery\":68.5,\"led_indication\":null,\"occupancy\":false,\"occupancy_timeout\":0,"
     "\"update\":{\"installed_version\":1107323831,\"latest_version\":1107323831,\"state\":"
     "\"idle\"},\"update_available\":null}",
     SAYS(0)},
    {"z2m", "zigbee2mqtt/occupancy_sensor",
     "{\"battery\":100,\"illuminance\":381,\"voltage\":3045,\"device_temperature\":19,"
     "\"power_outage_count\":34}",
     SOURCE_NOTHING, 0},
    {"z2m", "zigbee2mqtt/occupancy_sensor", "{\"no_occupancy_since\":10}", SOURCE_NOTHING, 0},
    {"z2m", "zigbee2mqtt/occupancy_sensor", "{\"occupancy\":null}", SOURCE_WRONG, 0},
    {"z2m", "zigbee2mqtt/occupancy_sensor", "{\"occupancy\":", SOURCE_WRONG, 0},
    {"z2m", "zigbee2mqtt/occupancy_sensor", "", SOURCE_WRONG, 0},
    {"contact", "zigbee2mqtt/door", "{\"battery\":100,\"contact\":false,\"voltage\":3045}",
     SAYS(1)},
    {"contact", "zigbee2mqtt/door", "{\"contact\":true}", SAYS(0)},
    {"esp", "livingroom/binary_sensor/motion/state", "ON", SAYS(1)},
    {"esp", "livingroom/binary_sensor/motion/state", "OFF", SAYS(0)},
    {"esp", "livingroom/binary_sensor/motion/state", "nan", SOURCE_WRONG, 0},
    {"tas", "stat/pir/POWER", "ON", SAYS(1)},
    {"homie", "homie/5/super-car/engine/occupied", "false", SAYS(0)},
    {"vs341", "application/5e3b0b5e/device/24e124136b502217/event/up",
     "{\"deduplicationId\":\"3ac7\",\"deviceInfo\":{\"devEui\":\"24e124136b502217\"},"
     "\"fPort\":85,\"object\":{\"battery\":98,\"occupancy\":\"occupied\"},\"rxInfo\":[{\"rssi\":"
     "-48,\"location\":{\"latitude\":0.0}}]}",
     SAYS(1)},
    {"vs341", "application/5e3b0b5e/device/24e124136b502217/event/up",
     "{\"object\":{\"occupancy\":\"vacant\"}}", SAYS(0)},
    {"vs135", "application/1/device/24e124136b502218/event/up",
     "{\"object\":{\"region_1_count\":2,\"region_2_count\":16,\"region_3_count\":7,"
     "\"region_4_count\":9}}",
     SAYS(16)},
    {"ttn", "v3/app1@ttn/devices/dev1/up",
     "{\"end_device_ids\":{\"device_id\":\"dev1\"},\"uplink_message\":{\"f_port\":85,"
     "\"decoded_payload\":{\"line_1_total_in\":72,\"line_1_total_out\":200}}}",
     SAYS(72)},
    {"plain", "rooms/cafe/people", " 12\n", SAYS(12)},
    {"plain", "rooms/cafe/people", "12.0", SAYS(12)},
    {"plain", "rooms/cafe/people", "12.5", SOURCE_WRONG, 0},
    {"plain", "rooms/cafe/people", "-1", SOURCE_WRONG, 0},
    {"plain", "rooms/cafe/people", "1e3", SOURCE_WRONG, 0},
    {"plain", "rooms/cafe/people", "99999999999", SOURCE_WRONG, 0},
};

struct world {
    struct place *place;
    struct ingest ingest;
    struct inner *inner;
    struct source_set *set;
    struct live_now now;
    struct reading *readings;
    char said[4000]; /* what was stored */
};

static int setup(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    struct why why;
    world->place = place_parse("t", text, sizeof text - 1, &why);
    if (!world->place)
        fail_msg("%s", why.text);
    assert_int_equal(ingest_start(&world->ingest, world->place), 0);
    world->inner = inner_new(&world->ingest, SOURCE_AGENT, "b00f");
    world->set = source_set_new(world->place, world->inner);
    world->readings = calloc(world->place->sensor_count, sizeof *world->readings);
    world->now = (struct live_now){1000000, NOW_MS};
    source_set_linked(world->set, true, world->now);
    *state = world;
    return 0;
}

static int teardown(void **state)
{
    struct world *world = *state;
    source_set_free(world->set);
    inner_free(world->inner);
    ingest_stop(&world->ingest);
    place_free(world->place);
    free(world->readings);
    free(world);
    return 0;
}

static void note(void *context, size_t sensor, const struct reading *reading)
{
    struct world *world = context;
    world->readings[sensor] = *reading;
}

static void turn(struct world *world)
{
    struct ingest_result result;
    source_set_turn(world->set, world->now);
    for (world->now.mono_ms += 300, world->now.wall_ms += 300;
         inner_turn(world->inner, true, world->now, &result);
         world->now.mono_ms += 300, world->now.wall_ms += 300) {
        size_t skip = result.verdict.skip;
        for (size_t i = skip; i < result.events.count; i++) {
            const struct event *event = &result.events.events[i];
            if (event->kind == EVENT_BEAT && !event->value)
                continue;
            char *end = world->said + strlen(world->said);
            const char *what = event->kind == EVENT_FAULT ? event->why
                               : event->kind == EVENT_PASS
                                   ? event->direction == PASS_IN ? "in" : "out"
                                   : event_kind_name(event->kind);
            long long value = event->kind == EVENT_PASS ? event->people : event->value;
            snprintf(end, (size_t)(world->said + sizeof world->said - end), "%s%s%s %s %lld",
                     end == world->said ? "" : ", ", event->sensor, event->sensor[0] ? "" : "all",
                     what, event->kind == EVENT_FAULT ? 0 : value);
        }
        ledger_committed(world->ingest.ledger, result.stream,
                         result.events.first + result.events.count - 1);
        ingest_result_clear(&result);
    }
    live_flush(world->ingest.live, world->now, note, world);
}

static void hear(struct world *world, const char *topic, const char *payload, bool retained)
{
    source_set_take(world->set, topic, payload, strlen(payload), retained, world->now);
    turn(world);
}

static void expect(struct world *world, const char *said)
{
    assert_string_equal(world->said, said);
    world->said[0] = 0;
}

static enum reading_reason reason(const struct world *world, const char *source)
{
    return world->readings[place_find_sensor(world->place, SOURCE_AGENT, source)].reason;
}

static void pass(struct world *world, int64_t ms)
{
    world->now.mono_ms += ms;
    world->now.wall_ms += ms;
    turn(world);
}

static void test_messages_of_the_field(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        const struct place_source *source = place_find_source(world->place, messages[i].source);
        struct source_said said;
        assert_non_null(source);
        if (!source_takes(source->topic, messages[i].topic))
            fail_msg("%s does not take %s", source->topic, messages[i].topic);
        enum source_answer answer =
            source_word(source, messages[i].payload, strlen(messages[i].payload), &said);
        int64_t value = source->kind == SOURCE_COUNTER ? said.in : said.value;
        if (answer != messages[i].answer || (!answer && value != messages[i].value))
            fail_msg("%s: %d, %lld", messages[i].payload, answer, (long long)value);
    }
}

static void test_availability(void **state)
{
    struct world *world = *state;
    const struct {
        const char *source, *topic, *payload;
        int64_t value;
    } all[] = {
        {"z2m", "zigbee2mqtt/occupancy_sensor/availability", "{\"state\":\"online\"}", 1},
        {"z2m", "zigbee2mqtt/occupancy_sensor/availability", "{\"state\":\"offline\"}", 0},
        {"z2m", "zigbee2mqtt/occupancy_sensor/availability", "online", 1}, /* before 2.0 */
        {"esp", "livingroom/status", "online", 1},
        {"esp", "livingroom/status", "offline", 0},
        {"tas", "tele/pir/LWT", "Online", 1},
        {"tas", "tele/pir/LWT", "Offline", 0},
        {"homie", "homie/5/super-car/$state", "ready", 1},
        {"homie", "homie/5/super-car/$state", "lost", 0},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const struct place_source *source = place_find_source(world->place, all[i].source);
        struct source_said said;
        assert_true(source_takes(source->availability, all[i].topic));
        assert_int_equal(source_availability(source, all[i].payload, strlen(all[i].payload), &said),
                         SOURCE_SAYS);
        assert_int_equal(said.value, all[i].value);
    }
}

/* MQTT 3.1.1, 4.7, its own examples. */
static void test_filters(void **state)
{
    (void)state;
    assert_true(source_takes("sport/tennis/player1/#", "sport/tennis/player1"));
    assert_true(source_takes("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"));
    assert_true(source_takes("sport/+", "sport/"));
    assert_false(source_takes("sport/+", "sport"));
    assert_false(source_takes("+", "/finance"));
    assert_true(source_takes("+/+", "/finance"));
    assert_false(source_takes("#", "$SYS/uptime"));
    assert_false(source_takes("sport/tennis/+", "sport/tennis/player1/ranking"));
    assert_false(source_takes("a/b", "a/bc"));
}

#define Z2M "zigbee2mqtt/occupancy_sensor"

static void test_silence_and_retained(void **state)
{
    struct world *world = *state;
    hear(world, Z2M, "{\"occupancy\":false}", true);
    expect(world, "all beat 1");
    assert_int_not_equal(reason(world, "z2m"), READING_KNOWN);
    hear(world, Z2M, "{\"occupancy\":false}", false);
    hear(world, Z2M, "{\"occupancy\":false,\"battery\":3}", false);
    expect(world, "z2m level 0");
    assert_int_equal(reason(world, "z2m"), READING_KNOWN);
    for (int i = 0; i < 57; i++)
        pass(world, 10000);
    assert_int_equal(reason(world, "z2m"), READING_KNOWN);
    world->said[0] = 0;
    pass(world, 20000);
    expect(world, "z2m silent 0");
    assert_int_equal(reason(world, "z2m"), READING_SILENT);
    hear(world, Z2M, "{\"occupancy\":false}", false);
    assert_int_equal(reason(world, "z2m"), READING_KNOWN);
    hear(world, Z2M "/availability", "{\"state\":\"offline\"}", true);
    assert_int_equal(reason(world, "z2m"), READING_LOST);
    hear(world, Z2M "/availability", "{\"state\":\"online\"}", true);
    assert_int_equal(reason(world, "z2m"), READING_LOST); /* until it speaks */
    expect(world, "z2m level 0, z2m offline 0");
    source_set_linked(world->set, false, world->now);
    hear(world, Z2M, "{\"occupancy\":true}", false);
    source_set_linked(world->set, true, world->now);
    turn(world);
    expect(world, "all beat 1");
    assert_int_not_equal(reason(world, "z2m"), READING_KNOWN);
    hear(world, Z2M, "{\"occupancy\":true}", false);
    expect(world, "z2m level 1");
    assert_int_equal(reason(world, "z2m"), READING_KNOWN);
}

#define TTN "v3/a/devices/dev1/up"
#define TOTALS(in, out)                                                                            \
    "{\"uplink_message\":{\"decoded_payload\":{\"line_1_total_in\":" in                            \
    ",\"line_1_total_out\":" out "}}}"

static void test_totals(void **state)
{
    struct world *world = *state;
    turn(world);
    world->said[0] = 0;
    hear(world, TTN, TOTALS("5300", "6797"), false);
    expect(world, "ttn over 0"); /* known, and nobody passed */
    assert_int_equal(reason(world, "ttn"), READING_KNOWN);
    hear(world, TTN, TOTALS("5303", "6798"), false);
    expect(world, "ttn in 3, ttn out 1");
    hear(world, TTN, TOTALS("5303", "6798"), false);
    expect(world, "");
    hear(world, TTN, TOTALS("2", "0"), false); /* a new cycle */
    expect(world, "ttn in 2");
    hear(world, TTN, TOTALS("252", "0"), false);
    expect(world, "ttn in 100, ttn in 100, ttn in 50");
    hear(world, TTN, TOTALS("90000", "0"), false); /* no crowd, a mistake */
    expect(world, "ttn jump 0, ttn over 0");
    hear(world, TTN, TOTALS("90001", "1"), false);
    expect(world, "ttn in 1, ttn out 1");
    size_t door = place_find_sensor(world->place, SOURCE_AGENT, "ttn");
    assert_int_equal(world->readings[door].in, 256);
}

static void test_counts_repeat(void **state)
{
    struct world *world = *state;
    turn(world);
    world->said[0] = 0;
    for (int i = 0; i < 4; i++) { /* each 20 s, held for 4 min */
        hear(world, "rooms/cafe/people", "5", false);
        pass(world, 20000);
    }
    expect(world, "plain count 5, plain count 5");
    size_t cafe = place_find_sensor(world->place, SOURCE_AGENT, "plain");
    assert_int_equal(world->readings[cafe].count, 5);
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(test_messages_of_the_field),
        WITH_WORLD(test_availability),
        cmocka_unit_test(test_filters),
        WITH_WORLD(test_silence_and_retained),
        WITH_WORLD(test_totals),
        WITH_WORLD(test_counts_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
