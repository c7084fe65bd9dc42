#include "thread.h"

#include "fixture.h"
#include "rank.h"

/* Invented news: three events in two languages, one of them told again by a second paper, and some noise. */
static const struct told told[] = {
    { "alpha-en", "ferry", "Ferry runs aground off Tarbol with 80 aboard",
      "The ferry Marguerite hit rocks near Tarbol harbour; coastguard boats took off passengers.",
      3 * DAY },
    { "beta-en", "ferry", "Eighty rescued after Marguerite ferry hits rocks at Tarbol",
      "All 80 passengers of the ferry Marguerite were rescued by the coastguard near Tarbol.",
      3 * DAY - 2 * HOUR },
    { "alpha-ru", "ferry", "Паром «Маргерит» сел на мель у Тарбола, спасены 80 пассажиров",
      "Пассажиры парома доставлены береговой охраной в порт Тарбол.", 3 * DAY - 3 * HOUR },
    { "beta-en", "ferry", "Captain of Tarbol ferry Marguerite questioned over rocks",
      "Police in Tarbol questioned the captain of the ferry Marguerite two days after it hit rocks.",
      1 * DAY },
    { "alpha-en", "rate", "Orvanian central bank raises rate to 7 percent",
      "The central bank of Orvania raised its key rate to fight inflation, governor Lem Dastin said.",
      2 * DAY },
    { "beta-en", "rate", "Orvania lifts key rate to 7 percent as inflation bites",
      "Governor Lem Dastin of the central bank said inflation left Orvania no choice.",
      2 * DAY - 1 * HOUR },
    { "alpha-ru", "rate", "Центральный банк Орвании повысил ставку до 7 процентов",
      "Глава банка Лем Дастин объяснил решение ростом инфляции.", 2 * DAY - 2 * HOUR },
    { "alpha-en", "comet", "Amateur astronomer finds comet from a garden shed",
      "The comet was seen by a retired postman with a home-made telescope.", 2 * DAY },
    { "beta-en", "", "Village choir wins a prize for sea songs", "Forty singers, one piano.", DAY },
    { "alpha-en", "", "Why bread tastes better on the second day", "Bakers explain.", 4 * DAY },
    { "alpha-ru", "", "Школьники посадили сто деревьев в городском парке", "Липы и клены.", DAY },
    { "beta-en", "", "A museum for lost umbrellas opens its doors", "Nine hundred of them.", DAY },
};

static struct fixture f;
static int64_t ids[ARRAY_LEN(told)];

/* A store with all stories, arrived in the order of told, or backwards. */
static int
fill(const char *name, bool is_backwards)
{
    fixture_open(&f, name);
    for (size_t i = 0; i < ARRAY_LEN(told); i++) {
        size_t at = is_backwards ? ARRAY_LEN(told) - 1 - i : i;

        ids[at] = fixture_tell(&f, &told[at]);
    }
    fixture_relate(&f);
    return 0;
}

static int
set_up_forwards(void **state)
{
    (void)state;
    return fill("forwards", false);
}

static int
set_up_backwards(void **state)
{
    (void)state;
    return fill("backwards", true);
}

static int
tear_down(void **state)
{
    (void)state;
    fixture_close(&f);
    return 0;
}

static int64_t
thread_of(size_t i)
{
    return fixture_thread_of(&f, ids[i]);
}

static void
events_become_threads(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(told); i++)
        for (size_t k = 0; k < i; k++) {
            bool is_one = told[i].event[0] && strcmp(told[i].event, told[k].event) == 0;
            bool is_threaded = thread_of(i) != 0 && thread_of(i) == thread_of(k);

            if (is_one != is_threaded)
                fail_msg("\"%s\" and \"%s\" are %s one thread", told[i].title, told[k].title,
                         is_threaded ? "" : "not");
        }
}

static void
threads_know_what_they_span(void **state)
{
    struct store_thread thread = { 0 };

    (void)state;
    MUST(&f, store_rel_thread_get(f.st, &f.arena, thread_of(0), &thread, &f.err));
    assert_int_equal(thread.size, 4);
    assert_int_equal(thread.first_at, NOW - 3 * DAY);
    assert_int_equal(thread.last_at, NOW - 1 * DAY);
    assert_true(str_find(thread.languages, STR("en")) != STR_NONE);
    assert_true(str_find(thread.languages, STR("ru")) != STR_NONE);
}

static void
the_own_event_comes_first(void **state)
{
    struct ranked *rows = NULL;
    size_t count = 0;

    (void)state;
    MUST(&f, rank_load(f.st, &f.arena, ids[0], &rows, &count, &f.err));
    assert_true(count >= 3);
    for (size_t i = 0; i < count; i++) {
        assert_int_not_equal(rows[i].vector.story_id, ids[0]);
        assert_int_equal(rows[i].is_same_event, i < 3);
        assert_int_equal(rows[i].score >= 0.5, rows[i].is_same_event);
        assert_true(i == 0 || rows[i].score <= rows[i - 1].score);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(rows[i].vector.story_id, rows[k].vector.story_id);
    }
}

static void
a_story_without_vector_has_no_company(void **state)
{
    struct ranked *rows = NULL;
    size_t count = 1;

    (void)state;
    MUST(&f, rank_load(f.st, &f.arena, 999999, &rows, &count, &f.err));
    assert_int_equal(count, 0);
}

static void
copies_are_told_from_other_tellings(void **state)
{
    static const struct told copies[] = {
        { "alpha-en", "", "Lighthouse keeper of Norrel retires after fifty winters",
          "Hanne Brask kept the Norrel lighthouse through fifty winters.", 5 * HOUR },
        { "beta-en", "", "Lighthouse keeper of Norrel retires after fifty winters",
          "Hanne Brask kept the Norrel lighthouse through fifty winters.", 4 * HOUR },
        { "beta-en", "", "Norrel says goodbye to Hanne Brask, its lighthouse keeper",
          "After fifty winters a machine takes over the light.", 3 * HOUR },
    };
    int64_t copy_ids[ARRAY_LEN(copies)];
    struct ranked *rows = NULL;
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(copies); i++)
        copy_ids[i] = fixture_tell(&f, &copies[i]);
    fixture_relate(&f);
    MUST(&f, rank_load(f.st, &f.arena, copy_ids[0], &rows, &count, &f.err));
    assert_true(count >= 2);
    assert_int_equal(rows[0].vector.story_id, copy_ids[1]);
    assert_true(rows[0].copy_of == copy_ids[0] && rows[0].is_same_event);
    assert_int_equal(rows[1].vector.story_id, copy_ids[2]);
    assert_int_equal(rows[1].copy_of, 0);
}

/* A source that says the same again and again, as broken and hostile ones do: each join costs the whole thread. */
static void
a_full_thread_takes_no_more(void **state)
{
    static const struct told more = { "beta-en", "", "Tarbol ferry Marguerite towed off the rocks",
                                      "The ferry Marguerite was towed to Tarbol harbour.",
                                      2 * DAY };
    static const struct told again = { "alpha-en", "",
                                       "Marguerite ferry off the rocks and towed to Tarbol",
                                       "The ferry Marguerite reached Tarbol harbour under tow.",
                                       2 * DAY };
    struct store_thread thread = { 0 };
    struct store_story story = { 0 };
    int64_t id[2];

    (void)state;
    MUST(&f, store_rel_thread_get(f.st, &f.arena, thread_of(0), &thread, &f.err));
    for (int i = 0; i < 2; i++) { /* the last place is taken, then there is none */
        thread.size = THREAD_SIZE_MOST - 1 + i;
        MUST(&f, store_rel_thread_put(f.st, &thread, &f.err));
        id[i] = fixture_tell(&f, i ? &again : &more);
        fixture_relate(&f);
        MUST(&f, store_story_get(f.st, &f.arena, id[i], &story, &f.err));
        if ((story.thread_id == thread.id) != (i == 0))
            fail_msg("with room for %d: in thread %" PRId64, 1 - i, story.thread_id);
    }
}

int
main(void)
{
    const struct CMUnitTest forwards[] = {
        cmocka_unit_test(events_become_threads),
        cmocka_unit_test(threads_know_what_they_span),
        cmocka_unit_test(the_own_event_comes_first),
        cmocka_unit_test(a_story_without_vector_has_no_company),
        cmocka_unit_test(copies_are_told_from_other_tellings),
        cmocka_unit_test(a_full_thread_takes_no_more),
    };
    const struct CMUnitTest backwards[] = {
        cmocka_unit_test(events_become_threads),
        cmocka_unit_test(threads_know_what_they_span),
    };

    return cmocka_run_group_tests_name("in order", forwards, set_up_forwards, tear_down) +
           cmocka_run_group_tests_name("backwards", backwards, set_up_backwards, tear_down);
}
