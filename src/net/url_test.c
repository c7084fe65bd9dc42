#include "test.h"

#include <courant/net.h>

/* RFC 3986 § 5.4 with its base, the non-strict reading of http:g; then what browsers accept. */
#define RFC "http://a/b/c/d;p?q"
static const struct {
    const char *base, *relative, *want;
} resolve_cases[] = {
    { RFC, "g:h", "g:h" },
    { RFC, "g", "http://a/b/c/g" },
    { RFC, "./g", "http://a/b/c/g" },
    { RFC, "g/", "http://a/b/c/g/" },
    { RFC, "/g", "http://a/g" },
    { RFC, "//g", "http://g" },
    { RFC, "?y", "http://a/b/c/d;p?y" },
    { RFC, "g?y", "http://a/b/c/g?y" },
    { RFC, "#s", "http://a/b/c/d;p?q#s" },
    { RFC, "g#s", "http://a/b/c/g#s" },
    { RFC, "g?y#s", "http://a/b/c/g?y#s" },
    { RFC, ";x", "http://a/b/c/;x" },
    { RFC, "g;x?y#s", "http://a/b/c/g;x?y#s" },
    { RFC, "", "http://a/b/c/d;p?q" },
    { RFC, ".", "http://a/b/c/" },
    { RFC, "./", "http://a/b/c/" },
    { RFC, "..", "http://a/b/" },
    { RFC, "../", "http://a/b/" },
    { RFC, "../g", "http://a/b/g" },
    { RFC, "../..", "http://a/" },
    { RFC, "../../", "http://a/" },
    { RFC, "../../g", "http://a/g" },
    { RFC, "../../../g", "http://a/g" },
    { RFC, "../../../../g", "http://a/g" },
    { RFC, "/./g", "http://a/g" },
    { RFC, "/../g", "http://a/g" },
    { RFC, "g.", "http://a/b/c/g." },
    { RFC, ".g", "http://a/b/c/.g" },
    { RFC, "g..", "http://a/b/c/g.." },
    { RFC, "..g", "http://a/b/c/..g" },
    { RFC, "./../g", "http://a/b/g" },
    { RFC, "./g/.", "http://a/b/c/g/" },
    { RFC, "g/./h", "http://a/b/c/g/h" },
    { RFC, "g/../h", "http://a/b/c/h" },
    { RFC, "g;x=1/./y", "http://a/b/c/g;x=1/y" },
    { RFC, "g;x=1/../y", "http://a/b/c/y" },
    { RFC, "g?y/./x", "http://a/b/c/g?y/./x" },
    { RFC, "g#s/../x", "http://a/b/c/g#s/../x" },
    { RFC, "http:g", "http://a/b/c/g" },
    { RFC, "https:g", "https://g" },
    { "http://a", "g", "http://a/g" },
    { "http://a?x", "g", "http://a/g" },
    { "http://u:p@a:8080/x", "/g", "http://u:p@a:8080/g" },
    { "https://a/b", "//c/d", "https://c/d" },
    { "http://a/b", " \n g h \t", "http://a/g%20h" },
    { "http://a/b", "g\n\th?\ri", "http://a/gh?i" },
    { "http://a/b/", "..\\c\\d?e\\f", "http://a/c/d?e\\f" },
    { "http://a/b", "http:\\\\c\\d", "http://c/d" },
    { "", "http:/c/d", "http://c/d" },
    { "", "HTTP:///C/d", "http://C/d" },
    { "http://a/b/c/d", "%2e%2E/g", "http://a/b/g" },
    { "http://a/", "новости", "http://a/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8" },
    { "http://a/", "100%/x%20y", "http://a/100%/x%20y" },
    { "http://a/", "\"><script>", "http://a/%22%3E%3Cscript%3E" },
    { "http://a/", "y\x1b]8;;x\x07", "http://a/y%1B]8;;x" },
    { "http://a/", "mailto:x@y.z", "mailto:x@y.z" },
    { "http://a/", "javascript:alert(1)", "javascript:alert(1)" },
    { "file:///a/b.xml", "c.xml", "file:///a/c.xml" },
    { "mailto:x@y.z", "c", "" },
    { "", "c/d", "" },
    { "not a url", "c", "" },
    { "http://a/", "http://", "" },
    { "http://a/", "http://b c/", "" },
    { "http://a/", "//b:99999/", "" },
    { "", "z:/.//b", "z:/.//b" },
    { "http://a/", "http://b\u202Ec/", "" },
    { "http://a/", "http://b\xFF/", "" },
    { "http://a/",
      "http://b\xC2\x9B"
      "1m/",
      "" },
    { "http://a/", "http://новости.рф/x", "http://новости.рф/x" },
};

static void
resolve_follows_the_rfc_and_browsers(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(resolve_cases); i++) {
        str got =
            net_url_resolve(&a, str_of(resolve_cases[i].base), str_of(resolve_cases[i].relative));

        if (!str_eq(got, str_of(resolve_cases[i].want)))
            fail_msg("\"%s\" from %s: got \"%.*s\", want \"%s\"", resolve_cases[i].relative,
                     resolve_cases[i].base, STR_ARG(got), resolve_cases[i].want);
    }
    arena_free(&a);
}

static void
parse_names_the_parts(void **state)
{
    struct net_url url;

    (void)state;
    assert_true(net_url_parse(STR(" HTTP://me:pw@x@Ex.org:81/p/q?r=1#s "), &url));
    assert_str_equal(url.scheme, STR("HTTP"));
    assert_str_equal(url.user, STR("me:pw@x"));
    assert_str_equal(url.host, STR("Ex.org"));
    assert_str_equal(url.port, STR("81"));
    assert_str_equal(url.path, STR("/p/q"));
    assert_str_equal(url.query, STR("r=1"));
    assert_str_equal(url.fragment, STR("s"));
    assert_true(net_url_parse(STR("http://[::1]:8080?x"), &url));
    assert_str_equal(url.host, STR("[::1]"));
    assert_str_equal(url.port, STR("8080"));
    assert_true(url.path.len == 0 && url.has_query && !url.has_fragment);
    assert_true(net_url_parse(STR("file:///etc/x"), &url));
    assert_true(url.host.len == 0 && str_eq(url.path, STR("/etc/x")));
    /* What a browser would call is what is seen here, not what stands after a backslash. */
    assert_str_equal(net_url_host(STR("http://evil.example\\@good.example/")), STR("evil.example"));
    assert_str_equal(net_url_host(STR("//a/b")), STR(""));
}

static void
only_http_with_a_host_is_web(void **state)
{
    static const struct {
        const char *url;
        bool is_web;
    } cases[] = {
        { "http://a", true },
        { "HTTPS://a.b/c", true },
        { "http:", false },
        { "http:/a", false },
        { "http://", false },
        { "http:///x", false },
        { "ftp://a/", false },
        { "file:///a", false },
        { "|cmd", false },
        { "exec:rm", false },
        { "", false },
        { "-o http://a", false },
        { "javascript:1//", false },
        { "//a", false },
        { "http://a b/", false },
        { "http://[::1", false },
        { "http://a:b/", false },
        { "http://:80/", false },
        { "http://[::1]/", true },
        { "http://[::1]x/", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        if (net_url_is_web(str_of(cases[i].url)) != cases[i].is_web)
            fail_msg("\"%s\"", cases[i].url);
}

static const struct {
    const char *url, *want;
} normal_cases[] = {
    { "HTTP://WWW.Example.ORG:80/", "https://example.org" },
    { "https://example.org", "https://example.org" },
    { "https://example.org:443/a/", "https://example.org/a" },
    { "http://example.org:443/a/", "https://example.org/a" },
    { "http://m.example.org/a", "https://example.org/a" },
    { "http://www.amp.example.org/a", "https://example.org/a" },
    { "http://m.com/a", "https://m.com/a" },
    { "http://example.org./a//", "https://example.org/a" },
    { "http://example.org/a/index.html", "https://example.org/a" },
    { "http://example.org/index.php?id=5", "https://example.org?id=5" },
    { "http://example.org/a/../b/./c#top", "https://example.org/b/c" },
    { "http://example.org/%7euser/%41%2fb%d0%b0", "https://example.org/~user/A%2Fb%D0%B0" },
    { "http://example.org/а", "https://example.org/%D0%B0" },
    { "http://example.org/a?utm_source=rss&UTM_Medium=x", "https://example.org/a" },
    { "http://example.org/a?id=1&utm_source=rss&b=2&fbclid=zz", "https://example.org/a?id=1&b=2" },
    { "http://example.org/a?partner=rss&emc=rss", "https://example.org/a" },
    { "http://example.org/a?partner=7&source=web", "https://example.org/a?partner=7&source=web" },
    { "http://u:p@example.org/a", "https://example.org/a" },
    { "http://example.org/a?", "https://example.org/a" },
    { "  http:\\\\example.org\\a\n", "https://example.org/a" },
    { "http://example.org/A", "https://example.org/A" },
    { "http://example.org/a/amp/", "https://example.org/a" },
    { "http://example.org/a/amp//amp", "https://example.org/a" },
    { "http://example.org/amp", "https://example.org/amp" },
    { "http://example.org/a/index.html/amp", "https://example.org/a" },
    { "http://example.org/lamp", "https://example.org/lamp" },
    { "http://example.org/a?amp", "https://example.org/a" },
    { "http://example.org/a?id=1&amp=1&outputType=amp", "https://example.org/a?id=1" },
    { "http://example.org/a?amp=7", "https://example.org/a?amp=7" },
    { "mailto:X@y", "mailto:X@y" },
    { "nothing", "" },
};

static void
normal_is_one_spelling_for_one_page(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(normal_cases); i++) {
        str got = net_url_normal(&a, str_of(normal_cases[i].url));

        if (!str_eq(got, str_of(normal_cases[i].want)))
            fail_msg("\"%s\": got \"%.*s\", want \"%s\"", normal_cases[i].url, STR_ARG(got),
                     normal_cases[i].want);
        if (!str_eq(net_url_normal(&a, got), got))
            fail_msg("\"%s\" normalised twice is another", normal_cases[i].url);
    }
    arena_free(&a);
}

static void
clean_takes_only_trackers(void **state)
{
    static const struct {
        const char *url, *want;
    } cases[] = {
        { "http://A.b/?x=1&&utm_id=5#f", "http://A.b/?x=1&#f" },
        { "http://A.b/?gclid=1", "http://A.b/" },
        { "http://A.b/?x=%7e", "http://A.b/?x=%7e" },
        { "HTTP://A.b/?x", "HTTP://A.b/?x" },
        { "http://a/?utm", "http://a/?utm" },
        { "not one ?utm_x=1", "not one ?utm_x=1" },
    };
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_str_equal(net_url_clean(&a, str_of(cases[i].url)), str_of(cases[i].want));
    arena_free(&a);
}

static void
secrets_are_taken_off(void **state)
{
    struct arena a = { 0 };

    (void)state;
    assert_str_equal(net_url_without_secret(&a, STR("https://me:secret@a.b:1/c?d#e")),
                     STR("https://a.b:1/c?d#e"));
    assert_str_equal(net_url_without_secret(&a, STR("http://user:@a.b/")), STR("http://a.b/"));
    assert_str_equal(net_url_without_secret(&a, STR("http://@a.b/")), STR("http://a.b/"));
    assert_str_equal(net_url_without_secret(&a, STR("https://a.b/c@d")), STR("https://a.b/c@d"));
    assert_str_equal(net_url_without_secret(&a, STR("exec:x y")), STR("exec:x y"));
    arena_free(&a);
}

struct pair {
    const char *x, *y;
    bool is_same;
};

static void
check_pairs(bool (*is_same)(str x, str y), const struct pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_same(str_of(pairs[i].x), str_of(pairs[i].y)) != pairs[i].is_same)
            fail_msg("\"%s\" and \"%s\"", pairs[i].x, pairs[i].y);
}

static bool
is_same_site_turned(str x, str y)
{
    return net_url_is_same_site(y, x);
}

static void
one_site_has_many_hosts(void **state)
{
    static const struct pair cases[] = {
        { "https://www.example.org/a", "http://feeds.example.org/rss", true },
        { "https://example.org/a", "https://example.org:8080/b", true },
        { "https://News.Example.org/a", "https://example.org/", true },
        { "https://m.example.co.uk/a", "https://www.example.co.uk/", true },
        { "https://example.co.uk/a", "https://other.co.uk/", false },
        { "https://myexample.org/a", "https://example.org/", false },
        { "https://www.org/a", "https://example.org/", false },
        { "https://example.com/a", "https://com/", false },
        { "file:///a", "file:///b", false },
        { "https://example.org/", "", false },
    };

    (void)state;
    check_pairs(net_url_is_same_site, cases, ARRAY_LEN(cases));
    check_pairs(is_same_site_turned, cases, ARRAY_LEN(cases));
}

static void
secrets_stay_with_their_server(void **state)
{
    static const struct pair cases[] = {
        { "http://a.b/1", "http://A.B:80/2", true },
        { "https://a.b:443", "https://a.b", true },
        { "http://a.b/", "https://a.b/", true },
        { "http://a.b:80/", "https://a.b:443/", true },
        { "http://u:p@a.b/", "http://a.b/", true },
        { "https://a.b/", "http://a.b/", false },
        { "http://a.b/", "http://a.b:81/", false },
        { "http://a.b:8080/", "https://a.b:8080/", false },
        { "http://a.b:8080/", "https://a.b/", false },
        { "https://a.b/", "https://a.b:8443/", false },
        { "https://a.b/", "https://c.a.b/", false },
        { "https://a.b/", "file:///a", false },
        { "file:///a", "file:///a", false },
        { "", "", false },
    };

    (void)state;
    check_pairs(net_url_is_same_server, cases, ARRAY_LEN(cases));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolve_follows_the_rfc_and_browsers),
        cmocka_unit_test(parse_names_the_parts),
        cmocka_unit_test(only_http_with_a_host_is_web),
        cmocka_unit_test(normal_is_one_spelling_for_one_page),
        cmocka_unit_test(clean_takes_only_trackers),
        cmocka_unit_test(secrets_are_taken_off),
        cmocka_unit_test(secrets_stay_with_their_server),
        cmocka_unit_test(one_site_has_many_hosts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
