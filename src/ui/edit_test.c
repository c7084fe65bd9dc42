#include "ui/edit.h"

#include "test.h"

#include <courant/text.h>

#include <locale.h>

/* Keys by their names, blanks between them; the text then, with | where the cursor stands. */
/* clang-format off */
static const struct { const char *keys, *want; } cases[] = {
    { "a b c", "abc|" },
    { "a b c left left x", "ax|bc" },
    { "a b c ctrl-a x", "x|abc" },
    { "a b c home delete", "|bc" },
    { "a b backspace c", "ac|" },
    { "a b space c d ctrl-w", "ab |" },
    { "a b space c d space ctrl-w", "ab |" },
    { "a b space c d ctrl-left ctrl-k", "ab |" },
    { "a b space c d ctrl-left ctrl-u", "|cd" },
    { "ж é 漢 left backspace", "ж|漢" },
    { "left right delete backspace ctrl-w ctrl-u ctrl-k", "|" },
    { "a ctrl-x alt-y f5 tab b", "ab|" },
};
/* clang-format on */

static void
keys_edit(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct edit e = { 0 };
        str rest = str_of(cases[i].keys), word;

        while (str_take_field(&rest, ' ', &word)) {
            struct key key = { 0 };

            if (!key_parse(word, &key))
                fail_msg("%s: a bad key", cases[i].keys);
            edit_key(&e, key);
        }
        str got =
            arena_printf(&a, "%.*s|%.*s", (int)e.at, e.text, (int)(e.len - e.at), e.text + e.at);

        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("%s: %.*s", cases[i].keys, STR_ARG(got));
    }
    arena_free(&a);
}

/* A combining mark goes with its letter. */
static void
clusters_stay_whole(void **state)
{
    struct edit e = { 0 };

    (void)state;
    edit_set(&e, STR("ae\xCC\x81"));
    edit_key(&e, (struct key){ K_BACKSPACE, 0 });
    assert_str_equal(edit_str(&e), STR("a"));
}

static void
length_is_bounded(void **state)
{
    struct edit e = { 0 };

    (void)state;
    for (int i = 0; i < 3000; i++)
        edit_key(&e, (struct key){ 0x436, 0 });
    assert_true(e.len <= EDIT_MOST);
    assert_true(utf8_is_valid(edit_str(&e)));
    assert_false(edit_insert(&e, STR("ж")));
    edit_set(&e, (str){ e.text, e.len });
    assert_int_equal(e.at, e.len);
}

static void
the_past_comes_back(void **state)
{
    static struct edit_past past;
    struct edit e = { 0 };

    (void)state;
    assert_false(edit_past_older(&past, &e));
    edit_past_add(&past, STR("one"));
    edit_past_add(&past, STR("two"));
    edit_past_add(&past, STR("two"));
    edit_past_add(&past, STR(""));
    edit_set(&e, STR("thr"));
    assert_true(edit_past_older(&past, &e));
    assert_str_equal(edit_str(&e), STR("two"));
    assert_true(edit_past_older(&past, &e));
    assert_str_equal(edit_str(&e), STR("one"));
    assert_false(edit_past_older(&past, &e));
    assert_true(edit_past_newer(&past, &e));
    assert_true(edit_past_newer(&past, &e));
    assert_str_equal(edit_str(&e), STR("thr"));
    assert_false(edit_past_newer(&past, &e));
    for (int i = 0; i < 200; i++)
        edit_past_add(&past, i % 2 ? STR("a") : STR("b"));
    assert_int_equal(past.count, EDIT_LINES);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_edit),
        cmocka_unit_test(clusters_stay_whole),
        cmocka_unit_test(length_is_bounded),
        cmocka_unit_test(the_past_comes_back),
    };

    setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
