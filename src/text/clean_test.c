#include "test.h"

#include <courant/text.h>

#include <string.h>

struct row {
    const char *label, *raw, *want;
};

/* clang-format off */
static const struct row lines[] = {
    { "plain",            "Rates held for a third month", "Rates held for a third month" },
    { "nothing",          "", "" },
    { "only blanks",      " \t\r\n ", "" },
    { "white space",      "  Two\t words \r\n here ", "Two words here" },
    { "no-break space",   "10\xC2\xA0%", "10\xC2\xA0%" },
    { "nbsp at the ends", "\xC2\xA0title\xC2\xA0", "title" },
    { "nbsp and blank",   "a\xC2\xA0 b", "a b" },
    { "wide blanks",      "a\xE2\x80\x83\xE3\x80\x80" "b", "a b" },
    { "line separators",  "a\xE2\x80\xA8" "b\xE2\x80\xA9" "c", "a b c" },
    { "Cyrillic",         "Қазақстан  тәуелсіз", "Қазақстан тәуелсіз" },
    { "soft hyphen",      "Ka\xC2\xADsachs\xC2\xADtan", "Kasachstan" },
    { "zero-width blank", "a\xE2\x80\x8B" "b", "ab" },
    { "joiner kept",      "👨\u200D👩\u200D👧", "👨\u200D👩\u200D👧" },
    { "bad UTF-8",        "caf\xE9 \xFF", "caf\uFFFD \uFFFD" },
    { "overlong",         "\xC0\x80", "\uFFFD\uFFFD" },
    { "surrogate",        "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD" },
    { "cut at the end",   "ab\xE2\x82", "ab\uFFFD\uFFFD" },
    { "C0",               "a\x01\x02\x07\x08z", "az" },
    { "DEL",              "a\x7Fz", "az" },
    { "CSI",              "a\x1B[31mred\x1B[0m", "ared" },
    { "CSI private",      "\x1B[?1049hx", "x" },
    { "CSI cut",          "x\x1B[31", "x" },
    { "OSC by BEL",       "a\x1B]0;title\x07z", "az" },
    { "OSC by ST",        "a\x1B]52;c;QUFB\x1B\\z", "az" },
    { "OSC unended",      "a\x1B]0;still here", "a0;still here" },
    { "OSC 8",            "\x1B]8;;http://x/\x07link\x1B]8;;\x07", "link" },
    { "DCS",              "a\x1BPq#0\x1B\\z", "az" },
    { "APC",              "a\x1B_G\x1B\\z", "az" },
    { "charset shift",    "a\x1B(0z", "az" },
    { "reset",            "a\x1B" "cz", "az" },
    { "C1 CSI",           "a\xC2\x9B" "31mz", "az" },
    { "C1 OSC, C1 ST",    "a\xC2\x9D" "0;t\xC2\x9Cz", "az" },
    { "C1 alone",         "a\xC2\x8Dz", "az" },
    { "bidi override",    "a\u202Egnp.exe\u202C", "agnp.exe" },
    { "isolates",         "a\u2066b\u2069", "ab" },
    { "bidi mark kept",   "א\u200E1", "א\u200E1" },
    { "BOM inside",       "a\uFEFFb", "ab" },
    { "noncharacter",     "a\xEF\xBF\xBE" "b\xEF\xBF\xBF", "ab" },
};

static const struct row blocks[] = {
    { "kept as it is",    " a\t b\n\n  c ", " a\t b\n\n  c " },
    { "line ends",        "a\r\nb\rc\n", "a\nb\nc\n" },
    { "next line",        "a\xC2\x85" "b", "a\nb" },
    { "form feed",        "a\fb\vc", "a\nb\nc" },
    { "soft hyphen kept", "Ka\xC2\xADsach", "Ka\xC2\xADsach" },
    { "escapes",          "one\n\x1B[2Jtwo\n", "one\ntwo\n" },
    { "OSC not past line","\x1B]0;a\nb\x07", "0;a\nb" },
    { "long, one bad",    "0123456789abcdef\x01" "0123456789", "0123456789abcdef0123456789" },
    { "Cyrillic, bad",    "Привет\xFF мир", "Привет\uFFFD мир" },
};

static const struct row urls[] = {
    { "plain",            "https://example.org/a?b=1#c", "https://example.org/a?b=1#c" },
    { "trimmed",          "  https://example.org/ \n", "https://example.org/" },
    { "broken over lines","https://example.org/\n a", "https://example.org/%20a" },
    { "override",         "https://example.org/\u202Egpj", "https://example.org/%E2%80%AEgpj" },
    { "zero width",       "https://exa\u200Bmple.org/", "https://exa%E2%80%8Bmple.org/" },
    { "no-break space",   "https://a/\xC2\xA0", "https://a/%C2%A0" },
    { "escape sequence",  "https://a/\x1B[31mb", "https://a/b" },
    { "Cyrillic seen",    "https://пример.рф/", "https://пример.рф/" },
};
/* clang-format on */

static void
check(const struct row *rows, size_t count, str (*clean)(struct arena *a, str raw))
{
    struct arena a = { 0 };

    for (size_t i = 0; i < count; i++) {
        str got = clean(&a, str_of(rows[i].raw));

        if (!str_eq(got, str_of(rows[i].want)))
            fail_msg("%s: got \"%.*s\", want \"%s\"", rows[i].label, STR_ARG(got), rows[i].want);
        if (!text_is_clean(got))
            fail_msg("%s: what was cleaned is not clean", rows[i].label);
        if (!str_eq(clean(&a, got), got))
            fail_msg("%s: cleaning twice is not cleaning once", rows[i].label);
    }
    arena_free(&a);
}

static void
cleans_lines(void **state)
{
    (void)state;
    check(lines, ARRAY_LEN(lines), text_clean);
}

static void
cleans_blocks(void **state)
{
    (void)state;
    check(blocks, ARRAY_LEN(blocks), text_clean_block);
}

static void
cleans_addresses(void **state)
{
    (void)state;
    check(urls, ARRAY_LEN(urls), text_clean_url);
}

/* Every byte and every pair of bytes, at every offset of the word-wise scan. */
static void
no_control_gets_through(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        char raw[12] = "0123456789";

        raw[pair % 9] = (char)(pair >> 8);
        raw[pair % 9 + 1] = (char)(pair & 0xFF);
        str got = text_clean_block(&a, (str){ raw, 10 });

        for (str rest = got; rest.len > 0;) {
            uint32_t rune = rune_take(&rest);

            if ((rune < 0x20 && rune != '\n' && rune != '\t') || (rune >= 0x7F && rune < 0xA0))
                fail_msg("U+%04X came through from %02X %02X", (unsigned)rune, pair >> 8,
                         pair & 0xFF);
        }
        if (text_is_clean((str){ raw, 10 }) != str_eq(got, (str){ raw, 10 }))
            fail_msg("text_is_clean is wrong about %02X %02X", pair >> 8, pair & 0xFF);
        if (pair % 1024 == 0)
            arena_free(&a);
    }
    arena_free(&a);
}

static void
nul_is_cut(void **state)
{
    struct arena a = { 0 };

    (void)state;
    assert_str_equal(text_clean(&a, STR("a\0b")), STR("ab"));
    assert_str_equal(text_clean_block(&a, STR("\0a\0b\0")), STR("ab"));
    assert_false(text_is_clean(STR("a\0")));
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleans_lines),     cmocka_unit_test(cleans_blocks),
        cmocka_unit_test(cleans_addresses), cmocka_unit_test(no_control_gets_through),
        cmocka_unit_test(nul_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
