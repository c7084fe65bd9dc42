#include "timeline.h"

#include "fixture.h"

/* One event over three papers, an agency's text in two of them. */
static const struct told told[] = {
    { "beta-en", "", "Dam above Orlin gives way after a week of rain",
      "The dam above Orlin broke at dawn; the valley was cleared, says mayor Teska Varn.",
      20 * HOUR },
    { "alpha-en", "", "Orlin dam breaks, hundreds flee the valley",
      "ORLIN (AFP) - Hundreds fled the valley when the Orlin dam broke at dawn on Monday.",
      18 * HOUR },
    { "gamma-en", "", "Orlin dam breaks, hundreds flee the valley",
      "ORLIN (AFP) - Hundreds fled the valley when the Orlin dam broke at dawn on Monday.",
      17 * HOUR },
    { "beta-en", "", "Mayor Teska Varn of Orlin blames neglect for broken dam",
      "The dam above Orlin was not looked after, says mayor Teska Varn, whose valley fled.",
      9 * HOUR },
};

/* Two papers, later, smaller; then what has nothing to do with either. */
static const struct told others[] = {
    { "alpha-en", "", "Kite festival of Brumholt draws a record crowd",
      "Brumholt counted more kites than ever at its festival, organiser Ilo Penk said.",
      30 * HOUR },
    { "delta-en", "", "Record crowd at Brumholt kite festival, says Ilo Penk",
      "Organiser Ilo Penk counted more kites than ever at the Brumholt festival.", 12 * HOUR },
    { "alpha-en", "", "A bakery that opens at midnight", "For those who cannot sleep.", 2 * HOUR },
};

static struct fixture f;
static int64_t ids[ARRAY_LEN(told)], other_ids[ARRAY_LEN(others)];

static int
set_up(void **state)
{
    (void)state;
    fixture_open(&f, "timeline");
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        other_ids[i] = fixture_tell(&f, &others[i]);
    for (size_t i = ARRAY_LEN(told); i-- > 0;)
        ids[i] = fixture_tell(&f, &told[i]);
    fixture_relate(&f);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

static void
a_thread_tells_who_had_what_first(void **state)
{
    struct related_thread t = { 0 };

    (void)state;
    MUST(&f, related_thread_load(f.st, &f.arena, fixture_thread_of(&f, ids[0]), &t, &f.err));
    assert_int_equal(t.member_count, ARRAY_LEN(told));
    for (size_t i = 0; i < t.member_count; i++) {
        assert_int_equal(t.members[i].story.id, ids[i]); /* by time, not by arrival */
        assert_int_equal(t.members[i].copy_of, i == 2 ? 1 : i);
    }
    assert_int_equal(t.source_count, 3);
    assert_int_equal(t.independent_count, 2);
    assert_int_equal(t.newest, 3);
}

static void
copies_are_found_newest_first_too(void **state)
{
    struct store_story stories[ARRAY_LEN(told)];
    size_t copy_of[ARRAY_LEN(told)];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        MUST(&f,
             store_story_get(f.st, &f.arena, ids[ARRAY_LEN(told) - 1 - i], &stories[i], &f.err));
    MUST(&f, related_copies_find(f.st, stories, ARRAY_LEN(told), copy_of, &f.err));
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        assert_int_equal(ARRAY_LEN(told) - 1 - copy_of[i],
                         ARRAY_LEN(told) - 1 - i == 2 ? 1 : ARRAY_LEN(told) - 1 - i);
}

static void
a_thread_that_is_not_there_is_missing(void **state)
{
    struct related_thread t = { .id = 77 };
    struct err err = { 0 };

    (void)state;
    assert_false(related_thread_load(f.st, &f.arena, 999999, &t, &err));
    assert_int_equal(err.kind, ERR_MISSING);
    assert_int_equal(t.id, 77);
}

static void
the_front_page_has_the_days_threads(void **state)
{
    const struct related_top *rows = NULL;
    size_t count = 0;

    (void)state;
    MUST(&f, related_front_load(f.st, &f.arena, NOW, 10, &rows, &count, &f.err));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].thread_id, fixture_thread_of(&f, ids[0]));
    assert_int_equal(rows[0].newest.id, ids[3]);
    assert_int_equal(rows[0].story_count, 4);
    assert_int_equal(rows[0].independent_count, 2);
    assert_int_equal(rows[1].thread_id, fixture_thread_of(&f, other_ids[0]));
    assert_true(rows[0].score > rows[1].score);
    MUST(&f, related_front_load(f.st, &f.arena, NOW, 1, &rows, &count, &f.err));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].newest.id, ids[3]);
    /* Ten hours on, the one is a day old: enough for a page of one row, too little for one of ten. */
    MUST(&f, related_front_load(f.st, &f.arena, NOW + 13 * HOUR, 1, &rows, &count, &f.err));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].thread_id, fixture_thread_of(&f, ids[0]));
    MUST(&f, related_front_load(f.st, &f.arena, NOW + 13 * HOUR, 10, &rows, &count, &f.err));
    assert_int_equal(count, 2);
    MUST(&f, related_front_load(f.st, &f.arena, NOW + 80 * HOUR, 10, &rows, &count, &f.err));
    assert_int_equal(count, 0);
    /* Eight hours ago nobody knew of the mayor's words. */
    MUST(&f, related_front_load(f.st, &f.arena, NOW - 10 * HOUR, 10, &rows, &count, &f.err));
    assert_int_equal(count, 1);
}

static void
a_row_says_why_it_is_there(void **state)
{
    struct related related = { 0 };
    bool is_copy_seen = false;

    (void)state;
    MUST(&f, related_load(f.st, &f.arena, ids[1], &related, &f.err));
    for (size_t i = 0; i < related.story_count; i++) {
        const struct related_row *row = &related.stories[i];
        str why = related_why_text(&f.arena, row);

        if (row->story.id == ids[2]) {
            assert_true(str_eq(why, STR("copy of AFP text")));
            is_copy_seen = true;
        } else if (row->story.id == ids[0]) {
            assert_true(str_eq(why, STR("same event · 3 sources")));
        }
    }
    assert_true(is_copy_seen);
}

/* Before the first visit all is new, after it what came since. */
static void
the_front_page_knows_what_is_new(void **state)
{
    const struct related_top *rows = NULL;
    size_t count = 0;
    int64_t visit_id = -1;

    (void)state;
    MUST(&f, store_visit_get(f.st, &visit_id, &f.err));
    assert_int_equal(visit_id, 0);
    MUST(&f, related_front_load(f.st, &f.arena, NOW, 10, &rows, &count, &f.err));
    for (size_t i = 0; i < count; i++)
        assert_true(rows[i].is_new);
    MUST(&f, store_visit_set(f.st, &f.err));
    MUST(&f, related_front_load(f.st, &f.arena, NOW, 10, &rows, &count, &f.err));
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++)
        assert_false(rows[i].is_new);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thread_tells_who_had_what_first),
        cmocka_unit_test(copies_are_found_newest_first_too),
        cmocka_unit_test(a_thread_that_is_not_there_is_missing),
        cmocka_unit_test(the_front_page_has_the_days_threads),
        cmocka_unit_test(a_row_says_why_it_is_there),
        cmocka_unit_test(the_front_page_knows_what_is_new),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
