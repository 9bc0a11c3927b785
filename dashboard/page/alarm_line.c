#include "dashboard/page/alarm_line.h"

#include "dashboard/page/lang.h"

static enum text text_of(const struct alarm_news *news, int which)
{
    return TEXT_ALARM_BOARD + 3 * (enum text)news->kind + (enum text)which;
}

/* A zone by its name, a board by its own. */
static const char *who(const struct alarm_news *news, const struct place *place,
                       enum language language)
{
    size_t zone = place_find_zone(place, news->subject);
    bool of_zone = news->kind == ALARM_FILLING || news->kind == ALARM_FULL;
    return of_zone && zone != ZONE_NONE ? place->zones[zone].name.in[language] : news->subject;
}

static void write_what(struct buffer *out, const struct alarm_news *news, const struct place *place,
                       enum language language)
{
    char number[LANG_NUMBER_MAX];
    if (news->again)
        lang_write(out, language, TEXT_ALARM_AGAIN, NULL, NULL);
    lang_write(out, language, text_of(news, news->began ? 0 : 1), who(news, place, language),
               lang_number(language, news->value, number));
}

void alarm_line(struct buffer *out, const struct alarm_news *news, const struct place *place,
                enum language language)
{
    buffer_text(out, place->name.in[language]);
    buffer_text(out, language == LANGUAGE_FR ? "\u00a0: " : ": ");
    write_what(out, news, place, language);
}

void alarm_letter(struct buffer *out, const struct alarm_news *news, const struct place *place,
                  enum language language)
{
    write_what(out, news, place, language);
    buffer_text(out, ".\n\n");
    if (news->began) {
        buffer_text(out, lang_text(language, text_of(news, 2)));
        buffer_text(out, "\n\n");
    }
    buffer_text(out, "-- \n");
    lang_write(out, language, TEXT_ALARM_FOOT, place->name.in[language], NULL);
    buffer_text(out, "\n");
}
