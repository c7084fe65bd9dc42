#include "test.h"

#include <courant/doc.h>
#include <courant/text.h>

#define BASE STR_INIT("https://news.example/2025/")

static str
set(struct arena *a, const struct doc_source *source, struct doc *doc)
{
    const struct doc_options options = { .width_cols = 60, .is_bidi = true };

    doc_build(a, source, doc);
    return doc_text(a, doc, &options, false);
}

/* clang-format off */
static const struct { const char *label, *html, *want; } bodies[] = {
    { "nothing", "", "" },
    { "blank", " \n <p>&nbsp;</p><div></div><br>", "" },
    { "text alone", "Plain &amp; simple", "Plain & simple\n" },
    { "entities of markup", "a &lt;b&gt; c", "a <b> c\n" },
    { "blanks at the edges", "<p> a <b> b </b> c </p>", "a b c\n" },
    { "blank between blocks only", "<p>a</p> <p>b</p>", "a\n\nb\n" },
    { "link's blanks", "x<a href='/1'> y </a>z", "x y z\n" },
    { "hidden", "<p>a</p><p hidden>b</p><script>c</script>", "a\n" },
    { "first heading repeats the title", "<h1>The  TITLE</h1><p>a</p>", "a\n" },
    { "rules at the ends", "<hr><p>a</p><hr>", "a\n" },
    { "two lines", "a<br>b", "a\nb\n" },
    { "two paragraphs", "a<br><br>b", "a\n\nb\n" },
    { "superscript", "m<sup>2</sup>, x<sup>ab12</sup>", "m², x^ab12\n" },
    { "raised in parts", "e<sup>x/2</sup>, x<sup>a<sup>n+1</sup></sup>b", "e^(x/2), x^(aⁿ⁺¹)b\n" },
    { "bad link", "<a href='javascript:x()'>a</a>", "a\n" },
    { "credit alone joins", "<img src='/x.jpg' alt='A ship'><p>Photo: akorda.kz</p><p>b</p>", "▒ picture: A ship · Photo: akorda.kz\n\nb\n" },
    { "not a credit", "<img src='/x.jpg' alt='A ship'><p>Photo sessions are banned.</p>", "▒ picture: A ship\n\nPhoto sessions are banned.\n" },
    { "caption in blocks", "<figure><img src=/x.jpg><figcaption><ul><li>A ship</li></ul><p>(Foto: dpa)</p></figcaption></figure>b", "▒ picture: A ship (Foto: dpa)\n\nb\n" },
    { "alternative text again", "<img src=/x.jpg alt='A ship in the harbour'><ul><li>A ship in the harbour</ul>b", "▒ picture: A ship in the harbour\n\nb\n" },
    { "escape sequences", "a\x1B[31mb", "ab\n" },
};
/* clang-format on */

static void
bodies_become_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        struct arena a = { 0 };
        struct doc doc;
        const struct doc_source source = { .title = STR(""),
                                           .html = str_of(bodies[i].html),
                                           .base_url = BASE };
        struct doc_source titled = source;

        titled.title = STR("The Title");
        bool wants_title = str_starts(str_of(bodies[i].html), STR("<h1>The"));
        str got = set(&a, wants_title ? &titled : &source, &doc);

        if (wants_title)
            got = str_from(got, STR("The Title\n\n").len);
        if (!str_eq(got, str_of(bodies[i].want)))
            fail_msg("%s: got \"%.*s\", want \"%s\"", bodies[i].label, STR_ARG(got),
                     bodies[i].want);
        assert_int_equal(doc.is_empty, bodies[i].want[0] == '\0');
        arena_free(&a);
    }
}

static void
links_are_absolute_and_once(void **state)
{
    struct arena a = { 0 };
    struct doc doc;
    const struct doc_source source = {
        .html =
            STR("<a href='a'>A <b>bold</b> one</a> <a href='#x'>x</a> <a href='//b.example/'>B</a>"
                " <a href='https://news.example/2025/a'>again</a> <a href='file:///etc'>f</a>"
                " <a href='https://news.example/2025/#note-1'>[1]</a>"
                "<img src='/p.jpg' alt='Port'><video src='/v.mp4'></video>"),
        .base_url = BASE
    };

    (void)state;
    set(&a, &source, &doc);
    assert_int_equal(doc.link_count, 4);
    assert_str_equal(doc.links[0].url, STR("https://news.example/2025/a"));
    assert_str_equal(doc.links[0].text, STR("A bold one"));
    assert_str_equal(doc.links[1].url, STR("https://b.example/"));
    assert_str_equal(doc.links[2].url, STR("https://news.example/p.jpg"));
    assert_int_equal(doc.links[2].kind, DOC_LINK_PICTURE);
    assert_int_equal(doc.links[3].kind, DOC_LINK_MEDIA);
    arena_free(&a);
}

static void
front_matter_stands_in_order(void **state)
{
    struct arena a = { 0 };
    struct doc doc;
    struct doc_source source = {
        .title = STR("Headline"),
        .meta = STR("Wire · 24 Sep"),
        .note = STR("Only a teaser."),
        .html = STR("<p>Body.</p>"),
        .base_url = BASE,
        .lead_picture_alt = STR("A ship"),
        .lead_picture_credit = STR("akorda.kz"),
        .lead_picture_url = STR("https://news.example/x.jpg"),
    };

    (void)state;
    assert_str_equal(set(&a, &source, &doc), STR("Headline\nWire · 24 Sep\n\n[Only a teaser.]\n\n"
                                                 "▒ picture: A ship · akorda.kz\n\nBody.\n"));
    source.lead_picture_alt = STR("");
    source.lead_picture_credit = STR("Photo: akorda.kz");
    source.note = STR("");
    assert_str_equal(set(&a, &source, &doc),
                     STR("Headline\nWire · 24 Sep\n\n▒ Photo: akorda.kz\n\nBody.\n"));
    /* the same picture in the body: set there, with the credit that only the caller knows */
    source.html = STR("<p>Body.</p><img src='/x.jpg?utm_source=rss' alt='A boat'>");
    assert_str_equal(set(&a, &source, &doc), STR("Headline\nWire · 24 Sep\n\nBody.\n\n"
                                                 "▒ picture: A boat · Photo: akorda.kz\n"));
    arena_free(&a);
}

static uint32_t
style_of(const struct doc_layout *layout, const char *text)
{
    for (size_t y = 0; y < layout->line_count; y++)
        for (size_t i = 0; i < layout->lines[y].run_count; i++)
            if (str_find(layout->lines[y].runs[i].text, str_of(text)) != STR_NONE)
                return layout->lines[y].runs[i].style;
    fail_msg("\"%s\" is not shown", text);
    return 0;
}

static void
runs_have_their_style(void **state)
{
    struct arena a = { 0 };
    struct doc doc;
    struct doc_layout layout;
    const struct doc_options options = { .width_cols = 60 };
    const struct doc_source source = {
        .title = STR("tttt"),
        .meta = STR("mmmm"),
        .html =
            STR("<h2>hhhh</h2><p><b>bbbb<i>iiii</i></b> <code>cccc</code> <a href='/x'>aaaa</a>"
                " <s>ssss</s> <mark>kkkk</mark></p><blockquote>qqqq</blockquote><ul><li>llll</ul>"
                "<img src=/p alt='pppp pppp'>"),
        .base_url = BASE
    };

    (void)state;
    doc_build(&a, &source, &doc);
    doc_layout(&a, &doc, &options, &layout);
    assert_int_equal(style_of(&layout, "tttt"), DOC_TITLE);
    assert_int_equal(style_of(&layout, "mmmm"), DOC_META);
    assert_int_equal(style_of(&layout, "hhhh"), DOC_HEADING);
    assert_int_equal(style_of(&layout, "bbbb"), DOC_STRONG);
    assert_int_equal(style_of(&layout, "iiii"), DOC_STRONG | DOC_EM);
    assert_int_equal(style_of(&layout, "cccc"), DOC_CODE);
    assert_int_equal(style_of(&layout, "aaaa"), DOC_LINK);
    assert_int_equal(style_of(&layout, "ssss"), DOC_STRIKE);
    assert_int_equal(style_of(&layout, "kkkk"), DOC_MARK);
    assert_int_equal(style_of(&layout, "qqqq"), DOC_QUOTE);
    assert_int_equal(style_of(&layout, "│"), DOC_FAINT | DOC_QUOTE);
    assert_int_equal(style_of(&layout, "•"), DOC_FAINT);
    assert_int_equal(style_of(&layout, "pppp"), DOC_PICTURE);
    arena_free(&a);
}

static void
words_are_counted(void **state)
{
    static const struct {
        const char *html;
        size_t words;
    } cases[] = {
        { "<p>one two, three — four</p>", 4 },
        { "<p>新聞の組版</p>", 3 },
        { "<table><tr><td>a b<td>c<tr><td>d<td>e</table>", 5 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct doc doc;
        const struct doc_source source = { .html = str_of(cases[i].html), .base_url = BASE };

        doc_build(&a, &source, &doc);
        assert_int_equal(doc.word_count, cases[i].words);
        assert_int_equal(doc_reading_minutes(&doc), 1);
        arena_free(&a);
    }
    assert_int_equal(doc_reading_minutes(&(struct doc){ .word_count = 2200 }), 10);
    assert_int_equal(doc_reading_minutes(&(struct doc){ .word_count = 2201 }), 11);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_become_text),
        cmocka_unit_test(links_are_absolute_and_once),
        cmocka_unit_test(front_matter_stands_in_order),
        cmocka_unit_test(runs_have_their_style),
        cmocka_unit_test(words_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
