#include "rank.h"

#include "fixture.h"

/* An event in two papers, its sequel, another event of the same subject, and what has nothing to do with it. */
static const struct told told[] = {
    { "alpha-en", "", "Ferry Marguerite runs aground off Tarbol with 80 aboard",
      "The ferry Marguerite hit rocks near Tarbol harbour; coastguard boats took off passengers.",
      6 * DAY },
    { "beta-en", "", "Eighty rescued after Marguerite ferry hits rocks at Tarbol",
      "All passengers of the ferry Marguerite were rescued by the coastguard near Tarbol harbour.",
      6 * DAY - 2 * HOUR },
    { "gamma-en", "", "Captain of Tarbol ferry Marguerite questioned over rocks",
      "Police in Tarbol questioned the captain of the ferry Marguerite after it hit rocks.",
      4 * DAY },
    { "beta-en", "", "Ferry line to Norrel gets a second boat in spring",
      "Passengers of the Norrel ferry waited for years; the harbour is made deeper for it.",
      5 * DAY },
    { "alpha-en", "", "Why bread tastes better on the second day", "Bakers explain.", 5 * DAY },
    { "alpha-en", "", "Village choir wins a prize for its songs", "Forty singers, one piano.",
      6 * DAY },
    { "gamma-en", "", "A museum for lost umbrellas opens", "Nine hundred of them.", 3 * DAY },
};
enum { SUBJECT_AT = 3, NOISE_AT = 4 };

static struct fixture f;
static int64_t ids[ARRAY_LEN(told)];

static int
set_up(void **state)
{
    (void)state;
    fixture_open(&f, "rank");
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
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

/* Its place in the list; STR_NONE: not in it. */
static size_t
place_of(const struct ranked *rows, size_t count, size_t at)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].vector.story_id == ids[at])
            return i;
    return STR_NONE;
}

static void
nearer_ones_come_first(void **state)
{
    struct ranked *rows = NULL;
    size_t count = 0;

    (void)state;
    MUST(&f, rank_load(f.st, &f.arena, ids[0], &rows, &count, &f.err));
    assert_true(count >= 2);
    assert_int_equal(place_of(rows, count, 1), 0); /* the event itself */
    assert_int_equal(place_of(rows, count, 2), 1); /* and what came of it */
    assert_true(rows[0].is_same_event && rows[0].is_same_thread);
    assert_int_equal(place_of(rows, count, 0), STR_NONE); /* not beside itself */
    for (size_t i = NOISE_AT; i < ARRAY_LEN(told); i++)
        assert_int_equal(place_of(rows, count, i), STR_NONE);
    size_t subject = place_of(rows, count, SUBJECT_AT);

    assert_true(subject == STR_NONE || (subject >= 2 && !rows[subject].is_same_event));
    for (size_t i = 0; i < count; i++) {
        assert_true(rows[i].score >= 0 && rows[i].score <= 1);
        assert_true(rows[i].likeness > 0 && rows[i].likeness <= 1.0001);
        assert_int_equal(rows[i].score >= 0.5, rows[i].is_same_event);
        assert_true(i == 0 || rows[i].score <= rows[i - 1].score);
    }
}

/* Who is beside me has me beside it. */
static void
an_event_is_one_from_both_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct ranked *rows = NULL;
        size_t count = 0;

        MUST(&f, rank_load(f.st, &f.arena, ids[i], &rows, &count, &f.err));
        for (size_t k = 0; k < 3; k++)
            if (i != k && place_of(rows, count, k) == STR_NONE)
                fail_msg("\"%s\" is not beside \"%s\"", told[k].title, told[i].title);
    }
}

static void
no_more_than_the_pane_takes(void **state)
{
    struct ranked *rows = NULL;
    size_t count = 0;

    (void)state;
    for (int i = 0; i < RANK_MOST + 20; i++) {
        struct told t = { "delta-en", "", NULL, "The ferry Marguerite at Tarbol once more.", 0 };

        t.title = arena_printf(&f.arena, "Tarbol and the Marguerite ferry, chapter %d", i).ptr;
        t.age = 6 * DAY - i * HOUR;
        fixture_tell(&f, &t);
    }
    fixture_relate(&f);
    MUST(&f, rank_load(f.st, &f.arena, ids[0], &rows, &count, &f.err));
    assert_int_equal(count, RANK_MOST);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearer_ones_come_first),
        cmocka_unit_test(an_event_is_one_from_both_ends),
        cmocka_unit_test(no_more_than_the_pane_takes),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
