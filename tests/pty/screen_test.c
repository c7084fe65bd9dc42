/* The harness itself, against a shell: what the other tests rest on. */
#include "screen.h"

#include "test.h"

#include <string.h>

static struct screen *
start(const char *script)
{
    const char *argv[] = { "/bin/sh", "-c", script, NULL };

    return screen_start(
        &(struct screen_options){ .argv = argv, .home = test_folder(), .rows = 6, .cols = 30 });
}

static void
text_colour_and_cursor_are_seen(void **state)
{
    struct screen *s =
        start("printf 'Қазақ \\033[1;31m新聞\\033[0m end'; read x; echo got $x; exit 3");
    int row, col;

    (void)state;
    screen_expect(s, "end");
    assert_true(screen_find(s, "新聞", &row, &col));
    assert_int_equal(row, 0);
    assert_int_equal(col, 6);
    assert_true(screen_cell(s, 0, 6).is_bold);
    assert_int_equal(screen_cell(s, 0, 6).cols, 2);
    assert_true(screen_cell(s, 0, 6).fg != screen_cell(s, 0, 0).fg);
    screen_cursor(s, &row, &col);
    assert_int_equal(col, 14);
    screen_mark(s);
    screen_send(s, "beta\r");
    screen_expect(s, "got beta");
    assert_true(str_find(screen_bytes(s), STR("got beta")) != STR_NONE);
    assert_true(str_find(screen_bytes(s), STR("end")) == STR_NONE);
    assert_int_equal(screen_wait_end(s, TEST_LONG_MS), 3);
    assert_int_equal(screen_end(s), 3);
}

static void
resize_reaches_the_program(void **state)
{
    struct screen *s = start("trap 'stty size' WINCH; stty size; while :; do sleep 0.05; done");

    (void)state;
    screen_expect(s, "6 30");
    screen_resize(s, 10, 50);
    screen_expect(s, "10 50");
    assert_false(screen_wait(s, "no such text", 50));
    assert_int_equal(screen_end(s), 129);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_colour_and_cursor_are_seen),
        cmocka_unit_test(resize_reaches_the_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
