/* A credential: what is accepted names a place and an agent, and one of the two ways in. */
#include "tests/fuzz/fuzz.h"

#include "agent/common/credential.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    struct credential credential;
    struct why why = {""};
    if (!text)
        return 0;
    if (credential_parse(&credential, "c", text, &why) == 0) {
        must(id_is_valid(credential.place) && *credential.user);
        must(id_is_valid(credential.agent) || !strcmp(credential.agent, CREDENTIAL_COLLECTOR));
        must(!strchr(credential.broker, '\n') && !strchr(credential.password, '\n'));
        credential_clear(&credential);
    } else {
        must(!strncmp(why.text, "c: ", 3));
    }
    free(text);
    return 0;
}
