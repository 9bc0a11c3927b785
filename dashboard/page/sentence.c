#include "dashboard/page/sentence.h"

#include "dashboard/page/lang.h"
#include "dashboard/page/moment.h"

/* A sentence with a moment in it; `later` is the one for another day than today's. */
static void sentence_until(struct buffer *out, const struct view *view, enum text plain,
                           enum text today, enum text later)
{
    int64_t until_ms = view->snapshot->open.until_ms;
    if (until_ms == SNAPSHOT_NEVER) {
        buffer_text(out, lang_text(view->language, plain));
        return;
    }
    struct buffer moment = {0};
    bool same_day =
        moment_near(&moment, view->language, view->zone, until_ms, view->snapshot->as_of_ms);
    lang_write(out, view->language, same_day ? today : later, buffer_peek(&moment), NULL);
    buffer_free(&moment);
}

static void sentence_closed(struct buffer *out, const struct view *view)
{
    sentence_until(out, view, TEXT_CLOSED, TEXT_CLOSED_TODAY, TEXT_CLOSED_LATER);
}

void sentence_open(struct buffer *out, const struct view *view)
{
    switch (view->snapshot->open.state) {
    case OPEN_OPEN:
        sentence_until(out, view, TEXT_OPEN, TEXT_OPEN_TODAY, TEXT_OPEN_LATER);
        break;
    case OPEN_CLOSED:
        sentence_closed(out, view);
        break;
    default:
        buffer_text(out, lang_text(view->language, TEXT_OPEN_UNKNOWN));
    }
}

static bool free_is_known(const struct snapshot *snapshot)
{
    return snapshot->free != SNAPSHOT_NULL && snapshot->unknown < snapshot->seats;
}

static void sentence_seats(struct buffer *out, const struct view *view)
{
    const struct snapshot *snapshot = view->snapshot;
    enum language language = view->language;
    char free[LANG_NUMBER_MAX], seats[LANG_NUMBER_MAX];
    bool all_known = snapshot->unknown == 0;
    enum text text;
    if (snapshot->free == 0) {
        text = all_known ? TEXT_FREE_NONE : TEXT_NONE_KNOWN;
    } else {
        text = lang_plural(language, all_known ? TEXT_FREE_ONE : TEXT_LEAST_ONE, snapshot->free);
    }
    lang_write(out, language, text, lang_number(language, snapshot->free, free),
               lang_number(language, snapshot->seats, seats));
}

void sentence_answer(struct buffer *out, const struct view *view)
{
    const struct snapshot *snapshot = view->snapshot;
    if (snapshot->open.state == OPEN_CLOSED) {
        sentence_closed(out, view);
    } else if (snapshot->seats == SNAPSHOT_NULL || snapshot->seats == 0) {
        if (present_is_known(&snapshot->present)) {
            sentence_people(out, view->language, &snapshot->present);
        } else {
            buffer_text(out, lang_text(view->language, TEXT_NOTHING_KNOWN));
        }
    } else if (free_is_known(snapshot)) {
        sentence_seats(out, view);
    } else {
        buffer_text(out, lang_text(view->language, TEXT_ALL_UNKNOWN));
    }
}

const char *sentence_answer_key(const struct snapshot *snapshot)
{
    if (snapshot->open.state == OPEN_CLOSED) {
        return "closed";
    }
    if (!free_is_known(snapshot)) {
        return "unknown";
    }
    switch (snapshot->free) {
    case 0:
        return snapshot->unknown ? "unknown" : "0";
    case 1:
        return "1";
    case 2:
    case 3:
        return "few";
    default:
        return "many";
    }
}

bool present_is_known(const struct snapshot_present *present)
{
    return present->low != SNAPSHOT_NULL || present->best != SNAPSHOT_NULL ||
           present->high != SNAPSHOT_NULL;
}

static void sentence_interval(struct buffer *out, enum language language, enum text text,
                              const struct snapshot_present *present)
{
    char low[LANG_NUMBER_MAX], high[LANG_NUMBER_MAX];
    lang_write(out, language, text, lang_number(language, present->low, low),
               lang_number(language, present->high, high));
}

void sentence_people(struct buffer *out, enum language language,
                     const struct snapshot_present *present)
{
    bool low = present->low != SNAPSHOT_NULL;
    bool best = present->best != SNAPSHOT_NULL;
    bool high = present->high != SNAPSHOT_NULL;
    if (low && high && present->low == present->high) {
        lang_count(out, language, TEXT_PEOPLE_ONE, present->low);
    } else if (best) {
        lang_count(out, language, TEXT_PEOPLE_ABOUT_ONE, present->best);
        if (low && high) {
            sentence_interval(out, language, TEXT_PEOPLE_INTERVAL, present);
        }
    } else if (low && high) {
        sentence_interval(out, language, TEXT_PEOPLE_BETWEEN, present);
    } else if (low && present->low > 0) {
        lang_count(out, language, TEXT_PEOPLE_LEAST_ONE, present->low);
    } else if (high) {
        lang_count(out, language, TEXT_PEOPLE_MOST_ONE, present->high);
    } else {
        buffer_text(out, lang_text(language, TEXT_PEOPLE_UNKNOWN));
    }
}
