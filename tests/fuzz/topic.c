/* Names of topics, as any client of the broker may write them: what is accepted is what we would
 * have written. */
#include "tests/fuzz/fuzz.h"

#include "agent/common/topic.h"

#define PLACE "gare"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    char agent[ID_MAX], again[TOPIC_MAX];
    enum topic_leaf leaf;
    if (text && topic_parse(text, PLACE, agent, &leaf) == 0) {
        must(id_is_valid(agent));
        topic_format(again, PLACE, agent, leaf);
        assert_string_equal(again, text);
    }
    free(text);
    return 0;
}
