/* Opening hours: what is accepted can be asked, and its next change is one. */
#include "tests/fuzz/fuzz.h"

#include "dashboard/presence/hours.h"

/* In Paris, before the night of 2026-10-25 when an hour comes twice. */
static const int64_t moments_ms[] = {1774745999000, 1792893600000, 4102444799000};

static void check_moment(const struct hours *hours, const struct hours_context *context,
                         int64_t at_ms)
{
    struct hours_answer now, then;
    hours_at(hours, context, at_ms, &now);
    must(now.state == HOURS_CLOSED || now.state == HOURS_OPEN || now.state == HOURS_UNKNOWN);
    must(now.until_ms > at_ms);
    if (now.until_ms == INT64_MAX)
        return;
    hours_at(hours, context, now.until_ms, &then);
    must(then.state != now.state);
    hours_at(hours, context, now.until_ms - 1, &then);
    must(then.state == now.state && then.until_ms == now.until_ms);
}

static void check_hours(const struct hours *hours)
{
    static struct zonetime *zone;
    static struct holidays holidays;
    struct why why;
    if (!zone && (!(zone = zonetime_load("Europe/Paris", &why)) ||
                  holidays_init(&holidays, "FR", &why) < 0)) {
        fprintf(stderr, "%s\n", why.text);
        abort();
    }
    struct hours_context known = {zone, &holidays, true, 47.32, 5.04}, unknown = {.zone = zone};
    for (size_t i = 0; i < sizeof moments_ms / sizeof *moments_ms; i++) {
        check_moment(hours, &known, moments_ms[i]);
        check_moment(hours, &unknown, moments_ms[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    struct why why = {""};
    struct hours *hours = text ? hours_parse(text, &why) : NULL;
    if (hours)
        check_hours(hours);
    else
        must(!text || *why.text);
    hours_free(hours);
    free(text);
    return 0;
}
