#include "secret.h"

#include "test.h"

static void
one_for_each_source_and_no_more(void **state)
{
    struct secrets secrets = { 0 };
    str got = { 0 };

    (void)state;
    assert_false(secret_find(&secrets, STR("a"), &got));
    secret_keep(&secrets, STR("a"), STR("first"));
    secret_keep(&secrets, STR("b"), STR(""));
    secret_keep(&secrets, STR("a"), STR("second"));
    assert_true(secret_find(&secrets, STR("a"), &got));
    assert_true(str_eq(got, STR("second")));
    assert_true(secret_find(&secrets, STR("b"), &got));
    assert_int_equal(got.len, 0);
    secret_forget(&secrets, STR("a"));
    assert_false(secret_find(&secrets, STR("a"), &got)); /* not the first one again */
    secret_forget(&secrets, STR("a"));
    secrets_clear(&secrets);
    assert_false(secret_find(&secrets, STR("b"), &got));
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(one_for_each_source_and_no_more) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
