#include "heed.h"

#include "timeline.h"
#include "vector.h"

#include <courant/related.h>
#include <courant/store_related.h>

#include <stdlib.h>

/* ---- what the reader says ---- */

/* What the thread tells so far, as a thread keeps it: of a story that is alone its own words. */
static bool
load_word(struct store *st, struct arena *a, int64_t story_id, int64_t thread_id, str *out,
          struct err *err)
{
    struct store_thread thread = { 0 };
    struct store_vector story = { 0 };
    struct vector word;
    struct err problem = { 0 };
    bool ok = thread_id > 0 ? store_rel_thread_get(st, a, thread_id, &thread, &problem)
                            : store_rel_vector_get(st, a, story_id, &story, &problem);

    if (!ok && problem.kind != ERR_MISSING) {
        *err = problem;
        return false;
    }
    vector_unpack(story.word, &word);
    *out = thread_id > 0 ? thread.word : vector_pack_sum(a, &word);
    return true;
}

static bool
set(struct store *st, struct arena *a, int64_t story_id, enum store_heed_state state, int64_t now,
    struct err *err)
{
    struct store_heed heed = { 0 };
    struct related_thread thread = { .independent_count = 1 };

    if (!store_heed_get(st, a, story_id, &heed, err))
        return false;
    if (state != STORE_HEED_NONE &&
        (!store_heed_last(st, heed.thread_id, &heed.seen_id, err) ||
         !load_word(st, a, story_id, heed.thread_id, &heed.word, err) ||
         (heed.thread_id > 0 && !timeline_load(st, a, heed.thread_id, &thread, err))))
        return false;
    heed.state = state;
    heed.set_at = now;
    heed.told_id = heed.seen_id;
    heed.source_count = (int64_t)thread.independent_count;
    return store_heed_set(st, story_id, &heed, err);
}

bool
related_heed_set(struct store *st, int64_t story_id, enum store_heed_state state, int64_t now,
                 struct err *err)
{
    struct arena a = { 0 };
    bool ok = store_begin(st, err);

    if (ok) {
        ok = set(st, &a, story_id, state, now, err);
        if (!ok)
            store_rollback(st);
        else
            ok = store_commit(st, err);
    }
    arena_free(&a);
    return ok;
}

/* ---- has it changed much? ---- */

static bool
has_more_sources(const struct store_heed *heed, const struct related_thread *thread)
{
    int64_t now = (int64_t)thread->independent_count;

    return now >= heed->source_count * HEED_SOURCES_TIMES &&
           now >= heed->source_count + HEED_SOURCES_MORE;
}

/* Do the texts since then tell of something else, though each was near enough to the one before it? */
static bool
has_moved(struct store *st, struct arena *a, const struct store_heed *heed,
          const struct related_thread *thread, bool *out, struct err *err)
{
    struct vector since = { 0 }, before, story;
    size_t count = 0;

    vector_unpack_sum(heed->word, &before);
    for (size_t i = 0; i < thread->member_count; i++) {
        const struct related_member *member = &thread->members[i];
        struct store_vector v = { 0 };
        struct err missing = { 0 };

        if (member->story.id <= heed->seen_id || member->copy_of != i)
            continue;
        if (!store_rel_vector_get(st, a, member->story.id, &v, &missing)) {
            if (missing.kind == ERR_MISSING)
                continue;
            *err = missing;
            return false;
        }
        vector_unpack(v.word, &story);
        vector_add(&since, &story, 1);
        vector_trim(&since, VECTOR_SUM_WORDS);
        count++;
    }
    vector_unit(&before);
    vector_unit(&since);
    vector_sort_terms(&since);
    *out = before.count > 0 && count >= HEED_MOVED_STORIES &&
           vector_dot(&since, &before) < HEED_MOVED_MOST;
    return true;
}

bool
heed_check(struct store *st, struct arena *a, int64_t story_id, struct err *err)
{
    struct store_heed heed = { 0 };
    struct related_thread thread = { 0 };
    bool is_changed;

    if (!store_heed_get(st, a, story_id, &heed, err))
        return false;
    if (heed.state != STORE_HEED_MUTED || heed.thread_id < 0)
        return true;
    if (!timeline_load(st, a, heed.thread_id, &thread, err) ||
        !has_moved(st, a, &heed, &thread, &is_changed, err))
        return false;
    if (!is_changed && !has_more_sources(&heed, &thread))
        return true;
    heed.state = STORE_HEED_BACK;
    return store_heed_set(st, heed.story_id, &heed, err);
}

/* ---- what is followed ---- */

static bool
load_followed(struct store *st, struct arena *a, const struct store_heed *heed,
              struct related_followed *out, struct err *err)
{
    int64_t last_id = 0, news_id = 0;
    struct related_followed f = { .set_at = heed->set_at };

    if (!store_heed_news(st, heed->thread_id, heed->seen_id, &f.new_count, &news_id, err) ||
        !store_heed_last(st, heed->thread_id, &last_id, err) ||
        !store_story_get(st, a, news_id ? news_id : last_id, &f.newest, err))
        return false;
    *out = f;
    return true;
}

/* Those of which there is news first, each lot the newest first. */
static int
by_news(const void *x, const void *y)
{
    const struct related_followed *p = x, *q = y;

    if ((p->new_count > 0) != (q->new_count > 0))
        return p->new_count > 0 ? -1 : 1;
    if (p->newest.sort_at != q->newest.sort_at)
        return p->newest.sort_at > q->newest.sort_at ? -1 : 1;
    return (p->newest.id < q->newest.id) - (p->newest.id > q->newest.id);
}

static bool
load_all(struct store *st, struct arena *a, struct related_followed **out, size_t *out_count,
         struct err *err)
{
    struct store_heed *heeds = NULL;
    size_t count = 0;
    bool ok = store_heed_list(st, a, STORE_HEED_FOLLOWED, &heeds, &count, err);
    struct related_followed *rows = ARENA_ARRAY(a, struct related_followed, count + 1);

    for (size_t i = 0; ok && i < count; i++)
        ok = load_followed(st, a, &heeds[i], &rows[i], err);
    if (!ok)
        return false;
    qsort(rows, count, sizeof(*rows), by_news);
    *out = rows;
    *out_count = count;
    return true;
}

bool
related_followed_load(struct store *st, struct arena *a, const struct related_followed **out,
                      size_t *out_count, struct err *err)
{
    struct related_followed *rows = NULL;
    size_t count = 0;
    bool is_begun = false;
    bool ok = store_read_begin(st, &is_begun, err) && load_all(st, a, &rows, &count, err);

    store_read_end(st, is_begun);
    if (!ok)
        return false;
    *out = rows;
    *out_count = count;
    return true;
}
