#include "test.h"

#include <courant/text.h>

#include <iconv.h>
#include <stdio.h>

/* clang-format off */
static const struct {
    const char *label;
    str raw;
    enum text_kind kind;
    const char *http, *want, *charset;
    bool is_guessed, has_bad;
} cases[] = {
    { "ASCII", STR_INIT("plain"), TEXT_PLAIN, "", "plain", "utf-8", true, false },
    { "empty", STR_INIT(""), TEXT_HTML, "", "", "utf-8", true, false },
    { "UTF-8 BOM beats HTTP", STR_INIT("\xEF\xBB\xBF" "é"), TEXT_PLAIN, "windows-1251", "é", "utf-8", false, false },
    { "UTF-16LE BOM", STR_INIT("\xFF\xFE" "a\0\x16\x04"), TEXT_XML, "", "aЖ", "utf-16le", false, false },
    { "UTF-16BE BOM", STR_INIT("\xFE\xFF" "\0a\x04\x16"), TEXT_XML, "", "aЖ", "utf-16be", false, false },
    { "UTF-32LE BOM", STR_INIT("\xFF\xFE\0\0" "a\0\0\0\x16\x04\0\0"), TEXT_XML, "", "aЖ", "utf-32le", false, false },
    { "UTF-32BE BOM", STR_INIT("\0\0\xFE\xFF" "\0\0\0a\0\0\x04\x16"), TEXT_XML, "", "aЖ", "utf-32be", false, false },
    { "UTF-16LE, no BOM", STR_INIT("<\0a\0>\0\x16\x04<\0/\0a\0>\0"), TEXT_XML, "", "<a>Ж</a>", "utf-16le", false, false },
    { "UTF-16BE, no BOM", STR_INIT("\0<\0a\0>\x04\x16\0<\0/\0a\0>"), TEXT_XML, "", "<a>Ж</a>", "utf-16be", false, false },
    { "UTF-32LE, no BOM", STR_INIT("<\0\0\0a\0\0\0>\0\0\0\x16\x04\0\0"), TEXT_XML, "", "<a>Ж", "utf-32le", false, false },
    { "UTF-32BE, no BOM", STR_INIT("\0\0\0<\0\0\0a\0\0\0>\0\0\x04\x16"), TEXT_XML, "", "<a>Ж", "utf-32be", false, false },
    { "HTTP", STR_INIT("\xCF\xF0\xE8\xE2\xE5\xF2"), TEXT_PLAIN, "windows-1251", "Привет", "windows-1251", false, false },
    { "HTTP, odd case and blanks", STR_INIT("\x80"), TEXT_PLAIN, " ISO-8859-1 ", "€", "windows-1252", false, false },
    { "HTTP beats the document", STR_INIT("<?xml version='1.0' encoding='koi8-r'?>\xCF\xF0"), TEXT_XML, "cp1251",
      "<?xml version='1.0' encoding='koi8-r'?>Пр", "windows-1251", false, false },
    { "XML", STR_INIT("<?xml version=\"1.0\" encoding=\"koi8-r\"?>\xF0\xD2"), TEXT_XML, "",
      "<?xml version=\"1.0\" encoding=\"koi8-r\"?>Пр", "koi8-r", false, false },
    { "XML after junk", STR_INIT("\n\n<?xml encoding = 'koi8-r' ?>\xF0"), TEXT_XML, "", "\n\n<?xml encoding = 'koi8-r' ?>П", "koi8-r", false, false },
    { "unknown HTTP label", STR_INIT("<?xml encoding='koi8-r'?>\xF0"), TEXT_XML, "no-such", "<?xml encoding='koi8-r'?>П", "koi8-r", false, false },
    { "meta charset", STR_INIT("<html><meta charset=cp1251>\xCF"), TEXT_HTML, "", "<html><meta charset=cp1251>П", "windows-1251", false, false },
    { "meta http-equiv", STR_INIT("<META content='text/html; charset=cp1251' HTTP-EQUIV=Content-Type>\xCF"), TEXT_HTML, "",
      "<META content='text/html; charset=cp1251' HTTP-EQUIV=Content-Type>П", "windows-1251", false, false },
    { "meta in a comment", STR_INIT("<!-- <meta charset=koi8-r> --><meta charset=cp1251>\xCF"), TEXT_HTML, "",
      "<!-- <meta charset=koi8-r> --><meta charset=cp1251>П", "windows-1251", false, false },
    { "meta in an attribute", STR_INIT("<a title='<meta charset=koi8-r>'><meta charset=cp1251>\xCF"), TEXT_HTML, "",
      "<a title='<meta charset=koi8-r>'><meta charset=cp1251>П", "windows-1251", false, false },
    { "short comment", STR_INIT("<!--><meta charset=cp1251>\xCF"), TEXT_HTML, "", "<!--><meta charset=cp1251>П", "windows-1251", false, false },
    { "utf-16 in a meta", STR_INIT("<meta charset=utf-16>é"), TEXT_HTML, "", "<meta charset=utf-16>é", "utf-8", false, false },
    { "XHTML's declaration", STR_INIT("<?xml encoding='cp1251'?><html>\xCF"), TEXT_HTML, "", "<?xml encoding='cp1251'?><html>П", "windows-1251", false, false },
    { "the label lies", STR_INIT("<?xml encoding='iso-8859-1'?>Жаңа"), TEXT_XML, "", "<?xml encoding='iso-8859-1'?>Жаңа", "utf-8", true, false },
    { "HTTP lies", STR_INIT("Жаңалықтар"), TEXT_PLAIN, "windows-1251", "Жаңалықтар", "utf-8", true, false },
    { "EBCDIC", STR_INIT("\x4C\x6F\xA7\x94\x93\x6F\x6E\x81\x51"), TEXT_XML, "", "<?xml?>aé", "ibm037", false, false },
    { "EBCDIC, declared", STR_INIT("\x4C\x6F\xA7\x94\x93\x40\x85\x95\x83\x96\x84\x89\x95\x87\x7E\x7D\x83\x97\xF1\xF1\xF4\xF0\x7D\x6F\x6E\x9F"),
      TEXT_XML, "", "<?xml encoding='cp1140'?>€", "ibm1140", false, false },
    { "EBCDIC that is none", STR_INIT("<?xml encoding='ibm500'?>caf\xE9 au lait, d\xE9j\xE0 vu, gar\xE7on, fa\xE7" "ade"), TEXT_XML, "cp037",
      "<?xml encoding='ibm500'?>café au lait, déjà vu, garçon, façade", "windows-1252", true, false },
    { "declared UTF-16, is ASCII", STR_INIT("<?xml encoding='utf-16'?><a>x</a>"), TEXT_XML, "utf-16",
      "<?xml encoding='utf-16'?><a>x</a>", "utf-8", true, false },
    { "declared UTF-8, is Latin-1", STR_INIT("<p>caf\xE9 au lait, d\xE9j\xE0 vu, gar\xE7on, fa\xE7" "ade</p>"), TEXT_PLAIN, "utf-8",
      "<p>café au lait, déjà vu, garçon, façade</p>", "windows-1252", true, false },
    { "UTF-8 with a bad byte", STR_INIT("одно \xFF слово"), TEXT_PLAIN, "utf-8", "одно \uFFFD слово", "utf-8", false, true },
    { "nearly UTF-8, undeclared", STR_INIT("несколько слов \xFF и ещё"), TEXT_PLAIN, "", "несколько слов \uFFFD и ещё", "utf-8", true, true },
    { "UTF-8 cut at the end", STR_INIT("конец\xD0"), TEXT_PLAIN, "", "конец\uFFFD", "utf-8", true, true },
    { "NUL cut", STR_INIT("a\0b"), TEXT_PLAIN, "utf-8", "ab", "utf-8", false, false },
    { "NUL cut, windows-1251", STR_INIT("\xCF\0\xF0"), TEXT_PLAIN, "cp1251", "Пр", "windows-1251", false, false },
    { "Shift_JIS", STR_INIT("\x93\xFA\x96\x7B\x8C\xEA"), TEXT_PLAIN, "Shift_JIS", "日本語", "shift_jis", false, false },
    { "EUC-JP", STR_INIT("\xC6\xFC\xCB\xDC\xB8\xEC"), TEXT_PLAIN, "euc-jp", "日本語", "euc-jp", false, false },
    { "ISO-2022-JP", STR_INIT("\x1B$BF|K\\8l\x1B(B"), TEXT_PLAIN, "iso-2022-jp", "日本語", "iso-2022-jp", false, false },
    { "gb2312 is GB18030", STR_INIT("\xD6\xD0\xB9\xFA\x81\x30\x81\x36"), TEXT_PLAIN, "gb2312", "中国\xC2\x86", "gbk", false, false },
    { "Big5", STR_INIT("\xB7\x73\xBB\x44"), TEXT_PLAIN, "big5", "新聞", "big5", false, false },
    { "EUC-KR", STR_INIT("\xC7\xD1\xB1\xB9"), TEXT_PLAIN, "ks_c_5601-1987", "한국", "euc-kr", false, false },
    { "Thai", STR_INIT("\xE4\xB7\xC2"), TEXT_PLAIN, "tis-620", "ไทย", "windows-874", false, false },
    { "cut pair", STR_INIT("\xD6\xD0\xB9"), TEXT_PLAIN, "gbk", "中\uFFFD", "gbk", false, true },
    { "866", STR_INIT("\x8F\xE0\xA8"), TEXT_PLAIN, "866", "При", "ibm866", false, false },
    { "macintosh", STR_INIT("\x8E"), TEXT_PLAIN, "macintosh", "é", "macintosh", false, false },
    { "koi8-r knows Ukrainian", STR_INIT("\xA4\xA7"), TEXT_PLAIN, "koi8-r", "єї", "koi8-r", false, false },
    { "Kazakh 1048 declared", STR_INIT("\xBC\xBE"), TEXT_PLAIN, "kz-1048", "әң", "kz-1048", false, false },
    { "x-user-defined says nothing", STR_INIT("Жаңа"), TEXT_PLAIN, "x-user-defined", "Жаңа", "utf-8", true, false },
    { "replacement says nothing", STR_INIT("Жаңа"), TEXT_PLAIN, "replacement", "Жаңа", "utf-8", true, false },
    { "cp037", STR_INIT("\xC8\x85\x93\x93\x96"), TEXT_PLAIN, "cp037", "Hello", "ibm037", false, false },
};
/* clang-format on */

static void
decodes(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct text_decoded got;

        text_decode(&a, cases[i].raw, cases[i].kind, str_of(cases[i].http), &got);
        if (!str_eq(got.text, str_of(cases[i].want)) ||
            !str_eq(str_of(got.charset), str_of(cases[i].charset)))
            fail_msg("%s: got \"%.*s\" by %s, want \"%s\" by %s", cases[i].label, STR_ARG(got.text),
                     got.charset, cases[i].want, cases[i].charset);
        if (got.is_guessed != cases[i].is_guessed || got.has_bad_bytes != cases[i].has_bad)
            fail_msg("%s: guessed %d, bad %d", cases[i].label, got.is_guessed, got.has_bad_bytes);
    }
    arena_free(&a);
}

/* clang-format off */
static const struct { const char *iconv_name, *text; } unlabelled[] = {
    { "CP1251", "Сегодня в столице прошла встреча глав государств региона, на которой обсудили торговлю и транспорт." },
    { "KOI8-R", "Сегодня в столице прошла встреча глав государств региона, на которой обсудили торговлю и транспорт." },
    { "CP866", "Сегодня в столице прошла встреча глав государств региона, на которой обсудили торговлю и транспорт." },
    { "RK1048", "Бүгін елордада өңір мемлекеттері басшыларының кездесуі өтті, онда сауда және көлік мәселелері талқыланды." },
    { "SHIFT_JIS", "本日、首都で地域の首脳会議が開かれ、貿易と輸送について話し合われました。" },
    { "EUC-KR", "오늘 수도에서 지역 정상 회의가 열려 무역과 운송에 대해 논의했습니다." },
    { "GB18030", "今天在首都举行了地区领导人会议,讨论了贸易和运输问题。" },
    { "BIG5", "今天在首都舉行了地區領導人會議,討論了貿易和運輸問題。" },
    { "CP874", "วันนี้มีการประชุมผู้นำภูมิภาคในเมืองหลวง หารือเรื่องการค้าและการขนส่ง" },
    { "ISO-2022-KR", "오늘 수도에서 지역 정상 회의가 열려" },
};
/* clang-format on */

static void
detects_what_nothing_declares(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(unlabelled); i++) {
        char raw[1024], *in = (char *)(uintptr_t)unlabelled[i].text, *to = raw;
        size_t left = str_of(unlabelled[i].text).len, room = sizeof(raw);
        iconv_t cd = iconv_open(unlabelled[i].iconv_name, "UTF-8");
        struct text_decoded got;

        assert_true(cd != (iconv_t)-1);
        assert_true(iconv(cd, &in, &left, &to, &room) != (size_t)-1);
        assert_true(iconv(cd, NULL, NULL, &to, &room) != (size_t)-1);
        iconv_close(cd);
        text_decode(&a, (str){ raw, sizeof(raw) - room }, TEXT_PLAIN, STR(""), &got);
        if (!str_eq(got.text, str_of(unlabelled[i].text)) || !got.is_guessed)
            fail_msg("%s: taken for %s: %.*s", unlabelled[i].iconv_name, got.charset,
                     STR_ARG(got.text));
    }
    arena_free(&a);
}

#define LABEL(label, id) STR_INIT(label),
static const str labels[] = {
#include "text/label.def"
};
#undef LABEL

/* A binary search over a table that is not sorted would lose labels without a word. */
static void
every_label_is_sorted_and_works(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        struct text_decoded got;

        if (i > 0 && str_cmp(labels[i - 1], labels[i]) >= 0)
            fail_msg("%.*s is out of order", STR_ARG(labels[i]));
        text_decode(&a, STR("\xE1\xE1\xFF"), TEXT_PLAIN, labels[i], &got);
        assert_true(utf8_is_valid(got.text) && got.text.len > 0);
    }
    arena_free(&a);
}

/* Each byte becomes two; the room for them is taken once, so nothing is copied from smaller rooms. */
static void
decoding_takes_its_room_once(void **state)
{
    size_t len = (size_t)1 << 20;
    struct arena in = { 0 }, a = { 0 };
    char *raw = arena_alloc(&in, len);
    struct text_decoded got;

    (void)state;
    for (size_t i = 0; i < len; i++)
        raw[i] = (char)(0xE0 + i % 32);
    text_decode(&a, (str){ raw, len }, TEXT_PLAIN, STR("windows-1251"), &got);
    assert_int_equal(got.text.len, 2 * len);
    assert_true(a.total <= 3 * len + 64);
    arena_free(&a);
    arena_free(&in);
}

/* Long texts go by a table where each byte is a character: they must come out as short ones do. */
static void
long_texts_are_decoded_as_short_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        struct arena a = { 0 };
        struct text_decoded one, all;
        struct buf raw = { .arena = &a }, want = { .arena = &a };
        bool has_bad = false;

        for (unsigned c = 0; c < 256; c++) {
            unsigned char bytes[] = { (unsigned char)c, 'a', ' ' };

            buf_add(&raw, (str){ (char *)bytes, c == 0xff || c == 0xfe ? 0 : 3 });
        }
        for (int k = 0; k < 4; k++) {
            text_decode(&a, buf_str(&raw), TEXT_PLAIN, labels[i], &one);
            buf_add(&want, one.text);
            has_bad |= one.has_bad_bytes;
        }
        str piece = buf_str(&raw);
        struct buf long_raw = { .arena = &a };

        for (int k = 0; k < 4; k++)
            buf_add(&long_raw, piece);
        text_decode(&a, buf_str(&long_raw), TEXT_PLAIN, labels[i], &all);
        if (!all.is_guessed && !one.is_guessed &&
            (!str_eq(all.text, buf_str(&want)) || all.has_bad_bytes != has_bad))
            fail_msg("%.*s: \"%.*s\"", STR_ARG(labels[i]), STR_ARG(all.text));
        arena_free(&a);
    }
}

static void
labels_may_be_spelled_otherwise(void **state)
{
    static const struct {
        const char *label, *charset;
    } rows[] = {
        { "Latin_1", "windows-1252" },
        { "Windows 1251", "windows-1251" },
        { "WIN-1251", "windows-1251" },
        { "1251", "windows-1251" },
        { "CP-1251", "windows-1251" },
        { "x_cp1250", "windows-1250" },
        { "ISO_8859_2", "iso-8859-2" },
        { "iso 8859 15", "iso-8859-15" },
        { "EUC_CN", "gbk" },
        { "KOI8 U", "koi8-u" },
        { "Big5_HKSCS", "big5" },
        { "ms932", "shift_jis" },
        { "DOS-866", "" },
        { "::", "" },
        { "iso-8859-12", "" },
        { "x-", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena a = { 0 };
        struct text_decoded got;

        text_decode(&a, STR("\xE1\xE1\xFF"), TEXT_PLAIN, str_of(rows[i].label), &got);
        if (got.is_guessed == (rows[i].charset[0] != '\0') ||
            (rows[i].charset[0] && !str_eq(str_of(got.charset), str_of(rows[i].charset))))
            fail_msg("%s: taken for %s", rows[i].label, got.charset);
        arena_free(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes),
        cmocka_unit_test(detects_what_nothing_declares),
        cmocka_unit_test(every_label_is_sorted_and_works),
        cmocka_unit_test(labels_may_be_spelled_otherwise),
        cmocka_unit_test(long_texts_are_decoded_as_short_ones),
        cmocka_unit_test(decoding_takes_its_room_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
