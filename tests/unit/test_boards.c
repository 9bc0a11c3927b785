#include "tests/unit/test.h"

#include "hw/boards.h"

#include <string.h>

static void test_boards_are_found_by_name(void **state)
{
    (void)state;
    const struct board *board;
    for (size_t i = 0; (board = board_at(i)); i++)
        assert_ptr_equal(board_find(board->name), board);
    assert_null(board_find("raspberry-pi-1"));
    assert_string_equal(board_find("raspberry-pi-5")->chip, "pinctrl-rp1");
}

static void test_names_of_the_header_are_offsets(void **state)
{
    (void)state;
    const struct board *board = board_find("raspberry-pi-4");
    assert_int_equal(board_offset(board, "GPIO0"), 0);
    assert_int_equal(board_offset(board, "GPIO27"), 27);
    const char *const others[] = {"GPIO28", "GPIO",   "GPIO1x", "gpio1",
                                  "GPIO-1", "GPIO 1", "17",     "GPIO99999999999999999999"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(board_offset(board, others[i]), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boards_are_found_by_name),
        cmocka_unit_test(test_names_of_the_header_are_offsets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
