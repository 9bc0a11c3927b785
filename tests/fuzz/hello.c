/* agents/<agent>/hello: what is accepted comes back the same. */
#include "tests/fuzz/fuzz.h"
#include "tests/unit/message_equal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hello_message first, again;
    if (hello_decode(&first, (const char *)data, size))
        return 0;
    size_t length = 0;
    char *text = hello_encode(&first, &length);
    must(text);
    must(hello_decode(&again, text, length) == MESSAGE_OK);
    assert_hello_equal(&first, &again);
    hello_clear(&first);
    hello_clear(&again);
    free(text);
    return 0;
}
