/* agents/<agent>/events: what is accepted comes back the same. */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/message_equal.h"

/* The bound by which an agent fills a message without encoding it twice. */
static void check_size(const struct events_message *message, size_t length)
{
    size_t bound = EVENTS_ENVELOPE_MAX;
    for (size_t i = 0; i < message->count; i++)
        bound += event_encoded_size(&message->events[i]);
    must(length <= bound);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct events_message first, again;
    if (events_decode(&first, (const char *)data, size))
        return 0;
    size_t length = 0;
    char *text = events_encode(&first, &length);
    must(text);
    must(events_decode(&again, text, length) == MESSAGE_OK);
    assert_events_equal(&first, &again);
    check_size(&first, length);
    events_clear(&first);
    events_clear(&again);
    free(text);
    return 0;
}
