#include "fixture.h"

static struct feed_item
item_of(const char *id, const char *title, const char *html)
{
    return (struct feed_item){ .id = str_of(id),
                               .title = str_of(title),
                               .content_html = str_of(html),
                               .published_at = NOW - 60 };
}

static struct store_text
load(struct fixture *f, int64_t id)
{
    struct store_text text;

    MUST(f, store_text_load(f->st, &f->a, id, &text, &f->err));
    return text;
}

static struct store_source
source_of(struct fixture *f, const char *key)
{
    struct store_source source;

    MUST(f, store_source_find(f->st, &f->a, str_of(key), &source, &f->err));
    return source;
}

static void
a_story_has_what_the_item_had(void **state)
{
    struct fixture *f = *state;
    const str categories[] = { STR("World"), STR("Sea") };
    const struct feed_enclosure sound = { STR("https://a.example/1.mp3"), STR("audio/mpeg"), 1234 };
    struct feed_item item = item_of("1", "Storm", "<p>The <b>sea</b> is wild</p>");

    fixture_sources(f, 1);
    item.link = STR("https://a.example/storm");
    item.author = STR("Ann");
    item.summary_html = STR("In <i>short</i>");
    item.image = STR("https://a.example/1.jpg");
    item.image_credit = STR("Bob");
    item.categories = categories;
    item.category_count = ARRAY_LEN(categories);
    item.enclosures = &sound;
    item.enclosure_count = 1;
    struct store_delta delta = fixture_write(f, "a", NOW, &item, 1);
    struct store_text text = load(f, delta.first_id);

    assert_int_equal(delta.added, 1);
    assert_int_equal(delta.last_id, delta.first_id);
    assert_str_equal(text.story.title, STR("Storm"));
    assert_str_equal(text.story.author, STR("Ann"));
    assert_str_equal(text.story.teaser, STR("In short"));
    assert_str_equal(text.story.language, STR("en"));
    assert_str_equal(text.story.source_key, STR("a"));
    assert_str_equal(text.story.source_name, STR("Feed"));
    assert_str_equal(text.story.section, STR("One"));
    assert_int_equal(text.story.published_at, NOW - 60);
    assert_int_equal(text.story.fetched_at, NOW);
    assert_int_equal(text.story.thread_sources, 1);
    assert_true(text.story.has_enclosure && !text.story.is_read && text.story.is_listed);
    assert_str_equal(text.feed_html, STR("<p>The <b>sea</b> is wild</p>"));
    assert_str_equal(text.lead_url, STR("https://a.example/1.jpg"));
    assert_str_equal(text.lead_credit, STR("Bob"));
    assert_int_equal(text.tag_count, 2);
    assert_str_equal(text.tags[1], STR("Sea"));
    assert_int_equal(text.enclosure_count, 1);
    assert_int_equal(text.enclosures[0].length, 1234);
    assert_int_equal(text.revision_count, 0);
}

static void
one_without_a_title_goes_by_its_first_sentence(void **state)
{
    struct fixture *f = *state;
    struct feed_item item = item_of("t", "", "<p>The sea is wild today. Boats stay in.</p>");

    fixture_sources(f, 1);
    struct store_delta delta = fixture_write(f, "a", NOW, &item, 1);

    assert_str_equal(load(f, delta.first_id).story.title, STR("The sea is wild today."));
}

static void
long_texts_come_back_whole(void **state)
{
    struct fixture *f = *state;
    struct buf b = { .arena = &f->a };
    struct feed_item item = item_of("1", "Long", "");

    fixture_sources(f, 1);
    for (int i = 0; i < 20000; i++)
        buf_printf(&b, "<p>%d</p>", i * 7919);
    item.content_html = buf_str(&b);
    int64_t id = fixture_write(f, "a", NOW, &item, 1).last_id;

    assert_str_equal(load(f, id).feed_html, buf_str(&b));
}

/* ---- the same item again ---- */

static const struct {
    const char *what, *title, *html;
    bool is_edit;
} agains[] = {
    { "the same", "Storm", "<p>Wild sea at the <a href=\"/x?utm=1\">coast</a></p>", false },
    { "white space", "Storm", "<p>Wild  sea\n at the <a href=\"/x?utm=1\">coast</a></p>\n\n",
      false },
    { "a tracking parameter", "Storm", "<p>Wild sea at the <a href=\"/x?utm=2\">coast</a></p>",
      false },
    { "markup", "Storm", "<p>Wild sea at the <a class=\"b\" href=\"/x?utm=1\">coast</a></p>",
      false },
    { "another word", "Storm", "<p>Calm sea at the <a href=\"/x?utm=1\">coast</a></p>", true },
    { "another title", "Storm is over", "<p>Wild sea at the <a href=\"/x?utm=1\">coast</a></p>",
      true },
    { "another number", "Storm", "<p>Wild sea at the <a href=\"/x?utm=1\">coast</a> 2</p>", true },
};

static void
edits_are_told_from_churn(void **state)
{
    struct fixture *f = *state;

    fixture_sources(f, 1);
    for (size_t i = 0; i < ARRAY_LEN(agains); i++) {
        str id = arena_printf(&f->a, "%zu", i);
        struct feed_item item = item_of("", agains[0].title, agains[0].html);

        item.id = id;
        int64_t story_id = fixture_write(f, "a", NOW, &item, 1).last_id;

        MUST(f, store_mark(f->st, &story_id, 1, STORE_READ, &f->err));
        item = item_of("", agains[i].title, agains[i].html);
        item.id = id;
        struct store_delta delta = fixture_write(f, "a", NOW + 100, &item, 1);
        struct store_text text = load(f, story_id);

        if (delta.added || delta.changed != agains[i].is_edit ||
            text.story.is_edited != agains[i].is_edit || text.revision_count != agains[i].is_edit)
            fail_msg("%s: %" PRId64 " changed", agains[i].what, delta.changed);
        if (agains[i].is_edit) {
            assert_str_equal(text.revisions[0].title, STR("Storm"));
            assert_str_equal(text.revisions[0].html, str_of(agains[0].html));
            assert_int_equal(text.revisions[0].seen_at, NOW + 100);
            assert_str_equal(text.feed_html, item.content_html);
        }
    }
    MUST(f, store_check(f->st, &f->err));
}

static void
an_edit_before_reading_is_no_mark_and_reading_takes_it_off(void **state)
{
    struct fixture *f = *state;
    struct feed_item item = item_of("1", "One", "x");

    fixture_sources(f, 1);
    int64_t id = fixture_write(f, "a", NOW, &item, 1).last_id;

    item.title = STR("Two");
    fixture_write(f, "a", NOW + 1, &item, 1);
    assert_false(load(f, id).story.is_edited);
    MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
    item.title = STR("Three");
    fixture_write(f, "a", NOW + 2, &item, 1);
    assert_true(load(f, id).story.is_edited);
    assert_true(load(f, id).story.is_read);
    MUST(f, store_mark(f->st, &id, 1, STORE_UNREAD, &f->err));
    MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
    assert_false(load(f, id).story.is_edited);
}

static void
revisions_are_bounded_newest_first(void **state)
{
    struct fixture *f = *state;
    struct feed_item item = item_of("1", "", "x");
    int64_t id = 0;

    fixture_sources(f, 1);
    for (int i = 0; i < 20; i++) {
        item.title = arena_printf(&f->a, "Title %d", i);
        struct store_delta delta = fixture_write(f, "a", NOW + i, &item, 1);

        id = delta.last_id ? delta.last_id : id;
    }
    struct store_text text = load(f, id);

    assert_int_equal(text.revision_count, 10);
    assert_str_equal(text.revisions[0].title, STR("Title 18"));
    assert_str_equal(text.revisions[9].title, STR("Title 9"));
    store_keep_revisions(f->st, 2);
    item.title = STR("Last");
    fixture_write(f, "a", NOW + 30, &item, 1);
    assert_int_equal(load(f, id).revision_count, 2);
}

/* ---- which item is which story ---- */

static void
identity_is_within_a_source(void **state)
{
    struct fixture *f = *state;
    struct feed_item ours = item_of("42", "Ours", "x"), theirs = item_of("42", "Theirs", "y");

    fixture_sources(f, 2);
    int64_t id = fixture_write(f, "a", NOW, &ours, 1).last_id;
    struct store_delta delta = fixture_write(f, "b", NOW, &theirs, 1);

    assert_int_equal(delta.added, 1);
    assert_int_equal(delta.changed, 0);
    assert_str_equal(load(f, id).story.title, STR("Ours"));
    assert_str_equal(load(f, delta.last_id).story.title, STR("Theirs"));
}

static void
new_ids_on_each_fetch_do_not_duplicate(void **state)
{
    struct fixture *f = *state;
    struct feed_item items[2] = { item_of("", "One", "x"), item_of("", "Two", "y") };

    fixture_sources(f, 1);
    for (int fetch = 0; fetch < 3; fetch++) {
        for (size_t i = 0; i < 2; i++) {
            items[i].id = arena_printf(&f->a, "%d-%zu", fetch, i);
            items[i].link = STR("https://a.example/"); /* both lead to the front page */
        }
        assert_int_equal(fixture_write(f, "a", NOW + fetch, items, 2).added, fetch ? 0 : 2);
    }
    assert_str_equal(fixture_list(f, ""), STR("One Two"));
}

static void
one_id_twice_in_a_feed_is_one_story_and_stays_quiet(void **state)
{
    struct fixture *f = *state;
    const struct feed_item items[] = { item_of("1", "First", "x"), item_of("1", "Second", "y") };

    fixture_sources(f, 1);
    assert_int_equal(fixture_write(f, "a", NOW, items, 2).added, 1);
    assert_int_equal(fixture_write(f, "a", NOW + 1, items, 2).changed, 0);
    assert_str_equal(fixture_list(f, ""), STR("First"));
}

static void
truncated_and_reordered_feeds_lose_and_move_nothing(void **state)
{
    struct fixture *f = *state;
    struct feed_item items[] = { item_of("1", "One", "x"), item_of("2", "Two", "x"),
                                 item_of("3", "Three", "x") };

    fixture_sources(f, 1);
    for (size_t i = 0; i < 3; i++)
        items[i].published_at = 0; /* in the feed's order, then */
    fixture_write(f, "a", NOW, items, 3);
    assert_str_equal(fixture_list(f, ""), STR("One Two Three"));
    fixture_write(f, "a", NOW + 10, items, 1);
    struct feed_item swap = items[0];

    items[0] = items[2];
    items[2] = swap;
    fixture_write(f, "a", NOW + 20, items, 3);
    fixture_write(f, "a", NOW + 30, NULL, 0);
    assert_str_equal(fixture_list(f, ""), STR("One Two Three"));
    assert_int_equal(source_of(f, "a").story_count, 3);
}

/* ---- the source's state ---- */

static void
fetches_leave_their_mark_on_the_source(void **state)
{
    struct fixture *f = *state;
    struct feed feed = { .title = STR("Daily"),
                         .link = STR("https://a.example/"),
                         .language = STR("ru") };
    struct store_delta delta;

    fixture_sources(f, 1);
    struct store_fetch fetch = { .source_id = fixture_source_id(f, "a"),
                                 .at = NOW,
                                 .due_at = NOW + 60,
                                 .etag = STR("\"1\""),
                                 .body_hash = UINT64_MAX - 5,
                                 .rhythm_s = 900,
                                 .permanent_url = STR("https://new.example/"),
                                 .note = STR("two & mended") };

    MUST(f, store_feed_write(f->st, &fetch, &feed, &delta, &f->err));
    MUST(f, store_feed_write(f->st, &fetch, &feed, &delta, &f->err));
    struct store_source s = source_of(f, "a");

    assert_str_equal(s.name, STR("Daily"));
    assert_str_equal(s.etag, STR("\"1\""));
    assert_str_equal(s.note, STR("two & mended"));
    assert_true(s.body_hash == UINT64_MAX - 5);
    assert_int_equal(s.permanent_count, 2);
    assert_int_equal(s.good_at, NOW);

    /* a failure keeps what was known, and counts */
    fetch = (struct store_fetch){
        .source_id = s.id, .at = NOW + 100, .due_at = NOW + 500, .problem = STR("HTTP 500")
    };
    MUST(f, store_feed_write(f->st, &fetch, NULL, &delta, &f->err));
    MUST(f, store_feed_write(f->st, &fetch, NULL, &delta, &f->err));
    s = source_of(f, "a");
    assert_int_equal(s.failure_count, 2);
    assert_str_equal(s.problem, STR("HTTP 500"));
    assert_str_equal(s.etag, STR("\"1\""));
    assert_int_equal(s.good_at, NOW);
    assert_int_equal(s.tried_at, NOW + 100);
    assert_int_equal(s.due_at, NOW + 500);

    /* 304 */
    fetch = (struct store_fetch){
        .source_id = s.id, .at = NOW + 200, .due_at = NOW + 600, .is_unchanged = true
    };
    MUST(f, store_feed_write(f->st, &fetch, NULL, &delta, &f->err));
    s = source_of(f, "a");
    assert_int_equal(s.failure_count, 0);
    assert_str_equal(s.problem, STR(""));
    assert_str_equal(s.etag, STR("\"1\""));
    assert_int_equal(s.rhythm_s, 900);
    assert_int_equal(s.permanent_count, 0);

    fetch.source_id = 99;
    assert_false(store_feed_write(f->st, &fetch, NULL, &delta, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
}

/* ---- what was taken away ---- */

static void
what_expired_stays_away_while_the_feed_has_it(void **state)
{
    struct fixture *f = *state;
    struct feed_item items[10];
    int64_t gone, ids[10], day = 86400;

    fixture_sources(f, 1);
    for (size_t i = 0; i < 10; i++) {
        items[i] = item_of("", "", "words");
        items[i].id = items[i].title = arena_printf(&f->a, "%zu", i);
        items[i].published_at = NOW - (int64_t)i * day;
        items[i].link = arena_printf(&f->a, "https://a.example/%zu", i);
    }
    int64_t last = fixture_write(f, "a", NOW, items, 10).last_id;

    for (int64_t i = 0; i < 10; i++)
        ids[i] = last - i;
    fixture_index(f);
    MUST(f, store_mark(f->st, &ids[9], 1, STORE_SAVED, &f->err));
    MUST(f, store_tag(f->st, ids[8], STR("keep"), true, &f->err));
    MUST(f, store_mark(f->st, &ids[7], 1, STORE_READ, &f->err));
    MUST(f, store_expire_step(f->st, &(struct store_keep){ .stories = 5, .for_s = 0 }, NOW, 100,
                              &gone, &f->err));
    assert_int_equal(gone, 5);
    assert_str_equal(fixture_list(f, ""), STR("0 1 2 8 9"));
    assert_int_equal(fixture_write(f, "a", NOW + 2 * day, items, 10).added, 0);
    assert_str_equal(fixture_list(f, "words"), STR("0 1 2 8 9"));
    MUST(f, store_check(f->st, &f->err));

    /* by age: read ones only */
    MUST(f, store_mark(f->st, ids, 2, STORE_READ, &f->err));
    MUST(f, store_expire_step(f->st, &(struct store_keep){ .stories = 0, .for_s = day / 2 },
                              NOW + 1, 100, &gone, &f->err));
    assert_int_equal(gone, 1);
    assert_str_equal(fixture_list(f, ""), STR("0 2 8 9"));

    /* otherwise for this source; unread ones by their number only where the settings say so */
    const struct store_keep_source own = { STR("a"), 3, 0 };
    struct store_keep keep = { 1, 1, true, &own, 1 };

    MUST(f, store_expire_step(f->st, &keep, NOW + 1, 100, &gone, &f->err));
    assert_int_equal(gone, 1);
    assert_str_equal(fixture_list(f, ""), STR("2 8 9"));
    keep.is_unread = false;
    MUST(f, store_expire_step(f->st, &keep, NOW + 1, 100, &gone, &f->err));
    assert_int_equal(gone, 0);
    keep.source_count = 0;
    MUST(f, store_expire_step(f->st, &keep, NOW + 1, 100, &gone, &f->err));
    assert_str_equal(fixture_list(f, ""), STR("8 9"));
    MUST(f, store_check(f->st, &f->err));

    /* not carried for a month: forgotten, and new when it comes back */
    fixture_write(f, "a", NOW + 40 * day, items, 1);
    assert_int_equal(fixture_write(f, "a", NOW + 41 * day, items, 10).added, 7);
    MUST(f, store_check(f->st, &f->err));
}

static void
hostile_strings_are_only_strings(void **state)
{
    static const char *const evil[] = { "'; DROP TABLE story; --",
                                        "\"quoted\" 'twice'",
                                        "100% %s %n %d",
                                        "a\\b\\0",
                                        "*",
                                        "NEAR(a b)",
                                        "title : x",
                                        "^a AND OR NOT",
                                        "-",
                                        "\xF0\x9F\x92\xA3\xF0\x9F\x92\xA3" };
    struct fixture *f = *state;
    struct feed_item item = item_of("nul", "", "x");

    fixture_sources(f, 1);
    for (size_t i = 0; i < ARRAY_LEN(evil); i++) {
        item.id = item.title = item.author = item.content_html = str_of(evil[i]);
        int64_t id = fixture_write(f, "a", NOW, &item, 1).last_id;

        assert_str_equal(load(f, id).story.title, item.title);
        MUST(f, store_tag(f->st, id, item.title, true, &f->err));
        MUST(f, store_state_set(f->st, evil[i], item.title, &f->err));
        assert_str_equal(store_state_get(f->st, &f->a, evil[i]), item.title);
    }
    item.title = (str){ "a\0b", 3 };
    item.id = STR("nul");
    int64_t id = fixture_write(f, "a", NOW, &item, 1).last_id;

    assert_str_equal(load(f, id).story.title, item.title);
    fixture_index(f);
    for (size_t i = 0; i < ARRAY_LEN(evil); i++) {
        struct store_story *found;
        struct err refused = { 0 };
        size_t count;

        if (!store_search(f->st, &f->a, str_of(evil[i]), 10, &found, &count, &refused))
            assert_int_equal(refused.kind, ERR_INVALID);
    }
    assert_int_equal(source_of(f, "a").story_count, (int64_t)ARRAY_LEN(evil) + 1);
    MUST(f, store_check(f->st, &f->err));
}

/* Feeds share a transaction; what is taken back is written again as if nothing had been. */
static void
arrivals_share_a_transaction(void **state)
{
    struct fixture *f = *state;
    const struct feed_item items[] = { item_of("1", "Storm", "<p>The sea is wild</p>"),
                                       item_of("2", "Calm", "<p>The sea is still</p>") };
    const struct feed feeds[] = { { .items = &items[0], .item_count = 1 },
                                  { .items = &items[1], .item_count = 1 } };
    struct store_fetch fetches[2] = { 0 };
    struct store_arrival *arrivals[2];
    struct store_delta deltas[2];
    int64_t all, unread, saved;

    fixture_sources(f, 2);
    for (size_t i = 0; i < 2; i++) {
        fetches[i] = (struct store_fetch){ .source_id = fixture_source_id(f, i == 0 ? "a" : "b"),
                                           .at = NOW,
                                           .due_at = NOW + 60 };
        arrivals[i] = store_arrival_new(&fetches[i], &feeds[i]);
        MUST(f, store_arrival_look(f->st, arrivals[i], &f->err));
        store_arrival_prepare(arrivals[i]);
    }
    for (int round = 0; round < 2; round++) {
        MUST(f, store_begin(f->st, &f->err));
        for (size_t i = 0; i < 2; i++) {
            MUST(f, store_arrival_write(f->st, arrivals[i], &deltas[i], &f->err));
            assert_int_equal(deltas[i].added, 1);
        }
        if (round == 0)
            store_rollback(f->st);
        else
            MUST(f, store_commit(f->st, &f->err));
        MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
        assert_int_equal(all, round * 2);
    }
    assert_str_equal(load(f, deltas[1].first_id).feed_html, STR("<p>The sea is still</p>"));
    for (size_t i = 0; i < 2; i++)
        store_arrival_free(arrivals[i]);
    assert_int_equal(fixture_write(f, "a", NOW + 60, &items[0], 1).added, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_story_has_what_the_item_had),
        FIXTURE_TEST(arrivals_share_a_transaction),
        FIXTURE_TEST(one_without_a_title_goes_by_its_first_sentence),
        FIXTURE_TEST(long_texts_come_back_whole),
        FIXTURE_TEST(edits_are_told_from_churn),
        FIXTURE_TEST(an_edit_before_reading_is_no_mark_and_reading_takes_it_off),
        FIXTURE_TEST(revisions_are_bounded_newest_first),
        FIXTURE_TEST(identity_is_within_a_source),
        FIXTURE_TEST(new_ids_on_each_fetch_do_not_duplicate),
        FIXTURE_TEST(one_id_twice_in_a_feed_is_one_story_and_stays_quiet),
        FIXTURE_TEST(truncated_and_reordered_feeds_lose_and_move_nothing),
        FIXTURE_TEST(fetches_leave_their_mark_on_the_source),
        FIXTURE_TEST(what_expired_stays_away_while_the_feed_has_it),
        FIXTURE_TEST(hostile_strings_are_only_strings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
