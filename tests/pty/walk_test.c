/*
 * Walking: a site of twelve pages, each with four headlines of others under its text, read ten deep and back by
 * keyboard alone; and the page that the project was born from, whole.
 */
#include "reader.h"
#include "screen.h"
#include "server.h"
#include "test.h"

#include <stdio.h>
#include <string.h>

#define PAGES 12
#define DEEP  10

static const char *const titles[PAGES] = {
    "Harbour wall to be raised before winter", "Council votes on the harbour money",
    "What the storm of January left behind",   "Fishermen ask for a second slipway",
    "The old lighthouse finds a keeper",       "Ferry timetable changes in March",
    "A museum for the drowned village",        "School moves to higher ground",
    "Engineers measure the sea bed again",     "Insurance and the low streets",
    "The last salt works close their gates",   "Tide tables, two hundred years of them",
};

/* A news page as a site serves it: headline, picture with its credit, paragraphs, four headlines under it. */
static str
ring_page(struct arena *a, int number)
{
    struct buf b = { .arena = a };

    buf_printf(
        &b,
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s | The Harbour Post</title>"
        "<meta property=\"og:site_name\" content=\"The Harbour Post\"></head><body>"
        "<header><nav><a href=\"/\">Home</a> <a href=\"/world\">World</a> <a href=\"/sport\">Sport</a></nav></header>"
        "<main><article><h1>%s</h1><figure><img src=\"/p%d.jpg\" alt=\"The harbour at dusk\">"
        "<figcaption>Photo: akorda.kz</figcaption></figure>",
        titles[number], titles[number], number);
    for (int p = 0; p < 5; p++)
        buf_printf(
            &b,
            "<p>This is paragraph %d of page %d, which tells at some length, and with commas, what was decided, "
            "by whom, and what the people of the harbour say about it now that the work has begun.</p>"
            "<p>&ldquo;We have waited for this, year after year,&rdquo; said the harbour master on page %d.</p>",
            p + 1, number, number);
    buf_add(&b, STR("</article><section class=\"related-news\"><h2>Read also</h2><ul>"));
    for (int i = 1; i <= 4; i++) {
        int other = (number + i) % PAGES;

        buf_printf(&b, "<li><a href=\"/news/%d.html\">%s</a></li>", other, titles[other]);
    }
    buf_add(&b, STR("</ul></section></main><footer><a href=\"/imprint\">Imprint</a> "
                    "<a href=\"/privacy\">Privacy</a></footer></body></html>"));
    return buf_str(&b);
}

static struct server *
serve_ring(struct home *h)
{
    struct server *server = server_new();
    struct buf feed = { .arena = &h->arena };

    for (int i = 0; i < PAGES; i++) {
        str path = arena_printf(&h->arena, "/news/%d.html", i);

        server_add(server, &(struct server_route){ .path = path.ptr,
                                                   .type = "text/html; charset=utf-8",
                                                   .body = ring_page(&h->arena, i) });
    }
    struct feed_story first = { .title = titles[0],
                                .url = server_url(server, "/news/0.html"),
                                .html = "The council wants it done.",
                                .age_h = 2 };

    buf_add(&feed, feed_of(&h->arena, "The Harbour Post", &first, 1));
    server_feed(server, "/rss.xml", arena_cstr(&h->arena, buf_str(&feed)));
    home_source(h, "post", server_url(server, "/rss.xml"), "The Harbour Post", "Local", NULL);
    return server;
}

static void
ten_deep_and_back(void **state)
{
    struct home *h = home_make("ring");
    struct server *server = serve_ring(h);
    int status;

    (void)state;
    home_setting(h, "refresh-on-start = off");
    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, 0);
    struct screen *s = home_read(h, 40, 120);

    screen_expect(s, titles[0]);
    screen_send(s, "\r");
    screen_expect(s, "paragraph 1 of page 0");
    screen_expect(s, "akorda.kz");
    screen_expect(s, titles[1]);
    for (int i = 1; i <= DEEP; i++) {
        char want[64];

        screen_settle(s, 100);
        screen_send(s, "1");
        snprintf(want, sizeof(want), "paragraph 1 of page %d,", i);
        screen_expect(s, want);
        screen_expect(s, titles[(i + 1) % PAGES]);
    }
    screen_expect(s, "… › School moves"); /* the trail: where one came from */
    for (int i = DEEP - 1; i >= 0; i--) {
        char want[64];

        screen_send(s, "\x7f");
        snprintf(want, sizeof(want), "paragraph 1 of page %d,", i);
        screen_expect(s, want);
    }
    screen_send(s, "]");
    screen_expect(s, "paragraph 1 of page 1,");
    assert_int_equal(server_count(server, "/news/3.html"),
                     1); /* back and forward come from the store */
    assert_int_equal(screen_end(s), 0);
    server_free(server);
    home_free(h);
}

static void
the_walk_survives_a_restart(void **state)
{
    struct home *h = home_make("restart");
    struct server *server = serve_ring(h);
    int status;

    (void)state;
    home_setting(h, "refresh-on-start = off\nstart = last");
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 40, 120);

    screen_expect(s, titles[0]);
    screen_send(s, "\r");
    screen_expect(s, "paragraph 1 of page 0");
    screen_expect(s, titles[1]);
    screen_send(s, "1");
    screen_expect(s, "paragraph 1 of page 1,");
    screen_quit(s);

    s = home_read(h, 40, 120);
    screen_expect(s, "paragraph 1 of page 1,");
    screen_send(s, "\x7f");
    screen_expect(s, "paragraph 1 of page 0");
    screen_end(s);
    server_free(server);
    home_free(h);
}

static void
a_page_that_cannot_be_had_says_so(void **state)
{
    struct home *h = home_make("absent");
    struct server *server = serve_ring(h);
    int status;

    (void)state;
    server_add(server, &(struct server_route){ .path = "/news/1.html",
                                               .status = 404,
                                               .type = "text/html",
                                               .body = STR("<h1>gone</h1>") });
    home_setting(h, "refresh-on-start = off");
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 40, 120);

    screen_expect(s, titles[0]);
    screen_send(s, "\r");
    screen_expect(s, "paragraph 1 of page 0");
    screen_expect(s, titles[1]);
    screen_settle(s, 100);
    screen_send(s, "1");
    screen_expect(s, "404");
    screen_expect(s, "paragraph 1 of page 0"); /* what was there stays */
    assert_int_equal(screen_end(s), 0);
    server_free(server);
    home_free(h);
}

/* How often the screen has it. */
static size_t
count_of(struct screen *s, const char *words)
{
    str rest = str_of(screen_text(s));
    size_t count = 0, at;

    while ((at = str_find(rest, str_of(words))) != STR_NONE) {
        rest = str_from(rest, at + 1);
        count++;
    }
    return count;
}

/* What is related is fetched while one reads: then the server may go, and one walks on. */
static void
offline_after_prefetch(void **state)
{
    struct home *h = home_make("offline");
    struct server *server = serve_ring(h);
    int status;

    (void)state;
    home_setting(h, "refresh-on-start = off\nprefetch = 3");
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 40, 120);

    screen_expect(s, titles[0]);
    screen_send(s, "\r");
    screen_expect(s, "paragraph 1 of page 0");
    for (int tries = 0; tries < TEST_LONG_MS / 100 && count_of(s, " ready ") < 3; tries++)
        screen_settle(s, 100);
    assert_int_equal(count_of(s, " ready "), 3);
    assert_int_equal(server_count(server, "/news/3.html"), 1);
    assert_int_equal(server_count(server, "/news/4.html"), 0);
    server_free(server);
    for (int i = 1; i <= 3; i++) { /* 1, 2 and 3 came with the first story */
        char want[64];

        screen_send(s, "1");
        snprintf(want, sizeof(want), "paragraph 1 of page %d,", i);
        screen_expect(s, want);
        screen_expect(s, titles[(i + 1) % PAGES]);
        screen_settle(s, 100);
    }
    screen_send(s, "1"); /* and this one did not */
    screen_expect(s, "refused the connection");
    screen_expect(s, "paragraph 1 of page 3,");
    assert_int_equal(screen_end(s), 0);
    home_free(h);
}

/* Pages that nobody has walked to are in no list and no count. */
static void
prefetched_pages_are_no_stories(void **state)
{
    struct home *h = home_make("unasked");
    struct server *server = serve_ring(h);
    int status;

    (void)state;
    home_setting(h, "refresh-on-start = off\nprefetch = 3\nmark-read-on-open = off");
    HOME_RUN(h, &status, "refresh", "--force");
    struct screen *s = home_read(h, 40, 120);

    screen_expect(s, titles[0]);
    screen_send(s, "\r");
    screen_expect(s, " ready ");
    screen_expect(s, "1 unread");
    assert_int_equal(screen_end(s), 0);
    str list = HOME_RUN(h, &status, "list", "source:127.0.0.1");

    assert_true(str_find(list, str_of(titles[1])) == STR_NONE);
    server_free(server);
    home_free(h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_deep_and_back),
        cmocka_unit_test(the_walk_survives_a_restart),
        cmocka_unit_test(a_page_that_cannot_be_had_says_so),
        cmocka_unit_test(offline_after_prefetch),
        cmocka_unit_test(prefetched_pages_are_no_stories),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
