#include "story.h"
#include "walk.h"

#include <courant/store.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW_MOST                                                                                \
    1000 /* the newest hits, among which the best are looked for: a common word has 100,000 */
#define AGE_S      (30.0 * 86400) /* in which a story loses most of what being new is worth */
#define AGE_WEIGHT 0.6

struct hit {
    int64_t id, sort_at;
    double score;
};

static int
best_first(const void *x, const void *y)
{
    const struct hit *a = x, *b = y;

    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    if (a->sort_at != b->sort_at)
        return a->sort_at > b->sort_at ? -1 : 1;
    return a->id > b->id ? -1 : a->id < b->id;
}

static bool
find_hits(struct store *st, struct arena *a, str match, struct hit **out, size_t *out_count,
          struct err *err)
{
    struct sql s = sql_use(st, SQL_WORDS_BEST);
    VEC(struct hit) hits = { 0 };
    bool ok, is_row;

    sql_text(&s, match);
    sql_int(&s, WINDOW_MOST);
    while ((ok = sql_row(&s, &is_row, err)) && is_row) {
        struct hit *hit = VEC_PUSH(a, &hits);

        hit->id = sql_take_int(&s);
        hit->score = sql_take_double(&s);
    }
    *out = hits.items;
    *out_count = hits.count;
    return ok;
}

/* When each story is of; those that have gone drop out. */
static bool
find_times(struct store *st, struct hit *hits, size_t *count, struct err *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        struct sql s = sql_use(st, SQL_STORY_KEY);

        sql_int(&s, hits[i].id);
        if (!sql_value(&s, INT64_MIN, &hits[i].sort_at, err))
            return false;
        if (hits[i].sort_at != INT64_MIN)
            hits[kept++] = hits[i];
    }
    *count = kept;
    return true;
}

/* Counted from the newest hit, not from now: the same store gives the same answer. */
static void
weigh(struct hit *hits, size_t count)
{
    int64_t newest = INT64_MIN;

    for (size_t i = 0; i < count; i++)
        newest = MAX(newest, hits[i].sort_at);
    for (size_t i = 0; i < count; i++) {
        double age = (double)(newest - hits[i].sort_at) / AGE_S;

        hits[i].score *= 1 - AGE_WEIGHT + AGE_WEIGHT * exp(-age);
    }
    if (count)
        qsort(hits, count, sizeof(*hits), best_first);
}

static bool
load_best(struct arena *a, struct walk *walk, const struct hit *hits, size_t count, size_t limit,
          struct store_story **out, size_t *out_count, struct err *err)
{
    VEC(struct store_story) list = { 0 };
    struct store_story story;

    for (size_t i = 0; i < count && list.count < limit; i++) {
        bool is_yes;

        if (!walk_test(walk, hits[i].id, &story, &is_yes, err))
            return false;
        if (!is_yes)
            continue;
        struct store_story *kept = VEC_PUSH(a, &list);

        story_copy(a, &story, kept);
        kept->score = hits[i].score;
    }
    *out = list.items;
    *out_count = list.count;
    return true;
}

static bool
search_words(struct store *st, struct arena *a, const struct store_query *query, size_t limit,
             struct store_story **out, size_t *out_count, struct err *err)
{
    struct story_key all = { INT64_MAX, INT64_MAX };
    struct walk walk;
    struct hit *hits;
    size_t count;
    bool ok;

    if (!walk_open(st, query, false, all, limit, &walk, err))
        return false;
    if (!walk.match.len) { /* nothing to rank by: the newest first */
        walk_close(&walk);
        return store_list_after(st, a, query, (struct store_place){ 0 }, false, limit, out,
                                out_count, err);
    }
    walk_trust_words(&walk);
    ok = find_hits(st, &walk.arena, walk.match, &hits, &count, err) &&
         find_times(st, hits, &count, err);
    if (ok) {
        weigh(hits, count);
        ok = load_best(a, &walk, hits, count, limit, out, out_count, err);
    }
    walk_close(&walk);
    return ok;
}

bool
store_search(struct store *st, struct arena *a, str words, size_t limit, struct store_story **out,
             size_t *out_count, struct err *err)
{
    struct store_query *query;

    return store_query_parse(a, words, time_now_s(), &query, err) &&
           search_words(st, a, query, limit, out, out_count, err);
}
