#include "db.h"
#include "fixture.h"
#include "story.h"

#include <courant/page.h>
#include <courant/store_ahead.h>

#define URL "https://a.example/news/1"

static const struct page_link links[] = {
    { STR_INIT("Next"), STR_INIT("https://a.example/news/2"), STR_INIT("more of it") },
    { STR_INIT("Last"), STR_INIT("https://a.example/news/3"), STR_INIT("") },
};

static const struct page_article article = {
    .kind = PAGE_PAYWALL,
    .url = STR_INIT(URL),
    .canonical_url = STR_INIT("https://a.example/1"),
    .title = STR_INIT("The harbour"),
    .byline = STR_INIT("Ann"),
    .site_name = STR_INIT("The Post"),
    .language = STR_INIT("en"),
    .description = STR_INIT("of walls"),
    .note = STR_INIT("the beginning only"),
    .published_at = NOW - 60,
    .html = STR_INIT("<p>The whole text of it</p>"),
    .lead = { STR_INIT("https://a.example/1.jpg"), STR_INIT("alt"), STR_INIT("caption"),
              STR_INIT("credit") },
    .related = links,
    .related_count = 2,
};

static void
what_comes_out_is_what_went_in(void **state)
{
    struct fixture *f = *state;
    struct page_article got = { 0 };

    MUST(f, store_ahead_put(f->st, STR(URL), &article, NOW, &f->err));
    /* under another spelling of the address too */
    MUST(f, store_ahead_load(f->st, &f->a, STR("http://www.a.example/news/1?utm_source=x"), NOW + 1,
                             &got, &f->err));
    assert_int_equal(got.kind, PAGE_PAYWALL);
    assert_int_equal(got.published_at, NOW - 60);
    assert_str_equal(got.url, STR(URL));
    assert_str_equal(got.canonical_url, STR("https://a.example/1"));
    assert_str_equal(got.title, STR("The harbour"));
    assert_str_equal(got.byline, STR("Ann"));
    assert_str_equal(got.site_name, STR("The Post"));
    assert_str_equal(got.language, STR("en"));
    assert_str_equal(got.description, STR("of walls"));
    assert_str_equal(got.note, STR("the beginning only"));
    assert_str_equal(got.html, STR("<p>The whole text of it</p>"));
    assert_str_equal(got.lead.url, STR("https://a.example/1.jpg"));
    assert_str_equal(got.lead.credit, STR("credit"));
    assert_int_equal(got.related_count, 2);
    assert_str_equal(got.related[0].teaser, STR("more of it"));
    assert_str_equal(got.related[1].url, STR("https://a.example/news/3"));
    MUST(f, store_check(f->st, &f->err));
}

static void
it_is_no_story(void **state)
{
    struct fixture *f = *state;
    int64_t all = -1, unread = -1, saved = -1, id = 0;
    struct page_article page;

    fixture_sources(f, 1);
    MUST(f, store_ahead_put(f->st, STR(URL), &article, NOW, &f->err));
    fixture_index(f);
    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    assert_int_equal(all + unread + saved, 0);
    fixture_answer(f, "", "");
    fixture_answer(f, "harbour", "");
    assert_false(store_story_by_url(f->st, STR(URL), &id, &f->err));

    /* walked to, it becomes one, found by its words */
    MUST(f, store_ahead_load(f->st, &f->a, STR(URL), NOW, &page, &f->err));
    MUST(f, store_page_add(f->st, &page, NOW, &id, &f->err));
    MUST(f, store_ahead_drop(f->st, STR(URL), &f->err));
    assert_int_equal(store_ahead_find(f->st, STR(URL), NOW), STORE_AHEAD_NONE);
    fixture_index(f);
    fixture_answer(f, "\"whole text\"", "The harbour");
    MUST(f, store_check(f->st, &f->err));
}

static void
what_nobody_reads_goes(void **state)
{
    const struct store_keep keep = { 0 };
    struct fixture *f = *state;
    struct page_article page;
    int64_t gone = -1;

    MUST(f, store_ahead_put(f->st, STR(URL), &article, NOW, &f->err));
    MUST(f, store_ahead_put(f->st, STR("https://b.example/2"), NULL, NOW + 60, &f->err));
    assert_int_equal(store_ahead_find(f->st, STR(URL), NOW), STORE_AHEAD_READY);
    assert_int_equal(store_ahead_find(f->st, STR("https://b.example/2"), NOW + 60),
                     STORE_AHEAD_FAILED);
    assert_false(store_ahead_load(f->st, &f->a, STR("https://b.example/2"), NOW, &page, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);

    /* too old: as if it were not there, before it is taken away and after */
    int64_t later = NOW + STORE_AHEAD_FOR_S;

    assert_int_equal(store_ahead_find(f->st, STR(URL), later), STORE_AHEAD_NONE);
    MUST(f, store_expire_step(f->st, &keep, later, 100, &gone, &f->err));
    assert_int_equal(gone, 0); /* no story went */
    assert_int_equal(store_ahead_find(f->st, STR(URL), NOW), STORE_AHEAD_NONE);
    assert_int_equal(store_ahead_find(f->st, STR("https://b.example/2"), later),
                     STORE_AHEAD_FAILED);
}

static void
there_are_never_too_many(void **state)
{
    struct fixture *f = *state;
    size_t left = 0;

    for (int i = 0; i < STORE_AHEAD_MOST + 20; i++) {
        str url = arena_printf(&f->a, "https://a.example/%d", i);

        MUST(f, store_ahead_put(f->st, url, NULL, NOW + i, &f->err));
    }
    for (int i = 0; i < STORE_AHEAD_MOST + 20; i++) {
        str url = arena_printf(&f->a, "https://a.example/%d", i);
        bool is_there = store_ahead_find(f->st, url, NOW + 1000) != STORE_AHEAD_NONE;

        assert_int_equal(is_there, i >= 20); /* the oldest went */
        left += is_there;
    }
    assert_int_equal(left, STORE_AHEAD_MOST);
}

static void
what_has_no_address_is_refused(void **state)
{
    struct fixture *f = *state;

    assert_false(store_ahead_put(f->st, STR(""), &article, NOW, &f->err));
    assert_int_equal(f->err.kind, ERR_INVALID);
}

/* Two addresses may have one hash: what was fetched for the one is not shown for the other. */
static void
another_address_with_the_same_hash_is_another(void **state)
{
    static const char other[] = "https://b.example/2";
    struct fixture *f = *state;
    struct page_article page;

    MUST(f, store_ahead_put(f->st, STR(URL), &article, NOW, &f->err));
    str sql =
        arena_printf(&f->a, "UPDATE ahead SET url_hash = %" PRId64, story_url_hash(str_of(other)));
    assert_int_equal(sqlite3_exec(f->st->db, arena_cstr(&f->a, sql), NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(store_ahead_find(f->st, str_of(other), NOW), STORE_AHEAD_NONE);
    assert_false(store_ahead_load(f->st, &f->a, str_of(other), NOW, &page, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
    MUST(f, store_ahead_put(f->st, str_of(other), NULL, NOW, &f->err));
    assert_int_equal(store_ahead_find(f->st, str_of(other), NOW), STORE_AHEAD_FAILED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(what_comes_out_is_what_went_in),
        FIXTURE_TEST(it_is_no_story),
        FIXTURE_TEST(what_nobody_reads_goes),
        FIXTURE_TEST(there_are_never_too_many),
        FIXTURE_TEST(what_has_no_address_is_refused),
        FIXTURE_TEST(another_address_with_the_same_hash_is_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
