/* From observations to findings, and their words. */
#include "tests/unit/test.h"

#include "agent/maker/diagnosis.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct line_seen seat = {"seat", LINE_BIAS_PULL_UP, false, 0, 0, -1, -1};

static void a_line_that_is_well(void **state)
{
    (void)state;
    struct line_seen seen = seat;
    assert_int_equal(diagnose_line(&seen), FINDING_NONE);
    seen.pulled_up = seen.pulled_down = 0; /* a closed contact holds it */
    assert_int_equal(diagnose_line(&seen), FINDING_NONE);
    seen.edges = DIAGNOSIS_EDGES; /* somebody did sit down */
    assert_int_equal(diagnose_line(&seen), FINDING_NONE);
    const struct line_seen beam = {"beam-pair", LINE_BIAS_PULL_UP, true, 1, 0, 1, 0};
    assert_int_equal(diagnose_line(&beam), FINDING_NONE); /* open collector: nothing holds it */
}

static void floating_by_itself_or_by_its_pulls(void **state)
{
    (void)state;
    struct line_seen seen = seat;
    seen.edges = DIAGNOSIS_EDGES + 1;
    assert_int_equal(diagnose_line(&seen), FINDING_LINE_FLOATS);
    seen = seat;
    seen.bias = LINE_BIAS_AS_IS;
    seen.pulled_up = 1;
    seen.pulled_down = 0;
    assert_int_equal(diagnose_line(&seen), FINDING_LINE_FOLLOWS);
    seen.kind = "pir";
    seen.bias = LINE_BIAS_PULL_DOWN;
    assert_int_equal(diagnose_line(&seen), FINDING_LINE_OPEN);
    seen.pulled_up = -EINVAL; /* a chip without pulls says nothing */
    assert_int_equal(diagnose_line(&seen), FINDING_NONE);
}

static void active_with_nobody_there(void **state)
{
    (void)state;
    struct line_seen seen = seat;
    seen.level = 1;
    assert_int_equal(diagnose_line(&seen), FINDING_LINE_INVERTED);
    seen.active_low = true;
    assert_int_equal(diagnose_line(&seen), FINDING_NONE);
    seen.level = 0;
    assert_int_equal(diagnose_line(&seen), FINDING_LINE_INVERTED);
    seen.edges = 1; /* it was at rest meanwhile */
    assert_int_equal(diagnose_line(&seen), FINDING_NONE);
    seen.edges = 0;
    seen.kind = "contact"; /* a door may stand open */
    assert_int_equal(diagnose_line(&seen), FINDING_LINE_ACTIVE);
}

static void why_a_chip_may_not_be_opened(void **state)
{
    (void)state;
    assert_int_equal(diagnose_chip(-EACCES, 0, 0600, true), FINDING_CHIP_UDEV);
    assert_int_equal(diagnose_chip(-EACCES, 993, 0600, false), FINDING_CHIP_UDEV);
    assert_int_equal(diagnose_chip(-EPERM, 993, 0660, false), FINDING_CHIP_GROUP);
    assert_int_equal(diagnose_chip(-EACCES, 993, 0660, true), FINDING_CHIP_BROKEN);
    assert_int_equal(diagnose_chip(-ENODEV, 993, 0660, false), FINDING_CHIP_BROKEN);
}

static void disk_and_clock(void **state)
{
    (void)state;
    const uint64_t mb = 1000000, gb = 1000 * mb;
    assert_int_equal(diagnose_disk(10 * mb, 30 * gb), FINDING_DISK_FULL);
    assert_int_equal(diagnose_disk(20 * mb, 30 * gb), FINDING_DISK_OK);
    assert_int_equal(diagnose_disk(10 * mb, 40 * mb), FINDING_DISK_OK); /* a small tmpfs */
    assert_int_equal(diagnose_disk(4 * mb, 40 * mb), FINDING_DISK_FULL);
    assert_int_equal(diagnose_disk(0, 0), FINDING_DISK_OK); /* some systems do not say */
    assert_int_equal(diagnose_clock(true, 0), FINDING_CLOCK_PAST);
    assert_int_equal(diagnose_clock(true, INT64_C(1790000000000)), FINDING_CLOCK_OK);
    assert_int_equal(diagnose_clock(false, INT64_C(1790000000000)), FINDING_CLOCK_UNSYNCED);
}

static char *written(const struct findings *findings, enum tongue tongue)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    findings_write(findings, 0, tongue, out);
    findings_sum(findings, tongue, out);
    fclose(out);
    return text;
}

/* Every finding has its words in every language, what is wrong a next step, no place stays open,
 * and no row is broader than a terminal. */
static void every_finding_has_words(void **state)
{
    (void)state;
    for (int tongue = 0; tongue < TONGUE_COUNT; tongue++)
        for (int kind = FINDING_NONE + 1; kind < FINDING_COUNT; kind++) {
            struct findings findings = {0};
            findings_add(&findings, (enum finding_kind)kind, "AAA", "BBB");
            char *text = written(&findings, (enum tongue)tongue);
            bool wrong = finding_grade((enum finding_kind)kind) == GRADE_WRONG;
            if (strstr(text, "{a}") || strstr(text, "{b}") || strlen(text) < 20)
                fail_msg("%d: %s", kind, text);
            if (wrong && kind != FINDING_LINES_FAILED)
                assert_non_null(strstr(text, "→"));
            for (char *row = strtok(text, "\n"); row; row = strtok(NULL, "\n"))
                if (tongue_columns(row) > 80)
                    fail_msg("%d: %s", kind, row);
            free(text);
        }
}

static void what_is_said_once_and_counted(void **state)
{
    (void)state;
    struct findings findings = {0};
    findings_add(&findings, FINDING_CLOCK_OK, "now", NULL);
    findings_add(&findings, FINDING_LINE_INVERTED, "x", "low");
    findings_add(&findings, FINDING_LINE_INVERTED, "y", "low");
    char *text = written(&findings, TONGUE_EN);
    char *step = strstr(text, "→");
    assert_non_null(step);
    assert_null(strstr(step + 1, "→"));
    assert_non_null(strstr(text, "2 things to put right"));
    assert_int_equal(findings_wrong(&findings), 2);
    for (int i = 0; i < 2 * FINDINGS_MAX; i++)
        findings_add(&findings, FINDING_CLOCK_OK, text, text);
    assert_int_equal(findings.count, FINDINGS_MAX);
    free(text);
}

static void a_language_is_chosen(void **state)
{
    (void)state;
    enum tongue tongue;
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    setenv("LANG", "fr_FR.UTF-8", 1);
    assert_true(tongue_choose(NULL, &tongue));
    assert_int_equal(tongue, TONGUE_FR);
    assert_true(tongue_choose("en", &tongue));
    assert_int_equal(tongue, TONGUE_EN);
    assert_false(tongue_choose("frisian", &tongue));
    setenv("LC_ALL", "C", 1);
    assert_true(tongue_choose(NULL, &tongue));
    assert_int_equal(tongue, TONGUE_EN);
    assert_false(tongue_is_wide());
    setenv("LC_ALL", "C.utf8", 1);
    assert_true(tongue_is_wide());
    char text[] = "déjà « à l'œuvre » → ok";
    tongue_narrow(text);
    assert_string_equal(text, "deja ? a l'?uvre ? > ok");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_is_well),
        cmocka_unit_test(floating_by_itself_or_by_its_pulls),
        cmocka_unit_test(active_with_nobody_there),
        cmocka_unit_test(why_a_chip_may_not_be_opened),
        cmocka_unit_test(disk_and_clock),
        cmocka_unit_test(every_finding_has_words),
        cmocka_unit_test(what_is_said_once_and_counted),
        cmocka_unit_test(a_language_is_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
