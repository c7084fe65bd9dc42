#include "posts.h"

#include "fixture.h"
#include "vector.h"

static struct fixture f;

static int
set_up(void **state)
{
    (void)state;
    fixture_open(&f, "posts");
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

static size_t
entries(struct posts *posts, int64_t week, uint32_t term)
{
    struct post_list list = { 0 };

    MUST(&f, posts_find(posts, f.st, &f.arena, week, term, &list, &f.err));
    return (list.stored.len + list.added.len) / VECTOR_ENTRY_BYTES;
}

static void
what_is_added_is_found_before_and_after_it_is_written(void **state)
{
    struct df df = { 0 };
    struct posts posts = { 0 };

    (void)state;
    MUST(&f, posts_begin(&posts, f.st, &df, &f.arena, &f.err));
    assert_int_equal(entries(&posts, 2900, 5), 0);
    posts_add(&posts, 2900, 5, 1, 200);
    posts_add(&posts, 2900, 5, 2, 100);
    posts_add(&posts, 2901, 5, 3, 100);
    for (uint32_t i = 0; i < 3000; i++) /* the table grows */
        posts_add(&posts, 2900, 1000 + i, 4, 1);
    assert_int_equal(entries(&posts, 2900, 5), 2);
    assert_int_equal(entries(&posts, 2901, 5), 1);
    assert_int_equal(posts.last_week, 2901);
    MUST(&f, posts_write(&posts, f.st, &f.err));
    posts_end(&posts);

    MUST(&f, posts_begin(&posts, f.st, &df, &f.arena, &f.err));
    assert_int_equal(posts.first_week, 2900);
    assert_int_equal(posts.last_week, 2901);
    posts_add(&posts, 2900, 5, 7, 50);
    assert_int_equal(entries(&posts, 2900, 5), 3); /* two of the store, one of this batch */
    assert_int_equal(entries(&posts, 2900, 3999), 1);
    MUST(&f, posts_write(&posts, f.st, &f.err));
    posts_end(&posts);

    MUST(&f, posts_begin(&posts, f.st, &df, &f.arena, &f.err));
    posts.read_bytes = POSTS_BYTES; /* no memory left: read anew, and the same */
    assert_int_equal(entries(&posts, 2900, 5), 3);
    assert_int_equal(entries(&posts, 2900, 5), 3);
    posts_end(&posts);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_added_is_found_before_and_after_it_is_written,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
