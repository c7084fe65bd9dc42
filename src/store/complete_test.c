#include "complete.h"

#include "fixture.h"
#include "tokenizer.h"

/* Stems as the index has them; "sort" is in many stories, the others in one. */
static void
make_words(struct fixture *f)
{
    fixture_sources(f, 1);
    for (int i = 0; i < 40; i++)
        fixture_story(f, "a", NOW + i, arena_printf(&f->a, "t%d", i).ptr, "<p>sort of sort</p>");
    fixture_story(f, "a", NOW + 50, "one", "<p>sorted sorbet universities Соревнования</p>");
    fixture_story(f, "a", NOW + 51, "two", "<p>sorrow university 記者会見</p>");
    fixture_index(f);
}

/* clang-format off */
static const struct { const char *match, *want; } cases[] = { /* ~ for TOKEN_VERBATIM */
    { "(\"sor\" OR \"sor\" *)", "(\"sor\" OR \"~sorbet\" OR \"~sorrow\" OR \"~sort\")" },
    { "title : (\"sorr\" *) AND (\"so\")", "title : (\"~sorrow\") AND (\"so\")" },
    { "\"sorr\" * NOT \"univ\" *", "\"~sorrow\" NOT \"~univers\"" },
    { "\"сорев\" *", "\"~соревнован\"" },
    { "\"nothing\" *", "\"nothing\" *" },
    { "\"a \"\" * b\" AND \"sorr\"", "\"a \"\" * b\" AND \"sorr\"" },
    { "\"sor\"", "\"sor\"" },
    { "\"sor", "\"sor" },
    { "", "" },
};
/* clang-format on */

static void
beginnings_become_the_words_of_the_index(void **state)
{
    struct fixture *f = *state;

    make_words(f);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        str got = arena_str(&f->a, complete_match(f->st, &f->a, str_of(cases[i].match)));

        for (size_t k = 0; k < got.len; k++)
            if (got.ptr[k] == TOKEN_VERBATIM)
                ((char *)got.ptr)[k] = '~';
        if (!str_eq(got, str_of(cases[i].want)))
            fail_msg("%s: %.*s", cases[i].match, STR_ARG(got));
    }
}

/* A stem that would be cut further, were it taken for a word. */
static void
words_of_the_index_are_found_as_they_are(void **state)
{
    struct fixture *f = *state;

    make_words(f);
    fixture_story(f, "a", NOW + 60, "three", "<p>eased easing easings bused buses</p>");
    fixture_index(f);
    fixture_answer(f, "univ*", "two one");
    fixture_answer(f, "eas*", "three");
    fixture_answer(f, "bus*", "three");
    fixture_answer(f, "記者会*", "two");
    fixture_answer(f, "title:on*", "one");
    fixture_answer(f, "sorb* -univ*", "");
}

/* So many that FTS5 is left to gather them; and what has just come is found, for the index has changed. */
static void
too_many_words_stay_a_beginning(void **state)
{
    struct fixture *f = *state;
    struct buf b = { .arena = &f->a };

    fixture_sources(f, 1);
    for (int i = 0; i <= COMPLETE_FEWEST; i++)
        buf_printf(&b, "begin%03d ", i);
    for (int i = 0; i < COMPLETE_FEWEST; i++)
        buf_printf(&b, "few%03d ", i);
    fixture_story(f, "a", NOW, "many", arena_cstr(&f->a, buf_str(&b)));
    fixture_index(f);
    assert_str_equal(complete_match(f->st, &f->a, STR("\"begin\" *")), STR("\"begin\" *"));
    assert_string_not_equal(complete_match(f->st, &f->a, STR("\"few\" *")).ptr, "\"few\" *");
    fixture_answer(f, "begin*", "many");
    fixture_answer(f, "few*", "many");
    fixture_story(f, "a", NOW + 1, "new", "<p>begin999</p>");
    fixture_index(f);
    fixture_answer(f, "begin*", "new many");
}

/* Made within what is rolled back, the view of the words is gone again. */
static void
a_rollback_does_not_lose_the_words(void **state)
{
    struct fixture *f = *state;

    make_words(f);
    MUST(f, store_begin(f->st, &f->err));
    fixture_answer(f, "sorr*", "two");
    store_rollback(f->st);
    fixture_answer(f, "sorb*", "one");
}

/* ---- stopping ---- */

static bool
stop_at_once(void *self)
{
    int *asked = self;

    (*asked)++;
    return true;
}

static void
what_is_wanted_no_more_is_stopped(void **state)
{
    struct fixture *f = *state;
    struct store_query *query;
    struct store_story *stories;
    struct err err = { 0 };
    size_t count;
    int asked = 0;
    bool ok = true;

    make_words(f);
    MUST(f, store_query_parse(&f->a, STR("sor*"), NOW, &query, &f->err));
    store_stop_when(f->st, stop_at_once, &asked);
    for (int i = 0; ok && i < 1000; i++) {
        fixture_story(f, "a", NOW + 100 + i, arena_printf(&f->a, "w%d", i).ptr, "<p>w</p>");
        ok = store_list_after(f->st, &f->a, query, (struct store_place){ 0 }, false, 50, &stories,
                              &count, &err);
    }
    assert_false(ok);
    assert_true(asked > 0);
    assert_int_equal(err.kind, ERR_CANCELLED);
    store_stop_when(f->st, NULL, NULL);
    MUST(f, store_list_after(f->st, &f->a, query, (struct store_place){ 0 }, false, 50, &stories,
                             &count, &f->err));
    assert_int_equal(count, 42);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(beginnings_become_the_words_of_the_index),
        FIXTURE_TEST(words_of_the_index_are_found_as_they_are),
        FIXTURE_TEST(too_many_words_stay_a_beginning),
        FIXTURE_TEST(a_rollback_does_not_lose_the_words),
        FIXTURE_TEST(what_is_wanted_no_more_is_stopped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
