#include "fixture.h"

#include <courant/page.h>

static struct page_article
page_of(const char *url, const char *title, const char *html)
{
    return (struct page_article){
        .url = str_of(url), .title = str_of(title), .html = str_of(html), .site_name = STR("Site")
    };
}

static struct store_text
load(struct fixture *f, int64_t id)
{
    struct store_text text;

    MUST(f, store_text_load(f->st, &f->a, id, &text, &f->err));
    return text;
}

static void
a_page_joins_its_story(void **state)
{
    static const struct page_link links[] = {
        { STR_INIT("Known"), STR_INIT("http://www.a.example/known?utm_source=x"),
          STR_INIT("more") },
        { STR_INIT("Unknown"), STR_INIT("https://b.example/unknown"), STR_INIT("") },
    };
    struct fixture *f = *state;
    struct feed_item items[2] = {
        { .id = STR("1"), .title = STR("story"), .content_html = STR("teaser") },
        { .id = STR("2"), .title = STR("known"), .link = STR("https://a.example/known") }
    };
    struct page_article page = page_of("https://a.example/1", "Story", "<p>The whole text</p>");

    fixture_sources(f, 1);
    int64_t id = fixture_write(f, "a", NOW, items, 1).last_id,
            known = fixture_write(f, "a", NOW, items + 1, 1).last_id;

    fixture_index(f);
    MUST(f, store_page_fail(f->st, id, STR("HTTP 503"), NOW, &f->err));
    assert_str_equal(load(f, id).page_note, STR("HTTP 503"));
    assert_int_equal(load(f, id).page_html.len, 0);
    page.related = links;
    page.related_count = 2;
    page.lead = (struct page_picture){ STR("https://a.example/1.jpg"), STR("alt"), STR("caption"),
                                       STR("credit") };
    page.kind = PAGE_PAYWALL;
    MUST(f, store_page_write(f->st, id, &page, NOW + 5, &f->err));
    MUST(f,
         store_page_write(f->st, id, &page, NOW + 6, &f->err)); /* again: replaced, not doubled */
    struct store_text text = load(f, id);

    assert_str_equal(text.page_html, STR("<p>The whole text</p>"));
    assert_str_equal(text.feed_html, STR("teaser"));
    assert_str_equal(text.lead_caption, STR("caption"));
    assert_int_equal(text.page_kind, PAGE_PAYWALL);
    assert_int_equal(text.page_at, NOW + 6);
    assert_true(text.story.has_page);
    assert_int_equal(text.link_count, 2);
    assert_int_equal(text.links[0].story_id, known);
    assert_str_equal(text.links[0].teaser, STR("more"));
    assert_int_equal(text.links[1].story_id, 0);
    fixture_answer(f, "has:page", "story");

    /* a failure afterwards takes nothing away */
    MUST(f, store_page_fail(f->st, id, STR("gone"), NOW + 9, &f->err));
    assert_str_equal(load(f, id).page_html, STR("<p>The whole text</p>"));

    /* it is found by the page's words now, no longer by the teaser's */
    fixture_index(f);
    fixture_answer(f, "\"whole text\"", "story");
    fixture_answer(f, "\"teaser\"", "");
    assert_false(store_page_write(f->st, 999, &page, NOW, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
    MUST(f, store_check(f->st, &f->err));
}

static void
a_followed_page_is_a_story_of_its_site(void **state)
{
    struct fixture *f = *state;
    struct page_article page =
        page_of("https://www.site.example/a?utm_medium=x", "Followed", "<p>Its own text</p>");
    int64_t id, again, found, all, unread, saved;

    fixture_sources(f, 1);
    MUST(f, store_page_add(f->st, &page, NOW, &id, &f->err));
    MUST(f, store_page_add(f->st, &page, NOW + 9, &again, &f->err));
    assert_int_equal(id, again);
    struct store_text text = load(f, id);

    assert_str_equal(text.story.source_key, STR("site:site.example"));
    assert_str_equal(text.story.source_name, STR("Site"));
    assert_str_equal(text.page_html, STR("<p>Its own text</p>"));
    assert_false(text.story.is_listed);
    MUST(f, store_story_by_url(f->st, STR("http://site.example/a"), &found, &f->err));
    assert_int_equal(found, id);
    assert_false(store_story_by_url(f->st, STR("http://site.example/b"), &found, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
    fixture_answer(f, "", "");
    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    assert_int_equal(all, 0);
    MUST(f, store_mark(f->st, &id, 1, STORE_SAVED, &f->err));
    fixture_answer(f, "is:saved", "Followed");
    fixture_index(f);
    fixture_answer(f, "\"own text\"", "Followed");
    page.url = STR("not an address");
    assert_false(store_page_add(f->st, &page, NOW, &id, &f->err));
    assert_int_equal(f->err.kind, ERR_INVALID);
    MUST(f, store_check(f->st, &f->err));
}

static void
a_page_cannot_pass_for_another_sites(void **state)
{
    struct fixture *f = *state;
    struct page_article page = page_of("https://evil.example/x", "Evil", "<p>x</p>");
    int64_t id, found;

    page.canonical_url = STR("https://good.example/article");
    MUST(f, store_page_add(f->st, &page, NOW, &id, &f->err));
    assert_false(store_story_by_url(f->st, page.canonical_url, &found, &f->err));
    assert_str_equal(load(f, id).story.source_key, STR("site:evil.example"));
    page.canonical_url = STR("https://evil.example/y"); /* its own is believed */
    MUST(f, store_page_write(f->st, id, &page, NOW, &f->err));
    MUST(f, store_story_by_url(f->st, page.canonical_url, &found, &f->err));
    assert_int_equal(found, id);
}

/* By the address of the link, by where it ended, by what the page calls itself: one story. */
static void
every_address_leads_to_the_story(void **state)
{
    static const char *const urls[] = { "https://a.example/go?id=7", "https://a.example/amp-page/1",
                                        "https://a.example/1",
                                        "http://m.a.example/1?utm_source=rss" };
    struct fixture *f = *state;
    struct page_article page = page_of(urls[1], "Story", "<p>text</p>");
    int64_t id = 0, found = 0;

    page.canonical_url = str_of(urls[2]);
    MUST(f, store_page_add(f->st, &page, NOW, &id, &f->err));
    MUST(f, store_story_alias(f->st, id, str_of(urls[0]), &f->err));
    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        MUST(f, store_story_by_url(f->st, str_of(urls[i]), &found, &f->err));
        assert_int_equal(found, id);
    }
    assert_false(store_story_alias(f->st, id, STR(""), &f->err));
    assert_false(store_story_alias(f->st, 999, STR("https://a.example/other"), &f->err));
    MUST(f, store_check(f->st, &f->err));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_page_joins_its_story),
        FIXTURE_TEST(every_address_leads_to_the_story),
        FIXTURE_TEST(a_followed_page_is_a_story_of_its_site),
        FIXTURE_TEST(a_page_cannot_pass_for_another_sites),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
