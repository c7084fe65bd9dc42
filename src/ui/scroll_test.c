#include "ui/scroll.h"

#include "test.h"

static void
check(const struct scroll *s, const char *label)
{
    if (s->count > 0 && s->page > 0 &&
        (s->cursor >= s->count || s->cursor < s->top || s->cursor >= s->top + s->page))
        fail_msg("%s: cursor %zu of %zu, top %zu, page %zu", label, s->cursor, s->count, s->top,
                 s->page);
    if (s->is_heading && s->count > 0 && s->is_heading[s->cursor])
        fail_msg("%s: on a heading", label);
}

static void
cursor_stays_in_view(void **state)
{
    (void)state;
    for (size_t count = 0; count < 30; count++)
        for (size_t page = 1; page < 12; page++)
            for (int move = MOVE_DOWN; move <= MOVE_LAST; move++) {
                struct scroll s = { .count = count, .page = page, .cursor = count / 2 };

                scroll_fit(&s);
                for (int i = 0; i < 40; i++) {
                    scroll_move(&s, (enum move)move);
                    check(&s, "moved");
                }
            }
}

static void
pages_move_by_half_at_the_edge(void **state)
{
    struct scroll s = { .count = 100, .page = 10 };

    (void)state;
    for (int i = 0; i < 9; i++)
        scroll_move(&s, MOVE_DOWN);
    assert_int_equal(s.top, 0);
    scroll_move(&s, MOVE_DOWN);
    assert_int_equal(s.cursor, 10);
    assert_int_equal(s.top, 6);
    for (int i = 0; i < 4; i++)
        scroll_move(&s, MOVE_UP);
    assert_int_equal(s.top, 6);
    scroll_move(&s, MOVE_UP);
    assert_int_equal(s.cursor, 5);
    assert_int_equal(s.top, 1);
    scroll_move(&s, MOVE_LAST);
    assert_int_equal(s.cursor, 99);
    assert_int_equal(s.top, 90);
    scroll_move(&s, MOVE_FIRST);
    assert_int_equal(s.top, 0);
}

static void
headings_are_stepped_over(void **state)
{
    static const bool is_heading[] = { true, false, false, true, false, true, false, true };
    struct scroll s = { .count = ARRAY_LEN(is_heading), .page = 3, .is_heading = is_heading };

    (void)state;
    scroll_fit(&s);
    assert_int_equal(s.cursor, 1);
    assert_int_equal(s.top, 0);
    for (int i = 0; i < 10; i++) {
        scroll_move(&s, MOVE_DOWN);
        check(&s, "down");
    }
    assert_int_equal(s.cursor, 6);
    for (int i = 0; i < 10; i++) {
        scroll_move(&s, MOVE_UP);
        check(&s, "up");
    }
    assert_int_equal(s.cursor, 1);
    assert_int_equal(s.top, 0); /* the heading is in view again */
}

static void
the_wheel_moves_the_page(void **state)
{
    struct scroll s = { .count = 50, .page = 10, .cursor = 5 };

    (void)state;
    scroll_wheel(&s, 3);
    assert_int_equal(s.top, 3);
    assert_int_equal(s.cursor, 5);
    scroll_wheel(&s, 3);
    assert_int_equal(s.cursor, 6);
    scroll_wheel(&s, -100);
    assert_int_equal(s.top, 0);
    assert_int_equal(s.cursor, 6);
    scroll_wheel(&s, 1000);
    assert_int_equal(s.top, 40);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cursor_stays_in_view),
        cmocka_unit_test(pages_move_by_half_at_the_edge),
        cmocka_unit_test(headings_are_stepped_over),
        cmocka_unit_test(the_wheel_moves_the_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
