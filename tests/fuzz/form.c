/* What a browser may send of its own making: a form, a Content-Type, cookies, a bearer token. What
 * is taken is text, each name once. */
#include "tests/fuzz/fuzz.h"

#include "dashboard/http/cookie.h"
#include "dashboard/http/form.h"

static void check_form(const uint8_t *data, size_t size)
{
    struct form form;
    if (form_parse(&form, size ? (const char *)data : "", size))
        return;
    must(form.count <= FORM_FIELDS_MAX);
    for (size_t i = 0; i < form.count; i++) {
        const struct form_field *field = &form.fields[i];
        must(*field->name && strlen(field->name) <= FORM_NAME_MAX);
        must(form_value(&form, field->name) == field->value);
        for (const char *at = field->value; *at; at++)
            must((unsigned char)*at >= 0x20 || *at == '\t' || *at == '\n');
    }
    form_clear(&form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char value[44];
    check_form(data, size);
    char *text = fuzz_text(data, size);
    if (text) {
        form_is_type(text);
        if (cookie_find(text, "lampion", value, sizeof value))
            must(*value && !strpbrk(value, "; \t\"\r\n"));
        if (bearer_find(text, value, sizeof value))
            must(*value && !strpbrk(value, "; \t\"\r\n"));
    }
    free(text);
    return 0;
}
