#include "config/value.h"

#include "test.h"

#include <string.h>

/* clang-format off */
static const struct { const char *text; int64_t want; } sizes[] = { /* -1: must be refused */
    { "0", 0 }, { "4096", 4096 }, { "512k", 524288 }, { "16M", 16777216 }, { "2g", INT64_C(2) << 30 },
    { "", -1 }, { "k", -1 }, { "1.5m", -1 }, { "16mb", -1 }, { "-1", -1 }, { " 1", -1 },
    { "1025g", -1 }, { "99999999999999999999", -1 }, { "9223372036854775807g", -1 },
};
static const struct { const char *text; int want; } booleans[] = {
    { "on", 1 }, { "off", 0 }, { "Yes", 1 }, { "NO", 0 }, { "true", 1 }, { "false", 0 }, { "1", 1 }, { "0", 0 },
    { "", -1 }, { "y", -1 }, { "2", -1 }, { "onn", -1 },
};
static const struct { const char *text; bool is_good; } urls[] = {
    { "http://e.org", true }, { "https://e.org/x?y=1#z", true }, { "HTTPS://E.org/", true },
    { "https://user:word@e.org:8080/feed", true }, { "http://[::1]/feed", true },
    { "https://қаз.example/feed", true }, { "file:///var/news.xml", true }, { "file:/var/news.xml", true },
    { "exec:/usr/bin/news --all", true }, { "exec:news", true }, { "courant:welcome", true }, { "courant:x", false },
    { "", false }, { "e.org/feed", false }, { "htp://e.org", false }, { "https:", false }, { "https://", false },
    { "https:///feed", false }, { "https://user@/feed", false }, { "https://-oProxy=x/", false },
    { "http://e.org/a b", false }, { "javascript:alert(1)", false }, { "data:text/xml,x", false },
    { "file:news.xml", false }, { "exec:", false }, { "exec:  ", false }, { "|news", false },
    { "gopher://e.org/", false }, { "-x", false },
};
static const struct { const char *text; bool is_good; } ids[] = {
    { "bbc", true }, { "bbc-world", true }, { "9gag.com", true }, { "a_b", true },
    { "", false }, { "BBC", false }, { "a b", false }, { "a/b", false }, { "..", false }, { "-x", false },
    { "новости", false }, { "a:b", false },
    { "0123456789012345678901234567890123456789012345678901234567890123", true },
    { "01234567890123456789012345678901234567890123456789012345678901234", false },
};
/* clang-format on */

static void
sizes_are_read_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct err err = { 0 };
        int64_t got = -1;
        bool ok = size_parse(str_of(sizes[i].text), &got, &err);

        if (got != sizes[i].want || ok != (err.kind == ERR_NONE))
            fail_msg("\"%s\": got %" PRId64 ", %s", sizes[i].text, got, err.text);
    }
}

static void
sizes_are_written_back(void **state)
{
    struct arena a = { 0 };

    (void)state;
    assert_str_equal(size_text(&a, 0), STR("0"));
    assert_str_equal(size_text(&a, 1000), STR("1000"));
    assert_str_equal(size_text(&a, 16 << 20), STR("16m"));
    assert_str_equal(size_text(&a, 1536), STR("1536"));
    assert_str_equal(size_text(&a, 3 << 10), STR("3k"));
    arena_free(&a);
}

static void
booleans_are_read_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(booleans); i++) {
        struct err err = { 0 };
        bool got = false;
        bool ok = value_bool(str_of(booleans[i].text), &got, &err);

        if (ok != (booleans[i].want >= 0) || (ok && got != booleans[i].want))
            fail_msg("\"%s\"", booleans[i].text);
    }
}

static void
only_four_schemes_are_followed(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
        struct err err = { 0 };

        if (value_url(str_of(urls[i].text), &err) != urls[i].is_good)
            fail_msg("\"%s\": %s", urls[i].text, err.text);
    }
}

static void
ids_are_short_and_ascii(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ids); i++)
        if (value_is_id(str_of(ids[i].text)) != ids[i].is_good)
            fail_msg("\"%s\"", ids[i].text);
}

static void
slips_are_recognised(void **state)
{
    static const char *const words[] = { "theme", "layout", "refresh", "refresh-min", "url" };
    /* clang-format off */
    static const struct { const char *text, *want; } slips[] = {
        { "theme", "theme" }, { "teme", "theme" }, { "layuot", "layout" }, { "refreshmin", "refresh-min" },
        { "ulr", "url" }, { "name", NULL }, { "x", NULL }, { "", NULL },
        { "a-very-long-name-that-is-nothing-like-any-of-them", NULL },
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(slips); i++) {
        const char *got = value_nearest(str_of(slips[i].text), words, ARRAY_LEN(words));

        if (!str_eq(str_of(got), str_of(slips[i].want)))
            fail_msg("\"%s\": got %s", slips[i].text, got ? got : "nothing");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_read_or_refused),
        cmocka_unit_test(sizes_are_written_back),
        cmocka_unit_test(booleans_are_read_or_refused),
        cmocka_unit_test(only_four_schemes_are_followed),
        cmocka_unit_test(ids_are_short_and_ascii),
        cmocka_unit_test(slips_are_recognised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
