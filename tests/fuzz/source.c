/* Messages of anybody's sensors: a word within its range, or none. The first byte chooses the
 * source, a line its topic. */
#include "dashboard/ingest/source_word.h"
#include "tests/fuzz/fuzz.h"

static const struct place_source sources[] = {
    {.kind = SOURCE_ON_OFF,
     .topic = "zigbee2mqtt/+",
     .path = "occupancy",
     .availability_path = "state"},
    {.kind = SOURCE_ON_OFF, .topic = "a/#", .on = "X", .off = "Y"},
    {.kind = SOURCE_COUNT, .topic = "a/b", .path = "object.lines.0.n"},
    {.kind = SOURCE_COUNT, .topic = "+/+"},
    {.kind = SOURCE_COUNTER, .topic = "#", .in = "a.in", .out = "a.out"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const struct place_source *source = &sources[data[0] % (sizeof sources / sizeof *sources)];
    const char *payload = (const char *)data + 1;
    struct source_said said;
    if (source_word(source, payload, size - 1, &said) == SOURCE_SAYS) {
        must(said.value >= 0 && said.value <= SOURCE_PEOPLE_MAX);
        must(source->kind != SOURCE_ON_OFF || said.value <= 1);
        must(said.in >= 0 && said.out >= 0);
    }
    source_availability(source, payload, size - 1, &said);
    char *topic = fuzz_text(data + 1, size - 1);
    if (topic) {
        (void)source_takes(source->topic, topic);
        (void)source_takes(topic, topic);
        free(topic);
    }
    return 0;
}
