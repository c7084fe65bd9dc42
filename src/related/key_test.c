#include "key.h"

#include "test.h"

static str
key_text(const char *word, char out[KEY_MOST])
{
    return (str){ out, key_of(str_of(word), out) };
}

/* Folded, as text_words gives them. */
static void
one_name_has_one_key(void **state)
{
    static const char *const pairs[][2] = {
        { "putin", "путин" },         { "biles", "байлз" },         { "osaka", "осака" },
        { "zhaparov", "жапаров" },    { "japarov", "жапаров" },     { "johnson", "джонсон" },
        { "shevchenko", "шевченко" }, { "barcelona", "барселона" }, { "washington", "вашингтон" },
        { "wagner", "вагнер" },       { "khrushchev", "хрущев" },   { "marx", "маркс" },
        { "tokayev", "тоқаев" },      { "yerevan", "ереван" },      { "beirut", "بيروت" },
        { "merkel", "меркель" },      { "athina", "αθηνα" },        { "quito", "кито" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        char left[KEY_MOST], right[KEY_MOST];
        str x = key_text(pairs[i][0], left), y = key_text(pairs[i][1], right);

        if (!str_eq(x, y))
            fail_msg("%s is %.*s, %s is %.*s", pairs[i][0], STR_ARG(x), pairs[i][1], STR_ARG(y));
    }
}

static void
keys_are_as_told(void **state)
{
    static const struct {
        const char *word, *key;
    } cases[] = {
        { "putin", "ptn" },
        { "osaka", "Ask" }, /* too short without its vowel */
        { "obama", "Abm" },
        { "schmidt", "Smdt" },
        { "netanyahu", "ntn" },
        { "petersburg", "ptrs" }, /* four signs and no more */
        { "khan", "" },
        { "iu", "" },
        { "", "" },
        { "北京", "" },
        { "\xFF\xFE", "" },
        { "aeiouyaeiouyaeiouyaeiouyaeiouyaeiouyaeiouyaeiouyaeiouybdgk", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char out[KEY_MOST];
        str got = key_text(cases[i].word, out);

        if (!str_eq(got, str_of(cases[i].key)))
            fail_msg("%s: got %.*s, want %s", cases[i].word, STR_ARG(got), cases[i].key);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_name_has_one_key),
        cmocka_unit_test(keys_are_as_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
