#include "test.h"

#include <courant/text.h>

/* clang-format off */
static const struct { const char *s, *want; } cases[] = {
    { "", "" }, { "Hello, World", "hello, world" }, { "ПРИВЕТ Ёлка ёж", "привет елка еж" },
    { "е\u0308ж", "еж" }, { "Йога и Їжак", "йога и їжак" }, { "и\u0306ога", "йога" },
    { "ҚАЗАҚСТАН ӘЛЕМ ІНІ ӨҢІР ҮҰҺҒ", "қазақстан әлем іні өңір үұһғ" },
    { "Ѐ Ѝ Ђ Ѡ Ҁ Ӏ Ӂ Ӑ Ԯ", "ѐ ѝ ђ ѡ ҁ ӏ ӂ ӑ ԯ" },
    { "Café CAFE\u0301 naïve", "cafe cafe naive" }, { "Straße ÆØÅ", "strasse æøa" },
    { "İstanbul Işık", "istanbul isık" }, { "Ελλάδα ΆΣ Σίσυφος", "ελλαδα ασ σισυφοσ" },
    { "ﬁne ½ ²", "fine 1⁄2 2" }, { "ＡＢＣ１２", "abc12" }, { "ｶﾞｷﾞ", "ガギ" },
    { "か\u3099", "が" }, { "中文，测试……好", "中文,测试......好" },
    { "한국", "한국" }, { "\u1112\u1161\u11ab", "한" },
    { "don’t ‘x’ “y” «z»", "don't 'x' \"y\" \"z\"" }, { "so\u00ADft zero\u200Bwidth", "soft zerowidth" },
    { "שָׁלוֹם", "שָׁלוֹם" }, { "हिन्दी", "हिन्दी" }, { "Việt Nam", "viet nam" },
};
/* clang-format on */

static void
folds(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        str got = text_fold(&a, str_of(cases[i].s));

        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("\"%s\": got \"%.*s\", want \"%s\"", cases[i].s, STR_ARG(got), cases[i].want);
        if (!str_eq(text_fold(&a, got), got))
            fail_msg("\"%s\": folding twice is not folding once", cases[i].s);
    }
    arena_free(&a);
}

/* The short ways must say what the long one does: a letter alone, and one that makes its word take it. */
static void
short_ways_agree_with_the_long_one(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (uint32_t rune = 0x21; rune < 0x10000; rune++) {
        struct buf alone = { .arena = &a }, pair = { .arena = &a };

        if (rune >= 0xD800 && rune < 0xE000)
            continue;
        buf_add_rune(&alone, rune);
        buf_add_rune(&pair, rune);
        buf_add(&pair, STR("\u2460")); /* circled one, folded the long way to "1" */
        str short_way = text_fold(&a, buf_str(&alone));
        str long_way = text_fold(&a, buf_str(&pair));

        if (!str_eq(arena_join(&a, short_way, STR("1")), long_way))
            fail_msg("U+%04X: \"%.*s\" alone, \"%.*s\" before U+2460", (unsigned)rune,
                     STR_ARG(short_way), STR_ARG(long_way));
        if (rune % 1024 == 0)
            arena_free(&a);
    }
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds),
        cmocka_unit_test(short_ways_agree_with_the_long_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
