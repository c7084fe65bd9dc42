#include "test.h"

#include <courant/html.h>

#include <string.h>

static const char page[] = "<div class='a wide' id=top><p class=lead>1</p><div class=b><p>2</p>"
                           "<span data-x='one-two'><p lang=en-GB>3</p></span></div></div>"
                           "<section><div><section><p>4</p></section></div></section>";

static const struct {
    const char *selector, *texts; /* of the p that match */
} cases[] = {
    { "p", "1234" },
    { "*", "1234" },
    { ".lead", "1" },
    { "p.lead", "1" },
    { "div.lead", "" },
    { "#top p", "123" },
    { "div#top > p", "1" },
    { "div > p", "12" },
    { ".b p", "23" },
    { ".a.wide .b > p", "2" },
    { ".a.narrow p", "" },
    { "[data-x] p, .lead", "13" },
    { "[data-x=one-two] p", "3" },
    { "[data-x^=\"one\"] p", "3" },
    { "[data-x$='two'] p", "3" },
    { "[data-x*=e-t] p", "3" },
    { "[lang|=en]", "3" },
    { "[class~=wide] > p", "1" },
    /* The nearest section is no child of a div's parent section: it must look further up too. */
    { "section > div p", "4" },
    { "section > div > section > p", "4" },
    { "section > p", "4" },
    { "P.lead", "1" },
    { " p.lead , section p ", "14" },
};

static void
selectors_match(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct html_tree tree = { 0 };
        struct html_selector *selector = NULL;
        struct err err = { 0 };
        struct buf got = { .arena = &a };

        if (!html_parse(&a, str_of(page), HTML_MODE_FRAGMENT, NULL, &tree, &err) ||
            !html_selector_parse(&a, str_of(cases[i].selector), &selector, &err))
            fail_msg("%s", err.text);
        for (struct html_node *n = tree.root; n; n = html_next(n, tree.root))
            if (n->tag == HTML_P && html_matches(n, selector))
                buf_add(&got, html_text(&a, n));
        if (!str_eq(buf_str(&got), str_of(cases[i].texts)))
            fail_msg("%s: \"%.*s\"", cases[i].selector, STR_ARG(buf_str(&got)));
        arena_free(&a);
    }
}

static void
what_is_no_selector_is_refused(void **state)
{
    static const char *const bad[] = { "",      ",",     "p,",  "p >",  "> p",   ".",
                                       "#",     "[",     "[a",  "[a=",  "[a=b",  "[a='b]",
                                       "p:not", "p + p", "a{}", "[=b]", "p ~ q", "p,,q" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct arena a = { 0 };
        struct html_selector *selector = NULL;
        struct err err = { 0 };

        if (html_selector_parse(&a, str_of(bad[i]), &selector, &err) || selector)
            fail_msg("%s: was taken", bad[i]);
        assert_int_equal(err.kind, ERR_INVALID);
        arena_free(&a);
    }
}

static void
steps_are_bounded(void **state)
{
    struct arena a = { 0 };
    struct buf text = { .arena = &a };
    struct html_selector *selector = NULL;
    struct err err = { 0 };

    (void)state;
    for (int i = 0; i < 1000; i++)
        buf_add(&text, STR("div "));
    assert_false(html_selector_parse(&a, buf_str(&text), &selector, &err));
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(selectors_match),
        cmocka_unit_test(what_is_no_selector_is_refused),
        cmocka_unit_test(steps_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
