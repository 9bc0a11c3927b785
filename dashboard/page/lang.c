#include "dashboard/page/lang.h"

#include "dashboard/page/lang_tables.h"
#include <stdio.h>
#include <string.h>

static const struct lang_table *const tables[LANGUAGE_COUNT] = {
    [LANGUAGE_FR] = &lang_fr,
    [LANGUAGE_EN] = &lang_en,
};

const struct lang_table *lang_table(enum language language)
{
    return tables[language];
}

const char *lang_code(enum language language)
{
    return tables[language]->code;
}

const char *lang_name(enum language language)
{
    return tables[language]->name;
}

const char *lang_text(enum language language, enum text text)
{
    return tables[language]->texts[text];
}

enum text lang_plural(enum language language, enum text one, int64_t n)
{
    bool is_one = n == 1 || (n == 0 && tables[language]->zero_is_one);
    return is_one ? one : one + 1;
}

void lang_write(struct buffer *out, enum language language, enum text text, const char *a,
                const char *b)
{
    const char *from = lang_text(language, text);
    for (const char *at = strchr(from, '{'); at; at = strchr(from, '{')) {
        const char *value = at[1] == 'a' ? a : b;
        buffer_add(out, from, (size_t)(at - from));
        buffer_text(out, value ? value : "");
        from = at + strlen("{a}");
    }
    buffer_text(out, from);
}

const char *lang_number(enum language language, int64_t n, char text[LANG_NUMBER_MAX])
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%lld", (long long)n);
    char *to = text;
    for (int i = 0; i < length; i++) {
        int left = length - i; /* digits still to come, this one with them */
        if (i > 0 && left % 3 == 0 && digits[i - 1] != '-') {
            to = stpcpy(to, tables[language]->thousands);
        }
        *to++ = digits[i];
    }
    *to = '\0';
    return text;
}

void lang_count(struct buffer *out, enum language language, enum text one, int64_t n)
{
    char number[LANG_NUMBER_MAX];
    lang_write(out, language, lang_plural(language, one, n), lang_number(language, n, number),
               NULL);
}

const char *lang_fault(enum language language, const char *fault)
{
    for (const struct lang_fault *known = tables[language]->faults; known->fault; known++) {
        if (strcmp(known->fault, fault) == 0) {
            return known->words;
        }
    }
    return fault;
}
