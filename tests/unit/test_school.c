#include "tests/unit/test.h"

#include "dashboard/civil.h"
#include "dashboard/school_calendar.h"
#include "dashboard/school_file.h"
#include <string.h>
#include <unistd.h>

static struct why why;

static int read_text(struct school_file *file, const char *text)
{
    char path[] = "/tmp/lampion-school-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    int error = school_file_read(file, path, &why);
    unlink(path);
    return error;
}

static void assert_one(const struct school_holiday *one, const char *zone, int64_t first,
                       int64_t last, const char *name)
{
    assert_string_equal(one->zone, zone);
    assert_string_equal(one->name, name);
    assert_int_equal(one->first, first);
    assert_int_equal(one->last, last);
}

static void test_the_table_of_the_ministry(void **state)
{
    (void)state;
    struct school_file file;
    int error = read_text(
        &file, "\xEF\xBB\xBF"
               "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire\r\n"
               "Vacances de la "
               "Toussaint;-;2025-10-17T22:00:00+00:00;2025-11-02T23:00:00+00:00;Rennes;Zone "
               "B;2025-2026\r\n"
               "\"Vacances d'Été; fin\";Élèves;2026-07-04;2026-09-01;Corse;Corse;2025-2026\n"
               "Prérentrée;Enseignants;2026-08-31;2026-09-01;Rennes;Zone B;2026-2027\n"
               "Vacances;-;2026-03-06T20:00:00+00:00;2026-03-22T20:00:00+00:00;La "
               "Réunion;Réunion;2025-2026\n"
               "Carnaval;-;2026-02-16T04:00:00+00:00;2026-02-23T04:00:00+00:00;Martinique;"
               "Martinique;2025-2026\n");
    if (error)
        fail_msg("%s", why.text);
    assert_int_equal(file.count, 6);
    assert_one(&file.all[0], "FR-B", civil_days(2025, 10, 18), civil_days(2025, 11, 2),
               "Vacances de la Toussaint");
    assert_one(&file.all[1], "Rennes", civil_days(2025, 10, 18), civil_days(2025, 11, 2),
               "Vacances de la Toussaint");
    assert_one(&file.all[2], "Corse", civil_days(2026, 7, 4), civil_days(2026, 8, 31),
               "Vacances d'Été; fin");
    assert_one(&file.all[3], "Réunion", civil_days(2026, 3, 7), civil_days(2026, 3, 22),
               "Vacances");
    assert_one(&file.all[5], "Martinique", civil_days(2026, 2, 16), civil_days(2026, 2, 22),
               "Carnaval");
    school_file_clear(&file);
}

static void test_the_plain_table(void **state)
{
    (void)state;
    struct school_file file;
    assert_int_equal(
        read_text(&file, "zone,from,to,name\nB,2026-02-14,2026-03-01,\"Hiver, \"\"ski\"\"\"\n"), 0);
    assert_int_equal(file.count, 1);
    assert_one(&file.all[0], "B", civil_days(2026, 2, 14), civil_days(2026, 3, 1),
               "Hiver, \"ski\"");
    school_file_clear(&file);
}

static void test_other_files_are_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } rows[] = {
        {"date,number\n1,2\n", ":1: no table of school holidays"},
        {"zone,from,to,name\nB,14/02/2026,2026-03-01,x\n", ":2: \"14/02/2026\" is no day"},
        {"zone,from,to,name\n\nB,2026-02-30,2026-03-01,x\n", ":3: \"2026-02-30\" is no day"},
        {"zone,from,to,name\nB,2026-03-02,2026-03-01,x\n", ":2: ends before"},
        {"zone,from,to,name\n,2026-03-01,2026-03-01,x\n", ":2: no zone"},
        {"zone,from,to,name\nB,2026-03-01\n", ":2: \"\" is no day"},
        {"zone,from,to,name\n", "no holidays in it"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct school_file file;
        if (read_text(&file, rows[i].text) == 0 || !strstr(why.text, rows[i].words))
            fail_msg("row %zu: \"%s\" does not say \"%s\"", i, why.text, rows[i].words);
        school_file_clear(&file);
    }
}

static int64_t noon_ms(int year, int month, int day)
{
    return (civil_days(year, month, day) * 24 + 11) * 3600000LL;
}

static enum open_state state_at(const struct opening *opening, int64_t at_ms)
{
    return opening_at(opening, at_ms).state;
}

static const char place_text[] = "place: {id: g, name: G, timezone: Europe/Paris, "
                                 "opening_hours: \"Mo-Su 09:00-18:00; SH off\", "
                                 "school_holidays: FR-B}\n"
                                 "zones:\n  - {id: z, name: Z, kind: room, sensors: [a/b]}\n";

static void test_what_was_imported_holds_as_far_as_it_goes(void **state)
{
    (void)state;
    char path[] = "/tmp/lampion-school-XXXXXX", log[64];
    struct opening opening;
    struct why note;
    int fd = mkstemp(path);
    close(fd);
    struct store *store = store_open(path, STORE_WRITE, &why);
    struct place *place = place_parse("t", place_text, sizeof place_text - 1, &why);
    assert_non_null(store);
    assert_non_null(place);
    assert_int_equal(opening_start(&opening, place, &why), 0);
    assert_int_equal(school_calendar_read(&opening, store, &why), 0);
    assert_int_equal(state_at(&opening, noon_ms(2026, 2, 16)), OPEN_UNKNOWN);
    assert_true(opening_school_note(&opening, noon_ms(2026, 2, 16), &note));
    assert_non_null(strstr(note.text, "lampion import holidays"));

    const struct school_holiday all[] = {
        {"FR-B", civil_days(2024, 2, 24), civil_days(2024, 3, 10), "Hiver"}, /* a year is missing */
        {"FR-B", civil_days(2025, 12, 20), civil_days(2026, 1, 4), "Noël"},
        {"FR-B", civil_days(2026, 2, 14), civil_days(2026, 3, 1), "Hiver"},
        {"FR-B", civil_days(2026, 4, 11), civil_days(2026, 4, 26), "Printemps"},
        {"FR-A", civil_days(2026, 2, 7), civil_days(2026, 2, 22), "Hiver"},
    };
    assert_int_equal(store_school_put(store, all, 5, &why), 0);
    assert_int_equal(store_school_put(store, all, 5, &why), 0); /* once more is nothing new */
    assert_int_equal(school_calendar_read(&opening, store, &why), 0);
    assert_int_equal(opening.school_count, 4);
    assert_int_equal(state_at(&opening, noon_ms(2026, 2, 16)), OPEN_CLOSED);
    assert_int_equal(state_at(&opening, noon_ms(2026, 2, 10)), OPEN_OPEN);
    assert_int_equal(state_at(&opening, noon_ms(2025, 5, 5)), OPEN_UNKNOWN);
    assert_int_equal(state_at(&opening, noon_ms(2026, 4, 27)), OPEN_UNKNOWN);
    assert_false(opening_school_note(&opening, noon_ms(2026, 2, 16), &note));
    assert_true(opening_school_note(&opening, noon_ms(2026, 3, 10), &note));
    assert_non_null(strstr(note.text, "are known until 2026-04-26"));
    assert_true(opening_school_note(&opening, noon_ms(2026, 5, 10), &note));
    assert_non_null(strstr(note.text, "were known until 2026-04-26"));
    opening_stop(&opening);
    place_free(place);
    store_close(store);
    unlink(path);
    for (int i = 0; i < 2; i++) {
        snprintf(log, sizeof log, "%s%s", path, i ? "-wal" : "-shm");
        unlink(log);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_table_of_the_ministry),
        cmocka_unit_test(test_the_plain_table),
        cmocka_unit_test(test_other_files_are_refused_with_their_line),
        cmocka_unit_test(test_what_was_imported_holds_as_far_as_it_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
