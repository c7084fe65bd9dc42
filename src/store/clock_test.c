#include "clock.h"

#include "fixture.h"

#define DAY INT64_C(86400)

/* Each asked after the one before. */
static const struct {
    const char *label;
    int64_t now;
    bool is_steady;
} looks[] = {
    { "a new store", NOW, true },
    { "a day later", NOW + DAY, true },
    { "a little back", NOW + DAY - 5, true },
    { "far ahead", NOW + 7000 * DAY, false },
    { "an hour later", NOW + 7000 * DAY + 3700, false },
    { "put right again", NOW + 2 * DAY, true },
    { "far back", INT64_C(86400), true },
    { "and right", NOW + 3 * DAY, false },
    { "a step of the clock", NOW + 3 * DAY - 60, false },
    { "a day after that", NOW + 4 * DAY + 1, true },
    { "a holiday", NOW + 30 * DAY, false },
    { "the day after", NOW + 31 * DAY + 1, true },
};

static void
a_leap_is_not_believed_for_a_day(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(looks); i++) {
        bool is_steady = false;

        MUST(f, clock_is_steady(f->st, looks[i].now, &is_steady, &f->err));
        if (is_steady != looks[i].is_steady)
            fail_msg("%s: %d", looks[i].label, is_steady);
    }
}

static void
expire(struct fixture *f, int64_t now, int64_t want)
{
    int64_t gone = -1;

    MUST(f, store_expire_step(f->st, &(struct store_keep){ .for_s = 365 * DAY }, now, 100, &gone,
                              &f->err));
    assert_int_equal(gone, want);
}

static void
a_wrong_clock_throws_nothing_away(void **state)
{
    struct fixture *f = *state;
    int64_t id;

    fixture_sources(f, 1);
    id = fixture_story(f, "a", NOW, "one", "text");
    MUST(f, store_mark(f->st, &id, 1, STORE_READ, &f->err));
    expire(f, NOW, 0);
    expire(f, NOW + 7000 * DAY, 0);
    expire(f, NOW + DAY, 0);
    for (int64_t day = 6; day < 366; day += 6)
        expire(f, NOW + day * DAY, 0);
    expire(f, NOW + 366 * DAY, 1);
}

/* A machine that starts in 1970 puts what comes where it says that it belongs. */
static void
what_comes_before_the_clock_is_set_stands_by_its_date(void **state)
{
    struct fixture *f = *state;
    const struct feed_item item = { .id = STR("x"), .title = STR("x"), .published_at = NOW };
    const struct feed_item later = { .id = STR("y"), .title = STR("y"), .published_at = NOW * 2 };
    struct store_story story;

    fixture_sources(f, 1);
    MUST(f, store_story_get(f->st, &f->a, fixture_write(f, "a", DAY, &item, 1).last_id, &story,
                            &f->err));
    assert_int_equal(story.sort_at, NOW);
    MUST(f, store_story_get(f->st, &f->a, fixture_write(f, "a", NOW, &later, 1).last_id, &story,
                            &f->err));
    assert_int_equal(story.sort_at, NOW); /* nothing above the present */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_leap_is_not_believed_for_a_day),
        FIXTURE_TEST(a_wrong_clock_throws_nothing_away),
        FIXTURE_TEST(what_comes_before_the_clock_is_set_stands_by_its_date),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
