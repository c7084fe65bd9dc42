#include "test.h"

#include <courant/text.h>

/* clang-format off */
static const struct { const char *label, *line; bool is_rtl; const char *want; } cases[] = {
    { "left", "plain text", false, "plain text" }, { "nothing", "", false, "" },
    { "Hebrew", "שלום", true, "םולש" }, { "Hebrew in Latin", "say שלום now", false, "say םולש now" },
    { "Latin in Hebrew", "אבג abc דהו", true, "והד abc גבא" }, { "number", "שנת 2025", true, "2025 תנש" },
    { "brackets", "(אבג)", true, "(גבא)" }, { "points stay on letters", "שָׁם", true, "םשָׁ" },
    { "Arabic joined", "سلام", true, "ﻡﻼﺳ" }, { "Persian, no joiner", "می\u200Cشود", true, "ﺩﻮﺷﯽﻣ" },
    { "emoji in Hebrew", "אב 👨‍👩‍👧 גד", true, "דג 👨 בא" }, { "mark", "abc\u200F!", true, "!abc" },
    { "no-break space", "א\u00A0ב", true, "ב א" },
};
/* clang-format on */

static void
lines_are_put_in_visual_order(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        str line = str_of(cases[i].line);
        struct text_visual got;

        text_reorder(&a, line, cases[i].is_rtl, &got);
        if (!str_eq(got.shown, str_of(cases[i].want)))
            fail_msg("%s: got \"%.*s\", want \"%s\"", cases[i].label, STR_ARG(got.shown),
                     cases[i].want);
        for (size_t k = 0; k < got.shown.len; k++)
            assert_true(got.logical[k] < line.len);
    }
    arena_free(&a);
}

static void
each_byte_knows_where_it_came_from(void **state)
{
    static const uint32_t want[] = { 7, 7, 5, 5, 4, 0, 1, 2 }; /* "גב " and "abc" */
    struct arena a = { 0 };
    struct text_visual got;

    (void)state;
    text_reorder(&a, STR("abc בג"), true, &got);
    assert_str_equal(got.shown, STR("גב abc"));
    assert_int_equal(got.logical[0], 6);
    assert_int_equal(got.logical[2], 4);
    assert_int_equal(got.logical[4], 3);
    for (size_t i = 5; i < 8; i++)
        assert_int_equal(got.logical[i], want[i]);
    arena_free(&a);
}

static void
lines_go_by_the_letters_before_them(void **state)
{
    str paragraph = STR("סוף الثمن 10-20 بعد"); /* after Arabic letters 10-20 is turned round */
    struct arena a = { 0 };
    struct text_order *order = text_order_new(&a);
    struct text_visual got;
    size_t cut = str_find(paragraph, STR("10"));

    (void)state;
    for (int again = 0; again < 2; again++) {
        text_order_begin(order, paragraph, true);
        text_order_line(order, &a, 0, cut - 1, &got);
        assert_str_equal(got.shown, STR("ﻦﻤﺜﻟﺍ ףוס"));
        text_order_line(order, &a, cut, paragraph.len, &got);
        assert_str_equal(got.shown, STR("ﺪﻌﺑ 20-10"));
        assert_int_equal(got.logical[got.shown.len - 1], 1); /* "0" of 10 stands last */
    }
    text_reorder(&a, STR("10-20"), true, &got);
    assert_str_equal(got.shown, STR("10-20"));
    arena_free(&a);
}

static void
direction_is_that_of_the_first_strong_letter(void **state)
{
    (void)state;
    assert_true(text_is_rtl(STR("«שלום» hello")));
    assert_false(text_is_rtl(STR("hello שלום")));
    assert_false(text_is_rtl(STR("123 !?")));
    assert_true(text_is_rtl(STR("123 سلام")));
    assert_true(text_has_rtl(STR("hello שלום")));
    assert_true(text_has_rtl(STR("\U0001E900"))); /* Adlam */
    assert_false(text_has_rtl(STR("Қазақстан 新聞 😀 — «да»")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_put_in_visual_order),
        cmocka_unit_test(each_byte_knows_where_it_came_from),
        cmocka_unit_test(lines_go_by_the_letters_before_them),
        cmocka_unit_test(direction_is_that_of_the_first_strong_letter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
