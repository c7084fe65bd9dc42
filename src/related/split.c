#include "split.h"

#include "group.h"
#include "probe.h"

#include <string.h>

#define LEAST       4 /* stories of a thread that is looked at: below it one story would judge another */
#define MOST        64   /* beyond it a thread is what it is */
#define LEAVE_BELOW 0.15 /* likeness of a changed story to the nearest of its thread */
#define APART_MOST  0.07 /* mean likeness between two groups that are not of one event */

struct member {
    struct store_vector vector;
    size_t group; /* the place of its first member */
};

struct splitting {
    struct member members[MOST];
    size_t count;
    double likeness[MOST][MOST];
};

static bool
load_members(struct store *st, struct arena *a, int64_t thread_id, struct splitting *s,
             struct err *err)
{
    struct store_story *stories = NULL;
    size_t count = 0;

    if (!store_thread_list(st, a, thread_id, MOST, &stories, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct member *m = &s->members[s->count];
        struct err problem = { 0 };

        m->group = s->count;
        if (store_rel_vector_get(st, a, stories[i].id, &m->vector, &problem))
            s->count++;
        else if (problem.kind != ERR_MISSING) {
            *err = problem;
            return false;
        }
    }
    return true;
}

static void
compare_all(struct splitting *s)
{
    for (size_t i = 0; i < s->count; i++) {
        struct probe p;

        probe_of(&p, &s->members[i].vector);
        for (size_t k = 0; k < i; k++)
            s->likeness[i][k] = s->likeness[k][i] = probe_agreement(&p, &s->members[k].vector) *
                                                    probe_similarity(&p, &s->members[k].vector);
    }
}

/* Mean likeness of the stories of two groups. */
static double
mean_likeness(const struct splitting *s, size_t x, size_t y)
{
    double sum = 0;
    size_t count = 0;

    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; s->members[i].group == x && k < s->count; k++)
            if (s->members[k].group == y) {
                sum += s->likeness[i][k];
                count++;
            }
    return count > 0 ? sum / (double)count : -1;
}

/* The two groups nearest to each other become one; false when none are near enough. */
static bool
join_nearest(struct splitting *s)
{
    double best = APART_MOST;
    size_t into = 0, from = 0;

    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; s->members[i].group == i && k < i; k++) {
            double likeness = s->members[k].group == k ? mean_likeness(s, k, i) : -1;

            if (likeness > best) {
                best = likeness;
                into = k;
                from = i;
            }
        }
    for (size_t i = 0; from > into && i < s->count; i++)
        if (s->members[i].group == from)
            s->members[i].group = into;
    return from > into;
}

static size_t
size_of(const struct splitting *s, size_t group)
{
    size_t size = 0;

    for (size_t i = 0; i < s->count; i++)
        size += s->members[i].group == group;
    return size;
}

static size_t
find_largest(const struct splitting *s)
{
    size_t largest = 0;

    for (size_t i = 1; i < s->count; i++)
        if (size_of(s, i) > size_of(s, largest))
            largest = i;
    return largest;
}

/* Writes the thread of the group's stories and puts them into it; a story alone has none. */
static bool
write_part(struct store *st, struct arena *a, const struct splitting *s, size_t group,
           int64_t thread_id, struct err *err)
{
    struct group *g = ARENA_NEW(a, struct group);
    bool is_alone = size_of(s, group) < 2;

    for (size_t i = 0; i < s->count; i++)
        if (s->members[i].group == group)
            group_add(a, g, &s->members[i].vector);
    g->thread.id = thread_id;
    if (!is_alone && !group_write(st, a, g, err))
        return false;
    for (size_t i = 0; i < s->count; i++) {
        const struct store_vector *v = &s->members[i].vector;

        if (s->members[i].group == group && (is_alone || v->thread_id != g->thread.id) &&
            !store_rel_thread_join(st, v->story_id, is_alone ? 0 : g->thread.id, err))
            return false;
    }
    return true;
}

static bool
is_due(size_t size)
{
    return size >= LEAST && size <= MOST && (size & (size - 1)) == 0;
}

bool
split_check(struct store *st, struct arena *a, int64_t thread_id, struct err *err)
{
    struct store_thread thread = { 0 };

    if (!store_rel_thread_get(st, a, thread_id, &thread, err))
        return false;
    if (thread.size < 0 || !is_due((size_t)thread.size))
        return true;
    struct splitting *s = ARENA_NEW(a, struct splitting);

    if (!load_members(st, a, thread_id, s, err))
        return false;
    compare_all(s);
    while (join_nearest(s))
        ;
    size_t largest = s->count > 0 ? find_largest(s) : 0;

    if (s->count == 0 || size_of(s, largest) == s->count)
        return true;
    for (size_t i = 0; i < s->count; i++)
        if (s->members[i].group == i &&
            !write_part(st, a, s, i, i == largest && size_of(s, i) > 1 ? thread_id : 0, err))
            return false;
    return store_rel_thread_clear(st, thread_id, err);
}

/* How like it is to the one of the others that is most like it. */
static double
best_likeness(const struct splitting *s, const struct store_vector *story)
{
    struct probe p;
    double best = 0;

    probe_of(&p, story);
    for (size_t i = 0; i < s->count; i++)
        if (s->members[i].vector.story_id != story->story_id)
            best = MAX(best, probe_agreement(&p, &s->members[i].vector) *
                                 probe_similarity(&p, &s->members[i].vector));
    return best;
}

static void
drop_member(struct splitting *s, int64_t story_id)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->count; i++)
        if (s->members[i].vector.story_id != story_id)
            s->members[kept++].vector = s->members[i].vector;
    s->count = kept;
    for (size_t i = 0; i < s->count; i++)
        s->members[i].group = 0;
}

bool
split_leave(struct store *st, struct arena *a, const struct store_vector *story, bool *is_left,
            struct err *err)
{
    struct splitting *s = ARENA_NEW(a, struct splitting);
    int64_t thread_id = story->thread_id;

    *is_left = false;
    if (!load_members(st, a, thread_id, s, err))
        return false;
    /* One of very many is not worth looking at. */
    if (s->count == MOST || best_likeness(s, story) >= LEAVE_BELOW)
        return true;
    *is_left = true;
    drop_member(s, story->story_id);
    return store_rel_thread_join(st, story->story_id, 0, err) &&
           (s->count == 0 || write_part(st, a, s, 0, s->count > 1 ? thread_id : 0, err)) &&
           store_rel_thread_clear(st, thread_id, err);
}
