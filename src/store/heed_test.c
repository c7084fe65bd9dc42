#include "heed.h"

#include "fixture.h"

#include <courant/store_related.h>

/* Four stories of four sources, each its title; two threads may be made of them. */
struct world {
    struct fixture *f;
    int64_t ids[4];
};

static struct world
make_world(struct fixture *f)
{
    static const char *const titles[] = { "t0", "t1", "t2", "t3" };
    struct world w = { .f = f };

    fixture_sources(f, 4);
    for (size_t i = 0; i < 4; i++) {
        const char key[] = { (char)('a' + i), 0 };

        w.ids[i] = fixture_story(f, key, NOW - 100 + (int64_t)i, titles[i], "x");
    }
    return w;
}

static int64_t
make_thread(struct world *w, size_t first, size_t count)
{
    struct store_thread thread = {
        .first_at = NOW, .last_at = NOW, .size = (int64_t)count, .languages = STR("en")
    };
    struct fixture *f = w->f;

    MUST(f, store_rel_thread_put(f->st, &thread, &f->err));
    for (size_t i = first; i < first + count; i++)
        MUST(f, store_rel_thread_join(f->st, w->ids[i], thread.id, &f->err));
    return thread.id;
}

static void
heed(struct world *w, size_t story, enum store_heed_state state)
{
    struct fixture *f = w->f;
    const struct store_heed row = { .state = state, .set_at = NOW, .seen_id = w->ids[1] };

    MUST(f, store_heed_set(f->st, w->ids[story], &row, &f->err));
}

static enum store_heed_state
state_of(struct world *w, size_t story)
{
    struct fixture *f = w->f;
    struct store_story row;

    MUST(f, store_story_get(f->st, &f->a, w->ids[story], &row, &f->err));
    return row.heed;
}

static int64_t
unread(struct fixture *f)
{
    int64_t all, unread, saved;

    MUST(f, store_totals(f->st, &all, &unread, &saved, &f->err));
    MUST(f, store_check(f->st, &f->err));
    return unread;
}

static void
what_is_muted_is_in_no_list_but_its_own(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);

    make_thread(&w, 0, 2);
    fixture_index(f);
    heed(&w, 0, STORE_HEED_MUTED);
    fixture_answer(f, "", "t3 t2");
    fixture_answer(f, "is:unread", "t3 t2");
    fixture_answer(f, "source:a", "");
    fixture_answer(f, "is:muted", "t1 t0");
    fixture_answer(f, "t1", "t1"); /* and is found by its words */
    assert_int_equal(unread(f), 2);
    MUST(f, store_mark(f->st, w.ids, 1, STORE_READ, &f->err));
    assert_int_equal(unread(f), 2);
    MUST(f, store_mark(f->st, w.ids, 1, STORE_UNREAD, &f->err));
    assert_int_equal(unread(f), 2);
    fixture_sources(f, 2); /* c and d are unlisted, then listed again: what is muted stays so */
    fixture_sources(f, 4);
    fixture_answer(f, "", "t3 t2");
    heed(&w, 1, STORE_HEED_NONE);
    fixture_answer(f, "", "t3 t2 t1 t0");
    fixture_answer(f, "is:muted", "");
    assert_int_equal(unread(f), 4);
}

static void
what_is_followed_tells_what_is_new(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    int64_t thread = make_thread(&w, 0, 3), count, last;
    struct store_heed *list;
    struct store_story row;
    size_t heeds;

    heed(&w, 0, STORE_HEED_FOLLOWED); /* 0 and 1 were there */
    heed(&w, 3, STORE_HEED_FOLLOWED); /* is alone */
    fixture_answer(f, "is:followed", "t3 t2 t1 t0");
    fixture_answer(f, "is:followed source:c", "t2");
    MUST(f, store_story_get(f->st, &f->a, w.ids[2], &row, &f->err));
    assert_true(row.is_development);
    MUST(f, store_story_get(f->st, &f->a, w.ids[1], &row, &f->err));
    assert_false(row.is_development);
    MUST(f, store_heed_list(f->st, &f->a, STORE_HEED_FOLLOWED, &list, &heeds, &f->err));
    assert_int_equal(heeds, 2);
    MUST(f, store_heed_news(f->st, thread, w.ids[1], &count, &last, &f->err));
    assert_int_equal(count, 1);
    assert_int_equal(last, w.ids[2]);
    MUST(f, store_mark(f->st, &last, 1, STORE_READ, &f->err)); /* what was read is no news */
    MUST(f, store_heed_news(f->st, thread, w.ids[1], &count, &last, &f->err));
    assert_int_equal(count, 0);
}

static void
it_moves_where_threads_become_one(void **state)
{
    /* clang-format off */
    static const struct { enum store_heed_state from, into, want; } cases[] = {
        { STORE_HEED_FOLLOWED, STORE_HEED_NONE,     STORE_HEED_FOLLOWED },
        { STORE_HEED_NONE,     STORE_HEED_FOLLOWED, STORE_HEED_FOLLOWED },
        { STORE_HEED_MUTED,    STORE_HEED_NONE,     STORE_HEED_MUTED },
        { STORE_HEED_NONE,     STORE_HEED_MUTED,    STORE_HEED_MUTED },
        { STORE_HEED_MUTED,    STORE_HEED_FOLLOWED, STORE_HEED_FOLLOWED },
        { STORE_HEED_FOLLOWED, STORE_HEED_FOR_GOOD, STORE_HEED_FOLLOWED },
        { STORE_HEED_FOR_GOOD, STORE_HEED_MUTED,    STORE_HEED_FOR_GOOD },
        { STORE_HEED_NONE,     STORE_HEED_NONE,     STORE_HEED_NONE },
    };
    /* clang-format on */
    struct fixture *f = *state;
    struct world w = make_world(f);

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int64_t from = make_thread(&w, 0, 2), into = make_thread(&w, 2, 2);
        bool is_muted = cases[i].want == STORE_HEED_MUTED || cases[i].want == STORE_HEED_FOR_GOOD;

        heed(&w, 0, cases[i].from);
        heed(&w, 2, cases[i].into);
        MUST(f, store_rel_thread_merge(f->st, from, into, &f->err));
        for (size_t k = 0; k < 4; k++)
            if (state_of(&w, k) != cases[i].want)
                fail_msg("case %zu: story %zu: %d", i, k, state_of(&w, k));
        assert_str_equal(fixture_list(f, ""), is_muted ? STR("") : STR("t3 t2 t1 t0"));
        assert_int_equal(unread(f), is_muted ? 0 : 4);
        heed(&w, 0, STORE_HEED_NONE);
    }
}

static void
it_stays_with_its_story_where_a_thread_is_parted(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    int64_t thread = make_thread(&w, 0, 4);

    heed(&w, 3, STORE_HEED_MUTED);
    assert_int_equal(unread(f), 0);
    int64_t part = make_thread(&w, 2, 2); /* 2 and 3 leave */

    assert_int_not_equal(part, thread);
    assert_int_equal(state_of(&w, 3), STORE_HEED_MUTED);
    assert_int_equal(state_of(&w, 0), STORE_HEED_NONE);
    fixture_answer(f, "", "t1 t0");
    fixture_answer(f, "is:muted", "t3 t2");
    assert_int_equal(unread(f), 2);
    MUST(f, store_rel_thread_join(f->st, w.ids[2], 0, &f->err)); /* alone, and without it */
    MUST(f, store_rel_thread_join(f->st, w.ids[3], 0, &f->err)); /* alone, and with it */
    fixture_answer(f, "", "t2 t1 t0");
    assert_int_equal(state_of(&w, 3), STORE_HEED_MUTED);
    MUST(f, store_rel_thread_join(f->st, w.ids[3], thread, &f->err));
    assert_int_equal(state_of(&w, 0), STORE_HEED_MUTED);
    fixture_answer(f, "", "t2");
    assert_int_equal(unread(f), 1);
}

static void
check_what_is_kept(struct fixture *f, struct store_keep keep)
{
    struct world w = make_world(f);
    int64_t gone;

    make_thread(&w, 0, 2);
    int64_t muted = make_thread(&w, 2, 2);

    heed(&w, 0, STORE_HEED_FOLLOWED);
    heed(&w, 2, STORE_HEED_FOR_GOOD);
    MUST(f, store_mark(f->st, w.ids, 4, STORE_READ, &f->err));
    MUST(f, store_expire_step(f->st, &keep, NOW + 9999, 100, &gone, &f->err));
    assert_int_equal(gone, 1); /* of what is muted the newest is left, and it is that one's now */
    assert_int_equal(state_of(&w, 3), STORE_HEED_FOR_GOOD);
    fixture_answer(f, "is:followed", "t1 t0");
    MUST(f, store_rel_thread_join(f->st, w.ids[3], 0, &f->err));
    MUST(f, store_rel_thread_clear(f->st, muted, &f->err));
    assert_int_equal(state_of(&w, 3), STORE_HEED_FOR_GOOD);
    heed(&w, 0, STORE_HEED_NONE);
    MUST(f, store_expire_step(f->st, &keep, NOW + 9999, 100, &gone, &f->err));
    assert_int_equal(gone, 2);
    MUST(f, store_check(f->st, &f->err));
}

/* What is taken back is what was, on the story on which it was; and only as long as nobody has set something else. */
static void
it_is_taken_back_whole(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct store_heed was = { 0 }, then = { 0 }, now = { 0 };
    struct store_heed mute = { .state = STORE_HEED_MUTED, .set_at = NOW + 5 };
    struct err refused = { 0 };

    make_thread(&w, 0, 2);
    fixture_index(f);
    heed(&w, 0, STORE_HEED_FOLLOWED);
    MUST(f, store_heed_get(f->st, &f->a, w.ids[1], &was, &f->err));
    MUST(f, store_heed_set(f->st, w.ids[1], &mute, &f->err));
    MUST(f, store_heed_get(f->st, &f->a, w.ids[1], &then, &f->err));
    fixture_answer(f, "", "t3 t2");
    MUST(f, store_heed_restore(f->st, w.ids[1], &then, &was, &f->err));
    MUST(f, store_heed_get(f->st, &f->a, w.ids[1], &now, &f->err));
    assert_int_equal(now.state, STORE_HEED_FOLLOWED);
    assert_int_equal(now.story_id, w.ids[0]);
    assert_int_equal(now.set_at, was.set_at);
    assert_int_equal(now.seen_id, was.seen_id);
    assert_int_equal(unread(f), 4);
    /* What was muted is followed by now: as another copy of the program, or an earlier undo, has it. */
    assert_false(store_heed_restore(f->st, w.ids[1], &then, &(struct store_heed){ 0 }, &refused));
    assert_int_equal(refused.kind, ERR_INVALID);
    assert_int_equal(state_of(&w, 0), STORE_HEED_FOLLOWED);
    MUST(f, store_heed_restore(f->st, w.ids[0], &now, &(struct store_heed){ 0 }, &f->err));
    assert_int_equal(state_of(&w, 1), STORE_HEED_NONE);
}

static void
what_is_old_is_kept_where_it_is_needed(void **state)
{
    check_what_is_kept(*state, (struct store_keep){ .for_s = 60 });
}

/* With bounds of its own for one source the stories go source by source. */
static void
what_is_old_is_kept_where_sources_have_bounds(void **state)
{
    const struct store_keep_source own = { STR("b"), 50, 60 };

    check_what_is_kept(*state,
                       (struct store_keep){ .for_s = 60, .sources = &own, .source_count = 1 });
}

/* What came back from muting is like any other thread: its last story goes too, and what is known of it. */
static void
what_came_back_goes_in_its_time(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    const struct store_keep keep = { .for_s = 60 };
    int64_t gone;
    bool has = false;

    make_thread(&w, 0, 2);
    heed(&w, 0, STORE_HEED_BACK);
    heed(&w, 2, STORE_HEED_BACK); /* alone */
    MUST(f, store_heed_has(f->st, STORE_HEED_BACK, &has, &f->err));
    assert_true(has);
    MUST(f, store_mark(f->st, w.ids, 4, STORE_READ, &f->err));
    MUST(f, store_expire_step(f->st, &keep, NOW + 9999, 100, &gone, &f->err));
    assert_int_equal(gone, 4);
    MUST(f, store_heed_has(f->st, STORE_HEED_BACK, &has, &f->err));
    assert_false(has);
    MUST(f, store_check(f->st, &f->err));
}

static void
what_came_back_makes_room_for_what_is_followed(void **state)
{
    struct fixture *f = *state;
    struct store_heed row = { .state = STORE_HEED_BACK };
    int64_t ids[STORE_HEED_MOST + 2];

    fixture_sources(f, 1);
    MUST(f, store_begin(f->st, &f->err));
    for (int i = 0; i < STORE_HEED_MOST + 2; i++)
        ids[i] = fixture_story(f, "a", NOW + i,
                               (const char[]){ (char)('a' + i / 26 / 26 % 26),
                                               (char)('a' + i / 26 % 26), (char)('a' + i % 26), 0 },
                               "x");
    for (int i = 0; i < STORE_HEED_MOST; i++) {
        row.state = i < 1 ? STORE_HEED_BACK : STORE_HEED_FOLLOWED;
        row.set_at = NOW + i;
        MUST(f, store_heed_set(f->st, ids[i], &row, &f->err));
    }
    row.state = STORE_HEED_FOLLOWED;
    MUST(f, store_heed_set(f->st, ids[STORE_HEED_MOST], &row, &f->err));
    MUST(f, store_heed_get(f->st, &f->a, ids[0], &row, &f->err));
    assert_int_equal(row.state, STORE_HEED_NONE);
    row.state = STORE_HEED_FOLLOWED; /* none is left that came back */
    assert_false(store_heed_set(f->st, ids[STORE_HEED_MOST + 1], &row, &f->err));
    assert_int_equal(f->err.kind, ERR_LIMIT);
    store_rollback(f->st);
}

/* Two copies of the program see the same news: only one of them tells. */
static void
the_same_news_are_told_once(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct store_heed seen = { 0 }; /* by two copies of the program at once */
    bool is_first = false;

    make_thread(&w, 0, 4);
    heed(&w, 0, STORE_HEED_FOLLOWED);
    MUST(f, store_heed_get(f->st, &f->a, w.ids[0], &seen, &f->err));
    MUST(f, store_heed_told(f->st, &seen, w.ids[2], &is_first, &f->err));
    assert_true(is_first);
    MUST(f, store_heed_told(f->st, &seen, w.ids[2], &is_first, &f->err));
    assert_false(is_first);
    MUST(f, store_heed_told(f->st, &seen, w.ids[3], &is_first, &f->err));
    assert_false(is_first); /* with one story more: the others would be told again */
    MUST(f, store_heed_get(f->st, &f->a, w.ids[0], &seen, &f->err));
    MUST(f, store_heed_told(f->st, &seen, w.ids[3], &is_first, &f->err));
    assert_true(is_first);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(what_is_muted_is_in_no_list_but_its_own),
        FIXTURE_TEST(what_is_followed_tells_what_is_new),
        FIXTURE_TEST(it_moves_where_threads_become_one),
        FIXTURE_TEST(it_stays_with_its_story_where_a_thread_is_parted),
        FIXTURE_TEST(it_is_taken_back_whole),
        FIXTURE_TEST(what_came_back_goes_in_its_time),
        FIXTURE_TEST(what_came_back_makes_room_for_what_is_followed),
        FIXTURE_TEST(the_same_news_are_told_once),
        FIXTURE_TEST(what_is_old_is_kept_where_it_is_needed),
        FIXTURE_TEST(what_is_old_is_kept_where_sources_have_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
