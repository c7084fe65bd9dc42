#include "timeline.h"

#include "copy.h"
#include "probe.h"

#include <courant/related.h>

/* A story without a vector yet is no copy of anything. */
static bool
load_vector(struct store *st, struct arena *a, int64_t story_id, struct store_vector *out,
            struct err *err)
{
    struct err problem = { 0 };

    if (store_rel_vector_get(st, a, story_id, out, &problem) || problem.kind == ERR_MISSING)
        return true;
    *err = problem;
    return false;
}

/* The first before it whose text it repeats: copies of copies all name the one that was first. */
static size_t
find_original(const struct related_member *members, const struct store_vector *vectors, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (members[i].copy_of == i && copy_is_of(&vectors[at], &vectors[i]))
            return i;
    return at;
}

static bool
find_originals(struct store *st, struct related_member *members, size_t count, struct err *err)
{
    struct arena a = { 0 };
    struct store_vector *vectors = ARENA_ARRAY(&a, struct store_vector, count + 1);
    bool is_done = true;

    for (size_t i = 0; is_done && i < count; i++) {
        is_done = load_vector(st, &a, members[i].story.id, &vectors[i], err);
        members[i].copy_of = find_original(members, vectors, i);
    }
    arena_free(&a);
    return is_done;
}

/* Is no member before this one, of those asked for, of its source? */
static bool
is_first_of_source(const struct related_member *members, size_t at, bool is_own_text)
{
    for (size_t i = 0; i < at; i++)
        if (members[i].story.source_id == members[at].story.source_id &&
            (!is_own_text || members[i].copy_of == i))
            return false;
    return true;
}

static void
count_sources(struct related_thread *t)
{
    for (size_t i = 0; i < t->member_count; i++) {
        bool is_own_text = t->members[i].copy_of == i;

        t->source_count += is_first_of_source(t->members, i, false);
        t->independent_count += is_own_text && is_first_of_source(t->members, i, true);
        if (is_own_text)
            t->newest = i;
    }
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

    for (size_t i = 0; i < t.member_count; i++)
        members[i].story = stories[i];
    if (!find_originals(st, members, t.member_count, err))
        return false;
    t.members = members;
    count_sources(&t);
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
