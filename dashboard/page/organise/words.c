#include "dashboard/page/organise/words.h"

#include "dashboard/page/html.h"
#include <string.h>

const char *desk_text(enum language language, enum desk_text text)
{
    return language == LANGUAGE_FR ? desk_words_fr[text] : desk_words_en[text];
}

void desk_write(struct buffer *out, enum language language, enum desk_text text, const char *a)
{
    const char *words = desk_text(language, text);
    const char *at = strstr(words, "{a}");
    buffer_add(out, words, at ? (size_t)(at - words) : strlen(words));
    if (at) {
        html_text(out, a);
        buffer_text(out, at + strlen("{a}"));
    }
}
