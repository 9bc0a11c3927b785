/* The words of the organisers' desk. Plain, none of & < > in them; {a} as in page/lang.h. */
#ifndef LAMPION_PAGE_ORGANISE_WORDS_H
#define LAMPION_PAGE_ORGANISE_WORDS_H

#include "dashboard/page/buffer.h"
#include "dashboard/place.h"

enum desk_text {
    DESK_TITLE,
    DESK_NAV,
    DESK_SKIP,
    DESK_TO_PAGE,
    DESK_SIGNED_IN_AS, /* {a} name */
    DESK_SIGN_IN,
    DESK_SIGN_OUT,
    DESK_NAME,
    DESK_NAME_HINT,
    DESK_PASSWORD,
    DESK_PASSWORD_NEW,
    DESK_PASSWORD_HINT,
    DESK_PASSWORD_AGAIN,
    DESK_CODE,
    DESK_CLAIM,
    DESK_CLAIM_FIRST,
    DESK_CLAIM_SET,
    DESK_CLAIM_HAVE,
    DESK_CLAIM_LINK,
    DESK_WELCOME,
    DESK_PEOPLE,
    DESK_PEOPLE_ADD,
    DESK_ROLE,
    DESK_ROLE_ORGANISER,
    DESK_ROLE_READER,
    DESK_STATE,
    DESK_STATE_IN,
    DESK_STATE_CODE,
    DESK_STATE_OFF,
    DESK_SINCE,
    DESK_ACTIONS,
    DESK_DISABLE,
    DESK_RESET,
    DESK_ADD,
    DESK_CODE_ONCE, /* {a} for whom */
    DESK_CODE_HOW,
    DESK_KEYS,
    DESK_KEYS_ADD,
    DESK_KEY_FOR,
    DESK_KEY_SCOPE,
    DESK_SCOPE_PRESENT,
    DESK_SCOPE_REPORTS,
    DESK_KEY_DAYS,
    DESK_KEY_UNTIL,
    DESK_KEY_ONCE,
    DESK_REVOKE,
    DESK_NONE,
    DESK_MEMBERS,
    DESK_MEMBERS_WHAT,
    DESK_MEMBERS_ADD,
    DESK_LINK_ONCE,
    DESK_OBJECTIONS,
    DESK_OBJECTIONS_WHAT,
    DESK_ZONE,
    DESK_CLAIM_SAID,
    DESK_CLAIM_TAKEN, /* in the order of enum claim */
    DESK_CLAIM_CLOSED,
    DESK_CLAIM_PEOPLE,
    DESK_CONFIRM,
    DESK_REFUSE,
    DESK_CONFIRMED,
    DESK_REFUSED,
    DESK_AUDIT,
    DESK_WHEN,
    DESK_WHO,
    DESK_WHAT,
    DESK_OBJECT,
    DESK_OLDER,
    DESK_DONE,
    /* What is refused, and why */
    DESK_WRONG,
    DESK_WRONG_CODE,
    DESK_WAIT, /* {a} seconds */
    DESK_BUSY,
    DESK_STALE,
    DESK_READER_ONLY,
    DESK_BAD_NAME,
    DESK_BAD_VALUE,
    DESK_TAKEN,
    DESK_NOBODY,
    DESK_LAST,
    DESK_SHORT,
    DESK_LONG,
    DESK_COMMON,
    DESK_DIFFER,
    DESK_TROUBLE,
    DESK_LINK_WRONG,
    DESK_TEXT_COUNT,
};

extern const char *const desk_words_fr[DESK_TEXT_COUNT];
extern const char *const desk_words_en[DESK_TEXT_COUNT];

const char *desk_text(enum language language, enum desk_text text);
/* With {a} replaced, and escaped. */
void desk_write(struct buffer *out, enum language language, enum desk_text text, const char *a);

#endif
