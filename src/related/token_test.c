#include "token.h"

#include "test.h"

#include <courant/text.h>

#include <string.h>

static struct arena arena;

static const struct token *
find(const struct token *tokens, size_t count, uint32_t term)
{
    for (size_t i = 0; i < count; i++)
        if (tokens[i].term == term)
            return &tokens[i];
    return NULL;
}

static const struct token *
find_word(const struct tokens *t, const char *beginning)
{
    return find(t->words, t->word_count, term_of(TERM_WORD, str_of(beginning)));
}

static void
words_count_by_their_first_five_letters(void **state)
{
    struct tokens t;

    (void)state;
    tokens_of(&arena, STR("Floods cut the flooded valley"),
              STR("The flood cut off Tarbol. A Flood!"), STR("en"), &t);
    assert_str_equal(str_of(t.language), STR("en"));
    const struct token *flood = find_word(&t, "flood");

    assert_non_null(flood);
    assert_int_equal(flood->in_title, 2);
    assert_int_equal(flood->in_text, 2);
    assert_int_equal(flood->letters, 5);
    assert_int_equal(find_word(&t, "the")->letters, 3);
    assert_null(find_word(&t, "floods"));
    assert_non_null(find_word(&t, "valle"));
    for (size_t i = 0; i < t.word_count; i++) /* each once */
        assert_ptr_equal(find(t.words, t.word_count, t.words[i].term), &t.words[i]);
}

static void
names_are_capitals_that_begin_nothing(void **state)
{
    struct tokens t;

    (void)state;
    tokens_of(&arena, STR("Ferry runs aground off Tarbol"),
              STR("Passengers left. The Marguerite sank."), STR("en"), &t);
    assert_true(find_word(&t, "tarbo")->is_name);
    assert_true(find_word(&t, "margu")->is_name);
    assert_false(find_word(&t, "ferry")->is_name); /* the first of the title */
    assert_false(find_word(&t, "passe")->is_name); /* and of the text */
    assert_false(find_word(&t, "runs")->is_name);
}

static void
only_so_many_words_are_taken(void **state)
{
    struct buf b = { .arena = &arena };
    struct tokens t;

    (void)state;
    for (int i = 0; i < 3 * TOKEN_WORDS; i++)
        buf_printf(&b, "w%dx ", i);
    tokens_of(&arena, buf_str(&b), buf_str(&b), STR("en"), &t);
    assert_int_equal(t.word_count, TOKEN_WORDS); /* the same of both */
    assert_non_null(find_word(&t, "w59x"));
    assert_null(find_word(&t, "w60x"));
    tokens_of(&arena, STR(""), STR(""), STR(""), &t);
    assert_int_equal(t.word_count + t.bridge_count, 0);
}

/* What meets across languages: numbers, names by their consonants, words of the list, places apart from them. */
static void
stories_of_two_languages_share_bridge_terms(void **state)
{
    struct tokens en, ru;
    size_t shared[8] = { 0 };

    (void)state;
    tokens_of(&arena, STR("Earthquake in Kazakhstan kills 12, says Zverev"), STR(""), STR("en"),
              &en);
    tokens_of(&arena, STR("В Казахстане землетрясение, 12 погибших, заявил Зверев"), STR(""),
              STR("ru"), &ru);
    assert_str_equal(str_of(ru.language), STR("ru"));
    for (size_t i = 0; i < en.bridge_count; i++)
        if (find(ru.bridge, ru.bridge_count, en.bridge[i].term))
            shared[term_kind_of(en.bridge[i].term)]++;
    assert_true(shared[TERM_NUMBER] == 1);
    assert_true(shared[TERM_KEY] >= 1);
    assert_true(shared[TERM_LIST] >= 1);
    assert_true(shared[TERM_PLACE] == 1);
    assert_true(find(en.bridge, en.bridge_count, term_of(TERM_NUMBER, STR("12"))) != NULL);
}

static const struct {
    const char *title, *name, *want;
} titles[] = {
    { "Dam bursts - The Globe", "The Globe", "Dam bursts" },
    { "Dam bursts | Globe News", "Globe", "Dam bursts" },
    { "Dam bursts – GLOBE", "The Globe", "Dam bursts – GLOBE" },
    { "Dam bursts – globe", "Globe Online", "Dam bursts" },
    { "Dam - bursts - The Globe", "The Globe", "Dam - bursts" },
    { "Dam-bursts", "The Globe", "Dam-bursts" },
    { "Dam bursts - who is to blame", "The Globe", "Dam bursts - who is to blame" },
    { "Dam bursts - The Globe", "", "Dam bursts - The Globe" },
    { "", "The Globe", "" },
    { " - ", "The Globe", " - " },
};

static void
the_papers_name_is_no_news(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        str got = token_bare_title(&arena, str_of(titles[i].title), str_of(titles[i].name));

        if (!str_eq(got, str_of(titles[i].want)))
            fail_msg("\"%s\" of %s: \"%.*s\"", titles[i].title, titles[i].name, STR_ARG(got));
    }
}

static int
free_all(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_count_by_their_first_five_letters),
        cmocka_unit_test(names_are_capitals_that_begin_nothing),
        cmocka_unit_test(only_so_many_words_are_taken),
        cmocka_unit_test(stories_of_two_languages_share_bridge_terms),
        cmocka_unit_test(the_papers_name_is_no_news),
    };

    return cmocka_run_group_tests(tests, NULL, free_all);
}
