#include "budget.h"
#include "server.h"
#include "test.h"

#include <courant/config.h>
#include <courant/page.h>
#include <courant/refresh.h>
#include <courant/store.h>
#include <courant/store_ahead.h>

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define PARAGRAPH                                                                                    \
    "<p>The ferry service between the two towns resumes on Monday, the harbour master said, after "  \
    "three weeks in which the pier was closed for repairs to the pilings. Tickets cost the same as " \
    "before, and the first boat leaves at six in the morning.</p>"

#define LINKS_MOST 8

/* One story in the store, with links under it, on a server that is the reader's own source. */
static struct server *server;
static struct arena arena;
static struct config config;
static struct config_source sources[2];
static struct store *st;
static struct refresher *refresher;
static str store_file;
static int64_t story_id;
static int wake_fd;

static int
open_all(void **state)
{
    static int number;
    struct config_paths over = { .config_folder = str_of(test_folder()) }, paths;
    struct err err = { 0 };

    (void)state;
    alarm(TEST_HANG_S);
    server = server_new();
    store_file = arena_printf(&arena, "%s/%d.db", test_folder(), ++number);
    if (!config_paths_find(&arena, &over, &paths, &err) ||
        !config_load(&arena, &paths, &config, &err) || !store_open(store_file.ptr, &st, &err))
        return -1;
    sources[0] =
        (struct config_source){ .key = STR("one"), .url = str_of(server_url(server, "/one")) };
    config.sources = sources;
    config.source_count = 1;
    config.settings.refresh_on_start = config.settings.refresh_auto = false;
    return 0;
}

static int
close_all(void **state)
{
    (void)state;
    store_close(st);
    if (server)
        server_free(server);
    arena_free(&arena);
    return 0;
}

static str
url_of(const char *path)
{
    return str_of(server_url(server, path));
}

static void
add_page(const char *path, int wait_ms)
{
    str body =
        arena_printf(&arena,
                     "<!DOCTYPE html><html><head><title>Page %s</title></head><body><article>"
                     "<h1>Page %s</h1>%s%s%s%s</article></body></html>",
                     path, path, PARAGRAPH, PARAGRAPH, PARAGRAPH, PARAGRAPH);

    server_add(server, &(struct server_route){
                           .path = path, .type = "text/html", .body = body, .wait_ms = wait_ms });
}

/* text: the story's own; paths: what its publisher put under it. */
static void
add_story(const char *text, const char *const *paths, size_t count)
{
    struct page_link links[LINKS_MOST] = { 0 };
    struct refresh_report *reports;
    size_t report_count;
    struct err err = { 0 };

    assert_true(count <= LINKS_MOST);
    server_feed(server, "/one",
                arena_printf(&arena,
                             "<rss version=\"2.0\"><channel><title>One</title><item><guid>s</guid>"
                             "<title>The story</title><link>%s</link><description>x</description>"
                             "</item></channel></rss>",
                             server_url(server, "/story"))
                    .ptr);
    if (!refresh_run(&arena, &config, store_file, NULL, 0, true, &reports, &report_count, &err) ||
        !store_story_by_url(st, url_of("/story"), &story_id, &err))
        fail_msg("%s", err.text);
    for (size_t i = 0; i < count; i++) {
        links[i].title = str_of(paths[i]);
        links[i].url = str_starts(str_of(paths[i]), STR("/")) ? url_of(paths[i]) : str_of(paths[i]);
    }
    const struct page_article page = { .url = url_of("/story"),
                                       .title = STR("The story"),
                                       .html = str_of(text),
                                       .related = links,
                                       .related_count = count };

    if (!store_page_write(st, story_id, &page, time_now_s(), &err))
        fail_msg("%s", err.text);
}

static void
start(void)
{
    struct err err = { 0 };

    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const struct refresh_options options = { .config = &config,
                                             .store_file = store_file,
                                             .wake_fd = wake_fd };

    if (!refresh_start(&options, &refresher, &err))
        fail_msg("%s", err.text);
}

static void
stop(void)
{
    refresh_stop(refresher);
    close(wake_fd);
}

static struct refresh_event
wait_event(enum refresh_event_kind kind)
{
    int64_t until_ms = time_now_ms() + TEST_LONG_MS;

    while (time_now_ms() < until_ms) {
        struct refresh_event *event = refresh_take(refresher);
        eventfd_t ignored;

        if (event) {
            struct refresh_event got = *event;

            refresh_event_free(event);
            if (got.kind == kind)
                return got;
            continue;
        }
        poll(&(struct pollfd){ wake_fd, POLLIN, 0 }, 1, 100);
        eventfd_read(wake_fd, &ignored);
    }
    fail_msg("no event of kind %d", (int)kind);
    return (struct refresh_event){ 0 };
}

/* Asks, and waits until nothing runs any more. The link that leads nowhere is answered when the other job is done. */
static void
ask(size_t most)
{
    refresh_ahead(refresher, story_id, most);
    refresh_follow(refresher, STR("nowhere:"));
    wait_event(REFRESH_PAGE_READY);
    wait_event(REFRESH_IDLE);
}

static void
the_next_step_needs_no_network(void **state)
{
    static const char *const paths[] = { "/a", "/b", "/c", "/d" };
    struct refresh_event event;
    struct store_text text;
    struct err err = { 0 };
    int64_t all, unread, saved, all_then, unread_then;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        add_page(paths[i], 0);
    add_story("<p>text</p>", paths, ARRAY_LEN(paths));
    assert_true(store_totals(st, &all, &unread, &saved, &err));
    start();
    refresh_ahead(refresher, story_id, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(wait_event(REFRESH_AHEAD).story_id, story_id);
    wait_event(REFRESH_IDLE);
    assert_int_equal(server_count(server, "/c"), 1);
    assert_int_equal(server_count(server, "/d"), 0); /* three were asked for */
    assert_str_equal(server_header(server_last(server, &arena, "/b"), "Sec-Purpose"),
                     STR("prefetch"));
    assert_int_equal(budget_load(st, time_now_s()).pages, 3);
    assert_true(budget_load(st, time_now_s()).bytes > 0);
    assert_true(store_totals(st, &all_then, &unread_then, &saved, &err));
    assert_true(all == all_then && unread == unread_then);

    ask(3); /* once more: they are here, and the fourth is not taken in their place */
    assert_int_equal(server_count(server, NULL), 1 + 3);
    str b = arena_str(&arena, url_of("/b"));

    server_free(server);
    server = NULL;
    refresh_follow(refresher, b);
    event = wait_event(REFRESH_PAGE_READY);
    if (event.err.kind != ERR_NONE)
        fail_msg("%s", event.err.text);
    assert_true(store_text_load(st, &arena, event.story_id, &text, &err));
    assert_str_equal(text.story.title, STR("Page /b"));
    assert_true(str_find(text.page_html, STR("pilings")) != STR_NONE);
    assert_int_equal(store_ahead_find(st, b, time_now_s()), STORE_AHEAD_NONE);
    stop();
}

static void
no_more_than_the_day_allows(void **state)
{
    static const char *const paths[] = { "/a", "/b", "/c" };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        add_page(paths[i], 0);
    add_story("<p>text</p>", paths, ARRAY_LEN(paths));
    server_forget(server);
    config.settings.prefetch_bytes = 0;
    start();
    ask(3);
    assert_int_equal(server_count(server, NULL), 0);
    config.settings.prefetch_bytes = 1 << 20;
    config.settings.prefetch_pages = 2;
    refresh_reload(refresher, &config);
    ask(3);
    assert_int_equal(server_count(server, NULL), 2);
    ask(3);
    assert_int_equal(server_count(server, NULL), 2);
    stop();
}

static void
servers_are_not_asked_for_what_they_would_mind(void **state)
{
    static const char *const paths[] = { "/missing", "/busy", "/c", "mailto:x@example.org" };
    struct server *other = server_new();
    const char *const foreign[] = { server_url(other, "/inside") };

    (void)state;
    add_page("/c", 0);
    server_add(server, &(struct server_route){ .path = "/missing", .status = 404 });
    add_page("/plain", 0);
    server_add(server,
               &(struct server_route){ .path = "/busy", .status = 503, .type = "text/html" });
    add_story(
        arena_printf(&arena,
                     "<p><a href=\"%s\">a plain link</a> <a href=\"%s?unsubscribe=7\">one that "
                     "does something</a></p>",
                     server_url(server, "/plain"), server_url(server, "/act"))
            .ptr,
        paths, ARRAY_LEN(paths));
    server_forget(server);
    start();
    ask(10);
    assert_int_equal(server_count(server, "/missing"), 1);
    assert_int_equal(server_count(server, "/busy"), 1);
    assert_int_equal(server_count(server, "/c"), 0); /* the server was busy */
    assert_int_equal(server_count(server, "/act"), 0);
    ask(10);
    assert_int_equal(server_count(server, "/missing"), 1); /* not again soon */
    assert_int_equal(server_count(server, "/busy"), 1);
    assert_int_equal(server_count(server, "/c"), 1);
    assert_int_equal(server_count(server, "/plain"), 1);
    assert_int_equal(server_count(server, "/act"), 0);
    stop();

    /* even where that server is a source of the reader's own: a page of another one may not have it asked */
    sources[1] =
        (struct config_source){ .key = STR("two"), .url = str_of(server_url(other, "/two")) };
    config.source_count = 2;
    add_story("<p>text</p>", foreign, 1);
    server_forget(other);
    start();
    ask(10);
    assert_int_equal(server_count(other, NULL), 0);
    stop();
    server_free(other);
}

/* Who walks on to what is on its way waits for that, and nothing is asked for twice. */
static void
what_is_under_way_is_taken_over(void **state)
{
    static const char *const paths[] = { "/slow", "/b" };
    struct refresh_event event;

    (void)state;
    add_page("/slow", 300);
    add_page("/b", 0);
    add_story("<p>text</p>", paths, ARRAY_LEN(paths));
    start();
    refresh_ahead(refresher, story_id, 1);
    for (int i = 0; i < TEST_LONG_MS / 10 && server_count(server, "/slow") == 0; i++)
        usleep(10000);
    refresh_follow(refresher, url_of("/slow"));
    event = wait_event(REFRESH_PAGE_READY);
    assert_int_equal(event.err.kind, ERR_NONE);
    assert_true(event.story_id > 0);
    assert_str_equal(str_of(event.url), url_of("/slow"));
    assert_int_equal(server_count(server, "/slow"), 1);
    stop();
}

/* Until the server has been asked for it. */
static void
wait_asked(const char *path)
{
    for (int i = 0; i < TEST_LONG_MS / 10 && server_count(server, path) == 0; i++)
        usleep(10000);
    assert_int_equal(server_count(server, path), 1);
}

/* What a server refuses to a prefetch, and what is too large for one, the reader still gets. */
static void
the_reader_gets_what_a_prefetch_does_not(void **state)
{
    static const char *const paths[] = { "/refused", "/large" };
    struct buf large = { .arena = &arena };

    (void)state;
    server_add(server, &(struct server_route){ .path = "/refused", .status = 503, .wait_ms = 500 });
    buf_printf(&large, "<html><body><article><h1>Large</h1>%s%s%s%s</article><!--", PARAGRAPH,
               PARAGRAPH, PARAGRAPH, PARAGRAPH);
    while (large.len <= AHEAD_BYTES)
        buf_add(&large,
                STR(" nothing but room nothing but room nothing but room nothing but room"));
    buf_add(&large, STR("--></body></html>"));
    server_add(server, &(struct server_route){ .path = "/large",
                                               .type = "text/html",
                                               .body = buf_str(&large),
                                               .wait_ms = 500 });
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        add_story("<p>text</p>", &paths[i], 1);
        start();
        refresh_ahead(refresher, story_id, 1);
        wait_asked(paths[i]);
        if (i == 0)
            add_page(paths[i], 0);
        refresh_follow(refresher, url_of(paths[i]));
        struct refresh_event event = wait_event(REFRESH_PAGE_READY);

        if (event.err.kind != ERR_NONE)
            fail_msg("%s: %s", paths[i], event.err.text);
        assert_true(event.story_id > 0);
        assert_int_equal(server_count(server, paths[i]), 2);
        assert_int_equal(server_header(server_last(server, &arena, paths[i]), "Sec-Purpose").len,
                         0);
        stop();
    }
}

/* An article in three pages; each of them counts, and one that would be cut short is not kept. */
static void
add_article(const char *path, int pages)
{
    for (int i = 1; i <= pages; i++) {
        str own = arena_printf(&arena, i > 1 ? "%s/%d" : "%s", path, i);
        str next = i == pages ? STR("")
                              : arena_printf(&arena, "<a rel=\"next\" href=\"%s/%d\">Next</a>",
                                             path, i + 1);
        str body =
            arena_printf(&arena,
                         "<html><head><title>Part %d</title></head><body><article><h1>Part %d</h1>"
                         "%s%s%s%s<p>This is part %d.</p>%.*s</article></body></html>",
                         i, i, PARAGRAPH, PARAGRAPH, PARAGRAPH, PARAGRAPH, i, STR_ARG(next));

        server_add(server,
                   &(struct server_route){ .path = own.ptr, .type = "text/html", .body = body });
    }
}

static void
each_page_of_an_article_is_counted(void **state)
{
    static const char *const paths[] = { "/long-article", "/b" };

    (void)state;
    add_article("/long-article", 3);
    add_page("/b", 0);
    add_story("<p>text</p>", paths, ARRAY_LEN(paths));
    config.settings.prefetch_pages = 2;
    start();
    ask(2);
    assert_int_equal(server_count(server, "/long-article"), 1);
    assert_int_equal(server_count(server, "/long-article/2"), 1);
    assert_int_equal(server_count(server, "/long-article/3"), 0);
    assert_int_equal(server_count(server, "/b"), 0);
    assert_int_equal(budget_load(st, time_now_s()).pages, 2);
    assert_int_equal(store_ahead_find(st, url_of("/long-article"), time_now_s()), STORE_AHEAD_NONE);
    config.settings.prefetch_pages = 100;
    refresh_reload(refresher, &config);
    ask(2);
    assert_int_equal(server_count(server, "/long-article/3"), 1);
    assert_int_equal(server_count(server, "/b"), 1);
    assert_int_equal(store_ahead_find(st, url_of("/long-article"), time_now_s()),
                     STORE_AHEAD_READY);
    stop();
}

/* What is left of the day is less than the page: that is no fault of the page, which may come tomorrow. */
static void
a_page_larger_than_what_is_left_may_come_later(void **state)
{
    static const char *const paths[] = { "/a" };

    (void)state;
    add_page("/a", 0);
    add_story("<p>text</p>", paths, ARRAY_LEN(paths));
    config.settings.prefetch_bytes = 500;
    start();
    ask(1);
    assert_int_equal(server_count(server, "/a"), 1);
    assert_int_equal(store_ahead_find(st, url_of("/a"), time_now_s()), STORE_AHEAD_NONE);
    config.settings.prefetch_bytes = 1 << 20;
    refresh_reload(refresher, &config);
    ask(1);
    assert_int_equal(server_count(server, "/a"), 2);
    assert_int_equal(store_ahead_find(st, url_of("/a"), time_now_s()), STORE_AHEAD_READY);
    stop();
}

static void
who_goes_on_leaves_nothing_running(void **state)
{
    static const char *const paths[] = { "/hang", "/b" };

    (void)state;
    server_add(server, &(struct server_route){ .path = "/hang", .act = SERVER_HANG });
    add_page("/b", 0);
    add_story("<p>text</p>", paths, ARRAY_LEN(paths));
    start();
    refresh_ahead(refresher, story_id, 2);
    for (int i = 0; i < TEST_LONG_MS / 10 && server_count(server, "/hang") == 0; i++)
        usleep(10000);
    refresh_cancel_pages(refresher);
    wait_event(REFRESH_IDLE);
    assert_int_equal(server_count(server, "/b"), 0);
    assert_int_equal(store_ahead_find(st, url_of("/hang"), time_now_s()), STORE_AHEAD_NONE);
    stop();
}

int
main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)
    const struct CMUnitTest tests[] = {
        TEST(the_next_step_needs_no_network),
        TEST(no_more_than_the_day_allows),
        TEST(servers_are_not_asked_for_what_they_would_mind),
        TEST(what_is_under_way_is_taken_over),
        TEST(the_reader_gets_what_a_prefetch_does_not),
        TEST(each_page_of_an_article_is_counted),
        TEST(a_page_larger_than_what_is_left_may_come_later),
        TEST(who_goes_on_leaves_nothing_running),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
