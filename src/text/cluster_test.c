#include "test.h"

#include <courant/text.h>

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct { const char *label, *bytes, *shown; int cols; } clusters[] = { /* one each */
    { "letter", "a", "a", 1 }, { "Cyrillic", "Ж", "Ж", 1 }, { "Han", "新", "新", 2 },
    { "composed", "é", "é", 1 }, { "decomposed", "e\u0301", "e\u0301", 1 },
    { "Kazakh, two parts", "а\u0308", "а\u0308", 1 },
    { "family", "👨‍👩‍👧", "👨", 2 }, { "rainbow flag", "🏳️‍🌈", "🏳", 1 },
    { "skin tone", "👍🏽", "👍", 2 }, { "tone alone", "🏽", "🏽", 2 }, { "heart, VS16", "❤️", "❤", 1 },
    { "keycap", "1️⃣", "1", 1 }, { "flag", "🇰🇿", "🇰🇿", 2 },
    { "England", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴", 2 }, { "Hangul", "한", "한", 2 },
    { "jamo", "\u1112\u1161\u11ab", "\u1112\u1161\u11ab", 2 },
    { "Arabic, marks", "بَّ", "بَّ", 1 }, { "Thai", "ก็", "ก็", 1 },
    { "five marks", "e\u0300\u0301\u0302\u0303\u0304", "e\u0300\u0301\u0302\u0303", 1 },
    { "final alone", "\uD7D8", "\uFFFD", 1 }, { "vowel and final alone", "\u1161\u11A8", "\uFFFD", 1 },
    { "mark alone", "\u0301", "◌\u0301", 1 }, { "soft hyphen", "\u00AD", "", 0 },
    { "ZWSP", "\u200B", "", 0 }, { "no-break space", "\u00A0", " ", 1 },
    { "ideographic blank", "\u3000", "\u3000", 2 }, { "em blank", "\u2003", " ", 1 },
    { "no-break hyphen", "\u2011", "-", 1 }, { "tab", "\t", " ", 1 }, { "newline", "\n", " ", 1 },
    { "escape", "\x1B", "", 0 }, { "C1", "\xC2\x9B", "", 0 }, { "unassigned", "\U0003FFF0", "\U0003FFF0", 2 },
    { "new to no one", "\u0378", "\uFFFD", 1 }, { "wide beyond the table", "𠀀", "𠀀", 2 },
    { "full width", "Ａ", "Ａ", 2 }, { "half width", "ｱ", "ｱ", 1 }, { "circled", "①", "①", 1 },
};
/* clang-format on */

static void
clusters_are_reduced(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(clusters); i++) {
        str rest = str_of(clusters[i].bytes);
        struct text_cluster got;

        assert_true(text_cluster_take(&a, &rest, &got));
        if (rest.len != 0 || !str_eq(got.shown, str_of(clusters[i].shown)) ||
            got.cols != clusters[i].cols)
            fail_msg("%s: \"%.*s\" in %d, %zu bytes left", clusters[i].label, STR_ARG(got.shown),
                     got.cols, rest.len);
        assert_int_equal(text_cols(str_of(clusters[i].bytes)), clusters[i].cols);
        assert_str_equal(text_shown(&a, str_of(clusters[i].bytes)), str_of(clusters[i].shown));
        assert_false(text_cluster_take(&a, &rest, &got));
    }
    arena_free(&a);
}

/* clang-format off */
static const struct { const char *s; int cols; const char *want; } fits[] = {
    { "abc", 3, "abc" }, { "abcd", 3, "ab…" }, { "abc", 0, "" }, { "abc", -1, "" }, { "abc", 1, "…" },
    { "", 5, "" }, { "新聞社", 6, "新聞社" }, { "新聞社", 5, "新聞…" }, { "新聞社", 4, "新…" },
    { "新聞", 1, "…" }, { "👨‍👩‍👧x", 3, "👨x" }, { "👨‍👩‍👧xy", 3, "👨…" }, { "one two", 5, "one…" },
    { "a\u0301b\u0301c", 2, "a\u0301…" }, { "Жаңа Қазақстан", 8, "Жаңа Қа…" }, { "so\u00ADft", 4, "soft" },
};
/* clang-format on */

static void
text_is_cut_to_fit(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(fits); i++) {
        str got = text_fit(&a, str_of(fits[i].s), fits[i].cols);

        if (!str_eq(got, str_of(fits[i].want)))
            fail_msg("\"%s\" in %d: \"%.*s\"", fits[i].s, fits[i].cols, STR_ARG(got));
    }
    arena_free(&a);
}

/* What clusters one by one say, the quick ways must say too. */
static void
quick_ways_agree(void **state)
{
    struct arena a = { 0 };
    uint64_t seed = 42;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct buf b = { .arena = &a }, shown = { .arena = &a };
        struct text_cluster cluster;
        int cols = 0;

        for (int i = 0; i < 6; i++) {
            static const uint32_t starts[] = { 0x20,    0x300,   0x400,  0x600,  0x900,
                                               0x1100,  0x1F1E6, 0x200B, 0x2600, 0x1F3F0,
                                               0x1F460, 0xAC00,  0x4E00, 0xFE00, 0xE0020 };

            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
            uint32_t start = starts[(seed >> 33) % ARRAY_LEN(starts)];

            buf_add_rune(&b, start + (uint32_t)((seed >> 40) % 48));
        }
        for (str rest = buf_str(&b); text_cluster_take(&a, &rest, &cluster);) {
            cols += cluster.cols;
            buf_add(&shown, cluster.shown);
            assert_int_equal(text_cols(cluster.shown), cluster.cols);
        }
        assert_int_equal(text_cols(buf_str(&b)), cols);
        assert_str_equal(text_shown(&a, buf_str(&b)), buf_str(&shown));
        assert_true(text_cols(text_fit(&a, buf_str(&b), 4)) <= 4);
        if (round % 256 == 0)
            arena_free(&a);
    }
    arena_free(&a);
}

/* GraphemeBreakTest.txt: "÷ 0020 × 0308 ÷ 0020 ÷ # …": ÷ breaks, × does not. */
static bool
breaks_as_told(struct arena *a, str line)
{
    struct buf text = { .arena = a }, want = { .arena = a }, got = { .arena = a };
    struct text_cluster cluster;
    str field;

    line = str_trim(str_sub(line, 0, str_find_char(line, '#')));
    while (str_take_field(&line, ' ', &field)) {
        if (str_eq(field, STR("÷")) && text.len > 0)
            buf_printf(&want, "%zu ", text.len);
        else if (field.len > 0 && char_is_alnum(field.ptr[0]))
            buf_add_rune(&text, (uint32_t)strtoul(arena_cstr(a, field), NULL, 16));
    }
    for (str rest = buf_str(&text); text_cluster_take(a, &rest, &cluster);)
        buf_printf(&got, "%zu ", text.len - rest.len);
    return str_eq(buf_str(&got), buf_str(&want));
}

static void
clusters_are_those_of_uax_29(void **state)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str text, line;
    int number = 0, wrong = 0;

    (void)state;
    if (!file_load("/usr/share/unicode/auxiliary/GraphemeBreakTest.txt", 1 << 20, &a, &text, &err))
        test_skip("no GraphemeBreakTest.txt (package unicode-data)");
    while (str_take_line(&text, &line)) {
        number++;
        if (line.len > 0 && line.ptr[0] != '#' && !breaks_as_told(&a, line)) {
            print_error("line %d: %.*s\n", number, STR_ARG(line));
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clusters_are_reduced),
        cmocka_unit_test(text_is_cut_to_fit),
        cmocka_unit_test(quick_ways_agree),
        cmocka_unit_test(clusters_are_those_of_uax_29),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
