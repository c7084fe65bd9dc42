#include "probe.h"

#include "test.h"

#include <math.h>

static uint32_t
term(enum term_kind kind, const char *text)
{
    return term_of(kind, str_of(text));
}

/* The weight that a word of so many letters gets beside one that is always the same. */
static float
weight_of(uint8_t letters, bool is_name, int64_t documents)
{
    struct token words[] = {
        { .term = 1, .in_title = 1, .letters = letters, .is_name = is_name },
        { .term = 2, .in_title = 1, .letters = 5 },
    };
    struct tokens tokens = { .words = words, .word_count = 2 };
    const uint32_t df[] = { 2, 2 };
    struct vector word, bridge;

    weigh(&tokens, df, documents, &word, &bridge);
    assert_int_equal(word.count, 2);
    return word.items[0].term == 1 ? word.items[0].weight : word.items[1].weight;
}

static void
short_words_weigh_less_while_the_store_is_young(void **state)
{
    (void)state;
    assert_true(weight_of(3, false, 10) < weight_of(5, false, 10));
    assert_true(weight_of(2, false, 10) < weight_of(4, false, 10));
    assert_true(weight_of(3, true, 10) > weight_of(3, false, 10));                  /* EU, UN */
    assert_true(fabsf(weight_of(0, false, 10) - weight_of(5, false, 10)) < 0.001F); /* Han */
    /* What is taken for granted is worth the less, the more is known. */
    assert_true(weight_of(3, false, 100000) > weight_of(3, false, 10) + 0.1F);
}

static void
contradictions_are_no_agreement(void **state)
{
    static const struct {
        const char *label;
        enum term_kind kind;
        const char *mine, *theirs;
        bool is_agreed;
    } cases[] = {
        { "one number", TERM_NUMBER, "12", "12", true },
        { "two numbers", TERM_NUMBER, "11", "12", false },
        { "a number here only", TERM_NUMBER, "11", "", true },
        { "one place", TERM_PLACE, "a", "a", true },
        { "two places", TERM_PLACE, "a", "b", false },
        { "other words may differ", TERM_LIST, "a", "b", true },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct vector x = { .count = 0 }, y = { .count = 0 };

        x.items[x.count++] = (struct vector_entry){ term(cases[i].kind, cases[i].mine), 1 };
        if (cases[i].theirs[0])
            y.items[y.count++] = (struct vector_entry){ term(cases[i].kind, cases[i].theirs), 1 };
        if ((bridge_agreement(&x, &y) == 1) != cases[i].is_agreed)
            fail_msg("%s: %g", cases[i].label, bridge_agreement(&x, &y));
    }
}

static struct arena arena;

/* A story as the store has it, all words equally rare. */
static struct store_vector
stored(const char *title, const char *text)
{
    struct tokens tokens;
    struct vector word, bridge;
    uint32_t df[256];

    for (size_t i = 0; i < ARRAY_LEN(df); i++)
        df[i] = 1;
    tokens_of(&arena, str_of(title), str_of(text), STR("en"), &tokens);
    assert_true(tokens.word_count + tokens.bridge_count <= ARRAY_LEN(df));
    weigh(&tokens, df, 1000, &word, &bridge);
    return (struct store_vector){ .language = "en",
                                  .word = vector_pack(&arena, &word),
                                  .bridge = vector_pack(&arena, &bridge) };
}

static const char tail[] =
    ", where seventeen thousand people watched from the stands as rain fell all "
    "afternoon long and both sides waited for the delayed beginning";

static double
agreement(const char *x_title, const char *x, const char *y_title, const char *y)
{
    struct store_vector mine = stored(x_title, arena_printf(&arena, "%s%s", x, tail).ptr);
    struct store_vector theirs = stored(y_title, arena_printf(&arena, "%s%s", y, tail).ptr);
    struct probe p;

    probe_of(&p, &mine);
    return probe_agreement(&p, &theirs);
}

static void
names_contradict_each_other(void **state)
{
    static const char rome[] = "the match between Roma and Lazio is to be played at noon";
    static const char turin[] = "the match between Torino and Juventus is to be played at noon";

    (void)state;
    assert_true(agreement("where to watch Roma", rome, "where to watch Torino", turin) < 0.7);
    assert_true(agreement("where to watch Roma", rome, "seats for Lazio", rome) == 1);
    assert_true(agreement("where to watch Roma", rome, "seats are sold", "nobody is named") == 1);
    /* where all is capitalised, capitals tell nothing */
    assert_true(agreement("Where To Watch Roma", "", "Where To Watch Torino", "") == 1);

    struct store_vector x = stored("watch Roma", ""), y = stored("watch Torino", "");
    struct probe p;

    probe_of(&p, &x);
    assert_true(probe_agreement(&p, &y) > 0.9); /* headlines alone say little */
}

static void
a_word_in_common_is_no_subject(void **state)
{
    struct store_vector x = stored("harbour ferry resumes", tail), y;
    struct probe p;

    (void)state;
    probe_of(&p, &x);
    y = stored(
        "bakers raise bread prices again",
        "a loaf costs twice what it did two winters ago, say bakers, who blame dear flour, gas, "
        "rents, new taxes, ovens, wages, yeast, butter, harbour fees");
    assert_true(probe_is_far(&p, &y));
    y = stored("ferry harbour opens", "resumes");
    assert_false(probe_is_far(&p, &y)); /* short: what it has in common is much of it */
    y = stored("harbour ferry resumes", tail);
    assert_false(probe_is_far(&p, &y));
}

static int
free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void
weeks_go_on_before_1970(void **state)
{
    (void)state;
    assert_int_equal(week_of(0), 0);
    assert_int_equal(week_of(WEEK_S - 1), 0);
    assert_int_equal(week_of(WEEK_S), 1);
    assert_int_equal(week_of(-1), -1);
    assert_int_equal(week_of(-WEEK_S), -1);
    assert_int_equal(week_of(-WEEK_S - 1), -2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_words_weigh_less_while_the_store_is_young),
        cmocka_unit_test(contradictions_are_no_agreement),
        cmocka_unit_test(names_contradict_each_other),
        cmocka_unit_test(a_word_in_common_is_no_subject),
        cmocka_unit_test(weeks_go_on_before_1970),
    };

    return cmocka_run_group_tests(tests, NULL, free_arena);
}
