#include "test.h"

#include <courant/text.h>

/* Patterns are the system's: where there are none for English, there is nothing to try. */
static const struct text_hyphens *
english(void)
{
    const struct text_hyphens *h = text_hyphens_find(STR("en-US"));

    if (!h)
        test_skip("no libhyphen or no English patterns");
    return h;
}

static str
parted(struct arena *a, const struct text_hyphens *h, const char *text)
{
    uint32_t points[16];
    size_t count = text_hyphen_points(h, str_of(text), points, ARRAY_LEN(points)), from = 0;
    struct buf b = { .arena = a };

    for (size_t i = 0; i < count; i++) {
        buf_add(&b, str_sub(str_of(text), from, points[i]));
        buf_add_char(&b, '|');
        from = points[i];
    }
    buf_add(&b, str_from(str_of(text), from));
    return buf_str(&b);
}

static void
words_are_parted_by_pattern(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "hyphenation", "hy|phen|ation" },
        { "“Hyphenation,”", "“Hy|phen|ation,”" },
        { "HYPHENATION", "HY|PHEN|ATION" },
        { "the", "the" },
        { "example.org", "example.org" },
        { "hyphenation2", "hyphenation2" },
        { "don't", "don't" },
        { "", "" },
        { "\xC2\xA0", "\xC2\xA0" },
        { "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
          "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
    };
    const struct text_hyphens *h = english();
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        str got = parted(&a, h, cases[i].text);

        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("\"%s\": got \"%.*s\"", cases[i].text, STR_ARG(got));
    }
    arena_free(&a);
}

static void
languages_are_found_by_tag(void **state)
{
    (void)state;
    assert_null(text_hyphens_find(STR("")));
    assert_null(text_hyphens_find(STR("x")));
    assert_null(text_hyphens_find(STR("../../etc/passwd")));
    assert_null(text_hyphens_find(STR("zz")));
    const struct text_hyphens *h = english();

    assert_ptr_equal(text_hyphens_find(STR("en-US")), h);
    assert_non_null(text_hyphens_find(STR("en"))); /* some country's will do */
    assert_non_null(text_hyphens_find(STR("en-KZ")));
}

/* Tags come from pages: those that nobody knows take no room from those that are known. */
static void
made_up_languages_take_no_room(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (int i = 0; i < 1000; i++)
        assert_null(text_hyphens_find(
            arena_printf(&a, "x%c%c%c", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676)));
    assert_ptr_equal(english(), text_hyphens_find(STR("en-us")));
    assert_ptr_equal(text_hyphens_find(STR("en-XX")), text_hyphens_find(STR("en")));
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_up_languages_take_no_room),
        cmocka_unit_test(words_are_parted_by_pattern),
        cmocka_unit_test(languages_are_found_by_tag),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
