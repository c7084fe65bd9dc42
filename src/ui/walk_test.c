#include "ui/walk.h"

#include "test.h"

static void
back_and_forward(void **state)
{
    struct walk w = { 0 };
    int64_t id = 0;

    (void)state;
    assert_false(walk_back(&w, &id));
    assert_false(walk_forward(&w, &id));
    assert_int_equal(walk_here(&w), 0);
    for (int64_t i = 1; i <= 10; i++)
        walk_visit(&w, i);
    walk_visit(&w, 10);
    assert_int_equal(w.count, 10);
    for (int64_t i = 9; i >= 1; i--) {
        assert_true(walk_back(&w, &id));
        assert_int_equal(id, i);
    }
    assert_false(walk_back(&w, &id));
    assert_true(walk_forward(&w, &id));
    assert_int_equal(id, 2);
    walk_visit(&w, 77); /* forgets 3 to 10 */
    assert_false(walk_forward(&w, &id));
    assert_true(walk_back(&w, &id));
    assert_int_equal(id, 2);
}

static void
the_last_are_kept(void **state)
{
    struct walk w = { 0 };
    int64_t id = 0, many[WALK_MOST + 50];

    (void)state;
    for (int64_t i = 1; i <= WALK_MOST + 5; i++)
        walk_visit(&w, i);
    assert_int_equal(w.count, WALK_MOST);
    while (walk_back(&w, &id))
        continue;
    assert_int_equal(id, 6);
    for (size_t i = 0; i < ARRAY_LEN(many); i++)
        many[i] = (int64_t)i;
    walk_set(&w, many, ARRAY_LEN(many), 60);
    assert_int_equal(walk_here(&w), 60);
    walk_set(&w, many, ARRAY_LEN(many), 10);
    assert_int_equal(walk_here(&w), 50);
    walk_set(&w, many, 3, 99);
    assert_int_equal(walk_here(&w), 2);
    walk_set(&w, NULL, 0, 0);
    assert_int_equal(walk_here(&w), 0);
}

static void
what_is_gone_is_dropped(void **state)
{
    static const int64_t ids[] = { 1, 2, 3 };
    struct walk w;

    (void)state;
    walk_set(&w, ids, 3, 1);
    walk_drop(&w);
    assert_int_equal(walk_here(&w), 3);
    walk_drop(&w);
    assert_int_equal(walk_here(&w), 1);
    walk_drop(&w);
    walk_drop(&w);
    assert_int_equal(walk_here(&w), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(back_and_forward),
        cmocka_unit_test(the_last_are_kept),
        cmocka_unit_test(what_is_gone_is_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
