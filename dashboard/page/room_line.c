#include "dashboard/page/room_line.h"

#include "dashboard/page/lang.h"
#include "dashboard/page/moment.h"
#include <stdio.h>

struct words {
    enum text text; /* of people, with {a} the moment, or -1 */
    const char *before, *after;
};

static const struct words *words_of(const struct room_account *account)
{
    static const struct words words[] = {
        [ROOM_SEES_MOTION] = {TEXT_ROOM_SEES, "motion since ", ""},
        [ROOM_SAW_MOTION] = {TEXT_ROOM_SAW, "last motion ", ""},
        [ROOM_DOOR_KEEPS] = {TEXT_ROOM_DOOR_KEEPS, "door closed since ", " with somebody inside"},
        [ROOM_SILENT] = {TEXT_ROOM_SILENT, "no motion since ", ""},
        [ROOM_DOOR_LEFT] = {TEXT_ROOM_DOOR_LEFT, "door closed ", " and no motion behind it since"},
        [ROOM_COUNTED] = {TEXT_ROOM_COUNTED, "counted ", ""},
        [ROOM_DOOR_LOST] = {TEXT_ROOM_DOOR_LOST, "door not known since ",
                            ", when somebody was inside"},
    };
    return &words[account->basis];
}

static void percent_line(struct buffer *out, enum language language, int percent)
{
    char number[LANG_NUMBER_MAX];
    if (percent > 0) {
        lang_write(out, language, TEXT_ROOM_LIKELY, lang_number(language, percent, number), NULL);
    }
}

void room_line(struct buffer *out, const struct room_account *account, enum language language,
               const struct zonetime *zone, int64_t now_ms)
{
    struct buffer moment = {0};
    if (account->basis == ROOM_SAYS_NOTHING) {
        return;
    }
    if (account->basis == ROOM_WATCHED_BRIEF || account->since_ms <= 0) {
        enum text text =
            account->basis == ROOM_WATCHED_BRIEF ? TEXT_ROOM_WATCHED_BRIEF : TEXT_ROOM_NEVER;
        lang_write(out, language, text, NULL, NULL);
        return;
    }
    moment_near(&moment, language, zone, account->since_ms, now_ms);
    lang_write(out, language, words_of(account)->text, buffer_peek(&moment), NULL);
    percent_line(out, language, account->percent);
    buffer_free(&moment);
}

void room_terse(struct buffer *out, const struct room_account *account, const struct zonetime *zone,
                int64_t now_ms)
{
    char percent[40];
    if (account->basis == ROOM_SAYS_NOTHING) {
        return;
    }
    if (account->basis == ROOM_WATCHED_BRIEF || account->since_ms <= 0) {
        buffer_text(out, account->basis == ROOM_WATCHED_BRIEF ? "not watched for long enough yet"
                                                              : "no motion seen yet");
        return;
    }
    buffer_text(out, words_of(account)->before);
    moment_terse(out, zone, account->since_ms, now_ms);
    buffer_text(out, words_of(account)->after);
    if (account->percent > 0) {
        snprintf(percent, sizeof percent, ", in use with at least %d %%", account->percent);
        buffer_text(out, percent);
    }
}
