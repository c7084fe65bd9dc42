#include "test.h"

#include <courant/text.h>

#include <stdlib.h>
#include <string.h>

/* Where a break may be stands "|", where one must be "¶". */
/* clang-format off */
static const struct { const char *s, *want; } cases[] = {
    { "", "" }, { "one two", "one |two" }, { "one\ntwo", "one\n¶two" }, { "a\r\nb", "a\r\n¶b" },
    { "example.org", "example.org" }, { "e.g. this", "e.g. |this" }, { "т.е. так", "т.е. |так" },
    { "a,b:c;d", "a,b:c;d" }, { "foo_bar.txt", "foo_bar.txt" }, { "e-mail", "e-|mail" },
    { "« Le Monde »", "« Le |Monde »" }, { "он « сказал » да", "он |« сказал » |да" },
    { "sagte «ja» und", "sagte |«ja» |und" }, { "»Wort« und", "»Wort« |und" },
    { "слово — слово", "слово — |слово" }, { "word - word", "word - |word" }, { "a – b", "a – |b" },
    { "№ 5 и № 12", "№ 5 |и № 12" }, { "§ 12", "§ 12" }, { "10 000 тонн", "10 000 |тонн" },
    { "1 234 567", "1 234 567" }, { "в 2024 году", "в 2024 |году" }, { "80-й съезд", "80-й |съезд" },
    { "Он и я в доме", "Он |и я |в доме" }, { "24-year-old", "24-year-|old" }, { "12 1234", "12 |1234" },
    { "Quoi ? Oui ! Bon : là ; ici", "Quoi ? |Oui ! |Bon : |là ; |ici" }, { "5 % du", "5 % |du" },
    { "新聞社", "新|聞|社" }, { "「新聞」、社。", "「新|聞」、|社。" }, { "10\u00A0%", "10\u00A0%" },
    { "한국어 신문을", "한국어 |신문을" }, { "iPhone은 3월에", "iPhone은 |3월에" },
    { "so\u00ADft", "so\u00AD|ft" }, { "a\u200Bb", "a\u200B|b" }, { "👨‍👩‍👧👍", "👨‍👩‍👧|👍" }, { "a\u2028b", "a\u2028¶b" },
    { "和/或", "和/|或" }, { "done.”[12] It", "done.”[12] |It" }, { "end. Next", "end. |Next" }, { "3.5 and 1,000", "3.5 |and |1,000" },
};
/* clang-format on */

/* Words of Thai by libthai, which may not be there: then nothing but its blanks part them. */
static const struct {
    const char *s, *want;
} thai_cases[] = {
    { "การค้าและการขนส่ง", "การ|ค้า|และ|การ|ขนส่ง" },
    { "ไทย thai ไทย", "ไทย |thai |ไทย" },
    { "(การค้า)", "(การ|ค้า)" },
};

static str
marked(struct arena *a, str s)
{
    struct buf b = { .arena = a };
    char *breaks = arena_alloc(a, s.len + 1);

    text_breaks(s, breaks);
    for (size_t i = 0; i < s.len; i++) {
        if (breaks[i] != TEXT_NO_BREAK)
            buf_add(&b, breaks[i] == TEXT_MUST_BREAK ? STR("¶") : STR("|"));
        buf_add_char(&b, s.ptr[i]);
    }
    return buf_str(&b);
}

static void
lines_break_where_readers_expect(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        str got = marked(&a, str_of(cases[i].s));

        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("got \"%.*s\", want \"%s\"", STR_ARG(got), cases[i].want);
    }
    arena_free(&a);
}

static void
thai_breaks_between_words(void **state)
{
    struct arena a = { 0 };

    (void)state;
    if (!str_eq(marked(&a, STR("การค้า")), STR("การ|ค้า")))
        test_skip("no libthai");
    for (size_t i = 0; i < ARRAY_LEN(thai_cases); i++)
        assert_str_equal(marked(&a, str_of(thai_cases[i].s)), str_of(thai_cases[i].want));
    arena_free(&a);
}

/* "× 0023 ÷ 0020 …" as in the grapheme test; true when all places agree. */
static bool
breaks_as_told(struct arena *a, str line)
{
    struct buf text = { .arena = a };
    VEC(size_t) want = { 0 };
    str field;

    line = str_sub(line, 0, str_find_char(line, '#'));
    while (str_take_field(&line, ' ', &field)) {
        if (str_eq(field, STR("÷")))
            *VEC_PUSH(a, &want) = text.len;
        else if (field.len > 0 && char_is_alnum(field.ptr[0]))
            buf_add_rune(&text, (uint32_t)strtoul(arena_cstr(a, field), NULL, 16));
    }
    char *breaks = arena_alloc(a, text.len + 1);
    size_t k = 0;

    text_breaks(buf_str(&text), breaks);
    for (size_t i = 0; i < text.len; i++) {
        bool is_wanted = k < want.count && want.items[k] == i;

        k += is_wanted;
        if (is_wanted != (breaks[i] != TEXT_NO_BREAK))
            return false;
    }
    return true;
}

/* libunistring has 95 % of them right; our repairs forbid a few more breaks (Korean, stops) on purpose. */
static void
lines_break_nearly_as_uax_14_says(void **state)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str text, line;
    int all = 0, right = 0;

    (void)state;
    if (!file_load("/usr/share/unicode/auxiliary/LineBreakTest.txt", 16 << 20, &a, &text, &err))
        test_skip("no LineBreakTest.txt (package unicode-data)");
    while (str_take_line(&text, &line)) {
        struct arena one = { 0 };

        if (line.len > 0 && line.ptr[0] != '#') {
            all++;
            right += breaks_as_told(&one, line);
        }
        arena_free(&one);
    }
    if (right * 100 < all * 93)
        fail_msg("%d of %d", right, all);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_break_where_readers_expect),
        cmocka_unit_test(thai_breaks_between_words),
        cmocka_unit_test(lines_break_nearly_as_uax_14_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
