#include "ui/fold.h"

#include "test.h"

static void
threads_open_and_close(void **state)
{
    struct view view = { 0 };

    (void)state;
    fold_open(&view, 1, false);
    fold_open(&view, 2, false);
    fold_open(&view, 2, false); /* is open already */
    assert_int_equal(view.open_count, 2);
    fold_close(&view, 1);
    fold_close(&view, 77);
    assert_false(fold_is_open(&view, 1));
    assert_true(fold_is_open(&view, 2));
}

static void
what_was_opened_in_passing_closes_behind(void **state)
{
    struct view view = { 0 };

    (void)state;
    fold_open(&view, 1, false);
    fold_open(&view, 2, true);
    fold_open(&view, 3, true);
    fold_open(&view, 3, false); /* then the reader wanted it */
    assert_false(fold_close_passed(&view, 2));
    assert_true(fold_is_open(&view, 2));
    assert_true(fold_close_passed(&view, 9));
    assert_false(fold_is_open(&view, 2));
    assert_true(fold_is_open(&view, 1) && fold_is_open(&view, 3));
}

static void
of_too_many_the_eldest_closes(void **state)
{
    struct view view = { 0 };

    (void)state;
    for (int64_t id = 1; id <= OPEN_MOST + 1; id++)
        fold_open(&view, id, false);
    assert_int_equal(view.open_count, OPEN_MOST);
    assert_false(fold_is_open(&view, 1));
    assert_true(fold_is_open(&view, 2) && fold_is_open(&view, OPEN_MOST + 1));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_open_and_close),
        cmocka_unit_test(what_was_opened_in_passing_closes_behind),
        cmocka_unit_test(of_too_many_the_eldest_closes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
