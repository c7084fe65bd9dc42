/* Another copy holds the store: keys go on, marks are seen at once, and are in the store when it is free. */
#include "reader.h"
#include "screen.h"
#include "test.h"

#include <courant/store.h>

static struct store *
hold(struct home *h)
{
    struct store *st = NULL;
    struct err err = { 0 };

    if (!store_open(home_path(h, "data/courant/courant.db"), &st, &err) || !store_begin(st, &err))
        fail_msg("%s", err.text);
    return st;
}

static bool
lists(struct home *h, const char *query, const char *title)
{
    int status;
    str list = HOME_RUN(h, &status, "list", query);

    return status == 0 && str_find(list, str_of(title)) != STR_NONE;
}

static void
expect_listed(struct home *h, const char *query, const char *title)
{
    int64_t until_ms = time_now_ms() + TEST_LONG_MS;

    while (!lists(h, query, title))
        if (time_now_ms() > until_ms)
            fail_msg("%s does not list %s", query, title);
}

/*
 * The store is held until the screen has shown the mark; were it waited for, the message would be that of a mark
 * that could not be kept.
 */
static void
marks_are_shown_at_once_and_land_later(void **state)
{
    struct home *h = home_with_wire("held");
    int status;

    (void)state;
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 24, 100);

    screen_expect(s, "Rates held");
    struct store *st = hold(h);

    screen_send(s, "m");
    screen_expect(s, "saved");
    assert_false(lists(h, "is:saved", "Rates held"));
    screen_send(s, "m");
    screen_expect(s, "no longer saved");
    screen_send(s, "U");
    screen_expect_gone(s, "no longer saved");
    screen_send(s, "?");
    screen_expect(s, "one row or line down"); /* keys go on */
    assert_false(lists(h, "is:saved", "Rates held"));
    store_rollback(st);
    expect_listed(h, "is:saved", "Rates held");
    store_close(st);
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

static void
quitting_writes_what_was_put_off(void **state)
{
    struct home *h = home_with_wire("heldquit");
    int status;

    (void)state;
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 24, 100);

    screen_expect(s, "Rates held");
    struct store *st = hold(h);

    screen_send(s, "m");
    screen_expect(s, "saved");
    screen_send(s, "Q");
    store_rollback(st);
    store_close(st);
    assert_int_equal(screen_wait_end(s, TEST_LONG_MS), 0);
    screen_end(s);
    assert_true(lists(h, "is:saved", "Rates held"));
    home_free(h);
}

/* It says so in words, and keeps the mark. */
static void
a_copy_that_stands_still_is_told_of(void **state)
{
    struct home *h = home_with_wire("heldlong");
    int status;

    (void)state;
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 24, 100);

    screen_expect(s, "Rates held");
    struct store *st = hold(h);

    screen_send(s, "m");
    screen_expect(s, "another copy holds the store");
    store_rollback(st);
    store_close(st);
    expect_listed(h, "is:saved", "Rates held");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_shown_at_once_and_land_later),
        cmocka_unit_test(quitting_writes_what_was_put_off),
        cmocka_unit_test(a_copy_that_stands_still_is_told_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
