#include "fixture.h"

#include <courant/page.h>

static void
new_stories_are_listed_counted_and_read(void **state)
{
    struct fixture *f = *state;
    struct store_text text;
    int64_t all, unread, saved;

    fixture_sources(f, 3);
    int64_t one = fixture_story(f, "a", NOW - 30, "first", "<p>Hello <b>there</b></p>");

    fixture_story(f, "b", NOW - 20, "second", "x");
    fixture_story(f, "c", NOW + 5000, "future", "x"); /* clamped to when it was fetched */
    assert_str_equal(fixture_list(f, ""), STR("future second first"));
    assert_str_equal(fixture_list(f, "section:one"), STR("second first"));
    assert_str_equal(fixture_list(f, "section:one/two"), STR("second"));
    assert_str_equal(fixture_list(f, "source:c"), STR("future"));
    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    assert_int_equal(all, 3);
    assert_int_equal(unread, 3);
    MUST(f, store_text_load(f->st, &f->a, one, &text, &f->err));
    assert_str_equal(text.feed_html, STR("<p>Hello <b>there</b></p>"));
    assert_str_equal(text.story.teaser, STR("Hello there"));
    MUST(f, store_mark(f->st, &one, 1, STORE_READ, &f->err));
    assert_str_equal(fixture_list(f, "is:unread"), STR("future second"));
    assert_str_equal(fixture_list(f, "is:read"), STR("first"));
    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    assert_int_equal(unread, 2);
    MUST(f, store_check(f->st, &f->err));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(new_stories_are_listed_counted_and_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
