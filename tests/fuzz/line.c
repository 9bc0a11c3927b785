/* An event as a line of a replay: what is accepted comes back the same. */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/message_equal.h"

#include "agent/common/message_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct line_message first, again;
    if (line_decode(&first, (const char *)data, size))
        return 0;
    size_t length = 0;
    char *text = line_encode(&first, &length);
    must(text);
    must(line_decode(&again, text, length) == MESSAGE_OK);
    assert_string_equal(first.agent, again.agent);
    assert_event_equal(&first.event, &again.event);
    free(text);
    return 0;
}
