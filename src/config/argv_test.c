#include "test.h"

#include <courant/config.h>

#define URL "https://e.org/$(touch x);`id`?a=\"1\"&b='2' -n"

/* clang-format off */
static const struct { const char *command, *want; } cases[] = { /* words in angle brackets */
    { "xdg-open %u", "<xdg-open><" URL ">" },
    { "firefox", "<firefox><" URL ">" },
    { "  firefox   --new-tab\t%u  ", "<firefox><--new-tab><" URL ">" },
    { "mpv --title='a b' \"c d\" %u", "<mpv><--title=a b><c d><" URL ">" },
    { "sh -c 'echo \"$1\"' sh %u", "<sh><-c><echo \"$1\"><sh><" URL ">" },
    { "x --url=%u", "<x><--url=" URL ">" },
    { "x %u %u", "<x><" URL "><" URL ">" },
    { "a\\ b '\\' \"\\\"\" %u", "<a b><\\><\"><" URL ">" },
    { "x \"\" %u", "<x><><" URL ">" },
    { "x 'open %u", "<x><open " URL ">" },
    { "x | y > z; $HOME `w` *", "<x><|><y><>><z;><$HOME><`w`><*><" URL ">" },
    { "x \\", "<x><\\><" URL ">" },
    { "", "" },
    { "   ", "" },
};
/* clang-format on */

static void
words_part_and_the_address_stays_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct buf b = { .arena = &a };

        for (const char **w = config_argv(&a, str_of(cases[i].command), STR(URL)); *w; w++)
            buf_printf(&b, "<%s>", *w);
        if (!str_eq(buf_str(&b), str_of(cases[i].want)))
            fail_msg("%s: got %.*s", cases[i].command, STR_ARG(buf_str(&b)));
        arena_free(&a);
    }
}

static void
several_are_put_in_once(void **state)
{
    static const struct config_put puts[] = { { 't', STR_INIT("1 new: 5%u off \"$x\"") },
                                              { 'u', STR_INIT("https://e.org/%t") } };
    /* clang-format off */
    static const struct { const char *command, *want; } both[] = {
        { "note %t %u", "<note><1 new: 5%u off \"$x\"><https://e.org/%t>" },
        { "note", "<note><1 new: 5%u off \"$x\">" },
        { "note --at=%u", "<note><--at=https://e.org/%t>" },
        { "note 100% %x %", "<note><100%><%x><%><1 new: 5%u off \"$x\">" },
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(both); i++) {
        struct arena a = { 0 };
        struct buf b = { .arena = &a };

        for (const char **w = config_argv_put(&a, str_of(both[i].command), puts, 2); *w; w++)
            buf_printf(&b, "<%s>", *w);
        assert_str_equal(buf_str(&b), str_of(both[i].want));
        arena_free(&a);
    }
}

static void
without_an_address_none_is_added(void **state)
{
    struct arena a = { 0 };
    const char **words = config_argv(&a, STR("pass show news"), (str){ 0 });

    (void)state;
    assert_string_equal(words[2], "news");
    assert_null(words[3]);
    arena_free(&a);
}

static void
the_number_of_words_is_bounded(void **state)
{
    struct arena a = { 0 };
    struct buf b = { .arena = &a };
    size_t count = 0;

    (void)state;
    for (int i = 0; i < 10000; i++)
        buf_add(&b, STR("x "));
    for (const char **w = config_argv(&a, buf_str(&b), (str){ 0 }); *w; w++)
        count++;
    assert_in_range(count, 100, 1000);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_part_and_the_address_stays_whole),
        cmocka_unit_test(several_are_put_in_once),
        cmocka_unit_test(without_an_address_none_is_added),
        cmocka_unit_test(the_number_of_words_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
