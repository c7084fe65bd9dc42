#include "ui/complete.h"

#include "test.h"

static const str themes[] = { STR_INIT("dark"), STR_INIT("light") };
static const str sources[] = { STR_INIT("bbc"), STR_INIT("tengri-en") };
static const str sections[] = { STR_INIT("World"), STR_INIT("Central Asia") };
static const struct complete_words words = { themes, sources, sections, 2, 2, 2 };

/* clang-format off */
static const struct { const char *line, *common; size_t count, from; } cases[] = {
    { "qu", "quit", 1, 0 }, { "refresh-", "refresh-source", 1, 0 }, { "pa", "page-", 2, 0 },
    { "theme ", "", 2, 6 }, { "theme d", "dark", 1, 6 }, { "theme dark ", "", 0, 11 },
    { "set the", "theme", 1, 4 }, { "set theme l", "light", 1, 10 }, { "set mouse o", "o", 2, 10 },
    { "set layout r", "rows", 1, 11 }, { "set nonsense x", "", 0, 13 },
    { "filter is:u", "is:unread", 1, 7 }, { "filter storm newer", "newer:", 1, 13 },
    { "filter source:t", "source:tengri-en", 1, 7 },
    { "filter section:c", "section:\"Central Asia\"", 1, 7 },
    { "refresh-source b", "bbc", 1, 15 }, { "nonsense x", "", 0, 9 }, { "quit x", "", 0, 5 },
};
/* clang-format on */

static void
lines_are_completed(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct complete got;

        complete_line(&a, str_of(cases[i].line), &words, &got);
        str common = complete_common(&got);

        if (got.count != cases[i].count || got.from != cases[i].from ||
            !str_eq(common, str_of(cases[i].common)))
            fail_msg("\"%s\": %zu from %zu, \"%.*s\"", cases[i].line, got.count, got.from,
                     STR_ARG(common));
    }
    arena_free(&a);
}

static void
an_empty_line_offers_everything(void **state)
{
    struct arena a = { 0 };
    struct complete got;

    (void)state;
    complete_line(&a, STR(""), &words, &got);
    assert_true(got.count > 30);
    for (size_t i = 0; i < got.count; i++)
        assert_true(got.choices[i].help.len > 0);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_completed),
        cmocka_unit_test(an_empty_line_offers_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
