#include "heads.h"

#include "hits.h"

#define LOOK_MOST 1000 /* stories of a thread */
#define KNOWN     256  /* threads whose heads are remembered */

struct head {
    int64_t thread_id;    /* 0: an empty place */
    struct story_key key; /* id 0: no story of it is shown */
};

struct heads {
    struct walk test;
    str match;        /* the words' hits are the list; empty: its stories are tested for them */
    struct head held; /* of the thread whose row stays where it stands */
    struct head known[KNOWN];
    struct store_story last; /* tested; borrowed until any row is loaded again. id 0: none */
};

/* The story that the query keeps is shown, whatever it is. */
static bool
is_shown(struct heads *heads, struct story_key key, struct store_story *story, bool *out,
         struct err *err)
{
    bool is_kept = key.id == heads->test.query->keep_id, is_hit = true;

    if (heads->match.len > 0 && !hits_has(heads->test.st, heads->match, key, &is_hit, err))
        return false;
    *out = false;
    if (is_hit && !is_kept && !walk_may_match(&heads->test, key.id, &is_hit, err))
        return false;
    if (!is_hit && !is_kept)
        return true;
    if (!walk_test(&heads->test, key.id, story, out, err))
        return false;
    *out = (*out && is_hit) || (is_kept && story->id == key.id);
    heads->last = *story;
    return true;
}

static void
open_thread(struct heads *heads, struct lanes *lanes, struct arena *a, int64_t thread_id,
            size_t chunk)
{
    *lanes = (struct lanes){ .st = heads->test.st, .a = a, .place = { INT64_MAX, INT64_MAX } };
    struct lane *lane = lanes_add(lanes);

    lane->down = SQL_LANE_THREAD_DOWN;
    lane->up = SQL_LANE_THREAD_UP;
    lane->first = thread_id;
    lane->chunk = chunk;
}

static bool
find_newest(struct heads *heads, int64_t thread_id, struct story_key *out, struct err *err)
{
    struct arena a = { 0 };
    struct lanes lanes;
    struct story_key key = { 0 };
    bool ok = true, is_any = true, is_it = false;

    open_thread(heads, &lanes, &a, thread_id, 1); /* most often the first is the one */
    for (int looked_at = 0; ok && looked_at < LOOK_MOST && !is_it; looked_at++) {
        struct store_story story = { 0 };

        ok = lanes_next(&lanes, &key, &is_any, err);
        if (!ok || !is_any)
            break;
        ok = is_shown(heads, key, &story, &is_it, err);
    }
    *out = is_it ? key : (struct story_key){ 0 };
    arena_free(&a);
    return ok;
}

/* Only while it is shown at all. */
static bool
find_held(struct heads *heads, int64_t id, struct err *err)
{
    struct store_story story = { 0 };
    struct story_key key = { .id = id };
    struct err missing = { 0 };
    bool is_it = false;

    if (id == 0)
        return true;
    if (!story_key_get(heads->test.st, id, &key, &missing)) {
        *err = missing.kind == ERR_MISSING ? *err : missing;
        return missing.kind == ERR_MISSING;
    }
    if (!is_shown(heads, key, &story, &is_it, err))
        return false;
    if (is_it)
        heads->held = (struct head){ story.thread_id, key };
    return true;
}

bool
heads_open(struct walk *walk, struct err *err)
{
    struct heads *heads = ARENA_NEW(&walk->arena, struct heads);

    if (!walk_open_test(walk->st, walk->query, SQL_WORDS_HAS, &heads->test, err))
        return false;
    walk->heads = heads;
    heads->test.conjuncts = walk->conjuncts;
    heads->test.conjunct_count = walk->conjunct_count;
    if (walk->is_by_words) {
        heads->match = walk->match;
        walk_trust_words(&heads->test);
    }
    return find_held(heads, walk->query->hold_id, err);
}

static bool
find_head(struct heads *heads, int64_t thread_id, struct story_key *out, struct err *err)
{
    struct head *known = &heads->known[(uint64_t)thread_id % KNOWN];

    if (heads->held.thread_id == thread_id) {
        *out = heads->held.key;
        return true;
    }
    if (known->thread_id != thread_id) {
        struct story_key key;

        if (!find_newest(heads, thread_id, &key, err))
            return false;
        *known = (struct head){ thread_id, key };
    }
    *out = known->key;
    return true;
}

bool
heads_find(struct heads *heads, int64_t thread_id, struct story_key *out, struct err *err)
{
    heads->last.id = 0;
    return find_head(heads, thread_id, out, err);
}

bool
heads_take_row(struct heads *heads, int64_t id, struct store_story *out)
{
    if (heads->last.id != id)
        return false;
    *out = heads->last;
    return true;
}

bool
heads_list(struct heads *heads, struct arena *a, int64_t thread_id, size_t limit,
           struct store_story **out, size_t *out_count, struct err *err)
{
    struct arena scratch = { 0 };
    struct lanes lanes;
    struct story_key key;
    VEC(struct store_story) list = { 0 };
    bool ok = true, is_any = true, is_it;

    open_thread(heads, &lanes, &scratch, thread_id, 0);
    for (int looked_at = 0; looked_at < LOOK_MOST && list.count < limit; looked_at++) {
        struct store_story story = { 0 };

        ok = lanes_next(&lanes, &key, &is_any, err) &&
             (!is_any || is_shown(heads, key, &story, &is_it, err));
        if (!ok || !is_any)
            break;
        if (is_it)
            story_copy(a, &story, VEC_PUSH(a, &list));
    }
    arena_free(&scratch);
    *out = list.items;
    *out_count = list.count;
    return ok;
}

void
heads_close(struct heads *heads)
{
    walk_close(&heads->test);
}
