#include "paged.h"

#include "test.h"

static struct page_article
page(struct arena *a, int number, const char *next)
{
    return (struct page_article){
        .kind = PAGE_ARTICLE,
        .title = STR("The bridge"),
        .html = arena_printf(a, "<p>Said on every page.</p>\n<p>Part %d</p>\n", number),
        .text = arena_printf(a, "Part %d", number),
        .next_url = str_of(next),
    };
}

static void
pages_are_joined_in_order(void **state)
{
    struct arena a = { 0 };
    struct paged p = { 0 };
    struct page_article first = page(&a, 1, "https://post.example.org/x/2");
    struct page_article second = page(&a, 2, "https://post.example.org/x/3");
    struct page_article third = page(&a, 3, "");

    (void)state;
    assert_int_equal(paged_next(&p).len, 0);
    paged_add(&p, &a, &first, STR("https://post.example.org/x"));
    assert_str_equal(paged_next(&p), STR("https://post.example.org/x/2"));
    second.lead = (struct page_picture){ .url = STR("https://post.example.org/2.jpg") };
    paged_add(&p, &a, &second, STR("https://post.example.org/x/2"));
    paged_add(&p, &a, &third, STR("https://post.example.org/x/3"));
    assert_int_equal(paged_next(&p).len, 0);
    assert_str_equal(p.whole.html,
                     STR("<p>Said on every page.</p>\n<p>Part 1</p>\n<img "
                         "src=\"https://post.example.org/2.jpg\" alt=\"\">\n<p>Part 2</p>\n"
                         "<p>Part 3</p>\n"));
    assert_str_equal(p.whole.text, STR("Part 1\n\nPart 2\n\nPart 3"));
    arena_free(&a);
}

/* On another server, back to a page that is in it, or on for ever. */
static void
joining_ends(void **state)
{
    static const struct {
        const char *next;
        bool is_wanted;
    } cases[] = {
        { "https://post.example.org/x/2", true },
        { "https://post.example.org/x", false },
        { "https://other.example.org/x/2", false },
        { "", false },
    };
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct paged p = { 0 };
        struct page_article first = page(&a, 1, cases[i].next);

        paged_add(&p, &a, &first, STR("https://post.example.org/x"));
        if ((paged_next(&p).len > 0) != cases[i].is_wanted)
            fail_msg("\"%s\"", cases[i].next);
    }
    struct paged p = { 0 };

    for (int i = 1; i < 100; i++) {
        struct page_article next =
            page(&a, i, arena_printf(&a, "https://post.example.org/x/%d", i + 1).ptr);

        paged_add(&p, &a, &next, arena_printf(&a, "https://post.example.org/x/%d", i));
    }
    assert_int_equal(p.count, PAGED_MOST);
    assert_int_equal(paged_next(&p).len, 0);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_joined_in_order),
        cmocka_unit_test(joining_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
