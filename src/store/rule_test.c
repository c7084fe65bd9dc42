#include "fixture.h"

static const struct store_rule rules[] = {
    { .name = STR_INIT("ads"), .query = STR_INIT("title:sale or tag:none"), .hides = true },
    { .name = STR_INIT("sea"),
      .query = STR_INIT("ferries -title:sale"),
      .tag = STR_INIT("Sea"),
      .highlights = true },
    { .name = STR_INIT("b"), .query = STR_INIT("source:b is:unread"), .saves = true, .runs = true },
    { .name = STR_INIT("old"), .query = STR_INIT("older:2000"), .reads = true },
    { .name = STR_INIT("after ads"),
      .query = STR_INIT("is:hidden source:a"),
      .tag = STR_INIT("gone") },
    { .name = STR_INIT("broken"), .query = STR_INIT("is:broken"), .hides = true },
};

static const struct {
    const char *query, *want;
} answers[] = {
    { "", "calm plain offer ferry" },
    { "is:hidden", "Sale!" },
    { "is:hidden source:a", "Sale!" },
    { "sale", "offer" }, /* also by its words it is not found */
    { "sale is:hidden", "Sale!" },
    { "is:unread", "calm plain offer" },
    { "tag:sea", "ferry" },
    { "tag:gone", "" },
    { "tag:gone is:hidden", "Sale!" },
    { "is:saved", "plain" },
    { "-is:hidden is:read", "ferry" },
};

static void
rules_do_what_they_say(void **state)
{
    struct fixture *f = *state;
    struct store_run *runs;
    str *names;
    size_t count;

    fixture_sources(f, 3);
    MUST(f, store_rules_set(f->st, rules, ARRAY_LEN(rules), &f->err));
    fixture_story(f, "a", NOW - 10, "Sale!", "<p>of ferries</p>");
    int64_t ferry = fixture_story(f, "a", 946684799, "ferry", "<p>A ferry sails</p>");
    int64_t plain = fixture_story(f, "b", NOW - 20, "plain", "<p>text</p>");
    int64_t offer = fixture_story(f, "c", NOW - 30, "offer", "<p>a sale, this is</p>");

    assert_true(offer > 0);
    store_runs_take(f->st, &f->a, &runs, &count);
    assert_int_equal(count, 1);
    assert_int_equal(runs[0].story_id, plain);
    assert_int_equal(runs[0].rule, 2);
    store_runs_take(f->st, &f->a, &runs, &count);
    assert_int_equal(count, 0);
    fixture_story(f, "c", NOW, "calm", "x");
    fixture_index(f);
    MUST(f, store_check(f->st, &f->err));
    for (size_t i = 0; i < ARRAY_LEN(answers); i++)
        fixture_answer(f, answers[i].query, answers[i].want);
    MUST(f, store_ruled_load(f->st, &f->a, ferry, &names, &count, &f->err));
    assert_int_equal(count, 2);
    assert_str_equal(names[0], STR("old"));
    assert_str_equal(names[1], STR("sea"));
}

/* A source that leaves sources.ini and comes back brings its stories back, but not the hidden ones. */
static void
what_is_hidden_stays_hidden(void **state)
{
    struct fixture *f = *state;

    fixture_sources(f, 2);
    MUST(f, store_rules_set(f->st, rules, 1, &f->err));
    fixture_story(f, "b", NOW, "Sale", "x");
    fixture_story(f, "b", NOW, "other", "x");
    fixture_sources(f, 1);
    fixture_sources(f, 2);
    fixture_answer(f, "", "other");
    fixture_answer(f, "is:hidden", "Sale");
    MUST(f, store_rules_set(f->st, NULL, 0, &f->err)); /* and no rule, nothing done */
    fixture_story(f, "b", NOW + 1, "Sale again", "x");
    fixture_answer(f, "", "Sale again other");
    MUST(f, store_check(f->st, &f->err));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(rules_do_what_they_say),
        FIXTURE_TEST(what_is_hidden_stays_hidden),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
