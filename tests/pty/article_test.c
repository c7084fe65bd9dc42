/*
 * The article pane: found words, links by number, the place that stays when the window changes, pages that overlap.
 */
#include "reader.h"
#include "screen.h"
#include "server.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

#define LINKS      12
#define PARAGRAPHS 40
#define NUMBERS    1500

static str
long_story(struct arena *a, struct server *server)
{
    struct buf b = { .arena = a };

    for (int i = 1; i <= PARAGRAPHS; i++)
        buf_printf(
            &b,
            "<p>Sentence %d begins here and goes on for a while about the harbour, its wall and "
            "what%s the keeper saw from it on that day; then it ends.</p>",
            i, i % 10 == 5 ? " lantern" : "");
    for (int i = 1; i <= LINKS; i++)
        buf_printf(&b, "<p><a href=\"%s%d.html\">Page number %d</a></p>",
                   server_url(server, "/linked"), i, i);
    buf_add(&b, STR("<p>At the end stands a list of numbers:"));
    for (unsigned i = 1; i <= NUMBERS; i++)
        buf_printf(&b, " %u", i * i * i % 100000);
    buf_add(&b, STR("</p>"));
    return buf_str(&b);
}

static struct server *
serve_story(struct home *h)
{
    struct server *server = server_new();
    str html = long_story(&h->arena, server);
    struct feed_story story = { .title = "The wall and the lantern",
                                .url = server_url(server, "/story.html"),
                                .html = arena_cstr(&h->arena, html),
                                .age_h = 2 };
    str feed = feed_of(&h->arena, "The Harbour Post", &story, 1);

    server_feed(server, "/rss.xml", arena_cstr(&h->arena, feed));
    server_add(
        server,
        &(struct server_route){
            .path = "/linked12.html",
            .type = "text/html; charset=utf-8",
            .body = STR("<!DOCTYPE html><html><head><title>The twelfth</title></head><body>"
                        "<article><h1>The twelfth</h1><p>This is what stands on the twelfth "
                        "page, at some length, with commas, and to its very end.</p><p>A "
                        "second paragraph, so that nobody takes it for a mere remark, is here "
                        "too, and says as much again.</p></article></body></html>") });
    home_source(h, "post", server_url(server, "/rss.xml"), "The Harbour Post", "Local", NULL);
    home_setting(h, "refresh-on-start = off\nfull-text = never");
    return server;
}

/* The story open and alone on the screen. */
static struct screen *
read_story(struct home *h, int rows, int cols)
{
    int status;

    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, 0);
    struct screen *s = home_read(h, rows, cols);

    screen_expect(s, "The wall and the lantern");
    screen_send(s, "\r");
    screen_expect(s, "Sentence 1 begins");
    screen_send(s, "z");
    screen_expect(s, "Sentence 4 begins");
    screen_settle(s, 200);
    return s;
}

static void
words_are_found_in_it(void **state)
{
    struct home *h = home_make("find");
    struct server *server = serve_story(h);
    struct screen *s = read_story(h, 24, 80);

    (void)state;
    screen_send(s, "/lantern\r");
    screen_send(s, "n");
    screen_expect(s, "Sentence 5 begins");
    screen_send(s, "n");
    screen_expect(s, "Sentence 15 begins");
    screen_expect(s, "3 of 5: lantern");
    screen_send(s, "N");
    screen_expect(s, "Sentence 5 begins");
    screen_send(s, "/no such words\r");
    screen_expect(s, "no such words");
    assert_int_equal(screen_end(s), 0);
    server_free(server);
    home_free(h);
}

static void
links_open_by_number(void **state)
{
    struct home *h = home_make("links");
    struct server *server = serve_story(h);
    struct screen *s = read_story(h, 24, 80);

    (void)state;
    screen_send(s, "l");
    screen_expect(s, "Page number 7");
    screen_send(s, "1"); /* of twelve: may be 1, 10, 11 or 12 */
    screen_settle(s, 200);
    screen_expect(s, "Page number 7");
    screen_send(s, "2");
    screen_expect(s, "what stands on the twelfth");
    assert_int_equal(screen_end(s), 0);
    server_free(server);
    home_free(h);
}

/* The rows between the frame's. */
static str
body_rows(struct arena *a, struct screen *s, int from, int to)
{
    struct buf b = { .arena = a };

    for (int y = from; y < to; y++)
        buf_printf(&b, "%s\n", screen_row(s, y));
    return buf_str(&b);
}

static void
the_place_stays_when_the_window_changes(void **state)
{
    static const int cols[] = { 120, 44, 99, 61, 150, 40 };
    struct home *h = home_make("turn");
    struct server *server = serve_story(h);
    struct screen *s = read_story(h, 24, 80);

    (void)state;
    screen_send(s, "G\x1b[5~\x1b[5~\x1b[5~"); /* into the middle of a long paragraph */
    screen_settle(s, 200);
    str before = body_rows(&h->arena, s, 2, 22);

    for (size_t i = 0; i < ARRAY_LEN(cols); i++) {
        screen_resize(s, 24, cols[i]);
        screen_settle(s, 200);
    }
    screen_resize(s, 24, 80);
    screen_settle(s, 300);
    assert_str_equal(body_rows(&h->arena, s, 2, 22), before);
    /* what a new width shows first is a part of it: beginning and end are where they were all the same */
    screen_resize(s, 24, 71);
    screen_send(s, "\x1b[H");
    screen_expect(s, "Sentence 1 begins");
    screen_expect(s, "Article · top");
    screen_resize(s, 24, 66);
    screen_send(s, "G");
    screen_expect(s, "Article · end");
    assert_int_equal(screen_end(s), 0);
    server_free(server);
    home_free(h);
}

static void
pages_keep_two_lines(void **state)
{
    struct home *h = home_make("page");
    struct server *server = serve_story(h);
    struct screen *s = read_story(h, 24, 80);
    int row, col;

    (void)state;
    screen_send(s, " ");
    screen_settle(s, 200);
    struct arena a = { 0 };
    str top = body_rows(&a, s, 1, 3);

    assert_false(screen_find(s, "Sentence 1 begins", &row, &col));
    screen_send(s, "\x1b[5~"); /* back: what was on top is at the bottom now */
    screen_settle(s, 200);
    str all = body_rows(&a, s, 1, 23);

    assert_true(str_ends(all, top));
    assert_true(screen_find(s, "Sentence 1 begins", &row, &col));
    arena_free(&a);
    assert_int_equal(screen_end(s), 0);
    server_free(server);
    home_free(h);
}

/* How often `what` stands in the bytes. */
static int
count_of(str bytes, str what)
{
    int count = 0;

    for (size_t at; (at = str_find(bytes, what)) != STR_NONE; count++)
        bytes = str_from(bytes, at + what.len);
    return count;
}

static void
links_are_told_to_terminals_that_know_them(void **state)
{
    static const struct {
        const char *label, *term, *env;
        bool is_told;
    } cases[] = {
        { "a plain one", "xterm-256color", "LC_ALL=C.UTF-8", false },
        { "with 24 bits of colour", "xterm-256color", "COLORTERM=truecolor", true },
        { "VTE", "xterm-256color", "VTE_VERSION=7201", true },
        { "an old VTE", "xterm-256color", "VTE_VERSION=4800", false },
        { "inside of another", "xterm-256color", "TMUX=/tmp/x,1,0", false },
        { "rxvt", "rxvt-unicode-256color", "COLORTERM=truecolor", false },
    };
    static const char html[] =
        "<p>See <a href=\"https://example.org/one?a=1&amp;b=2\">the first of them, which is so "
        "long that it goes over the end of its line and on to the next</a> and <a "
        "href=\"https://example.org/\xC3\xA9&#27;]0;x&#7;\\&#155;y\">another one</a>.</p>";
    struct home *h = home_make("told");
    struct feed_story story = { .title = "Two links", .url = "https://example.org/", .html = html };
    int status;

    (void)state;
    home_file(h, "post.xml", feed_of(&h->arena, "Post", &story, 1));
    home_source(h, "post", "post.xml", "Post", NULL, NULL);
    home_setting(h, "refresh-on-start = off\nfull-text = never");
    HOME_RUN(h, &status, "refresh", "--force");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *env[] = { cases[i].env, NULL };
        struct screen *s = home_read_as(h, 24, 80, cases[i].term, env);

        screen_expect(s, "Two links");
        screen_send(s, "\r");
        screen_expect(s, "another one");
        screen_settle(s, 400);
        str bytes = screen_bytes(s);
        int count = count_of(bytes, STR("\033]8;id=c"));

        if ((count > 0) != cases[i].is_told)
            fail_msg("%s: %d links told", cases[i].label, count);
        if (cases[i]
                .is_told) { /* both parts are one link; nothing in an address ends its sequence */
            assert_true(
                count_of(bytes, STR("\033]8;id=c1;https://example.org/one?a=1&b=2\033\\")) >= 2);
            assert_int_equal(count_of(bytes, STR("\033]8;;\033\\")), count);
            assert_int_equal(count_of(bytes, STR("]0;x\007")), 0);
            screen_mark(s); /* what looks the same and stays is not told again */
            screen_send(s, "m");
            screen_settle(s, 400);
            assert_int_equal(count_of(screen_bytes(s), STR("\033]8;")), 0);
            screen_send(s, "?");
            screen_settle(s, 400);
            screen_mark(s); /* what was covered is */
            screen_send(s, "\x1b");
            screen_expect(s, "another one");
            screen_settle(s, 400);
            assert_true(count_of(screen_bytes(s), STR("\033]8;id=c1;")) >= 2);
        }
        screen_end(s);
    }
    home_free(h);
}

/* What the publisher hung on to follow the reader is not copied, unless the setting says so. */
static void
addresses_are_handed_on_without_trackers(void **state)
{
    static const struct feed_story story = { "A short one",
                                             "https://post.example/1?utm_source=rss&id=7",
                                             "<p>It is short.</p>", 1 };
    struct home *h = home_make("tracked");
    int status;

    (void)state;
    home_file(h, "post.xml", feed_of(&h->arena, "Post", &story, 1));
    home_source(h, "post", "post.xml", "Post", "Local", NULL);
    home_setting(h, "refresh-on-start = off\nrefresh = off\nfull-text = never");
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 24, 80);

    screen_expect(s, "A short one");
    screen_send(s, "y");
    screen_expect(s, "copied https://post.example/1?id=7");
    screen_send(s, ":set keep-tracking on\r");
    screen_expect(s, "keep-tracking = on");
    screen_send(s, "y");
    screen_expect(s, "copied https://post.example/1?utm_source=rss&id=7");
    screen_end(s);
    home_free(h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_in_it),
        cmocka_unit_test(links_open_by_number),
        cmocka_unit_test(the_place_stays_when_the_window_changes),
        cmocka_unit_test(pages_keep_two_lines),
        cmocka_unit_test(links_are_told_to_terminals_that_know_them),
        cmocka_unit_test(addresses_are_handed_on_without_trackers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
