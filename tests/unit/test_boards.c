#include "tests/unit/test.h"

#include "hw/boards.h"

#include <string.h>

static void test_boards_are_found_by_name(void **state)
{
    (void)state;
    const struct board_model *board;
    for (size_t i = 0; (board = board_at(i)); i++)
        assert_ptr_equal(board_find(board->name), board);
    assert_null(board_find("raspberry-pi-1"));
    assert_string_equal(board_find("raspberry-pi-5")->chips[0].label, "pinctrl-rp1");
}

static void test_names_of_the_header_are_offsets(void **state)
{
    (void)state;
    const struct board_model *board = board_find("raspberry-pi-4");
    const char *label = NULL;
    assert_int_equal(board_line(board, "GPIO0", &label), 0);
    assert_string_equal(label, "pinctrl-bcm2711");
    assert_int_equal(board_line(board, "GPIO27", &label), 27);
    const char *const others[] = {"GPIO28", "GPIO",   "GPIO1x",
                                  "gpio1",  "GPIO-1", "GPIO 1",
                                  "17",     "PC7",    "GPIO99999999999999999999"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(board_line(board, others[i], &label), -1);
}

static void test_banks_of_an_allwinner(void **state)
{
    (void)state;
    static const struct {
        const char *line, *label;
        int offset;
    } cases[] = {
        {"PA0", "300b000.pinctrl", 0},    {"PC7", "300b000.pinctrl", 71},
        {"PH31", "300b000.pinctrl", 255}, {"PL3", "7022000.pinctrl", 3},
        {"PM4", "7022000.pinctrl", 36},
    };
    const struct board_model *board = board_find("orange-pi-3");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *label = NULL;
        assert_int_equal(board_line(board, cases[i].line, &label), cases[i].offset);
        assert_string_equal(label, cases[i].label);
    }
    const char *const others[] = {"PA32", "PI1", "PZ", "P", "PA", "PA1x", "GPIO17", "7", ""};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const char *label = NULL;
        assert_int_equal(board_line(board, others[i], &label), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boards_are_found_by_name),
        cmocka_unit_test(test_names_of_the_header_are_offsets),
        cmocka_unit_test(test_banks_of_an_allwinner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
