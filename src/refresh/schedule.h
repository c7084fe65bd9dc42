/*
 * src/refresh/schedule.h: when a source is due again. Arithmetic only; the clock is passed in.
 *
 * Shape   a source's own setting goes before all; else half its rhythm, kept between the two settings,
 *         never before what the feed (ttl, sy:update, skipHours, skipDays) and the server (Cache-Control,
 *         Retry-After) ask for. sy:updateBase is not gone by: nearly all feeds that have it name the same
 *         full hour, and all their readers would come at once
 * Units   _s seconds, _at seconds since 1970 UTC
 * Source  docs/architecture.md, "Refresh"
 */
#ifndef COURANT_REFRESH_SCHEDULE_H
#define COURANT_REFRESH_SCHEDULE_H

#include <courant/base.h>

struct feed;

#define SCHEDULE_GONE_S (INT64_C(3650) * 86400) /* after "410 Gone": not by itself */

struct schedule_rules {
    int64_t least_s, most_s; /* refresh-min, refresh-max */
};

struct schedule_answer { /* what a good fetch tells */
    int64_t own_s;       /* the source's own setting; 0: none */
    int64_t rhythm_s;    /* 0: unknown */
    int64_t ttl_minutes; /* 0: not given */
    int64_t fresh_until_at;
    uint32_t skip_hours; /* as in struct feed */
    uint8_t skip_days;
    uint64_t seed; /* of the source: spreads those that would fall together */
};

int64_t schedule_good(const struct schedule_rules *rules, const struct schedule_answer *answer,
                      int64_t now);
/*
 * After failures in a row (this one included). is_network: no answer came at all, which may be this
 * machine's own trouble, so it is tried again within an hour.
 */
int64_t schedule_bad(const struct schedule_rules *rules, int failures, bool is_network,
                     int64_t retry_at, uint64_t seed, int64_t now);

/* The median span between a feed's recent items; 0: too few dates. */
int64_t schedule_rhythm(const struct feed *feed, int64_t now);
/* Nothing new came: the rhythm seems to be a little longer. */
int64_t schedule_rhythm_slower(const struct schedule_rules *rules, int64_t rhythm_s);

#endif
