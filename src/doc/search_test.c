#include "test.h"

#include <courant/doc.h>
#include <courant/text.h>

/* Hits as "line:col+cols", joined by blanks. */
/* clang-format off */
static const struct { const char *html, *words; int width; const char *want; } cases[] = {
    { "<p>one two one</p>", "one", 40, "0:0+3 0:8+3" },
    { "<p>One ONE</p>", "oNe", 40, "0:0+3 0:4+3" },
    { "<p>Ёлка и елка</p>", "елка", 40, "0:0+4 0:7+4" },
    { "<p>Café</p>", "cafe", 40, "0:0+4" },
    { "<p>don’t</p>", "don't", 40, "0:0+5" },
    { "<p>新聞の新聞</p>", "新聞", 40, "0:0+4 0:6+4" },
    { "<p>so&shy;ft</p>", "soft", 40, "0:0+4" },
    { "<p>aaaa bbbb cccc</p>", "bbbb cccc", 10, "0:5+4 1:0+4" },
    { "<p>a <b>bo</b>ld one</p>", "bold", 40, "0:2+4" },
    { "<ul><li>item</ul>", "item", 40, "0:2+4" },
    { "<p>one</p>", "two", 40, "" },
    { "<p>one</p>", " ", 40, "" },
    { "<p>שלום עולם</p>", "שלום", 40, "0:5+4" },
    { "<p>abc سلام</p>", "سلام", 40, "0:4+3" },
    { "<p>👨‍👩‍👧 x</p>", "x", 40, "0:3+1" },
};
/* clang-format on */

static void
words_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct buf b = { .arena = &a };
        struct doc doc;
        struct doc_layout layout;
        struct doc_hit *hits;
        const struct doc_source source = { .html = str_of(cases[i].html) };
        const struct doc_options options = { .width_cols = cases[i].width, .is_bidi = true };

        doc_build(&a, &source, &doc);
        doc_layout(&a, &doc, &options, &layout);
        size_t count = doc_search(&a, &layout, str_of(cases[i].words), &hits);

        for (size_t k = 0; k < count; k++)
            buf_printf(&b, "%s%zu:%d+%d", k ? " " : "", hits[k].line, hits[k].col, hits[k].cols);
        if (!str_eq(buf_str(&b), str_of(cases[i].want)))
            fail_msg("\"%s\" in \"%s\": got %.*s, want %s", cases[i].words, cases[i].html,
                     STR_ARG(buf_str(&b)), cases[i].want);
        arena_free(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(words_are_found) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
