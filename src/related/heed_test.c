#include "heed.h"

#include "fixture.h"

/* One event, the same words over and over, each text a paper's own. */
static const struct told dam[] = {
    { "alpha-en", "", "Orlin dam breaks, hundreds flee the valley",
      "Hundreds fled the valley when the Orlin dam broke at dawn on Monday, says mayor Teska Varn.",
      20 * HOUR },
    { "beta-en", "", "Dam above Orlin breaks after a week of rain",
      "The dam above Orlin broke at dawn; the valley was cleared, mayor Teska Varn says.",
      19 * HOUR },
    { "gamma-en", "", "Valley of Orlin cleared as dam breaks",
      "Teska Varn, mayor of Orlin, had the valley cleared before the dam broke at dawn.",
      18 * HOUR },
    { "delta-en", "", "Hundreds leave Orlin valley, dam broken at dawn",
      "A dam that broke at dawn made hundreds leave the valley of Orlin, mayor Teska Varn says.",
      17 * HOUR },
};

/* What came of it, in one paper: each is near the one before, all together are far from the first. */
static const struct told after[] = {
    { "alpha-en", "", "Orlin dam: mayor Teska Varn of the valley accused by prosecutor Ilo Penk",
      "Prosecutor Ilo Penk says mayor Teska Varn of Orlin knew of the cracks in the dam.",
      10 * HOUR },
    { "alpha-en", "", "Prosecutor Ilo Penk takes Teska Varn to court over bribes of a builder",
      "Builder Karo Lind paid bribes to Teska Varn, prosecutor Ilo Penk tells the court.",
      8 * HOUR },
    { "alpha-en", "", "Court hears builder Karo Lind on bribes, prosecutor Ilo Penk wants prison",
      "Prison for builder Karo Lind, prosecutor Ilo Penk asks of the court, for bribes paid.",
      6 * HOUR },
    { "alpha-en", "", "Builder Karo Lind goes to prison for bribes, court says",
      "The court sends builder Karo Lind to prison; prosecutor Ilo Penk is content.", 4 * HOUR },
};

static int
set_up(void **state)
{
    static struct fixture f;
    static int count;
    char name[32];

    snprintf(name, sizeof(name), "heed%d", count++);
    fixture_open(&f, name);
    *state = &f;
    return 0;
}

static int
tear_down(void **state)
{
    fixture_close(*state);
    return 0;
}

static int64_t
tell(struct fixture *f, const struct told *told)
{
    int64_t id = fixture_tell(f, told);

    fixture_relate(f);
    return id;
}

static struct store_story
story_of(struct fixture *f, int64_t id)
{
    struct store_story story = { 0 };

    MUST(f, store_story_get(f->st, &f->arena, id, &story, &f->err));
    return story;
}

static void
a_muted_thread_is_shown_again_when_many_more_tell_of_it(void **state)
{
    struct fixture *f = *state;
    int64_t ids[ARRAY_LEN(dam)];

    ids[0] = tell(f, &dam[0]);
    MUST(f, related_heed_set(f->st, ids[0], STORE_HEED_MUTED, NOW, &f->err)); /* still alone */
    for (size_t i = 1; i < 3; i++) {
        ids[i] = tell(f, &dam[i]);
        assert_true(story_of(f, ids[i]).is_muted);
    }
    ids[3] = tell(f, &dam[3]); /* one source has become four */
    assert_int_equal(story_of(f, ids[3]).thread_id, story_of(f, ids[0]).thread_id);
    for (size_t i = 0; i < 4; i++) {
        assert_false(story_of(f, ids[i]).is_muted);
        assert_int_equal(story_of(f, ids[i]).heed, STORE_HEED_BACK);
    }
}

static void
for_good_is_for_good(void **state)
{
    struct fixture *f = *state;
    int64_t first = tell(f, &dam[0]);

    MUST(f, related_heed_set(f->st, first, STORE_HEED_FOR_GOOD, NOW, &f->err));
    for (size_t i = 1; i < ARRAY_LEN(dam); i++)
        assert_true(story_of(f, tell(f, &dam[i])).is_muted);
}

static void
a_muted_thread_is_shown_again_when_it_tells_of_something_else(void **state)
{
    struct fixture *f = *state;
    int64_t first = tell(f, &dam[0]), last = 0;

    tell(f, &dam[1]);
    MUST(f, related_heed_set(f->st, first, STORE_HEED_MUTED, NOW, &f->err));
    for (size_t i = 0; i < ARRAY_LEN(after); i++) {
        last = tell(f, &after[i]);
        if (i == 0)
            assert_true(story_of(f, last).is_muted);
    }
    assert_int_equal(story_of(f, last).thread_id, story_of(f, first).thread_id);
    assert_int_equal(story_of(f, last).heed, STORE_HEED_BACK);
}

static void
more_of_the_same_changes_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t first = tell(f, &dam[0]);
    struct told again = dam[1];

    tell(f, &dam[1]);
    MUST(f, related_heed_set(f->st, first, STORE_HEED_MUTED, NOW, &f->err));
    for (size_t i = 0; i < 6; i++) {
        again.source = i % 2 ? "alpha-en" : "beta-en";
        again.title = arena_printf(&f->arena, "%s: part %zu", dam[i % 4].title, i).ptr;
        again.text = dam[(i + 1) % 4].text;
        assert_true(story_of(f, tell(f, &again)).is_muted);
    }
}

static void
what_is_followed_is_told_newest_first(void **state)
{
    struct fixture *f = *state;
    static const struct told kites = { "alpha-en", "", "Kite festival of Brumholt draws a crowd",
                                       "Brumholt counted more kites than ever.", HOUR };
    const struct related_followed *rows = NULL;
    int64_t first = tell(f, &dam[0]), alone = tell(f, &kites), second, read = 0;
    size_t count = 0;

    MUST(f, related_heed_set(f->st, first, STORE_HEED_FOLLOWED, NOW, &f->err));
    MUST(f, related_heed_set(f->st, alone, STORE_HEED_FOLLOWED, NOW, &f->err));
    second = tell(f, &dam[1]);
    assert_true(story_of(f, second).is_development);
    MUST(f, related_followed_load(f->st, &f->arena, &rows, &count, &f->err));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].newest.id, second);
    assert_int_equal(rows[0].new_count, 1);
    assert_int_equal(rows[1].newest.id, alone);
    assert_int_equal(rows[1].new_count, 0);
    read = second;
    MUST(f, store_mark(f->st, &read, 1, STORE_READ, &f->err));
    MUST(f, related_followed_load(f->st, &f->arena, &rows, &count, &f->err));
    assert_int_equal(rows[0].newest.id, alone); /* no news of either: by time */
}

static void
the_front_page_knows_both(void **state)
{
    struct fixture *f = *state;
    const struct related_top *tops = NULL;
    int64_t first = tell(f, &dam[0]);
    size_t count = 0;

    tell(f, &dam[1]);
    MUST(f, related_heed_set(f->st, first, STORE_HEED_FOLLOWED, NOW, &f->err));
    MUST(f, related_front_load(f->st, &f->arena, NOW, 5, &tops, &count, &f->err));
    assert_int_equal(count, 1);
    assert_int_equal(tops[0].newest.heed, STORE_HEED_FOLLOWED);
    MUST(f, related_heed_set(f->st, first, STORE_HEED_MUTED, NOW, &f->err));
    MUST(f, related_front_load(f->st, &f->arena, NOW, 5, &tops, &count, &f->err));
    assert_int_equal(count, 0);
}

#define HEED_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        HEED_TEST(a_muted_thread_is_shown_again_when_many_more_tell_of_it),
        HEED_TEST(for_good_is_for_good),
        HEED_TEST(a_muted_thread_is_shown_again_when_it_tells_of_something_else),
        HEED_TEST(more_of_the_same_changes_nothing),
        HEED_TEST(what_is_followed_is_told_newest_first),
        HEED_TEST(the_front_page_knows_both),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
