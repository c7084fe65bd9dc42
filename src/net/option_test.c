#include "server.h"
#include "test.h"

#include <courant/net.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FAR "http://far.example/feed"

static struct server *server;
static struct net *net;
static struct arena arena;

static int
open_both(void **state)
{
    struct err err = { 0 };

    (void)state;
    alarm(TEST_HANG_S);
    server = server_new();
    server_add(server, &(struct server_route){ .path = "/echo", .act = SERVER_ECHO });
    net = net_open(&(struct net_options){ .user_agent = STR("first/1") }, &err);
    return net ? 0 : -1;
}

static int
close_both(void **state)
{
    (void)state;
    net_close(net);
    server_free(server);
    arena_free(&arena);
    return 0;
}

/* The body, or the words of the failure. */
static str
answer_to(const struct net_request *request)
{
    struct net_response *r = net_fetch(net, request);
    str got = arena_str(&arena, r->err.kind == ERR_NONE ? r->raw_body : str_of(r->err.text));

    net_response_free(r);
    return got;
}

/* What the server was asked by this net. */
static str
ask(const char *url, enum net_trust trust)
{
    return answer_to(&(struct net_request){ .id = 1, .url = str_of(url), .trust = trust });
}

static void
set(const struct net_options *options)
{
    struct err err = { 0 };

    if (!net_set_options(net, options, &err))
        fail_msg("%s", err.text);
}

static void
a_running_net_takes_other_options(void **state)
{
    const char *echo = server_url(server, "/echo");
    str proxy = arena_printf(&arena, "http://127.0.0.1:%d", server_port(server));

    (void)state;
    assert_true(str_eq(server_header(ask(echo, NET_USER), "User-Agent"), STR("first/1")));
    set(&(struct net_options){ .user_agent = STR("second/2") });
    assert_true(str_eq(server_header(ask(echo, NET_USER), "User-Agent"), STR("second/2")));
    set(&(struct net_options){ 0 });
    str own = server_header(ask(echo, NET_USER), "User-Agent");

    assert_true(str_starts(own, STR("courant/")));
    assert_int_equal(server_connections(server), 1); /* the same one all the time */
    server_add(server, &(struct server_route){ .path = FAR, .body = STR_INIT("by proxy") });
    set(&(struct net_options){ .proxy = proxy });
    assert_true(str_eq(ask(FAR, NET_USER), STR("by proxy")));
    /* The proxy may be inside; what it is asked for may not. */
    assert_true(str_eq(ask(FAR, NET_PUBLIC), STR("by proxy")));
    assert_true(str_find(ask("http://127.0.0.1:1/", NET_PUBLIC), STR("private")) != STR_NONE);
    set(&(struct net_options){ 0 });
    assert_int_equal(server_header(ask(echo, NET_USER), "Proxy-Connection").len, 0);
}

static void
cookies_go_where_they_belong(void **state)
{
    static const char text[] = "# Netscape HTTP Cookie File\n"
                               "127.0.0.1\tFALSE\t/\tFALSE\t4102444800\tmine\tyes\n"
                               "#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t4102444800\thidden\tyes\n"
                               "127.0.0.1\tFALSE\t/other\tFALSE\t4102444800\tpath\tno\n"
                               "127.0.0.1\tFALSE\t/\tFALSE\t1000\told\tno\n"
                               "far.example\tFALSE\t/\tFALSE\t4102444800\tfar\tno\n"
                               "0.0.1\tTRUE\t/\tFALSE\t4102444800\ttail\tno\n"
                               "nonsense\n";
    str file = arena_printf(&arena, "%s/cookies.txt", test_folder());
    struct err err = { 0 };

    (void)state;
    assert_true(file_write(file.ptr, str_of(text), &err));
    set(&(struct net_options){ .cookies_file = file });
    for (int i = 0; i < 2; i++) { /* and none stays behind in a handle */
        str got = server_header(ask(server_url(server, "/echo"), NET_USER), "Cookie");

        assert_true(str_find(got, STR("mine=yes")) != STR_NONE);
        assert_true(str_find(got, STR("hidden=yes")) != STR_NONE);
        if (str_find(got, STR("=no")) != STR_NONE)
            fail_msg("%.*s", STR_ARG(got));
    }
    set(&(struct net_options){ 0 });
    assert_int_equal(server_header(ask(server_url(server, "/echo"), NET_USER), "Cookie").len, 0);
    const struct net_options missing = { .cookies_file = STR("/no/such/file") };

    assert_false(net_set_options(net, &missing, &err));
    assert_true(str_starts(ask(server_url(server, "/echo"), NET_USER), STR("GET /echo")));
}

/* What a request brings stands in for the options, for it alone. */
static void
a_request_has_a_way_of_its_own(void **state)
{
    static const char text[] = "127.0.0.1\tFALSE\t/\tFALSE\t4102444800\town\tyes\n";
    str proxy =
        arena_printf(&arena, "127.0.0.1:%d", server_port(server)); /* "http" goes without saying */
    str file = arena_printf(&arena, "%s/own.txt", test_folder());
    struct net_request plain = { .url = str_of(server_url(server, "/echo")), .trust = NET_USER };
    struct net_request own = plain, far = { .url = STR(FAR), .trust = NET_PUBLIC, .proxy = proxy };
    struct err err = { 0 };

    (void)state;
    setenv("HOME", test_folder(), 1);
    assert_true(file_write(file.ptr, str_of(text), &err));
    server_add(server, &(struct server_route){ .path = FAR, .body = STR_INIT("by proxy") });
    own.user_agent = STR("own/3");
    own.cookies_file = STR("~/own.txt");
    str got = answer_to(&own);

    assert_true(str_eq(server_header(got, "User-Agent"), STR("own/3")));
    assert_true(str_eq(server_header(got, "Cookie"), STR("own=yes")));
    assert_true(str_eq(answer_to(&far), STR("by proxy")));
    got = answer_to(&plain);
    assert_true(str_eq(server_header(got, "User-Agent"), STR("first/1")));
    assert_int_equal(server_header(got, "Cookie").len, 0);
    own.cookies_file = STR("/no/such/file"); /* without them a stranger's page would come */
    assert_true(str_starts(answer_to(&own), STR("cookies-file: ")));
    set(&(struct net_options){ .proxy = STR("127.0.0.1:1") });
    assert_true(str_find(answer_to(&plain), STR("proxy")) != STR_NONE ||
                str_find(answer_to(&plain), STR("refused")) != STR_NONE);
    plain.proxy = STR("none");
    assert_true(str_starts(answer_to(&plain), STR("GET /echo")));
}

static void
packed_answers_are_opened(void **state)
{
    (void)state;
    server_add(server, &(struct server_route){ .path = "/br",
                                               .headers = "Content-Encoding: br\r\n",
                                               .body = STR_INIT("\x0b\x02\x80hello\x03") });
    server_add(server, &(struct server_route){
                           .path = "/gzip", .act = SERVER_GZIP, .body = STR_INIT("hello") });
    str accepts = server_header(ask(server_url(server, "/echo"), NET_USER), "Accept-Encoding");

    assert_true(str_find(accepts, STR("gzip")) != STR_NONE);
    assert_true(str_eq(ask(server_url(server, "/gzip"), NET_USER), STR("hello")));
    if (str_find(accepts, STR("br")) == STR_NONE)
        skip(); /* this libcurl has no brotli */
    assert_true(str_eq(ask(server_url(server, "/br"), NET_USER), STR("hello")));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_both, close_both)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_running_net_takes_other_options),
        TEST(cookies_go_where_they_belong),
        TEST(a_request_has_a_way_of_its_own),
        TEST(packed_answers_are_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
