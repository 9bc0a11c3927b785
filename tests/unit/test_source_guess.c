/* Sensors that the doctor knows by their messages: the line it proposes is one that place.yaml
 * takes, and that reads the very message. */
#include "tests/unit/test.h"

#include "dashboard/ingest/source_word.h"
#include "dashboard/source_guess.h"
#include <stdio.h>
#include <string.h>

static const struct {
    const char *topic, *payload, *id, *rest; /* NULL: no sensor */
} all[] = {
    {"zigbee2mqtt/Bedroom/Motion 1", "{\"battery\":100,\"occupancy\":true}", "bedroom-motion-1",
     "preset: zigbee2mqtt, device: \"Bedroom/Motion 1\""},
    {"zigbee2mqtt/radar", "{\"presence\":false,\"illuminance\":3}", "radar",
     "preset: zigbee2mqtt, device: \"radar\", path: presence"},
    {"zigbee2mqtt/porte", "{\"contact\":true}", "porte",
     "preset: zigbee2mqtt, device: \"porte\", path: contact, on: \"false\", off: \"true\""},
    {"zigbee2mqtt/door", "{\"occupancy\":true,\"occupancy_in\":3,\"occupancy_out\":2}", "door",
     "preset: zigbee2mqtt, device: \"door\", kind: counter, in: occupancy_in, out: "
     "occupancy_out"},
    {"zigbee2mqtt/plug", "{\"state\":\"ON\",\"power\":3}", NULL, NULL},
    {"zigbee2mqtt/bridge/info", "{\"occupancy\":true}", NULL, NULL},
    {"zigbee2mqtt/porte/availability", "{\"state\":\"online\"}", NULL, NULL},
    {"livingroom/binary_sensor/motion/state", "ON", "livingroom-motion",
     "preset: esphome, device: \"livingroom/motion\""},
    {"livingroom/binary_sensor/motion/state", "23.5", NULL, NULL},
    {"stat/pir/POWER", "OFF", "pir", "preset: tasmota, device: \"pir\""},
    {"tele/pir/STATE",
     "{\"Time\":\"2019-11-03T19:34:28\",\"Uptime\":\"0T00:10:16\",\"POWER\":"
     "\"OFF\"}",
     "pir", "preset: tasmota, device: \"pir\""},
    {"homie/5/super-car/engine/occupied", "true", "super-car-engine-occupied",
     "preset: homie5, device: \"super-car/engine/occupied\""},
    {"homie/5/super-car/$state", "ready", NULL, NULL},
    {"application/5e3b/device/24E124136B502217/event/up", "{\"object\":{\"occupancy\":\"vacant\"}}",
     "24e124136b502217", "preset: milesight-chirpstack, device: \"24E124136B502217\""},
    {"application/5e3b/device/24e1/event/up",
     "{\"object\":{\"line_1_total_in\":72,\"line_1_total_out\":200}}", "24e1",
     "preset: milesight-chirpstack, device: \"24e1\", kind: counter, in: line_1_total_in, out: "
     "line_1_total_out"},
    {"v3/app@ttn/devices/dev1/up",
     "{\"uplink_message\":{\"decoded_payload\":{\"region_1_count\":2}}}", "dev1",
     "preset: milesight-ttn, device: \"dev1\", kind: count, path: region_1_count"},
    {"rooms/\"a\"", "{\"people\":3}", "rooms-a",
     "topic: \"rooms/\\\"a\\\"\", kind: count, path: people, freshness: 1h"},
    {"lampion/1/gare/agents/x/state", "{\"occupancy\":1}", NULL, NULL},
    {"homeassistant/binary_sensor/x/config", "{\"occupancy\":1}", NULL, NULL},
    {"weather", "{\"temperature\":3}", NULL, NULL},
};

/* Pasted as it is. */
static void check_line(const char *topic, const char *payload, const struct source_guess *guess)
{
    char text[2000];
    struct why why;
    int length = snprintf(text, sizeof text,
                          "place: {id: g, name: G}\nsources:\n  - {id: %s, %s} # %s\n"
                          "zones: [{id: a, name: A, kind: hall}]\n",
                          guess->id, guess->rest, guess->by);
    struct place *place = place_parse("t", text, (size_t)length, &why);
    if (!place)
        fail_msg("%s\n%s", why.text, text);
    struct source_said said;
    bool tasmota_state = !strncmp(topic, "tele/", 5); /* its other topic is the one taken */
    assert_true(tasmota_state || source_takes(place->sources[0].topic, topic));
    if (!tasmota_state)
        assert_int_equal(source_word(&place->sources[0], payload, strlen(payload), &said),
                         SOURCE_SAYS);
    place_free(place);
}

static void test_what_is_heard_becomes_a_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct source_guess guess;
        bool found = source_guess(all[i].topic, all[i].payload, strlen(all[i].payload), &guess);
        if (found != (all[i].id != NULL))
            fail_msg("%s: %s", all[i].topic, found ? guess.rest : "not found");
        if (!found)
            continue;
        assert_string_equal(guess.id, all[i].id);
        assert_string_equal(guess.rest, all[i].rest);
        check_line(all[i].topic, all[i].payload, &guess);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_is_heard_becomes_a_line)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
