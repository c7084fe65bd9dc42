#include "xml.h"

#include "test.h"

#include <courant/text.h>

#include <expat.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#define CORPUS    "../shared/corpus/feeds/wellformed"
#define FILE_MOST ((size_t)4 << 20)

/*
 * What was read, as lines: "(name", "@name=value", "-text", ")". Text is joined and its blanks folded, since line
 * ends and the cuts between pieces differ.
 */
struct stream {
    struct buf out, text;
};

static void
add_folded(struct buf *out, str text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool is_space = char_is_space(text.ptr[i]);

        if (!is_space || (out->len > 0 && out->ptr[out->len - 1] != ' '))
            buf_add_char(out, is_space ? ' ' : text.ptr[i]);
    }
}

static void
end_text(struct stream *s)
{
    if (str_trim(buf_str(&s->text)).len > 0)
        buf_printf(&s->out, "-%.*s\n", STR_ARG(str_trim(buf_str(&s->text))));
    s->text.len = 0;
}

static void
add_attr(struct stream *s, str name, str value)
{
    buf_printf(&s->out, "@%.*s=", STR_ARG(name));
    for (size_t i = 0; i < value.len; i++)
        buf_add_char(&s->out, char_is_space(value.ptr[i]) ? ' ' : value.ptr[i]);
    buf_add_char(&s->out, '\n');
}

static void
our_stream(struct arena *a, str text, struct stream *s)
{
    struct xml *x = ARENA_NEW(a, struct xml);

    xml_init(x, a, text);
    while (xml_next(x)) {
        struct buf value = { .arena = a };

        switch (x->token.kind) {
        case XML_OPEN:
            end_text(s);
            buf_printf(&s->out, "(%.*s\n", STR_ARG(x->token.name));
            for (size_t i = 0; i < x->token.attr_count; i++) {
                value.len = 0;
                xml_entity_decode(&value, x->token.attrs[i].raw_value, &x->entities);
                add_attr(s, x->token.attrs[i].name, buf_str(&value));
            }
            break;
        case XML_CLOSE:
            end_text(s);
            buf_add(&s->out, STR(")\n"));
            break;
        case XML_TEXT: xml_entity_decode(&value, x->token.raw, &x->entities); break;
        case XML_CDATA: buf_add(&value, x->token.raw); break;
        }
        if (x->token.kind >= XML_TEXT && x->depth > 0)
            add_folded(&s->text, buf_str(&value));
    }
}

static void XMLCALL
expat_open(void *user, const char *name, const char **attrs)
{
    struct stream *s = user;

    end_text(s);
    buf_printf(&s->out, "(%s\n", name);
    for (size_t i = 0; attrs[i]; i += 2)
        add_attr(s, str_of(attrs[i]), str_of(attrs[i + 1]));
}

static void XMLCALL
expat_close(void *user, const char *name)
{
    struct stream *s = user;

    (void)name;
    end_text(s);
    buf_add(&s->out, STR(")\n"));
}

static void XMLCALL
expat_text(void *user, const char *text, int len)
{
    struct stream *s = user;

    add_folded(&s->text, (str){ text, (size_t)len });
}

/* False: it is not well-formed, or names what only its DTD knows. */
static bool
expat_stream(str text, struct stream *s)
{
    XML_Parser p = XML_ParserCreate("UTF-8");
    bool ok;

    XML_SetUserData(p, s);
    XML_SetElementHandler(p, expat_open, expat_close);
    XML_SetCharacterDataHandler(p, expat_text);
    ok = XML_Parse(p, text.ptr, (int)text.len, 1) == XML_STATUS_OK;
    XML_ParserFree(p);
    return ok;
}

static int compared;

static void
compare(const char *path, str raw)
{
    struct arena a = { 0 };
    struct stream ours = { { .arena = &a }, { .arena = &a } }, theirs = ours;
    struct text_decoded decoded;

    text_decode(&a, raw, TEXT_XML, STR(""), &decoded);
    if (expat_stream(decoded.text, &theirs)) {
        our_stream(&a, decoded.text, &ours);
        if (!str_eq(buf_str(&ours.out), buf_str(&theirs.out)))
            fail_msg("%s:\nours:\n%.*s\nexpat:\n%.*s", path, STR_ARG(buf_str(&ours.out)),
                     STR_ARG(buf_str(&theirs.out)));
        compared++;
    }
    arena_free(&a);
}

static int
compare_file(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str raw;

    (void)st;
    (void)at;
    if (kind == FTW_F && str_ends(str_of(path), STR(".xml"))) {
        if (!file_load(path, FILE_MOST, &a, &raw, &err))
            fail_msg("%s", err.text);
        compare(path, raw);
    }
    arena_free(&a);
    return 0;
}

static void
own_files_give_expats_events(void **state)
{
    (void)state;
    compared = 0;
    nftw("tests/data/feed", compare_file, 8, FTW_PHYS);
    assert_true(compared >= 2);
}

static void
corpus_gives_expats_events(void **state)
{
    (void)state;
    if (!file_exists(CORPUS "/rss/item_title.xml"))
        test_skip("no corpus beside the tree");
    compared = 0;
    nftw(CORPUS, compare_file, 8, FTW_PHYS);
    assert_true(compared > 100);
}

static void
small_documents_give_expats_events(void **state)
{
    static const char *const documents[] = {
        "<a/>",
        "<a b='1' c=\"x>y\"><!-- <b> --><b>t</b>u<?p <c> ?></a>",
        "<a>1<![CDATA[<b>&amp;]]>2&lt;&#65;&#x42;</a>",
        "<!DOCTYPE a [ <!ELEMENT a (b)> <!-- > ] --> <!ENTITY c '>'> ]><a x='&c;'>&c;</a>",
        "<x:a xmlns:x='u' x:y = '&quot;'\n>\n<x:b/>\n</x:a>",
        "<a>]] > ]</a>",
    };

    (void)state;
    compared = 0;
    for (size_t i = 0; i < ARRAY_LEN(documents); i++)
        compare(documents[i], str_of(documents[i]));
    assert_int_equal(compared, ARRAY_LEN(documents));
}

/* ---- documents made at random, all of them well-formed ---- */

static unsigned
draw(unsigned *seed, unsigned most)
{
    *seed = *seed * 1103515245 + 12345;
    return (*seed >> 8) % most;
}

static void
add_drawn(struct buf *out, unsigned *seed, const char *const *pieces, unsigned count, unsigned most)
{
    for (unsigned i = draw(seed, most + 1); i > 0; i--)
        buf_add(out, str_of(pieces[draw(seed, count)]));
}

static void
add_attrs(struct buf *out, unsigned *seed)
{
    static const char *const values[] = { "x",  "&amp;", "&#x416;", "&lt;", ">",     " ",
                                          "/>", "é",     "&ent;",   "\n",   "]]>",   "=",
                                          "<!", "--",    "&apos;",  "?>",   "&#65;", "日本" };
    static const char *const spaces[] = { " ", "\n", "\t ", "  " };
    unsigned count = draw(seed, 4);

    for (unsigned i = 0; i < count; i++) {
        const char *quote = draw(seed, 2) ? "\"" : "'";

        buf_printf(out, "%s%sn%u%s=%s%s", spaces[draw(seed, 4)], draw(seed, 4) ? "" : "p:", i,
                   draw(seed, 3) ? "" : " ", draw(seed, 3) ? "" : "\n", quote);
        for (unsigned k = draw(seed, 5); k > 0; k--) {
            const char *value = values[draw(seed, ARRAY_LEN(values))];

            buf_add(out, value[0] == '<' ? STR("&quot;") : str_of(value));
        }
        buf_add(out, str_of(quote));
    }
    add_drawn(out, seed, spaces, ARRAY_LEN(spaces), 1);
}

static void
add_text(struct buf *out, unsigned *seed)
{
    static const char *const pieces[] = {
        "word",
        " ",
        "\n",
        "\r\n",
        "&lt;b&gt;",
        "&amp;amp;",
        "&#1046;",
        "]] ",
        "] ",
        "'",
        "\"",
        ">",
        "&ent;",
        "日本語",
        "<!-- <a> & - - -->",
        "<!---->",
        "<![CDATA[<b>&amp;]]]]>",
        "<![CDATA[]]>",
        "<![CDATA[]]]]><![CDATA[>]]>",
        "<?php <a> & ?>",
        "<?x?>",
        "&quot;",
        "\t",
        "=",
        "/",
        "é",
    };
    add_drawn(out, seed, pieces, ARRAY_LEN(pieces), 6);
}

/* A tree by a stack of names, so that nothing nests deeper than the reader keeps. */
static str
make_document(struct arena *a, unsigned seed)
{
    static const char *const names[] = { "a", "item", "p:b",   "content:encoded",
                                         "é", "A",    "a.b-c", "_x" };
    static const char *const prologs[] = {
        "",
        "<?xml version=\"1.0\"?>",
        "<?xml version='1.0' standalone='no'?>\n<!-- c -->\n",
        "\n<!-- <rss> -->\n<?pi?>",
    };
    struct buf out = { .arena = a };
    const char *open[40] = { "rss" };
    unsigned depth = 1, left = 5 + draw(&seed, 60);

    buf_add(&out, str_of(prologs[draw(&seed, ARRAY_LEN(prologs))]));
    buf_add(&out, STR("<!DOCTYPE rss [<!ENTITY ent \"e>n't\"> <!-- ' > ] -->]>\n"
                      "<rss xmlns:p='urn:p' xmlns:content='urn:c'>"));
    for (; left > 0; left--) {
        const char *name = names[draw(&seed, ARRAY_LEN(names))];

        add_text(&out, &seed);
        if (depth < ARRAY_LEN(open) && draw(&seed, 5) > 1) {
            bool is_empty = draw(&seed, 4) == 0;

            buf_printf(&out, "<%s", name);
            add_attrs(&out, &seed);
            buf_add(&out, is_empty ? STR("/>") : STR(">"));
            if (!is_empty)
                open[depth++] = name;
        } else if (depth > 1) {
            buf_printf(&out, "</%s%s>", open[--depth], draw(&seed, 3) ? "" : " ");
        }
    }
    while (depth > 0)
        buf_printf(&out, "</%s>", open[--depth]);
    buf_add(&out, draw(&seed, 2) ? STR("\n<!-- end -->\n") : STR(""));
    return buf_str(&out);
}

static void
made_documents_give_expats_events(void **state)
{
    const int count = 2000;

    (void)state;
    compared = 0;
    for (int i = 0; i < count; i++) {
        struct arena a = { 0 };
        char label[32];

        snprintf(label, sizeof(label), "document %d", i);
        compare(label, make_document(&a, (unsigned)i * 2654435761u));
        arena_free(&a);
    }
    if (compared < count)
        fail_msg("only %d of %d were well-formed", compared, count);
}

/* clang-format off */
static const struct { const char *text, *want; unsigned mended; } broken[] = {
    { "<a>x<b>y</a>z",         "(a\n-x\n(b\n-y\n)\n)\n",        XML_MEND_TAGS },
    { "<a><b><i>x</b></i></a>", "(a\n(b\n(i\n-x\n)\n)\n)\n",    XML_MEND_TAGS },
    { "<a>x",                  "(a\n-x\n)\n",                   XML_MEND_CUT },
    { "<a>x</a",               "(a\n-x\n)\n",                   XML_MEND_CUT },
    { "<a>x</b></a>",          "(a\n-x\n)\n",                   XML_MEND_TAGS },
    { "<a>1 < 2 <3 <</a>",     "(a\n-1 < 2 <3 <\n)\n",          XML_MEND_LT },
    { "<a>R&D &copy=1 &nope;</a>", "(a\n-R&D &copy=1 &nope;\n)\n", 0 },
    { "<a b=c d e='f></a>", "(a\n@b=c\n@d=\n@e=f\n)\n", XML_MEND_ATTRS },
    { "<a b=\"c><d e=\"f\"/>", "(a\n@b=c\n(d\n@e=f\n)\n)\n",    XML_MEND_ATTRS | XML_MEND_CUT },
    { "<a><b <c>x</c></a>",    "(a\n(b\n(c\n-x\n)\n)\n)\n",     XML_MEND_TAGS },
    { "<a><![CDATA[x</a>",     "(a\n-x</a>\n)\n",               XML_MEND_SECTION | XML_MEND_CUT },
    { "<a><!-- x <b/></a>",    "(a\n)\n",                       XML_MEND_SECTION },
    { "<A>x</a>",              "(A\n-x\n)\n",                   0 },
    { "<a><?php x <b/></a>",   "(a\n)\n",                       0 },
    { "<q:a>x</q:a>",          "(q:a\n-x\n)\n",                 XML_MEND_PREFIX },
};
/* clang-format on */

static void
broken_documents_are_mended(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct arena a = { 0 };
        struct stream s = { { .arena = &a }, { .arena = &a } };
        struct xml *x = ARENA_NEW(&a, struct xml);

        our_stream(&a, str_of(broken[i].text), &s);
        xml_init(x, &a, str_of(broken[i].text));
        while (xml_next(x))
            continue;
        if (!str_eq(buf_str(&s.out), str_of(broken[i].want)))
            fail_msg("%s: got\n%.*s", broken[i].text, STR_ARG(buf_str(&s.out)));
        if (x->mended != broken[i].mended)
            fail_msg("%s: mended %x", broken[i].text, x->mended);
        arena_free(&a);
    }
}

static void
namespaces_are_known_by_address_or_prefix(void **state)
{
    static const struct {
        const char *text;
        enum xml_space want;
    } rows[] = {
        { "<x:a xmlns:x='http://purl.org/dc/elements/1.1/'/>", SPACE_DC },
        { "<a xmlns='HTTPS://WWW.w3.org/2005/Atom/'/>", SPACE_ATOM_10 },
        { "<a/>", SPACE_NONE },
        { "<dc:a/>", SPACE_DC },
        { "<dc:a xmlns:dc='urn:mine'/>", SPACE_OTHER },
        { "<q:a/>", SPACE_OTHER },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena a = { 0 };
        struct xml *x = ARENA_NEW(&a, struct xml);

        xml_init(x, &a, str_of(rows[i].text));
        assert_true(xml_next(x));
        if (x->token.space != rows[i].want)
            fail_msg("%s: got %d", rows[i].text, (int)x->token.space);
        arena_free(&a);
    }
}

/* Every OPEN has its CLOSE, and nothing takes long, however the text was made. */
static void
hostile_documents_are_bounded(void **state)
{
    static const struct {
        const char *piece;
        size_t count;
    } rows[] = {
        { "<a>", 100000 },        { "<!--", 1000000 },       { "<![CDATA[", 300000 },
        { "<?", 1000000 },        { "<!DOCTYPE [", 300000 }, { "<a b=\"", 500000 },
        { "<a b='x>", 300000 },   { "</a>", 1000000 },       { "<a:b xmlns:a='u'>", 100000 },
        { "<!DOCTYPE '", 99999 }, { "<a b='", 300000 },      { "&a;", 1000000 },
        { "<", 3000000 },         { "<a <b </c ", 300000 },  { " b=1", 100000 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena a = { 0 };
        struct buf text = { .arena = &a };
        struct xml *x = ARENA_NEW(&a, struct xml);
        int64_t began_ms = time_cpu_ms();
        int64_t open = 0;

        buf_add(&text, STR("<a"));
        buf_add(&text, rows[i].piece[0] == ' ' ? STR("") : STR(">"));
        for (size_t k = 0; k < rows[i].count; k++)
            buf_add(&text, str_of(rows[i].piece));
        xml_init(x, &a, buf_str(&text));
        while (xml_next(x)) {
            open += x->token.kind == XML_OPEN ? 1 : x->token.kind == XML_CLOSE ? -1 : 0;
            assert_true(open >= 0 && open <= XML_MOST_DEPTH && (size_t)open == x->depth);
        }
        assert_int_equal(open, 0);
        if (time_cpu_ms() - began_ms > 5000)
            fail_msg("%s: took %" PRId64 " ms", rows[i].piece, time_cpu_ms() - began_ms);
        arena_free(&a);
    }
}

static void
declared_entities_cannot_grow(void **state)
{
    struct arena a = { 0 };
    struct buf text = { .arena = &a }, out = { .arena = &a };
    struct xml *x = ARENA_NEW(&a, struct xml);

    (void)state;
    buf_add(
        &text,
        STR("<!DOCTYPE a [<!ENTITY n \"&m;&m;\"><!ENTITY f SYSTEM \"file:///etc/passwd\"><!ENTITY v \""));
    for (int i = 0; i < 200; i++)
        buf_add_char(&text, 'v');
    buf_add(&text, STR("\">]><a>&n;&f;"));
    for (int i = 0; i < 10000; i++)
        buf_add(&text, STR("&v;"));
    xml_init(x, &a, buf_str(&text));
    while (xml_next(x))
        if (x->token.kind == XML_TEXT)
            xml_entity_decode(&out, x->token.raw, &x->entities);
    assert_true(str_starts(buf_str(&out), STR("&n;&f;vvvv")));
    assert_true(out.len <= ENTITY_MOST_TOTAL + 100);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_files_give_expats_events),
        cmocka_unit_test(corpus_gives_expats_events),
        cmocka_unit_test(small_documents_give_expats_events),
        cmocka_unit_test(made_documents_give_expats_events),
        cmocka_unit_test(broken_documents_are_mended),
        cmocka_unit_test(namespaces_are_known_by_address_or_prefix),
        cmocka_unit_test(hostile_documents_are_bounded),
        cmocka_unit_test(declared_entities_cannot_grow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
