#include "thread.h"

#include "candidate.h"

#include <math.h>
#include <string.h>

#define WINDOW_DAYS     10
#define CANDIDATES      24   /* 60 find no better thread */
#define ENTRIES         8000 /* of posting lists */
#define PROMISE_LEAST   0.04F
#define NEAREST         8    /* whose threads are looked at */
#define FADE_DAYS       4.0  /* likeness falls to a third in so many days */
#define JOIN_LEAST      0.22 /* 0.20 makes larger, 0.24 cleaner threads */
#define LANGUAGES_BYTES 64   /* of a thread's "en ru" */
#define MERGE_LEAST     0.36 /* of two threads that a story brings together */
#define MERGE_SIZE_MOST 40   /* stories of the smaller one */

struct neighbour {
    struct store_vector vector;
    double likeness; /* faded by time */
};

/* A thread, or a story that is alone as a thread of one. */
struct group {
    struct store_thread thread; /* id 0: one story, neighbour's */
    struct vector word, bridge; /* sums */
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
load_group(struct store *st, struct arena *a, const struct neighbour *n, struct group *out,
           struct err *err)
{
    out->best = n;
    if (n->vector.thread_id != 0) {
        if (!store_rel_thread_get(st, a, n->vector.thread_id, &out->thread, err))
            return false;
        vector_unpack_sum(out->thread.word, &out->word);
        vector_unpack_sum(out->thread.bridge, &out->bridge);
        return true;
    }
    out->thread = (struct store_thread){
        .first_at = n->vector.sort_at,
        .last_at = n->vector.sort_at,
        .size = 1,
        .languages = str_of(n->vector.language),
    };
    vector_unpack(n->vector.word, &out->word);
    vector_unpack(n->vector.bridge, &out->bridge);
    return true;
}

static bool
has_code(str languages, str language)
{
    str code;

    while (str_take_field(&languages, ' ', &code))
        if (str_eq(code, language))
            return true;
    return false;
}

/* Half its nearest story, half the sum of all: either alone makes chains, or misses what moves on. */
static double
group_score(const struct group *g, const struct probe *p)
{
    struct vector word = g->word, bridge = g->bridge;

    vector_unit(&word);
    vector_unit(&bridge);
    double by_sum =
        similarity(p, &word, &bridge, !has_code(g->thread.languages, str_of(p->language)));

    return 0.5 * g->best->likeness + 0.5 * by_sum * fade(days_to(&g->thread, p->at));
}

static str
add_language(struct arena *a, str languages, str language)
{
    if (has_code(languages, language) || languages.len > LANGUAGES_BYTES)
        return languages;
    return arena_printf(a, "%.*s %.*s", STR_ARG(languages), STR_ARG(language));
}

static bool
write_group(struct store *st, struct arena *a, struct group *g, struct err *err)
{
    vector_trim(&g->word, VECTOR_SUM_WORDS);
    vector_trim(&g->bridge, VECTOR_SUM_BRIDGE);
    g->thread.word = vector_pack_sum(a, &g->word);
    g->thread.bridge = vector_pack_sum(a, &g->bridge);
    return store_rel_thread_put(st, &g->thread, err);
}

/* The group with the story in it, written; a thread of one becomes one of two. */
static bool
join(struct store *st, struct arena *a, const struct store_vector *story, const struct probe *p,
     struct group *g, struct err *err)
{
    struct store_thread *t = &g->thread;

    vector_add(&g->word, &p->word, 1);
    vector_add(&g->bridge, &p->bridge, 1);
    t->languages = add_language(a, t->languages, str_of(p->language));
    t->first_at = MIN(t->first_at, p->at);
    t->last_at = MAX(t->last_at, p->at);
    t->size++;
    bool is_new = t->id == 0;

    return write_group(st, a, g, err) &&
           (!is_new || store_rel_thread_join(st, g->best->vector.story_id, t->id, err)) &&
           store_rel_thread_join(st, story->story_id, t->id, err);
}

static double
gap_days(const struct store_thread *x, const struct store_thread *y)
{
    if (x->last_at < y->first_at)
        return days_between(x->last_at, y->first_at);
    return y->last_at < x->first_at ? days_between(y->last_at, x->first_at) : 0;
}

/* Do two groups tell of one event? The story between them is as like to both as to be counted half. */
static double
merge_score(const struct group *x, const struct group *y)
{
    struct probe p;
    struct vector word = x->word, bridge = x->bridge, other_word = y->word,
                  other_bridge = y->bridge;
    str languages = x->thread.languages, code;
    bool is_bridged = true;

    vector_unit(&word);
    vector_unit(&bridge);
    vector_unit(&other_word);
    vector_unit(&other_bridge);
    probe_init(&p, &word, &bridge, "", x->thread.first_at);
    while (str_take_field(&languages, ' ', &code))
        is_bridged &= !has_code(y->thread.languages, code);
    return 0.5 * y->best->likeness + 0.5 * similarity(&p, &other_word, &other_bridge, is_bridged) *
                                         fade(gap_days(&x->thread, &y->thread));
}

/* A story alone joins what it would have joined had it come later. */
static double
merge_least(const struct group *g)
{
    return g->thread.size > 1 ? MERGE_LEAST : JOIN_LEAST;
}

/* y's stories become x's. */
static bool
merge(struct store *st, struct arena *a, struct group *x, const struct group *y, struct err *err)
{
    struct store_thread *t = &x->thread;
    str languages = y->thread.languages, code;

    vector_add(&x->word, &y->word, 1);
    vector_add(&x->bridge, &y->bridge, 1);
    t->first_at = MIN(t->first_at, y->thread.first_at);
    t->last_at = MAX(t->last_at, y->thread.last_at);
    t->size += y->thread.size;
    while (str_take_field(&languages, ' ', &code))
        t->languages = add_language(a, t->languages, code);
    return write_group(st, a, x, err) &&
           (y->thread.id != 0 ? store_rel_thread_merge(st, y->thread.id, t->id, err)
                              : store_rel_thread_join(st, y->best->vector.story_id, t->id, err));
}

/* The groups that the story stands between, each once; those that are full are past. */
static bool
load_groups(struct store *st, struct arena *a, const struct neighbour *nearest, size_t count,
            const struct probe *p, struct group *groups, size_t *group_count, size_t *best,
            struct err *err)
{
    *group_count = *best = 0;
    for (size_t i = 0; i < count; i++) {
        struct group *g = &groups[*group_count];
        bool is_seen = false;

        /* The first of a thread's stories in the list is its nearest. */
        for (size_t k = 0; k < i; k++)
            is_seen |= nearest[i].vector.thread_id != 0 &&
                       nearest[k].vector.thread_id == nearest[i].vector.thread_id;
        if (is_seen)
            continue;
        if (!load_group(st, a, &nearest[i], g, err))
            return false;
        if (g->thread.size >= THREAD_SIZE_MOST)
            continue;
        g->score = group_score(g, p);
        if (g->score > groups[*best].score)
            *best = *group_count;
        ++*group_count;
    }
    return true;
}

bool
thread_place(struct store *st, struct arena *a, struct posts *posts,
             const struct store_vector *story, const struct probe *p, bool is_bridged,
             struct err *err)
{
    struct neighbour nearest[NEAREST];
    struct group *groups = ARENA_ARRAY(a, struct group, NEAREST);
    size_t count = 0, group_count = 0, best = 0;

    if (!find_nearest(st, a, posts, story, p, is_bridged, nearest, &count, err) ||
        !load_groups(st, a, nearest, count, p, groups, &group_count, &best, err))
        return false;
    if (group_count == 0 || groups[best].score < JOIN_LEAST)
        return true;
    if (!join(st, a, story, p, &groups[best], err))
        return false;
    for (size_t i = 0; i < group_count; i++)
        if (i != best && groups[i].thread.size <= MERGE_SIZE_MOST &&
            groups[best].thread.size + groups[i].thread.size <= THREAD_SIZE_MOST &&
            merge_score(&groups[best], &groups[i]) >= merge_least(&groups[i]) &&
            !merge(st, a, &groups[best], &groups[i], err))
            return false;
    return true;
}
