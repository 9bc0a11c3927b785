/* agents/<agent>/state: what is accepted comes back the same. */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/message_equal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct state_message first, again;
    if (state_decode(&first, (const char *)data, size))
        return 0;
    size_t length = 0;
    char *text = state_encode(&first, &length);
    must(text);
    must(state_decode(&again, text, length) == MESSAGE_OK);
    assert_state_equal(&first, &again);
    state_clear(&first);
    state_clear(&again);
    free(text);
    return 0;
}
