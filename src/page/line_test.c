#include "line.h"

#include "test.h"

#include <courant/text.h>

/* clang-format off */
static const struct {
    const char *text;
    bool is_noise, is_call, is_closing;
} cases[] = {
    { "Advertisement", true, false, false },
    { "ADVERTISEMENT:", true, false, false },
    { "[Advertisement]", true, false, false },
    { "Story continues below advertisement", true, false, false },
    { "Hide caption", true, false, false },
    { "Показать ещё", true, false, false },
    { "Publicité", true, false, false },
    { "広告", true, false, false },
    { "1 of 12", true, false, false },
    { "3/7", true, false, false },
    { "1 of 12 boats sank", false, false, false },
    { "· Follow ·", true, false, false },
    { "Listen.", false, false, false }, /* what somebody says */
    { "\"Listen\"", false, false, false },
    { "Share prices fell", false, false, false },
    { "Video of the fall", false, false, false },
    { "Follow us on Telegram for more", false, true, false },
    { "► Sign up for our letter", false, true, false },
    { "Подписывайтесь на наш канал", false, true, false },
    { "Нашли ошибку? Выделите её", false, true, false },
    { "Suivez-nous sur la radio", false, true, false },
    { "Síguenos en la radio", false, true, false },
    { "Telegram-каналымызға жазылыңыз", false, false, false },
    { "Followers of the club", false, false, false },
    { "Supporters of the club", false, false, false },
    { "© 2026 Quay Media", false, false, true },
    { "Copyright 2026 Quay Media", false, false, true },
    { "责任编辑：张三", false, false, true },
    { "Источник: Harbour Post", false, false, true },
    { "The harbour", false, false, false },
    { "", false, false, false },
};
/* clang-format on */

static void
lines_are_told_from_sentences(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena a = { 0 };
        str text = str_of(cases[i].text);

        if (line_is_noise(&a, text) != cases[i].is_noise ||
            line_is_call(&a, text, true) != cases[i].is_call ||
            line_is_closing(&a, text) != cases[i].is_closing)
            fail_msg("\"%s\": noise %d, call %d, closing %d", cases[i].text,
                     line_is_noise(&a, text), line_is_call(&a, text, true),
                     line_is_closing(&a, text));
        arena_free(&a);
    }
}

static void
sentences_may_begin_like_calls(void **state)
{
    struct arena a = { 0 };

    (void)state;
    assert_false(line_is_call(&a, STR("Support among voters has fallen"), false));
    assert_true(line_is_call(&a, STR("Support us"), true));
    assert_true(line_is_call(&a, STR("Sign up for our letter"), false));
    arena_free(&a);
}

/* A row that is not as text_fold leaves it could never be found. */
static void
rows_are_folded(void **state)
{
    (void)state;
    for (size_t i = 0; i < line_row_count(); i++) {
        struct arena a = { 0 };
        str row = str_of(line_row(i));

        if (!str_eq(text_fold(&a, row), row))
            fail_msg("\"%s\" is \"%.*s\" folded", line_row(i), STR_ARG(text_fold(&a, row)));
        arena_free(&a);
    }
}

static void
a_stand_in_asks_to_be_loaded(void **state)
{
    static const struct {
        const char *text;
        bool want;
    } asked[] = {
        { "We need your consent to load this video. We use a third party.", true },
        { "Empfohlener redaktioneller Inhalt", true },
        { "An dieser Stelle finden Sie einen externen Inhalt von X.", true },
        { "Pour afficher ce contenu, vous devez accepter les cookies", true },
        { "We need your help to find the ferry", false },
        { "Mit dem Laden des Schiffes begann der Tag im Hafen", false },
        { "An dieser Stelle stand ein Haus", false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        struct arena a = { 0 };

        if (line_is_consent(&a, str_of(asked[i].text)) != asked[i].want)
            fail_msg("\"%s\": wanted %d", asked[i].text, asked[i].want);
        arena_free(&a);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_told_from_sentences),
        cmocka_unit_test(sentences_may_begin_like_calls),
        cmocka_unit_test(a_stand_in_asks_to_be_loaded),
        cmocka_unit_test(rows_are_folded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
