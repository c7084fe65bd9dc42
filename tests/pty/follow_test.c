/*
 * Threads that are followed and muted, over several refreshes: a running event of which three sources print one text first.
 */
#include "flood.h"
#include "screen.h"
#include "test.h"

#include <string.h>
#include <sys/stat.h>

#define FIRST    3 /* stories of the flood: the agency's text, which is one independent source */
#define HOME_KEY "\x1b[H"

/* Sources with a text of their own, beyond the two that the flood has. */
static const struct {
    const char *key, *name;
    struct feed_story story;
} later[] = {
    { "wire",
      "The Wire",
      { "Eleven funerals in Port Selby after Maro dam burst", "http://wire.test/1",
        "Port Selby buried the eleven dead of the Maro river dam burst on Friday; families and "
        "soldiers stood at the graves, and the mayor spoke.",
        1 } },
    { "bell",
      "The Bell",
      { "-rf $(touch x) `id`: Maro river dam at Port Selby", "http://bell.test/1",
        "The Maro river dam at Port Selby burst for want of repair, engineers said on Friday; "
        "eleven people were killed by the flood in the town.",
        1 } },
};

static void
put_later(struct home *h, size_t at)
{
    const char *file = arena_printf(&h->arena, "%s.xml", later[at].key).ptr;

    home_file(h, file, feed_of(&h->arena, later[at].name, &later[at].story, 1));
    home_source(h, later[at].key, file, later[at].name, "News", NULL);
}

static str
run(struct home *h, const char *const *words)
{
    int status;
    str out = home_run(h, &status, words);

    assert_int_equal(status, 0);
    return out;
}
#define RUN(h, ...) run((h), (const char *const[]){ __VA_ARGS__, NULL })

static bool
has(str text, const char *words)
{
    return str_find(text, str_of(words)) != STR_NONE;
}

static void
what_is_new_of_a_followed_thread_is_marked(void **state)
{
    struct home *h = flood_begin("follow", FIRST);
    struct screen *s = home_read(h, 24, 80);
    int row, col;

    (void)state;
    screen_expect(s, "3 unread");
    screen_send(s, "f");
    screen_expect(s, "followed: what comes to this thread");
    screen_expect(s, "· followed");
    assert_false(screen_find(s, "◉ Dam bursts", &row, &col)); /* it was there before */
    flood_go_on(h, 3);
    screen_expect(s, "◉ Port Selby counts its dead");
    assert_true(screen_find(s, "◉ Port Selby counts", &row, &col));
    assert_true(screen_cell(s, row, col).is_bold);
    screen_send(s, "p");
    screen_expect(s, "1 new · 4 sources");
    screen_send(s, "q");
    screen_send(s, ":following\r");
    screen_expect(s, "Following");
    screen_expect(s, "◉ Port Selby counts its dead");
    screen_expect(s, "1 new · 4 sources");
    screen_send(s, "f"); /* let go here, and taken back */
    screen_expect(s, "Nothing is followed");
    screen_send(s, "U");
    screen_expect(s, "taken back: the thread is followed");
    screen_expect(s, "◉ Port Selby counts its dead");
    screen_send(s, "\r");
    screen_expect(s, "searched the mud");
    screen_expect(s, "3 unread"); /* opened, and no news any more */
    screen_send(s, "q");
    screen_expect_gone(s, "◉ Port Selby counts");
    screen_send(s, ":following\r");
    screen_expect(s, "4 sources");
    screen_expect_gone(s, "1 new");
    assert_int_equal(screen_end(s), 0);
    assert_true(has(RUN(h, "list", "is:followed"), "Port Selby counts its dead"));
    assert_true(has(RUN(h, "list", "is:followed", "--json"), "\"followed\":true"));
    assert_true(has(RUN(h, "related", "1", "--json"), "\"subscribed\":true"));
    home_free(h);
}

/* Is the row with these words another colour than one below all of them? */
static bool
is_cursor_on(struct screen *s, const char *words)
{
    int row, col;

    screen_expect(s, words);
    assert_true(screen_find(s, words, &row, &col));
    struct screen_cell here = screen_cell(s, row, col), blank = screen_cell(s, 15, col);

    return here.bg != blank.bg || here.is_reversed != blank.is_reversed;
}

static void
add_chess(struct home *h, int age_h)
{
    const struct feed_story chess = { "Chess club of Aldmoor wins the cup", "http://chess.test/1",
                                      "For the first time since it was founded.", age_h };

    home_file(h, "chess.xml", feed_of(&h->arena, "Chess", &chess, 1));
    home_source(h, "chess", "chess.xml", "Chess", "Sport", NULL);
    RUN(h, "refresh", "--force");
}

/* The list of two threads that are followed; the cursor is on the one that came last. */
static struct screen *
follow_two(struct home *h)
{
    add_chess(h, 1);
    RUN(h, "mark", "followed", "1");
    RUN(h, "mark", "followed", "4");
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "4 unread");
    screen_send(s, ":following\r");
    screen_expect(s, "1 source "); /* of the one under the cursor */
    screen_settle(s, 200);
    return s;
}

/* What is followed stands in another order as soon as there is news: the next key must not let go of another thread. */
static void
the_cursor_keeps_its_thread(void **state)
{
    struct home *h = flood_begin("keep", FIRST);
    struct screen *s = follow_two(h);

    (void)state;
    screen_send(s, "j");
    screen_settle(s, 200);
    assert_true(is_cursor_on(s, "burst") && !is_cursor_on(s, "Chess club"));
    int row, now_row, col;

    assert_true(screen_find(s, "burst", &row, &col));
    flood_go_on(h, 3); /* by another copy of the program */
    screen_expect(s, "1 new");
    assert_true(screen_find(s, "◉ Port Selby", &now_row, &col));
    assert_true(is_cursor_on(s, "Port Selby counts") && !is_cursor_on(s, "Chess club"));
    screen_send(s, "f");
    screen_expect(s, "no longer followed");
    screen_expect(s, "Chess club");
    screen_expect_gone(s, "Port Selby counts");
    assert_int_not_equal(row, now_row); /* or nothing would have been seen */
    assert_int_equal(screen_end(s), 0);
    assert_true(has(RUN(h, "list", "is:followed"), "Chess club"));
    assert_false(has(RUN(h, "list", "is:followed"), "Port Selby"));
    home_free(h);
}

static void
a_muted_thread_is_away_until_it_changes_much(void **state)
{
    struct home *h = flood_begin("mute", FIRST);

    (void)state;
    add_chess(h, 20);
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "4 unread");
    screen_send(s, ":mute\r");
    screen_expect(s, "muted until it changes much");
    screen_expect(s, "1 unread");
    screen_send(s, "U");
    screen_expect(s, "4 unread");
    screen_send(s, ":mute\r");
    screen_expect(s, "1 unread");
    screen_send(s, "G"); /* off the story that stays because it is looked at */
    screen_expect(s, "first time since it was founded");
    flood_go_on(h, 3);
    flood_go_on(h, 4);
    assert_true(has(RUN(h, "list", "is:muted"), "Railway to Port Selby"));
    assert_false(has(RUN(h, "list"), "Port Selby"));
    assert_true(has(RUN(h, "search", "railway"), "Railway to Port Selby"));
    screen_settle(s, 300);
    assert_false(strstr(screen_text(s), "Railway") != NULL);
    screen_expect(s, "1 unread");
    screen_send(s, "/railway");
    screen_expect(s, "○ Railway to Port Selby");
    screen_send(s, "\x1b");
    screen_expect_gone(s, "Railway");
    put_later(h, 0); /* the fourth that has a text of its own: much has changed */
    RUN(h, "refresh", "--force");
    screen_expect(s, "7 unread");
    screen_send(s, HOME_KEY);
    screen_expect(s, "Eleven funerals in Port Selby");
    screen_expect(s, "was muted");
    screen_send(s, ":mute forever\r");
    screen_expect(s, "muted for good");
    screen_expect(s, "1 unread");
    screen_send(s, "U");
    screen_expect(s, "has changed much since it was muted");
    screen_expect(s, "7 unread");
    screen_send(s, HOME_KEY);
    screen_expect(s, "was muted");
    screen_send(s, ":unmute\r");
    screen_expect(s, "shown again");
    screen_expect_gone(s, "was muted");
    screen_expect(s, "7 unread");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

/* What another copy has said since is not taken back here. */
static void
undo_leaves_what_others_set(void **state)
{
    struct home *h = flood_begin("undo", FIRST);
    struct screen *s = home_read(h, 24, 80);

    (void)state;
    screen_expect(s, "3 unread");
    screen_send(s, "f");
    screen_expect(s, "followed: what comes to this thread");
    RUN(h, "mark", "unfollowed", "1");
    screen_send(s, "U");
    screen_expect(s, "not taken back");
    screen_send(s, "f");
    screen_expect(s, "followed: what comes to this thread");
    screen_send(s, ":mute\r");
    screen_expect(s, "muted until it changes much");
    screen_send(s, "U");
    screen_expect(s, "taken back: the thread is followed");
    screen_send(s, "U");
    screen_expect(s, "taken back: the thread is as any other");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

/* A program that writes down its only argument. */
static const char *
make_notifier(struct home *h)
{
    const char *path =
        home_file(h, "notify.sh", STR("#!/bin/sh\nprintf '%s|%s\\n' $# \"$1\" >> \"$0.out\"\n"));

    assert_int_equal(chmod(path, 0700), 0);
    home_setting(h, arena_printf(&h->arena, "notify = \"%s %%t\"", path).ptr);
    return path;
}

static str
told(struct home *h, const char *path)
{
    const char *file = arena_printf(&h->arena, "%s.out", path).ptr;
    struct err err = { 0 };
    str raw_text = { 0 };

    file_load(file, 65536, &h->arena, &raw_text, &err); /* none yet: nothing was told */
    return raw_text;
}

static void
a_command_is_told_once_a_thread(void **state)
{
    struct home *h = flood_begin("notify", FIRST);
    const char *path = make_notifier(h);

    (void)state;
    RUN(h, "refresh", "--force");
    RUN(h, "mark", "followed", "1");
    RUN(h, "refresh", "--force");
    assert_str_equal(told(h, path), STR("")); /* what was there is no news */
    flood_go_on(h, 3);
    assert_str_equal(
        told(h, path),
        STR("1|1 new: Port Selby counts its dead after Maro dam burst (Selby Times)\n"));
    RUN(h, "refresh", "--force");
    put_later(h, 0);
    put_later(h, 1);
    RUN(h, "refresh", "--force"); /* two at once, one line; nothing of a title is taken as a word */
    str text = told(h, path);

    assert_true(has(text, "(Selby Times)\n1|2 new: "));
    assert_true(has(text, "-rf $(touch x) `id`: Maro river dam at Port Selby (The Bell)\n") ||
                has(text, "Eleven funerals in Port Selby after Maro dam burst (The Wire)\n"));
    RUN(h, "mark", "unfollowed", "1");
    flood_go_on(h, 4);
    assert_str_equal(told(h, path), text);
    home_free(h);
}

/* Nor is anything told of them later, when they are heard again. */
static void
silenced_sources_tell_nothing(void **state)
{
    struct home *h = flood_begin("silent", FIRST);
    const char *path = make_notifier(h);

    (void)state;
    RUN(h, "refresh", "--force");
    RUN(h, "mark", "followed", "1");
    put_later(h, 0);
    put_later(h, 1);
    buf_add(&h->sources, STR("\n[bell]\nsilent = on\n"));
    RUN(h, "refresh", "--force");
    str text = told(h, path);

    if (!has(text, "1 new: ") || has(text, "(The Bell)") || !has(text, "(The Wire)"))
        fail_msg("%.*s", STR_ARG(text));
    buf_add(&h->sources, STR("silent = off\n"));
    RUN(h, "refresh", "--force");
    assert_str_equal(told(h, path), text);
    home_free(h);
}

static void
the_bell_rings_once_a_round(void **state)
{
    struct home *h = flood_begin("bell", FIRST);

    (void)state;
    RUN(h, "mark", "followed", "1");
    put_later(h, 0);
    put_later(h, 1);
    struct screen *s = home_read(h, 24, 80);
    size_t rung = 0;

    screen_expect(s, "3 unread");
    screen_send(s, ":set notify bell\r"); /* of which the refresh thread learns at once */
    screen_expect(s, "until courant ends");
    screen_mark(s);
    screen_send(s, "R");
    screen_expect(s, "news of what you follow");
    screen_settle(s, 200);
    str bytes = screen_bytes(s);

    for (size_t i = 0; i < bytes.len; i++)
        rung += bytes.ptr[i] == '\a' && (i == 0 || bytes.ptr[i - 1] != ';');
    assert_int_equal(rung, 1);
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

/* A page of one thread goes on with what one source alone tells of. */
static void
the_front_page_is_not_left_blank(void **state)
{
    struct home *h = flood_begin("blank", FIRST);
    int row, col, heading;

    (void)state;
    add_chess(h, 1);
    home_setting(h, "start = front-page");
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "Front page: 1 thread");
    screen_expect(s, "● Chess club of Aldmoor wins the cup");
    assert_true(screen_find(s, "From one source", &heading, &col));
    assert_true(screen_find(s, "burst", &row, &col) && row < heading);
    assert_true(screen_find(s, "Chess club", &row, &col) && row > heading);
    screen_send(s, "j"); /* over the heading */
    screen_settle(s, 200);
    assert_true(is_cursor_on(s, "Chess club"));
    screen_send(s, "\r");
    screen_expect(s, "since it was founded");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

/* Nothing is done by the next key to a row that nobody chose without a word. */
static void
a_row_that_is_gone_is_told(void **state)
{
    struct home *h = flood_begin("gone", FIRST);
    struct screen *s = follow_two(h);

    (void)state;
    RUN(h, "mark", "unfollowed", "4"); /* by another copy of the program */
    screen_expect(s, "the row under the cursor is gone");
    screen_expect_gone(s, "Chess club");
    assert_true(is_cursor_on(s, "burst"));
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_new_of_a_followed_thread_is_marked),
        cmocka_unit_test(the_cursor_keeps_its_thread),
        cmocka_unit_test(a_muted_thread_is_away_until_it_changes_much),
        cmocka_unit_test(undo_leaves_what_others_set),
        cmocka_unit_test(a_command_is_told_once_a_thread),
        cmocka_unit_test(silenced_sources_tell_nothing),
        cmocka_unit_test(the_bell_rings_once_a_round),
        cmocka_unit_test(the_front_page_is_not_left_blank),
        cmocka_unit_test(a_row_that_is_gone_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
