#include "db.h"
#include "fixture.h"

#define STORIES 300

/* Six sources; many stories of one second, read and unread, so that lanes have to be merged rightly. */
static void
make_many(struct fixture *f)
{
    uint64_t seed = 12345;

    fixture_sources(f, 6);
    for (int i = 0; i < STORIES; i++) {
        char key[] = { (char)('a' + seed % 6), 0 }, title[20];

        seed = seed * 6364136223846793005u + 1442695040888963407u;
        snprintf(title, sizeof(title), "t%d", i);
        int64_t id = fixture_story(f, key, NOW - (int64_t)(seed >> 33) % 40, title, "some text");

        if (seed >> 40 & 1)
            MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
    }
    fixture_index(f);
}

static struct store_query *
query_of(struct fixture *f, const char *text)
{
    struct store_query *query;

    MUST(f, store_query_parse(&f->a, str_of(text), NOW, &query, &f->err));
    return query;
}

struct page {
    struct store_story *items;
    size_t count;
};

static struct page
after(struct fixture *f, const struct store_query *query, struct store_place place, bool with_place,
      size_t limit)
{
    struct page page;

    MUST(f, store_list_after(f->st, &f->a, query, place, with_place, limit, &page.items,
                             &page.count, &f->err));
    return page;
}

static struct page
before(struct fixture *f, const struct store_query *query, struct store_place place, size_t limit)
{
    struct page page;

    MUST(f,
         store_list_before(f->st, &f->a, query, place, limit, &page.items, &page.count, &f->err));
    return page;
}

static struct store_place
place_of(const struct store_story *story)
{
    return (struct store_place){ story->sort_at, story->id };
}

static const char *const queries[] = { "",
                                       "is:unread",
                                       "is:read",
                                       "section:one",
                                       "section:one is:unread",
                                       "source:c",
                                       "-source:c",
                                       "source:a or source:b",
                                       "text",
                                       "text is:unread",
                                       "-t7",
                                       "newer:20s" };

static void
windows_join_in_both_directions(void **state)
{
    struct fixture *f = *state;

    make_many(f);
    for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
        const struct store_query *query = query_of(f, queries[i]);
        struct page all = after(f, query, (struct store_place){ 0 }, false, STORIES + 1), part;
        struct store_place place = { 0 };
        size_t at = 0;

        if (all.count == 0 || all.count > STORIES)
            fail_msg("%s: %zu", queries[i], all.count);
        for (size_t k = 1; k < all.count; k++) {
            const struct store_story *x = &all.items[k - 1], *y = &all.items[k];

            if (x->sort_at < y->sort_at || (x->sort_at == y->sort_at && x->id <= y->id))
                fail_msg("%s: row %zu is out of order", queries[i], k);
        }
        do { /* down, by pages of 7 */
            part = after(f, query, place, false, 7);
            for (size_t k = 0; k < part.count; k++)
                assert_int_equal(part.items[k].id, all.items[at++].id);
            if (part.count)
                place = place_of(&part.items[part.count - 1]);
        } while (part.count == 7);
        assert_int_equal(at, all.count);
        for (at = all.count - 1; at > 0;) { /* up, by pages of 5 */
            part = before(f, query, place_of(&all.items[at]), 5);
            assert_int_equal(part.count, MIN(at, 5));
            for (size_t k = 0; k < part.count; k++)
                assert_int_equal(part.items[k].id, all.items[at - part.count + k].id);
            at -= part.count;
        }
        part = after(f, query, place_of(&all.items[3]), true, 2);
        assert_int_equal(part.items[0].id, all.items[3].id);
        assert_int_equal(part.items[1].id, all.items[4].id);
    }
}

static void
a_kept_story_stays_where_it_is(void **state)
{
    struct fixture *f = *state;

    make_many(f);
    struct store_query *query = query_of(f, "is:unread");
    struct page all = after(f, query, (struct store_place){ 0 }, false, STORIES), now;
    static const size_t at[] = { 0, 5, 20 };

    for (size_t i = 0; i < ARRAY_LEN(at); i++) {
        int64_t id = all.items[at[i]].id;

        MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
        now = after(f, query, (struct store_place){ 0 }, false, 30);
        assert_true(now.items[at[i]].id != id);
        store_query_keep(query, id);
        now = after(f, query, (struct store_place){ 0 }, false, 30);
        for (size_t k = 0; k < 30; k++)
            assert_int_equal(now.items[k].id, all.items[k].id);
        now = before(f, query, place_of(&all.items[30]), 30);
        for (size_t k = 0; k < 30; k++)
            assert_int_equal(now.items[k].id, all.items[k].id);
        MUST(f,
             store_mark(f->st, &id, 1, STORE_UNREAD, &f->err)); /* matches again: once, not twice */
        now = after(f, query, (struct store_place){ 0 }, false, STORIES);
        assert_int_equal(now.count, all.count);
        store_query_keep(query, 0);
    }
    store_query_keep(query, 999999); /* no such story */
    assert_int_equal(after(f, query, (struct store_place){ 0 }, false, STORIES).count, all.count);
}

static void
next_unread_goes_down_the_list(void **state)
{
    struct fixture *f = *state;

    make_many(f);
    const struct store_query *query = query_of(f, "section:one");
    struct page all = after(f, query, (struct store_place){ 0 }, false, STORIES);
    struct store_place place = { 0 };

    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].is_read)
            continue;
        MUST(f, store_next_unread(f->st, query, place, &place, &f->err));
        assert_int_equal(place.id, all.items[i].id);
    }
    assert_false(store_next_unread(f->st, query, place, &place, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
}

static void
previous_unread_goes_up_the_list(void **state)
{
    struct fixture *f = *state;

    make_many(f);
    const struct store_query *query = query_of(f, "section:one");
    struct page all = after(f, query, (struct store_place){ 0 }, false, STORIES);
    struct store_place place = place_of(&all.items[all.count - 1]);

    for (size_t i = all.count - 1; i-- > 0;) {
        if (all.items[i].is_read)
            continue;
        MUST(f, store_previous_unread(f->st, query, place, &place, &f->err));
        assert_int_equal(place.id, all.items[i].id);
    }
    assert_false(store_previous_unread(f->st, query, place, &place, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
}

static void
marking_a_query_can_be_undone(void **state)
{
    struct fixture *f = *state;
    int64_t all, unread, saved, again, *ids;
    struct store_place place = { 0 };
    size_t count;

    make_many(f);
    const struct store_query *query = query_of(f, "section:three is:unread");
    size_t want = after(f, query, (struct store_place){ 0 }, false, STORIES).count;

    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    assert_int_equal(all, STORIES);
    MUST(f, store_mark_query(f->st, &f->a, query, STORE_READ, &place, &ids, &count, &f->err));
    assert_int_equal(count, want);
    MUST(f, store_totals(f->st, &all, &again, &saved, &f->err));
    assert_int_equal(again, unread - (int64_t)want);
    assert_int_equal(after(f, query, (struct store_place){ 0 }, false, STORIES).count, 0);
    MUST(f, store_mark(f->st, ids, count, STORE_UNREAD, &f->err));
    MUST(f, store_totals(f->st, &all, &again, &saved, &f->err));
    assert_int_equal(again, unread);
    query = query_of(f, "source:a");
    place = (struct store_place){ 0 };
    MUST(f, store_mark_query(f->st, &f->a, query, STORE_SAVED, &place, &ids, &count, &f->err));
    assert_int_equal(count, after(f, query, (struct store_place){ 0 }, false, STORIES).count);
    MUST(f, store_mark_query(f->st, &f->a, query, STORE_SAVED, &place, &ids, &count, &f->err));
    assert_int_equal(count, 0);
    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    assert_int_equal(saved, after(f, query, (struct store_place){ 0 }, false, STORIES).count);
    MUST(f, store_check(f->st, &f->err));
}

static void
what_is_not_there_cannot_be_marked(void **state)
{
    struct fixture *f = *state;
    int64_t ids[2], all, unread, saved;

    fixture_sources(f, 1);
    ids[0] = fixture_story(f, "a", NOW, "one", "x");
    ids[1] = 77;
    assert_false(store_mark(f->st, ids, 2, STORE_READ, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    assert_int_equal(unread, 1); /* all or nothing */
}

static void
groups_of_writes_nest_and_fail_together(void **state)
{
    struct fixture *f = *state;
    int64_t id, all, unread, saved, none = 77;

    fixture_sources(f, 1);
    id = fixture_story(f, "a", NOW, "one", "x");
    MUST(f, store_begin(f->st, &f->err));
    MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
    assert_false(store_mark(f->st, &none, 1, STORE_READ, &f->err));
    assert_false(store_commit(f->st, &f->err));
    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    assert_int_equal(unread, 1);
    MUST(f, store_begin(f->st, &f->err));
    MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
    MUST(f, store_commit(f->st, &f->err));
    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    assert_int_equal(unread, 0);
}

/* ---- more than one looks at while somebody waits ---- */

#define CROWD 15000 /* each of which the index of words is asked about */
#define FETCH 500

static void
make_crowd(struct fixture *f)
{
    fixture_sources(f, 1);
    MUST(f, store_begin(f->st, &f->err));
    for (int i = 0; i < CROWD; i += FETCH) {
        struct feed_item items[FETCH] = { 0 };

        for (int k = 0; k < FETCH; k++)
            items[k] = (struct feed_item){ .id = arena_printf(&f->a, "t%d", i + k),
                                           .title = arena_printf(&f->a, "t%d", i + k),
                                           .published_at = NOW + i + k };
        fixture_write(f, "a", NOW + CROWD, items, FETCH);
    }
    MUST(f, store_commit(f->st, &f->err));
}

static void
a_list_to_the_end_is_whole(void **state)
{
    struct fixture *f = *state;
    int64_t first = 1; /* of all to come: the last of the first feed */

    make_crowd(f);
    MUST(f, store_mark(f->st, &first, 1, STORE_SAVED, &f->err));
    fixture_answer(f, "nowhere or is:saved", ""); /* given up before it */
    store_list_to_end(f->st);
    fixture_answer(f, "nowhere or is:saved", "t499");
}

/* ---- how SQLite will go about it ---- */

static const struct {
    const char *name, *text;
} statements[] = {
#define MIGRATION(version, text)
#define SETUP(text)
#define SQL(name, text) { #name, text },
#include "sql.def"
#undef MIGRATION
#undef SETUP
#undef SQL
};

/* One narrow row a source, by design; and what only doctor runs. */
static const char *const may_scan[] = { "TALLY_",       "SOURCE_NAMES", "EXPIRE_CROWDED", "CHECK",
                                        "COUNT_TABLES", "INDEX_AGAIN_", "REL_AGAIN_" };

/* A queue of bounded length; and what only doctor runs. */
static const char *const may_sort[] = { "REL_AGAIN_LIST", "CHECK" };

static bool
may(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_starts(str_of(name), str_of(list[i])))
            return true;
    return false;
}

static void
check_plan(struct fixture *f, const char *name, const char *text)
{
    str sql = arena_printf(&f->a, "EXPLAIN QUERY PLAN %s", text);
    sqlite3_stmt *q = NULL;

    if (sqlite3_prepare_v2(f->st->db, sql.ptr, (int)sql.len, &q, NULL) != SQLITE_OK)
        fail_msg("%s: %s", name, sqlite3_errmsg(f->st->db));
    while (sqlite3_step(q) == SQLITE_ROW) {
        str step = str_of((const char *)sqlite3_column_text(q, 3));
        bool is_scan = str_starts(step, STR("SCAN")) &&
                       str_find(step, STR("VIRTUAL TABLE")) == STR_NONE &&
                       str_find(step, STR("CONSTANT ROW")) == STR_NONE;

        if (is_scan && !may(name, may_scan, ARRAY_LEN(may_scan)))
            fail_msg("%s: %.*s", name, STR_ARG(step));
        if (str_find(step, STR("TEMP B-TREE")) != STR_NONE &&
            str_find(step, STR("count(DISTINCT)")) == STR_NONE &&
            !may(name, may_sort, ARRAY_LEN(may_sort)))
            fail_msg("%s: %.*s", name, STR_ARG(step));
    }
    sqlite3_finalize(q);
}

static void
every_statement_has_its_index(void **state)
{
    struct fixture *f = *state;
    const struct store_rule rule = { .name = STR("r"), .query = STR("word"), .reads = true };
    int checked = 0;

    make_many(f);
    MUST(f, store_rules_set(f->st, &rule, 1, &f->err)); /* with it the table that rules look in */
    fixture_list(f, "begin*");                          /* with it the view of the words */
    for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
        str text = str_of(statements[i].text);

        if (str_starts(text, STR("SELECT")) || str_starts(text, STR("UPDATE")) ||
            str_starts(text, STR("DELETE")) || str_starts(text, STR("INSERT"))) {
            check_plan(f, statements[i].name, statements[i].text);
            checked++;
        }
    }
    assert_true(checked > 90);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(windows_join_in_both_directions),
        FIXTURE_TEST(a_kept_story_stays_where_it_is),
        FIXTURE_TEST(next_unread_goes_down_the_list),
        FIXTURE_TEST(previous_unread_goes_up_the_list),
        FIXTURE_TEST(marking_a_query_can_be_undone),
        FIXTURE_TEST(what_is_not_there_cannot_be_marked),
        FIXTURE_TEST(groups_of_writes_nest_and_fail_together),
        FIXTURE_TEST(a_list_to_the_end_is_whole),
        FIXTURE_TEST(every_statement_has_its_index),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
