#include "candidate.h"

#include "test.h"

/* The best must come in order and be the same whatever the order they stood in. */
static void
best_are_kept_in_order(void **state)
{
    struct candidate all[50];

    (void)state;
    for (int turn = 0; turn < 7; turn++) {
        for (int i = 0; i < 50; i++) {
            int n = (i * 7 + turn * 11) % 50;

            all[i] = (struct candidate){ .story_id = n + 1, .word = (float)(n % 25) };
        }
        assert_int_equal(candidates_best(all, 50, 5), 5);
        assert_int_equal(all[0].story_id, 50); /* 24, and younger than 25 */
        assert_int_equal(all[1].story_id, 25);
        assert_int_equal(all[2].story_id, 49);
        assert_int_equal(all[3].story_id, 24);
        assert_int_equal(all[4].story_id, 48);
    }
}

static void
few_are_all_kept(void **state)
{
    struct candidate two[] = { { .story_id = 1, .word = 1 }, { .story_id = 2, .bridge = 2 } };

    (void)state;
    assert_int_equal(candidates_best(two, 2, 5), 2);
    assert_int_equal(two[0].story_id, 2);
    assert_int_equal(candidates_best(two, 0, 5), 0);
    assert_int_equal(candidates_best(two, 2, 0), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(best_are_kept_in_order),
        cmocka_unit_test(few_are_all_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
