#include "test.h"

#include <courant/text.h>

static const struct {
    const char *was, *now, *want;
} cases[] = {
    { "", "", "" },
    { "a b", "a b", "a b" },
    { "a  b", "a b", "a b" },
    { "", "a b", "+[a b]" },
    { "a b", "", "-[a b]" },
    { "a b c", "a x c", "a -[b] +[x] c" },
    { "a b c d", "a d", "a -[b c] d" },
    { "a d", "a b c d", "a +[b c] d" },
    { "the cat sat on the mat", "the dog sat on a mat",
      "the -[cat] +[dog] sat on -[the] +[a] mat" },
    { "one two", "three four", "-[one two] +[three four]" },
    { "a b c a b b a", "c b a b a c", "-[a b] c +[b] a b -[b] a +[c]" },
    { "\u65B0\u805E\u8A18\u8005", "\u65B0\u8A18\u8005", "\u65B0 -[\u805E] \u8A18\u8005" },
    { "a\nb", "a\nc", "a\n -[b] +[c]" },
};

static void
changes_are_told_word_by_word(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct buf b = { .arena = &a };
        struct text_change *changes;
        size_t count = text_diff(&a, str_of(cases[i].was), str_of(cases[i].now), &changes);

        for (size_t k = 0; k < count; k++)
            buf_printf(&b, "%s%s%.*s%s", k ? " " : "",
                       changes[k].kind == TEXT_SAME   ? ""
                       : changes[k].kind == TEXT_GONE ? "-["
                                                      : "+[",
                       STR_ARG(changes[k].text), changes[k].kind == TEXT_SAME ? "" : "]");
        if (!str_eq(buf_str(&b), str_of(cases[i].want)))
            fail_msg("%s | %s: %.*s", cases[i].was, cases[i].now, STR_ARG(buf_str(&b)));
        arena_free(&a);
    }
}

/* What stayed and what came make the new text, what stayed and what went the old one, whatever they are. */
static void
nothing_is_lost(void **state)
{
    unsigned seed = 1;

    (void)state;
    for (int round = 0; round < 300; round++) {
        struct arena a = { 0 };
        struct buf texts[2] = { { .arena = &a }, { .arena = &a } };
        struct buf made[2] = { { .arena = &a }, { .arena = &a } };
        struct text_change *changes;

        for (int k = 0; k < 2; k++)
            for (int i = 0; i < round * 8; i++) {
                seed = seed * 1103515245 + 12345;
                buf_printf(&texts[k], "w%u ", (seed >> 16) % (unsigned)(round % 7 ? 9 : 5000));
            }
        size_t count = text_diff(&a, buf_str(&texts[0]), buf_str(&texts[1]), &changes);

        for (size_t i = 0; i < count; i++)
            for (int k = 0; k < 2; k++)
                if (changes[i].kind != (k ? TEXT_GONE : TEXT_CAME))
                    buf_printf(&made[k], "%.*s ", STR_ARG(changes[i].text));
        assert_true(str_eq(buf_str(&made[0]), buf_str(&texts[0])));
        assert_true(str_eq(buf_str(&made[1]), buf_str(&texts[1])));
        arena_free(&a);
    }
}

/* Longer than what is looked at word by word: what was edited behind that is told all the same. */
static void
the_end_of_a_long_text_is_told(void **state)
{
    struct arena a = { 0 };
    struct buf was = { .arena = &a }, now = { .arena = &a };
    struct text_change *changes;

    (void)state;
    for (int i = 0; i < 250000; i++) {
        buf_add(&was, STR("w "));
        buf_add(&now, STR("w "));
    }
    buf_add(&was, STR("old end"));
    buf_add(&now, STR("new end"));
    size_t count = text_diff(&a, buf_str(&was), buf_str(&now), &changes);

    assert_int_equal(count, 3);
    assert_int_equal(changes[1].kind, TEXT_GONE);
    assert_true(str_ends(changes[1].text, STR("old end")));
    assert_int_equal(changes[2].kind, TEXT_CAME);
    assert_true(str_ends(changes[2].text, STR("new end")));
    count = text_diff(&a, buf_str(&was), buf_str(&was), &changes);
    assert_int_equal(count, 1);
    assert_int_equal(changes[0].text.len, was.len);
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_are_told_word_by_word),
        cmocka_unit_test(nothing_is_lost),
        cmocka_unit_test(the_end_of_a_long_text_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
