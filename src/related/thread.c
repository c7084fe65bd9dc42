#include "thread.h"

#include "candidate.h"
#include "group.h"
#include "split.h"

#include <math.h>
#include <string.h>

#define WINDOW_DAYS     10
#define CANDIDATES      24   /* 60 find no better thread */
#define ENTRIES         8000 /* of posting lists */
#define PROMISE_LEAST   0.04F
#define NEAREST         8    /* whose threads are looked at */
#define FADE_DAYS       4.0  /* likeness falls to a third in so many days */
#define JOIN_LEAST      0.22 /* 0.20 makes larger, 0.24 cleaner threads */
#define MERGE_LEAST     0.36 /* of two threads that a story brings together */
#define MERGE_SIZE_MOST 40   /* stories of the smaller one */

struct neighbour {
    struct store_vector vector;
    double likeness; /* faded by time */
};

/* A thread beside the story, or a neighbour that is alone. */
struct option {
    struct group group; /* thread id 0: the neighbour alone */
    const struct neighbour *best;
    double score;
};

static double
fade(double days)
{
    return exp(-days / FADE_DAYS);
}

static double
days_to(const struct store_thread *thread, int64_t at)
{
    if (at < thread->first_at)
        return days_between(at, thread->first_at);
    return at > thread->last_at ? days_between(at, thread->last_at) : 0;
}

/* Puts n into the list of the nearest, kept in order, nearest first. */
static void
keep_nearest(struct neighbour *list, size_t *count, const struct neighbour *n)
{
    size_t at = *count;

    if (*count == NEAREST && n->likeness <= list[NEAREST - 1].likeness)
        return;
    if (*count < NEAREST)
        ++*count;
    else
        at--;
    for (; at > 0 && list[at - 1].likeness < n->likeness; at--)
        list[at] = list[at - 1];
    list[at] = *n;
}

static bool
find_nearest(struct store *st, struct arena *a, struct posts *posts,
             const struct store_vector *story, const struct probe *p, bool is_bridged,
             struct neighbour *list, size_t *count, struct err *err)
{
    const struct candidate_span span = {
        .from_week = week_of(p->at - WINDOW_DAYS * (int64_t)DAY_S),
        .to_week = week_of(p->at + WINDOW_DAYS * (int64_t)DAY_S),
        .most = CANDIDATES,
        .entries = ENTRIES,
        .is_bridged = is_bridged,
    };
    struct candidate *found = NULL;
    size_t found_count = 0;

    if (!candidates_find(st, a, posts, p, &span, &found, &found_count, err))
        return false;
    for (size_t i = 0; i < found_count; i++) {
        struct neighbour n = { 0 };
        struct err missing = { 0 };

        if (found[i].story_id == story->story_id)
            continue;
        if (candidate_promise(&found[i]) < PROMISE_LEAST)
            break; /* they are in order */
        if (!store_rel_vector_get(st, a, found[i].story_id, &n.vector, &missing)) {
            if (missing.kind == ERR_MISSING)
                continue; /* the story is gone, its posts are not */
            *err = missing;
            return false;
        }
        if (days_between(n.vector.sort_at, p->at) > WINDOW_DAYS)
            continue;
        n.likeness = probe_agreement(p, &n.vector) * probe_similarity(p, &n.vector) *
                     fade(days_between(n.vector.sort_at, p->at));
        keep_nearest(list, count, &n);
    }
    return true;
}

static bool
load_option(struct store *st, struct arena *a, const struct neighbour *n, struct option *out,
            struct err *err)
{
    *out = (struct option){ .best = n };
    if (n->vector.thread_id != 0)
        return group_load(st, a, n->vector.thread_id, &out->group, err);
    group_add(a, &out->group, &n->vector);
    return true;
}

/* Half its nearest story, half the sum of all: either alone makes chains, or misses what moves on. */
static double
option_score(const struct option *o, const struct probe *p)
{
    struct vector word = o->group.word, bridge = o->group.bridge;

    vector_unit(&word);
    vector_unit(&bridge);
    double by_sum =
        similarity(p, &word, &bridge, !group_has_language(&o->group, str_of(p->language))) *
        bridge_agreement(&p->bridge, &bridge);

    return 0.5 * o->best->likeness + 0.5 * by_sum * fade(days_to(&o->group.thread, p->at));
}

/* The thread with the story in it, written; a thread of one becomes one of two. */
static bool
join(struct store *st, struct arena *a, const struct store_vector *story, struct option *o,
     struct err *err)
{
    bool is_new = o->group.thread.id == 0;

    group_add(a, &o->group, story);
    if (!group_write(st, a, &o->group, err))
        return false;
    int64_t thread_id = o->group.thread.id;

    return (!is_new || store_rel_thread_join(st, o->best->vector.story_id, thread_id, err)) &&
           store_rel_thread_join(st, story->story_id, thread_id, err);
}

static double
gap_days(const struct store_thread *x, const struct store_thread *y)
{
    if (x->last_at < y->first_at)
        return days_between(x->last_at, y->first_at);
    return y->last_at < x->first_at ? days_between(y->last_at, x->first_at) : 0;
}

/* Do two threads tell of one event? The story between them is as like to both as to be counted half. */
static double
merge_score(const struct option *x, const struct option *y)
{
    struct probe p;
    struct vector word = x->group.word, bridge = x->group.bridge;
    struct vector other_word = y->group.word, other_bridge = y->group.bridge;
    str languages = x->group.thread.languages, code;
    bool is_bridged = true;

    vector_unit(&word);
    vector_unit(&bridge);
    vector_unit(&other_word);
    vector_unit(&other_bridge);
    probe_init(&p, &word, &bridge, "", x->group.thread.first_at);
    while (str_take_field(&languages, ' ', &code))
        is_bridged &= !group_has_language(&y->group, code);
    double by_sum = similarity(&p, &other_word, &other_bridge, is_bridged) *
                    bridge_agreement(&p.bridge, &other_bridge);

    return 0.5 * y->best->likeness +
           0.5 * by_sum * fade(gap_days(&x->group.thread, &y->group.thread));
}

/* A story alone joins what it would have joined had it come later. */
static double
merge_least(const struct option *o)
{
    return o->group.thread.size > 1 ? MERGE_LEAST : JOIN_LEAST;
}

/* y's stories become x's. */
static bool
merge(struct store *st, struct arena *a, struct option *x, const struct option *y, struct err *err)
{
    int64_t into_id = x->group.thread.id, from_id = y->group.thread.id;

    group_merge(a, &x->group, &y->group);
    return group_write(st, a, &x->group, err) &&
           (from_id != 0 ? store_rel_thread_merge(st, from_id, into_id, err)
                         : store_rel_thread_join(st, y->best->vector.story_id, into_id, err));
}

static bool
can_merge(const struct option *x, const struct option *y)
{
    return y->group.thread.size <= MERGE_SIZE_MOST &&
           x->group.thread.size + y->group.thread.size <= THREAD_SIZE_MOST &&
           merge_score(x, y) >= merge_least(y);
}

/* The threads that the story stands between, each once; those that are full are past. */
static bool
load_options(struct store *st, struct arena *a, const struct neighbour *nearest, size_t count,
             const struct probe *p, struct option *options, size_t *option_count, size_t *best,
             struct err *err)
{
    *option_count = *best = 0;
    for (size_t i = 0; i < count; i++) {
        struct option *o = &options[*option_count];
        bool is_seen = false;

        /* The first of a thread's stories in the list is its nearest. */
        for (size_t k = 0; k < i; k++)
            is_seen |= nearest[i].vector.thread_id != 0 &&
                       nearest[k].vector.thread_id == nearest[i].vector.thread_id;
        if (is_seen)
            continue;
        if (!load_option(st, a, &nearest[i], o, err))
            return false;
        if (o->group.thread.size >= THREAD_SIZE_MOST)
            continue;
        o->score = option_score(o, p);
        if (o->score > options[*best].score)
            *best = *option_count;
        ++*option_count;
    }
    return true;
}

bool
thread_place(struct store *st, struct arena *a, struct posts *posts,
             const struct store_vector *story, const struct probe *p, bool is_bridged,
             struct err *err)
{
    struct neighbour nearest[NEAREST];
    struct option *options = ARENA_ARRAY(a, struct option, NEAREST);
    size_t count = 0, option_count = 0, best = 0;

    if (!find_nearest(st, a, posts, story, p, is_bridged, nearest, &count, err) ||
        !load_options(st, a, nearest, count, p, options, &option_count, &best, err))
        return false;
    if (option_count == 0 || options[best].score < JOIN_LEAST)
        return true;
    if (!join(st, a, story, &options[best], err))
        return false;
    for (size_t i = 0; i < option_count; i++)
        if (i != best && can_merge(&options[best], &options[i]) &&
            !merge(st, a, &options[best], &options[i], err))
            return false;
    return split_check(st, a, options[best].group.thread.id, err);
}
