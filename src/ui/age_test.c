#include "ui/age.h"

#include "test.h"

#define NOW INT64_C(1000000000)

/* clang-format off */
static const struct { int64_t span_s; const char *small, *words; } cases[] = {
    { -50, "now", "just now" }, { 0, "now", "just now" }, { 59, "now", "just now" },
    { 60, "1m", "1 minute ago" }, { 3599, "59m", "59 minutes ago" }, { 3600, "1h", "1 hour ago" },
    { 47 * 3600, "47h", "47 hours ago" }, { 2 * 86400, "2d", "2 days ago" },
    { 27 * 86400, "27d", "27 days ago" }, { 28 * 86400, "4w", "4 weeks ago" },
    { 364 * 86400, "1y", "1 year ago" }, { 3 * 366 * 86400, "3y", "3 years ago" },
};
/* clang-format on */

static void
ages_are_told(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_str_equal(age_short(&a, NOW, NOW - cases[i].span_s), str_of(cases[i].small));
        assert_str_equal(age_words(&a, NOW, NOW - cases[i].span_s), str_of(cases[i].words));
    }
    assert_str_equal(age_short(&a, NOW, 0), STR(""));
    assert_str_equal(age_words(&a, NOW, 0), STR("never"));
    assert_str_equal(age_until(&a, NOW, NOW - 5), STR("now"));
    assert_str_equal(age_until(&a, NOW, NOW + 600), STR("in 10 minutes"));
    assert_str_equal(age_every(&a, 3700), STR("every hour"));
    assert_str_equal(age_every(&a, 7200), STR("every 2 hours"));
    assert_str_equal(count_words(&a, 1, "story", "stories"), STR("1 story"));
    assert_str_equal(count_words(&a, 0, "story", "stories"), STR("0 stories"));
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(ages_are_told) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
