#include "age.h"

#define MINUTE 60
#define HOUR   3600
#define DAY    86400

/* Each unit serves while the span is below its end. */
static const struct unit {
    int64_t end_s, span_s;
    const char *letter, *one, *many;
} units[] = {
    { HOUR, MINUTE, "m", "minute", "minutes" },
    { 2 * (int64_t)DAY, HOUR, "h", "hour", "hours" },
    { 28 * (int64_t)DAY, DAY, "d", "day", "days" },
    { 364 * (int64_t)DAY, 7 * DAY, "w", "week", "weeks" },
    { INT64_MAX, 365 * (int64_t)DAY, "y", "year", "years" },
};

static const struct unit *
find_unit(int64_t span_s)
{
    const struct unit *unit = units;

    while (span_s >= unit->end_s)
        unit++;
    return unit;
}

str
count_words(struct arena *a, int64_t count, const char *one, const char *many)
{
    return arena_printf(a, "%" PRId64 " %s", count, count == 1 ? one : many);
}

str
age_short(struct arena *a, int64_t now, int64_t at)
{
    if (at == 0)
        return (str){ 0 };
    if (now - at < MINUTE)
        return STR("now");
    const struct unit *unit = find_unit(now - at);

    return arena_printf(a, "%" PRId64 "%s", MAX((now - at) / unit->span_s, 1), unit->letter);
}

static str
span_words(struct arena *a, int64_t span_s)
{
    const struct unit *unit = find_unit(span_s);

    return count_words(a, MAX(span_s / unit->span_s, 1), unit->one, unit->many);
}

str
age_words(struct arena *a, int64_t now, int64_t at)
{
    if (at == 0)
        return STR("never");
    if (now - at < MINUTE)
        return STR("just now");
    return arena_printf(a, "%.*s ago", STR_ARG(span_words(a, now - at)));
}

str
age_every(struct arena *a, int64_t span_s)
{
    const struct unit *unit = find_unit(span_s);
    int64_t count = MAX(span_s / unit->span_s, 1);

    return count == 1 ? arena_printf(a, "every %s", unit->one)
                      : arena_printf(a, "every %" PRId64 " %s", count, unit->many);
}

str
age_until(struct arena *a, int64_t now, int64_t at)
{
    if (at <= now)
        return STR("now");
    return arena_printf(a, "in %.*s", STR_ARG(span_words(a, at - now)));
}
