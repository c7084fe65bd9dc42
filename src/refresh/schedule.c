#include "schedule.h"

#include <courant/feed.h>

#include <stdlib.h>

#define UNKNOWN_S      3600 /* how often, while there is no rhythm */
#define RECENT_MOST    20
#define NETWORK_MOST_S 3600
#define RETRY_MOST_S   (INT64_C(7) * 86400)
#define DOUBLINGS_MOST 20
#define HOUR_S         INT64_C(3600)
#define DAY_S          INT64_C(86400)
#define SKIP_MOST_H    (7 * 24)
#define SKIP_SPREAD_S  (10 * 60)
#define OWN_SPREAD     30 /* its thirtieth part: many sources with one setting must not stay together */

/* The same on every machine, different for each source and time: a share of span, 0 to span. */
static int64_t
share(int64_t span, uint64_t seed, int64_t now)
{
    int64_t parts[2] = { (int64_t)(seed & INT64_MAX), now };
    uint64_t h = str_hash((str){ (const char *)parts, sizeof(parts) });

    return span > 0 ? (int64_t)(h % ((uint64_t)span + 1)) : 0;
}

static int64_t
between(int64_t value, int64_t least, int64_t most)
{
    return MAX(least, MIN(value, MAX(least, most)));
}

static bool
is_skipped(const struct schedule_answer *answer, int64_t at)
{
    int64_t hour = at / HOUR_S % 24, day = (at / DAY_S + 4) % 7; /* 1 January 1970: a Thursday */

    return (answer->skip_hours >> hour & 1) != 0 || (answer->skip_days >> day & 1) != 0;
}

/* The next hour in which the feed may bring something; those that wait for it part within it. */
static int64_t
after_skipped(const struct schedule_answer *answer, int64_t at)
{
    int64_t hours = 0, begin_at = at - at % HOUR_S;

    while (hours < SKIP_MOST_H && is_skipped(answer, begin_at + hours * HOUR_S))
        hours++;
    return hours == 0 || hours == SKIP_MOST_H
               ? at
               : begin_at + hours * HOUR_S + share(SKIP_SPREAD_S, answer->seed, at);
}

int64_t
schedule_good(const struct schedule_rules *rules, const struct schedule_answer *answer, int64_t now)
{
    int64_t span_s;

    if (answer->own_s > 0)
        return now + answer->own_s + share(answer->own_s / OWN_SPREAD, answer->seed, now);
    span_s = between(answer->rhythm_s > 0 ? answer->rhythm_s / 2 : UNKNOWN_S, rules->least_s,
                     rules->most_s);
    if (answer->ttl_minutes > 0)
        span_s = MAX(span_s, MIN(answer->ttl_minutes, rules->most_s / 60) * 60);
    if (answer->fresh_until_at > now)
        span_s = MAX(span_s, MIN(answer->fresh_until_at - now, rules->most_s));
    return after_skipped(answer, now + span_s + share(span_s / 10, answer->seed, now));
}

int64_t
schedule_bad(const struct schedule_rules *rules, int failures, bool is_network, int64_t retry_at,
             uint64_t seed, int64_t now)
{
    int64_t most_s = is_network ? MIN(rules->most_s, NETWORK_MOST_S) : rules->most_s;
    int64_t span_s = rules->least_s;

    for (int i = 1; i < failures && i < DOUBLINGS_MOST && span_s < most_s; i++)
        span_s *= 2;
    span_s = between(span_s, rules->least_s, most_s);
    span_s += share(span_s / 4, seed, now);
    return MAX(now + span_s, MIN(retry_at, now + RETRY_MOST_S));
}

static int
newest_first(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

    return (a < b) - (a > b);
}

int64_t
schedule_rhythm(const struct feed *feed, int64_t now)
{
    struct arena a = { 0 };
    int64_t *times = ARENA_ARRAY(&a, int64_t, feed->item_count), rhythm_s = 0;
    size_t count = 0;

    for (size_t i = 0; i < feed->item_count; i++)
        if (feed->items[i].published_at > 0 && feed->items[i].published_at <= now)
            times[count++] = feed->items[i].published_at;
    if (count >= 3) {
        qsort(times, count, sizeof(*times), newest_first);
        count = MIN(count, RECENT_MOST + 1) - 1;
        for (size_t i = 0; i < count; i++)
            times[i] -= times[i + 1];
        qsort(times, count, sizeof(*times), newest_first);
        /* One that has been silent for longer than that has another rhythm by now; 1: all at once. */
        rhythm_s = MAX(times[count / 2], 1);
    }
    arena_free(&a);
    return rhythm_s;
}

int64_t
schedule_rhythm_slower(const struct schedule_rules *rules, int64_t rhythm_s)
{
    if (rhythm_s <= 0)
        return 0;
    /* From the shortest that matters: many steps below refresh-min would change nothing. */
    return MIN(MAX(rhythm_s, 2 * rules->least_s) / 8 * 9, MAX(2 * rules->most_s, rhythm_s));
}
