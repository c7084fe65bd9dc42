#include "rank.h"

#include "candidate.h"
#include "copy.h"
#include "df.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW_DAYS 42
#define CANDIDATES  200
#define ENTRIES     20000 /* of posting lists; three times as many found nothing more */
#define THREAD_PART 0.35F /* of the thread's unit sum, mixed into the story's own vector */
#define LIKENESS_MIN                                                                               \
    0.08 /* below it nothing is shown; before time counts, or long stories are lost */
#define IN_THREAD_MIN 0.10
#define EVENT_MIN     0.35
#define EVENT_DAYS    4.0
#define RECENT_DAYS   2.5
#define EVENT_FLOOR   0.10 /* what age leaves of a likeness */
#define SUBJECT_FLOOR 0.15

struct ranking {
    struct store_vector story;
    struct probe own;    /* the story by itself */
    struct probe wanted; /* with its thread's subject */
    bool is_threaded;
    struct df df;
    struct posts posts;
    VEC(struct ranked) rows;
};

static void
mix(struct vector *v, str packed_sum)
{
    struct vector sum;

    vector_unpack_sum(packed_sum, &sum);
    vector_unit(&sum);
    vector_add(v, &sum, THREAD_PART);
    vector_unit(v);
}

static bool
read_story(struct store *st, struct arena *a, int64_t story_id, struct ranking *r, struct err *err)
{
    struct store_thread thread = { 0 };
    struct vector word, bridge;

    if (!store_rel_vector_get(st, a, story_id, &r->story, err))
        return false;
    vector_unpack(r->story.word, &word);
    vector_unpack(r->story.bridge, &bridge);
    probe_init(&r->own, &word, &bridge, r->story.language, r->story.sort_at);
    if (r->story.thread_id != 0) {
        if (!store_rel_thread_get(st, a, r->story.thread_id, &thread, err))
            return false;
        mix(&word, thread.word);
        mix(&bridge, thread.bridge);
        r->is_threaded = thread.size > 1;
    }
    probe_init(&r->wanted, &word, &bridge, r->story.language, r->story.sort_at);
    return true;
}

/* Is there more than one language in the store? */
static bool
is_bridged(struct store *st, const char *language)
{
    uint32_t term = df_language_term(language), df = 0;
    int64_t documents = 0;
    struct err err = { 0 };

    return store_rel_df_get(st, &term, 1, &df, &documents, &err) && df < documents;
}

static double
age_factor(double floor, double days)
{
    return floor + (1 - floor) * exp(-days / RECENT_DAYS);
}

static void
judge(const struct ranking *r, struct ranked *row)
{
    double days = days_between(row->vector.sort_at, r->story.sort_at);
    double s = row->likeness, agreement = probe_agreement(&r->own, &row->vector);

    row->is_same_thread = r->story.thread_id != 0 && row->vector.thread_id == r->story.thread_id;
    row->is_same_event = (row->is_same_thread && s * agreement >= IN_THREAD_MIN) ||
                         s * agreement * exp(-days / EVENT_DAYS) >= EVENT_MIN;
    s *= agreement;
    row->score = row->is_same_event ? 0.5 + 0.5 * s * age_factor(EVENT_FLOOR, days)
                                    : 0.5 * s * age_factor(SUBJECT_FLOOR, days);
}

static bool
is_listed(const struct ranking *r, int64_t story_id)
{
    for (size_t i = 0; i < r->rows.count; i++)
        if (r->rows.items[i].vector.story_id == story_id)
            return true;
    return story_id == r->story.story_id;
}

/* What is found by this probe and like the wanted one goes into the rows. */
static bool
look_up(struct store *st, struct arena *a, struct ranking *r, const struct probe *p,
        bool with_bridge, struct err *err)
{
    const struct candidate_span span = {
        .from_week = week_of(p->at - WINDOW_DAYS * (int64_t)DAY_S),
        .to_week = week_of(p->at + WINDOW_DAYS * (int64_t)DAY_S),
        .most = CANDIDATES,
        .entries = ENTRIES,
        .is_bridged = with_bridge,
    };
    struct candidate *found = NULL;
    size_t count = 0;

    if (!candidates_find(st, a, &r->posts, p, &span, &found, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct ranked row = { 0 };
        struct err missing = { 0 };

        if (is_listed(r, found[i].story_id))
            continue;
        if (!store_rel_vector_get(st, a, found[i].story_id, &row.vector, &missing)) {
            if (missing.kind == ERR_MISSING)
                continue; /* the story is gone, its posts are not */
            *err = missing;
            return false;
        }
        row.likeness = probe_similarity(&r->wanted, &row.vector);
        if (row.likeness < LIKENESS_MIN)
            continue;
        judge(r, &row);
        if (!row.is_same_event && !row.is_same_thread && probe_is_far(&r->own, &row.vector))
            continue; /* one rare word in common makes no subject */
        *VEC_PUSH(a, &r->rows) = row;
    }
    return true;
}

static int
by_score(const void *x, const void *y)
{
    const struct ranked *p = x, *q = y;

    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    return (p->vector.story_id < q->vector.story_id) - (p->vector.story_id > q->vector.story_id);
}

static void
find_copies(const struct ranking *r, struct ranked *rows, size_t count)
{
    const struct store_vector *head = NULL;

    for (size_t i = 0; i < count; i++) {
        if (copy_is_of(&rows[i].vector, &r->story))
            rows[i].copy_of = r->story.story_id;
        else if (head && copy_is_of(&rows[i].vector, head))
            rows[i].copy_of = head->story_id;
        else
            head = &rows[i].vector;
    }
}

static bool
rank_all(struct store *st, struct arena *a, struct ranking *r, struct err *err)
{
    bool with_bridge = is_bridged(st, r->story.language);

    return posts_begin(&r->posts, st, &r->df, a, err) &&
           look_up(st, a, r, &r->own, with_bridge, err) &&
           (!r->is_threaded || look_up(st, a, r, &r->wanted, with_bridge, err));
}

/* ERR_MISSING: the story has no vector yet. */
static bool
rank_at_one_moment(struct store *st, struct arena *a, int64_t story_id, struct ranking *r,
                   struct err *err)
{
    bool is_begun = false;
    bool is_done = store_read_begin(st, &is_begun, err) && read_story(st, a, story_id, r, err) &&
                   rank_all(st, a, r, err);

    posts_end(&r->posts);
    df_end(&r->df);
    store_read_end(st, is_begun);
    return is_done;
}

bool
rank_load(struct store *st, struct arena *a, int64_t story_id, struct ranked **out,
          size_t *out_count, struct err *err)
{
    struct ranking *r = ARENA_NEW(a, struct ranking);
    struct err problem = { 0 };

    *out = NULL;
    *out_count = 0;
    if (!rank_at_one_moment(st, a, story_id, r, &problem)) {
        if (problem.kind == ERR_MISSING) /* no vector yet */
            return true;
        *err = problem;
        return false;
    }
    if (r->rows.count > 0)
        qsort(r->rows.items, r->rows.count, sizeof(*r->rows.items), by_score);
    *out_count = MIN(r->rows.count, (size_t)RANK_MOST);
    *out = r->rows.items;
    find_copies(r, *out, *out_count);
    return true;
}
