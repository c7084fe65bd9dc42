#include "entity.h"

#include "test.h"

#include <courant/html.h>

static const struct {
    const char *source, *want;
} unescapes[] = {
    { "", "" },
    { "no reference", "no reference" },
    { "a &amp; b", "a & b" },
    { "&lt;p&gt;", "<p>" },
    { "&amp;lt;", "&lt;" },
    { "&#1055;&#x43f;", "Пп" },
    { "&#8217;&#146;", "’’" },
    { "&#150", "–" },
    { "&#xD800;&#0;&#99999999999;", "\uFFFD\uFFFD\uFFFD" },
    { "&nbsp;", "\u00A0" },
    { "&hellip;&mdash;&euro;", "…—€" },
    { "&Eacute;&eacute;", "Éé" },
    { "&thetasym;&alefsym;", "ϑℵ" },
    { "AT&T", "AT&T" },
    { "R & D", "R & D" },
    { "&copy 2026", "© 2026" },
    { "?a=1&copy=2&reg=3", "?a=1&copy=2&reg=3" },
    { "&alpha beta", "&alpha beta" }, /* needs its semicolon */
    { "&notit;", "&notit;" },
    { "&unknown;", "&unknown;" },
    { "&#;&#x;&;&", "&#;&#x;&;&" },
};

static const struct {
    const char *source, *want;
} strips[] = {
    { "", "" },
    { "plain", "plain" },
    { "<b>Bold</b> words", "Bold words" },
    { "<p>one<p>two", "one two" },
    { "one<br/>two", "one two" },
    { "a <!-- <b> -->b", "a b" },
    { "a<script>if (a < b) '</b>'</script>b", "ab" },
    { "a<style>p > b</style>b", "ab" },
    { "<a title='x > y'>in</a>", "in" },
    { "<a title=\"never closed>in", "in" },
    { "3 < 4 and 5 > 2", "3 < 4 and 5 > 2" },
    { "I <3 it", "I <3 it" },
    { "cut <b", "cut" },
    { "cut <", "cut <" },
    { "<![CDATA[in &amp; out]]> after", "in & out after" },
    { "Tom &amp;amp; Jerry", "Tom &amp; Jerry" },
    { "&lt;b&gt;", "<b>" },
    { "a\x1b]0;title\x07 b", "a b" },
    { "&#27;[31mred", "red" },
};

static void
references_are_decoded(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(unescapes); i++) {
        struct arena a = { 0 };
        str got = html_unescape(&a, str_of(unescapes[i].source));

        if (!str_eq(got, str_of(unescapes[i].want)))
            fail_msg("%s: \"%.*s\"", unescapes[i].source, STR_ARG(got));
        arena_free(&a);
    }
}

static void
tags_are_stripped(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(strips); i++) {
        struct arena a = { 0 };
        str got = html_strip(&a, str_of(strips[i].source));

        if (!str_eq(got, str_of(strips[i].want)))
            fail_msg("%s: \"%.*s\"", strips[i].source, STR_ARG(got));
        arena_free(&a);
    }
}

/* Each of them once cost a search to the end of all that follows. */
static void
unclosed_markup_costs_no_more_than_other(void **state)
{
    static const char *const pieces[] = { "<a ='>", "<a =\">x", "<!-- >", "<!--", "<script>", "<" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
        struct arena a = { 0 };
        struct buf b = { .arena = &a };
        int64_t began_ms = time_cpu_ms();

        while (b.len < (size_t)2 << 20)
            buf_add(&b, str_of(pieces[i]));
        html_strip(&a, buf_str(&b));
        if (time_cpu_ms() - began_ms > 5000)
            fail_msg("%s: %" PRId64 " ms", pieces[i], time_cpu_ms() - began_ms);
        arena_free(&a);
    }
}

static void
names_are_found_by_case(void **state)
{
    (void)state;
    assert_str_equal(html_entity(STR("AElig")), STR("Æ"));
    assert_str_equal(html_entity(STR("zwnj")), STR("\u200C"));
    assert_str_equal(html_entity(STR("zeta")), STR("ζ"));
    assert_str_equal(html_entity(STR("thetasym")), STR("ϑ"));
    assert_str_equal(html_entity(STR("aelig2")), STR(""));
    assert_str_equal(html_entity(STR("")), STR(""));
    assert_str_equal(html_entity(STR("averylongname")), STR(""));
}

static void
escaping_is_undone_by_unescaping(void **state)
{
    struct arena a = { 0 };
    str text = STR("<a href=\"x?a=1&b=2\"> é");

    (void)state;
    assert_str_equal(html_escape(&a, text), STR("&lt;a href=&quot;x?a=1&amp;b=2&quot;&gt; é"));
    assert_str_equal(html_unescape(&a, html_escape(&a, text)), text);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_are_decoded),
        cmocka_unit_test(tags_are_stripped),
        cmocka_unit_test(unclosed_markup_costs_no_more_than_other),
        cmocka_unit_test(names_are_found_by_case),
        cmocka_unit_test(escaping_is_undone_by_unescaping),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
