#include "timeline.h"

#include <courant/related.h>

#include <math.h>
#include <stdlib.h>

#define LOOKED_AT                                                                                  \
    5000 /* threads of one day, the newest first; more than any reader's sources make */
#define LIMIT_MOST 500
#define DEEPER     2    /* times the limit: so many are looked into for copies and growth */
#define FEW        10   /* fewer threads do not make a page */
#define QUIET_DAYS 3    /* so far back is looked then */
#define FADE_H     12.0 /* a thread's weight falls to a third when nothing new came for so long */
#define GROWTH                                                                                     \
    0.5 /* what each doubling of the last hours' stories adds, beside a doubling of sources */

struct top {
    const struct store_thread_span *span;
    double score;
};

static double
freshness(int64_t last_at, int64_t now)
{
    return exp(-(double)MAX(now - last_at, 0) / 3600 / FADE_H);
}

/* What a thread can reach at most: all its sources independent, all its stories of the last hours. */
static double
promise(const struct store_thread_span *span, int64_t now)
{
    return (log2((double)span->source_count) + GROWTH * log2(1 + (double)span->size)) *
           freshness(span->last_at, now);
}

static int
by_promise(const void *x, const void *y)
{
    const struct top *p = x, *q = y;

    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    return (p->span->id < q->span->id) - (p->span->id > q->span->id);
}

static int
by_score(const void *x, const void *y)
{
    const struct related_top *p = x, *q = y;

    bool is_followed = p->newest.heed == STORE_HEED_FOLLOWED;

    if (is_followed != (q->newest.heed == STORE_HEED_FOLLOWED))
        return is_followed ? -1 : 1;
    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    return (p->thread_id < q->thread_id) - (p->thread_id > q->thread_id);
}

static bool
look_into(struct store *st, struct arena *a, const struct store_thread_span *span, int64_t now,
          int64_t visit_id, struct related_top *out, struct err *err)
{
    struct arena scratch = { 0 };
    struct related_thread t = { 0 };
    bool is_done = timeline_load(st, &scratch, span->id, &t, err);

    *out = (struct related_top){ .thread_id = span->id, .first_at = span->first_at };
    out->last_at = span->last_at;
    out->story_count = t.member_count;
    out->source_count = t.source_count;
    out->independent_count = t.independent_count;
    for (size_t i = 0; i < t.member_count; i++) {
        const struct store_story *story = &t.members[i].story;

        out->recent_count += story->sort_at > now - RELATED_RECENT_S;
        out->is_new = out->is_new || (story->id > visit_id && !story->is_hidden);
    }
    out->score = (log2((double)MAX(t.independent_count, 1U)) +
                  GROWTH * log2(1 + (double)out->recent_count)) *
                 freshness(span->last_at, now);
    if (is_done && t.member_count > 0)
        is_done = store_story_get(st, a, t.members[t.newest].story.id, &out->newest, err);
    arena_free(&scratch);
    return is_done;
}

/* The most promising of the last so many seconds, in order. */
static bool
find_promising(struct store *st, struct arena *a, int64_t now, int64_t span_s, struct top **out,
               size_t *out_count, struct err *err)
{
    struct store_thread_span *spans = NULL;
    size_t span_count = 0, count = 0;

    if (!store_rel_thread_recent(st, a, now - span_s, now, LOOKED_AT, &spans, &span_count, err))
        return false;
    struct top *tops = ARENA_ARRAY(a, struct top, span_count + 1);

    for (size_t i = 0; i < span_count; i++)
        if (spans[i].source_count > 1)
            tops[count++] = (struct top){ &spans[i], promise(&spans[i], now) };
    qsort(tops, count, sizeof(*tops), by_promise);
    *out = tops;
    *out_count = count;
    return true;
}

static bool
load_front(struct store *st, struct arena *a, int64_t now, size_t limit, struct related_top **out,
           size_t *out_count, struct err *err)
{
    struct top *tops = NULL;
    size_t count = 0;
    int64_t visit_id = 0;

    if (!store_visit_get(st, &visit_id, err) ||
        !find_promising(st, a, now, RELATED_DAY_S, &tops, &count, err))
        return false;
    /* On a quiet day, or with few sources, what came the days before is news still. */
    if (count < MIN(limit, (size_t)FEW) &&
        !find_promising(st, a, now, QUIET_DAYS * RELATED_DAY_S, &tops, &count, err))
        return false;
    count = MIN(count, limit * DEEPER);
    struct related_top *rows = ARENA_ARRAY(a, struct related_top, count + 1);

    *out_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!look_into(st, a, tops[i].span, now, visit_id, &rows[*out_count], err))
            return false;
        *out_count += rows[*out_count].independent_count > 0 && !rows[*out_count].newest.is_muted;
    }
    qsort(rows, *out_count, sizeof(*rows), by_score);
    *out_count = MIN(*out_count, limit);
    *out = rows;
    return true;
}

bool
related_front_load(struct store *st, struct arena *a, int64_t now, size_t limit,
                   const struct related_top **out, size_t *out_count, struct err *err)
{
    struct related_top *rows = NULL;
    size_t count = 0;
    bool is_begun = false;
    bool is_done = store_read_begin(st, &is_begun, err) &&
                   load_front(st, a, now, MIN(limit, (size_t)LIMIT_MOST), &rows, &count, err);

    store_read_end(st, is_begun);
    if (!is_done)
        return false;
    *out = rows;
    *out_count = count;
    return true;
}
