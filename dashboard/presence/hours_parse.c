#include "dashboard/presence/hours_parse.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The word and the comment; a comment alone is unknown. *present when there was any. */
static int take_state(struct hours_scan *scan, struct hours_rule *rule, bool *present)
{
    bool word = true;
    rule->state = HOURS_OPEN;
    if (hours_scan_take(scan, "off") || hours_scan_take(scan, "closed")) {
        rule->state = HOURS_CLOSED;
    } else if (hours_scan_take(scan, "unknown")) {
        rule->state = HOURS_UNKNOWN;
    } else {
        word = hours_scan_take(scan, "open");
    }
    *present = word || *scan->at == '"';
    if (*scan->at != '"') {
        return 0;
    }
    const char *end = strchr(scan->at + 1, '"');
    if (!end) {
        return hours_scan_refuse(scan, "this comment has no closing quote");
    }
    scan->at = end + 1;
    hours_scan_spaces(scan);
    rule->state = word ? rule->state : HOURS_UNKNOWN;
    return 0;
}

/* Times without days after a rule with days: some read "instead", some "also". */
static bool is_ambiguous(const struct hours *hours, const struct hours_rule *rule)
{
    const struct hours_rule *before = rule - 1;
    return rule > hours->rules && !rule->additional && rule->span_count &&
           !hours_rule_has_days(rule) &&
           (rule->state == HOURS_UNKNOWN ||
            (rule->state == HOURS_OPEN && hours_rule_has_days(before)));
}

static int take_rule(struct hours_scan *scan, struct hours *hours, bool additional)
{
    hours_scan_spaces(scan);
    struct hours_scan begin = *scan;
    if (hours->count == HOURS_RULES_MAX) {
        return hours_scan_refuse(scan, "more than %d rules", HOURS_RULES_MAX);
    }
    struct hours_rule *rule = &hours->rules[hours->count++];
    rule->additional = additional;
    rule->column = hours_scan_column(scan);
    bool has_state = false;
    int err = hours_scan_take(scan, "24/7") ? 0 : hours_take_days(scan, rule);
    if (!err && (hours_scan_clock_at(scan) || hours_scan_digits_at(scan))) {
        err = hours_take_spans(scan, rule);
    }
    if (!err) {
        err = take_state(scan, rule, &has_state);
    }
    if (err) {
        return err;
    }
    if (scan->at == begin.at) {
        return *scan->at ? hours_scan_refuse_here(scan)
                         : hours_scan_refuse(scan, "a rule belongs here, like Mo-Fr 09:00-18:00");
    }
    if (is_ambiguous(hours, rule)) {
        return hours_scan_refuse(&begin, "times without days after a rule with days can be read "
                                         "in two ways: write \",\" before them if they are "
                                         "added, Mo-Su if they replace");
    }
    return 0;
}

static int take_rules(struct hours_scan *scan, struct hours *hours)
{
    bool additional = false;
    do {
        int err = take_rule(scan, hours, additional);
        if (err) {
            return err;
        }
        additional = hours_scan_take(scan, ",");
    } while (additional || hours_scan_take(scan, ";"));
    return *scan->at ? hours_scan_refuse_here(scan) : 0;
}

struct hours *hours_parse(const char *text, struct why *why)
{
    if (strlen(text) > HOURS_TEXT_MAX) {
        why_set(why, E2BIG, "opening hours longer than %d characters: shorten the comments",
                HOURS_TEXT_MAX);
        return NULL;
    }
    struct hours *hours = calloc(1, sizeof *hours + HOURS_RULES_MAX * sizeof hours->rules[0]);
    if (!hours) {
        why_set(why, ENOMEM, "opening hours: out of memory");
        return NULL;
    }
    struct hours_scan scan = {.text = text, .at = text, .why = why};
    if (take_rules(&scan, hours) < 0) {
        free(hours);
        return NULL;
    }
    return hours;
}

void hours_free(struct hours *hours)
{
    free(hours);
}
