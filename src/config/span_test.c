#include "test.h"

#include <courant/config.h>

#define TEN_YEARS_S (INT64_C(3650) * 86400)

/* clang-format off */
static const struct { const char *text; int64_t want_s; } cases[] = { /* -1: must be refused */
    { "0s", 0 }, { "90s", 90 }, { "15m", 900 }, { "007d", 604800 }, { "3650d", TEN_YEARS_S },
    { "", -1 }, { "15", -1 }, { "m", -1 }, { "-5m", -1 }, { "3651d", -1 }, { "5M", -1 },
    { " 5m", -1 }, { "5 m", -1 }, { "5mm", -1 }, { "99999999999999999999s", -1 },
};
static const struct { int64_t span_s; const char *want; } texts[] = {
    { 0, "0s" }, { 1, "1s" }, { 60, "1m" }, { 5400, "90m" }, { 7200, "2h" }, { 86400, "1d" },
    { 90000, "25h" }, { 86401, "86401s" },
};
/* clang-format on */

static void
parse_accepts_and_refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct err err = { 0 };
        int64_t got_s = -1; /* must still be so after a refusal */
        bool ok = span_parse(str_of(cases[i].text), &got_s, &err);

        if (got_s != cases[i].want_s || ok != (err.kind == ERR_NONE))
            fail_msg("\"%s\": got %" PRId64 ", %s", cases[i].text, got_s, err.text);
    }
}

static void
text_is_the_shortest_spelling(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        assert_str_equal(span_text(&a, texts[i].span_s), str_of(texts[i].want));
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_accepts_and_refuses),
        cmocka_unit_test(text_is_the_shortest_spelling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
