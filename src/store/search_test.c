#include "fixture.h"

static str
search(struct fixture *f, const char *words)
{
    struct store_story *stories;
    struct buf b = { .arena = &f->a };
    size_t count;

    MUST(f, store_search(f->st, &f->a, str_of(words), 50, &stories, &count, &f->err));
    for (size_t i = 0; i < count; i++)
        buf_printf(&b, "%s%.*s", i ? " " : "", STR_ARG(stories[i].title));
    return buf_str(&b);
}

static const struct {
    const char *title, *html;
} texts[] = {
    { "quake", "<p>Землетрясение в Алматы: Ёлкин и ещё двое сообщили о толчках</p>" },
    { "kk", "<p>Қазақстанның елордасы Астана қаласында кездесу өтті</p>" },
    { "ja", "<p>新聞記者が東京で会見した</p>" },
    { "ko", "<p>한국어 신문 기자</p>" },
    { "el", "<p>Η Ελλάδα και ο Οδυσσέας</p>" },
    { "fr", "<p>Le café de l'élève naïve à Paris</p>" },
    { "en",
      "<p>Ministries agreed on new policies; the police were asked to organise U.S.-led talks</p>" },
    { "entity", "<p>R&amp;D spending&nbsp;rose</p><script>hidden</script>" },
};

static const struct {
    const char *words, *want;
} answers[] = {
    { "землетрясение ", "quake" },
    { "ЗЕМЛЕТРЯСЕНИЯ ", "quake" }, /* case, and another form */
    { "землетрясений ", "quake" },
    { "елкин ", "quake" }, /* ё */
    { "толчок ", "" },     /* the stem differs: no claim */
    { "толчках ", "quake" },
    { "қазақстанның ", "kk" },
    { "қазақстан ", "kk" }, /* no stemmer: a beginning */
    { "ҚАЗАҚСТАН ", "kk" },
    { "新聞 ", "ja" },
    { "新聞記者 ", "ja" },
    { "記者 ", "ja" },
    { "東 ", "ja" }, /* one sign */
    { "新記 ", "" },
    { "\"東京で会見\"", "ja" },
    { "신문 ", "ko" },
    { "ελλαδα ", "el" },
    { "cafe ", "fr" },
    { "eleve naive ", "fr" },
    { "ministry ", "en" },
    { "policy ", "en" },
    { "police ", "en" },
    { "policing ", "en" },
    { "\"new policies\"", "en" },
    { "\"policies new\"", "" },
    { "r&d ", "entity" },
    { "spending rose ", "entity" },
    { "hidden ", "" },
    { "nbsp ", "" },
    { "p ", "" },
    { "organi", "en" }, /* being typed: through all of these it stays found */
    { "organis", "en" },
    { "organise", "en" },
    { "ministri", "en" },
    { "minis", "en" },
    { "землетр", "quake" },
    { "землетрясени", "quake" },
    { "min", "en" },
    { "m", "" }, /* too short for a beginning */
};

static void
every_script_is_searched(void **state)
{
    struct fixture *f = *state;

    fixture_sources(f, 1);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        fixture_story(f, "a", NOW - (int64_t)i, texts[i].title, texts[i].html);
    fixture_index(f);
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        str got = search(f, answers[i].words);

        if (!str_eq(got, str_of(answers[i].want)))
            fail_msg("%s: got \"%.*s\", want \"%s\"", answers[i].words, STR_ARG(got),
                     answers[i].want);
    }
}

static void
titles_and_the_new_come_first(void **state)
{
    struct fixture *f = *state;
    struct store_story *stories;
    size_t count;

    fixture_sources(f, 2);
    fixture_story(f, "a", NOW - 86400 * 400, "old-volcano", "x");
    fixture_story(f, "a", NOW - 3600, "mention", "<p>A volcano, said in passing</p>");
    fixture_story(f, "b", NOW - 7200, "volcano", "<p>The volcano erupts</p>");
    fixture_story(f, "b", NOW - 60, "none", "<p>Nothing of it</p>");
    fixture_index(f);
    assert_str_equal(search(f, "volcano "), STR("volcano old-volcano mention"));
    assert_str_equal(search(f, "volcano source:a"), STR("old-volcano mention"));
    assert_str_equal(search(f, "source:a"), STR("mention old-volcano")); /* no words: by time */
    assert_str_equal(search(f, ""), STR("none mention volcano old-volcano"));
    MUST(f, store_search(f->st, &f->a, STR("volcano "), 1, &stories, &count, &f->err));
    assert_int_equal(count, 1);
    assert_true(stories[0].score > 0);
    assert_false(store_search(f->st, &f->a, STR("(volcano"), 1, &stories, &count, &f->err));
    assert_int_equal(f->err.kind, ERR_INVALID);
}

static void
the_index_follows_edits_and_waits_for_nobody(void **state)
{
    struct fixture *f = *state;
    int64_t left;

    fixture_sources(f, 1);
    fixture_story(f, "a", NOW, "one", "alpha");
    assert_str_equal(search(f, "alpha "), STR("")); /* readable, but not searchable yet */
    fixture_answer(f, "", "one");
    fixture_story(f, "a", NOW, "two", "alpha");
    MUST(f, store_index_step(f->st, 1, &left, &f->err));
    assert_int_equal(left, 1);
    MUST(f, store_index_step(f->st, 1, &left, &f->err));
    assert_int_equal(left, 0);
    assert_str_equal(search(f, "alpha "), STR("two one"));
    fixture_story(f, "a", NOW, "one", "beta"); /* the same id: an edit */
    assert_str_equal(search(f, "alpha "), STR("two"));
    MUST(f, store_index_step(f->st, 10, &left, &f->err));
    assert_int_equal(left, 0);
    assert_str_equal(search(f, "beta "), STR("one"));
    fixture_story(f, "a", NOW, "one", "gamma"); /* twice before it is indexed again */
    fixture_story(f, "a", NOW, "one", "delta");
    fixture_index(f);
    assert_str_equal(search(f, "beta or gamma or delta "), STR("one"));
    assert_str_equal(search(f, "delta "), STR("one"));
    MUST(f, store_check(f->st, &f->err));
}

/* More hits than one look takes, arriving out of order: pages must still come by time and lose none. */
static void
hits_come_by_time_though_they_arrived_otherwise(void **state)
{
    enum { COUNT = 1500 };
    struct fixture *f = *state;
    struct feed_item *items = ARENA_ARRAY(&f->a, struct feed_item, COUNT);
    struct store_query *query;
    struct store_place place = { 0 };
    size_t count, seen = 0;

    fixture_sources(f, 3);
    for (int batch = 0; batch < 3; batch++) {
        char key[] = { (char)('a' + batch), 0 };

        for (int64_t i = 0; i < COUNT; i++) {
            items[i] = (struct feed_item){ .content_html = STR("common words"),
                                           .published_at = NOW - i * 977 % 100000 };
            items[i].id = items[i].title = arena_printf(&f->a, "%d-%" PRId64, batch, i);
        }
        fixture_write(f, key, NOW, items, COUNT);
    }
    fixture_index(f);
    MUST(f, store_query_parse(&f->a, STR("common "), NOW, &query, &f->err));
    do {
        struct store_story *page;

        MUST(f, store_list_after(f->st, &f->a, query, place, false, 100, &page, &count, &f->err));
        for (size_t i = 0; i < count; i++, seen++) {
            if (seen && (page[i].sort_at > place.sort_at ||
                         (page[i].sort_at == place.sort_at && page[i].id >= place.id)))
                fail_msg("hit %zu is out of order", seen);
            place = (struct store_place){ page[i].sort_at, page[i].id };
        }
    } while (count == 100);
    assert_int_equal(seen, 3 * COUNT);
}

/* Hits in ‹ ›. */
static const struct {
    const char *query, *want;
} snippets[] = {
    { "minister", "… the ‹ministers› spoke of ferries and the …" },
    { "\"the sea\"", "… and ‹the sea› was calm." },
    { "ferr", "… spoke of ‹ferries› and the sea was calm." },
    { "ministers -sea", "… the ‹ministers› spoke of ferries and the …" },
    { "ministers or harbour or way", "… a long ‹way› to the ‹harbour›, where the …" },
    { "title:other", "" },
    { "is:unread", "" },
    { "речь", "" },
};

static void
snippets_show_the_hits(void **state)
{
    struct fixture *f = *state;
    int64_t id;

    fixture_sources(f, 1);
    id = fixture_story(
        f, "a", NOW, "other",
        "<p>All of them went on foot, and it was a long way to the harbour, where the "
        "ministers\n spoke of ferries and <b>the</b> sea was calm.</p>");
    fixture_index(f);
    for (size_t i = 0; i < ARRAY_LEN(snippets); i++) {
        struct store_query *query;
        struct store_snippet snippet;
        struct buf b = { .arena = &f->a };
        size_t at = 0;

        MUST(f, store_query_parse(&f->a, str_of(snippets[i].query), NOW, &query, &f->err));
        MUST(f, store_snippet(f->st, &f->a, query, id, 40, &snippet, &f->err));
        for (size_t k = 0; k < snippet.hit_count; k++) {
            size_t end = snippet.hits[k].at + snippet.hits[k].len;

            buf_add(&b, str_sub(snippet.text, at, snippet.hits[k].at));
            buf_printf(&b, "‹%.*s›", STR_ARG(str_sub(snippet.text, snippet.hits[k].at, end)));
            at = end;
        }
        buf_add(&b, str_from(snippet.text, at));
        if (!str_eq(buf_str(&b), str_of(snippets[i].want)))
            fail_msg("%s: %.*s", snippets[i].query, STR_ARG(buf_str(&b)));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(every_script_is_searched),
        FIXTURE_TEST(titles_and_the_new_come_first),
        FIXTURE_TEST(snippets_show_the_hits),
        FIXTURE_TEST(the_index_follows_edits_and_waits_for_nobody),
        FIXTURE_TEST(hits_come_by_time_though_they_arrived_otherwise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
