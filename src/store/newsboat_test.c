#include "fixture.h"

#include <courant/store_newsboat.h>

#include <sqlite3.h>

#define ADDRESS STR("https://a.example/feed")

/* clang-format off */
#define COLUMNS "id INTEGER PRIMARY KEY AUTOINCREMENT, guid VARCHAR(64) NOT NULL, title VARCHAR(1024) NOT NULL," \
    " author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL, feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL," \
    " content VARCHAR(65535) NOT NULL, unread INTEGER(1) NOT NULL, enclosure_url VARCHAR(1024), enclosure_type VARCHAR(1024)," \
    " enqueued INTEGER(1) NOT NULL DEFAULT 0, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0, base VARCHAR(128) NOT NULL DEFAULT ''"
#define ROWS(more) \
    "INSERT INTO rss_item(guid, title, author, url, feedurl, pubDate, content, unread, enclosure_url, enclosure_type, flags, deleted" more ")" \
    " VALUES ('g1', 'One', 'Ann', 'https://a.example/1', 'https://a.example/feed', 1699990000, '<p>Text</p>', 0, 'https://a.example/1.mp3', 'audio/mpeg', 'bz', 0%s)," \
    " ('g2', 'Two', '', 'https://a.example/2', 'https://a.example/feed', 1699990001, 'two', 1, NULL, NULL, NULL, 0%s)," \
    " ('g3', 'Gone', '', 'https://a.example/3', 'https://a.example/feed', 1699990002, '', 1, NULL, NULL, NULL, 1%s)," \
    " ('https://a.example/4Tue, 14 Nov', 'Four'||char(27)||'[31m', '', 'https://a.example/4', 'https://a.example/feed', 1699990003, 'a < b', 0, NULL, NULL, '', 0%s)," \
    " ('x', 'Other', '', '', 'exec:news', 5, '', 0, NULL, NULL, NULL, 0%s);"
/* clang-format on */

static const char *
make_cache(struct fixture *f, bool is_old)
{
    static int count;
    const char *path = arena_printf(&f->a, "%s/cache-%d.db", test_folder(), count++).ptr;
    const char *value = is_old ? "" : ", 'text/plain'";
    sqlite3 *db = NULL;
    char *words = NULL;
    struct buf b = { .arena = &f->a };

    buf_printf(&b, "CREATE TABLE rss_item (" COLUMNS "%s);",
               is_old ? "" : ", content_mime_type VARCHAR(255) NOT NULL DEFAULT ''");
    if (is_old)
        buf_printf(&b, ROWS(""), value, value, value, value, value);
    else
        buf_printf(&b, ROWS(", content_mime_type"), value, value, value, value, value);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, arena_cstr(&f->a, buf_str(&b)), NULL, NULL, &words) != SQLITE_OK)
        fail_msg("%s", words);
    sqlite3_close(db);
    return path;
}

static struct store_newsboat_taken
take(struct fixture *f, const char *path)
{
    struct store_newsboat *nb = NULL;
    struct store_newsboat_taken taken = { 0 };

    MUST(f, store_newsboat_open(path, &nb, &f->err));
    MUST(f,
         store_newsboat_take(f->st, nb, ADDRESS, fixture_source_id(f, "a"), NOW, &taken, &f->err));
    store_newsboat_close(nb);
    return taken;
}

static void
stories_come_with_their_states(void **state)
{
    struct fixture *f = *state;
    struct store_text text;
    int64_t id = 0, all = 0, unread = 0, saved = 0;

    fixture_sources(f, 2);
    struct store_newsboat_taken taken = take(f, make_cache(f, false));

    assert_int_equal(taken.added, 3);
    assert_int_equal(taken.known, 0);
    assert_int_equal(taken.deleted, 1);
    assert_int_equal(taken.read, 2);
    assert_int_equal(taken.flagged, 1);
    assert_str_equal(fixture_list(f, ""), STR("Four Two One"));
    assert_str_equal(fixture_list(f, "is:unread"), STR("Two"));
    MUST(f, store_story_by_url(f->st, STR("https://a.example/1"), &id, &f->err));
    MUST(f, store_text_load(f->st, &f->a, id, &text, &f->err));
    assert_true(text.story.is_read && text.story.is_saved);
    assert_int_equal(text.story.published_at, 1699990000);
    assert_str_equal(text.story.author, STR("Ann"));
    assert_int_equal(text.tag_count, 2);
    assert_str_equal(text.tags[0], STR("flag-b"));
    assert_str_equal(text.enclosures[0].url, STR("https://a.example/1.mp3"));
    MUST(f, store_story_by_url(f->st, STR("https://a.example/4"), &id, &f->err));
    MUST(f, store_text_load(f->st, &f->a, id, &text, &f->err));
    assert_str_equal(text.feed_html, STR("a &lt; b"));
    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    assert_int_equal(all, 3);
    assert_int_equal(unread, 1);
    assert_int_equal(saved, 1);
    MUST(f, store_check(f->st, &f->err));
}

static void
twice_is_once_and_the_source_is_still_to_be_fetched(void **state)
{
    struct fixture *f = *state;
    struct store_source source;
    const char *path = make_cache(f, true);

    fixture_sources(f, 1);
    assert_int_equal(take(f, path).added, 3);
    struct store_newsboat_taken again = take(f, path);

    assert_int_equal(again.added, 0);
    assert_int_equal(again.known, 3);
    assert_int_equal(again.deleted, 0);
    MUST(f, store_source_find(f->st, &f->a, STR("a"), &source, &f->err));
    assert_int_equal(source.good_at, 0);
    assert_int_equal(source.story_count, 3);
    MUST(f, store_check(f->st, &f->err));
}

/* What is read here stays read, and texts stay as the feed gave them; the feed's next visit doubles nothing. */
static void
what_the_store_has_stays(void **state)
{
    struct fixture *f = *state;
    struct feed_item items[] = {
        { .id = STR_INIT("g2"),
          .title = STR_INIT("Two, edited"),
          .link = STR_INIT("https://a.example/2"),
          .content_html = STR_INIT("ours"),
          .published_at = 1699990001 },
        { .title = STR_INIT("Four"),
          .link = STR_INIT("https://a.example/4"),
          .published_at = 1699990003 },
    };
    struct store_text text;

    fixture_sources(f, 1);
    int64_t id = fixture_write(f, "a", NOW, items, 1).last_id;

    MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
    assert_int_equal(take(f, make_cache(f, false)).known, 1);
    MUST(f, store_text_load(f->st, &f->a, id, &text, &f->err));
    assert_true(text.story.is_read && !text.story.is_edited);
    assert_str_equal(text.feed_html, STR("ours"));
    assert_int_equal(fixture_write(f, "a", NOW + 60, items, 2).added, 0);
    assert_str_equal(fixture_list(f, "is:unread"), STR(""));
}

static void
feeds_are_listed(void **state)
{
    struct fixture *f = *state;
    struct store_newsboat *nb = NULL;
    struct store_newsboat_feed *feeds = NULL;
    size_t count = 0;

    MUST(f, store_newsboat_open(make_cache(f, true), &nb, &f->err));
    MUST(f, store_newsboat_feeds(nb, &f->a, &feeds, &count, &f->err));
    store_newsboat_close(nb);
    assert_int_equal(count, 2);
    assert_str_equal(feeds[0].address, STR("exec:news"));
    assert_int_equal(feeds[1].story_count, 4);
}

static void
other_files_are_refused(void **state)
{
    struct fixture *f = *state;
    struct store_newsboat *nb = NULL;
    struct store_newsboat_feed *feeds = NULL;
    size_t count = 0;
    const char *text = arena_printf(&f->a, "%s/text", test_folder()).ptr;

    assert_false(store_newsboat_open("/nowhere/cache.db", &nb, &f->err));
    assert_int_equal(f->err.kind, ERR_STORE);
    MUST(f, file_write(text, STR("this is no database, and is long enough to look like one"),
                       &f->err));
    assert_false(store_newsboat_open(text, &nb, &f->err) &&
                 store_newsboat_feeds(nb, &f->a, &feeds, &count, &f->err));
    store_newsboat_close(nb);
    nb = NULL;
    MUST(f, store_newsboat_open(f->path, &nb, &f->err));
    assert_false(store_newsboat_feeds(nb, &f->a, &feeds, &count, &f->err));
    assert_int_equal(f->err.kind, ERR_INVALID);
    store_newsboat_close(nb);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(stories_come_with_their_states),
        FIXTURE_TEST(twice_is_once_and_the_source_is_still_to_be_fetched),
        FIXTURE_TEST(what_the_store_has_stays),
        FIXTURE_TEST(feeds_are_listed),
        FIXTURE_TEST(other_files_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
