#include "test.h"

#include <courant/html.h>

#include <string.h>

/* The tree as one line: names, text in quotes, children in brackets. By a loop: trees are deep. */
static str
draw(struct arena *a, const struct html_node *top)
{
    struct buf out = { .arena = a };
    const struct html_node *node = top->first;

    while (node) {
        if (node->tag == HTML_TEXT)
            buf_printf(&out, "'%.*s' ", STR_ARG(node->text));
        else
            buf_printf(&out, "%.*s ", STR_ARG(node->name));
        if (node->first) {
            buf_add(&out, STR("( "));
            node = node->first;
            continue;
        }
        while (node != top && !node->next) {
            node = node->parent;
            if (node != top)
                buf_add(&out, STR(") "));
        }
        node = node == top ? NULL : node->next;
    }
    return str_trim(buf_str(&out));
}

static struct html_tree
parse(struct arena *a, str html, enum html_mode mode)
{
    struct html_tree tree = { 0 };
    struct err err = { 0 };

    if (!html_parse(a, html, mode, NULL, &tree, &err))
        fail_msg("%s", err.text);
    return tree;
}

static const struct {
    const char *html, *tree;
} fragments[] = {
    { "", "" },
    { "a", "'a'" },
    { "<p>a<p>b", "p ( 'a' ) p ( 'b' )" },
    { "<b>a<i>b</b>c</i>", "b ( 'a' i ( 'b' ) ) i ( 'c' )" },
    { "<ul><li>a<li>b</ul>", "ul ( li ( 'a' ) li ( 'b' ) )" },
    { "a<!-- no -->b", "'a' 'b'" },
    { "<x-Card>a</x-Card>", "x-card ( 'a' )" },
    { "<picture><source><img></picture>", "picture ( source img )" },
    { "<svg><path/><text>a</text></svg>b", "svg 'b'" },
    { "<table><tr><td>a", "table ( tbody ( tr ( td ( 'a' ) ) ) )" },
    { "&lt;p&gt; &eacute;&hellip;", "'<p> é…'" },
    { "a\x1b[31mb", "'a\uFFFD[31mb'" },
    { "<p title='x\x07y'>a", "p ( 'a' )" },
    { "</p>", "p" },
    { "<html><body class=x><p>a", "p ( 'a' )" },
};

static void
fragments_become_trees(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(fragments); i++) {
        struct arena a = { 0 };
        struct html_tree tree = parse(&a, str_of(fragments[i].html), HTML_MODE_FRAGMENT);
        str got = draw(&a, tree.root);

        if (!str_eq(got, str_of(fragments[i].tree)))
            fail_msg("%s: %.*s", fragments[i].html, STR_ARG(got));
        arena_free(&a);
    }
}

static void
a_document_has_its_parts(void **state)
{
    struct arena a = { 0 };
    struct html_tree tree =
        parse(&a, STR("<!doctype html><title>t &amp; u</title><p ID=x>a"), HTML_MODE_DOCUMENT);

    (void)state;
    assert_str_equal(draw(&a, tree.root),
                     STR("html ( head ( title ( 't & u' ) ) body ( p ( 'a' ) ) )"));
    assert_str_equal(html_attr(html_find(tree.root, HTML_P), "id"), STR("x"));
    arena_free(&a);
}

static void
ids_count_in_document_order(void **state)
{
    struct arena a = { 0 };
    struct html_tree tree = parse(&a, STR("<p>a<b>c</b><p>d<br>e"), HTML_MODE_FRAGMENT);
    uint32_t id = 0;

    (void)state;
    for (struct html_node *n = tree.root; n; n = html_next(n, tree.root))
        assert_int_equal(n->id, id++);
    assert_int_equal(id, tree.count);
    arena_free(&a);
}

static void
text_parts_blocks_and_leaves_out_the_hidden(void **state)
{
    static const struct {
        const char *html, *text;
    } cases[] = {
        { "<p>a</p><p>b</p>", "a b" },
        { "a<b>b</b>c", "abc" },
        { "<b><p>a</p></b>b", "a b" },
        { "x<br>y", "x y" },
        { " a \n\t b ", "a b" },
        { "a<script>no</script><style>no</style>b", "ab" },
        { "a<div hidden>no</div>b", "a b" },
        { "a<i style='color: red; Display : none'>no</i>b", "ab" },
        { "a<i style='display:inline'>yes</i>b", "ayesb" },
        { "a<i aria-hidden=true>no</i>b", "ab" },
        { "a<template><p>no</template>b", "ab" },
        { "<table><tr><td>a<td>b</table>", "a b" },
        { "<noscript><p>yes</p></noscript>", "yes" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct html_tree tree = parse(&a, str_of(cases[i].html), HTML_MODE_FRAGMENT);
        str got = html_text(&a, tree.root);

        if (!str_eq(got, str_of(cases[i].text)))
            fail_msg("%s: \"%.*s\"", cases[i].html, STR_ARG(got));
        arena_free(&a);
    }
}

static void
source_is_safe_and_stays_the_same(void **state)
{
    static const struct {
        const char *html, *source;
    } cases[] = {
        { "<p>a &lt; b</p>", "<p>a &lt; b</p>" },
        { "<p onclick=x style=y class=z>a", "<p class=\"z\">a</p>" },
        { "<a href='java\tscript:x'>a</a>", "<a>a</a>" },
        { "<a href=' JAVASCRIPT:x'>a</a>", "<a>a</a>" },
        { "<a href='/q?a=1&amp;b=\"2\"'>a</a>", "<a href=\"/q?a=1&amp;b=&quot;2&quot;\">a</a>" },
        { "a<script>b</script><br>c<img src=d>", "a<br>c<img src=\"d\">" },
        { "<pre>\n\na</pre>", "<pre>\n\na</pre>" },
        { "<iframe srcdoc='<b>'></iframe>", "<iframe></iframe>" },
        { "<ul><li>a<ul><li>b</ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct html_tree tree = parse(&a, str_of(cases[i].html), HTML_MODE_FRAGMENT);
        str once = html_source(&a, tree.root);
        struct html_tree again = parse(&a, once, HTML_MODE_FRAGMENT);

        if (!str_eq(once, str_of(cases[i].source)))
            fail_msg("%s: %.*s", cases[i].html, STR_ARG(once));
        assert_str_equal(html_source(&a, again.root), once);
        arena_free(&a);
    }
}

static str
repeat(struct arena *a, const char *piece, size_t count)
{
    struct buf out = { .arena = a };

    for (size_t i = 0; i < count; i++)
        buf_add(&out, str_of(piece));
    return buf_str(&out);
}

/* Each ends within its budget, parsed or refused; what follows shows that it can be walked. */
static void
attacks_are_bounded(void **state)
{
    static const struct {
        const char *piece;
        size_t count;
    } attacks[] = {
        { "<div>", 100000 },       { "<p><font color=1>", 20000 }, { "<b><p>", 50000 },
        { "<table><td>", 20000 },  { "</div></p>", 200000 },       { "<a href=x>", 30000 },
        { "<svg><g>", 50000 },     { "&amp;&#0;", 300000 },        { "<!--", 300000 },
        { "\xff\xfe<p>", 100000 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
        struct arena a = { 0 };
        struct html_tree tree = { 0 };
        struct err err = { 0 };
        str html = repeat(&a, attacks[i].piece, attacks[i].count);
        const struct html_limits limits = { .most_ms = 300 };
        int64_t began_ms = time_cpu_ms();
        bool ok = html_parse(&a, html, HTML_MODE_DOCUMENT, &limits, &tree, &err);

        if (ok == (err.kind == ERR_LIMIT))
            fail_msg("%s: %s", attacks[i].piece, err.text);
        if (ok) {
            html_text(&a, tree.root);
            html_source(&a, tree.root);
        }
        html_strip(&a, html);
        if (time_cpu_ms() - began_ms > 20000)
            fail_msg("%s: took %" PRId64 " ms", attacks[i].piece, time_cpu_ms() - began_ms);
        arena_free(&a);
    }
}

static void
depth_is_capped_and_keeps_the_text(void **state)
{
    struct arena a = { 0 };
    str html = arena_join(&a, repeat(&a, "<i>", 2000), STR("deep</i> end"));
    struct html_tree tree = parse(&a, html, HTML_MODE_FRAGMENT);
    size_t deepest = 0;

    (void)state;
    for (const struct html_node *n = tree.root; n; n = html_next(n, tree.root)) {
        size_t depth = 0;

        for (const struct html_node *up = n; up; up = up->parent)
            depth++;
        deepest = MAX(deepest, depth);
    }
    assert_in_range(deepest, 500, 520);
    assert_str_equal(html_text(&a, tree.root), STR("deep end"));
    arena_free(&a);
}

static void
too_much_is_refused_in_words(void **state)
{
    struct arena a = { 0 };
    struct html_tree tree = { 0 };
    struct err err = { 0 };
    const struct html_limits bytes = { .most_bytes = 10 }, memory = { .most_memory = 600 };

    (void)state;
    assert_false(html_parse(&a, STR("<p>more than ten"), HTML_MODE_DOCUMENT, &bytes, &tree, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    assert_non_null(strstr(err.text, "16 bytes"));
    assert_false(html_parse(&a, STR("<p>a"), HTML_MODE_DOCUMENT, &memory, &tree, &err));
    assert_non_null(strstr(err.text, "memory"));
    assert_null(tree.root);
    arena_free(&a);
}

static void
a_detached_node_is_gone(void **state)
{
    struct arena a = { 0 };
    struct html_tree tree = parse(&a, STR("a<b>b</b>c<i>d</i>"), HTML_MODE_FRAGMENT);

    (void)state;
    html_detach(html_find(tree.root, HTML_B));
    assert_str_equal(draw(&a, tree.root), STR("'a' 'c' i ( 'd' )"));
    html_detach(html_find(tree.root, HTML_I));
    html_detach(tree.root->first);
    html_detach(tree.root->first);
    assert_null(tree.root->first);
    assert_null(tree.root->last);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fragments_become_trees),
        cmocka_unit_test(a_document_has_its_parts),
        cmocka_unit_test(ids_count_in_document_order),
        cmocka_unit_test(text_parts_blocks_and_leaves_out_the_hidden),
        cmocka_unit_test(source_is_safe_and_stays_the_same),
        cmocka_unit_test(attacks_are_bounded),
        cmocka_unit_test(depth_is_capped_and_keeps_the_text),
        cmocka_unit_test(too_much_is_refused_in_words),
        cmocka_unit_test(a_detached_node_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
