#include "server.h"
#include "test.h"

#include <courant/net.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BODY "<rss><channel><title>Harbour Post</title></channel></rss>"

static struct server *server;
static struct net *net;
static struct arena arena;

static int
open_both(void **state)
{
    struct err err = { 0 };
    struct net_options options = { 0 };

    (void)state;
    alarm(TEST_HANG_S);
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
    arena_free(&arena);
    return 0;
}

static struct net_request
ask(const char *path)
{
    return (
        struct net_request){ .id = 7, .url = str_of(server_url(server, path)), .trust = NET_USER };
}

static struct net_response *
fetch(const char *path)
{
    struct net_request request = ask(path);

    return net_fetch(net, &request);
}

static void
check_body(const char *path)
{
    struct net_response *r = fetch(path);

    if (r->err.kind != ERR_NONE || r->status != 200 || !str_eq(r->raw_body, STR(BODY)))
        fail_msg("%s: %ld %s", path, r->status, r->err.text);
    net_response_free(r);
}

/* ---- good answers ---- */

static void
bodies_come_whole_however_they_are_sent(void **state)
{
    static const struct server_route routes[] = {
        { .path = "/plain", .act = SERVER_BODY, .body = STR_INIT(BODY) },
        { .path = "/gzip", .act = SERVER_GZIP, .body = STR_INIT(BODY) },
        { .path = "/chunked", .act = SERVER_CHUNKED, .body = STR_INIT(BODY) },
        { .path = "/drip", .act = SERVER_DRIP, .body = STR_INIT(BODY), .wait_ms = 2 },
        { .path = "/late", .act = SERVER_BODY, .body = STR_INIT(BODY), .wait_ms = 50 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(routes); i++)
        server_add(server, &routes[i]);
    for (size_t i = 0; i < ARRAY_LEN(routes); i++)
        check_body(routes[i].path);
    assert_int_equal(net_running(net), 0);
    assert_int_equal(server_connections(server), 1); /* used again and again */
}

static void
headers_are_told(void **state)
{
    struct server_route route = { .path = "/h",
                                  .act = SERVER_ETAG,
                                  .body = STR(BODY),
                                  .type = "Text/XML; charset=\"Windows-1251\"",
                                  .headers = "Cache-Control: max-age=600\r\n" };

    (void)state;
    server_add(server, &route);
    struct net_response *r = fetch("/h");
    int64_t now = time_now_s();

    assert_int_equal(r->id, 7);
    assert_str_equal(r->content_type, STR("text/xml"));
    assert_str_equal(r->charset, STR("windows-1251"));
    assert_str_equal(r->last_modified, STR("Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_true(r->fresh_until_at > now + 590 && r->fresh_until_at <= now + 600);
    assert_str_equal(r->final_url, str_of(server_url(server, "/h")));
    assert_int_equal(r->permanent_url.len, 0);
    assert_true(r->wire_bytes > (int64_t)r->raw_body.len);

    struct net_request again = ask("/h");

    again.etag = r->etag;
    again.last_modified = r->last_modified;
    again.accept = STR("application/rss+xml");
    struct net_response *unchanged = net_fetch(net, &again);
    str head = server_last(server, &arena, "/h");

    assert_int_equal(unchanged->status, 304);
    assert_int_equal(unchanged->raw_body.len, 0);
    assert_str_equal(server_header(head, "If-Modified-Since"), again.last_modified);
    assert_str_equal(server_header(head, "Accept"), STR("application/rss+xml"));
    assert_true(str_starts(server_header(head, "User-Agent"), STR("courant/")));
    assert_true(str_find(server_header(head, "Accept-Encoding"), STR("gzip")) != STR_NONE);
    net_response_free(unchanged);
    net_response_free(r);
}

/* ---- every fault, in words ---- */

static const struct fault {
    struct server_route route;
    enum err_kind kind;
    const char *words; /* how they begin */
    int64_t most_bytes;
} faults[] = {
    { { .path = "/hang", .act = SERVER_HANG },
      ERR_NET,
      "the server took the request, then said nothing for 5 s",
      0 },
    { { .path = "/half", .act = SERVER_HANG_BODY, .body = STR_INIT(BODY) },
      ERR_NET,
      "the server stopped in the middle for 5 s",
      0 },
    { { .path = "/slow", .act = SERVER_DRIP, .body = STR_INIT(BODY BODY), .wait_ms = 40 },
      ERR_NET,
      "not done within 4 s",
      0 },
    { { .path = "/cut", .act = SERVER_CUT, .body = STR_INIT(BODY) },
      ERR_NET,
      "the answer was cut off",
      0 },
    { { .path = "/reset", .act = SERVER_RESET }, ERR_NET, "the server broke the connection", 0 },
    { { .path = "/loop", .act = SERVER_REDIRECT, .location = "/loop" },
      ERR_NET,
      "redirected more than 5 times",
      0 },
    { { .path = "/tofile", .act = SERVER_REDIRECT, .location = "file:///etc/passwd" },
      ERR_NET,
      "redirected to an address that is not http or https",
      0 },
    { { .path = "/toftp", .act = SERVER_REDIRECT, .location = "gopher://127.0.0.1/" },
      ERR_NET,
      "redirected to an address that is not http or https",
      0 },
    { { .path = "/toprivate", .act = SERVER_REDIRECT, .location = "http://localhost:1/" },
      ERR_NET,
      "localhost is inside a private network",
      0 },
    { { .path = "/tometa", .act = SERVER_REDIRECT, .location = "http://169.254.169.254/latest" },
      ERR_NET,
      "169.254.169.254 is inside a private network",
      0 },
    { { .path = "/endless", .act = SERVER_ENDLESS, .body = STR_INIT(BODY) },
      ERR_LIMIT,
      "larger than 1 MB",
      1 << 20 },
    { { .path = "/bomb", .act = SERVER_BOMB, .size = 8 << 20 },
      ERR_LIMIT,
      "larger than 1 MB",
      1 << 20 },
    { { .path = "/big", .act = SERVER_BODY, .body = STR_INIT(BODY) },
      ERR_LIMIT,
      "larger than 9 bytes",
      9 },
    { { .path = "/bigdrip", .act = SERVER_CHUNKED, .body = STR_INIT(BODY) },
      ERR_LIMIT,
      "larger than 9 bytes",
      9 },
    { { .path = "/headers", .act = SERVER_HEADERS },
      ERR_LIMIT,
      "the server sent more than 256 kB of headers",
      0 },
    { { .path = "/ssh", .act = SERVER_NOT_HTTP }, ERR_NET, "the answer is not HTTP", 0 },
    { { .path = "/badzip",
        .act = SERVER_BODY,
        .body = STR_INIT(BODY),
        .headers = "Content-Encoding: gzip\r\n" },
      ERR_NET,
      "the answer cannot be unpacked",
      0 },
};

#define SILENT_MS                                                                                  \
    5000 /* then one that hangs is given up; long enough for what else a machine does */

/* All at once among good ones, which must not wait for them. */
static void
faults_have_words_and_harm_nobody(void **state)
{
    size_t count = ARRAY_LEN(faults), left = 2 * count;
    int64_t began_ms = time_now_ms(), good_ms = 0;
    struct server_route good = { .path = "/good", .act = SERVER_BODY, .body = STR(BODY) };

    (void)state;
    server_add(server, &good);
    for (size_t i = 0; i < count; i++) {
        struct net_request request = ask(faults[i].route.path);

        server_add(server, &faults[i].route);
        request.id = i;
        request.most_bytes = faults[i].most_bytes;
        request.stall_ms = SILENT_MS;
        request.whole_ms = faults[i].route.act == SERVER_DRIP ? SILENT_MS - 1000 : 60000;
        net_start(net, &request, false);
    }
    for (size_t i = 0; i < count; i++) {
        struct net_request request = ask("/good");

        request.id = count + i;
        net_start(net, &request, false);
    }
    assert_int_equal(net_running(net), left);
    while (left > 0) {
        struct net_response *r = net_take(net);

        if (!r) {
            net_step(net, -1);
            continue;
        }
        left--;
        if (r->id >= count) {
            assert_int_equal(r->err.kind, ERR_NONE);
            good_ms = time_now_ms() - began_ms;
        } else if (r->err.kind != faults[r->id].kind ||
                   !str_starts(str_of(r->err.text), str_of(faults[r->id].words))) {
            fail_msg("%s: \"%s\"", faults[r->id].route.path, r->err.text);
        } else {
            assert_int_equal(r->raw_body.len, 0);
        }
        net_response_free(r);
    }
    if (good_ms >= SILENT_MS - 1000) /* before the first of the hanging ones is given up */
        fail_msg("the good ones took %" PRId64 " ms", good_ms);
}

static void
no_connection_is_told_from_no_name(void **state)
{
    struct net_request request = { .url = STR("http://127.0.0.1:1/"), .trust = NET_USER };
    struct net_response *r = net_fetch(net, &request);

    (void)state;
    assert_str_equal(str_of(r->err.text), STR("the server refused the connection"));
    net_response_free(r);
    request.url = STR("http://nowhere.invalid/");
    r = net_fetch(net, &request);
    assert_str_equal(str_of(r->err.text),
                     STR("the name nowhere.invalid is not known, or there is no network"));
    net_response_free(r);
}

static void
what_is_no_web_address_never_starts(void **state)
{
    static const char *const urls[] = {
        "ftp://127.0.0.1/",  "javascript:alert(1)", "|id",     "",          "exec:id",
        "data:text/html,x",  "gopher://x/",         "http://", "-o /tmp/x", "dict://x:1/",
        "http://a b.example"
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        struct net_request request = { .url = str_of(urls[i]), .trust = NET_USER };
        struct net_response *r = net_fetch(net, &request);

        assert_int_equal(r->err.kind, ERR_INVALID);
        net_response_free(r);
    }
}

/* ---- whom one may call ---- */

static void
strangers_do_not_reach_inside(void **state)
{
    char url[128];
    static const char *const hosts[] = { "127.0.0.1",  "localhost", "0x7f.1",
                                         "2130706433", "[::1]",     "[::ffff:127.0.0.1]" };
    struct server_route route = { .path = "/inside", .act = SERVER_BODY, .body = STR(BODY) };

    (void)state;
    server_add(server, &route);
    check_body("/inside"); /* so that there is an open connection, which must not be used */
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        struct net_request request = { .trust = NET_PUBLIC };

        snprintf(url, sizeof(url), "http://%s:%d/inside", hosts[i], server_port(server));
        request.url = str_of(url);
        struct net_response *r = net_fetch(net, &request);

        if (r->err.kind != ERR_NET ||
            str_find(str_of(r->err.text), STR("inside a private network")) == STR_NONE)
            fail_msg("%s: %s", url, r->err.text);
        net_response_free(r);
    }
    assert_int_equal(server_count(server, "/inside"), 1);
}

/* ---- redirects ---- */

static void
redirects_are_followed_and_remembered(void **state)
{
    static const struct server_route routes[] = {
        { .path = "/a", .act = SERVER_REDIRECT, .status = 301, .location = "b" },
        { .path = "/b", .act = SERVER_REDIRECT, .status = 308, .location = "/c?x=1" },
        { .path = "/c", .act = SERVER_BODY, .body = STR_INIT(BODY) },
        { .path = "/t", .act = SERVER_REDIRECT, .status = 302, .location = "/a" },
        { .path = "/p", .act = SERVER_REDIRECT, .status = 301, .location = "/t" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(routes); i++)
        server_add(server, &routes[i]);
    struct net_response *r = fetch("/a");

    assert_int_equal(r->status, 200);
    assert_str_equal(r->raw_body, STR(BODY));
    assert_str_equal(r->final_url, str_of(server_url(server, "/c?x=1")));
    assert_str_equal(r->permanent_url, str_of(server_url(server, "/c?x=1")));
    net_response_free(r);
    r = fetch("/t");
    assert_int_equal(r->status, 200);
    assert_int_equal(r->permanent_url.len, 0);
    net_response_free(r);
    r = fetch("/p"); /* moved for good, to something that moves for now */
    assert_str_equal(r->permanent_url, str_of(server_url(server, "/t")));
    net_response_free(r);
}

static void
a_way_round_that_wants_a_cookie_gets_it(void **state)
{
    static const struct server_route routes[] = {
        { .path = "/feed",
          .act = SERVER_COOKIE,
          .auth = "seen=1",
          .location = "/login",
          .body = STR_INIT(BODY) },
        { .path = "/login",
          .act = SERVER_REDIRECT,
          .location = "/feed",
          .headers = "Set-Cookie: seen=1; Path=/\r\n" },
        { .path = "/never",
          .act = SERVER_COOKIE,
          .auth = "other=1",
          .location = "/never",
          .headers = "Set-Cookie: seen=1; Path=/\r\n" },
        { .path = "/echo", .act = SERVER_ECHO },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(routes); i++)
        server_add(server, &routes[i]);
    struct net_response *r = fetch("/feed");

    assert_int_equal(r->status, 200);
    assert_str_equal(r->raw_body, STR(BODY));
    assert_str_equal(r->final_url, str_of(server_url(server, "/feed")));
    net_response_free(r);
    r = fetch("/echo"); /* what was set is forgotten */
    assert_int_equal(server_header(r->raw_body, "Cookie").len, 0);
    net_response_free(r);
    r = fetch("/never");
    assert_true(str_find(str_of(r->err.text), STR("redirected more than")) != STR_NONE);
    assert_true(server_count(server, "/never") <= 12); /* begun anew once */
    net_response_free(r);
}

static void
credentials_stay_with_their_host(void **state)
{
    struct server *other = server_new();
    struct server_route locked = {
        .path = "/l", .act = SERVER_AUTH, .auth = "me:p@ss word", .body = STR(BODY)
    };
    struct server_route echo = { .path = "/echo", .act = SERVER_ECHO };
    struct server_route away = { .path = "/away", .act = SERVER_REDIRECT };
    static const str secret = STR_INIT("X-Secret: 1");
    struct net_request request = ask("/l");

    (void)state;
    server_add(server, &locked);
    server_add(other, &echo);
    away.location = server_url(other, "/echo"); /* another port is another server */
    server_add(server, &away);
    request.user = STR("me");
    request.password = STR("p@ss word");
    request.headers = &secret;
    request.header_count = 1;
    struct net_response *r = net_fetch(net, &request);

    assert_int_equal(r->status, 200);
    assert_str_equal(server_header(server_last(server, &arena, "/l"), "X-Secret"), STR("1"));
    net_response_free(r);
    request.url = str_of(server_url(server, "/away"));
    r = net_fetch(net, &request);
    assert_int_equal(r->status, 200);
    assert_true(str_find(r->raw_body, STR("Authorization")) == STR_NONE);
    assert_true(str_find(r->raw_body, STR("X-Secret")) == STR_NONE);
    net_response_free(r);

    str url = arena_printf(&arena, "http://me:p%%40ss%%20word@127.0.0.1:%d/l", server_port(server));

    request = (struct net_request){ .url = url, .trust = NET_USER };
    r = net_fetch(net, &request);
    assert_int_equal(r->status, 200);
    assert_true(str_find(r->final_url, STR("me:")) == STR_NONE);
    net_response_free(r);
    server_free(other);
}

/* A token as the name, and nothing behind the colon: the password is empty, and nobody else's is looked for. */
static void
a_password_in_an_address_may_be_empty(void **state)
{
    static const struct {
        const char *user; /* as it stands in the address */
        const char *auth; /* what the server wants */
    } cases[] = {
        { "user:", "user:" },
        { "user", "user:" },
        { "t%2Fken:", "t/ken:" },
    };
    str netrc = arena_printf(&arena, "%s/.netrc", test_folder());
    struct err err = { 0 };

    (void)state;
    assert_true(file_write(netrc.ptr, STR("machine 127.0.0.1 login user password wrong\n"), &err));
    setenv("HOME", test_folder(), 1);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        server_add(server, &(struct server_route){ .path = "/empty",
                                                   .act = SERVER_AUTH,
                                                   .auth = cases[i].auth,
                                                   .body = STR(BODY) });
        const struct net_request request = {
            .url = arena_printf(&arena, "http://%s@127.0.0.1:%d/empty", cases[i].user,
                                server_port(server)),
            .trust = NET_USER,
        };
        struct net_response *r = net_fetch(net, &request);

        if (r->status != 200)
            fail_msg("%s: %ld %s", cases[i].user, r->status, r->err.text);
        assert_true(str_find_char(r->final_url, '@') == STR_NONE);
        net_response_free(r);
    }
    unlink(netrc.ptr);
}

/* ---- many, and the ends of them ---- */

static void
a_host_has_few_connections_and_urgent_ones_go_first(void **state)
{
    struct server_route slow = {
        .path = "/w", .act = SERVER_BODY, .body = STR(BODY), .wait_ms = 30
    };
    uint64_t order[64] = { 0 };
    size_t count = 0;

    (void)state;
    server_add(server, &slow);
    for (uint64_t i = 0; i < 40; i++) {
        struct net_request request = ask("/w");

        request.id = i;
        net_start(net, &request, false);
    }
    struct net_request request = ask("/w");

    request.id = 99;
    net_start(net, &request, true);
    while (net_running(net) > 0) {
        struct net_response *r = net_take(net);

        if (r) {
            order[count++] = r->id;
            net_response_free(r);
        } else {
            net_step(net, -1);
        }
    }
    assert_int_equal(count, 41);
    size_t place = 0;

    while (order[place] != 99)
        place++;
    assert_true(place < 8);
    assert_true(server_connections(server) <= 5);
}

/* A server is faster than who reads what it sends: then it has to wait, not the memory. */
static void
answers_do_not_pile_up_untaken(void **state)
{
    struct server_route route = { .path = "/b", .act = SERVER_BODY, .body = STR(BODY) };
    size_t taken = 0;

    (void)state;
    server_add(server, &route);
    for (uint64_t i = 0; i < 300; i++) {
        struct net_request request = ask("/b");

        request.id = i;
        net_start(net, &request, false);
    }
    int64_t now_ms = time_now_ms(), long_ms = now_ms + TEST_LONG_MS;

    while (server_count(server, "/b") < 16 && time_now_ms() < long_ms)
        net_step(net, 5);
    for (now_ms = time_now_ms(); time_now_ms() < now_ms + 300;)
        net_step(net, 5);
    assert_in_range(server_count(server, "/b"), 16, 80);
    while (net_running(net) > 0) {
        struct net_response *r = net_take(net);

        if (r) {
            assert_int_equal(r->err.kind, ERR_NONE);
            net_response_drop_body(r);
            assert_int_equal(r->raw_body.len, 0);
            assert_int_equal(r->status, 200);
            net_response_free(r);
            taken++;
        } else {
            net_step(net, -1);
        }
    }
    assert_int_equal(taken, 300);
    assert_int_equal(server_count(server, "/b"), 300);
}

static void
cancelled_ones_say_so_at_once(void **state)
{
    struct server_route hang = { .path = "/hang", .act = SERVER_HANG };
    int64_t began_ms = time_now_ms();

    (void)state;
    server_add(server, &hang);
    for (uint64_t i = 0; i < 8; i++) {
        struct net_request request = ask("/hang");

        request.id = i;
        net_start(net, &request, i == 7);
    }
    net_step(net, 50);
    for (uint64_t i = 8; i > 0; i--)
        net_cancel(net, i - 1);
    for (size_t i = 0; i < 8; i++) {
        struct net_response *r = net_take(net);

        assert_non_null(r);
        assert_int_equal(r->err.kind, ERR_CANCELLED);
        net_response_free(r);
    }
    assert_int_equal(net_running(net), 0);
    assert_true(time_now_ms() - began_ms < 15000); /* silent ones are given up after 20 s */
    net_cancel(net, 12345);                        /* nobody */
}

static void *
wake_later(void *context)
{
    usleep(30000);
    net_wake(context);
    return NULL;
}

static void
another_thread_can_wake_it(void **state)
{
    pthread_t thread;
    int64_t began_ms = time_now_ms();

    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, wake_later, net), 0);
    net_step(net, -1);
    assert_true(time_now_ms() - began_ms < 60000);
    pthread_join(thread, NULL);
}

/* Ten that never end, each up to 16 MB, while honest ones go on. */
static void
endless_bodies_share_one_budget(void **state)
{
    static char piece[60000];
    struct server_route endless = { .path = "/e", .act = SERVER_ENDLESS };

    (void)state;
    memset(piece, 'x', sizeof(piece));
    endless.body = (str){ piece, sizeof(piece) };
    server_add(server, &endless);
    for (uint64_t i = 0; i < 10; i++) {
        struct net_request request = ask("/e");

        request.id = i;
        net_start(net, &request, true);
    }
    while (net_running(net) > 0) {
        struct net_response *r = net_take(net);

        if (r) {
            assert_int_equal(r->err.kind, ERR_LIMIT);
            net_response_free(r);
        } else {
            net_step(net, -1);
        }
    }
}

/* One that has sent more than all may hold together, and then sends nothing, has another wait for room. */
static void
who_trickles_does_not_keep_large_ones_waiting(void **state)
{
    static char bytes[20 << 20];
    struct server_route hang = { .path = "/h", .act = SERVER_HANG_BODY };
    struct server_route good = { .path = "/g", .act = SERVER_BODY, .wait_ms = 500 };
    struct net_request request;
    int64_t began_ms = time_now_ms();

    (void)state;
    memset(bytes, 'x', sizeof(bytes));
    hang.body = (str){ bytes, sizeof(bytes) };
    good.body = (str){ bytes, 2 << 20 };
    server_add(server, &hang);
    server_add(server, &good);
    request = ask("/h");
    request.id = 1;
    request.most_bytes = 64 << 20;
    net_start(net, &request, true);
    request = ask("/g");
    request.id = 2;
    net_start(net, &request, true);
    while (net_running(net) > 0) {
        struct net_response *r = net_take(net);

        if (r && r->id == 1)
            assert_non_null(strstr(r->err.text, "too slow"));
        else if (r)
            assert_int_equal(r->raw_body.len, 2 << 20);
        else
            net_step(net, -1);
        net_response_free(r);
    }
    assert_true(time_now_ms() - began_ms < 15000); /* silent ones are given up after 20 s */
}

static void
running_ones_are_dropped_on_close(void **state)
{
    struct server_route hang = { .path = "/hang", .act = SERVER_HANG };
    struct net_options options = { 0 };
    struct err err = { 0 };
    struct net *own = net_open(&options, &err);
    int64_t began_ms = time_now_ms();

    (void)state;
    server_add(server, &hang);
    for (uint64_t i = 0; i < 20; i++) {
        struct net_request request = ask("/hang");

        net_start(own, &request, i % 2);
    }
    net_step(own, 50);
    net_close(own);
    assert_true(time_now_ms() - began_ms < 15000);
}

/* ---- files ---- */

static void
files_are_read_if_they_are_files(void **state)
{
    struct err err = { 0 };
    str path = arena_printf(&arena, "%s/a feed.xml", test_folder());
    str url = arena_printf(&arena, "file://%s/a%%20feed.xml", test_folder());
    str fifo = arena_printf(&arena, "%s/pipe", test_folder());
    struct net_request request = { .url = url, .trust = NET_USER };

    (void)state;
    assert_true(file_write(path.ptr, STR(BODY), &err));
    assert_int_equal(mkfifo(fifo.ptr, 0600), 0);
    struct net_response *r = net_fetch(net, &request);

    assert_int_equal(r->status, 200);
    assert_str_equal(r->raw_body, STR(BODY));
    request.etag = arena_str(&arena, r->etag);
    net_response_free(r);
    r = net_fetch(net, &request);
    assert_int_equal(r->status, 304);
    net_response_free(r);

    static const struct {
        const char *format, *words;
    } bad[] = {
        { "file://%s", "not a regular file" },
        { "file://%s/pipe", "not a regular file" },
        { "file://%s/none", "the file cannot be read: No such file or directory" },
        { "file://%s/a%%00b", "a file is written as file:///its/path" },
        { "file://elsewhere%s/x", "a file is written as file:///its/path" },
    };

    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        str format = str_of(bad[i].format);
        size_t at = str_find(format, STR("%s"));

        request.url = arena_printf(&arena, "%.*s%s%.*s", STR_ARG(str_sub(format, 0, at)),
                                   test_folder(), STR_ARG(str_from(format, at + 2)));
        r = net_fetch(net, &request);
        assert_str_equal(str_of(r->err.text), str_of(bad[i].words));
        net_response_free(r);
    }
    request.url = url;
    request.etag = STR("");
    request.most_bytes = 10;
    r = net_fetch(net, &request);
    assert_int_equal(r->err.kind, ERR_LIMIT);
    net_response_free(r);
    request.trust = NET_PUBLIC;
    r = net_fetch(net, &request);
    assert_int_equal(r->err.kind, ERR_INVALID);
    net_response_free(r);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_both, close_both)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bodies_come_whole_however_they_are_sent),
        TEST(headers_are_told),
        TEST(faults_have_words_and_harm_nobody),
        TEST(no_connection_is_told_from_no_name),
        TEST(what_is_no_web_address_never_starts),
        TEST(strangers_do_not_reach_inside),
        TEST(redirects_are_followed_and_remembered),
        TEST(a_way_round_that_wants_a_cookie_gets_it),
        TEST(credentials_stay_with_their_host),
        TEST(a_password_in_an_address_may_be_empty),
        TEST(a_host_has_few_connections_and_urgent_ones_go_first),
        TEST(answers_do_not_pile_up_untaken),
        TEST(cancelled_ones_say_so_at_once),
        TEST(another_thread_can_wake_it),
        TEST(endless_bodies_share_one_budget),
        TEST(who_trickles_does_not_keep_large_ones_waiting),
        TEST(running_ones_are_dropped_on_close),
        TEST(files_are_read_if_they_are_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
