#include "ui/row.h"

#include "test.h"

#include <courant/text.h>

#include <locale.h>

static struct arena arena;

static str
shown(const struct row *row)
{
    struct buf b = { .arena = &arena };

    for (size_t i = 0; i < row->count; i++)
        buf_add(&b, row->pieces[i].text);
    return buf_str(&b);
}

static void
pieces_fit_the_width(void **state)
{
    static const char *const texts[] = { "plain",
                                         "Қазақстан дайын",
                                         "漢字かな交じり文",
                                         "e\xCC\x81te\xCC\x81",
                                         "👨‍👩‍👧 family",
                                         "",
                                         "שלום עולם" };

    (void)state;
    for (int width = 0; width < 30; width++)
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
            struct row row;

            row_init(&row, &arena, width, true);
            row_text_cols(&row, ROLE_TITLE, str_of(texts[i]), 12);
            row_text_right(&row, ROLE_SOURCE, str_of(texts[i]), 8);
            row_text(&row, ROLE_TIME, str_of(texts[i]));
            if (row.cols > width || text_cols(shown(&row)) != row.cols)
                fail_msg("%s at %d: %d columns, %d drawn", texts[i], width, row.cols,
                         text_cols(shown(&row)));
        }
}

static void
columns_stand_where_they_should(void **state)
{
    struct row row;

    (void)state;
    row_init(&row, &arena, 20, false);
    row_text_cols(&row, ROLE_TITLE, STR("a long title that is cut"), 10);
    row_to(&row, 12);
    row_text_right(&row, ROLE_TIME, STR("2h"), 8);
    assert_str_equal(shown(&row), STR("a long ti…        2h"));
    row_init(&row, &arena, 4, false);
    row_text_right(&row, ROLE_TIME, STR("12345678"), 8);
    assert_str_equal(shown(&row), STR("123…"));
}

static void
nothing_raw_comes_out(void **state)
{
    struct row row;

    (void)state;
    row_init(&row, &arena, 40, true);
    row_text(&row, ROLE_TITLE,
             STR("a\xE2\x80\x8B\xC2\xAD"
                 "b\xE2\x80\x8D"
                 "c"));
    for (size_t i = 0; i < row.count; i++)
        assert_true(text_is_clean(row.pieces[i].text));
    assert_str_equal(shown(&row), STR("abc"));
}

static int
teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_fit_the_width),
        cmocka_unit_test(columns_stand_where_they_should),
        cmocka_unit_test(nothing_raw_comes_out),
    };

    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, teardown);
}
