#include "df.h"

#include "fixture.h"

static struct fixture f;

static int
set_up(void **state)
{
    static int number;
    char name[16];

    (void)state;
    snprintf(name, sizeof(name), "df-%d", number++);
    fixture_open(&f, name);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

/* Counts one story; its counts of words, then of bridge terms. */
static uint32_t *
count(struct df *df, const char *title, const char *language, bool is_counted, bool *is_bridged,
      struct tokens *tokens)
{
    uint32_t *out = NULL;

    tokens_of(&f.arena, str_of(title), STR(""), str_of(language), tokens);
    MUST(&f, df_count(df, f.st, &f.arena, tokens, is_counted, &out, is_bridged, &f.err));
    return out;
}

static uint32_t
stands_in(struct df *df, const char *beginning)
{
    uint32_t out = 99;

    MUST(&f, df_find(df, f.st, &f.arena, term_of(TERM_WORD, str_of(beginning)), &out, &f.err));
    return out;
}

static void
a_story_counts_itself_and_those_before(void **state)
{
    struct df df = { 0 };
    struct tokens tokens;
    bool is_bridged = true;
    uint32_t *counts = count(&df, "Ferry aground", "en", false, &is_bridged, &tokens);

    (void)state;
    assert_int_equal(tokens.word_count, 2);
    assert_int_equal(counts[0], 1); /* this one among them */
    assert_int_equal(counts[1], 1);
    assert_false(is_bridged); /* one language so far */
    counts = count(&df, "Ferry towed", "en", false, &is_bridged, &tokens);
    assert_int_equal(counts[0], 2);
    assert_int_equal(counts[1], 1);
    assert_int_equal(df.documents, 2);
    assert_int_equal(df.added, 2);
    assert_int_equal(stands_in(&df, "ferry"), 2);
    assert_int_equal(stands_in(&df, "never"), 0);
    df_end(&df);
}

static void
who_is_counted_already_adds_nothing(void **state)
{
    struct df df = { 0 };
    struct tokens tokens;
    bool is_bridged = false;

    (void)state;
    count(&df, "Ferry aground", "en", false, &is_bridged, &tokens);
    uint32_t *counts = count(&df, "Ferry aground", "en", true, &is_bridged, &tokens);

    assert_int_equal(counts[0], 1);
    assert_int_equal(df.documents, 1);
    assert_int_equal(stands_in(&df, "ferry"), 1);
    df_end(&df);
}

static void
a_second_language_opens_the_bridge(void **state)
{
    struct df df = { 0 };
    struct tokens tokens;
    bool is_bridged = true;

    (void)state;
    count(&df, "Ferry aground off the coast of the island", "en", false, &is_bridged, &tokens);
    assert_false(is_bridged);
    count(&df, "Паром сел на мель у берегов острова", "ru", false, &is_bridged, &tokens);
    assert_true(is_bridged);
    assert_int_not_equal(df_language_term("en"), df_language_term("ru"));
    assert_int_equal(term_kind_of(df_language_term("en")), TERM_LIST);
    df_end(&df);
}

static void
the_next_batch_goes_on_from_there(void **state)
{
    struct df first = { 0 }, second = { 0 }, third = { 0 };
    struct tokens tokens;
    bool is_bridged = false;

    (void)state;
    count(&first, "Ferry aground", "en", false, &is_bridged, &tokens);
    count(&first, "Ferry towed", "en", false, &is_bridged, &tokens);
    MUST(&f, df_write(&first, f.st, &f.err));
    assert_int_equal(stands_in(&second, "ferry"), 2);
    uint32_t *counts = count(&second, "Ferry sold", "en", false, &is_bridged, &tokens);

    assert_int_equal(counts[0], 3);
    assert_int_equal(second.documents, 3);
    assert_int_equal(second.added, 1);
    MUST(&f, df_write(&second, f.st, &f.err));
    assert_int_equal(stands_in(&third, "ferry"), 3);
    assert_int_equal(stands_in(&third, "towed"), 1);
    df_end(&first);
    df_end(&second);
    df_end(&third);
}

/* The table grows; nothing in it is lost. */
static void
many_terms_have_room(void **state)
{
    struct df df = { 0 };
    struct tokens tokens;
    bool is_bridged = false;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        char title[64];

        snprintf(title, sizeof(title), "%da %db %dc same", i, i, i);
        count(&df, title, "en", false, &is_bridged, &tokens);
    }
    assert_int_equal(stands_in(&df, "same"), 1000);
    for (int i = 0; i < 1000; i += 37) {
        char word[16];

        snprintf(word, sizeof(word), "%db", i);
        assert_int_equal(stands_in(&df, word), 1);
    }
    df_end(&df);
}

int
main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_story_counts_itself_and_those_before),
        TEST(who_is_counted_already_adds_nothing),
        TEST(a_second_language_opens_the_bridge),
        TEST(the_next_batch_goes_on_from_there),
        TEST(many_terms_have_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
