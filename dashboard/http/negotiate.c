#include "dashboard/http/negotiate.h"

#include "dashboard/page/lang.h"
#include <string.h>
#include <strings.h>

static bool place_speaks(const struct place *place, enum language language)
{
    if (!place || place->language_count == 0) {
        return true;
    }
    for (size_t i = 0; i < place->language_count; i++) {
        if (place->languages[i] == language) {
            return true;
        }
    }
    return false;
}

/* The language whose code begins the text ("fr", "fr-CA;q=0.8"); LANGUAGE_COUNT for none. */
static enum language language_of(const char *text)
{
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        const char *code = lang_code(language);
        size_t length = strlen(code);
        if (strncasecmp(text, code, length) == 0 && strchr("-;, \t", text[length])) {
            return language;
        }
    }
    return LANGUAGE_COUNT;
}

/* The weight of an element of the list, 0 to 1000: "fr;q=0.8". */
static int weight_of(const char *text)
{
    const char *q = text + strcspn(text, ",;");
    if (*q != ';') {
        return 1000;
    }
    q += 1 + strspn(q + 1, " \t");
    if (strncasecmp(q, "q=", 2) != 0) {
        return 1000;
    }
    q += 2;
    int weight = *q == '1' ? 1000 : 0;
    if (q[0] != '\0' && q[1] == '.') {
        int scale = 100;
        for (q += 2; *q >= '0' && *q <= '9' && scale > 0; q++, scale /= 10) {
            weight += (*q - '0') * scale;
        }
    }
    return weight;
}

enum language language_choose(const struct place *place, const char *argument, const char *accept)
{
    enum language asked = argument ? language_of(argument) : LANGUAGE_COUNT;
    if (asked != LANGUAGE_COUNT && place_speaks(place, asked)) {
        return asked;
    }
    enum language best = place && place->language_count ? place->languages[0] : LANGUAGE_FR;
    int best_weight = 0;
    for (const char *at = accept; at && *at; at += strspn(at, ", \t")) {
        enum language language = language_of(at);
        int weight = weight_of(at);
        if (language != LANGUAGE_COUNT && place_speaks(place, language) && weight > best_weight) {
            best = language;
            best_weight = weight;
        }
        at += strcspn(at, ",");
    }
    return best;
}
