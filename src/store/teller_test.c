#include "fixture.h"

#include <courant/page.h>
#include <courant/store_related.h>

static int64_t
follow(struct fixture *f, const char *url)
{
    struct page_article page = {
        .url = str_of(url), .title = str_of(url), .html = STR("<p>x</p>"), .site_name = STR("Site")
    };
    int64_t id;

    MUST(f, store_page_add(f->st, &page, NOW, &id, &f->err));
    return id;
}

static int64_t
sources_with(struct fixture *f, int64_t thread_id, int64_t story_id)
{
    struct store_story story;

    MUST(f, store_rel_thread_join(f->st, story_id, thread_id, &f->err));
    MUST(f, store_story_get(f->st, &f->a, story_id, &story, &f->err));
    return story.thread_sources;
}

/* Sources a to c have their feeds at a.example to c.example. */
static void
followed_pages_have_their_sites_voice(void **state)
{
    struct fixture *f = *state;
    struct store_thread thread = { .first_at = NOW, .last_at = NOW, .size = 1 };
    int64_t teller;

    fixture_sources(f, 3);
    MUST(f, store_rel_thread_put(f->st, &thread, &f->err));
    int64_t id = thread.id;

    assert_int_equal(sources_with(f, id, fixture_story(f, "a", NOW - 9, "one", "x")), 1);
    assert_int_equal(sources_with(f, id, follow(f, "https://www.a.example/1")), 1);
    assert_int_equal(sources_with(f, id, follow(f, "https://m.a.example/2")), 1);
    assert_int_equal(sources_with(f, id, follow(f, "https://other.example/1")), 2);
    assert_int_equal(sources_with(f, id, fixture_story(f, "b", NOW - 9, "two", "x")), 3);
    /* of a subscribed site, but it is the only one that tells: one voice all the same */
    assert_int_equal(sources_with(f, id, follow(f, "https://c.example/1")), 4);
    assert_int_equal(sources_with(f, id, fixture_story(f, "c", NOW - 9, "three", "x")), 4);
    MUST(f, store_source_teller(f->st, fixture_source_id(f, "b"), &teller, &f->err));
    assert_int_equal(teller, fixture_source_id(f, "b"));
    MUST(f, store_source_teller(f->st, 999, &teller, &f->err));
    assert_int_equal(teller, 999);
    MUST(f, store_check(f->st, &f->err));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(followed_pages_have_their_sites_voice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
