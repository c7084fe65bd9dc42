#include "timeline.h"

#include "copy.h"
#include "probe.h"

#include <courant/related.h>
#include <courant/store_related.h>

#define COMPARED_MOST 150 /* stories of a thread, the newest: each is compared with all */

/* A story without a vector yet is no copy of anything. */
static bool
load_text(struct store *st, int64_t story_id, struct copy_text *out, struct err *err)
{
    struct arena a = { 0 };
    struct store_vector vector = { 0 };
    struct err problem = { 0 };
    bool is_there = store_rel_vector_get(st, &a, story_id, &vector, &problem);

    if (is_there)
        copy_text_init(&vector, out);
    arena_free(&a);
    if (!is_there && problem.kind != ERR_MISSING)
        *err = problem;
    return is_there || problem.kind == ERR_MISSING;
}

/* The first before it whose text it repeats: copies of copies all name the one that was first. */
static size_t
find_original(const struct copy_text *texts, const size_t *copy_of, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (copy_of[i] == i && copy_is_same(&texts[at], &texts[i]))
            return i;
    return at;
}

/* ids oldest first */
static bool
find_originals(struct store *st, const int64_t *ids, size_t count, size_t *out_copy_of,
               struct err *err)
{
    struct arena a = { 0 };
    struct copy_text *texts = ARENA_ARRAY(&a, struct copy_text, count + 1);
    size_t from = count - MIN(count, COMPARED_MOST);
    bool is_done = true;

    for (size_t i = 0; is_done && i < count; i++) {
        is_done = i < from || load_text(st, ids[i], &texts[i], err);
        out_copy_of[i] = find_original(texts, out_copy_of, i);
    }
    arena_free(&a);
    return is_done;
}

bool
related_copies_find(struct store *st, const struct store_story *stories, size_t count,
                    size_t *out_copy_of, struct err *err)
{
    struct arena a = { 0 };
    int64_t *ids = ARENA_ARRAY(&a, int64_t, count + 1);
    size_t *copy_of = ARENA_ARRAY(&a, size_t, count + 1);

    for (size_t i = 0; i < count; i++)
        ids[i] = stories[count - 1 - i].id;
    bool is_done = find_originals(st, ids, count, copy_of, err);

    for (size_t i = 0; is_done && i < count; i++)
        out_copy_of[count - 1 - i] = count - 1 - copy_of[i];
    arena_free(&a);
    return is_done;
}

static bool
mark_copies(struct store *st, struct related_member *members, size_t count, struct err *err)
{
    struct arena a = { 0 };
    int64_t *ids = ARENA_ARRAY(&a, int64_t, count + 1);
    size_t *copy_of = ARENA_ARRAY(&a, size_t, count + 1);

    for (size_t i = 0; i < count; i++)
        ids[i] = members[i].story.id;
    bool is_done = find_originals(st, ids, count, copy_of, err);

    for (size_t i = 0; is_done && i < count; i++)
        members[i].copy_of = copy_of[i];
    arena_free(&a);
    return is_done;
}

/* Is no member before this one, of those asked for, of its teller? */
static bool
is_first_of_teller(const struct related_thread *t, const int64_t *tellers, size_t at,
                   bool is_own_text)
{
    for (size_t i = 0; i < at; i++)
        if (tellers[i] == tellers[at] && (!is_own_text || t->members[i].copy_of == i))
            return false;
    return true;
}

static void
count_sources(struct related_thread *t, const int64_t *tellers)
{
    for (size_t i = 0; i < t->member_count; i++) {
        bool is_own_text = t->members[i].copy_of == i;

        t->source_count += is_first_of_teller(t, tellers, i, false);
        t->independent_count += is_own_text && is_first_of_teller(t, tellers, i, true);
        if (is_own_text)
            t->newest = i;
    }
}

/* Only what no subscribed source brought can have another's voice. */
static bool
find_tellers(struct store *st, const struct related_member *members, size_t count, int64_t *out,
             struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = members[i].story.source_id;
        if (!members[i].story.is_listed && !store_source_teller(st, out[i], &out[i], err))
            return false;
    }
    return true;
}

bool
timeline_load(struct store *st, struct arena *a, int64_t thread_id, struct related_thread *out,
              struct err *err)
{
    struct related_thread t = { .id = thread_id };
    struct store_story *stories = NULL;

    if (!store_thread_list(st, a, thread_id, RELATED_THREAD_MOST, &stories, &t.member_count, err))
        return false;
    struct related_member *members = ARENA_ARRAY(a, struct related_member, t.member_count + 1);
    int64_t *tellers = ARENA_ARRAY(a, int64_t, t.member_count + 1);

    for (size_t i = 0; i < t.member_count; i++)
        members[i].story = stories[i];
    if (!mark_copies(st, members, t.member_count, err) ||
        !find_tellers(st, members, t.member_count, tellers, err))
        return false;
    t.members = members;
    count_sources(&t, tellers);
    *out = t;
    return true;
}

bool
related_thread_load(struct store *st, struct arena *a, int64_t thread_id,
                    struct related_thread *out, struct err *err)
{
    struct related_thread t = { 0 };
    bool is_begun = false;
    bool is_done = store_read_begin(st, &is_begun, err) && timeline_load(st, a, thread_id, &t, err);

    store_read_end(st, is_begun);
    if (!is_done)
        return false;
    if (t.member_count == 0)
        return err_set(err, ERR_MISSING, "thread %" PRId64 ": not in the store", thread_id);
    *out = t;
    return true;
}
