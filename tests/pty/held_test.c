/* Another copy holds the store: keys go on, marks are seen at once, and are in the store when it is free. */
#include "reader.h"
#include "screen.h"
#include "test.h"

#include <courant/store.h>

/* A reader at a store that another copy holds. */
struct desk {
    struct home *h;
    struct screen *s;
    struct store *holder;
};

static struct desk
sit_down(const char *name)
{
    struct desk d = { .h = home_with_wire(name) };
    struct err err = { 0 };
    int status;

    HOME_RUN(d.h, &status, "refresh", "--force");
    d.s = home_read(d.h, 24, 100);
    screen_expect(d.s, "Rates held");
    if (!store_open(home_path(d.h, "data/courant/courant.db"), &d.holder, &err) ||
        !store_begin(d.holder, &err))
        fail_msg("%s", err.text);
    return d;
}

static void
let_go(struct desk *d)
{
    store_rollback(d->holder);
    store_close(d->holder);
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
    struct desk d = sit_down("held");

    (void)state;
    screen_send(d.s, "m");
    screen_expect(d.s, "saved");
    assert_false(lists(d.h, "is:saved", "Rates held"));
    screen_send(d.s, "m");
    screen_expect(d.s, "no longer saved");
    screen_send(d.s, "U");
    screen_expect_gone(d.s, "no longer saved");
    screen_send(d.s, "?");
    screen_expect(d.s, "one row or line down"); /* keys go on */
    assert_false(lists(d.h, "is:saved", "Rates held"));
    let_go(&d);
    expect_listed(d.h, "is:saved", "Rates held");
    assert_int_equal(screen_end(d.s), 0);
    home_free(d.h);
}

static void
quitting_writes_what_was_put_off(void **state)
{
    struct desk d = sit_down("heldquit");

    (void)state;
    screen_send(d.s, "m");
    screen_expect(d.s, "saved");
    screen_send(d.s, "Q");
    let_go(&d);
    assert_int_equal(screen_wait_end(d.s, TEST_LONG_MS), 0);
    screen_end(d.s);
    assert_true(lists(d.h, "is:saved", "Rates held"));
    home_free(d.h);
}

/* It says so in words, and keeps the mark. */
static void
a_copy_that_stands_still_is_told_of(void **state)
{
    struct desk d = sit_down("heldlong");

    (void)state;
    screen_send(d.s, "m");
    screen_expect(d.s, "another copy holds the store");
    let_go(&d);
    expect_listed(d.h, "is:saved", "Rates held");
    assert_int_equal(screen_end(d.s), 0);
    home_free(d.h);
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
