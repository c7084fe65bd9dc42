/*
 * The list by thread: a running event over five sources and three refreshes is one row, opened and closed in place.
 */
#include "flood.h"
#include "screen.h"
#include "test.h"

#include <stdio.h>

/* A story of another event, so that the list has a row that is no thread. */
static void
add_other(struct home *h)
{
    static const struct feed_story story = {
        "Chess club of Aldmoor wins the cup", "http://chess.test/1",
        "The chess club of Aldmoor has won the county cup for the first time since it was founded.",
        3
    };

    home_file(h, "chess.xml", feed_of(&h->arena, "Chess", &story, 1));
    home_source(h, "chess", "chess.xml", "Chess", "Sport", NULL);
}

static struct home *
home_by_thread(const char *name, size_t stories)
{
    struct home *h = flood_begin(name, stories);
    int status;

    home_setting(h, "group = threads");
    add_other(h);
    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, 0);
    return h;
}

static void
one_row_opens_and_closes(void **state)
{
    struct home *h = home_by_thread("group", FLOOD_STORIES);
    struct screen *s = home_read(h, 40, 120);

    (void)state;
    screen_expect(s, "by thread");
    screen_expect(s, "● ▸ Railway to Port Selby");
    screen_expect(s, "    after Maro dam burst   3 sources · 5 ●"); /* the title goes on */
    screen_expect(s, "● Chess club");
    screen_send(s, "z"); /* only the list */
    screen_expect_gone(s, "Port Selby counts");
    screen_send(s, "v");
    screen_expect(s, "● ▾ Railway to Port Selby");
    screen_expect(s, "●   Port Selby counts");
    screen_expect(s, "+2 copies: Morning Post");
    screen_send(s, "v");
    screen_expect(s, "● ▸ Railway to Port Selby");
    screen_expect_gone(s, "●   Port Selby counts");
    screen_send(s, "\x1b[<0;4;2M\x1b[<0;4;2m"); /* a click on its sign */
    screen_expect(s, "● ▾ Railway to Port Selby");
    screen_send(s, "V");
    screen_expect(s, "every story a row");
    screen_expect(s, "● Port Selby counts");
    screen_expect_gone(s, "by thread");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

static void
click(struct screen *s, int row, int col, int times)
{
    char keys[200];
    int len = 0;

    for (int i = 0; i < times; i++)
        len += snprintf(keys + len, sizeof(keys) - (size_t)len, "\x1b[<0;%d;%dM\x1b[<0;%d;%dm",
                        col + 1, row + 1, col + 1, row + 1);
    screen_send(s, keys);
}

static void
find(struct screen *s, const char *text, int *row, int *col)
{
    screen_expect(s, text);
    screen_settle(s, 200);
    assert_true(screen_find(s, text, row, col));
}

/* A row of two lines is one row, and its sign is where it stands. */
static void
clicks_go_where_they_are_made(void **state)
{
    struct home *h = home_by_thread("groupclick", FLOOD_STORIES);
    struct screen *s = home_read(h, 30, 60);
    int row, col;

    (void)state;
    find(s, "▸ Railway", &row, &col);
    click(s, row, col, 1);
    find(s, "▾ Railway", &row, &col);
    click(s, row + 1, col, 1); /* below the sign: no more than the row is meant */
    screen_settle(s, 300);
    screen_expect(s, "▾ Railway");
    click(s, row, col, 2); /* closed by the first, not opened again by the second */
    find(s, "▸ Railway", &row, &col);
    screen_resize(s, 30, 28);
    screen_expect_gone(s, "Related");
    find(s, "▸ Railway", &row, &col);
    click(s, row, col + 1, 1);
    find(s, "▾ Railway", &row, &col);
    click(s, row, col, 1);
    find(s, "Chess club", &row, &col);
    click(s, row + 1, col, 2);
    screen_expect(s, "county cup");
    assert_true(screen_find(s, "county cup", &row, &col));
    screen_expect_gone(s, "▸ Railway"); /* opened: one pane at a time */
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

static void
a_closed_row_is_marked_whole(void **state)
{
    struct home *h = home_by_thread("groupmark", FLOOD_STORIES);
    struct screen *s = home_read(h, 40, 120);

    (void)state;
    screen_expect(s, "6 unread");
    screen_expect(s, "3 sources · 5 ●");
    screen_send(s, "u");
    screen_expect(s, "5 stories of this row read; U takes it back");
    screen_expect(s, "1 unread");
    screen_expect(s, "after Maro dam burst         3 sources");
    screen_send(s, "u");
    screen_expect(s, "5 stories of this row unread again");
    screen_send(s, "UU");
    screen_expect(s, "6 unread");
    screen_send(s, "vjju"); /* one text, with its two copies */
    screen_expect(s, "3 stories of this row read");
    screen_expect(s, "3 unread");
    screen_send(s, "A");
    screen_expect(s, "3 stories are read now");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

/* Through the thread, its copies with their text, and on to the next row. */
static void
reading_on_goes_through_the_thread(void **state)
{
    struct home *h = home_by_thread("groupnext", FLOOD_STORIES);
    struct screen *s = home_read(h, 24, 80);

    (void)state;
    screen_expect(s, "▸ Railway to Port Selby");
    screen_send(s, "\r");
    screen_expect(s, "two bridges were");
    screen_send(s, "qn");
    screen_expect(s, "searched the mud");
    screen_expect(s, "▾ Railway to Port Selby"); /* opened in passing */
    assert_true(screen_wait_row(s, 0, "5 unread", TEST_LONG_MS));
    screen_send(s, "n");
    screen_expect(s, "PARIS (AFP)");
    screen_send(s, "n");
    screen_expect(s, "county cup");
    screen_expect(s, "▸ Railway to Port Selby"); /* and closed behind */
    assert_true(screen_wait_row(s, 0, "1 unread", TEST_LONG_MS));
    screen_send(s, "U");
    assert_true(screen_wait_row(s, 0, "3 unread", TEST_LONG_MS));
    screen_send(s, "N"); /* back to what is unread again */
    screen_expect(s, "PARIS (AFP)");
    assert_true(screen_wait_row(s, 0, "1 unread", TEST_LONG_MS));
    screen_send(s, "N"); /* and on from the end */
    screen_expect(s, "from the end again");
    screen_send(s, "i");
    screen_expect(s, "Unread");
    screen_send(s, "A");
    screen_expect(s, "U takes it back");
    screen_send(s, "i"); /* everything, and only what is unread once more */
    screen_expect(s, "All stories");
    screen_send(s, "i");
    screen_expect(s, "All read");
    screen_send(s, "n");
    screen_expect(s, "no stories here");
    screen_send(s, "N");
    screen_expect(s, "no stories here");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

static void
a_new_development_moves_nothing_under_the_cursor(void **state)
{
    struct home *h = home_by_thread("groupnew", 3);
    int row, col, at;

    (void)state;
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "● Chess club");
    screen_expect(s, "+2 copies"); /* one text, in three papers */
    screen_send(s, "j");
    screen_settle(s, 100);
    assert_true(screen_find(s, "+2 copies", &at, &col));
    flood_go_on(h, 3);
    flood_go_on(h, 4);
    screen_expect(s, "▸ Railway to Port Selby");
    assert_true(screen_wait_row(s, 0, "6 unread", TEST_LONG_MS));
    assert_true(screen_find(s, "▸ Railway to Port Selby", &row, &col));
    assert_int_equal(row, at); /* where it stood, while the cursor is on it */
    screen_send(s, "\x1bOH");
    screen_wait_row(s, at - 1, "▸ Railway to Port Selby", TEST_LONG_MS);
    assert_true(screen_find(s, "▸ Railway to Port Selby", &row, &col));
    assert_int_equal(row, at - 1); /* at its newest story */
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

static void
the_place_in_a_thread_survives_a_restart(void **state)
{
    struct home *h = home_by_thread("groupstart", FLOOD_STORIES);
    struct screen *s = home_read(h, 24, 80);

    (void)state;
    screen_expect(s, "▸ Railway to Port Selby");
    screen_send(s, "vj");
    screen_expect(s, "searched the mud");
    screen_quit(s);
    s = home_read(h, 24, 80);
    screen_expect(s, "▾ Railway to Port Selby");
    screen_expect(s, "searched the mud");
    screen_send(s, "m");
    screen_expect(s, "★   Port Selby counts"); /* the cursor is on it */
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

/* A file that somebody else writes is read again: that is not what was chosen here. */
static void
what_was_chosen_outlives_a_written_file(void **state)
{
    struct home *h = flood_begin("groupfile", FLOOD_STORIES);
    struct screen *s = home_read(h, 24, 80);

    (void)state;
    screen_expect(s, "5 unread");
    screen_send(s, "g");
    screen_expect(s, "▸ Railway to Port Selby");
    buf_add(&h->sources, STR("\n[nord]\nurl = nowhere\n"));
    home_write(h);
    screen_expect(s, "sources.ini:"); /* what is wrong with it */
    screen_expect(s, "▸ Railway to Port Selby");
    screen_send(s, ":set keys vim\r");
    screen_expect(s, "keys = vim until");
    screen_send(s, ":set keys emacs\r");
    screen_expect(s, "there are courant, vim and newsboat");
    screen_quit(s);
    s = home_read(h, 24, 80);
    screen_expect(s, "▸ Railway to Port Selby");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

/* Each view has its own rows: what is counted and folded is what it lists. */
static void
views_group_what_they_list(void **state)
{
    struct home *h = home_by_thread("groupview", FLOOD_STORIES);
    struct screen *s = home_read(h, 24, 80);

    (void)state;
    screen_expect(s, "3 sources · 5 unread");
    screen_send(s, "\r");
    assert_true(
        screen_wait_row(s, 0, "5 unread", TEST_LONG_MS)); /* the railway is read after a moment */
    screen_send(s, "qji");
    screen_expect(s, "Unread");
    screen_expect(s, "▸ Port Selby counts");
    screen_expect(s, "2 sources · 4 unread");
    screen_send(s, "/soldiers\r");
    screen_expect(s, "Search: soldiers");
    screen_expect(s, "Eleven dead");
    screen_expect(s, "+2 copies");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_row_opens_and_closes),
        cmocka_unit_test(clicks_go_where_they_are_made),
        cmocka_unit_test(a_closed_row_is_marked_whole),
        cmocka_unit_test(reading_on_goes_through_the_thread),
        cmocka_unit_test(a_new_development_moves_nothing_under_the_cursor),
        cmocka_unit_test(the_place_in_a_thread_survives_a_restart),
        cmocka_unit_test(what_was_chosen_outlives_a_written_file),
        cmocka_unit_test(views_group_what_they_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
