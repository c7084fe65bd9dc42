#include "ui/key.h"

#include "test.h"

/* clang-format off */
static const struct { const char *word; uint32_t code, mods; } keys[] = { /* code 0: refused */
    { "n", 'n', 0 }, { "G", 'G', 0 }, { "?", '?', 0 }, { "ж", 0x436, 0 },
    { "ctrl-n", 'n', K_CTRL }, { "Ctrl-N", 'n', K_CTRL }, { "alt-x", 'x', K_ALT },
    { "ctrl-alt-q", 'q', K_CTRL | K_ALT }, { "shift-tab", K_TAB, K_SHIFT },
    { "space", ' ', 0 }, { "comma", ',', 0 }, { "pgdn", K_PAGE_DOWN, 0 }, { "f5", K_F1 + 4, 0 },
    { "F12", K_F12, 0 }, { "-", '-', 0 }, { "ctrl--", '-', K_CTRL }, { "f", 'f', 0 },
    { "", 0, 0 }, { "nn", 0, 0 }, { "f13", 0, 0 }, { "f0", 0, 0 }, { "ctrl-", 0, 0 },
    { "shift-a", 0, 0 }, { "hyper-x", 0, 0 }, { "\x1b", 0, 0 }, { "\xff", 0, 0 },
};

static const struct { const char *text; size_t count; } sequences[] = { /* 0: refused */
    { "g g", 2 }, { "j", 1 }, { " ctrl-x  ctrl-c ", 2 }, { "a b c", 3 }, { "a b c d", 0 },
    { "", 0 }, { "g gg", 0 },
};
/* clang-format on */

static void
keys_are_parsed_and_spelt(void **state)
{
    struct arena a = { 0 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        struct key got = { 0 }, again = { 0 };

        if (key_parse(str_of(keys[i].word), &got) != (keys[i].code != 0) ||
            got.code != keys[i].code || got.mods != keys[i].mods)
            fail_msg("%s: got %x with %x", keys[i].word, (unsigned)got.code, (unsigned)got.mods);
        if (got.code && (!key_parse(key_text(&a, got), &again) || !key_eq(got, again)))
            fail_msg("%s: does not come back", keys[i].word);
    }
    arena_free(&a);
}

static void
sequences_are_parsed(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sequences); i++) {
        struct key_sequence got = { 0 };

        key_sequence_parse(str_of(sequences[i].text), &got);
        if (got.count != sequences[i].count)
            fail_msg("\"%s\": %zu keys", sequences[i].text, got.count);
    }
}

static void
alternatives_are_parted(void **state)
{
    str rest = STR("j, down,, g g ,"), got;

    (void)state;
    assert_true(key_take_alternative(&rest, &got));
    assert_str_equal(got, STR("j"));
    assert_true(key_take_alternative(&rest, &got));
    assert_str_equal(got, STR("down"));
    assert_true(key_take_alternative(&rest, &got));
    assert_str_equal(got, STR("g g"));
    assert_false(key_take_alternative(&rest, &got));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_parsed_and_spelt),
        cmocka_unit_test(sequences_are_parsed),
        cmocka_unit_test(alternatives_are_parted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
