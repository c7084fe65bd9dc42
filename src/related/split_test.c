#include "split.h"

#include "fixture.h"

/* Two events that somebody once took for one. */
static const struct told told[] = {
    { "alpha-en", "", "Ferry Marguerite runs aground off Tarbol harbour",
      "The ferry Marguerite hit rocks near Tarbol harbour.", 9 * HOUR },
    { "beta-en", "", "Marguerite ferry hits rocks at Tarbol harbour",
      "Passengers of the ferry Marguerite were rescued near Tarbol.", 8 * HOUR },
    { "gamma-en", "", "Rocks at Tarbol harbour hold ferry Marguerite",
      "The ferry Marguerite is held by rocks at Tarbol.", 7 * HOUR },
    { "delta-en", "", "Orvanian bank governor Lem Dastin lifts rates",
      "Governor Lem Dastin of Orvania fights inflation.", 6 * HOUR },
};

static struct fixture f;
static int64_t ids[ARRAY_LEN(told)], thread_id;

static int
set_up(void **state)
{
    static int count;
    struct store_thread thread = { .first_at = NOW, .last_at = NOW, .languages = STR("en") };
    char name[32];

    (void)state;
    snprintf(name, sizeof(name), "split%d", count++);
    fixture_open(&f, name);
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        ids[i] = fixture_tell(&f, &told[i]);
    fixture_relate(&f);
    thread.size = ARRAY_LEN(told);
    MUST(&f, store_rel_thread_put(f.st, &thread, &f.err));
    thread_id = thread.id;
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        MUST(&f, store_rel_thread_join(f.st, ids[i], thread_id, &f.err));
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

static void
what_is_apart_is_parted(void **state)
{
    struct store_thread thread = { 0 };

    (void)state;
    MUST(&f, split_check(f.st, &f.arena, thread_id, &f.err));
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        assert_int_equal(fixture_thread_of(&f, ids[i]), i < 3 ? thread_id : 0);
    MUST(&f, store_rel_thread_get(f.st, &f.arena, thread_id, &thread, &f.err));
    assert_int_equal(thread.size, 3);
    assert_int_equal(thread.first_at, NOW - 9 * HOUR);
    assert_int_equal(thread.last_at, NOW - 7 * HOUR);
}

static void
a_story_like_the_others_stays(void **state)
{
    struct store_vector v = { 0 };
    bool is_left = true;

    (void)state;
    MUST(&f, store_rel_vector_get(f.st, &f.arena, ids[0], &v, &f.err));
    MUST(&f, split_leave(f.st, &f.arena, &v, &is_left, &f.err));
    assert_false(is_left);
    assert_int_equal(fixture_thread_of(&f, ids[0]), thread_id);
}

static void
a_story_that_has_become_another_leaves(void **state)
{
    struct store_vector v = { 0 };
    struct store_thread thread = { 0 };
    bool is_left = false;

    (void)state;
    MUST(&f, store_rel_vector_get(f.st, &f.arena, ids[3], &v, &f.err));
    MUST(&f, split_leave(f.st, &f.arena, &v, &is_left, &f.err));
    assert_true(is_left);
    assert_int_equal(fixture_thread_of(&f, ids[3]), 0);
    MUST(&f, store_rel_thread_get(f.st, &f.arena, thread_id, &thread, &f.err));
    assert_int_equal(thread.size, 3);
}

/* Of two that have nothing in common neither stays, and their thread is gone. */
static void
the_last_but_one_takes_the_thread_away(void **state)
{
    struct store_vector v = { 0 };
    struct store_thread thread = { 0 };
    struct err err = { 0 };
    bool is_left = false;

    (void)state;
    MUST(&f, store_rel_thread_join(f.st, ids[1], 0, &f.err));
    MUST(&f, store_rel_thread_join(f.st, ids[2], 0, &f.err));
    MUST(&f, store_rel_vector_get(f.st, &f.arena, ids[3], &v, &f.err));
    MUST(&f, split_leave(f.st, &f.arena, &v, &is_left, &f.err));
    assert_true(is_left);
    assert_int_equal(fixture_thread_of(&f, ids[0]), 0);
    assert_false(store_rel_thread_get(f.st, &f.arena, thread_id, &thread, &err));
    assert_int_equal(err.kind, ERR_MISSING);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_apart_is_parted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_story_like_the_others_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_story_that_has_become_another_leaves, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_last_but_one_takes_the_thread_away, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
