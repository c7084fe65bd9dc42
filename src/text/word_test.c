#include "test.h"

#include <courant/text.h>

/* Words joined by |; a capital one begins with ^, a number with #. */
/* clang-format off */
static const struct { const char *s, *want; } cases[] = {
    { "", "" }, { " ,.!", "" }, { "Hello, World 42", "^hello|^world|#42" },
    { "don't e-mail foo_bar", "don|t|e|mail|foo|bar" },
    { "Қазақстан әлемде 2025 жыл", "^қазақстан|әлемде|#2025|жыл" },
    { "Ёлка и щётка", "^елка|и|щетка" }, { "covid19 5G", "covid19|5g" },
    { "中", "中" }, { "中文", "中文" }, { "新聞社", "新聞|聞社" },
    { "iPhone发布会", "iphone|发布|布会" }, { "食べる", "食べ|べる" }, { "한국어", "한국|국어" },
    { "\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국" }, { "ภาษาไทย", "ภา|าษ|ษา|าไ|ไท|ทย" },
    { "かが", "かが" }, { "か\u3099き", "がき" }, { "Ка\u00ADзах", "^казах" },
    { "café, naïve", "cafe|naive" }, { "e\u0301te\u0301", "ete" }, { "हिन्दी भाषा", "हिन्दी|भाषा" },
    { "١٢٣ سلام", "#١٢٣|سلام" }, { "می\u200Cخواهم", "میخواهم" }, { "x²", "x" },
    { "\u0301abc", "abc" }, { "新 聞", "新|聞" },
};
/* clang-format on */

static void
words_are_found_and_placed(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct buf b = { .arena = &a };
        struct text_word *words;
        size_t count = text_words(&a, str_of(cases[i].s), &words);

        for (size_t k = 0; k < count; k++) {
            str from = str_sub(str_of(cases[i].s), words[k].at, words[k].at + words[k].len);

            buf_add(&b, k ? STR("|") : STR(""));
            buf_add(&b, words[k].is_capital ? STR("^") : words[k].is_number ? STR("#") : STR(""));
            buf_add(&b, words[k].word);
            assert_str_equal(text_fold(&a, from), words[k].word);
        }
        if (!str_eq(buf_str(&b), str_of(cases[i].want)))
            fail_msg("\"%s\": got \"%.*s\", want \"%s\"", cases[i].s, STR_ARG(buf_str(&b)),
                     cases[i].want);
    }
    arena_free(&a);
}

static void
scripts_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(text_script(STR("Hello мир")), TEXT_SCRIPT_LATIN);
    assert_int_equal(text_script(STR("Привет, iPad!")), TEXT_SCRIPT_CYRILLIC);
    assert_int_equal(text_script(STR("新聞")), TEXT_SCRIPT_HAN);
    assert_int_equal(text_script(STR("これはペンです")), TEXT_SCRIPT_KANA);
    assert_int_equal(text_script(STR("한국어")), TEXT_SCRIPT_HANGUL);
    assert_int_equal(text_script(STR("שלום")), TEXT_SCRIPT_HEBREW);
    assert_int_equal(text_script(STR("سلام")), TEXT_SCRIPT_ARABIC);
    assert_int_equal(text_script(STR("ภาษาไทย")), TEXT_SCRIPT_THAI);
    assert_int_equal(text_script(STR("हिन्दी")), TEXT_SCRIPT_DEVANAGARI);
    assert_int_equal(text_script(STR("Ελλάδα")), TEXT_SCRIPT_GREEK);
    assert_int_equal(text_script(STR("123 !?")), TEXT_SCRIPT_OTHER);
    assert_int_equal(text_script_of(0x20001), TEXT_SCRIPT_HAN);
    assert_int_equal(text_script_of(0xD7), TEXT_SCRIPT_OTHER);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_and_placed),
        cmocka_unit_test(scripts_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
