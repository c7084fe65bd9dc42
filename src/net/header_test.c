#include "header.h"

#include "test.h"

#define NOW INT64_C(784111777) /* Sun, 06 Nov 1994 08:49:37 GMT */

static void
lines_fill_the_set_and_a_status_empties_it(void **state)
{
    struct arena a = { 0 };
    struct header_set set = { 0 };

    (void)state;
    header_line(&set, &a, STR("HTTP/1.1 301 Moved\r\n"));
    header_line(&set, &a, STR("LOCATION:  /x \r\n"));
    header_line(&set, &a, STR("etag: \"a\"\r\n"));
    assert_int_equal(set.status, 301);
    assert_str_equal(set.location, STR("/x"));
    header_line(&set, &a, STR("HTTP/2 200\r\n"));
    assert_int_equal(set.status, 200);
    assert_int_equal(set.location.len + set.etag.len, 0);
    header_line(&set, &a, STR("ETag: W/\"b c\"\r\n"));
    assert_str_equal(set.etag, STR("W/\"b c\""));
    header_line(&set, &a, STR("ETag: \"\x1b]0;x\"\r\n"));
    assert_str_equal(set.etag, STR(""));
    header_line(&set, &a, STR("Last-Modified: \xC2\x9B\r\n"));
    assert_str_equal(set.last_modified, STR(""));
    header_line(&set, &a, STR("no colon\r\n"));
    header_line(&set, &a, STR(""));
    arena_free(&a);
}

static void
content_types_are_taken_apart(void **state)
{
    static const struct {
        const char *value, *type, *charset;
    } cases[] = {
        { "text/html", "text/html", "" },
        { "Text/HTML; Charset=UTF-8", "text/html", "utf-8" },
        { "text/xml;charset=\"windows-1251\"", "text/xml", "windows-1251" },
        { "text/xml ; x=y;charset = 'koi8-r' ", "text/xml", "koi8-r" },
        { "", "", "" },
        { ";charset=x", "", "x" },
        { "text/html; charset", "text/html", "" },
    };
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        str type, charset;

        header_content_type(&a, str_of(cases[i].value), &type, &charset);
        assert_str_equal(type, str_of(cases[i].type));
        assert_str_equal(charset, str_of(cases[i].charset));
    }
    arena_free(&a);
}

static void
freshness_and_retries_are_counted_from_now(void **state)
{
    static const struct {
        const char *cache_control, *expires, *date, *age;
        int64_t fresh_s;
    } fresh[] = {
        { "max-age=600", "", "", "", 600 },
        { "public, Max-Age=\"600\", x", "", "", "100", 500 },
        { "max-age=600", "", "", "900", 0 },
        { "max-age=0", "Sun, 06 Nov 1994 09:49:37 GMT", "", "", 0 },
        { "no-cache, max-age=600", "", "", "", 0 },
        { "max-age=99999999999999999999", "", "", "", 0 },
        { "max-age=9999999999", "", "", "", HEADER_SPAN_MOST },
        { "", "Sun, 06 Nov 1994 09:49:37 GMT", "", "", 3600 },
        { "", "Sun, 06 Nov 1994 09:49:37 GMT", "Sun, 06 Nov 1994 09:39:37 GMT", "", 600 },
        { "", "Sunday, 06-Nov-94 08:50:37 GMT", "", "", 60 },
        { "", "Sun Nov  6 08:50:37 1994", "", "", 60 },
        { "", "0", "", "", 0 },
        { "", "Sun, 06 Nov 1994 08:49:36 GMT", "", "", 0 },
    };
    static const struct {
        const char *value;
        int64_t wait_s;
    } retry[] = {
        { "120", 120 },
        { "0", 0 },
        { "-5", 0 },
        { "Sun, 06 Nov 1994 08:59:37 GMT", 600 },
        { "nonsense", 0 },
        { "", 0 },
        { "99999999999", HEADER_SPAN_MOST },
        { "Sun, 06 Nov 1994 07:59:37 GMT", 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(fresh); i++) {
        struct header_set set = { .cache_control = str_of(fresh[i].cache_control),
                                  .expires = str_of(fresh[i].expires),
                                  .date = str_of(fresh[i].date),
                                  .age = str_of(fresh[i].age) };
        int64_t want = fresh[i].fresh_s ? NOW + fresh[i].fresh_s : 0;

        if (header_fresh_until(&set, NOW) != want)
            fail_msg("fresh row %zu: %" PRId64, i, header_fresh_until(&set, NOW) - NOW);
    }
    for (size_t i = 0; i < ARRAY_LEN(retry); i++) {
        struct header_set set = { .retry_after = str_of(retry[i].value) };

        if (header_retry_at(&set, NOW) != (retry[i].wait_s ? NOW + retry[i].wait_s : 0))
            fail_msg("retry \"%s\"", retry[i].value);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_fill_the_set_and_a_status_empties_it),
        cmocka_unit_test(content_types_are_taken_apart),
        cmocka_unit_test(freshness_and_retries_are_counted_from_now),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
