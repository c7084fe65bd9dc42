#include "host.h"

#include "test.h"

static struct host *
find(struct host_table *table, const char *word, int number)
{
    struct arena a = { 0 };
    struct host *host = host_find(table, arena_printf(&a, "%s%d.example", word, number));

    arena_free(&a);
    return host;
}

static void
a_name_is_one_host_however_it_is_written(void **state)
{
    struct host_table table = { 0 };

    (void)state;
    assert_ptr_equal(host_find(&table, STR("Post.Example")),
                     host_find(&table, STR("post.example")));
    assert_int_equal(table.count, 1);
    host_table_free(&table);
}

static void
many_are_forgotten_but_never_the_users_own(void **state)
{
    struct host_table table = { 0 };
    struct host *own = find(&table, "own", 0), *busy = find(&table, "busy", 0);

    (void)state;
    own->had_user = own->is_private = true;
    busy->active = 1;
    for (int i = 0; i < 20000; i++)
        find(&table, "other", i);
    assert_in_range(table.count, 2, 8192);
    assert_ptr_equal(find(&table, "own", 0), own);
    assert_true(own->had_user && own->is_private);
    assert_ptr_equal(find(&table, "busy", 0), busy);
    host_table_free(&table);
}

static void
hosts_stand_in_the_ring_once_and_in_turn(void **state)
{
    struct host_table table = { 0 };
    struct host *x = find(&table, "x", 0), *y = find(&table, "y", 0);

    (void)state;
    host_set_ready(&table, x);
    host_set_ready(&table, y);
    host_set_ready(&table, x);
    assert_ptr_equal(host_take_ready(&table), x);
    assert_ptr_equal(host_take_ready(&table), y);
    assert_null(host_take_ready(&table));
    host_table_free(&table);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_one_host_however_it_is_written),
        cmocka_unit_test(many_are_forgotten_but_never_the_users_own),
        cmocka_unit_test(hosts_stand_in_the_ring_once_and_in_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
