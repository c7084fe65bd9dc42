#include "server.h"
#include "test.h"

#include <courant/config.h>
#include <courant/refresh_find.h>
#include <courant/text.h>

#include <locale.h>
#include <unistd.h>

#define FEED(title)                                                                                \
    "<rss version=\"2.0\"><channel><title>" title                                                  \
    "</title><item><title>One</title></item></channel></rss>"
#define PAGE(head)                                                                                 \
    "<!DOCTYPE html><html><head><title>Site</title>" head "</head><body><p>Text.</p></body></html>"
#define LINK(href, title)                                                                          \
    "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"" href "\" title=\"" title "\">"

static struct server *server;
static struct net *net;
static struct settings settings = {
    .feed_limit = 1 << 20, .connect_timeout_s = 5, .stall_timeout_s = 5, .timeout_s = 10
};

static int
open_both(void **state)
{
    struct err err = { 0 };
    struct net_options options = { 0 };

    (void)state;
    alarm(TEST_HANG_S);
    setlocale(LC_CTYPE, "C.UTF-8");
    server = server_new();
    net = net_open(&options, &err);
    return net ? 0 : -1;
}

static int
close_both(void **state)
{
    (void)state;
    net_close(net);
    server_free(server);
    return 0;
}

static void
serve(const char *path, const char *type, str body)
{
    struct server_route route = { .path = path, .type = type, .body = body };

    server_add(server, &route);
}

static void
serve_all(void)
{
    serve("/feed-itself", "text/plain", STR(FEED("Itself")));
    serve("/page/", "text/html", STR(PAGE(LINK("/gone.xml", "Gone") LINK("/news.xml", "News"))));
    serve("/news.xml", NULL, STR(FEED("News &amp; more")));
    serve("/silent/", "text/html", STR(PAGE("")));
    serve("/silent/rss.xml", NULL, STR(FEED("Below")));
    serve("/other/", "text/html", STR(PAGE("")));
    serve("/@name", "text/html", STR(PAGE("")));
    serve("/@name.rss", NULL, STR(FEED("A person")));
    serve("/inner", "text/html", STR(PAGE(LINK("http://127.0.0.2:9/feed", "Inner"))));
    struct server_route moved = {
        .path = "/moved", .act = SERVER_REDIRECT, .status = 301, .location = "/feed-itself"
    };
    server_add(server, &moved);
}

/* clang-format off */
static const struct { const char *label, *path, *want, *title; } cases[] = { /* want empty: none is found */
    { "the feed itself", "/feed-itself", "/feed-itself", "Itself" },
    { "announced, the first being gone", "/page/", "/news.xml", "News & more" },
    { "a usual place below the page", "/silent/", "/silent/rss.xml", "Below" },
    { "a person's page", "/@name", "/@name.rss", "A person" },
    { "moved for good", "/moved", "/feed-itself", "Itself" },
    { "a page that is gone, with a usual place", "/silent/gone/../", "/silent/rss.xml", "Below" },
    { "nothing", "/other/", "", "" },
    { "not there", "/nowhere", "", "" },
    { "an address inside, from a page", "/inner", "", "" },
};
/* clang-format on */

static struct find *
look(const char *path, str choice)
{
    struct find *f = find_new(&settings, str_of(server_url(server, path)), choice);

    find_wait(f, net);
    return f;
}

/* The first that can be read of those that the page announces. */
static struct find *
first_readable(struct find *f, const char *path)
{
    const struct find_choice *choices = NULL;
    struct err err = { 0 };
    size_t count = 0;
    struct find *one = f;

    if (!find_result(f, &choices, &count, &err) || choices->is_read)
        return f;
    for (size_t i = 0; i < count; i++) {
        const struct find_choice *choice = NULL;
        size_t n = 0;

        if (one != f)
            find_free(one);
        one = look(path, choices[i].url);
        if (find_result(one, &choice, &n, &err))
            break;
    }
    find_free(f);
    return one;
}

static void
feeds_are_found_behind_addresses(void **state)
{
    (void)state;
    serve_all();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct find *f = first_readable(look(cases[i].path, STR("")), cases[i].path);
        const struct find_choice *choice = NULL;
        struct err err = { 0 };
        size_t count = 0;
        bool ok = find_result(f, &choice, &count, &err);

        if (ok != (cases[i].want[0] != '\0'))
            fail_msg("%s: %s, %s", cases[i].label, ok ? "found" : "not found", err.text);
        if (ok) {
            assert_str_equal(choice->url, str_of(server_url(server, cases[i].want)));
            assert_str_equal(choice->title, str_of(cases[i].title));
        }
        find_free(f);
    }
}

static void
a_small_server_is_not_asked_without_end(void **state)
{
    const struct find_choice *choices = NULL;
    struct err err = { 0 };
    size_t count = 0;

    (void)state;
    serve_all();
    server_forget(server);
    struct find *f = look("/other/", STR(""));

    assert_false(find_result(f, &choices, &count, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    assert_in_range(server_count(server, NULL), 2, 20);
    find_free(f);
}

/* clang-format off */
static const struct { const char *typed, *want; } addresses[] = { /* NULL: must be refused */
    { "lwn.net", "https://lwn.net" }, { " https://lwn.net/ ", "https://lwn.net/" },
    { "http://e.org/x?y", "http://e.org/x?y" }, { "/var/news.xml", "file:///var/news.xml" },
    { "file:///var/news.xml", "file:///var/news.xml" },
    { "exec:rm -rf /", NULL }, { "gopher://e.org/", NULL }, { "", NULL }, { "https://", NULL },
};
/* clang-format on */

static void
addresses_are_taken_as_people_type_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
        struct arena a = { 0 };
        struct err err = { 0 };
        str got = { 0 };

        if (find_address(&a, str_of(addresses[i].typed), &got, &err) != (addresses[i].want != NULL))
            fail_msg("\"%s\": %s", addresses[i].typed, err.text);
        assert_str_equal(got, str_of(addresses[i].want));
        arena_free(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(feeds_are_found_behind_addresses, open_both, close_both),
        cmocka_unit_test_setup_teardown(a_small_server_is_not_asked_without_end, open_both,
                                        close_both),
        cmocka_unit_test(addresses_are_taken_as_people_type_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
