#include "schedule.h"

#include "test.h"

#include <courant/feed.h>

#define NOW    INT64_C(1700000000)
#define MINUTE INT64_C(60)
#define HOUR   INT64_C(3600)
#define DAY    INT64_C(86400)

static const struct schedule_rules rules = { .least_s = 10 * 60, .most_s = 12 * 3600 };

static void
good_sources_are_due_by_their_rhythm(void **state)
{
    static const struct {
        const char *what;
        struct schedule_answer answer;
        int64_t least_s, most_s; /* of the span, with its share of spreading */
    } cases[] = {
        { "nothing known", { 0 }, HOUR, HOUR + 6 * MINUTE },
        { "every two hours", { .rhythm_s = 2 * HOUR }, HOUR, HOUR + 6 * MINUTE },
        { "every minute", { .rhythm_s = MINUTE }, 10 * MINUTE, 11 * MINUTE },
        { "once a month", { .rhythm_s = 30 * DAY }, 12 * HOUR, 12 * HOUR + 72 * MINUTE },
        { "own setting", { .own_s = 90, .rhythm_s = DAY, .ttl_minutes = 900 }, 90, 93 },
        { "own setting, whatever is skipped",
          { .own_s = HOUR, .skip_hours = 0xFFFFFE, .skip_days = 0x7E },
          HOUR,
          62 * MINUTE },
        { "ttl", { .rhythm_s = MINUTE, .ttl_minutes = 60 }, HOUR, HOUR + 6 * MINUTE },
        { "ttl of a year", { .rhythm_s = MINUTE, .ttl_minutes = 525600 }, 12 * HOUR, 14 * HOUR },
        { "ttl shorter", { .rhythm_s = 4 * HOUR, .ttl_minutes = 5 }, 2 * HOUR, 132 * MINUTE },
        { "ttl absurd", { .ttl_minutes = INT64_MAX }, 12 * HOUR, 14 * HOUR },
        { "fresh for 2 h",
          { .rhythm_s = MINUTE, .fresh_until_at = NOW + 2 * HOUR },
          2 * HOUR,
          132 * MINUTE },
        { "fresh for a year", { .fresh_until_at = NOW + 365 * DAY }, 12 * HOUR, 14 * HOUR },
        { "fresh no more",
          { .rhythm_s = MINUTE, .fresh_until_at = NOW - 5 },
          10 * MINUTE,
          11 * MINUTE },
        /* NOW is a Tuesday, 22:13:20 UTC. */
        { "skipped at 23", { .skip_hours = 1 << 23 }, 6400, 7000 },
        { "skipped 23 to 5", { .skip_hours = 1 << 23 | 0x3F }, 28000, 28600 },
        { "skipped hours that are over", { .skip_hours = 0x3FFFF }, HOUR, HOUR + 6 * MINUTE },
        { "skipped on Wednesday and Thursday",
          { .ttl_minutes = 180, .skip_days = 1 << 3 | 1 << 4 },
          2 * DAY + 6400,
          2 * DAY + 7000 },
        { "skipped on all but Sunday",
          { .ttl_minutes = 180, .skip_days = 0x7E },
          4 * DAY + 6400,
          4 * DAY + 7000 },
        { "skipped always",
          { .skip_hours = 0xFFFFFF, .skip_days = 0x7F },
          HOUR,
          HOUR + 6 * MINUTE },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        for (uint64_t seed = 0; seed < 50; seed++) {
            struct schedule_answer answer = cases[i].answer;

            answer.seed = seed * 977;
            int64_t span_s = schedule_good(&rules, &answer, NOW) - NOW;

            if (span_s < cases[i].least_s || span_s > cases[i].most_s)
                fail_msg("%s: %" PRId64 " s", cases[i].what, span_s);
        }
}

static void
sources_do_not_fall_due_together(void **state)
{
    int64_t spans[20];
    int different = 0;

    (void)state;
    for (uint64_t i = 0; i < ARRAY_LEN(spans); i++) {
        struct schedule_answer answer = { .seed = i };

        spans[i] = schedule_good(&rules, &answer, NOW);
        different += i > 0 && spans[i] != spans[i - 1];
    }
    assert_true(different > 15);
}

static void
bad_sources_wait_longer_each_time(void **state)
{
    int64_t before = 0;

    (void)state;
    for (int failures = 1; failures < 12; failures++) {
        int64_t span = schedule_bad(&rules, failures, false, 0, 0, NOW) - NOW;
        int64_t plain = MIN(10 * MINUTE << (failures - 1), 12 * HOUR);

        if (span < plain || span > plain + plain / 4)
            fail_msg("%d failures: %" PRId64 " s", failures, span);
        assert_true(span >= before || plain == 12 * HOUR);
        before = span;
    }
    assert_true(schedule_bad(&rules, INT32_MAX, false, 0, 7, NOW) <= NOW + 15 * HOUR);
    /* No network for a day is no reason to wait half a day when it is back. */
    assert_true(schedule_bad(&rules, 30, true, 0, 7, NOW) <= NOW + 75 * MINUTE);
    /* Retry-After is obeyed, but not for ever, and never makes it earlier. */
    assert_int_equal(schedule_bad(&rules, 1, false, NOW + 5 * HOUR, 7, NOW), NOW + 5 * HOUR);
    assert_int_equal(schedule_bad(&rules, 1, false, NOW + 400 * DAY, 7, NOW), NOW + 7 * DAY);
    assert_true(schedule_bad(&rules, 1, false, NOW + 1, 7, NOW) >= NOW + 10 * MINUTE);
}

/* A server that was down for all must not find all of them at its door at one moment. */
static void
those_that_failed_together_come_back_apart(void **state)
{
    int different = 0;

    (void)state;
    for (uint64_t seed = 1; seed < 20; seed++) {
        int64_t at = schedule_bad(&rules, 3, false, 0, seed, NOW);

        assert_in_range(at - NOW, 40 * MINUTE, 50 * MINUTE);
        assert_int_equal(at, schedule_bad(&rules, 3, false, 0, seed, NOW)); /* no dice */
        different += at != schedule_bad(&rules, 3, false, 0, seed - 1, NOW);
    }
    assert_true(different > 15);
}

static void
rhythm_is_the_median_span(void **state)
{
    static const struct {
        const char *what;
        int64_t ages[12]; /* 0 ends */
        int64_t want;
    } cases[] = {
        { "none", { 0 }, 0 },
        { "two", { HOUR, 2 * HOUR }, 0 },
        { "even", { HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR }, HOUR },
        { "in any order", { 3 * HOUR, HOUR, 2 * HOUR }, HOUR },
        { "one long pause", { HOUR, 2 * HOUR, 3 * HOUR, 900 * DAY }, HOUR },
        { "all at once", { HOUR, HOUR, HOUR, HOUR }, 1 },
        { "from the future", { -DAY, -DAY, -DAY, HOUR }, 0 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct feed_item items[12] = { { .published_at = 0 } };
        struct feed feed = { .items = items };

        while (feed.item_count < 12 && cases[i].ages[feed.item_count] != 0) {
            items[feed.item_count].published_at = NOW - cases[i].ages[feed.item_count];
            feed.item_count++;
        }
        if (schedule_rhythm(&feed, NOW) != cases[i].want)
            fail_msg("%s: %" PRId64, cases[i].what, schedule_rhythm(&feed, NOW));
    }
}

static void
silence_makes_the_rhythm_longer_to_a_limit(void **state)
{
    int64_t rhythm_s = MINUTE;

    (void)state;
    assert_int_equal(schedule_rhythm_slower(&rules, 0), 0);
    for (int i = 0; i < 200; i++) {
        int64_t next_s = schedule_rhythm_slower(&rules, rhythm_s);

        assert_true(next_s >= rhythm_s);
        rhythm_s = next_s;
    }
    assert_int_equal(rhythm_s, 2 * rules.most_s);
    assert_int_equal(schedule_rhythm_slower(&rules, 90 * DAY), 90 * DAY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_sources_are_due_by_their_rhythm),
        cmocka_unit_test(sources_do_not_fall_due_together),
        cmocka_unit_test(bad_sources_wait_longer_each_time),
        cmocka_unit_test(those_that_failed_together_come_back_apart),
        cmocka_unit_test(rhythm_is_the_median_span),
        cmocka_unit_test(silence_makes_the_rhythm_longer_to_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
