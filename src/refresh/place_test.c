#include "refresh/place.h"

#include "test.h"

/* clang-format off */
static const struct { const char *url, *want; } known[] = { /* parted by blanks */
    { "https://www.youtube.com/channel/UCabc", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc" },
    { "https://m.youtube.com/channel/UCabc/videos", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc" },
    { "https://youtube.com/user/name", "https://www.youtube.com/feeds/videos.xml?user=name" },
    { "https://www.youtube.com/playlist?a=b&list=PLx", "https://www.youtube.com/feeds/videos.xml?playlist_id=PLx" },
    { "https://www.youtube.com/@handle", "" },
    { "https://mastodon.social/@name", "https://mastodon.social/@name.rss" },
    { "https://mastodon.social/@name/", "https://mastodon.social/@name.rss" },
    { "http://localhost:8080/@name", "http://localhost:8080/@name.rss" },
    { "https://mastodon.social/@name.rss", "" },
    { "https://mastodon.social/@name/123", "" },
    { "https://github.com/owner/repo", "https://github.com/owner/repo/releases.atom https://github.com/owner/repo/tags.atom https://github.com/owner/repo/commits.atom" },
    { "https://github.com/owner/repo/releases", "https://github.com/owner/repo/releases.atom" },
    { "https://github.com/owner", "https://github.com/owner.atom" },
    { "https://old.reddit.com/r/news/", "https://www.reddit.com/r/news/.rss" },
    { "https://www.reddit.com/", "https://www.reddit.com/.rss" },
    { "https://e.org/about", "" },
    { "file:///x", "" }, { "nonsense", "" }, { "", "" },
};
/* clang-format on */

static str
joined(struct arena *a, const str *list, size_t count)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < count; i++)
        buf_printf(&b, "%s%.*s", i ? " " : "", STR_ARG(list[i]));
    return buf_str(&b);
}

static void
known_sites_have_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        struct arena a = { 0 };
        const str *list = NULL;
        size_t count = place_known(&a, str_of(known[i].url), &list);
        str got = joined(&a, list, count);

        if (!str_eq(got, str_of(known[i].want)))
            fail_msg("%s: got %.*s", known[i].url, STR_ARG(got));
        arena_free(&a);
    }
}

static void
usual_places_are_below_the_page_then_at_the_top(void **state)
{
    struct arena a = { 0 };
    const str *list = NULL;
    size_t count = place_usual(&a, STR("https://e.org/blog?page=2#top"), &list);

    (void)state;
    assert_int_equal(count, 14);
    assert_str_equal(list[0], STR("https://e.org/blog/feed"));
    assert_str_equal(list[2], STR("https://e.org/blog/rss.xml"));
    assert_str_equal(list[7], STR("https://e.org/feed"));
    count = place_usual(&a, STR("https://e.org"), &list);
    assert_int_equal(count, 7);
    assert_str_equal(list[0], STR("https://e.org/feed"));
    assert_int_equal(place_usual(&a, STR("file:///x"), &list), 0);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_sites_have_rules),
        cmocka_unit_test(usual_places_are_below_the_page_then_at_the_top),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
