/* agents/<agent>/ack: what is accepted comes back the same. */
#include "tests/fuzz/fuzz.h"

#include "agent/common/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ack_message first, again;
    if (ack_decode(&first, (const char *)data, size))
        return 0;
    size_t length = 0;
    char *text = ack_encode(&first, &length);
    must(text);
    must(ack_decode(&again, text, length) == MESSAGE_OK);
    assert_string_equal(first.run, again.run);
    assert_string_equal(first.stream, again.stream);
    assert_int_equal(first.seq, again.seq);
    free(text);
    return 0;
}
