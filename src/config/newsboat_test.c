#include "test.h"

#include <courant/config.h>

/* clang-format off */
static const struct { const char *what, *text, *want; } cases[] = {
    { "plain", "http://a/\nhttps://b/ one two\n", "1 http://a/\n2 https://b/ [one] [two]\n" },
    { "comments", "# all\n\n   # too\nhttp://a/ x # y z\n", "4 http://a/ [x]\n" },
    { "a fragment is no comment", "http://a/#top t#1\n", "1 http://a/#top [t#1]\n" },
    { "quotes", "\"http://a/\" \"two words\" \"~A Name\"\n", "1 http://a/ [two words] [~A Name]\n" },
    { "quote without an end", "http://a/ \"two words\nhttp://b/\n", "1 http://a/ [two words]\n2 http://b/\n" },
    { "the next token follows at once", "\"http://a/\"one\"two\"\n", "1 http://a/ [one\"two\"]\n" },
    { "escapes", "\"a\\\"b\\\\c\\n\\x\\`d\"\n", "1 a\"b\\c x\\`d\n" },
    { "no escapes outside", "exec:a\\n x'y z'\n", "1 exec:a\\n [x'y] [z']\n" },
    { "a command in quotes", "\"exec:~/bin/news --all\" x\n", "1 exec:~/bin/news --all [x]\n" },
    { "twice: one, tags of both", "http://a/ x y\nhttp://b/\nhttp://a/ y z\n", "1 http://a/ [x] [y] [z]\n2 http://b/\n" },
    { "a query", "\"query:Unread:unread = \\\"yes\\\"\"\n", "1 query:Unread:unread = \"yes\"\n" },
    { "CR LF, tabs, no last newline", "http://a/\tx\r\nhttp://b/", "1 http://a/ [x]\n2 http://b/\n" },
    { "nothing", "", "" },
};
/* clang-format on */

static void
tokens_are_those_of_newsboat(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct buf b = { .arena = &a };
        const struct config_newsboat_line *lines = NULL;
        size_t count = config_newsboat_read(&a, str_of(cases[i].text), &lines);

        for (size_t k = 0; k < count; k++) {
            buf_printf(&b, "%d %.*s", lines[k].line, STR_ARG(lines[k].address));
            for (size_t t = 0; t < lines[k].tag_count; t++)
                buf_printf(&b, " [%.*s]", STR_ARG(lines[k].tags[t]));
            buf_add_char(&b, '\n');
        }
        if (!str_eq(buf_str(&b), str_of(cases[i].want)))
            fail_msg("%s: got %.*s", cases[i].what, STR_ARG(buf_str(&b)));
        arena_free(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_those_of_newsboat),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
