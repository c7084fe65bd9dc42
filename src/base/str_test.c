#include "test.h"

#include <courant/base.h>

#include <string.h>

static void
slices_compare_and_cut(void **state)
{
    str rest = STR("one,,three"), field;

    (void)state;
    assert_true(str_eq(str_of(NULL), STR("")));
    assert_true(str_eq_nocase(STR("AbC"), STR("aBc")));
    assert_false(str_eq_nocase(STR("AbC"), STR("aBcd")));
    assert_true(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")));
    assert_true(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
    assert_int_equal(str_find(STR("abcabc"), STR("ca")), 2);
    assert_true(str_find(STR("abc"), STR("x")) == STR_NONE);
    assert_int_equal(str_find_nocase(STR("xxAbC"), STR("aBc")), 2);
    assert_int_equal(str_find_last(STR("a.b.c"), '.'), 3);
    assert_str_equal(str_trim(STR(" \t a b \r\n")), STR("a b"));
    assert_str_equal(str_sub(STR("abc"), 2, 9), STR("c"));
    assert_true(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"), STR("ab")) > 0);
    assert_true(str_take_field(&rest, ',', &field) && str_eq(field, STR("one")));
    assert_true(str_take_field(&rest, ',', &field) && field.len == 0);
    assert_true(str_take_field(&rest, ',', &field) && str_eq(field, STR("three")));
    assert_false(str_take_field(&rest, ',', &field));
}

static void
numbers_stop_before_overflow(void **state)
{
    str most = STR("9223372036854775807x"), over = STR("9223372036854775808");
    int64_t value = -1;

    (void)state;
    assert_true(str_take_int(&most, &value) && value == INT64_MAX && most.len == 1);
    assert_false(str_take_int(&over, &value));
    assert_int_equal(over.len, 19);
}

static void
utf8_is_told_from_junk(void **state)
{
    static const struct {
        const char *text;
        bool is_valid;
    } cases[] = {
        { "", true },          { "abc", true },           { "Қазақстан 新聞 😀", true },
        { "\xC0\x80", false }, { "\xED\xA0\x80", false }, { "\xF4\x90\x80\x80", false },
        { "\xE2\x82", false }, { "\x80", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (utf8_is_valid(str_of(cases[i].text)) != cases[i].is_valid)
            fail_msg("row %zu", i);

    for (uint32_t rune = 0; rune <= 0x110000; rune++) {
        char bytes[4];
        str rest = { bytes, rune_encode(rune, bytes) };
        bool is_scalar = rune < 0x110000 && (rune < 0xD800 || rune > 0xDFFF);

        if (rune_take(&rest) != (is_scalar ? rune : RUNE_BAD) || rest.len != 0)
            fail_msg("U+%04X does not come back", (unsigned)rune);
    }
}

static void
arena_keeps_and_grows(void **state)
{
    struct arena a = { 0 };
    struct buf b = { .arena = &a };
    VEC(int) numbers = { 0 };

    (void)state;
    for (int i = 0; i < 10000; i++) {
        buf_printf(&b, "%d,", i);
        *VEC_PUSH(&a, &numbers) = i;
    }
    assert_int_equal(b.len, 48890);
    assert_true(str_ends(buf_str(&b), STR("9998,9999,")));
    for (int i = 0; i < 10000; i++)
        assert_int_equal(numbers.items[i], i);
    assert_int_equal((uintptr_t)arena_alloc(&a, 3) % 16, 0);
    arena_free(&a);
    assert_null(a.block);
}

/* Over the sizes at which blocks come from elsewhere: pieces do not overlap, are zeroed, stay as they were. */
static void
arenas_grow_large(void **state)
{
    static const size_t lens[] = { 1, 100, 70000, 3000, 1500000, 16, 5000000, 250000 };
    struct arena a = { 0 };
    unsigned char *pieces[160] = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
        size_t len = lens[i % ARRAY_LEN(lens)];

        pieces[i] = arena_alloc(&a, len);
        assert_int_equal((uintptr_t)pieces[i] % 16, 0);
        assert_int_equal(pieces[i][0] | pieces[i][len / 2] | pieces[i][len - 1], 0);
        pieces[i][0] = pieces[i][len / 2] = pieces[i][len - 1] = (unsigned char)(i + 1);
    }
    for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
        size_t len = lens[i % ARRAY_LEN(lens)];

        assert_int_equal(pieces[i][0], i + 1);
        assert_int_equal(pieces[i][len / 2], i + 1);
        assert_int_equal(pieces[i][len - 1], i + 1);
    }
    arena_free(&a);
    assert_null(a.block);
}

static void
front_ends_between_characters(void **state)
{
    static const struct {
        const char *text, *want;
        size_t most;
    } cases[] = {
        { "abc", "ab", 2 },      { "abc", "abc", 9 },
        { "a\u00e9b", "a", 2 },  { "a\u00e9b", "a\u00e9", 3 },
        { "\U0001F600", "", 3 }, { "\U0001F600", "\U0001F600", 4 },
        { "", "", 4 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_str_equal(utf8_front(str_of(cases[i].text), cases[i].most), str_of(cases[i].want));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(front_ends_between_characters), cmocka_unit_test(slices_compare_and_cut),
        cmocka_unit_test(numbers_stop_before_overflow),  cmocka_unit_test(utf8_is_told_from_junk),
        cmocka_unit_test(arena_keeps_and_grows),         cmocka_unit_test(arenas_grow_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
