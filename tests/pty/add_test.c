/* A source added by the address of its site, from within the reader: looked for, shown, taken or left. */
#include "reader.h"
#include "screen.h"
#include "server.h"
#include "test.h"

#include <stdio.h>

#define LINK(href, title)                                                                          \
    "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"" href "\" title=\"" title "\">"
#define PAGE(head)                                                                                 \
    "<!DOCTYPE html><html><head><title>Site</title>" head "</head><body><p>Text.</p></body></html>"

static struct server *server;
static struct home *home;
static struct screen *screen;

static void
serve(const char *path, const char *type, str body)
{
    struct server_route route = { .path = path, .type = type, .body = body };

    server_add(server, &route);
}

static void
serve_feed(const char *path, const char *title, const char *story)
{
    const struct feed_story stories[] = {
        { "The elder of two", "https://two.example/1", "<p>It was so before.</p>", 30 },
        { story, "https://two.example/2", "<p>It is so now.</p>", 1 },
    };

    serve(path, "application/rss+xml", feed_of(&home->arena, title, stories, ARRAY_LEN(stories)));
}

static int
begin(void **state)
{
    int status;

    (void)state;
    server = server_new();
    home = home_with_wire("add");
    serve("/one/", "text/html", STR(PAGE(LINK("/one.xml", "One"))));
    serve("/many/", "text/html",
          STR(PAGE(LINK("/one.xml", "Everything") LINK("/sport.xml", "Sport only")
                       LINK("/gone.xml", "Long gone"))));
    serve("/none/", "text/html", STR(PAGE("")));
    serve_feed("/one.xml", "The One Post", "A bridge is built");
    serve_feed("/sport.xml", "The Sport Post", "A match is won");
    HOME_RUN(home, &status, "refresh", "--force");
    screen = home_read(home, 24, 80);
    screen_expect(screen, "Rates held");
    return status;
}

static int
end(void **state)
{
    (void)state;
    screen_end(screen);
    home_free(home);
    server_free(server);
    return 0;
}

static void
ask_for(const char *path)
{
    screen_send(screen, "a");
    screen_expect(screen, ":add");
    screen_send(screen, server_url(server, path));
    screen_send(screen, "\r");
}

static str
sources_file(struct arena *a)
{
    struct err err = { 0 };
    str raw = { 0 };

    assert_true(file_load(home_path(home, "config/courant/sources.ini"), 1 << 16, a, &raw, &err));
    return raw;
}

static void
a_site_with_one_feed_is_shown_and_added(void **state)
{
    struct arena a = { 0 };

    (void)state;
    ask_for("/one/");
    screen_expect(screen, "Add this source?");
    screen_expect(screen, "The One Post");
    screen_expect(screen, "1h  A bridge is built");
    screen_expect(screen, "The elder of two");
    screen_expect(screen, "Enter adds it");
    screen_send(screen, "\r");
    screen_expect(screen, "being fetched");
    screen_expect(screen, "A bridge is built"); /* in the list */
    str raw = sources_file(&a);

    assert_true(str_find(raw, STR("/one.xml\"")) != STR_NONE);
    assert_true(str_find(raw, STR(WIRE_REMARK)) != STR_NONE);
    ask_for("/one.xml");
    screen_expect(screen, "is a source already");
    arena_free(&a);
}

static void
of_several_feeds_one_is_chosen(void **state)
{
    struct arena a = { 0 };

    (void)state;
    ask_for("/many/");
    screen_expect(screen, "Which of its feeds?");
    screen_expect(screen, "Everything");
    screen_expect(screen, "Long gone");
    screen_send(screen, "jj\r");
    screen_expect(screen, "not found");
    ask_for("/many/");
    screen_expect(screen, "Sport only");
    screen_send(screen, "j\r");
    screen_expect(screen, "The Sport Post");
    screen_send(screen, "q");
    screen_expect_gone(screen, "Add this source?");
    assert_true(str_find(sources_file(&a), STR("sport.xml")) == STR_NONE); /* it was left */
    arena_free(&a);
}

static void
what_cannot_be_had_is_said(void **state)
{
    struct server_route slow = { .path = "/slow/", .act = SERVER_HANG };
    char closed[64];

    (void)state;
    server_add(server, &slow);
    ask_for("/none/");
    screen_expect(screen, "no feed");
    snprintf(closed, sizeof(closed), ":add http://127.0.0.1:%d/\r", 1);
    screen_send(screen, closed);
    screen_expect(screen, "127.0.0.1:1/: ");
    screen_send(screen, ":add exec:date\r");
    screen_expect(screen, "by hand");
    ask_for("/slow/");
    screen_expect(screen, "looking for");
    screen_send(screen, "\x1b");
    screen_expect_gone(screen, "looking for");
}

static void
a_source_is_removed(void **state)
{
    struct arena a = { 0 };

    (void)state;
    screen_send(screen, "s");
    screen_expect(screen, "World");
    screen_send(screen, "G\x1b[3~");
    screen_expect(screen, ":remove wire");
    screen_send(screen, "\r");
    screen_expect(screen, "Wire is removed");
    assert_true(str_find(sources_file(&a), STR("wire")) == STR_NONE);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_site_with_one_feed_is_shown_and_added, begin, end),
        cmocka_unit_test_setup_teardown(of_several_feeds_one_is_chosen, begin, end),
        cmocka_unit_test_setup_teardown(what_cannot_be_had_is_said, begin, end),
        cmocka_unit_test_setup_teardown(a_source_is_removed, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
