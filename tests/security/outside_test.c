/*
 * What a source may make courant do: SSRF by redirect and by link, CVE-2023-1350 (pipes as pages), entity bombs and
 * external entities, decompression bombs, bodies without end, HTML 100,000 deep, and the loss of stories. Through the
 * whole program, against a server on loopback.
 */
#include "reader.h"
#include "screen.h"
#include "server.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIMIT_MB                                                                                   \
    200 /* of a whole run, with all libraries; the sanitizers' own memory comes on top */

static struct server *server;

static int
set_up(void **state)
{
    (void)state;
    server = server_new();
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    server_free(server);
    return 0;
}

static struct home *
quiet_home(const char *name)
{
    struct home *h = home_make(name);

    server_forget(server);
    home_setting(h, "refresh = off\nrefresh-on-start = off\nstart = all");
    return h;
}

static void
refresh_is(struct home *h, int want)
{
    int status;

    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, want);
}

static size_t
stories_in(struct home *h)
{
    int status;
    str out = HOME_RUN(h, &status, "list", "--json", "--limit", "1000"), line;
    size_t count = 0;

    assert_int_equal(status, 0);
    while (str_take_line(&out, &line))
        count += line.len > 0;
    return count;
}

static bool
sources_say(struct home *h, const char *words)
{
    int status;
    str out = HOME_RUN(h, &status, "sources", "--json");

    return str_find(out, str_of(words)) != STR_NONE;
}

#define FEED(items) "<rss version=\"2.0\"><channel><title>F</title>" items "</channel></rss>"
#define ITEM(id, at)                                                                               \
    "<item><title>Story " id "</title><guid>" id "</guid><link>" at "</link></item>"

/* Of the story in the JSON line; as text. */
static const char *
id_in(struct home *h, str line)
{
    str rest = str_from(line, MIN(str_find(line, STR("\"id\":")), line.len - 5) + 5);
    int64_t id = 0;

    assert_true(str_take_int(&rest, &id));
    return arena_printf(&h->arena, "%" PRId64, id).ptr;
}

static const char *
id_of(struct home *h, const char *title)
{
    int status;
    str out = HOME_RUN(h, &status, "list", "--json"), line;

    while (str_take_line(&out, &line))
        if (str_find(line, str_of(title)) != STR_NONE)
            return id_in(h, line);
    fail_msg("no story \"%s\"", title);
    return "";
}

/* ---- where a redirect may lead ---- */

static void
redirects_leave_the_web_for_nothing(void **state)
{
    static const char *const places[] = {
        "file:///etc/passwd", "javascript:alert(1)",       "data:text/xml,<rss/>",
        "exec:touch marker",  "smb://127.0.0.1/x",         "ftp://127.0.0.1/x",
        "gopher://127.0.0.1", "http://[::ffff:127.0.0.1]", "http://169.254.169.254/latest",
        "http://10.0.0.1/",   "http://0x7f.1:1/",          "http://2130706433/",
        "http://localhost/",
    };
    struct home *h = quiet_home("redirects");
    char path[ARRAY_LEN(places)][32];
    int status;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        snprintf(path[i], sizeof(path[i]), "/to/%zu", i);
        server_add(server, &(struct server_route){
                               .path = path[i], .act = SERVER_REDIRECT, .location = places[i] });
        home_source(h, path[i] + 4, server_url(server, path[i]), NULL, NULL, NULL);
    }
    refresh_is(h, 3);
    assert_int_equal(stories_in(h), 0);
    str out = HOME_RUN(h, &status, "sources", "--json"), line;
    size_t problems = 0;

    while (str_take_line(&out, &line))
        problems += str_find(line, STR("redirected to an address that is not")) != STR_NONE ||
                    str_find(line, STR("inside a private network")) != STR_NONE;
    assert_int_equal(problems, ARRAY_LEN(places));
    home_free(h);
}

/* A feed from elsewhere names pages on loopback: they are not asked for. The file stands for a public source. */
static void
pages_inside_are_not_asked_for(void **state)
{
    static const char *const links[] = { "/inside", "/inside?|touch", "/redirect" };
    struct home *h = quiet_home("inside");
    struct buf feed = { .arena = &h->arena };
    int status;

    (void)state;
    server_add(server, &(struct server_route){
                           .path = "/inside", .type = "text/html", .body = STR("<p>secret</p>") });
    buf_add(&feed, STR("<rss version=\"2.0\"><channel><title>Public</title>"));
    for (size_t i = 0; i < ARRAY_LEN(links); i++)
        buf_printf(&feed, "<item><title>S%zu</title><guid>%zu</guid><link>%s</link></item>", i, i,
                   server_url(server, links[i]));
    buf_add(&feed, STR(ITEM("f", "file:///etc/passwd") ITEM("e", "exec:touch marker")
                           ITEM("p", "|touch marker") ITEM("d", "data:text/html,x")
                               ITEM("j", "javascript:x") ITEM("n", "")));
    buf_add(&feed, STR("</channel></rss>"));
    home_file(h, "public.xml", buf_str(&feed));
    home_source(h, "public", "public.xml", NULL, NULL, "full-text = always");
    refresh_is(h, 0);
    str out = HOME_RUN(h, &status, "list", "--json"), line;

    assert_int_equal(status, 0);
    while (str_take_line(&out, &line)) {
        str shown = HOME_RUN(h, &status, "show", id_in(h, line), "--full");

        assert_true(str_find(shown, STR("root:")) == STR_NONE);
        assert_true(str_find(shown, STR("secret")) == STR_NONE);
    }
    assert_int_equal(server_count(server, NULL), 0);
    assert_false(file_exists("marker"));
    home_free(h);
}

/* newsboat #3400, #3426, #3445: a list of sources from elsewhere brings no command that runs by itself. */
static void
imported_commands_do_not_run(void **state)
{
    struct home *h = quiet_home("import");
    const char *marker = home_path(h, "marker"), *feed = home_path(h, "f.xml");
    str opml = arena_printf(
        &h->arena,
        "<opml version=\"2.0\"><body><outline xmlUrl=\"|touch %s\"/>"
        "<outline text=\"exec\" xmlUrl=\"exec:touch %s\"/>"
        "<outline text=\"filter\" xmlUrl=\"filter:touch %s:file://%s\"/>"
        "<outline text=\"a\" xmlUrl=\"file://%s?a\" filter=\"touch %s\" filtercmd=\"touch %s\"/>"
        "<outline text=\"x&#10;[evil]&#10;url = exec:touch %s&#10;\" xmlUrl=\"file://%s?b\"/>"
        "<outline text=\"y\" xmlUrl=\"https://n.example/&quot;&#10;filter=&quot;touch %s\"/>"
        "</body></opml>",
        marker, marker, marker, feed, feed, marker, marker, marker, feed, marker);
    struct err err = { 0 };
    str sources;
    int status;

    (void)state;
    home_file(h, "f.xml", STR(FEED(ITEM("a", "https://h.example/a"))));
    const char *list = home_file(h, "list.opml", opml);

    HOME_RUN(h, &status, "import", list);
    assert_in_range(status, 0, 3);
    assert_true(
        file_load(home_path(h, "config/courant/sources.ini"), 1 << 16, &h->arena, &sources, &err));
    assert_true(sources.len > 0 && str_find(sources, STR("\n[evil]")) == STR_NONE);
    buf_add(&h->sources, sources); /* home_run writes its own again */
    HOME_RUN(h, &status, "refresh", "--force");
    assert_false(file_exists(marker));
    home_free(h);
}

/* ---- entities ---- */

static str
billion_laughs(struct arena *a)
{
    struct buf b = { .arena = a };

    buf_add(&b, STR("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY l0 \"laughing out loud\">"));
    for (int i = 1; i < 12; i++) {
        buf_printf(&b, "<!ENTITY l%d \"", i);
        for (int k = 0; k < 10; k++)
            buf_printf(&b, "&l%d;", i - 1);
        buf_add(&b, STR("\">"));
    }
    buf_add(&b, STR("]>" FEED("<item><title>A &l11; B</title><guid>1</guid></item>")));
    return buf_str(&b);
}

static str
quadratic_blow_up(struct arena *a)
{
    struct buf b = { .arena = a };

    buf_add(&b, STR("<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \""));
    for (int i = 0; i < 50000; i++)
        buf_add_char(&b, 'x');
    buf_add(&b, STR("\">]><rss version=\"2.0\"><channel><title>"));
    for (int i = 0; i < 50000; i++)
        buf_add(&b, STR("&a;"));
    buf_add(&b, STR("</title><item><title>One</title><guid>1</guid></item></channel></rss>"));
    return buf_str(&b);
}

/* What a whole run took; the largest child so far, so that a bound holds for all before it too. */
static long
largest_mb(void)
{
    struct rusage all;

    getrusage(RUSAGE_CHILDREN, &all);
    return all.ru_maxrss / 1024;
}

/* Of all runs so far: a busy machine makes it no longer. */
static int64_t
cpu_ms(void)
{
    struct rusage all;

    getrusage(RUSAGE_CHILDREN, &all);
    return (all.ru_utime.tv_sec + all.ru_stime.tv_sec) * INT64_C(1000) +
           (all.ru_utime.tv_usec + all.ru_stime.tv_usec) / 1000;
}

#if defined(__SANITIZE_ADDRESS__)
#define SLOWER 10
#else
#define SLOWER 1
#endif

static void
entities_neither_grow_nor_reach_out(void **state)
{
    struct home *h = quiet_home("entities");
    str secret = arena_printf(
        &h->arena,
        "<?xml version=\"1.0\"?><!DOCTYPE rss SYSTEM \"%s\" [<!ENTITY f SYSTEM \"file://%s\">"
        "<!ENTITY h SYSTEM \"%s\"><!ENTITY %% p SYSTEM \"%s\"> %%p;]>" FEED(
            "<item><title>T &f; &h;</title><guid>1</guid><description>&f;&h;</description></item>"),
        server_url(server, "/dtd"), home_path(h, "secret"), server_url(server, "/entity"),
        server_url(server, "/parameter"));
    int status;

    (void)state;
    home_file(h, "secret", STR("geheim-4711"));
    home_file(h, "laughs.xml", billion_laughs(&h->arena));
    home_file(h, "square.xml", quadratic_blow_up(&h->arena));
    home_file(h, "outer.xml", secret);
    home_source(h, "laughs", "laughs.xml", NULL, NULL, NULL);
    home_source(h, "square", "square.xml", NULL, NULL, NULL);
    home_source(h, "outer", "outer.xml", NULL, NULL, NULL);
    int64_t began_ms = cpu_ms();

    HOME_RUN(h, &status, "refresh", "--force");
    assert_true(status == 0 || status == 3);
    assert_in_range(cpu_ms() - began_ms, 0, 1000 * SLOWER);
    if (SLOWER == 1)
        assert_in_range(largest_mb(), 0, 50);
    str out = HOME_RUN(h, &status, "list", "--json");

    assert_true(str_find(out, STR("geheim")) == STR_NONE);
    assert_in_range(out.len, 0, 100000);
    assert_int_equal(server_count(server, NULL), 0);
    home_free(h);
}

/* ---- too much ---- */

static void
too_much_is_cut_off(void **state)
{
    struct home *h = quiet_home("much");
    int64_t began_ms = time_now_ms();

    (void)state;
    server_add(server, &(struct server_route){
                           .path = "/bomb", .act = SERVER_BOMB, .size = (size_t)1 << 27 });
    server_add(server, &(struct server_route){ .path = "/endless",
                                               .act = SERVER_ENDLESS,
                                               .body = STR("<rss><channel><item>") });
    server_add(server, &(struct server_route){ .path = "/headers", .act = SERVER_HEADERS });
    home_source(h, "bomb", server_url(server, "/bomb"), NULL, NULL, NULL);
    home_source(h, "endless", server_url(server, "/endless"), NULL, NULL, NULL);
    home_source(h, "headers", server_url(server, "/headers"), NULL, NULL, NULL);
    home_setting(h, "feed-limit = 4m\nstall-timeout = 3s\ntimeout = 15s");
    refresh_is(h, 3);
    assert_in_range(time_now_ms() - began_ms, 0, 20000 + 1000 * SLOWER);
    assert_int_equal(stories_in(h), 0);
    assert_true(sources_say(h, "larger than 4 MB"));
    assert_true(sources_say(h, "of headers"));
    if (SLOWER == 1)
        assert_in_range(largest_mb(), 0, LIMIT_MB);
    home_free(h);
}

static void
add_times(struct buf *b, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buf_add(b, str_of(text));
}

static void
deep_html_is_shown_in_bounds(void **state)
{
    static const char *const tags[] = {
        "<div>",           "<blockquote>",   "<ul><li>",   "<b>",
        "<table><tr><td>", "<font color=x>", "<a href=x>", "<sup>"
    };
    struct home *h = quiet_home("deep");
    struct buf feed = { .arena = &h->arena };
    int status;

    (void)state;
    buf_add(&feed, STR("<rss version=\"2.0\"><channel><title>Deep</title>"));
    for (size_t i = 0; i < ARRAY_LEN(tags); i++) {
        buf_printf(&feed, "<item><title>D%zu</title><guid>%zu</guid><description><![CDATA[", i, i);
        add_times(&feed, tags[i], 100000);
        buf_add(&feed, STR("bottom]]></description></item>"));
    }
    buf_add(&feed, STR("<item><title>Wide</title><guid>w</guid><description><![CDATA[<table><tr>"
                       "<td colspan=99999999 rowspan=99999999>x</td></tr></table><p title=\""));
    add_times(&feed, "0123456789abcdef", 65536);
    buf_add(&feed, STR("\">after</p>]]></description></item></channel></rss>"));
    home_file(h, "deep.xml", buf_str(&feed));
    home_source(h, "deep", "deep.xml", NULL, NULL, NULL);
    refresh_is(h, 0);
    assert_int_equal(stories_in(h), ARRAY_LEN(tags) + 1);
    for (size_t i = 1; i <= ARRAY_LEN(tags) + 1; i++) {
        const char *id = arena_printf(&h->arena, "%zu", i).ptr;
        int64_t began_ms = cpu_ms();

        HOME_RUN(h, &status, "show", id);
        assert_int_equal(status, 0);
        HOME_RUN(h, &status, "show", id, "--width", "20");
        assert_int_equal(status, 0);
        if (cpu_ms() - began_ms > 6000 * SLOWER)
            fail_msg("story %zu took %" PRId64 " ms", i, cpu_ms() - began_ms);
    }
    home_free(h);
}

/* ---- nothing is lost ---- */

static void
broken_answers_delete_nothing(void **state)
{
    static const char *const broken[] = {
        "",
        " \n",
        "<html><head><title>Error</title></head><body><h1>Bad gateway</h1></body></html>",
        "<rss version=\"2.0\"><channel><title>F</title><item><guid>a</guid><title>Story a</title><link>https://h.exa",
        "<rss version=\"2.0\"><channel><title>F</title></channel></rss>",
        "{\"error\":\"maintenance\"}",
        "\x1f\x8b\x08\x00garbage",
        FEED(ITEM("c", "https://h.example/c")),
    };
    struct home *h = quiet_home("loss");
    int status;

    (void)state;
    home_file(h, "f.xml",
              STR(FEED(ITEM("a", "https://h.example/a") ITEM("b", "https://h.example/b"))));
    home_source(h, "f", "f.xml", NULL, NULL, NULL);
    refresh_is(h, 0);
    assert_int_equal(stories_in(h), 2);
    HOME_RUN(h, &status, "mark", "read", id_of(h, "Story a"));
    HOME_RUN(h, &status, "mark", "saved", id_of(h, "Story b"));
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        home_file(h, "f.xml", str_of(broken[i]));
        HOME_RUN(h, &status, "refresh", "--force");
        str out = HOME_RUN(h, &status, "list", "is:read", "--json");

        if (str_find(out, STR("Story a")) == STR_NONE || str_find(out, STR("Story b")) != STR_NONE)
            fail_msg("after \"%s\" read are: %.*s", broken[i], STR_ARG(out));
        out = HOME_RUN(h, &status, "list", "is:saved", "--json");
        if (str_find(out, STR("Story b")) == STR_NONE || str_find(out, STR("Story a")) != STR_NONE)
            fail_msg("after \"%s\" saved are: %.*s", broken[i], STR_ARG(out));
    }
    assert_int_equal(stories_in(h), 3);
    home_free(h);
}

/* newsboat #898: a source that repeats another's ids and links changes nothing of the other's. */
static void
sources_cannot_take_each_others_stories(void **state)
{
    struct home *h = quiet_home("guids");
    int status;

    (void)state;
    home_file(h, "good.xml", STR(FEED(ITEM("a", "https://h.example/a"))));
    home_source(h, "good", "good.xml", NULL, NULL, NULL);
    refresh_is(h, 0);
    HOME_RUN(h, &status, "mark", "saved", "1");
    home_file(h, "evil.xml",
              STR(FEED("<item><title>Buy this</title><guid>a</guid><link>https://h.example/a</link>"
                       "<description>evil words</description></item>")));
    home_source(h, "evil", "evil.xml", NULL, NULL, NULL);
    refresh_is(h, 0);
    str out = HOME_RUN(h, &status, "show", "1");

    assert_true(str_find(out, STR("Story a")) != STR_NONE);
    assert_true(str_find(out, STR("evil words")) == STR_NONE);
    out = HOME_RUN(h, &status, "list", "source:good", "--json");
    assert_true(str_find(out, STR("Story a")) != STR_NONE);
    assert_true(str_find(out, STR("Buy this")) == STR_NONE);
    out = HOME_RUN(h, &status, "list", "is:saved", "--json");
    assert_true(str_find(out, STR("Story a")) != STR_NONE);
    assert_true(str_find(out, STR("Buy this")) == STR_NONE);
    home_free(h);
}

int
main(void)
{
    /* Entities first: what a run's memory was is known only of the largest so far. */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entities_neither_grow_nor_reach_out),
        cmocka_unit_test(redirects_leave_the_web_for_nothing),
        cmocka_unit_test(pages_inside_are_not_asked_for),
        cmocka_unit_test(imported_commands_do_not_run),
        cmocka_unit_test(too_much_is_cut_off),
        cmocka_unit_test(deep_html_is_shown_in_bounds),
        cmocka_unit_test(broken_answers_delete_nothing),
        cmocka_unit_test(sources_cannot_take_each_others_stories),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
