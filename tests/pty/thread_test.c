/*
 * Threads as the reader sees them: one running event over five sources, three of which print one agency text.
 */
#include "flood.h"
#include "screen.h"
#include "test.h"

static void
rows_say_why_and_copies_are_folded(void **state)
{
    struct home *h = flood_make("fold");
    struct screen *s = home_read(h, 40, 120);

    (void)state;
    screen_expect(s, "Railway to Port Selby");
    screen_send(s, "\r");
    screen_expect(s, "The same story elsewhere · 5 sources");
    screen_expect(s, "AFP text, also in Herald, The Globe");
    screen_send(s, "rz");
    screen_expect(s, "same event · 5 sources");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

static void
copies_are_read_with_what_they_copy(void **state)
{
    struct home *h = flood_make("copies");
    struct screen *s = home_read(h, 24, 80);

    (void)state;
    screen_expect(s, "5 unread");
    screen_send(s, "G\r"); /* the first that had it */
    screen_expect(s, "the same text marked read in");
    screen_expect(s, "2 unread");
    screen_send(s, "U");
    screen_expect(s, "taken back: 2 stories unread again");
    screen_expect(s, "4 unread");
    screen_send(s, "qN"); /* one of the copies, and the other with it */
    screen_expect(s, "2 unread");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

static void
front_page_and_timeline(void **state)
{
    struct home *h = flood_make("front");
    int row, col;

    (void)state;
    home_setting(h, "start = front-page");
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "Front page");
    screen_expect(s, "● Railway to Port Selby");
    screen_expect(s, "5 sources");
    screen_send(s, "\r");
    screen_expect(s, "two bridges were");
    screen_send(s, "T");
    screen_expect(s, "first: The Globe");
    screen_expect(s, "Herald, as The Globe");
    screen_expect(s, "newest: Radio Nord");
    screen_send(s, "k\r"); /* a step back in time */
    screen_expect(s, "searched the mud");
    screen_quit(s);

    s = home_read(h, 24, 80); /* nothing is new any more */
    screen_expect(s, "Railway to Port Selby");
    screen_expect(s, "5 sources");
    screen_settle(s, 100);
    assert_false(screen_find(s, "● Railway to Port Selby", &row, &col));
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

static void
the_command_line_says_the_same(void **state)
{
    struct home *h = flood_make("why");
    int status;
    str related = HOME_RUN(h, &status, "related", "5");

    (void)state;
    assert_int_equal(status, 0);
    assert_true(str_find(related, STR("same event · 5 sources")) != STR_NONE);
    assert_true(str_find(related, STR("copy of AFP text")) != STR_NONE);
    home_free(h);
}

/* Five sources, three refreshes: one thread, which grows and stays the same one. */
static void
a_running_event_is_one_thread(void **state)
{
    struct home *h = flood_begin("running", 3);
    int status;

    (void)state;
    for (size_t stories = 3; stories <= FLOOD_STORIES; stories++) {
        if (stories > 3)
            flood_go_on(h, stories - 1);
        str list = HOME_RUN(h, &status, "list", "thread:1", "--json"), rest = list;
        size_t count = 0, at;

        assert_int_equal(status, 0);
        while ((at = str_find(rest, STR("\"thread\""))) != STR_NONE) {
            rest = str_from(rest, at + 1);
            count++;
        }
        if (count != stories)
            fail_msg("%zu stories of %zu in: %.*s", count, stories, STR_ARG(list));
    }
    home_free(h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_say_why_and_copies_are_folded),
        cmocka_unit_test(copies_are_read_with_what_they_copy),
        cmocka_unit_test(front_page_and_timeline),
        cmocka_unit_test(the_command_line_says_the_same),
        cmocka_unit_test(a_running_event_is_one_thread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
