#include "thread.h"

#include "candidate.h"

#include <math.h>
#include <string.h>

#define WINDOW_DAYS     10
#define CANDIDATES      60
#define NEAREST         8    /* whose threads are looked at */
#define FADE_DAYS       4.0  /* likeness falls to a third in so many days */
#define JOIN_LEAST      0.22 /* 0.20 makes larger, 0.24 cleaner threads */
#define LANGUAGES_BYTES 64   /* of a thread's "en ru" */

struct neighbour {
    struct store_vector vector;
    double likeness; /* faded by time */
};

/* A thread, or a story that is alone as a thread of one. */
struct group {
    struct store_thread thread; /* id 0: one story, neighbour's */
    struct vector word, bridge; /* sums */
    const struct neighbour *best;
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
find_nearest(struct store *st, struct arena *a, const struct store_vector *story,
             const struct probe *p, bool is_bridged, struct neighbour *list, size_t *count,
             struct err *err)
{
    const struct candidate_span span = {
        .from_week = week_of(p->at - WINDOW_DAYS * (int64_t)DAY_S),
        .to_week = week_of(p->at + WINDOW_DAYS * (int64_t)DAY_S),
        .most = CANDIDATES,
        .is_bridged = is_bridged,
    };
    struct candidate *found = NULL;
    size_t found_count = 0;

    if (!candidates_find(st, a, p, &span, &found, &found_count, err))
        return false;
    for (size_t i = 0; i < found_count; i++) {
        struct neighbour n = { 0 };
        struct err missing = { 0 };

        if (found[i].story_id == story->story_id)
            continue;
        if (!store_rel_vector_get(st, a, found[i].story_id, &n.vector, &missing)) {
            if (missing.kind == ERR_MISSING)
                continue; /* the story is gone, its posts are not */
            *err = missing;
            return false;
        }
        if (days_between(n.vector.sort_at, p->at) > WINDOW_DAYS)
            continue;
        n.likeness = probe_similarity(p, &n.vector) * fade(days_between(n.vector.sort_at, p->at));
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
has_language(str languages, const char *language)
{
    str code;

    while (str_take_field(&languages, ' ', &code))
        if (str_eq(code, str_of(language)))
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
    double by_sum = similarity(p, &word, &bridge, !has_language(g->thread.languages, p->language));

    return 0.5 * g->best->likeness + 0.5 * by_sum * fade(days_to(&g->thread, p->at));
}

static str
add_language(struct arena *a, str languages, const char *language)
{
    if (has_language(languages, language) || languages.len > LANGUAGES_BYTES)
        return languages;
    return arena_printf(a, "%.*s %s", STR_ARG(languages), language);
}

/* The group with the story in it, written; a thread of one becomes one of two. */
static bool
join(struct store *st, struct arena *a, const struct store_vector *story, const struct probe *p,
     struct group *g, struct err *err)
{
    struct store_thread *t = &g->thread;

    vector_add(&g->word, &p->word, 1);
    vector_add(&g->bridge, &p->bridge, 1);
    vector_trim(&g->word, VECTOR_SUM_WORDS);
    vector_trim(&g->bridge, VECTOR_SUM_BRIDGE);
    t->word = vector_pack_sum(a, &g->word);
    t->bridge = vector_pack_sum(a, &g->bridge);
    t->languages = add_language(a, t->languages, p->language);
    t->first_at = MIN(t->first_at, p->at);
    t->last_at = MAX(t->last_at, p->at);
    t->size++;
    bool is_new = t->id == 0;

    return store_rel_thread_put(st, t, err) &&
           (!is_new || store_rel_thread_join(st, g->best->vector.story_id, t->id, err)) &&
           store_rel_thread_join(st, story->story_id, t->id, err);
}

bool
thread_place(struct store *st, struct arena *a, const struct store_vector *story,
             const struct probe *p, bool is_bridged, struct err *err)
{
    struct neighbour nearest[NEAREST];
    struct group best = { 0 };
    double best_score = 0;
    size_t count = 0;

    if (!find_nearest(st, a, story, p, is_bridged, nearest, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct group g = { 0 };
        bool is_seen = false;

        /* The first of a thread's stories in the list is its nearest. */
        for (size_t k = 0; k < i; k++)
            is_seen |= nearest[i].vector.thread_id != 0 &&
                       nearest[k].vector.thread_id == nearest[i].vector.thread_id;
        if (is_seen)
            continue;
        if (!load_group(st, a, &nearest[i], &g, err))
            return false;
        double score = group_score(&g, p);

        if (score > best_score) {
            best_score = score;
            best = g;
        }
    }
    return best_score < JOIN_LEAST || join(st, a, story, p, &best, err);
}
