#include "language.h"

#include "test.h"

#include <courant/text.h>

#include <string.h>

/* clang-format off */
static const struct { const char *declared, *text, *want; } cases[] = {
    { "en-us", "The coast guard said that the ferry was on its way to the harbour", "en" },
    { "", "The coast guard said that the ferry was on its way to the harbour", "en" },
    { "en-us", "Der Minister hat die Reform der Rente nicht verschoben und wird sie auch im Herbst", "de" },
    { "de", "Bayern 3:1", "de" },
    { "", "Паром сел на мель у входа в гавань", "ru" },
    { "ru", "Қазақстан Үкіметі жаңа өткелді ашты", "kk" },
    { "uk", "Уряд відкрив новий міст", "uk" },
    { "", "Уряд відкрив новий міст у Києві", "uk" },
    { "bg", "Правителството откри нов мост", "bg" },
    { "en", "Паром сел на мель у входа в гавань", "ru" }, /* the letters know better */
    { "", "フェリーが港の近くで座礁した", "ja" },
    { "", "渡轮在港口附近搁浅", "zh" },
    { "", "페리가 항구 근처에서 좌초했다", "ko" },
    { "fa", "کشتی در نزدیکی بندر به گل نشست", "fa" },
    { "", "جنحت العبارة قرب الميناء", "ar" },
    { "", "", "en" },
};
/* clang-format on */

static void
languages_are_told_by_letters_and_little_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        struct text_word *words;
        size_t count = text_words(&a, str_of(cases[i].text), &words);
        char got[LANGUAGE_ROOM];

        language_of(str_of(cases[i].declared), words, count, got);
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("\"%s\" (%s): %s, not %s", cases[i].text, cases[i].declared, got,
                     cases[i].want);
        arena_free(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_are_told_by_letters_and_little_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
