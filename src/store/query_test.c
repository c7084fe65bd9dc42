#include "fixture.h"

/* ---- what is refused, and where it is said to be wrong ---- */

static const struct {
    const char *text;
    int column; /* 0: accepted */
} readings[] = {
    { "", 0 },
    { "   ", 0 },
    { "cat", 0 },
    { "cat dog", 0 },
    { "cat or dog", 0 },
    { "CAT OR DOG", 0 },
    { "cat and dog", 0 },
    { "-cat", 0 },
    { "--cat", 0 },
    { "(cat or dog) -bird", 0 },
    { "\"a phrase\" title:\"in the title\" author:smith", 0 },
    { "is:unread is:read is:saved is:edited has:page has:enclosure", 0 },
    { "newer:2d older:2025-01-01 newer:2024 older:2024-05", 0 },
    { "source:bbc section:world/asia tag:later thread:12 lang:kk", 0 },
    { "e-mail don't R&D", 0 },
    { "\xD0\xB2\xD0\xBE\xD0\xB9\xD0\xBD\xD0\xB0 \xE6\x96\xB0\xE8\x81\x9E", 0 },
    { "order", 0 }, /* only begins with "or" */
    { "cat or", 7 },
    { "or cat", 3 },
    { "(cat", 1 },
    { "cat)", 4 },
    { "()", 2 },
    { "cat (", 6 },
    { "\"cat", 1 },
    { "dog title:\"cat", 11 },
    { "- cat", 2 },
    { "cat -", 6 },
    { "is:new has:picture", 0 },
    { "is:good", 4 },
    { "\xD1\x8D\xD1\x8D is:good", 7 }, /* characters are counted, not bytes */
    { "has:legs", 5 },
    { "newer:soon", 7 },
    { "newer:2025-13-01", 7 },
    { "older:2025-01-01x", 7 },
    { "thread:x", 8 },
    { "thread:0", 8 },
    { "colour:red", 1 },
    { "http://example.org", 1 },
    { "title:", 7 },
    { "source: bbc", 8 },
    { "!!!", 1 },
    { "title:--", 7 },
};

static void
queries_are_read_or_refused_at_a_place(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(readings); i++) {
        struct err err = { 0 };
        struct store_query *query = NULL;
        bool ok = store_query_parse(&a, str_of(readings[i].text), NOW, &query, &err);
        str where = arena_printf(&a, "query, column %d: ", readings[i].column);

        if (ok != (readings[i].column == 0) || ok != (query != NULL))
            fail_msg("%s: %s", readings[i].text, ok ? "accepted" : err.text);
        if (!ok && (err.kind != ERR_INVALID || !str_starts(str_of(err.text), where)))
            fail_msg("%s: %s", readings[i].text, err.text);
    }
    arena_free(&a);
}

static void
long_and_deep_ones_are_bounded(void **state)
{
    struct arena a = { 0 };
    struct buf deep = { .arena = &a }, many = { .arena = &a };
    struct err err = { 0 };
    struct store_query *query;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        buf_add(&deep, STR("("));
        buf_add(&many, i % 2 ? STR("is:read ") : STR("-a "));
    }
    assert_false(store_query_parse(&a, buf_str(&deep), NOW, &query, &err));
    assert_false(store_query_parse(&a, buf_str(&many), NOW, &query, &err));
    buf_add(&many, buf_str(&deep));
    assert_false(store_query_parse(&a, buf_str(&many), NOW, &query, &err));
    assert_int_equal(err.kind, ERR_INVALID);
    arena_free(&a);
}

/* ---- what is found ---- */

/*
 * a (One): "storm" read, "calm" saved, with an enclosure; b (One/Two): "strike" tagged; c (Three): "vote" edited.
 * Newest first: vote strike calm storm
 */
static void
make_stories(struct fixture *f)
{
    static const struct feed_enclosure sound = { STR_INIT("https://a.example/1.mp3"),
                                                 STR_INIT("audio/mpeg"), 5 };
    struct feed_item calm = { .id = STR("calm"),
                              .title = STR("calm"),
                              .published_at = NOW - 86400 * 2,
                              .summary_html = STR("<p>The sea is quiet</p>"),
                              .author = STR("Ann Smith"),
                              .language = STR("en-GB"),
                              .image = STR("https://a.example/sea.jpg"),
                              .enclosures = &sound,
                              .enclosure_count = 1 };
    int64_t storm, strike, vote, calm_id;

    fixture_sources(f, 3);
    storm =
        fixture_story(f, "a", NOW - 86400 * 4, "storm", "<p>The sea is wild, ministers say</p>");
    calm_id = fixture_write(f, "a", NOW, &calm, 1).last_id;
    strike = fixture_story(f, "b", NOW - 86400, "strike",
                           "<p>Ferries stay in the harbour; a minister speaks</p>");
    MUST(f, store_visit_set(f->st, &f->err));
    vote = fixture_story(f, "c", NOW - 3600, "vote", "<p>Votes are counted</p>");
    MUST(f, store_mark(f->st, &storm, 1, STORE_READ, &f->err));
    MUST(f, store_mark(f->st, &vote, 1, STORE_READ, &f->err));
    fixture_story(f, "c", NOW - 3600, "vote", "<p>Votes are counted again</p>");
    MUST(f, store_mark(f->st, &calm_id, 1, STORE_SAVED, &f->err));
    MUST(f, store_tag(f->st, strike, STR("Later"), true, &f->err));
    fixture_index(f);
}

static const struct {
    const char *query, *want;
} answers[] = {
    { "", "vote strike calm storm" },
    { "is:unread", "strike calm" },
    { "is:read", "vote storm" },
    { "is:read is:unread", "" },
    { "is:saved", "calm" },
    { "-is:saved", "vote strike storm" },
    { "is:edited", "vote" },
    { "has:enclosure", "calm" },
    { "has:picture", "calm" },
    { "-has:picture is:unread", "strike" },
    { "is:new", "vote" },
    { "is:new is:unread", "" },
    { "-is:new source:a", "calm storm" },
    { "is:new or sea", "vote calm storm" },
    { "tag:later", "strike" },
    { "tag:LATER", "strike" },
    { "-tag:later", "vote calm storm" },
    { "section:one", "strike calm storm" },
    { "section:ONE/two", "strike" },
    { "section:on", "" },
    { "section:one is:unread", "strike calm" },
    { "section:one -section:one/two", "calm storm" },
    { "source:a", "calm storm" },
    { "source:a or source:c", "vote calm storm" },
    { "source:feed", "vote strike calm storm" }, /* no such key: by name */
    { "source:nobody", "" },
    { "newer:2d", "vote strike calm" },
    { "newer:47h", "vote strike" },
    { "older:47h", "calm storm" },
    { "newer:3d older:12h", "strike calm" },
    { "lang:en", "vote strike calm storm" },
    { "lang:en-gb", "calm" },
    { "lang:e", "" },
    { "sea", "calm storm" },
    { "sea -wild", "calm" },
    { "-sea", "vote strike" },
    { "-sea is:unread", "strike" },
    { "sea or harbour", "strike calm storm" },
    { "sea quiet", "calm" },
    { "sea quiet or votes", "vote calm" }, /* (sea quiet) or votes */
    { "votes or sea quiet", "vote calm" },
    { "(votes or sea) quiet", "calm" },
    { "sea -wild the", "calm" },
    { "sea -wild or votes -harbour", "vote calm" },
    { "(votes or sea) -wild quiet", "calm" },
    { "\"the sea\"", "calm storm" },
    { "\"sea the\"", "" },
    { "minister speaks", "strike" },
    { "minister", "strike storm" }, /* finds the plural */
    { "ministers said", "" },
    { "ferry", "strike" }, /* and ferries */
    { "title:vote", "vote" },
    { "title:sea", "" },
    { "author:smith", "calm" },
    { "author:\"ann smith\"", "calm" },
    { "smith", "calm" },
    { "harb", "strike" }, /* the last word is being typed */
    { "ha", "strike" },
    { "sea qu", "calm" },
    { "qu sea", "" }, /* a word that has others behind it is whole */
    { "harb is:unread", "" },
    { "harb* is:unread", "strike" },
    { "sea is:unread", "calm" },
    { "sea source:a is:read", "storm" },
    { "(sea or votes) is:read", "vote storm" },
    { "sea or is:edited", "vote calm storm" },
    { "(sea or is:edited) -is:read", "calm" },
    { "sea or source:b or tag:later", "strike calm storm" },
    { "-(sea or votes)", "strike" },
    { "again", "vote" },
    { "counted", "vote" },
};

static void
queries_list_what_they_say(void **state)
{
    struct fixture *f = *state;

    make_stories(f);
    for (size_t i = 0; i < ARRAY_LEN(answers); i++)
        fixture_answer(f, answers[i].query, answers[i].want);
}

/* A hundred words, and brackets as deep as may be: the index takes what the query language takes. */
static void
long_ones_are_answered(void **state)
{
    struct fixture *f = *state;
    struct buf words = { .arena = &f->a }, deep = { .arena = &f->a };

    make_stories(f);
    for (int i = 0; i < 120; i++)
        buf_add(&words, i % 3 ? STR("sea ") : STR("the -snow "));
    assert_str_equal(fixture_list(f, buf_str(&words).ptr), STR("calm storm"));
    for (int i = 0; i < 13; i++)
        buf_add(&deep, STR("snow or the (sea "));
    for (int i = 0; i < 13; i++)
        buf_add(&deep, STR(")"));
    assert_str_equal(fixture_list(f, buf_str(&deep).ptr), STR("calm storm"));
}

static void
the_place_of_a_mistake_is_told(void **state)
{
    struct err err = { 0 };
    size_t at = 99;

    (void)state;
    assert_true(store_query_check(STR("cat is:unread"), &at, &err));
    assert_int_equal(at, 99);
    assert_false(store_query_check(STR("\xD1\x8D is:good"), &at, &err));
    assert_int_equal(at, 6); /* bytes */
    assert_int_equal(err.kind, ERR_INVALID);
}

/* ---- counts that are kept ---- */

static const struct {
    const char *query;
    int all, unread;
} counts[] = {
    { "", 4, 2 },
    { "is:unread", 2, 2 },
    { "is:saved", 1, 1 },
    { "is:saved is:unread", 1, 1 },
    { "source:a", 2, 1 },
    { "section:one", 3, 2 },
    { "section:one is:unread", 2, 2 },
    { "section:nothing", 0, 0 },
    { "sea", -1, -1 },
    { "source:a or source:b", -1, -1 },
};

static void
counts_are_kept(void **state)
{
    struct fixture *f = *state;

    make_stories(f);
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        struct store_query *query;
        int64_t all = -2, unread = -2;

        MUST(f, store_query_parse(&f->a, str_of(counts[i].query), NOW, &query, &f->err));
        MUST(f, store_list_count(f->st, query, &all, &unread, &f->err));
        int64_t counted = -2;

        MUST(f, store_list_unread(f->st, query, 999, &counted, &f->err));
        if (unread >= 0 && counted != unread)
            fail_msg("%s: counted %" PRId64, counts[i].query, counted);
        MUST(f, store_list_unread(f->st, query, 1, &counted, &f->err));
        assert_true(counted <= 1);
        if (all != counts[i].all || unread != counts[i].unread)
            fail_msg("%s: %" PRId64 ", %" PRId64, counts[i].query, all, unread);
    }
}

/* ---- sources that are no longer listed ---- */

static void
unlisted_stories_are_found_by_name_only(void **state)
{
    struct fixture *f = *state;

    make_stories(f);
    fixture_sources(f, 1); /* b and c leave sources.ini */
    fixture_answer(f, "", "calm storm");
    fixture_answer(f, "is:unread", "calm");
    fixture_answer(f, "section:one", "calm storm");
    fixture_answer(f, "newer:3d", "calm");
    fixture_answer(f, "source:c", "vote");
    fixture_answer(f, "tag:later", "strike");
    fixture_answer(f, "minister", "strike storm");
    fixture_answer(f, "is:unread or source:c", "vote calm");
    fixture_sources(f, 3);
    fixture_answer(f, "", "vote strike calm storm");
    MUST(f, store_check(f->st, &f->err));
}

/* How far back the new ones reach is remembered: it must go on with what comes, and begin again with a visit. */
static void
what_is_new_follows_arrivals_and_visits(void **state)
{
    struct fixture *f = *state;
    struct err undone = { 0 };

    fixture_sources(f, 1);
    fixture_story(f, "a", NOW, "first", "<p>a</p>");
    MUST(f, store_visit_set(f->st, &f->err));
    fixture_answer(f, "is:new", "");
    fixture_story(f, "a", NOW, "second", "<p>b</p>");
    fixture_answer(f, "is:new", "second");
    fixture_story(f, "a", NOW - 86400, "third, of old", "<p>c</p>");
    fixture_answer(f, "is:new", "second third, of old");
    MUST(f, store_begin(f->st, &undone));
    fixture_story(f, "a", NOW, "taken back", "<p>d</p>");
    fixture_answer(f, "is:new", "taken back second third, of old");
    store_rollback(f->st);
    fixture_story(f, "a", NOW - 2 * 86400, "fourth", "<p>e</p>"); /* with the id of that one */
    fixture_answer(f, "is:new", "second third, of old fourth");
    MUST(f, store_visit_set(f->st, &f->err));
    fixture_answer(f, "is:new", "");
    fixture_story(f, "a", NOW - 3 * 86400, "fifth", "<p>f</p>");
    fixture_answer(f, "is:new", "fifth");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_are_read_or_refused_at_a_place),
        cmocka_unit_test(long_and_deep_ones_are_bounded),
        cmocka_unit_test(the_place_of_a_mistake_is_told),
        FIXTURE_TEST(queries_list_what_they_say),
        FIXTURE_TEST(long_ones_are_answered),
        FIXTURE_TEST(counts_are_kept),
        FIXTURE_TEST(unlisted_stories_are_found_by_name_only),
        FIXTURE_TEST(what_is_new_follows_arrivals_and_visits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
