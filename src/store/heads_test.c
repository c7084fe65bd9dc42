#include "heads.h"

#include "db.h"
#include "fixture.h"

#include <courant/store_related.h>

#define STORIES 240
#define THREADS 30

/*
 * Every second story belongs to one of thirty threads, of which some are long and span windows. What a grouped list must
 * hold is worked out from the flat one.
 */
static void
make_threads(struct fixture *f)
{
    int64_t threads[THREADS], seed = 4711;

    fixture_sources(f, 6);
    for (size_t i = 0; i < THREADS; i++) {
        struct store_thread thread = { .first_at = NOW - 100, .last_at = NOW, .size = 1 };

        MUST(f, store_rel_thread_put(f->st, &thread, &f->err));
        threads[i] = thread.id;
    }
    for (int i = 0; i < STORIES; i++) {
        char key[] = { (char)('a' + seed % 6), 0 }, title[20];

        seed = (seed * 1103515245 + 12345) & 0x7fffffff;
        snprintf(title, sizeof(title), "t%d", i);
        int64_t id = fixture_story(f, key, NOW - seed / 64 % 60, title,
                                   seed / 32 % 3 == 0 ? "some floods" : "some text");

        if (seed / 4096 % 2)
            MUST(f, store_rel_thread_join(
                        f->st, id, threads[(seed / 8192 % THREADS) * (seed / 16 % 2)], &f->err));
        if (seed / 1024 % 3)
            MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
    }
    fixture_index(f);
}

struct page {
    struct store_story *items;
    size_t count;
};

static struct store_query *
query_of(struct fixture *f, const char *text, bool is_grouped)
{
    struct store_query *query;

    MUST(f, store_query_parse(&f->a, str_of(text), NOW, &query, &f->err));
    store_query_group(query, is_grouped);
    return query;
}

static struct page
after(struct fixture *f, const struct store_query *query, struct store_place place, size_t limit)
{
    struct page page;

    MUST(f, store_list_after(f->st, &f->a, query, place, false, limit, &page.items, &page.count,
                             &f->err));
    return page;
}

static struct store_place
place_of(const struct store_story *story)
{
    return (struct store_place){ story->sort_at, story->id };
}

static bool
has_thread(const struct page *page, int64_t thread_id)
{
    for (size_t i = 0; thread_id && i < page->count; i++)
        if (page->items[i].thread_id == thread_id)
            return true;
    return false;
}

/* The first of each thread, and those that are alone. */
static struct page
rows_of(struct fixture *f, const struct page *flat)
{
    struct page rows = { ARENA_ARRAY(&f->a, struct store_story, flat->count + 1), 0 };

    for (size_t i = 0; i < flat->count; i++)
        if (!has_thread(&rows, flat->items[i].thread_id))
            rows.items[rows.count++] = flat->items[i];
    return rows;
}

static void
assert_same(const char *what, const struct page *got, const struct page *want)
{
    if (got->count != want->count)
        fail_msg("%s: %zu rows, not %zu", what, got->count, want->count);
    for (size_t i = 0; i < got->count; i++)
        if (got->items[i].id != want->items[i].id)
            fail_msg("%s: row %zu is %" PRId64 ", not %" PRId64, what, i, got->items[i].id,
                     want->items[i].id);
}

static const char *const queries[] = { "",
                                       "is:unread",
                                       "section:one",
                                       "source:c",
                                       "source:c is:unread",
                                       "floods",
                                       "floods is:unread",
                                       "flo",
                                       "newer:30s",
                                       "source:a floods",
                                       "-floods",
                                       "section:one or is:unread" };

static void
windows_hold_one_row_a_thread(void **state)
{
    struct fixture *f = *state;

    make_threads(f);
    for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
        const struct store_query *query = query_of(f, queries[i], true);
        struct page flat = after(f, query_of(f, queries[i], false), (struct store_place){ 0 }, 999);
        struct page want = rows_of(f, &flat), got = after(f, query, (struct store_place){ 0 }, 999);
        struct store_place place = { 0 };

        assert_true(want.count > 3 && want.count < flat.count);
        assert_same(queries[i], &got, &want);
        for (size_t at = 0; at < want.count;) { /* down, by pages of 7 */
            struct page part = after(f, query, place, 7),
                        rest = { want.items + at, MIN(want.count - at, 7) };

            assert_same(queries[i], &part, &rest);
            place = place_of(&part.items[part.count - 1]);
            at += part.count;
        }
        for (size_t at = want.count - 1; at > 0;) { /* up, by pages of 5 */
            struct page part, rest = { want.items + at - MIN(at, 5), MIN(at, 5) };

            MUST(f, store_list_before(f->st, &f->a, query, place_of(&want.items[at]), 5,
                                      &part.items, &part.count, &f->err));
            assert_same(queries[i], &part, &rest);
            at -= part.count;
        }
    }
}

static void
a_row_stands_for_its_thread_in_the_view(void **state)
{
    struct fixture *f = *state;

    make_threads(f);
    for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
        const struct store_query *query = query_of(f, queries[i], true);
        struct page flat = after(f, query_of(f, queries[i], false), (struct store_place){ 0 }, 999);
        struct page rows = rows_of(f, &flat);
        size_t seen = 0;

        for (size_t r = 0; r < rows.count; r++) {
            const struct store_story *row = &rows.items[r];
            struct page in, want = { ARENA_ARRAY(&f->a, struct store_story, flat.count), 0 };

            seen++;
            if (row->thread_id == 0)
                continue;
            MUST(f, store_list_thread(f->st, &f->a, query, row->thread_id, 999, &in.items,
                                      &in.count, &f->err));
            for (size_t k = 0; k < flat.count; k++)
                if (flat.items[k].thread_id == row->thread_id)
                    want.items[want.count++] = flat.items[k];
            assert_same(queries[i], &in, &want);
            seen += in.count - 1;
            for (size_t k = 0; k < in.count; k++) {
                struct store_place place;

                MUST(f, store_list_row(f->st, query, &in.items[k], &place, &f->err));
                assert_int_equal(place.id, row->id);
            }
        }
        assert_int_equal(seen, flat.count); /* no story is lost */
    }
}

/* A row far away may be found out of its order, but each is found once, and none twice. */
static void
next_unread_goes_by_rows(void **state)
{
    struct fixture *f = *state;
    static const char *const views[] = { "", "section:one", "is:unread", "floods" };

    make_threads(f);
    for (size_t i = 0; i < ARRAY_LEN(views); i++) {
        const struct store_query *query = query_of(f, views[i], true);
        struct page rows = after(f, query, (struct store_place){ 0 }, 999);
        struct page flat = after(f, query_of(f, views[i], false), (struct store_place){ 0 }, 999);
        struct store_place at = { 0 }, row = { 0 };

        for (size_t r = 0; r < rows.count; r++) {
            const struct store_story *want = NULL;

            for (size_t k = 0; k < flat.count && !want; k++)
                if (!flat.items[k].is_read &&
                    (flat.items[k].id == rows.items[r].id ||
                     (rows.items[r].thread_id &&
                      flat.items[k].thread_id == rows.items[r].thread_id)))
                    want = &flat.items[k];
            if (!want)
                continue;
            MUST(f, store_next_unread(f->st, query, row, &at, &f->err));
            assert_int_equal(at.id, want->id);
            if (row.id) { /* and back up */
                struct store_place back;

                MUST(f,
                     store_previous_unread(f->st, query, place_of(&rows.items[r]), &back, &f->err));
                struct store_story above = { .id = back.id, .sort_at = back.sort_at };

                for (size_t k = 0; k < flat.count; k++)
                    above = flat.items[k].id == back.id ? flat.items[k] : above;
                MUST(f, store_list_row(f->st, query, &above, &back, &f->err));
                assert_int_equal(back.id, row.id);
            }
            row = place_of(&rows.items[r]);
        }
        assert_false(store_next_unread(f->st, query, row, &at, &f->err));
        assert_int_equal(f->err.kind, ERR_MISSING);
    }
}

#define FAR_ROWS 1100 /* more than are looked at one by one */

/* A row that stands far away, of which only the oldest story is unread, is found from both sides of it. */
static void
an_old_story_of_a_row_far_away_is_found(void **state)
{
    struct fixture *f = *state;
    struct store_thread thread = { .first_at = NOW - 9000, .last_at = NOW, .size = 2 };
    const struct store_place middle = { .sort_at = NOW - 5000, .id = 1 };
    struct store_place at = { 0 };

    fixture_sources(f, 1);
    MUST(f, store_rel_thread_put(f->st, &thread, &f->err));
    int64_t newest = fixture_story(f, "a", NOW, "newest", "text"),
            oldest = fixture_story(f, "a", NOW - 9000, "oldest", "text");

    MUST(f, store_rel_thread_join(f->st, newest, thread.id, &f->err));
    MUST(f, store_rel_thread_join(f->st, oldest, thread.id, &f->err));
    MUST(f, store_mark(f->st, &newest, 1, STORE_READ, &f->err));
    for (int i = 0; i < FAR_ROWS; i++) {
        char title[20];

        snprintf(title, sizeof(title), "t%d", i);
        int64_t id = fixture_story(f, "a", NOW - 1 - i, title, "text");

        MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
    }
    const struct store_query *query = query_of(f, "", true);

    MUST(f, store_previous_unread(f->st, query, middle, &at, &f->err));
    assert_int_equal(at.id, oldest);
    assert_false(store_next_unread(f->st, query, middle, &at, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
}

static struct store_story
first_with_more(struct fixture *f, const struct store_query *query, size_t from)
{
    struct page rows = after(f, query, (struct store_place){ 0 }, 999), in;

    for (size_t i = from; i < rows.count; i++) {
        if (rows.items[i].thread_id == 0)
            continue;
        MUST(f, store_list_thread(f->st, &f->a, query, rows.items[i].thread_id, 9, &in.items,
                                  &in.count, &f->err));
        if (in.count > 1)
            return rows.items[i];
    }
    fail_msg("no row has more than one story");
    return (struct store_story){ 0 };
}

static void
a_row_that_is_held_stays_where_it_is(void **state)
{
    struct fixture *f = *state;

    make_threads(f);
    struct store_query *query = query_of(f, "", true);
    struct store_story row = first_with_more(f, query, 5);
    struct page before = after(f, query, (struct store_place){ 0 }, 999), now;
    int64_t id = fixture_story(f, "a", NOW + 50, "newest", "some text");

    MUST(f, store_rel_thread_join(f->st, id, row.thread_id, &f->err));
    now = after(f, query, (struct store_place){ 0 }, 999);
    assert_int_equal(now.count, before.count);
    assert_int_equal(now.items[0].id, id); /* it has moved to the top */
    store_query_hold(query, row.id);
    now = after(f, query, (struct store_place){ 0 }, 999);
    assert_same("held", &now, &before);
    store_query_hold(query, 999999); /* no such story */
    assert_int_equal(after(f, query, (struct store_place){ 0 }, 999).items[0].id, id);
    query = query_of(f, "is:unread", true); /* what does not match is not held */
    MUST(f, store_mark(f->st, &row.id, 1, STORE_READ, &f->err));
    store_query_hold(query, row.id);
    assert_int_equal(after(f, query, (struct store_place){ 0 }, 999).items[0].id, id);
}

static void
a_kept_story_keeps_its_row(void **state)
{
    struct fixture *f = *state;

    make_threads(f);
    struct store_query *query = query_of(f, "is:unread", true);
    struct page before = after(f, query, (struct store_place){ 0 }, 999), now;
    struct store_story row = first_with_more(f, query, 2);

    MUST(f, store_mark(f->st, &row.id, 1, STORE_READ, &f->err));
    store_query_keep(query, row.id);
    now = after(f, query, (struct store_place){ 0 }, 999);
    assert_same("kept", &now, &before);
    MUST(f,
         store_list_thread(f->st, &f->a, query, row.thread_id, 9, &now.items, &now.count, &f->err));
    assert_int_equal(now.items[0].id, row.id);
}

/* What is marked are stories: those too that have no row. */
static void
marking_a_grouped_view_marks_all_of_it(void **state)
{
    struct fixture *f = *state;
    int64_t all, unread, saved, *ids;
    size_t count;

    make_threads(f);
    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    MUST(f, store_mark_query(f->st, &f->a, query_of(f, "", true), STORE_READ,
                             &(struct store_place){ 0 }, &ids, &count, &f->err));
    assert_int_equal(count, unread);
}

#define FAR  6 /* threads whose ids are a power of two apart */
#define GAP  256
#define DEEP 40 /* stories of each */

/* Threads whose stories take turns, and of which the query shows none: each is looked through once, not once a story. */
static void
a_sparse_list_looks_through_each_thread_once(void **state)
{
    struct fixture *f = *state;
    int64_t threads[FAR];
    sqlite3_stmt *members;

    fixture_sources(f, 2);
    for (int i = 0; i < (FAR - 1) * GAP + 1; i++) {
        struct store_thread thread = { .first_at = NOW - 100, .last_at = NOW, .size = DEEP };

        MUST(f, store_rel_thread_put(f->st, &thread, &f->err));
        if (i % GAP == 0)
            threads[i / GAP] = thread.id;
    }
    for (int i = 0; i < FAR * DEEP; i++) {
        char title[20];

        snprintf(title, sizeof(title), "t%d", i);
        int64_t id = fixture_story(f, "a", NOW - i, title, "some text");

        MUST(f, store_rel_thread_join(f->st, id, threads[i % FAR], &f->err));
    }
    fixture_index(f);
    const struct store_query *query = query_of(f, "is:unread -text", true);

    assert_int_equal(after(f, query, (struct store_place){ 0 }, 99).count, 0);
    members = f->st->statements[SQL_THREAD_FLAGS];
    assert_non_null(members);
    assert_in_range(sqlite3_stmt_status(members, SQLITE_STMTSTATUS_RUN, 0), 1, FAR);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(windows_hold_one_row_a_thread),
        FIXTURE_TEST(a_row_stands_for_its_thread_in_the_view),
        FIXTURE_TEST(next_unread_goes_by_rows),
        FIXTURE_TEST(an_old_story_of_a_row_far_away_is_found),
        FIXTURE_TEST(a_row_that_is_held_stays_where_it_is),
        FIXTURE_TEST(a_kept_story_keeps_its_row),
        FIXTURE_TEST(marking_a_grouped_view_marks_all_of_it),
        FIXTURE_TEST(a_sparse_list_looks_through_each_thread_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
