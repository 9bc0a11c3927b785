#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dashboard/presence/hours_day.h"

enum { YEARS = 5 };

struct lint {
    const struct hours *hours;
    const struct hours_context *context;
    struct hours *without; /* room for the hours less one rule */
    int64_t first, last;   /* days looked at */
    int first_year;
    struct why *notes;
    size_t count, max;
    struct why spare; /* takes the notes beyond max */
};

static struct why *next_note(struct lint *lint)
{
    struct why *note = lint->count < lint->max ? &lint->notes[lint->count] : &lint->spare;
    lint->count++;
    return note;
}

static void leave_out(struct lint *lint, size_t n)
{
    const struct hours *hours = lint->hours;
    lint->without->count = hours->count - 1;
    memcpy(lint->without->rules, hours->rules, n * sizeof hours->rules[0]);
    memcpy(lint->without->rules + n, hours->rules + n + 1,
           (hours->count - n - 1) * sizeof hours->rules[0]);
}

/* Whether leaving the rule out would change a minute of those years. */
static bool rule_has_effect(struct lint *lint, size_t n)
{
    uint8_t with[HOURS_DAY], without[HOURS_DAY];
    leave_out(lint, n);
    for (int64_t day = lint->first; day <= lint->last; day++) {
        hours_day_states(lint->hours, lint->context, day, with);
        hours_day_states(lint->without, lint->context, day, without);
        if (memcmp(with, without, HOURS_DAY) != 0) {
            return true;
        }
    }
    return false;
}

/* The later rule that decides on a day of rule n, 0 if none does. */
static size_t overriding_rule(const struct lint *lint, size_t n, bool *matches)
{
    struct hours_facts today;
    *matches = false;
    for (int64_t day = lint->first; day <= lint->last; day++) {
        hours_facts_fill(&today, lint->context, day);
        if (!hours_rule_matches(&lint->hours->rules[n], &today)) {
            continue;
        }
        *matches = true;
        for (size_t later = lint->hours->count; --later > n;) {
            if (hours_rule_matches(&lint->hours->rules[later], &today)) {
                return later;
            }
        }
    }
    return 0;
}

static void lint_effect(struct lint *lint, size_t n)
{
    const struct hours_rule *rules = lint->hours->rules;
    if (rule_has_effect(lint, n)) {
        return;
    }
    bool matches;
    size_t later = overriding_rule(lint, n, &matches);
    if (later) {
        why_set(next_note(lint), 0,
                "the rule at column %d changes nothing: the rule at column %d overrides it. If it "
                "shall hold, put it last",
                rules[n].column, rules[later].column);
    } else if (!matches) {
        why_set(next_note(lint), 0, "the rule at column %d matches no day from %d to %d",
                rules[n].column, lint->first_year, lint->first_year + YEARS - 1);
    }
}

static bool goes_past_midnight(const struct hours_rule *rule)
{
    for (size_t i = 0; i < rule->span_count; i++) {
        if (rule->spans[i].past_midnight) {
            return true;
        }
    }
    return false;
}

/* A night cut at midnight because another rule replaces everything on the next day. */
static bool lint_cut_night(struct lint *lint, size_t n, const struct hours_facts *yesterday,
                           const struct hours_facts *today)
{
    const struct hours *hours = lint->hours;
    size_t first = hours_first_rule(hours, today);
    if (first <= n || hours_first_rule(hours, yesterday) > n ||
        hours->rules[n].state == HOURS_CLOSED) {
        return false;
    }
    why_set(next_note(lint), 0,
            "nights of the rule at column %d end at midnight before the days of the rule at column "
            "%d, which replaces what was said before: write \",\" instead of \";\" before it to "
            "keep them",
            hours->rules[n].column, hours->rules[first].column);
    return true;
}

/* A night whose evening is taken away by a whole day off, but not its hours after midnight. */
static bool lint_rest_of_night(struct lint *lint, size_t n, const struct hours_facts *yesterday)
{
    const struct hours *hours = lint->hours;
    for (size_t later = hours->count; --later > n;) {
        const struct hours_rule *off = &hours->rules[later];
        if (off->state == HOURS_CLOSED && off->span_count == 0 &&
            hours->rules[n].state != HOURS_CLOSED && hours_rule_matches(off, yesterday)) {
            why_set(next_note(lint), 0,
                    "after a day closed by the rule at column %d the hours past midnight of the "
                    "rule at column %d still hold, as everywhere in this syntax: close them with "
                    "a rule of their own if that is wrong",
                    off->column, hours->rules[n].column);
            return true;
        }
    }
    return false;
}

static void lint_nights(struct lint *lint, size_t n)
{
    const struct hours_rule *rule = &lint->hours->rules[n];
    bool cut = false, rest = false;
    struct hours_facts yesterday, today;
    hours_facts_fill(&today, lint->context, lint->first - 1);
    for (int64_t day = lint->first; goes_past_midnight(rule) && day <= lint->last; day++) {
        yesterday = today;
        hours_facts_fill(&today, lint->context, day);
        if (hours_rule_matches(rule, &yesterday)) {
            cut = cut || lint_cut_night(lint, n, &yesterday, &today);
            rest = rest || lint_rest_of_night(lint, n, &yesterday);
        }
    }
}

size_t hours_lint(const struct hours *hours, const struct hours_context *context, int year,
                  struct why *notes, size_t max)
{
    struct lint lint = {.hours = hours,
                        .context = context,
                        .first = civil_days(year - 1, 1, 1),
                        .last = civil_days(year - 1 + YEARS, 1, 1) - 1,
                        .first_year = year - 1,
                        .notes = notes,
                        .max = max};
    lint.without = calloc(1, sizeof *hours + hours->count * sizeof hours->rules[0]);
    if (!lint.without) {
        return 0;
    }
    for (size_t n = 0; n < hours->count; n++) {
        lint_effect(&lint, n);
        lint_nights(&lint, n);
    }
    free(lint.without);
    return lint.count;
}
